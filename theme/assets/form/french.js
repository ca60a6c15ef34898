/* French typography: the Jinja filters of roadmap/text/french.py, for the preview. */

import { Safe, escapeHtml } from "./jinja.js";
import { Decimal } from "./records.js";

const NBSP = "\u00a0";
const NARROW_NBSP = "\u202f";
const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
  "novembre", "décembre"];
const DAY_AND_MONTH = new RegExp(`(?<=[0-9]|1er) (?=(?:${MONTHS.join("|")})(?![\\p{L}\\p{N}_]))`, "gu");
const WEEKDAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];

/**
 * Format a date with its weekday, or a partial one: « jeudi 4 avril 2024 », « juin 2024 », « 2024 ».
 * @param {PartialDate | null} value
 * @returns {string}
 */
export function formatDate(value) {
  if (!value?.isValid) return value?.typed ?? "";
  if (!value.mois) return String(value.annee);
  if (!value.is_full) return `${MONTHS[value.mois - 1]} ${value.annee}`;
  const weekday = new Date(Date.UTC(value.annee, value.mois - 1, value.jour)).getUTCDay();
  return `${WEEKDAYS[weekday]} ${formatShortDate(value)}`;
}

/**
 * Format a date without its weekday: « 4 avril 2024 ».
 * @param {PartialDate | null} value
 * @returns {string}
 */
export function formatShortDate(value) {
  if (!value?.is_full) return formatDate(value);
  return `${value.jour === 1 ? "1er" : value.jour}${NBSP}${MONTHS[value.mois - 1]} ${value.annee}`;
}

/**
 * Format a date with its preposition: « le 4 avril 2024 », « en juin 2024 », « en 2024 ».
 * @param {PartialDate | null} value
 * @returns {string}
 */
export function formatOnDate(value) {
  if (!value?.isValid) return formatDate(value);
  return `${value.is_full ? "le" : "en"} ${formatShortDate(value)}`;
}

/**
 * Format an hour: « 9 h 30 », « 14 h ».
 * @param {string | null} text
 * @returns {string}
 */
export function formatHour(text) {
  const [, hours, minutes] = /^([0-9]{1,2})[:hH]([0-9]{2})$/.exec(text) ?? [];
  if (hours === undefined) return text ?? "";
  return `${Number(hours)}${NBSP}h${minutes === "00" ? "" : NBSP + minutes}`;
}

const FRENCH = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 3, roundingMode: "halfEven" });

/**
 * Format a number: « 25 000 », « 12,5 ».
 * @param {number | Decimal | string | null} value
 * @returns {string}
 */
export function formatNumber(value) {
  const number = value instanceof Decimal ? value.value : value;
  return typeof number === "number" ? FRENCH.format(number) : number ?? "";
}

/**
 * Lowercase the first letter, unless the text begins with an acronym.
 * @param {string | null} value
 * @returns {string}
 */
export function lowercaseFirst(value) {
  const text = String(value ?? "");
  return /^.\p{Lu}/u.test(text) ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}

/**
 * Format an amount: « 42 500 € ».
 * @param {number | Decimal | string | null} value
 * @returns {string}
 */
export function formatEuros(value) {
  return `${formatNumber(value)}${NBSP}€`;
}

/**
 * Format a count with its noun: « 1 action », « 4 actions »; 0 and 1.5 are singular in French.
 * @param {number | Decimal | string | null} count
 * @param {string} one
 * @param {string} [many]
 * @returns {string}
 */
export function pluralize(count, one, many) {
  return `${formatNumber(count)}${NBSP}${Math.abs(Number(count)) < 2 ? one : many ?? `${one}s`}`;
}

/**
 * Escape a title whose short hyphenated words never break across lines.
 * @param {string | null} text
 * @returns {Safe}
 */
export function keepHyphenatedWhole(text) {
  const pieces = String(text ?? "").split(/(?<!\S)(?=\S*[^\s-]-[^\s-])(\S{3,14})(?!\S)/u);
  const wrap = (piece) => `<span class="whole">${escapeHtml(piece)}</span>`;
  return new Safe(pieces.map((piece, index) => (index % 2 ? wrap(piece) : escapeHtml(piece))).join(""));
}

/** Replace spaces by the non-breaking ones of French: before « : ; ! ? », inside « », amounts and dates. */
function insertNbsp(text) {
  return text
    .replace(/ ([;!?])/g, `${NARROW_NBSP}$1`)
    .replace(/ ([:»])|(?<=[0-9]) ([€%])/g, (_, mark, unit) => NBSP + (mark ?? unit))
    .replaceAll("« ", `«${NBSP}`)
    .replace(DAY_AND_MONTH, NBSP)
    .replace(/(?<=[0-9]) (?=[0-9]{3}(?![0-9]))/g, NARROW_NBSP);
}

/**
 * Insert non-breaking spaces in the text of a page; tags, code, scripts and styles are unchanged.
 * @param {string} html
 * @returns {string}
 */
export function insertNbspInHtml(html) {
  const pieces = html.split(/(<(pre|code|script|style)(?![\p{L}\p{N}_]).*?<\/\2>|<[^>]*>)/su);
  /* The pieces come by three: text, tag, name of the tag. */
  return pieces.map((piece, index) => (index % 3 === 0 ? insertNbsp(piece) : index % 3 === 1 ? piece : "")).join("");
}

/**
 * Return the filter that escapes a text and marks its acronyms with `abbr`.
 * @param {Record<string, string>} meanings
 * @returns {(text: string | Safe | null) => Safe}
 */
export function createAcronymFilter(meanings) {
  const longestFirst = Object.keys(meanings).sort((a, b) => b.length - a.length);
  const alternatives = longestFirst.map((acronym) => acronym.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  const pattern = alternatives && new RegExp(`(?<![\\p{L}\\p{N}_])(${alternatives})(?![\\p{L}\\p{N}_])`, "u");
  const mark = (acronym) => `<abbr title="${escapeHtml(meanings[acronym])}">${escapeHtml(acronym)}</abbr>`;
  return (text) => {
    if (text instanceof Safe) return text;
    const pieces = pattern ? String(text ?? "").split(pattern) : [text];
    return new Safe(pieces.map((piece, index) => (index % 2 ? mark(piece) : escapeHtml(piece))).join(""));
  };
}
