"""Turn the rows of a table into sheets of actions, and blame what is not understood at its cell."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roadmap.tables.cells import CellError, Values, find_cell_fault, is_blank, multiply_thousands, read_cell
from roadmap.tables.columns import Column, Header, load_columns
from roadmap.tables.vocabulary import TOTAL_ROW, Vocabulary, read_axis
from roadmap.tables.workbooks import Grid, column_letters
from roadmap.text.folding import fold

MIN_TITLE_SIMILARITY = 0.9
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_REASON = re.compile(r"motif ?: ?(.+)", re.IGNORECASE | re.DOTALL)
# As the schema: « titre », « resume ».
MIN_SUMMARY, MAX_SUMMARY = 20, 280
_STATUSES_WITH_REASON = ("en-pause", "abandonnee")


@dataclass(frozen=True)
class TableProblem:
    """A problem of a table, at a cell; `row` is counted from 1; `column` is the title, empty for a whole row.

    `details` fill the wording of its code (see `problems.table_messages`).
    """

    sheet: str
    row: int
    column: str
    cell: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict)
    severity: str = "error"


@dataclass
class ReadRow:
    """A row read: its line from 1, what its cells give, the column of each field, its problems."""

    line: int
    values: Values
    places: dict[str, Column]
    problems: list[TableProblem]


class RowReader:
    """Reads the rows of a grid under its header."""

    def __init__(self, grid: Grid, header: Header, vocabulary: Vocabulary) -> None:
        """Read the rows of a grid, once its header is known."""
        self._grid, self._header, self._vocabulary = grid, header, vocabulary
        self.notices: list[TableProblem] = []

    def blame(
        self, line: int, column: Column | None, code: str, severity: str = "error", **details: object
    ) -> TableProblem:
        """Return a problem at a cell of a line, or at its title when no column is concerned."""
        place = column or self.title_column
        return TableProblem(
            self._grid.name,
            line,
            place.title,
            f"{column_letters(place.index)}{line}",
            code,
            details,
            severity,
        )

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self._grid.name

    @property
    def title_column(self) -> Column:
        """The column of the titles."""
        return next(column for column in self._header.columns if column.field == "titre")

    def iter_rows(self) -> Iterator[ReadRow]:
        """Yield the rows of actions; other rows with content are told in `notices`."""
        header_texts = [fold(cell) for cell in self._grid.rows[self._header.row]]
        section: int | None = None
        for index in range(self._header.row + 1, len(self._grid.rows)):
            row = self._grid.rows[index]
            line = index + 1
            filled = [cell for cell in row if cell.strip()]
            if not filled:
                continue
            if re.search(TOTAL_ROW, fold(filled[0])):
                self.notices.append(self._notice(line, row, "table-total-row"))
            elif [fold(cell) for cell in row] == header_texts:
                self.notices.append(self._notice(line, row, "table-repeated-header"))
            elif len(filled) == 1 and (axis := _read_section(filled[0], self._vocabulary)) is not None:
                section = axis
            elif len(filled) == 1 and not row[self.title_column.index].strip():
                self.notices.append(self._notice(line, row, "table-note-row"))
            else:
                yield self._read_row(line, row, section)

    def _notice(self, line: int, row: Sequence[str], code: str) -> TableProblem:
        place, text = next((place, cell) for place, cell in enumerate(row) if cell.strip())
        return TableProblem(
            self._grid.name,
            line,
            "",
            f"{column_letters(place)}{line}",
            code,
            {"value": _quote(text)},
            "warning",
        )

    def _read_row(self, line: int, row: Sequence[str], section: int | None) -> ReadRow:
        read = ReadRow(line, {}, {column.field: column for column in self._header.columns}, [])
        # A column of audiences gives the target too; a column of the target itself comes first, and stays.
        for column in sorted(self._header.columns, key=lambda column: column.field == "publics"):
            text = row[column.index]
            if (line - 1, column.index) in self._grid.errors:
                read.problems.append(self.blame(line, column, "table-error-value", value="#"))
            elif text.strip() and column.field != "remarques" and not _tells_nothing(column, text):
                self._read_cell(read, column, text)
        if section is not None and "axe" not in read.values:
            read.values["axe"] = section
        self._read_reason(read, row)
        return read

    def _read_cell(self, read: ReadRow, column: Column, text: str) -> None:
        if code := find_cell_fault(text):
            read.problems.append(self.blame(read.line, column, code, value=_quote(text)))
            return
        reader = load_columns()[column.field][0]
        if column.is_in_thousands and reader == "budget":
            text = multiply_thousands(text)
        try:
            values = read_cell(column.field, reader, text, self._vocabulary)
        except CellError as error:
            code = str(error)
            read.problems.append(self.blame(read.line, column, code, value=_quote(text)))
            return
        merge_values(read.values, values)

    def _read_reason(self, read: ReadRow, row: Sequence[str]) -> None:
        """Take « motif : … » from the remarks when the status needs a reason that no column gives."""
        column = read.places.get("remarques")
        is_needed = read.values.get("statut") in _STATUSES_WITH_REASON and "motif" not in read.values
        match = _REASON.search(row[column.index]) if column and is_needed else None
        if column and match:
            read.values["motif"] = re.sub(r"\s+", " ", match[1]).strip()
            read.places["motif"] = column


def merge_values(target: Values, values: Values) -> None:
    """Add the values of a cell to those of a row: lists grow, groups are completed, the first told stays."""
    for key, value in values.items():
        known = target.get(key)
        if isinstance(known, list) and isinstance(value, list):
            target[key] = [*known, *(item for item in value if item not in known)]
        elif isinstance(known, dict) and isinstance(value, dict):
            merge_values(known, value)
        else:
            target.setdefault(key, value)


def _tells_nothing(column: Column, text: str) -> bool:
    """Say whether a cell means that nothing is known; a title is never that, whatever its words."""
    return column.field != "titre" and is_blank(text)


def _read_section(text: str, vocabulary: Vocabulary) -> int | None:
    """Return the axis that a row of one cell announces for the next ones: « AXE 1 : COORDONNER »."""
    return read_axis(text, vocabulary) if re.match(r"\s*(?:axe|orientation)\b", text, re.IGNORECASE) else None


def _quote(text: str) -> str:
    """Return a text between French quotes, cut when long."""
    plain = re.sub(r"\s+", " ", text).strip()
    return f"« {plain if len(plain) <= _MAX_QUOTE else plain[: _MAX_QUOTE - 1] + '…'} »"


_MAX_QUOTE = 60


def derive_summary(values: Values) -> None:
    """Give a new action a summary when its table has none: its description, or the first sentences of it.

    Without a description long enough, the title, when it can stand alone.
    """
    if "resume" in values:
        return
    description = " ".join(values.get("description", "").split())
    if MIN_SUMMARY <= len(description) <= MAX_SUMMARY:
        values["resume"] = description
        del values["description"]
        return
    summary = ""
    for sentence in _SENTENCE_END.split(description):
        if len(f"{summary} {sentence}".strip()) > MAX_SUMMARY:
            break
        summary = f"{summary} {sentence}".strip()
    title = values.get("titre", "")
    if len(summary) >= MIN_SUMMARY:
        values["resume"] = summary
    elif len(title) >= MIN_SUMMARY:
        values["resume"] = title


def find_published(title: str, names: Mapping[str, str]) -> tuple[str | None, bool]:
    """Return the action whose title is that of a row, or nearly so, and whether it is only near.

    `names` are the identifiers of the published actions, by folded title.
    """
    slug = fold(title)
    if slug in names:
        return names[slug], False
    near = difflib.get_close_matches(slug, names, n=1, cutoff=MIN_TITLE_SIMILARITY)
    return (names[near[0]], True) if near else (None, False)
