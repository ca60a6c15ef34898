"""Read the sheets of details of an exported workbook: a line for each item of an action."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from roadmap.tables.cells import Values
from roadmap.tables.layout import DETAIL_SHEETS, KEY_TITLE, CellWriter, DetailSheet
from roadmap.tables.rows import TableProblem
from roadmap.tables.workbooks import Grid, column_letters, format_cell
from roadmap.text.folding import fold
from roadmap.text.french_values import read_boolean, read_date, read_number, read_siren, read_url

_READERS = {
    "siren": read_siren,
    "date": read_date,
    "mesure_le": read_date,
    "realisee": read_boolean,
    "cible_approximative": read_boolean,
    "montant": lambda text: read_number(text, whole=True),
    "depart": lambda text: read_number(text, whole=False),
    "cible": lambda text: read_number(text, whole=False),
    "actuel": lambda text: read_number(text, whole=False),
    "url": read_url,
}
_NUMBERS = frozenset({"montant", "depart", "cible", "actuel"})
_BOOLEANS = frozenset({"realisee", "cible_approximative"})
_CODES = {
    **dict.fromkeys(_NUMBERS, "table-number"),
    **dict.fromkeys(_BOOLEANS, "table-boolean"),
    "siren": "table-siren",
    "date": "table-date",
    "mesure_le": "table-date",
    "url": "table-url",
    "statut": "table-funding-status",
}


class DetailReader:
    """The lines of the sheets of details, by the action that they name."""

    def __init__(self, grids: Sequence[Grid], writer: CellWriter) -> None:
        """Index the lines of the sheets of details of a workbook."""
        self._writer = writer
        self.problems: list[TableProblem] = []
        self._used: set[str] = set()
        self._lines: dict[str, dict[str, list[tuple[int, list[str]]]]] = {}
        for grid in grids:
            if grid.name in DETAIL_SHEETS and grid.rows and grid.rows[0][0].strip() == KEY_TITLE:
                self._lines[grid.name] = self._index(grid, DETAIL_SHEETS[grid.name])

    @staticmethod
    def _index(grid: Grid, detail: DetailSheet) -> dict[str, list[tuple[int, list[str]]]]:
        titles = [cell.strip() for cell in grid.rows[0]]
        places = [titles.index(title) if title in titles else None for title in detail.columns]
        lines: dict[str, list[tuple[int, list[str]]]] = {}
        for number, row in enumerate(grid.rows[1:], start=2):
            cells = ["" if place is None else row[place] for place in places]
            if any(cell.strip() for cell in cells):
                lines.setdefault(fold(row[0]), []).append((number, cells))
        return lines

    def apply(
        self, sheet: Values, name: str, title: str, published: Mapping[str, Any] | None, *, is_export: bool
    ) -> None:
        """Put the items of an action into its sheet; those that say the same as before stay as they are."""
        keys = dict.fromkeys((name, fold(title)))
        self._used |= keys.keys()
        for sheet_name, lines in self._lines.items():
            detail = DETAIL_SHEETS[sheet_name]
            own = [line for key in keys for line in lines.get(key, ())]
            before = self._writer.write_detail_rows(detail, published or {})
            texts = [[format_cell(value) for value in row] for row in before]
            if [cells for _, cells in own] == texts or (not own and not is_export):
                continue
            items = [
                item
                for number, cells in own
                if (item := self._read(sheet_name, detail, number, cells)) is not None
            ]
            self._put(sheet, detail, items)

    def blame_lines_of_no_action(self) -> None:
        """Blame the lines that name no action of the table, once all of them are read."""
        for sheet_name, lines in self._lines.items():
            for key in lines.keys() - self._used:
                self.problems += [
                    TableProblem(sheet_name, number, KEY_TITLE, f"A{number}", "table-no-such-action")
                    for number, _ in lines[key]
                ]

    @staticmethod
    def _put(sheet: Values, detail: DetailSheet, items: list[Any]) -> None:
        parent: Values = sheet
        for key in detail.path[:-1]:
            parent = parent.setdefault(key, {})
        parent[detail.path[-1]] = copy.deepcopy(items)
        if not items:
            del parent[detail.path[-1]]

    def _read(self, sheet_name: str, detail: DetailSheet, number: int, cells: list[str]) -> Any:  # noqa: ANN401
        item: Values = {}
        for place, ((title, key), text) in enumerate(
            zip(detail.columns.items(), cells, strict=True), start=1
        ):
            if not text.strip():
                continue
            if not key:
                return text
            value = self._read_value(key, text)
            if value is None:
                cell = f"{column_letters(place)}{number}"
                self.problems.append(
                    TableProblem(sheet_name, number, title, cell, _CODES[key], {"value": f"« {text} »"})
                )
            else:
                item[key] = value
        return item

    def _read_value(self, key: str, text: str) -> Any:  # noqa: ANN401 - any value of a sheet
        if key == "statut":
            return self._writer.find_funding_status(text)
        reader = _READERS.get(key)
        value = reader(text) if reader else text
        if value is None or key not in _NUMBERS | _BOOLEANS:
            return value
        if key in _BOOLEANS:
            return value == "true"
        return int(value) if float(value).is_integer() else float(value)
