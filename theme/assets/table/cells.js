/* Read a cell of a table as the form reads an answer; the same rules as roadmap/tables/cells.py. */

import { readBudget, readFundings, readPeriod } from "../form/compound.js";
import { readNames } from "../form/names.js";
import { readAnswer, readDate, readNumber } from "../form/reading.js";
import { fold } from "../shared/folding.js";

/* A day as spreadsheets count them, from 30 December 1899: the years 1982 to 2091. */
const DAY_NUMBER = /^[3-6][0-9]{4}$/;
const DAY_ZERO = Date.UTC(1899, 11, 30);
const BULLET = /^\s*(?:[•●▪◦·*–—-]|[0-9]{1,2}[.)])\s+/;
const ITEM_SEPARATOR = /[;\n\r]+/;
const NAME_SEPARATOR = /[;\n\r]+|,(?![^()]*\))/;
const STEP_DATE = /^(.*\S)\s*(?:\(([^()]+)\)|:\s*([^:]+))$/;
const FORMULA = /^[=+@]\s*[A-Za-zÀ-ÿ]+[A-Za-zÀ-ÿ.]*\(|^=\s*[-+(]?\$?[A-Z]{1,3}\$?[0-9]+/;
const ERROR_VALUE = /^#(?:REF|N\/A|VALUE|VALEUR|DIV\/0|NAME|NOM|NUM|NOMBRE|NULL|NUL|CALC|SPILL)[!?]?$/i;
const ROMAN = "i ii iii iv v vi vii viii ix x".split(" ");
const TARGETS = ["usagers", "professionnels", "tous", "non-precise"];

/**
 * Whether a cell tells nothing: « - », « à définir », « NC ».
 * @param {string} text
 * @param {TableRules} rules
 */
export function isBlank(text, rules) {
  const plain = fold(text);
  return !plain || rules.nothing.includes(plain);
}

/**
 * Return the code of the problem of a cell that no reader can read; empty if there is none.
 * @param {string} text
 */
export function findCellFault(text) {
  if (FORMULA.test(text)) return "table-formula";
  return ERROR_VALUE.test(text.trim()) ? "table-error-value" : "";
}

/**
 * Return what a cell says of its action; null when it is not understood.
 * @param {string} field
 * @param {string} reader
 * @param {string} text
 * @param {{ table: TableRules, form: Rules }} rules
 * @returns {Sheet | null}
 */
export function readCell(field, reader, text, rules) {
  const value = READERS[reader](text.trim(), rules);
  if (value === null) return null;
  if (WHOLE_READERS.has(reader)) return value;
  const [group, key] = field.split(".");
  return key ? { [group]: { [key]: value } } : { [field]: shape(field, value, rules) };
}

/** Give the value of a cell the shape of its field: a list of steps, of links, a group. */
function shape(field, value, rules) {
  if (field === "porteur") return { nom: value };
  if (field === "indicateurs") return value.map((libelle) => ({ libelle }));
  return field === "etapes" ? value.map((line) => readStep(line, rules)) : value;
}

/** Read « Premier atelier (mars 2026) ». */
function readStep(line, rules) {
  const match = STEP_DATE.exec(line);
  const date = match && readCellDate((match[2] ?? match[3]).trim(), rules);
  return date ? { titre: match[1], date } : { titre: line };
}

function readCellDate(text, rules) {
  if (DAY_NUMBER.test(text)) return new Date(DAY_ZERO + Number(text) * 86_400_000).toISOString().slice(0, 10);
  return readDate(text, rules.form);
}

/** Read a date, or the bound of « à partir de mars 2026 »; a whole period is another answer. */
function readOneDate(text, rules) {
  const date = readCellDate(text, rules);
  if (date) return date;
  const bounds = Object.values(readPeriod(text, rules.form) ?? {});
  return bounds.length === 1 ? bounds[0] : null;
}

function readDay(text, rules) {
  const date = readCellDate(text, rules);
  return date && date.split("-").length === 3 ? date : null;
}

function readCellPeriod(text, rules) {
  const date = readCellDate(text, rules);
  return date ? { debut: date } : readPeriod(text, rules.form);
}

/** Read shares, or names alone. */
function readCellFundings(text) {
  let fundings = readFundings(text);
  if (!fundings && !/\p{Nd}/u.test(text)) fundings = split(text, NAME_SEPARATOR).map((financeur) => ({ financeur }));
  return fundings?.length ? { budget: { financements: fundings } } : null;
}

/** Return the identifiers that a text names; null when one is not known. */
function readKnownNames(text, names) {
  const found = readNames(text, new Map(Object.entries(names)));
  const known = new Set(Object.values(names));
  return found.every((name) => known.has(name)) ? found : null;
}

/** Read an audience: « Seniors et demandeurs d'emploi » are publics, who are users. */
function readAudience(text, rules) {
  const found = readKnownNames(text.replace(/\s\/\s|\//g, ", "), rules.table.names.audiences);
  if (!found) return null;
  const targets = found.filter((name) => TARGETS.includes(name));
  const publics = found.filter((name) => !TARGETS.includes(name));
  const isWide = new Set(targets).size > 1 || (publics.length > 0 && targets.includes("professionnels"));
  const cible = isWide ? "tous" : targets[0] ?? "usagers";
  return publics.length ? { cible, publics } : { cible };
}

function readPlaces(text, rules) {
  const found = readKnownNames(text.replace(/\s\/\s/g, ", "), rules.table.names.places);
  if (!found) return null;
  const communes = found.filter((name) => rules.table.communes.includes(name));
  const territoires = found.filter((name) => !rules.table.communes.includes(name));
  return { ...(territoires.length && { territoires }), ...(communes.length && { communes }) };
}

function readThematics(text, rules) {
  const found = readKnownNames(text, rules.table.names.thematics);
  return found && { thematiques: found };
}

function readStatus(text, rules) {
  const plain = fold(text.replaceAll("%", ""));
  const { statuses } = rules.table.names;
  const found = Object.hasOwn(statuses, plain) ? statuses[plain]
    : rules.table.status_patterns.find(([pattern]) => new RegExp(pattern).test(plain))?.[1];
  return found ? { statut: found } : null;
}

/**
 * Return the number of the axis that a text names: « Axe 2 : … », « 2 », a title; null when none is.
 * @param {string} text
 * @param {TableRules} rules
 * @returns {number | null}
 */
export function findAxis(text, rules) {
  const { axis, names } = rules;
  const plain = fold(text.replace(new RegExp(axis.part, "g"), "$1"));
  if (new RegExp(axis.several).test(plain)) return null;
  const written = new RegExp(axis.number).exec(plain)?.[1];
  const roman = new RegExp(axis.roman).exec(plain)?.[1];
  if (written !== undefined || roman !== undefined) {
    const number = written !== undefined ? Number(written) : ROMAN.indexOf(roman) + 1;
    return axis.numbers.includes(number) ? number : null;
  }
  const known = Object.hasOwn(names.axes, plain) ? names.axes[plain]
    : Object.entries(names.axes).find(([name]) => plain.length >= axis.min_letters && name.includes(plain))?.[1];
  return known === undefined ? null : Number(known);
}

function readUrls(text, rules) {
  const urls = text.split(/[;\s]+/).filter(Boolean).map((part) => /** @type {string | null} */ (readAnswer("url", part, rules.form)));
  return urls.includes(null) ? null : { liens: urls.map((url) => ({ titre: new URL(url).hostname, url })) };
}

/** Return the items of a list in a cell, without their bullets. */
function split(text, separator) {
  return text.split(separator).map((part) => part.replace(BULLET, "").replace(/^[ .\t]+|[ .\t]+$/g, "")).filter(Boolean);
}

const joinLines = (text) => text.replace(/\s+/g, " ");

/**
 * Return an amount given in thousands, as the title of its column says, in euros; any other as it is.
 * @param {string} text
 */
export function multiplyThousands(text) {
  const number = readNumber(text, false);
  return number !== null && !/[a-z€]/i.test(text) ? String(Math.round(Number(number) * 1000)) : text;
}

const READERS = {
  text: (text) => text,
  line: joinLines,
  paragraphs: (text) => text.replace(/\r\n/g, "\n"),
  lines: (text) => split(text, ITEM_SEPARATOR),
  organisation: joinLines,
  organisations: (text) => split(text, NAME_SEPARATOR).map((nom) => ({ nom })),
  date: readOneDate,
  day: readDay,
  siren: (text, rules) => readAnswer("siren", text, rules.form),
  url: (text, rules) => readAnswer("url", text, rules.form),
  mailbox: (text, rules) => readAnswer("mailbox", text, rules.form),
  period: readCellPeriod,
  budget: (text) => { const budget = readBudget(text); return budget && { budget }; },
  fundings: readCellFundings,
  audience: readAudience,
  places: readPlaces,
  thematics: readThematics,
  status: readStatus,
  axis: (text, rules) => { const axe = findAxis(text, rules.table); return axe === null ? null : { axe }; },
  urls: readUrls,
};
/* The readers that give whole fields. */
const WHOLE_READERS = new Set("period budget fundings audience places thematics status axis urls".split(" "));
