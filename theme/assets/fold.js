/* Text as it is compared: without accents, capitals or punctuation; « St » is « Saint ». */

/** Return the words of a text, separated by one space: "L'accès, près de chez soi" -> "l acces pres de chez soi". */
export function fold(text) {
  return text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae")
    .normalize("NFD").replace(/[\u0300-\u036f]+/g, "").replace(/[^a-z0-9]+/g, " ").trim()
    .replace(/\bst\b/g, "saint").replace(/\bste\b/g, "sainte");
}

/** Return the words that a reader typed. */
export function words(typed) {
  return fold(typed).split(" ").filter(Boolean);
}
