/* Simple Markdown, as the long texts of a sheet may hold it: paragraphs, lists, quotations, bold, italics, links.
   It shows what roadmap/render/markdown.py publishes; what is no simple Markdown shows as letters. */

const MARKER = /^ {0,3}(?:([-*+])|(\d+)\.) +/;
const QUOTE = /^ {0,3}> ?/;

/** Return the safe HTML of a text. */
export function markdown(text) {
  try {
    return blocks(text.replace(/\t/g, "    ").split("\n")).join("\n");
  } catch (tooDeep) {
    return `<p>${escaped(text)}</p>`; /* Hundreds of marks one inside the other: nobody's text. */
  }
}

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

const isBlank = (line) => !line.trim();

/** Return the HTML of each block of some lines. */
function blocks(lines) {
  const html = [];
  let at = 0;
  while (at < lines.length) {
    if (isBlank(lines[at])) {
      at += 1;
      continue;
    }
    const end = MARKER.test(lines[at]) ? endOfList(lines, at) : endOfBlock(lines, at);
    html.push(block(lines.slice(at, end)));
    at = end;
  }
  return html;
}

function block(lines) {
  if (MARKER.test(lines[0])) return list(lines);
  if (!QUOTE.test(lines[0])) return `<p>${inline(lines.join("\n").trimStart())}</p>`;
  return `<blockquote>\n${blocks(lines.map((line) => line.replace(QUOTE, ""))).join("\n")}\n</blockquote>`;
}

/** Return where a block ends: at a blank line. */
function endOfBlock(lines, at) {
  let end = at;
  while (end < lines.length && !isBlank(lines[end])) end += 1;
  return end;
}

const isOrdered = (line) => Boolean(MARKER.exec(line)[2]);

/** Return where a list ends: after a blank line, only its items and what is set back under them go on. */
function endOfList(lines, at) {
  let end = endOfBlock(lines, at);
  for (;;) {
    let next = end;
    while (next < lines.length && isBlank(lines[next])) next += 1;
    const goesOn = next < lines.length
      && (/^ {4}/.test(lines[next]) || (MARKER.test(lines[next]) && isOrdered(lines[next]) === isOrdered(lines[at])));
    if (!goesOn) return end;
    end = endOfBlock(lines, next);
  }
}

function list(lines) {
  const items = [];
  for (const line of lines) {
    if (MARKER.test(line) && isOrdered(line) === isOrdered(lines[0])) items.push([line.replace(MARKER, "")]);
    else items[items.length - 1].push(line.replace(/^ {4}/, ""));
  }
  const tag = isOrdered(lines[0]) ? "ol" : "ul";
  const html = items.map((each, at) => item(each, each.some(isBlank) || (at > 0 && isBlank(items[at - 1].at(-1)))));
  return `<${tag}>\n${html.join("\n")}\n</${tag}>`;
}

/** Return an item: its text stays bare, unless a blank line sets it apart. */
function item(lines, isLoose) {
  const nested = lines.findIndex((line, at) => at > 0 && MARKER.test(line));
  if (isLoose) return `<li>\n${blocks(lines).join("\n")}\n</li>`;
  if (nested < 0) return `<li>${inline(lines.join("\n"))}</li>`;
  return `<li>${inline(lines.slice(0, nested).join("\n"))}${list(lines.slice(nested))}\n</li>`;
}

const INLINE = [
  [/\\([\\`*_{}[\]()>#+\-.!])/, (found) => escaped(found[1])],
  [/(?<!!)\[([^[\]]*)\]\(\s*<?((?:https:\/\/|mailto:)[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?\s*\)/, (found) => link(found[2], inline(found[1]))],
  [/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/s, (found) => escaped(found[2].trim())],
  [/<(https:\/\/[^\s<>]*)>/, (found) => link(found[1], escaped(found[1]))],
  [/(\*\*|__)(?=\S)(.+?)\1/s, (found) => `<strong>${inline(found[2])}</strong>`],
  [/\*(?=[^\s*])([^*]+)\*|(?<![\p{L}\p{N}_])_(?=[^\s_])([^_]+)_(?![\p{L}\p{N}_])/u, (found) => `<em>${inline(found[1] ?? found[2])}</em>`],
  [/ {2,}\n/, () => "<br>\n"],
];

function link(address, html) {
  return `<a href="${escaped(address).replace(/"/g, "&quot;")}">${html}</a>`;
}

/** Return the HTML of a text inside a block: the first mark that is found, then what follows it. */
function inline(text) {
  const first = INLINE.map(([pattern, write]) => ({ found: pattern.exec(text), write }))
    .filter(({ found }) => found)
    .sort((one, other) => one.found.index - other.found.index)[0];
  if (!first) return escaped(text);
  const { found, write } = first;
  return escaped(text.slice(0, found.index)) + write(found) + inline(text.slice(found.index + found[0].length));
}
