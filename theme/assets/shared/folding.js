/* Text as it is compared: without accents, capitals or punctuation, as `roadmap/text/folding.py` does. */

/** Return a text as an identifier: "Un œil neuf" -> "un-oeil-neuf". */
export function slug(text) {
  return text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").normalize("NFKD").replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/** Return the words of a text; « St » is « Saint »: "L'accès à St-Prest" -> "l acces a saint prest". */
export function fold(text) {
  return slug(text).replace(/-/g, " ").replace(/\bst\b/g, "saint").replace(/\bste\b/g, "sainte");
}

/** Return the words that a reader typed. */
export function words(typed) {
  return fold(typed).split(" ").filter(Boolean);
}
