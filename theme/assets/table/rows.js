/* Turn the rows of a pasted table into sheets; the same rules as roadmap/tables/rows.py and importing.py. */

import { findClosest } from "../form/reading.js";
import { check } from "../form/check.js";
import { fold } from "../shared/folding.js";
import { findAxis, findCellFault, isBlank, multiplyThousands, readCell } from "./cells.js";
import { columnLetters, findHeader } from "./columns.js";

const REASON = /motif ?: ?(.+)/is;
const SENTENCE_END = /(?<=[.!?…])\s+/;
const STATUSES_WITH_REASON = ["en-pause", "abandonnee"];
const SUMMARY_FIELDS = ["resume", "description"];
const MAX_QUOTE = 60;
/* Other columns that may give a field. */
const OTHER_COLUMNS = {
  debut: ["periode"], fin: ["periode"], publics: ["cible"], cible: ["publics"], communes: ["territoires"], territoires: ["communes"],
  budget: ["financements"], resume: ["description"],
};

/**
 * Read a grid of texts; null when no row names its columns.
 * @param {string[][]} grid
 * @param {{ table: TableRules, form: Rules }} rules
 * @param {string} today
 * @returns {TableReading | null}
 */
export function readTable(grid, rules, today) {
  const header = findHeader(grid, rules.table);
  if (!header) return null;
  const titles = new Map(Object.entries(rules.table.published).map(([name, title]) => [fold(title), name]));
  const context = { header, rules, today, titles, titleColumn: header.columns.find(({ field }) => field === "titre"), taken: new Map() };
  const headerTexts = JSON.stringify(grid[header.row].map(fold));
  const rows = [];
  const notices = [];
  let section = null;
  grid.slice(header.row + 1).forEach((cells, offset) => {
    const line = header.row + offset + 2;
    const filled = cells.filter((cell) => cell.trim());
    if (!filled.length) return;
    const place = cells.findIndex((cell) => cell.trim());
    const axis = filled.length === 1 ? readSection(filled[0], rules.table) : null;
    if (new RegExp(rules.table.total_row).test(fold(filled[0]))) notices.push(notice("table-total-row", line, place, filled[0], rules));
    else if (JSON.stringify(cells.map(fold)) === headerTexts) notices.push(notice("table-repeated-header", line, place, filled[0], rules));
    else if (axis !== null) section = axis;
    else if (filled.length === 1 && !(cells[context.titleColumn.index] ?? "").trim()) notices.push(notice("table-note-row", line, place, filled[0], rules));
    else rows.push(readRow(cells, line, section, context));
  });
  return { header, rows, notices };
}

function notice(code, line, place, text, rules) {
  return { ...wordProblem(code, { value: quote(text) }, rules.table), code, severity: "warning", cell: `${columnLetters(place)}${line}` };
}

/** Return the axis that a row of one cell announces for the next ones: « AXE 1 : COORDONNER ». */
function readSection(text, rules) {
  return /^\s*(?:axe|orientation)\b/i.test(text) ? findAxis(text, rules) : null;
}

function readRow(cells, line, section, context) {
  const { header, rules } = context;
  const row = { line, cells, values: {}, problems: [], places: new Map(header.columns.map((column) => [column.field, column])) };
  /* A column of audiences gives the target too; a column of the target itself comes first, and stays. */
  const last = ({ field }) => Number(field === "publics");
  for (const column of header.columns.toSorted((a, b) => last(a) - last(b))) {
    const text = cells[column.index] ?? "";
    if (!text.trim() || column.field === "remarques" || (isBlank(text, rules.table) && column.field !== "titre")) continue;
    readOneCell(row, column, text, context);
  }
  if (section !== null && !("axe" in row.values)) row.values.axe = section;
  readReason(row);
  return finishRow(row, context);
}

function readOneCell(row, column, text, { rules }) {
  const fault = findCellFault(text);
  const reader = rules.table.readers[column.field];
  const typed = column.isInThousands && reader === "budget" ? multiplyThousands(text) : text;
  const values = fault ? null : readCell(column.field, reader, typed, rules);
  if (!values) {
    row.problems.push(blame(row, column, fault || `table-${reader}`, { value: quote(text) }, rules));
    return;
  }
  mergeValues(row.values, values);
}

function blame(row, column, code, details, rules, severity = "error") {
  return { ...wordProblem(code, details, rules.table), code, severity, cell: `${columnLetters(column.index)}${row.line}`, column };
}

function wordProblem(code, details, rules) {
  const [message, hint] = (rules.wordings[code] ?? rules.wordings["table-check"]).map((text) =>
    text.replace(/\{(\w+)\}/g, (_, key) => String(details[key] ?? "")));
  return { message, hint };
}

/** Add the values of a cell to those of a row: lists grow, groups are completed, the first told stays. */
function mergeValues(target, values) {
  for (const [key, value] of Object.entries(values)) {
    const known = target[key];
    if (Array.isArray(known) && Array.isArray(value)) {
      const texts = known.map((item) => JSON.stringify(item));
      target[key] = [...known, ...value.filter((item) => !texts.includes(JSON.stringify(item)))];
    } else if (known && typeof known === "object" && typeof value === "object") mergeValues(known, value);
    else target[key] ??= value;
  }
}

