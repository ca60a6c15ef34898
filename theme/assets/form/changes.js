/* What changes, when a published sheet is modified: in the words of the form. */

import { shortDate } from "./french.js";
import { titleOf } from "./problems.js";
import { PartialDate } from "./records.js";

/** Return the answers of a value, by name: a list of texts each. */
function flat(value, name = "") {
  if (Array.isArray(value) && value.every((each) => typeof each !== "object")) return { [name]: value.map(String) };
  if (typeof value !== "object") return { [name]: [String(value)] };
  return Object.assign({}, ...Object.entries(value).map(([key, inside]) => flat(inside, nameInside(value, name, key))));
}

function nameInside(value, name, key) {
  if (Array.isArray(value)) return `${name}[${key}]`;
  return name ? `${name}.${key}` : key;
}

/** Return how the form says the answers of a name: the text of a choice, not its code; a date in French. */
function shown(form, name, answers = []) {
  const controls = Array.from(form.elements).filter((each) => each.name === name);
  const choices = controls.flatMap((each) => {
    if (each.options) return Array.from(each.options, (option) => [option.value, option.text]);
    return each.type === "checkbox" ? [[each.value, each.labels[0].textContent.trim()]] : [];
  });
  const texts = new Map(choices);
  return answers.map((answer) => texts.get(answer) || shortDate(new PartialDate(answer))).join(", ") || "—";
}

function title(form, name) {
  const field = document.getElementById(`champ-${name}`);
  return field ? titleOf(form, field) : name;
}

/** Show how the answers differ from the published sheet. */
export function showChanges(form, original, value) {
  const [before, after] = [flat(original), flat(value)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => String(before[name]) !== String(after[name]));
  const rows = changed.map((name) => {
    const row = document.createElement("tr");
    for (const text of [title(form, name), shown(form, name, before[name]), shown(form, name, after[name])]) {
      row.append(Object.assign(document.createElement("td"), { textContent: text }));
    }
    return row;
  });
  const section = document.getElementById("changements");
  section.hidden = !rows.length;
  section.querySelector("tbody").replaceChildren(...rows);
}
