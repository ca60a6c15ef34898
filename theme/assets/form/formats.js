/* Validation of single values (formats, dates, mailboxes) and their names in messages: roadmap/schema/formats.py,
   roadmap/text/addresses.py, roadmap/problems/naming.py. Patterns, lists and limits come from the rules. */

import { formatIsoDate, lengthOfMonth } from "./records.js";

const compiledPatterns = new Map();

/**
 * Compile a pattern, once.
 * @param {string} source
 * @param {string} [flags]
 * @returns {RegExp}
 */
export function compilePattern(source, flags = "u") {
  const key = `${flags} ${source}`;
  if (!compiledPatterns.has(key)) compiledPatterns.set(key, new RegExp(source, flags));
  return compiledPatterns.get(key);
}

/**
 * Return the first match of a pattern of the rules in a text, or null.
 * @param {string} name
 * @param {string} text
 * @param {Rules} rules
 * @returns {RegExpExecArray | null}
 */
export function findMatch(name, text, rules) {
  return compilePattern(rules.patterns[name]).exec(text);
}

/**
 * Return all matches of a pattern of the rules in a text.
 * @param {string} name
 * @param {string} text
 * @param {Rules} rules
 * @returns {RegExpExecArray[]}
 */
export function findAllMatches(name, text, rules) {
  return [...text.matchAll(compilePattern(rules.patterns[name], "gu"))];
}

/** Match a whole text against a pattern of the rules. */
function fullMatch(name, text, rules) {
  return compilePattern(`^(?:${rules.patterns[name]})$`).exec(text);
}

/**
 * Parse a partial date into the first and last days that it may be (AAAA-MM-JJ), or null when invalid.
 * @param {unknown} value
 * @param {Rules} rules
 * @returns {{ firstDay: string, lastDay: string } | null}
 */
export function parseDate(value, rules) {
  const match = fullMatch("date", String(value), rules);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (year < rules.limits.first_year || year > rules.limits.last_year) return null;
  if (month !== undefined && (month < 1 || month > 12)) return null;
  if (day !== undefined && (day < 1 || day > lengthOfMonth(year, month))) return null;
  const lastMonth = month ?? 12;
  return {
    firstDay: formatIsoDate(year, month ?? 1, day ?? 1),
    lastDay: formatIsoDate(year, lastMonth, day ?? lengthOfMonth(year, lastMonth)),
  };
}

/**
 * Parse an hour, 9:30 or 9h30, into minutes since midnight, or null when invalid.
 * @param {string} text
 * @returns {number | null}
 */
