/* Read lists of names as people type or paste them: the same rules as roadmap/text/french_lists.py. */

import { fold } from "../shared/folding.js";

const SEPARATORS = /[,;|\n\r\t•●▪·]+/;
const LAST_SEPARATOR = /\s(?:et|&)\s/;
const MAX_PIECES = 3; /* Of a name with « et ». */
/* « Coudray (Le) », as sorted lists write it. */
const ARTICLE_AT_THE_END = /^(.*\S)\s*\((le|la|les|l['’])\)\s*$/i;
const BRACKETS = /\([^()]*\)/g;
/* What people write before the name of a place: « mairie du Coudray » is that of « Le Coudray ». */
const PREFIX = /^(?:commune|mairie|ville|village)-(de-|d-|du-|des-|)/;
const ARTICLES = { "du-": "le-", "des-": "les-" };
const SHORT_WORDS = { st: "saint", ste: "sainte" };

/** Return a name without accents, « St » written out, its article first: « Coudray (Le) » -> `le-coudray`. */
function simplifyName(name) {
  const [, bare, article] = ARTICLE_AT_THE_END.exec(name) ?? [];
  const words = fold(article ? `${article} ${bare}` : name).split("-").map((word) => (Object.hasOwn(SHORT_WORDS, word) ? SHORT_WORDS[word] : word));
  return words.join("-").replace(PREFIX, (_, preposition) => ARTICLES[preposition] ?? "");
}

/**
 * Return the identifier of each name, by the name as `readNames` compares it; a name of two identifiers is left out.
 * @param {[identifier: string, labels: string[]][]} entries
 * @returns {Map<string, string>}
 */
export function indexNames(entries) {
  const index = new Map();
  for (const [identifier, labels] of entries) {
    for (const key of new Set([identifier, ...labels].map(simplifyName).filter(Boolean))) {
      index.set(key, index.has(key) && index.get(key) !== identifier ? null : identifier);
    }
  }
  return new Map([...index].filter(([, identifier]) => identifier !== null));
}

/**
 * Return the identifiers that a text names, once each; a name that the index has not stays as typed.
 * @param {string} text
 * @param {Map<string, string>} index
 * @returns {string[]}
 */
export function readNames(text, index) {
  const parts = text.split(SEPARATORS).map((part) => part.trim()).filter(Boolean);
  return [...new Set(parts.flatMap((part) => readPart(part, index)))];
}

/** Read « Lèves et Lucé », where a name may have an « et » of its own; as typed when none is known. */
function readPart(part, index) {
  const pieces = part.split(LAST_SEPARATOR).map((piece) => piece.trim());
  const found = [];
  let isKnown = false;
  for (let start = 0; start < pieces.length;) {
    let size = Math.min(MAX_PIECES, pieces.length - start);
    const find = () => findName(pieces.slice(start, start + size).join(" et "), index);
    while (size > 1 && !find()) size -= 1;
    const identifier = find();
    isKnown ||= identifier !== undefined;
    found.push(identifier ?? pieces[start]);
    start += size;
  }
  return isKnown ? found : [part];
}

/** Return the identifier of a name, whatever is in brackets beside it: « Valbourg (36000) »; undefined without one. */
function findName(name, index) {
  return index.get(simplifyName(name)) ?? index.get(simplifyName(name.replace(BRACKETS, " ")));
}
