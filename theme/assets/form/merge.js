/* Merge of a draft with the sheet that was published since: nobody's answer is undone in silence. */

const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Merge the answers of a draft, begun from `base`, with what is published now. An answer that the draft did not change
 * takes the published value; one that both changed stays that of the draft, and is a conflict.
 * @param {Sheet} base - the published sheet when the draft was begun.
 * @param {Sheet} published - the published sheet now.
 * @param {Sheet} draft
 * @returns {{ value: Sheet, taken: string[], conflicts: string[] }} - the keys of both kinds, in the sheet's order.
 */
export function mergeDraft(base, published, draft) {
  const value = {};
  const taken = [];
  const conflicts = [];
  for (const key of new Set([...Object.keys(published), ...Object.keys(draft), ...Object.keys(base)])) {
    const isTouched = !isSame(draft[key], base[key]);
    const hasMoved = !isSame(published[key], base[key]);
    const merged = isTouched ? draft[key] : published[key];
    if (merged !== undefined) value[key] = merged;
    if (hasMoved && !isSame(draft[key], published[key])) (isTouched ? conflicts : taken).push(key);
  }
  return { value, taken, conflicts };
}
