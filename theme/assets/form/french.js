/* French as it is printed: the filters of the blocks, said again for the browser (roadmap/text/french.py). */

import { Safe, escaped } from "./jinja.js";
import { Decimal } from "./records.js";

const NBSP = "\u00a0";
const NARROW_NBSP = "\u202f";
const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
  "novembre", "décembre"];
const DAY_AND_MONTH = new RegExp(`(?<=[0-9]|1er) (?=(?:${MONTHS.join("|")})(?![\\p{L}\\p{N}_]))`, "gu");
const DAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];

export function date(value) {
  if (!value?.isValid) return value?.typed ?? "";
  if (!value.mois) return String(value.annee);
  if (!value.is_full) return `${MONTHS[value.mois - 1]} ${value.annee}`;
  const day = new Date(Date.UTC(value.annee, value.mois - 1, value.jour)).getUTCDay();
  return `${DAYS[day]} ${shortDate(value)}`;
}

export function shortDate(value) {
  if (!value?.is_full) return date(value);
  return `${value.jour === 1 ? "1er" : value.jour}${NBSP}${MONTHS[value.mois - 1]} ${value.annee}`;
}

export function onDate(value) {
  if (!value?.isValid) return date(value);
  return `${value.is_full ? "le" : "en"} ${shortDate(value)}`;
}

export function hour(text) {
  const [, hours, minutes] = /^([0-9]{1,2})[:hH]([0-9]{2})$/.exec(text) ?? [];
  if (hours === undefined) return text ?? "";
  return `${Number(hours)}${NBSP}h${minutes === "00" ? "" : NBSP + minutes}`;
}

const FRENCH = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 3, roundingMode: "halfEven" });

export function number(value) {
  const plain = value instanceof Decimal ? value.value : value;
  return typeof plain === "number" ? FRENCH.format(plain) : plain ?? "";
}

/** Write a text inside an enumeration: without its capital, unless it begins with initials. */
export function lowerFirst(value) {
  const text = String(value ?? "");
  return /^.\p{Lu}/u.test(text) ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}

export function euros(value) {
  return `${number(value)}${NBSP}€`;
}

export function plural(count, one, many) {
  return `${number(count)}${NBSP}${Math.abs(Number(count)) < 2 ? one : many ?? `${one}s`}`;
}

/** Keep the short words of a title that have a hyphen on one line. */
export function whole(text) {
  const pieces = String(text ?? "").split(/(?<!\S)(?=\S*[^\s-]-[^\s-])(\S{3,14})(?!\S)/u);
  return new Safe(pieces.map((piece, at) => (at % 2 ? `<span class="whole">${escaped(piece)}</span>` : escaped(piece))).join(""));
}

function spaces(text) {
  return text
    .replace(/ ([;!?])/g, `${NARROW_NBSP}$1`)
    .replace(/ ([:»])|(?<=[0-9]) ([€%])/g, (_, mark, unit) => NBSP + (mark ?? unit))
    .replaceAll("« ", `«${NBSP}`)
    .replace(DAY_AND_MONTH, NBSP)
    .replace(/(?<=[0-9]) (?=[0-9]{3}(?![0-9]))/g, NARROW_NBSP);
}

/** Put French spaces in the prose of a page; tags and code stay as they are. */
export function spacesInHtml(html) {
  const pieces = html.split(/(<(pre|code|script|style)(?![\p{L}\p{N}_]).*?<\/\2>|<[^>]*>)/su);
  /* Of three pieces, the first is prose, the others a tag and its name. */
  return pieces.map((piece, at) => (at % 3 === 0 ? spaces(piece) : at % 3 === 1 ? piece : "")).join("");
}

/** Return what marks the acronyms of a text with their meaning. */
export function acronyms(meanings) {
  const longestFirst = Object.keys(meanings).sort((a, b) => b.length - a.length);
  const either = longestFirst.map((each) => each.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  const pattern = either && new RegExp(`(?<![\\p{L}\\p{N}_])(${either})(?![\\p{L}\\p{N}_])`, "u");
  const mark = (piece) => `<abbr title="${escaped(meanings[piece])}">${escaped(piece)}</abbr>`;
  return (text) => {
    if (text instanceof Safe) return text;
    const pieces = pattern ? String(text ?? "").split(pattern) : [text];
    return new Safe(pieces.map((piece, at) => (at % 2 ? mark(piece) : escaped(piece))).join(""));
  };
}
