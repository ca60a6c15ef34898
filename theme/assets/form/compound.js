/* Read French answers that say several things: a period, an amount with its shares; the same rules as
   roadmap/text/compound_answers.py. Each function returns what the data files store, or null when it is not understood. */

import { readDate, readNumber } from "./reading.js";
import { fold } from "../shared/folding.js";

const SPACES = /[\s\u00a0\u202f\u2009]+/g;
const DASHES = /[‐‑‒–—−→➔]|->|=>/g;

const SINCE = /^(?:a partir (?:du|de|d')|a compter (?:du|de|d')|depuis|des|debut|commence(?:nt)?|demarre(?:nt)?|lance(?:e|es)?)(?: (?:le|la|en))? ?(.+)$/;
const UNTIL = /^(?:jusqu'(?:au|en|a)|avant(?: le| la)?|d'ici(?: a| au| le)?|au plus tard(?: le| en)?|echeance)(?: la)?(?: fin)?(?: de| d')? ?(.+)$/;
const PERIOD_START = /^(?:du|de|d'|entre|des|depuis|a partir de)(?: le)? ?/;
const PERIOD_SPLIT = / - | au | a | et | jusqu'(?:au|en|a) (?:fin )?/g;
const TIGHT_SPLIT = /(?<=[a-z.])-(?=[a-z])|(?<=[0-9])-(?=[0-9]{1,2}\/)/g;
const YEARS = /^([0-9]{4}) ?[-/] ?([0-9]{4})$/;
const SCHOOL_YEAR = /^annees? scolaires? ([0-9]{4}) ?[-/] ?([0-9]{4}|[0-9]{2})$/;
const PART_OF_YEAR = new RegExp("^(?:(t|s)([1-4])|(1er|premier|2e|2eme|2nd|second|deuxieme|3e|3eme|troisieme|4e|4eme|quatrieme) "
  + "(trimestre|semestre))(?: de)?(?: l'annee)? ([0-9]{4})$");
const ORDINALS = ["1 1er premier", "2 2e 2eme 2nd second deuxieme", "3 3e 3eme troisieme", "4 4e 4eme quatrieme"].map((words) => words.split(" "));

const AMOUNT = "(?:environ |env\\.? ?|~ ?|≈ ?)?[0-9](?:[0-9 .,'’]{0,20}[0-9])? ?(?:k ?€|m ?€|€|euros?|eur|k|m)?(?: (?:ttc|ht))?(?!\\p{L})";
const TOTAL_AND_SHARES = new RegExp(`^(${AMOUNT}) ?(?:[,:]? ?dont (.+)|\\((?:dont )?(.+)\\))$`, "iu");
const AMOUNT_FIRST = new RegExp(`^(${AMOUNT}) ?(?:de l['’]|de la |de |du |des |d['’]|par l['’]|par la |par le |par )?(.+)$`, "iu");
const AMOUNT_LAST = new RegExp(`^([^0-9]+?) ?:? ?(${AMOUNT})$`, "iu");
const SHARE_SEPARATOR = / ?; ?|, ?(?![0-9])| \+ | et (?=[0-9])/;
const FUNDER = /^\p{L}[^0-9%€()]*$/u;
const BRACKETED = /\(([^()]*)\)/;
const LAST_WORD = /\p{L}+$/u;
const FUNDING_STATUSES = { accorde: ["accord", "obtenu", "acquis", "notifi"], demande: ["demand", "sollicit"], refuse: ["refus", "rejet"] };
const MAX_LENGTH = 500; /* Longer than any answer; bounds the time. */

/**
 * Read « janv. 2026 – déc. 2026 », « depuis 2025 », « 1er semestre 2026 » into `debut`, `fin` or both.
 * @param {string} text
 * @param {Rules} rules
 * @returns {{ debut?: string, fin?: string } | null}
 */
export function readPeriod(text, rules) {
  const plain = simplify(text);
  if (plain.length > MAX_LENGTH) return null;
  const date = readDate(plain, rules);
  if (date) return { debut: date };
  let match;
  if ((match = SCHOOL_YEAR.exec(plain))) return orderDates(`${match[1]}-09`, `${match[1].slice(0, 2)}${match[2].slice(-2)}-07`);
  if ((match = YEARS.exec(plain))) return orderDates(match[1], match[2]);
  if ((match = PART_OF_YEAR.exec(plain))) return readPartOfYear(match);
  return readRange(plain, rules) ?? readBound(plain, rules);
}

/** Return a text in lower case, without accents, with plain spaces, apostrophes and dashes. */
function simplify(text) {
  const words = text.replace(/’/g, "'").replace(DASHES, " - ").toLowerCase();
  const folded = Array.from(words, (char) => (/\p{L}/u.test(char) ? fold(char) || char : char)).join("");
  return folded.replace(SPACES, " ").trim().replace(/\.+$/, "");
}

function readPartOfYear(match) {
  const [, letter, digit, ordinal, name, year] = match;
  const size = letter === "t" || name === "trimestre" ? 3 : 6;
  const number = ORDINALS.findIndex((words) => words.includes(digit ?? ordinal)) + 1;
  if (number * size > 12) return null;
  const format = (month) => `${year}-${String(month).padStart(2, "0")}`;
  return { debut: format((number - 1) * size + 1), fin: format(number * size) };
}

/** Read « du 1er mars au 15 juin 2026 », where the start may leave out what the end says. */
function readRange(plain, rules) {
  const bare = plain.replace(PERIOD_START, "");
  for (const place of [...bare.matchAll(PERIOD_SPLIT), ...bare.matchAll(TIGHT_SPLIT)]) {
    const start = bare.slice(0, place.index).trim();
    const last = readDate(bare.slice(place.index + place[0].length).trim().replace(/^le /, ""), rules);
    const first = last && readStart(start, last, rules);
    if (first) return orderDates(first, last);
  }
  return null;
}

/** Read the start of a period, with the year, or the month and the year, of its end. */
function readStart(start, last, rules) {
  const [year, month] = last.split("-");
  const candidates = [start, `${start} ${year}`, `${start}/${year}`];
  if (month) candidates.push(`${start.replace(/er$/, "")}/${month}/${year}`);
  return candidates.map((candidate) => readDate(candidate, rules)).find(Boolean) ?? null;
}

/** Return a period, unless its end is before its start. */
function orderDates(first, last) {
  const size = Math.min(first.length, last.length);
  return first.slice(0, size) <= last.slice(0, size) ? { debut: first, fin: last } : null;
}

/** Read « à partir de mars 2026 » and « jusqu'en juin 2027 ». */
function readBound(plain, rules) {
  for (const [key, pattern] of /** @type {[string, RegExp][]} */ ([["debut", SINCE], ["fin", UNTIL]])) {
    const match = pattern.exec(plain);
    const date = match && readDate(match[1], rules);
    if (date) return { [key]: date };
  }
  return null;
}

/**
 * Read « 38 000 € dont 20 000 € de l'État (accordé) » into `montant` and `financements`, in whole euros; null when a share
 * is not understood, or when the shares exceed the amount.
 * @param {string} text
 * @returns {{ montant: number, financements?: { financeur: string, montant: number, statut?: string }[] } | null}
 */
export function readBudget(text) {
  const plain = text.replace(SPACES, " ").trim().replace(/\.+$/, "");
  if (plain.length > MAX_LENGTH) return null;
  const whole = readNumber(plain, true);
  if (whole) return { montant: Number(whole) };
  const match = TOTAL_AND_SHARES.exec(plain);
  const amount = match && readNumber(match[1], true);
  if (!amount) return null;
  const fundings = readFundings(match[2] ?? match[3]);
  if (!fundings || fundings.reduce((sum, { montant }) => sum + montant, 0) > Number(amount)) return null;
  return { montant: Number(amount), financements: fundings };
}

/**
 * Read « État : 10 000 € demandé ; CAF : 5 000 € » into the shares of the funders; null if one is not understood.
 * @param {string} text
 * @returns {{ financeur: string, montant: number, statut?: string }[] | null}
 */
export function readFundings(text) {
  const plain = text.replace(SPACES, " ").trim().replace(/\.+$/, "");
  if (plain.length > MAX_LENGTH) return null;
  const fundings = plain.split(SHARE_SEPARATOR).map((share) => readShare(share.trim()));
  return fundings.includes(null) ? null : fundings;
}

/** Read « 20 000 € de l'État (accordé) » or « État : 20 000 € demandés ». */
function readShare(text) {
  const [status, bare] = splitStatus(text);
  const first = AMOUNT_FIRST.exec(bare);
  const last = first ? null : AMOUNT_LAST.exec(bare);
  if (!first && !last) return null;
  const [written, name] = first ? [first[1], first[2]] : [last[2], last[1]];
  const amount = readNumber(written, true);
  const funder = name.replace(/^[ :]+|[ :]+$/g, "");
  if (amount === null || !FUNDER.test(funder)) return null;
  return { financeur: funder, montant: Number(amount), ...(status && { statut: status }) };
}

/** Return the status of a funding, empty if it is not said, and the text without it. */
function splitStatus(text) {
  const match = BRACKETED.exec(text) ?? LAST_WORD.exec(text);
  if (match) {
    const word = fold(match[1] ?? match[0]);
    const status = Object.keys(FUNDING_STATUSES).find((key) => FUNDING_STATUSES[key].some((start) => word.startsWith(start)));
    const rest = text.slice(0, match.index) + text.slice(match.index + match[0].length);
    if (status) return [status, rest.replace(SPACES, " ").trim()];
  }
  return ["", text];
}
