/* What changes, when a published sheet is modified. */

import { labelOf } from "./problems.js";

/** Return the answers of a value, by name: a text each. */
function flat(value, name = "") {
  if (value !== null && typeof value === "object") {
    const isSimpleList = Array.isArray(value) && value.every((each) => typeof each !== "object");
    if (isSimpleList) return { [name]: value.join(", ") };
    return Object.assign({}, ...Object.entries(value).map(([key, inside]) =>
      flat(inside, Array.isArray(value) ? `${name}[${key}]` : name ? `${name}.${key}` : key)));
  }
  return { [name]: value === null ? "" : String(value) };
}

/** Show how the answers differ from the published sheet. */
export function showChanges(form, original, value) {
  const before = flat(original);
  const after = flat(value);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
  const rows = names.map((name) => {
    const row = document.createElement("tr");
    for (const text of [titleOf(form, name), before[name] || "—", after[name] || "—"]) {
      const cell = document.createElement("td");
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  });
  document.getElementById("changements").hidden = !rows.length;
  document.getElementById("changements").querySelector("tbody").replaceChildren(...rows);
}

function titleOf(form, name) {
  const field = document.getElementById(`champ-${name}`);
  return field ? labelOf(form, field) : name;
}
