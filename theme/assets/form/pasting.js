/* Lists pasted from Word or a table: one item a line in a list, one dash a line in a long text. */

import { addItem } from "./answers.js";

/* The bullet or the number before an item, and the tab or spaces after it. */
const BULLET = /^\s*(?:[•●▪◦·§*–—-]|o(?=\s)|[0-9]{1,2}[.)])[\s\u00a0]+/;
const MAX_ITEMS = 100; /* As the schemas. */

/**
 * Put what is pasted into a control as a list, if it is one; return whether it was.
 * @param {HTMLInputElement | HTMLTextAreaElement} control
 * @param {string} text
 * @returns {boolean}
 */
export function pasteList(control, text) {
  const lines = text.split(/[\r\n\u2028\u2029]+/).filter((line) => line.trim());
  if (lines.length < 2) return false;
  const item = /** @type {HTMLElement} */ (control.closest("[data-item]"));
  if (item && item.querySelector("input, select, textarea") === control) return fillItems(item, control, lines);
  return control.dataset.type === "text" && lines.some((line) => BULLET.test(line)) && insertList(control, lines);
}

/** Put a line in the item, and in a new item of its list for each other line. */
function fillItems(item, control, lines) {
  const [first, ...others] = lines.map((line) => line.replace(BULLET, "").trim()).slice(0, MAX_ITEMS);
  const list = /** @type {HTMLElement} */ (item.closest("[data-list]"));
  control.setRangeText(first, control.selectionStart, control.selectionEnd, "end");
  for (const line of others) addItem(list).querySelector(`${control.localName}`).value = line;
  return true;
}

/** Write the items of a list in Markdown, as a paragraph of their own. */
function insertList(control, lines) {
  const written = lines.map((line) => (BULLET.test(line) ? `- ${line.replace(BULLET, "").trim()}` : line.trim()));
  control.setRangeText(written.join("\n"), control.selectionStart, control.selectionEnd, "end");
  return true;
}
