/* Read answers typed in French: dates, numbers, hours, SIREN, addresses; the same rules as roadmap/text/french_values.py.
   Each function returns the text that the data files store, or null when the answer is invalid or ambiguous; that of
   communes returns their codes, and what it does not know as typed. */

import { findMailboxProblem, formatPythonNumber, isHttpsUrl, isLuhnValid, parseDate, parseHour } from "./formats.js";
import { fold } from "../shared/folding.js";

const MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split(" ");
const DAY_FIRST = /^([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})$/;
const YEAR_FIRST = /^([0-9]{4})[/.\- ]([0-9]{1,2})(?:[/.\- ]([0-9]{1,2}))?$/;
const IN_WORDS = /^(?:(?:[a-z]+di|dimanche)-)?(?:le-)?(?:([0-9]{1,2})(?:er)?-)?([a-z]+)-([0-9]{4}|[0-9]{2})$/;
const MONTH_YEAR = /^([0-9]{1,2})[/.\-]([0-9]{4})$/;
const HOUR = /^(?:a )?([0-9]{1,2})(?: ?(?:h|:|\.|heures?) ?([0-9]{1,2})?(?: ?(?:min|mn|minutes?))?)?$/;
const NUMBER = /^(?:environ|env\.?|~|≈|axe|n°)?(-?[0-9]{1,15}(?:[.,][0-9]{1,15})*)(k€?|m€?|ke|me)?(?:€|euros?|eur|ttc|ht)*$/;
const MULTIPLIERS = { k: 1000, ke: 1000, m: 1_000_000, me: 1_000_000 };
const SPACES = /[\s\u00a0\u202f\u2009]+/g;
const MIN_SIMILARITY = 0.6;

/** Return the start in `a`, the start in `b` and the length of their longest common part, the first one. */
function findLongestMatch(a, b) {
  let best = [0, 0, 0];
  for (let start = 0; start < a.length; start += 1) {
    for (let other = 0; other < b.length; other += 1) {
      let size = 0;
      while (start + size < a.length && other + size < b.length && a[start + size] === b[other + size]) size += 1;
      if (size > best[2]) best = [start, other, size];
    }
  }
  return best;
}

/** Count the letters of the common parts of two words (Ratcliff and Obershelp), as Python's difflib does. */
function countMatches(a, b) {
  const [start, other, size] = findLongestMatch(a, b);
  if (!size) return 0;
  return size + countMatches(a.slice(0, start), b.slice(0, other)) + countMatches(a.slice(start + size), b.slice(other + size));
}

/**
 * Return the choice most similar to a word, the last one of several as near; null when none is near enough (difflib).
 * @param {string} word
 * @param {string[]} choices
 * @param {number} minSimilarity
 * @returns {string | null}
 */
export function findClosest(word, choices, minSimilarity) {
  const similarity = (choice) => (2 * countMatches(choice, word)) / (choice.length + word.length);
  /* No more letters can be common than the shorter word has. */
  const isPossible = (choice) => (2 * Math.min(choice.length, word.length)) / (choice.length + word.length) >= minSimilarity;
  const ranked = choices.filter(isPossible).map((choice) => ({ choice, rank: similarity(choice) })).filter(({ rank }) => rank >= minSimilarity);
  ranked.sort((a, b) => b.rank - a.rank || (a.choice < b.choice ? 1 : -1));
  return ranked.length ? ranked[0].choice : null;
}

function findClosestMonth(word) {
  const month = findClosest(word, MONTHS, MIN_SIMILARITY);
  return month ? MONTHS.indexOf(month) + 1 : null;
}

function readMonth(word) {
  if (MONTHS.includes(word)) return MONTHS.indexOf(word) + 1;
  /* « mar » and « juil » are beginnings; of two months that begin alike, the later one. */
  const begun = word.length >= 3 && word.length <= 5 ? MONTHS.findLastIndex((month) => month.slice(0, word.length) === word) : -1;
  return begun >= 0 ? begun + 1 : findClosestMonth(word);
}

/** Return a year of four digits, or of the last two: « 26 », « janv-26 » as spreadsheets show it. */
function readYear(digits) {
  return Number(digits) + (digits.length < 4 ? 2000 : 0);
}

