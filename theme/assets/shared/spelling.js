/* Small slips of spelling: how far a typed word is from a known one. */

/**
 * Count the letters to add, drop, replace or swap with their neighbour to go from one word to another
 * (optimal string alignment distance).
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
export function countSlips(a, b) {
  let beforeLast = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1),
        isSwapped ? beforeLast[column - 2] + 1 : Infinity);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length];
}

/**
 * Return how many slips a word of this length may hold and still be recognised.
 * @param {string} word
 * @returns {number}
 */
export function allowedSlips(word) {
  return word.length < 4 ? 0 : word.length < 6 ? 1 : 2;
}