/** Take « motif : … » from the remarks when the status needs a reason that no column gives. */
function readReason(row) {
  const column = row.places.get("remarques");
  if (!column || !STATUSES_WITH_REASON.includes(row.values.statut) || "motif" in row.values) return;
  const match = REASON.exec(row.cells[column.index] ?? "");
  if (!match) return;
  row.values.motif = match[1].replace(/\s+/g, " ").trim();
  row.places.set("motif", column);
}

/** Say which action a row is, complete its sheet, and check it. */
function finishRow(row, context) {
  const { rules, titleColumn, titles, taken } = context;
  const { titre: title } = row.values;
  const given = String(row.values.identifiant ?? "").trim();
  delete row.values.identifiant;
  row.understood = structuredClone(row.values);
  if (!title) {
    row.problems.push(blame(row, titleColumn, "table-missing-title", {}, rules));
    return row;
  }
  row.published = Object.hasOwn(rules.table.published, given) ? given : findPublished(row, title, titles, context);
  const key = row.published ?? fold(given || title);
  if (taken.has(key)) {
    row.problems.push(blame(row, titleColumn, "table-twin-row", { first: taken.get(key) }, rules));
    return row;
  }
  taken.set(key, row.line);
  row.sheet = row.published ? row.values : buildNew(row, context);
  if (!row.published) checkRow(row, context);
  return row;
}

function findPublished(row, title, titles, { rules, titleColumn }) {
  const slug = fold(title);
  if (titles.has(slug)) return titles.get(slug);
  const near = findClosest(slug, [...titles.keys()], rules.table.similarity.title);
  if (!near) return undefined;
  const name = titles.get(near);
  row.problems.push(blame(row, titleColumn, "table-near-title", { value: `« ${rules.table.published[name]} »` }, rules, "warning"));
  return name;
}

/** Return the sheet of a new action, with what a table may leave out. */
function buildNew(row, { rules, today, titleColumn }) {
  const sheet = structuredClone(row.values);
  const told = row.problems.map(({ column }) => column);
  deriveSummary(sheet, rules.table.summary);
  sheet.cible ??= "non-precise";
  sheet.confirme_le ??= today;
  if (sheet.contact && sheet.porteur && !("service" in sheet.contact)) sheet.contact = { service: sheet.porteur.nom ?? "", ...sheet.contact };
  for (const key of ["axe", "statut"]) {
    const column = row.places.get(key);
    if (key in sheet || (column && told.includes(column))) continue;
    if (key === "statut" && !column) {
      sheet.statut = "envisagee";
      row.problems.push(blame(row, titleColumn, "table-no-status", {}, rules, "warning"));
    } else row.problems.push(blame(row, column ?? titleColumn, `table-missing-${key}`, {}, rules));
  }
  const isTold = SUMMARY_FIELDS.some((field) => told.includes(row.places.get(field)) && row.places.has(field));
  if (!("resume" in sheet) && !isTold) row.problems.push(blame(row, row.places.get("resume") ?? titleColumn, "table-missing-summary", {}, rules));
  return sheet;
}

/** Give an action a summary when its table has none: its description, its first sentences, or its title. */
function deriveSummary(sheet, { min, max }) {
  if ("resume" in sheet) return;
  const description = (sheet.description ?? "").split(/\s+/).filter(Boolean).join(" ");
  if (description.length >= min && description.length <= max) {
    sheet.resume = description;
    delete sheet.description;
    return;
  }
  let summary = "";
  for (const sentence of description.split(SENTENCE_END)) {
    const longer = `${summary} ${sentence}`.trim();
    if (longer.length > max) break;
    summary = longer;
  }
  if (summary.length >= min) sheet.resume = summary;
  else if ((sheet.titre ?? "").length >= min) sheet.resume = sheet.titre;
}

/** Add what the check finds in the sheet of a row, each at the cell that its field comes from. */
function checkRow(row, { rules, today, titleColumn }) {
  if (row.problems.some(({ severity }) => severity === "error")) return;
  const problems = check("action", row.sheet, rules.form, { today, identifier: "action-d-un-tableau", isNew: false });
  for (const { path, code, severity, message, hint } of problems) {
    const names = [path.slice(0, 2).join("."), String(path[0]), ...(OTHER_COLUMNS[path[0]] ?? [])];
    const column = names.map((name) => row.places.get(name)).find(Boolean) ?? titleColumn;
    const advice = rules.form.file_hint_codes.includes(code) ? "" : hint;
    row.problems.push({ message, hint: advice, code, severity, column, cell: `${columnLetters(column.index)}${row.line}` });
  }
}

/** Return a text between French quotes, cut when long. */
function quote(text) {
  const plain = text.replace(/\s+/g, " ").trim();
  return `« ${plain.length <= MAX_QUOTE ? plain : `${plain.slice(0, MAX_QUOTE - 1)}…`} »`;
}