export function parseHour(text) {
  const [hours, minutes] = text.toLowerCase().replace("h", ":").split(":").map(Number);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

/**
 * Say whether digits pass the Luhn check, as a SIREN must.
 * @param {string} text
 * @returns {boolean}
 */
export function isLuhnValid(text) {
  const doubled = [...text].reverse().map((digit, index) => Number(digit) * (1 + (index % 2)));
  const sum = doubled.reduce((total, value) => total + Math.floor(value / 10) + (value % 10), 0);
  return /^[0-9]+$/.test(text) && sum % 10 === 0;
}

/**
 * Say whether a text is an https URL with a full ASCII host name, without user name or password.
 * @param {string} text
 * @param {Rules} rules
 * @returns {boolean}
 */
export function isHttpsUrl(text, rules) {
  const match = /^https:\/\/([^/?#]*)/i.exec(text);
  if (!match) return false;
  const [host, ...port] = match[1].split(":");
  const isPort = /^[0-9]*$/.test(port.join(":")) && Number(port.join("")) <= 65535;
  return isPort && isHostName(host, rules);
}

/** Say whether a text is the full name of a host (RFC 1123), not an IP address. */
function isHostName(host, rules) {
  return host.length <= rules.limits.host && fullMatch("host_name", host, rules) !== null;
}

/**
 * Say whether a text is a mailto link to one mailbox, without other recipients or hidden copies.
 * @param {string} text
 * @param {Rules} rules
 * @returns {boolean}
 */
export function isSafeMailto(text, rules) {
  const match = fullMatch("mailto", text, rules);
  if (!match || !fullMatch("address", match[1], rules)) return false;
  return isHostName(match[1].slice(match[1].indexOf("@") + 1), rules);
}

/**
 * Return the code of the problem of an e-mail address, null when it belongs to a service.
 * @param {string} address
 * @param {Rules} rules
 * @returns {"mailbox-host" | "free-webmail" | "personal-mailbox" | "maybe-personal-mailbox" | null}
 */
export function findMailboxProblem(address, rules) {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1).toLowerCase();
  if (!isHostName(domain, rules)) return "mailbox-host";
  if (rules.free_webmail.includes(domain.split(".").at(-2))) return "free-webmail";
  return rules.service_domains.includes(domain) ? null : findPerson(address.slice(0, Math.max(at, 0)).toLowerCase(), rules);
}

/** Return the code of the first part of an e-mail address that looks like a person's name. */
function findPerson(name, rules) {
  const words = name.split(compilePattern(rules.patterns.separators)).filter(Boolean);
  const parts = words.flatMap((word) => word.split("-")).map((part) => part.replace(/^[0-9]+|[0-9]+$/g, ""));
  const isFunction = parts.some((part) => rules.function_words.includes(part));
  if (words.length < 2 || words.length > 3 || isFunction) return null;
  if (` ${rules.first_names} `.includes(` ${words[0].split("-")[0]} `)) return "personal-mailbox";
  const isAcronym = (words[0].length > 1 && words[0].length <= rules.limits.acronym) || /[0-9]/.test(words[0]);
  return isAcronym ? null : "maybe-personal-mailbox";
}

/** Say whether a mailbox may be that of a service: one that only looks like that of a person is a warning. */
function mayBeService(address, rules) {
  return [null, "maybe-personal-mailbox"].includes(findMailboxProblem(address, rules));
}

const isText = (value) => typeof value === "string";

const FORMAT_CHECKS = {
  siren: (value) => isLuhnValid(String(value)),
  "date-partielle": (value, rules) => parseDate(value, rules) !== null,
  heure: (value) => !isText(value) || parseHour(value) !== null,
  "adresse-https": (value, rules) => !isText(value) || isHttpsUrl(value, rules),
  "courriel-fonctionnel": (value, rules) => !isText(value) || mayBeService(value, rules),
};

/**
 * Say whether a value has a format of the schema; throw for an unknown format.
 * @param {string} format
 * @param {unknown} value
 * @param {Rules} rules
 * @returns {boolean}
 */
export function hasFormat(format, value, rules) {
  if (!Object.hasOwn(FORMAT_CHECKS, format)) throw new Error(`Unknown format: ${format}`);
  return FORMAT_CHECKS[format](value, rules);
}

/**
 * Format a number as Python does.
 * @param {number} number
 * @returns {string}
 */
export function formatPythonNumber(number) {
  const isTiny = number !== 0 && Math.abs(number) < 1e-4;
  return isTiny ? number.toExponential().replace(/e-(\d)$/, "e-0$1") : String(number);
}

/**
 * Quote a value between « »: on one line, truncated, without invisible characters.
 * @param {unknown} value
 * @param {Rules} rules
 * @returns {string}
 */
export function quoteValue(value, { names }) {
  if (value === null || typeof value === "object") return nameCollection(value, names);
  const text = typeof value === "number" ? formatPythonNumber(value) : String(value);
  const visible = [...text].map((char) => (char !== " " && /[\p{C}\p{Z}]/u.test(char) ? " " : char));
  const truncated = visible.length > names.short ? [...visible.slice(0, names.short - 1), "…"] : visible;
  return fillTemplate(names.quoted, { value: truncated.join("") });
}

function nameCollection(value, names) {
  if (value === null) return names.nothing;
  return Array.isArray(value) ? names.list : names.group;
}

/**
 * Name the type of a value, with the value itself if it is short.
 * @param {unknown} value
 * @param {Rules} rules
 * @returns {string}
 */
export function nameType(value, rules) {
  const { names } = rules;
  if (typeof value === "string") return fillTemplate(names.text, { value: quoteValue(value, rules) });
  if (typeof value === "number") return fillTemplate(names.number, { value: formatPythonNumber(value) });
  return typeof value === "boolean" ? String(value) : nameCollection(value, names);
}

/**
 * Name a character that cannot be displayed, with its code point.
 * @param {string} char
 * @param {Rules} rules
 * @returns {string}
 */
export function nameCharacter(char, { names: { characters } }) {
  const code = char.codePointAt(0);
  const name = characters.own[code] ?? (/\p{Cf}/u.test(char) ? characters.mark : characters.other);
  return fillTemplate(name, { number: code.toString(16).toUpperCase().padStart(4, "0") });
}

/**
 * Fill the `{names}` of a template; throw when one has no value.
 * @param {string} template
 * @param {Record<string, unknown>} details
 * @returns {string}
 */
export function fillTemplate(template, details) {
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    if (!Object.hasOwn(details, name)) throw new Error(`Nothing to fill {${name}} with: ${template}`);
    return String(details[name]);
  });
}

/**
 * Return a value as roadmap/source/yaml_reader.py reads it from the file: some numbers are texts there, and the
 * invisible characters that carry nothing are dropped.
 * @param {any} value
 * @param {Rules} rules
 * @returns {any}
 */
export function normalizeValue(value, rules) {
  if (typeof value === "string") return value.replace(compilePattern(rules.patterns.ignored, "gu"), "");
  if (typeof value === "number") {
    const text = String(value);
    return fullMatch("number", text, rules) && !fullMatch("thousands", text, rules) ? value : text;
  }
  if (Array.isArray(value)) return value.map((item) => normalizeValue(item, rules));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalizeValue(item, rules)]));
}
