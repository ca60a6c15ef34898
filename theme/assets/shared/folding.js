/* Text normalization for search and identifiers: no accents, capitals or punctuation (roadmap/text/folding.py). */

/**
 * Return a text as an identifier: "Un œil neuf" -> "un-oeil-neuf".
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  return text.normalize("NFKD").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/**
 * Return the folded words of a text, separated by spaces; « St » is « Saint »: "L'accès à St-Prest" -> "l acces a saint prest".
 * @param {string} text
 * @returns {string}
 */
export function foldWords(text) {
  return fold(text).replace(/-/g, " ").replace(/\bst\b/g, "saint").replace(/\bste\b/g, "sainte");
}

/**
 * Split a query into folded words.
 * @param {string} query
 * @returns {string[]}
 */
export function parseQuery(query) {
  return foldWords(query).split(" ").filter(Boolean);
}
