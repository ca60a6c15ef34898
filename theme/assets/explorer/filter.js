/* Faceted filter of the actions: which ones match, and how many each further choice would give. No DOM here. */

import { foldWords } from "../shared/folding.js";

/**
 * Build the searchable index from the loaded JSON; see `roadmap/outputs/explorer_index.py` for its shape.
 * @param {ExplorerFile} file
 * @returns {ExplorerIndex}
 */
export function buildIndex({ choix, id, titre, resume, choisi, confirme, fin }) {
  const facets = [...new Set(choix.map((choice) => choice.split("=")[0]))];
  const rows = id.map((identifier, row) => ({
    id: identifier, title: titre[row], summary: resume[row], choices: choisi[row], confirmed: confirme[row], end: fin[row], text: null,
  }));
  const facetOf = choix.map((choice) => facets.indexOf(choice.split("=")[0]));
  return { choices: choix, facets, facetOf, rows, sortedRows: { axe: rows } };
}

/**
 * Filter and sort the actions. Choices of one facet add up, facets narrow each other.
 *
 * `counts` has, for each choice, the actions that it would give with the choices of the other facets;
 * `without`, for each facet then for the words, those that would match without it.
 * @param {ExplorerIndex} index
 * @param {number[]} chosen positions in `index.choices`
 * @param {string[]} words folded words of the query
 * @param {string} order
 * @returns {{ matches: ExplorerRow[], counts: Uint32Array, without: number[] }}
 */
export function filterActions(index, chosen, words, order) {
  const isChosen = new Uint8Array(index.choices.length);
  const wordsBit = 1 << index.facets.length;
  let required = words.length ? wordsBit : 0; /* One bit a facet, then one for the words. */
  for (const choice of chosen) {
    isChosen[choice] = 1;
    required |= 1 << index.facetOf[choice];
  }
  const matches = [];
  const counts = new Uint32Array(index.choices.length);
  const without = new Uint32Array(index.facets.length + 1);
  for (const row of sortRows(index, order)) {
    let missing = required & ~wordsBit;
    for (const choice of row.choices) if (isChosen[choice]) missing &= ~(1 << index.facetOf[choice]);
    if (missing & (missing - 1)) continue; /* Two facets exclude it: no single choice would bring it back. */
    if (words.length && !hasWords(row, words)) {
      if (missing) continue;
      missing = wordsBit;
    }
    if (!missing) matches.push(row);
    else without[31 - Math.clz32(missing)] += 1;
    for (const choice of row.choices) if (!missing || missing === 1 << index.facetOf[choice]) counts[choice] += 1;
  }
  return { matches, counts, without: Array.from(without, (more) => (more ? more + matches.length : 0)) };
}

function hasWords(row, words) {
  row.text ??= ` ${foldWords(`${row.title} ${row.summary}`)}`;
  return words.every((word) => row.text.includes(` ${word}`));
}

/** Return the rows in an order, sorted once and cached; `axe` is the order of the file. */
function sortRows(index, order) {
  const keys = {
    titre: (row) => foldWords(row.title),
    /* A month or a year sorts as its last day; no end comes last. */
    fin: (row) => (row.end ? row.end.padEnd(10, "~") : "~"),
    confirmation: (row) => row.confirmed,
  };
  index.sortedRows[order] ??= sortByKey(index.rows, keys[order], order === "confirmation" ? -1 : 1);
  return index.sortedRows[order];
}

function sortByKey(rows, key, direction) {
  const keyed = rows.map((row) => [key(row), row]);
  keyed.sort(([a], [b]) => (a < b ? -direction : a > b ? direction : 0));
  return keyed.map(([, row]) => row);
}
