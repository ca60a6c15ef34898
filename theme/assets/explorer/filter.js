/* Which actions answer the reader's choices, and how many each further choice would give. No page here. */

import { fold } from "../shared/folding.js";

/** Return the loaded index, ready to be searched: see `roadmap/outputs/explorer_index.py` for its shape. */
export function prepare({ choix, id, titre, resume, choisi, confirme, fin }) {
  const facets = [...new Set(choix.map((choice) => choice.split("=")[0]))];
  const rows = id.map((each, at) => ({
    id: each, title: titre[at], summary: resume[at], choices: choisi[at], confirmed: confirme[at], end: fin[at], text: null,
  }));
  const facetOf = choix.map((choice) => facets.indexOf(choice.split("=")[0]));
  return { choices: choix, facets, facetOf, rows, sorted: { axe: rows } };
}

/**
 * Return the actions that answer, the actions that each choice would give beside the other facets'
 * choices, and those that would be given without each facet, or without the words.
 *
 * `chosen` holds places in `index.choices`. Choices of one facet add up, facets narrow each other.
 */
export function choose(index, chosen, words, order) {
  const isChosen = new Uint8Array(index.choices.length);
  const wordsBit = 1 << index.facets.length;
  let asked = words.length ? wordsBit : 0;
  for (const place of chosen) {
    isChosen[place] = 1;
    asked |= 1 << index.facetOf[place];
  }
  const found = [];
  const counts = new Uint32Array(index.choices.length);
  const without = new Uint32Array(index.facets.length + 1);
  for (const row of inOrder(index, order)) {
    let missing = asked & ~wordsBit;
    for (const place of row.choices) if (isChosen[place]) missing &= ~(1 << index.facetOf[place]);
    if (missing & (missing - 1)) continue; /* Two facets refuse it: no single choice would bring it back. */
    if (words.length && !holds(row, words)) {
      if (missing) continue;
      missing = wordsBit;
    }
    if (!missing) found.push(row);
    else without[31 - Math.clz32(missing)] += 1;
    for (const place of row.choices) if (!missing || missing === 1 << index.facetOf[place]) counts[place] += 1;
  }
  return { found, counts, without: Array.from(without, (more) => (more ? more + found.length : 0)) };
}

function holds(row, words) {
  row.text ??= ` ${fold(`${row.title} ${row.summary}`)}`;
  return words.every((word) => row.text.includes(` ${word}`));
}

/** Return the actions in an order, sorted once: `axe` is the order of the index. */
function inOrder(index, order) {
  const keys = {
    titre: (row) => fold(row.title),
    /* A month or a year ends with its last day; an unknown end comes last. */
    fin: (row) => (row.end ? row.end.padEnd(10, "~") : "~"),
    confirmation: (row) => row.confirmed,
  };
  index.sorted[order] ??= sort(index.rows, keys[order], order === "confirmation" ? -1 : 1);
  return index.sorted[order];
}

function sort(rows, key, way) {
  const keyed = rows.map((row) => [key(row), row]);
  keyed.sort(([a], [b]) => (a < b ? -way : a > b ? way : 0));
  return keyed.map(([, row]) => row);
}
