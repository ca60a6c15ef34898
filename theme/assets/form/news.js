/* The news of an action: its published steps are boxes, its figures a field each. */

import { formatDate, formatOnDate } from "./french.js";
import { PartialDate } from "./records.js";

/**
 * Name the published steps and figures; ask of a new one what it is, and of a new figure its day and source.
 * @param {HTMLFormElement} form
 * @param {Sheet} [base] - the published sheet as the form holds it.
 */
export function showItems(form, base) {
  for (const list of form.querySelectorAll("[data-list]")) {
    const published = base?.[list.dataset.list] ?? [];
    [...list.querySelectorAll("[data-item]")].forEach((item, index) => {
      const place = item.querySelector("[data-item-title]");
      if (!place) return;
      const known = published[index];
      if (known) place.textContent = nameItem(known);
      item.querySelector("[data-new]").hidden = Boolean(known);
      const measure = item.querySelector("[data-measure]");
      const figure = /** @type {HTMLInputElement} */ (form.elements.namedItem(`indicateurs[${index}].actuel`));
      if (measure) measure.hidden = figure.value === String(known?.actuel ?? "");
    });
  }
}

/** Name a step with its date, or a figure with its unit and its present value. */
function nameItem({ titre, date, libelle, unite, mesure_le: measured }) {
  if (titre) return date ? `${titre} (${formatDate(new PartialDate(date))})` : titre;
  return `${libelle}${unite ? ` (${unite})` : ""}${measured ? `, mesuré ${formatOnDate(new PartialDate(measured))}` : ""}`;
}

/**
 * A new figure is one of today, unless its day is said.
 * @param {HTMLFormElement} form
 * @param {Sheet} base
 * @param {HTMLInputElement} control
 * @param {string} today
 */
export function dateFigure(form, base, control, today) {
  if (!control.name.endsWith(".actuel")) return;
  const date = /** @type {HTMLInputElement} */ (form.elements.namedItem(control.name.replace(/actuel$/, "mesure_le")));
  const index = Number(/\[(\d+)\]/.exec(control.name)[1]);
  if (date.value === (base.indicateurs?.[index]?.mesure_le ?? "")) date.value = today;
}
