/* Display of what changed on the site since a draft was begun, answer by answer. */

import { describeAnswer } from "./changes.js";

const byId = (id) => document.getElementById(id);

/**
 * Show the answers that the site changed: those that the draft had not touched, and those that both changed.
 * @param {HTMLFormElement} form
 * @param {{ value: Sheet, taken: string[], conflicts: string[] }} merge - see merge.js.
 * @param {Sheet} published
 * @param {(key: string) => void} onTake - called with an answer whose published value is chosen.
 */
export function showConflict(form, { value, taken, conflicts }, published, onTake) {
  byId("conflit").hidden = false;
  byId("conflit-repris").textContent = taken.length
    ? `Vous n'aviez pas touché à ces réponses, qui viennent du site : ${taken.map((key) => describeAnswer(form, key, [])[0]).join(", ")}.`
    : "";
  byId("conflit-choix").hidden = !conflicts.length;
  byId("conflit").querySelector("tbody").replaceChildren(...conflicts.map((key) =>
    renderRow(describeAnswer(form, key, [published[key], value[key]]), () => onTake(key))));
}

/** Return the row of an answer that both changed, with a button to take that of the site. */
function renderRow(texts, onTake) {
  const row = document.createElement("tr");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "form-small", textContent: "Prendre celle du site" });
  button.addEventListener("click", () => {
    onTake();
    row.remove();
    byId("conflit-choix").hidden = !byId("conflit").querySelector("tbody tr");
  });
  for (const content of [...texts, button]) {
    const cell = document.createElement("td");
    cell.append(content);
    row.append(cell);
  }
  return row;
}
