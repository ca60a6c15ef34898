// Write what the form collects as the YAML that contributors write by hand.
//
// Every text must be read back letter for letter by `roadmap/source/yaml_reader.py`, and no line may look
// like one of the slips that `roadmap/validation/diagnosis/` recognises. A text is plain where that is sure,
// a block if it has several lines, and between double quotes otherwise.

const MODELINE = "# yaml-language-server: $schema=../../schemas/action.schema.json";
const STEP = "  ";

// Characters that no one sees, or that break the line; U+200D is left alone: it makes emoji.
const UNSEEN = /(?!\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu;

const SURE_START = /^[\p{L}\p{N}(]/u;
const UNSURE = [
  /[\s'"|>]$|[|>][+-]$/, // a stray quote, the mark of a block
  /(?<!\d):(?!\/\/)|:(?!\/\/|\d)/, // a colon, but for `https://` and `9:30`
  /\s#/, // a remark
];
// What some reader of YAML takes for a number or a constant; a full date or an hour is text for all.
const TYPED = /^(?:[\d_.]+(?:e[+-]?\d+)?|0[xob][\da-f_]+|true|false|null|yes|no|on|off|y|n)$/i;

const UNFIT_FOR_BLOCK = [
  /^\s+$/, // editors strip it
  /^ *[^\S ]/, // a tab or an odd space that would stand for indentation
  /^ *[a-z_]+:(?: |$)/, // a key that seems indented by mistake
  /^ *\?\S/, // a lost accent, once indented
  /[-:]\s*[“”„″‘’«].*[“”„″‘’»]\s*$/, // curly quotes around what seems a value
];

// Inside quotes, what a person's eye would take for an entry: `date: x`, or `a": b` after a dash.
const LIKE_A_KEY = /(^[a-z_]+'?\s*|\\"\s*):(?!\/\/)/g;
// Before these, the `n` of `\n` would make a damaged word: `\nŒuvre`, `\na? b`.
const NEEDS_HEXADECIMAL = /[\n\t](?=[^\x00-\x7fÀ-ÿ]|[ a-zà-ÿ]?\?)/gu;
// So would the letters of an escape before a question mark: `\xBB?a`.
const QUESTION_AFTER_ESCAPE = /(\\[xuU][\dA-F]+)\?/g;

/** Return the whole file of an action: `sheet` in YAML, its keys as `order` has them, the others last. */
export function writeSheet(sheet, order) {
  const keys = [...new Set([...order, ...Object.keys(sheet)])].filter((key) => Object.hasOwn(sheet, key));
  const entries = keys.map((key) => entry(key, sheet[key], ""));
  return [MODELINE, ...entries, ""].join("\n");
}

/** Return the lines that add `meeting` to the `reunions:` of the calendar. */
export function writeItem(meeting) {
  return `${sequence([meeting], STEP)}\n`;
}

function collection(value, indent) {
  return Array.isArray(value) ? sequence(value, indent) : mapping(value, indent);
}

function mapping(group, indent) {
  return Object.entries(group).map(([key, value]) => entry(key, value, indent)).join("\n");
}

function entry(key, value, indent) {
  const deeper = indent + STEP;
  const written = isCollection(value) ? `\n${collection(value, deeper)}` : ` ${scalar(value, deeper)}`;
  return `${indent}${inline(key)}:${written}`;
}

function sequence(items, indent) {
  const deeper = indent + STEP;
  const written = (item) =>
    isCollection(item) ? collection(item, deeper).slice(deeper.length) : scalar(item, deeper);
  return items.map((item) => `${indent}- ${written(item)}`).join("\n");
}

function isCollection(value) {
  return typeof value === "object";
}

/** Return a text, a number or a boolean; the lines of a block are indented by `indent`. */
function scalar(value, indent) {
  if (typeof value === "number") return number(value);
  if (typeof value !== "string") return String(value);
  const text = value.toWellFormed();
  return fitsBlock(text) ? block(text, indent) : inline(text);
}

/** Return a number in decimal digits, 15 decimals at most: the reader knows no exponent. */
function number(value) {
  let text = String(value);
  if (text.includes("e+")) text = String(BigInt(value));
  if (/e-|\.\d{16}/.test(text)) text = value.toFixed(15).replace(/\.?0+$/, "");
  // The reader takes « 20.125 » for a text: whoever writes so may mean thousands.
  return /^-?\d{1,3}\.\d{3}$/.test(text) ? `${text}0` : text;
}

function inline(text) {
  return isSurelyPlain(text) ? text : quoted(text);
}

function isSurelyPlain(text) {
  return SURE_START.test(text) && ![TYPED, ...UNSURE].some((sign) => sign.test(text)) && isSeen(text);
}

/** Say whether all characters can stand as they are: visible, and composed as the reader wants. */
function isSeen(text) {
  return text.search(UNSEEN) < 0 && isComposed(text);
}

function isComposed(text) {
  return text.normalize("NFC") === text;
}

/** Say whether a text of several lines reads back from a block: our reader drops its final newlines. */
function fitsBlock(text) {
  if (!text.includes("\n") || text.endsWith("\n") || !isSeen(text.replace(/[\n\t]/g, " "))) return false;
  return !text.split("\n").some((line) => UNFIT_FOR_BLOCK.some((sign) => sign.test(line)));
}

function block(text, indent) {
  const lines = text.split("\n").map((line) => line && indent + line);
  return [needsIndicator(text) ? "|2-" : "|-", ...lines].join("\n");
}

/** Say whether the indentation must be told: the first line has more than the text, or all the others do. */
function needsIndicator(text) {
  const [first, ...others] = text.split("\n").filter(Boolean);
  return first.startsWith(" ") || (others.length > 0 && others.every((line) => line.startsWith(" ")));
}

function quoted(text) {
  const body = text
    .replace(/["\\]/g, "\\$&")
    .replace(NEEDS_HEXADECIMAL, hexadecimal)
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replace(UNSEEN, hexadecimal)
    .replace(LIKE_A_KEY, "$1\\x3A");
  const composed = isComposed(body) ? body : body.replace(/[^ -~]/gu, hexadecimal);
  return `"${composed.replace(QUESTION_AFTER_ESCAPE, "$1\\x3F")}"`;
}

/** Return the escape of one character, in capitals: a small letter could seem part of the next word. */
function hexadecimal(character) {
  const code = character.codePointAt(0);
  const [sign, width] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  return `\\${sign}${code.toString(16).toUpperCase().padStart(width, "0")}`;
}
