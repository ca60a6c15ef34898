/* The columns of a pasted table, by their titles; the same rules as roadmap/tables/columns.py. */

import { findClosest } from "../form/reading.js";
import { fold } from "../shared/folding.js";

const BRACKETS = /\([^()]*\)|\[[^[\]]*\]/g;
/* Words of a title that say how the cells are written, not what they say. */
const UNIT_WORDS = /-(?:en|€|euros?|eur|ttc|ht|k|ke|keur|prevu|prevue|20[0-9]{2})(?=-|$)/g;
const THOUSANDS = /k ?(?:€|euros?|eur)|milliers/i;
const MAX_HEADER_ROW = 40;

/** Return the field that a title names, and whether it is only near; null when it names none. */
function matchTitle(title, rules) {
  const plain = fold(title.replace(BRACKETS, " "));
  const bare = `-${plain}`.replace(UNIT_WORDS, "").replace(/^-+|-+$/g, "");
  for (const key of [fold(title), plain, bare]) {
    if (Object.hasOwn(rules.titles, key)) return { field: rules.titles[key], isGuess: false };
  }
  const near = bare ? findClosest(bare, Object.keys(rules.titles), rules.similarity.column) : null;
  return near ? { field: rules.titles[near], isGuess: true } : { field: null, isGuess: false };
}

/**
 * Return the header of a grid: the row that names most fields, the title among them; null without one.
 * @param {string[][]} grid
 * @param {TableRules} rules
 * @returns {TableHeader | null}
 */
export function findHeader(grid, rules) {
  let [best, bestCount] = [-1, 1];
  grid.slice(0, MAX_HEADER_ROW).forEach((row, index) => {
    const fields = new Set(row.filter((cell) => cell.trim()).map((cell) => matchTitle(cell, rules).field).filter(Boolean));
    if (fields.has("titre") && fields.size > bestCount) [best, bestCount] = [index, fields.size];
  });
  return best < 0 ? null : buildHeader(best, grid[best], rules);
}

function buildHeader(row, cells, rules) {
  const columns = [];
  const ignored = [];
  cells.forEach((cell, index) => {
    const title = cell.trim();
    if (!title) return;
    const { field, isGuess } = matchTitle(cell, rules);
    const twin = columns.find((known) => known.field === field);
    if (!field || (twin && (isGuess || !twin.isGuess))) {
      ignored.push(title);
      return;
    }
    if (twin) {
      columns.splice(columns.indexOf(twin), 1);
      ignored.push(twin.title);
    }
    columns.push({ index, title, field, isGuess, isInThousands: THOUSANDS.test(cell) });
  });
  return { row, columns, ignored };
}

/**
 * Return the letters of a column counted from 0: 0 -> A, 26 -> AA.
 * @param {number} index
 * @returns {string}
 */
export function columnLetters(index) {
  let letters = "";
  for (let number = index + 1; number > 0; number = Math.floor((number - 1) / 26)) {
    letters = String.fromCharCode(65 + ((number - 1) % 26)) + letters;
  }
  return letters;
}
