/* Table of the changes made to a published sheet, with the labels of the form. */

import { formatShortDate } from "./french.js";
import { titleOf } from "./problems.js";
import { PartialDate } from "./records.js";

/** Flatten a value into `{name: texts}`. */
function flatten(value, name = "") {
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return { [name]: value.map(String) };
  if (typeof value !== "object") return { [name]: [String(value)] };
  return Object.assign({}, ...Object.entries(value).map(([key, child]) => flatten(child, childName(value, name, key))));
}

function childName(value, name, key) {
  if (Array.isArray(value)) return `${name}[${key}]`;
  return name ? `${name}.${key}` : key;
}

/** Format the values of a field: the label of a choice instead of its code, dates in French. */
function formatValues(form, name, values = []) {
  const controls = Array.from(form.elements).filter((control) => control.name === name);
  const choices = controls.flatMap((control) => {
    if (control.options) return Array.from(control.options, (option) => [option.value, option.text]);
    if (control.dataset.type === "boolean") return [["true", "Oui"], ["false", "Non"]];
    return ["checkbox", "radio"].includes(control.type) ? [[control.value, control.labels[0].textContent.trim()]] : [];
  });
  const labels = new Map(/** @type {[value: string, label: string][]} */ (choices));
  return values.map((value) => labels.get(value) || formatShortDate(new PartialDate(value))).join(", ") || "—";
}

function titleOfName(form, name) {
  const field = document.getElementById(`champ-${name}`);
  return field ? titleOf(form, field) : name;
}

/**
 * Return the title of an answer of a sheet, and its values as a reader sees them.
 * @param {HTMLFormElement} form
 * @param {string} key
 * @param {unknown[]} values
 * @returns {string[]}
 */
export function describeAnswer(form, key, values) {
  const title = document.getElementById(`champ-${key}`) ? titleOfName(form, key) : key;
  const describe = (value) => Object.entries(flatten({ [key]: value ?? [] })).map(([name, texts]) => formatValues(form, name, texts)).join(" ; ");
  return [title, ...values.map(describe)];
}

/** List the fields whose values differ, with both as a reader sees them. */
function listChanges(form, original, value) {
  const [before, after] = [flatten(original), flatten(value)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => String(before[name]) !== String(after[name])).map((name) =>
    [titleOfName(form, name), formatValues(form, name, before[name]), formatValues(form, name, after[name])]);
}

/**
 * Write the answers of the form in French, a line each; of a published sheet, what changes and nothing else.
 * @param {HTMLFormElement} form
 * @param {Sheet | null} original
 * @param {Sheet} value
 * @returns {string[]}
 */
export function writeAnswers(form, original, value) {
  const changes = listChanges(form, original ?? {}, value);
  return changes.map(([title, before, after]) => (original ? `${title} : ${before} → ${after}` : `${title} : ${after}`));
}

/**
 * Show how a value differs from the published sheet.
 * @param {HTMLFormElement} form
 * @param {Sheet} original
 * @param {Sheet} value
 */
export function showChanges(form, original, value) {
  const rows = listChanges(form, original, value).map((texts) => {
    const row = document.createElement("tr");
    for (const text of texts) row.append(Object.assign(document.createElement("td"), { textContent: text }));
    return row;
  });
  const section = document.getElementById("changements");
  section.hidden = !rows.length;
  section.querySelector("tbody").replaceChildren(...rows);
}
