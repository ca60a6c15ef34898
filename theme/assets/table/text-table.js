/* Cut a pasted text, or a csv file, into cells; and write cells as a csv that Excel opens. */

const DELIMITERS = ["\t", ";", ",", "|"];
const SAMPLE_LENGTH = 20_000;
export const MAX_ROWS = 2000; /* More is for the command line. */

/**
 * Cut a text into rows of cells, all as long.
 * @param {string} text
 * @returns {string[][]}
 */
export function parseTable(text) {
  const plain = text.replace(/^\ufeff/, "");
  const rows = parseRows(plain, findDelimiter(plain.slice(0, SAMPLE_LENGTH)), MAX_ROWS);
  while (rows.length && rows.at(-1).every((cell) => !cell.trim())) rows.pop();
  const width = Math.max(0, ...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}

/** Return the delimiter that cuts most of the first rows into as many cells. */
function findDelimiter(sample) {
  const countRegularCells = (delimiter) => {
    const widths = parseRows(sample, delimiter, 200).map((row) => row.length).filter((width) => width > 1);
    return Math.max(0, ...widths.map((width) => width * widths.filter((other) => other === width).length));
  };
  return DELIMITERS.reduce((best, delimiter) => (countRegularCells(delimiter) > countRegularCells(best) ? delimiter : best));
}

/** Cut a text at a delimiter and at line ends; a cell between quotes may hold both (RFC 4180). */
function parseRows(text, delimiter, maxRows) {
  const rows = [];
  let [row, cell, isQuoted] = [[], "", false];
  const endRow = () => {
    rows.push([...row, cell]);
    [row, cell] = [[], ""];
  };
  for (let place = 0; place < text.length && rows.length < maxRows; place += 1) {
    const char = text[place];
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text[place + 1] === '"') {
        cell += '"';
        place += 1;
      } else isQuoted = false;
    } else if (char === '"' && cell === "") isQuoted = true;
    else if (char === delimiter) {
      row.push(cell);
      cell = "";
    } else if (char === "\n" || char === "\r") {
      if (char === "\r" && text[place + 1] === "\n") place += 1;
      endRow();
    } else cell += char;
  }
  if (rows.length < maxRows && (cell || row.length)) endRow();
  return rows;
}

/**
 * Write rows as a csv that a French spreadsheet opens; a cell that it would run is written as a text.
 * @param {string[][]} rows
 * @returns {string}
 */
export function writeCsv(rows) {
  const escape = (cell) => {
    const text = /^[=+@\t\r]|^-(?![\d\s])/.test(cell) ? `'${cell}` : cell;
    return /[";\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${rows.map((row) => row.map(escape).join(";")).join("\r\n")}\r\n`;
}