function splitDate(text, isFull) {
  const numbers = (...parts) => parts.filter((part) => part !== undefined).map(Number);
  let match;
  if ((match = DAY_FIRST.exec(text))) {
    const [, day, month, year] = match;
    return [readYear(year), Number(month), Number(day)];
  }
  if ((match = YEAR_FIRST.exec(text))) return numbers(...match.slice(1));
  if ((match = MONTH_YEAR.exec(text))) return numbers(match[2], match[1]);
  if ((match = IN_WORDS.exec(fold(text)))) {
    const month = readMonth(match[2]);
    if (month) return numbers(readYear(match[3]), month, match[1]);
  }
  return /^[0-9]{4}$/.test(text) && !isFull ? [Number(text)] : null;
}

/**
 * Read a date; `isFull` requires the day.
 * @param {string} text
 * @param {Rules} rules
 * @param {boolean} [isFull]
 * @returns {string | null}
 */
export function readDate(text, rules, isFull = false) {
  const parts = splitDate(text.trim(), isFull);
  if (!parts) return null;
  const iso = parts.map((part) => String(part).padStart(2, "0")).join("-");
  return parseDate(iso, rules) && (parts.length === 3 || !isFull) ? iso : null;
}

/**
 * Read a number.
 * @param {string} text
 * @param {boolean} isWhole
 * @returns {string | null}
 */
export function readNumber(text, isWhole) {
  const match = NUMBER.exec(text.toLowerCase().replace(/[’']/g, "").replace(SPACES, ""));
  if (!match) return null;
  const [digits, unit] = [match[1], (match[2] ?? "").replace("€", "")];
  if (/^-?[0-9]{1,3}([.,][0-9]{3})+$/.test(digits) && !unit) return digits.replace(/[.,]/g, "");
  if ((digits.match(/[.,]/g) ?? []).length > 1) return null;
  const value = Number(digits.replace(",", ".")) * (MULTIPLIERS[unit] ?? 1);
  if (Number.isInteger(value)) return BigInt(value).toString();
  return isWhole ? null : formatPythonNumber(value);
}

function readHour(text) {
  const match = HOUR.exec(text.trim().toLowerCase().replace(/à/g, "a").replace(SPACES, " "));
  if (!match) return null;
  const minutes = match[2] ?? "00";
  const value = `${Number(match[1])}:${minutes}`;
  return minutes.length === 2 && parseHour(value) !== null ? value : null;
}

function readSiren(text) {
  const digits = text.replace(/[^0-9]/g, "");
  return [9, 14].includes(digits.length) && isLuhnValid(digits.slice(0, 9)) ? digits.slice(0, 9) : null;
}

function readUrl(text, rules) {
  const bare = text.trim().replace(/^[<>]+|[<>]+$/g, "").replace(/^(https?:?\/{0,2}|\/\/)/i, "");
  const url = `https://${bare.replace(/[\s"<>\\^`{|}]/g, (sign) => encodeURIComponent(sign))}`;
  return /^https:\/\/[A-Za-z0-9.-]+\.[A-Za-z]{2,}([/?#]\S*)?$/.test(url) && isHttpsUrl(url, rules) ? url : null;
}

function readMailbox(text, rules) {
  const bare = text.replace(SPACES, "").replace(/^mailto:/i, "").replace(/^[<>]+|[<>]+$/g, "");
  return /^[A-Za-z0-9_][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(bare) && !findMailboxProblem(bare, rules) ? bare : null;
}

/** Return the identifier of the action that has a title. */
function readAction(text, rules) {
  const name = fold(text);
  return rules.known.actions.find(({ id, titre }) => id === text.trim() || fold(titre) === name)?.id ?? null;
}

/** The readers by the name that a control gives in `data-read`. */
const READERS = {
  action: readAction,
  communes: (text, rules) => rules.readCommunes?.(text) ?? null, /* Once they are loaded. */
  date: (text, rules) => readDate(text, rules),
  day: (text, rules) => readDate(text, rules, true),
  hour: readHour,
  integer: (text) => readNumber(text, true),
  mailbox: readMailbox,
  number: (text) => readNumber(text, false),
  siren: readSiren,
  url: readUrl,
};

/**
 * Read an answer; return it as the data files store it, or null when it is not understood.
 * @param {string} reader - a key of READERS
 * @param {string} text
 * @param {Rules} rules
 * @returns {string | string[] | null}
 */
export function readAnswer(reader, text, rules) {
  return READERS[reader](text, rules);
}
