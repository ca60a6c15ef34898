"""Read a spreadsheet into grids of texts: xlsx, xls, ods, csv, tsv; nothing of it is run.

A file is untrusted: its size, its rows and columns, and what it claims about itself are bounded before it is
read (see the MAX_… constants). Values become the texts that a person would type: a date « 2026-09-01 », a
number « 38000 », a box ticked « oui ».
"""

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import python_calamine

MAX_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 100_000_000
MAX_PART_BYTES = 50_000_000
MAX_PARTS = 1000
# Ten thousand actions, with the lines of their details.
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 50_000, 300, 1_000_000
MAX_SHEETS = 30
TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods"}) | TEXT_SUFFIXES
_ZIP_START, _OLE_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 16

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*[^/>]>')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"')
_REPEAT = re.compile(
    rb'<table:table-(row|cell)\s[^>]*?number-(?:rows|columns)-repeated="([0-9]+)"[^>]*?(/?)>'
)
_CONTENT = re.compile(rb"office:value|<text:")


class TableError(Exception):
    """A file that cannot be read as a table; the argument is the code of its problem."""


@dataclass(frozen=True)
class Grid:
    """A sheet: its name, its rows of texts, all as long; `errors` are the cells that hold an error value.

    Rows and columns are counted from 0; in a message, from 1 and from A.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    errors: frozenset[tuple[int, int]] = frozenset()


def read_workbook(path: Path) -> list[Grid]:
    """Return the grids of a file; raise TableError, or OSError when the file cannot be opened."""
    if path.stat().st_size > MAX_BYTES:
        raise TableError("table-too-heavy")
    content = path.read_bytes()
    if path.suffix.lower() in TEXT_SUFFIXES:
        return [_read_text_table(content, path.stem)]
    return _read_spreadsheet(content)


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# --- Texts


def _read_text_table(content: bytes, name: str) -> Grid:
    text = _decode(content)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text)))
    except csv.Error as error:
        raise TableError("table-bad-csv") from error
    return _build_grid(name, rows)


def _decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with its mark, else Windows-1252, which Excel writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _find_delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the first rows into as many cells."""
    sample = text[:20_000]

    def count_regular_cells(delimiter: str) -> int:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)]
        except csv.Error:
            return 0
        return max((width * widths.count(width) for width in set(widths) if width > 1), default=0)

    return max(";\t,|", key=count_regular_cells)


# --- Spreadsheets


def _read_spreadsheet(content: bytes) -> list[Grid]:
    errors: list[set[tuple[int, int]]] = []
    if content.startswith(_ZIP_START):
        errors = _check_archive(content)
    elif not content.startswith(_OLE_START):
        raise TableError("table-not-a-workbook")
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        if len(names) > MAX_SHEETS:
            raise TableError("table-bomb")
        grids = []
        for index in range(len(names)):
            sheet = workbook.get_sheet_by_index(index)
            if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
                raise TableError("table-too-large")
            rows = [[format_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            own_errors = errors[index] if index < len(errors) else set()
            grids.append(_build_grid(names[index], rows, frozenset(own_errors)))
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise TableError("table-damaged") from error
    return grids


def format_cell(value: object) -> str:
    """Return the value of a cell as a person would type it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _build_grid(name: str, rows: list[list[str]], errors: frozenset[tuple[int, int]] = frozenset()) -> Grid:
    """Return a grid without its empty end, all rows as long."""
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    if len(rows) > MAX_ROWS or width > MAX_COLUMNS:
        raise TableError("table-too-large")
    return Grid(name, tuple((*row, *[""] * (width - len(row))) for row in rows), errors)


# --- What an archive claims, checked before it is read


def _check_archive(content: bytes) -> list[set[tuple[int, int]]]:
    """Check that an xlsx or ods file unpacks to a bounded table; return the error cells of each sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise TableError("table-bomb")
            links = _read_links(archive)
            errors: dict[str, set[tuple[int, int]]] = {}
            left = MAX_UNPACKED_BYTES
            for part in parts:
                text, size = _unpack(archive, part, left)
                left -= size
                if part.filename == "content.xml":
                    _check_repeats(text)
                elif part.filename.startswith("xl/worksheets/"):
                    _check_extent(text)
                    errors[part.filename] = {
                        _parse_cell(cell[1].decode()) for cell in _ERROR_CELL.finditer(text)
                    }
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise TableError("table-damaged") from error
    return [errors.get(part, set()) for part in links]


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> tuple[bytes, int]:
    """Unpack a part, whatever size it announces; return it if it holds cells, and its size in bytes."""
    is_kept = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"
    size = 0
    pieces: list[bytes] = []
    # The announced size is not trusted: reading goes on to the real end.
    part.file_size = MAX_UNPACKED_BYTES
    with archive.open(part) as file:
        while piece := file.read(_CHUNK):
            size += len(piece)
            if size > min(limit, MAX_PART_BYTES):
                raise TableError("table-bomb")
            if is_kept:
                pieces.append(piece)
    return b"".join(pieces), size


def _read_links(archive: zipfile.ZipFile) -> list[str]:
    """Return the parts of the sheets of an xlsx file, in the order of its tabs; none for an ods file."""
    texts = []
    for name in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        if name not in archive.namelist():
            return []
        with archive.open(name) as file:
            texts.append(file.read(_CHUNK * 16))
    links = re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", texts[0])
    targets = {_read_attribute(link, b"Id"): _read_attribute(link, b"Target") for link in links}
    ids = re.findall(rb'<(?:\w+:)?sheet\s[^>]*?r:id="([^"]+)"', texts[1])
    names = (targets.get(key, b"").decode(errors="replace") for key in ids)
    return [name.lstrip("/") if name.startswith("/") else f"xl/{name}" for name in names]


def _read_attribute(tag: bytes, name: bytes) -> bytes:
    match = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return match[1] if match else b""


def _parse_cell(reference: str) -> tuple[int, int]:
    """Return the row and column, from 0, of « H7 »."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1


def _check_extent(text: bytes) -> None:
    """Refuse a sheet of xlsx with a cell so far away that the grid would fill the memory."""
    for count, match in enumerate(_CELL.finditer(text)):
        row, column = _parse_cell((match[1] + match[2]).decode())
        if row >= MAX_ROWS or column >= MAX_COLUMNS or count > MAX_CELLS:
            raise TableError("table-too-large")


def _check_repeats(text: bytes) -> None:
    """Refuse a sheet of ods that repeats cells with content so often that the grid would fill the memory."""
    total = 0
    for match in _REPEAT.finditer(text):
        end = text.find(b"</table:table-row>" if match[1] == b"row" else b"</table:table-cell>", match.end())
        has_content = not match[3] and _CONTENT.search(text, match.end(), end if end >= 0 else len(text))
        is_valued = has_content or b"office:value" in match[0]
        total += int(match[2]) if is_valued else 0
        if total > MAX_ROWS:
            raise TableError("table-too-large")
