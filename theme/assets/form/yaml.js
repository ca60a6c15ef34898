// YAML writer for the sheets of the form, in the style that contributors write by hand.
//
// `roadmap/source/yaml_reader.py` must read back the same texts, and no line may look like a mistake that
// `roadmap/validation/diagnosis/` detects. A text is plain when that is safe, a block when it has several lines,
// double-quoted otherwise.

const MODELINE = "# yaml-language-server: $schema=../../schemas/action.schema.json";
const INDENT = "  ";

// Invisible characters and line breaks, but for U+200D, which joins emoji.
const INVISIBLE = /(?!\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu;

const SAFE_START = /^[\p{L}\p{N}(]/u;
const UNSAFE = [
  /[\s'"|>]$|[|>][+-]$/, // a stray quote, a block indicator
  /(?<!\d):(?!\/\/)|:(?!\/\/|\d)/, // a colon, but for `https://` and `9:30`
  /\s#/, // a comment
];
// What some YAML parsers read as a number or a constant; all read a full date or an hour as text.
const AMBIGUOUS_SCALAR = /^(?:[\d_.]+(?:e[+-]?\d+)?|0[xob][\da-f_]+|true|false|null|yes|no|on|off|y|n)$/i;

const UNSAFE_BLOCK_LINES = [
  /^\s+$/, // spaces that editors strip
  /^ *[^\S ]/, // a tab or an unusual space in the indentation
  /^ *[a-z_]+:(?: |$)/, // what looks like a wrongly indented key
  /^ *\?\S/, // looks like a lost accent once indented
  /[-:]\s*[“”„″‘’«].*[“”„″‘’»]\s*$/, // curly quotes around what looks like a value
];

// Inside quotes, what looks like an entry: `date: x`, or `a": b` after a dash.
const LIKE_A_KEY = /(^[a-z_]+'?\s*|\\"\s*):(?!\/\/)/g;
// Line breaks and tabs whose escape would look like part of a damaged word: `\nŒuvre`, `\na? b`.
const NEEDS_HEXADECIMAL = /[\n\t](?=[\u0080-\u00bf\u0100-\u{10ffff}]|[ a-zà-ÿ]?\?)/gu;
// The same before a question mark: `\xBB?a`.
const QUESTION_AFTER_ESCAPE = /(\\[xuU][\dA-F]+)\?/g;

/**
 * Write the file of an action; its keys come in the given order, the others last.
 * @param {Sheet} sheet
 * @param {string[]} order
 * @returns {string}
 */
export function writeSheet(sheet, order) {
  const keys = [...new Set([...order, ...Object.keys(sheet)])].filter((key) => Object.hasOwn(sheet, key));
  const entries = keys.map((key) => writeEntry(key, sheet[key], ""));
  return [MODELINE, ...entries, ""].join("\n");
}

/**
 * Write the lines to add to the `reunions:` list of the calendar.
 * @param {Sheet} meeting
 * @returns {string}
 */
export function writeItem(meeting) {
  return `${writeSequence([meeting], INDENT)}\n`;
}

function writeCollection(value, indent) {
  return Array.isArray(value) ? writeSequence(value, indent) : writeMapping(value, indent);
}

function writeMapping(group, indent) {
  return Object.entries(group).map(([key, value]) => writeEntry(key, value, indent)).join("\n");
}

function writeEntry(key, value, indent) {
  const deeper = indent + INDENT;
  const text = isCollection(value) ? `\n${writeCollection(value, deeper)}` : ` ${writeScalar(value, deeper)}`;
  return `${indent}${writeInline(key)}:${text}`;
}

function writeSequence(items, indent) {
  const deeper = indent + INDENT;
  const writeItemValue = (item) =>
    isCollection(item) ? writeCollection(item, deeper).slice(deeper.length) : writeScalar(item, deeper);
  return items.map((item) => `${indent}- ${writeItemValue(item)}`).join("\n");
}

function isCollection(value) {
  return typeof value === "object";
}

/** Write a text, a number or a boolean; the lines of a block are indented by `indent`. */
function writeScalar(value, indent) {
  if (typeof value === "number") return writeNumber(value);
  if (typeof value !== "string") return String(value);
  const text = value.toWellFormed();
  return fitsBlock(text) ? writeBlock(text, indent) : writeInline(text);
}

/** Write a number with 15 decimals at most, without exponent, as the reader requires. */
function writeNumber(value) {
  let text = String(value);
  if (text.includes("e+")) text = String(BigInt(value));
  if (/e-|\.\d{16}/.test(text)) text = value.toFixed(15).replace(/\.?0+$/, "");
  // The reader keeps « 20.125 », perhaps thousands, as a text.
  return /^-?\d{1,3}\.\d{3}$/.test(text) ? `${text}0` : text;
}

function writeInline(text) {
  return isSafePlain(text) ? text : writeQuoted(text);
}

function isSafePlain(text) {
  return SAFE_START.test(text) && ![AMBIGUOUS_SCALAR, ...UNSAFE].some((pattern) => pattern.test(text)) && isVisible(text);
}

/** Say whether all characters can be written without an escape: visible, and in the NFC form that the reader requires. */
function isVisible(text) {
  return text.search(INVISIBLE) < 0 && isNormalized(text);
}

function isNormalized(text) {
  return text.normalize("NFC") === text;
}

/** Say whether a text of several lines can be a block: the reader drops the final newlines of one. */
function fitsBlock(text) {
  if (!text.includes("\n") || text.endsWith("\n") || !isVisible(text.replace(/[\n\t]/g, " "))) return false;
  return !text.split("\n").some((line) => UNSAFE_BLOCK_LINES.some((pattern) => pattern.test(line)));
}

function writeBlock(text, indent) {
  const lines = text.split("\n").map((line) => line && indent + line);
  return [needsIndicator(text) ? "|2-" : "|-", ...lines].join("\n");
}

/** Say whether a block needs an indentation indicator: its first line, or all others, begin with a space. */
function needsIndicator(text) {
  const [first, ...others] = text.split("\n").filter(Boolean);
  return first.startsWith(" ") || (others.length > 0 && others.every((line) => line.startsWith(" ")));
}

function writeQuoted(text) {
  const body = text
    .replace(/["\\]/g, "\\$&")
    .replace(NEEDS_HEXADECIMAL, escapeCharacter)
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replace(INVISIBLE, escapeCharacter)
    .replace(LIKE_A_KEY, "$1\\x3A");
  const normalized = isNormalized(body) ? body : body.replace(/[^ -~]/gu, escapeCharacter);
  return `"${normalized.replace(QUESTION_AFTER_ESCAPE, "$1\\x3F")}"`;
}

/** Escape a character with capital digits: a small letter would look like part of the next word. */
function escapeCharacter(character) {
  const code = character.codePointAt(0);
  const [letter, width] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).toUpperCase().padStart(width, "0")}`;
}
