/* Markdown renderer for the long texts of a sheet: paragraphs, lists, quotations, bold, italics, links.
   Same HTML as roadmap/render/markdown.py for this subset; anything else is shown as plain text. */

const MARKER = /^ {0,3}(?:([-*+])|(\d+)\.) +/;
const MAX_BRACKETS = 200;
const QUOTE = /^ {0,3}> ?/;

/**
 * Convert a Markdown text to safe HTML.
 * @param {string} text
 * @returns {string}
 */
export function toHtml(text) {
  if (text.split("[").length - 1 > MAX_BRACKETS) return `<p>${escapeText(text)}</p>`;
  try {
    return renderBlocks(text.replace(/\t/g, "    ").split("\n")).join("\n");
  } catch {
    return `<p>${escapeText(text)}</p>`; /* Stack overflow: hundreds of nested marks. */
  }
}

function escapeText(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

const isBlank = (line) => !line.trim();

function renderBlocks(lines) {
  const html = [];
  let start = 0;
  while (start < lines.length) {
    if (isBlank(lines[start])) {
      start += 1;
      continue;
    }
    const end = MARKER.test(lines[start]) ? findListEnd(lines, start) : findBlockEnd(lines, start);
    html.push(renderBlock(lines.slice(start, end)));
    start = end;
  }
  return html;
}

function renderBlock(lines) {
  if (MARKER.test(lines[0])) return renderList(lines);
  if (!QUOTE.test(lines[0])) return `<p>${renderInline(lines.join("\n").trimStart())}</p>`;
  return `<blockquote>\n${renderBlocks(lines.map((line) => line.replace(QUOTE, ""))).join("\n")}\n</blockquote>`;
}

/** Return the index after the last line of a block: a blank line ends it. */
function findBlockEnd(lines, start) {
  let end = start;
  while (end < lines.length && !isBlank(lines[end])) end += 1;
  return end;
}

const isOrdered = (line) => Boolean(MARKER.exec(line)[2]);

/** Return the index after the last line of a list: after a blank line, only items and indented lines continue it. */
function findListEnd(lines, start) {
  let end = findBlockEnd(lines, start);
  for (;;) {
    let next = end;
    while (next < lines.length && isBlank(lines[next])) next += 1;
    const isContinued = next < lines.length
      && (/^ {4}/.test(lines[next]) || (MARKER.test(lines[next]) && isOrdered(lines[next]) === isOrdered(lines[start])));
    if (!isContinued) return end;
    end = findBlockEnd(lines, next);
  }
}

function renderList(lines) {
  const items = [];
  for (const line of lines) {
    if (MARKER.test(line) && isOrdered(line) === isOrdered(lines[0])) items.push([line.replace(MARKER, "")]);
    else items[items.length - 1].push(line.replace(/^ {4}/, ""));
  }
  const tag = isOrdered(lines[0]) ? "ol" : "ul";
  const isLoose = (item, index) => item.some(isBlank) || (index > 0 && isBlank(items[index - 1].at(-1)));
  const html = items.map((item, index) => renderItem(item, isLoose(item, index)));
  return `<${tag}>\n${html.join("\n")}\n</${tag}>`;
}

/** Render an item: its text is in a paragraph only when the item is loose, next to a blank line. */
function renderItem(lines, isLoose) {
  const nested = lines.findIndex((line, index) => index > 0 && MARKER.test(line));
  if (isLoose) return `<li>\n${renderBlocks(lines).join("\n")}\n</li>`;
  if (nested < 0) return `<li>${renderInline(lines.join("\n"))}</li>`;
  return `<li>${renderInline(lines.slice(0, nested).join("\n"))}${renderList(lines.slice(nested))}\n</li>`;
}

/** @type {[pattern: RegExp, render: (match: RegExpExecArray) => string][]} */
const INLINE_MARKS = [
  [/\\([\\`*_{}[\]()>#+\-.!])/, (match) => escapeText(match[1])],
  [/(?<!!)\[([^[\]]*)\]\(\s*<?((?:https:\/\/|mailto:)[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?\s*\)/, (match) => renderLink(match[2], renderInline(match[1]))],
  [/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/s, (match) => escapeText(match[2].trim())],
  [/<(https:\/\/[^\s<>]*)>/, (match) => renderLink(match[1], escapeText(match[1]))],
  [/(\*\*|__)(?=\S)(.+?)\1/s, (match) => `<strong>${renderInline(match[2])}</strong>`],
  [/\*(?=[^\s*])([^*]+)\*|(?<![\p{L}\p{N}_])_(?=[^\s_])([^_]+)_(?![\p{L}\p{N}_])/u, (match) => `<em>${renderInline(match[1] ?? match[2])}</em>`],
  [/ {2,}\n/, () => "<br>\n"],
];

function renderLink(address, html) {
  return `<a href="${escapeText(address).replace(/"/g, "&quot;")}">${html}</a>`;
}

/** Render the text of a block: the mark that comes first, then the rest. */
function renderInline(text) {
  const first = INLINE_MARKS.map(([pattern, render]) => ({ match: pattern.exec(text), render }))
    .filter(({ match }) => match)
    .sort((a, b) => a.match.index - b.match.index)[0];
  if (!first) return escapeText(text);
  const { match, render } = first;
  return escapeText(text.slice(0, match.index)) + render(match) + renderInline(text.slice(match.index + match[0].length));
}
