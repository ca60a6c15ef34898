/* What the form says that it understood of an answer typed in French: « Compris : 15 janvier 2026 ». */

import { understand } from "./answers.js";
import { formatEuros, formatHour, formatNumber, formatShortDate } from "./french.js";
import { PartialDate } from "./records.js";

/**
 * Say under a field what was understood of its answer, unless it was typed as it is filed.
 * @param {HTMLInputElement} control
 * @param {Rules} rules
 */
export function showUnderstood(control, rules) {
  const place = control.dataset.read && control.parentElement.querySelector(".form-understood");
  if (!place) return;
  const value = understand(control, rules);
  const text = value === null ? "" : formatUnderstood(control, value, rules);
  const isTyped = [value, text].includes(control.value.trim());
  place.textContent = text && !isTyped ? `Compris : ${text}` : "";
}

function formatUnderstood(control, value, rules) {
  switch (control.dataset.read) {
    case "date": case "day": return formatDay(value);
    case "hour": return formatHour(value);
    case "integer": case "number": return control.name.endsWith("montant") ? formatEuros(Number(value)) : formatNumber(Number(value));
    case "period": return typeof value === "string" ? formatDay(value) : formatPeriod(value);
    case "budget": return typeof value === "string" ? formatEuros(Number(value)) : formatBudget(value, readStatuses(control.form));
    case "action": return rules.known.actions.find(({ id }) => id === value).titre;
    case "communes": return nameCommunes(value, rules).join(", ");
    case "siren": return value.replace(/(\d{3})(?=\d)/g, "$1 ");
    default: return value;
  }
}

const formatDay = (date) => formatShortDate(new PartialDate(date));

function formatPeriod({ debut, fin }) {
  return [debut && `début : ${formatDay(debut)}`, fin && `fin : ${formatDay(fin)}`].filter(Boolean).join(" ; ");
}

/** Return the labels of the statuses of a funding, by code. */
function readStatuses(form) {
  const options = form.elements.namedItem("budget.financements[0].statut").options;
  return Object.fromEntries(Array.from(options, (option) => [option.value, option.text]));
}

/**
 * Say an amount and the shares of its funders: « 38 000 €, dont État : 20 000 € (accordé) ».
 * @param {{ montant?: number, financements?: { financeur: string, montant?: number, statut?: string }[] }} budget
 * @param {Record<string, string>} statuses - the labels of the statuses of a funding, by code.
 * @returns {string}
 */
export function formatBudget({ montant, financements = [] }, statuses) {
  const shares = financements.map((share) => {
    const amount = share.montant === undefined ? "" : ` : ${formatEuros(share.montant)}`;
    return `${share.financeur}${amount}${share.statut ? ` (${statuses[share.statut].toLowerCase()})` : ""}`;
  });
  return [montant === undefined ? "" : formatEuros(montant), shares.join(", ")].filter(Boolean).join(", dont ");
}

/**
 * Return the names of communes by code; what is not a known code, as it is.
 * @param {string[]} codes
 * @param {Rules} rules
 * @returns {string[]}
 */
export function nameCommunes(codes, rules) {
  const names = new Map(rules.known.communes.map(({ id, nom }) => [id, nom]));
  return codes.map((code) => names.get(code) ?? code);
}
