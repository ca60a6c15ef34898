/* What changes when the form opens a published action or meeting; loaded then only. */

import { formatShortDate } from "./french.js";
import { PartialDate } from "./records.js";

/**
 * Return the title of the page and its first words for the change of a published entry.
 * @param {string} scope - « action », « nouvelles » or « reunion ».
 * @param {string} title - that of the entry.
 * @returns {[title: string, note: string]}
 */
export function describeChange(scope, title) {
  const wait = "Tant que la modification n'est pas acceptée, la page ne change pas.";
  if (scope === "nouvelles") return [`Où en est « ${title} » ?`, ""];
  if (scope === "action") return ["Modifier une action", `Vous modifiez l'action « ${title} ». ${wait}`];
  return ["Modifier une réunion", `Vous modifiez la réunion « ${title} » : reportez-la, annulez-la, complétez l'ordre du jour ou publiez ses décisions. ${wait}`];
}

/**
 * A published meeting that changes days is postponed: say so, and keep its first day, in view. A day said within a known
 * month only completes the date.
 * @param {HTMLFormElement} form
 * @param {Sheet} original - the published meeting.
 * @param {string | null} date - the new date, as it is filed.
 */
export function notePostponement(form, original, date) {
  const { statut, date_initiale: firstDate } = /** @type {Record<string, any>} */ (form.elements);
  const isMoved = date && !date.startsWith(original.date) && original.statut !== "annulee";
  if (!isMoved || firstDate.value) return;
  statut.value = "reportee";
  firstDate.value = formatShortDate(new PartialDate(original.date));
}
