/* Names proposed under a field as it is typed: a press completes the name being typed, and the next one can follow. */

import { parseQuery } from "../shared/folding.js";

const MAX_SUGGESTIONS = 5;
const MIN_LENGTH = 2;
/* What is typed before the name being typed, and that name. */
const LAST_NAME = /^([^]*[,;\n])?\s*([^,;\n]*)$/;

/**
 * Propose names under a field.
 * @param {HTMLTextAreaElement} field
 * @param {HTMLElement} place - holds the buttons.
 * @param {string[]} names
 */
export function suggestNames(field, place, names) {
  const indexed = names.map((name) => ({ name, words: parseQuery(name) }));
  field.addEventListener("input", () => {
    const [, before = "", typed] = LAST_NAME.exec(field.value) ?? [undefined, "", ""];
    place.replaceChildren(...findNames(indexed, typed).map((name) => renderButton(name, () => {
      field.value = `${before}${before ? " " : ""}${name}, `;
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    })));
  });
}

/** Return the first names of which each typed word starts a word, those that start alike first. */
function findNames(indexed, typed) {
  const query = parseQuery(typed);
  if (query.join("").length < MIN_LENGTH) return [];
  const matches = indexed.filter(({ words }) => query.every((word) => words.some((own) => own.startsWith(word))));
  const startsAlike = ({ words }) => words.join(" ").startsWith(query.join(" "));
  matches.sort((a, b) => Number(startsAlike(b)) - Number(startsAlike(a)));
  return matches.slice(0, MAX_SUGGESTIONS).map(({ name }) => name);
}

function renderButton(name, onClick) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "form-small", textContent: name });
  button.addEventListener("click", onClick);
  return button;
}
