/* What one value is worth alone: formats, dates, names shown to a person. All lists come from the rules. */

const compiled = new Map();

/** Return a pattern's source as a regular expression. */
export function regexp(source, flags = "u") {
  const key = `${flags} ${source}`;
  if (!compiled.has(key)) compiled.set(key, new RegExp(source, flags));
  return compiled.get(key);
}

/** Return the first place of a text where a named pattern of the rules is found, or null. */
export function find(name, text, rules) {
  return regexp(rules.patterns[name]).exec(text);
}

/** Return all the places of a text where a named pattern of the rules is found. */
export function findAll(name, text, rules) {
  return [...text.matchAll(regexp(rules.patterns[name], "gu"))];
}

/** Return what a whole text says to a named pattern of the rules, or null. */
export function match(name, text, rules) {
  return regexp(`^(?:${rules.patterns[name]})$`).exec(text);
}

/** Return the first and last day that a date may be, or null when it is none. */
export function daysOf(value, rules) {
  const found = match("date", String(value), rules);
  if (!found) return null;
  const [year, month, day] = found.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (year < rules.limits.first_year || year > rules.limits.last_year) return null;
  if (month !== undefined && (month < 1 || month > 12)) return null;
  if (day !== undefined && (day < 1 || day > lastOf(year, month))) return null;
  const end = month ?? 12;
  return { first: iso(year, month ?? 1, day ?? 1), last: iso(year, end, day ?? lastOf(year, end)) };
}

function lastOf(year, month) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function iso(year, month, day) {
  return [year, ...[month, day].map((part) => String(part).padStart(2, "0"))].join("-");
}

/** Return the minutes since midnight of an hour such as 9:30 or 9h30, or null when it is none. */
export function minutesOf(text) {
  const [hours, minutes] = text.toLowerCase().replace("h", ":").split(":").map(Number);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

function isSiren(text) {
  const doubled = [...text].reverse().map((digit, at) => Number(digit) * (1 + (at % 2)));
  const sum = doubled.reduce((total, each) => total + Math.floor(each / 10) + (each % 10), 0);
  return /^[0-9]+$/.test(text) && sum % 10 === 0;
}

/** Say whether a text is an https address with a full host name, without user name or password. */
export function isHttps(text) {
  const found = /^https:\/\/([^/?#]*)/i.exec(text);
  if (!found || /[@[\]]/.test(found[1])) return false;
  const [host, ...port] = found[1].split(":");
  const isPort = /^[0-9]*$/.test(port.join(":")) && Number(port.join("")) <= 65535;
  return isPort && /^[\x20-\x7e]+$/.test(host) && host.replace(/^\.+|\.+$/g, "").includes(".");
}

/** Return why an address is no service's mailbox: `free-webmail` or `personal-mailbox`, null if it is one. */
export function mailboxFault(address, rules) {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1).toLowerCase().split(".");
  if (domain.length > 1 && rules.free_webmail.includes(domain[domain.length - 2])) return "free-webmail";
  const name = address.slice(0, Math.max(at, 0)).toLowerCase();
  const words = name.split(regexp(rules.patterns.separators)).filter(Boolean);
  const parts = words.flatMap((word) => word.split("-")).map((part) => part.replace(/^[0-9]+|[0-9]+$/g, ""));
  const isPerson = words.length >= 2 && words.length <= 3;
  return isPerson && !parts.some((part) => rules.function_words.includes(part)) ? "personal-mailbox" : null;
}

const isText = (value) => typeof value === "string";

const FORMATS = {
  siren: (value) => isSiren(String(value)),
  "date-partielle": (value, rules) => daysOf(value, rules) !== null,
  heure: (value) => !isText(value) || minutesOf(value) !== null,
  "adresse-https": (value) => !isText(value) || isHttps(value),
  "courriel-fonctionnel": (value, rules) => !isText(value) || mailboxFault(value, rules) === null,
};

/** Say whether a value suits a format; a format that is not known here is an error of ours. */
export function suits(format, value, rules) {
  if (!Object.hasOwn(FORMATS, format)) throw new Error(`Unknown format: ${format}`);
  return FORMATS[format](value, rules);
}

/** Return the text of a number as Python writes it. */
function written(number) {
  const small = number !== 0 && Math.abs(number) < 1e-4;
  return small ? number.toExponential().replace(/e-(\d)$/, "e-0$1") : String(number);
}

/** Show a value to a person: between « », on one line, shortened, nothing invisible. */
export function quote(value, { names }) {
  if (value === null || typeof value === "object") return kindOf(value, names);
  const text = typeof value === "number" ? written(value) : String(value);
  const shown = [...text].map((char) => (char !== " " && /[\p{C}\p{Z}]/u.test(char) ? " " : char));
  const short = shown.length > names.short ? [...shown.slice(0, names.short - 1), "…"] : shown;
  return fill(names.quoted, { value: short.join("") });
}

function kindOf(value, names) {
  if (value === null) return names.nothing;
  return Array.isArray(value) ? names.list : names.group;
}

/** Name the type of a value. */
export function typeOf(value, rules) {
  const { names } = rules;
  if (typeof value === "string") return fill(names.text, { value: quote(value, rules) });
  if (typeof value === "number") return fill(names.number, { value: written(value) });
  return typeof value === "boolean" ? String(value) : kindOf(value, names);
}

/** Name a character that cannot be shown. */
export function characterName(char, { names: { characters } }) {
  const code = char.codePointAt(0);
  const name = characters.own[code] ?? (/\p{Cf}/u.test(char) ? characters.mark : characters.other);
  return fill(name, { number: code.toString(16).toUpperCase().padStart(4, "0") });
}

/** Fill the words between braces of a template; one that has no value is an error of ours. */
export function fill(template, details) {
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    if (!Object.hasOwn(details, name)) throw new Error(`Nothing to fill {${name}} with: ${template}`);
    return String(details[name]);
  });
}

/** Return a value as the check reads it from our file: a number that it takes for a text is one. */
export function asRead(value, rules) {
  if (typeof value === "number") {
    const text = String(value);
    return match("number", text, rules) && !match("thousands", text, rules) ? value : text;
  }
  if (Array.isArray(value)) return value.map((item) => asRead(item, rules));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asRead(item, rules)]));
}
