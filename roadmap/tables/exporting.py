"""Write the actions as an Excel workbook: what the import reads back, with help for who fills it in."""

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from roadmap.model.measures import flatten_measures
from roadmap.model.roadmap import Roadmap
from roadmap.schema.schemas import Schemas, ValuePath
from roadmap.tables.layout import (
    CHOICES_SHEET,
    DETAIL_SHEETS,
    KEY_TITLE,
    MAIN_COLUMNS,
    MAIN_SHEET,
    CellValue,
    CellWriter,
    DetailSheet,
)
from roadmap.tables.vocabulary import build_vocabulary
from roadmap.validation.corpus import Corpus

# Nothing of a cell is run: a text is a text, whatever it begins with.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
_WIDTHS = {
    **dict.fromkeys(("Résumé", "Contexte", "Description"), 60),
    **dict.fromkeys(("Titre", "Axe", "Territoires", "Communes", "Porteur", "Source", "Motif"), 36),
    "Identifiant": 28,
    "Page": 12,
}
_DEFAULT_WIDTH = 18
_DERIVED_TITLES = ("En retard", "À confirmer", "Page")
_CHOSEN_FIELDS = ("axe", "cible", "statut", "territoires", "publics", "thematiques")
# Lists from which a single choice is made; the others may hold several names.
_SINGLE_FIELDS = frozenset({"axe", "cible", "statut"})
_EMPTY_LINES = 500  # of the model, with its lists to choose from


def build_workbook(corpus: Corpus, roadmap: Roadmap, site_url: str, created: dt.datetime) -> bytes:
    """Return the workbook of all actions, checked data of `corpus`."""
    derived = {
        action.id: (
            "oui" if roadmap.is_late(action) else "non",
            "oui" if roadmap.is_stale(action) else "non",
            f"{site_url}actions/{action.id}/",
        )
        for action in roadmap.actions
    }
    sheets = {action.id: flatten_measures(corpus.actions[action.id].value) for action in roadmap.actions}
    return _Book(corpus, created).write(sheets, derived)


def build_model(corpus: Corpus, created: dt.datetime) -> bytes:
    """Return the empty workbook that an authority fills in."""
    return _Book(corpus, created).write({}, {})


class _Book:
    """A workbook being written."""

    def __init__(self, corpus: Corpus, created: dt.datetime) -> None:
        self._schemas: Schemas = corpus.schemas
        self._cells = CellWriter(corpus, build_vocabulary(corpus))
        self._amounts: set[tuple[str, int]] = set()
        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, _OPTIONS)
        self._book.set_properties(
            {"title": "Feuille de route : les actions", "created": created.replace(tzinfo=None)}
        )
        self._text = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._date = self._book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
        self._number = self._book.add_format({"valign": "top"})
        self._euros = self._book.add_format({"num_format": "#,##0 €", "valign": "top"})
        self._header = self._book.add_format(
            {"bold": True, "bg_color": "#1E4274", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        )

    def write(self, sheets: Mapping[str, Mapping[str, Any]], derived: Mapping[str, Sequence[str]]) -> bytes:
        main = self._add_sheet(MAIN_SHEET, self._list_main_helps(), _DERIVED_TITLES if derived else ())
        for line, (name, sheet) in enumerate(sheets.items(), start=1):
            cells = self._cells.write_main_cells(name, sheet)
            for column, title in enumerate(MAIN_COLUMNS):
                if title in cells:
                    self._write_cell(main, line, column, cells[title])
            self._write_derived(main, line, derived[name])
        self._add_choices(main, len(sheets) or _EMPTY_LINES)
        for title, detail in DETAIL_SHEETS.items():
            self._write_details(title, detail, sheets)
        self._book.close()
        return self._buffer.getvalue()

    def _write_details(
        self, title: str, detail: DetailSheet, sheets: Mapping[str, Mapping[str, Any]]
    ) -> None:
        helps = [(KEY_TITLE, "L'identifiant ou le titre de l'action.")]
        helps += [
            (name, self._find_help((*detail.path, 0, *filter(None, [key]))))
            for name, key in detail.columns.items()
        ]
        page = self._add_sheet(title, helps, ())
        line = 0
        for name, sheet in sheets.items():
            for cells in self._cells.write_detail_rows(detail, sheet):
                line += 1
                page.write_string(line, 0, name, self._text)
                for column, value in enumerate(cells, start=1):
                    if value != "":
                        self._write_cell(page, line, column, value)

    def _add_sheet(self, title: str, helps: Iterable[tuple[str, str]], more: Iterable[str]) -> Worksheet:
        """Add a sheet with its header, the help of each column as a note."""
        page = self._book.add_worksheet(title)
        page.freeze_panes(1, 2 if title == MAIN_SHEET else 1)
        for column, (heading, help_text) in enumerate([*helps, *((heading, "") for heading in more)]):
            page.write_string(0, column, heading, self._header)
            is_amount = heading.endswith("(€)")
            self._amounts |= {(title, column)} if is_amount else set()
            # The format of the column serves the lines to come.
            euros = self._euros if is_amount else None
            page.set_column(column, column, _WIDTHS.get(heading, _DEFAULT_WIDTH), euros)
            if help_text:
                page.write_comment(0, column, help_text, {"x_scale": 2, "author": ""})
        return page

    def _list_main_helps(self) -> list[tuple[str, str]]:
        helps = [(title, self._find_help(tuple(field.split(".")))) for title, field in MAIN_COLUMNS.items()]
        identifier = (
            "Laissez vide pour une action nouvelle ; sinon, ne le changez pas : il reconnaît l'action."
        )
        return [(title, identifier if title == "Identifiant" else text) for title, text in helps]

    def _find_help(self, path: ValuePath) -> str:
        if path == ("identifiant",):
            return ""
        part = self._schemas.field("action", path)
        return part.get("x-aide", part["description"])

    def _write_cell(self, page: Worksheet, line: int, column: int, value: CellValue) -> None:
        """Write a value as what it is: a text, a number, a date; no text of the schema is too long."""
        if isinstance(value, dt.date):
            page.write_datetime(line, column, dt.datetime.combine(value, dt.time()), self._date)
        elif isinstance(value, str):
            page.write_string(line, column, value, self._text)
        else:
            is_amount = (page.get_name(), column) in self._amounts
            page.write_number(line, column, value, self._euros if is_amount else self._number)

    def _write_derived(self, page: Worksheet, line: int, values: Sequence[str]) -> None:
        late, stale, address = values
        start = len(MAIN_COLUMNS)
        page.write_string(line, start, late, self._text)
        page.write_string(line, start + 1, stale, self._text)
        page.write_url(line, start + 2, address, string="Voir la page")

    def _add_choices(self, main: Worksheet, lines: int) -> None:
        """Add the lists to choose from: a hidden sheet holds them, the cells of the main one offer them."""
        page = self._book.add_worksheet(CHOICES_SHEET)
        page.hide()
        fields = list(MAIN_COLUMNS.values())
        for column, field in enumerate(_CHOSEN_FIELDS):
            choices = self._cells.list_choices(field)
            for line, choice in enumerate(choices):
                page.write_string(line, column, choice)
            if choices:
                letter = chr(ord("A") + column)
                place = fields.index(field)
                main.data_validation(
                    1,
                    place,
                    lines,
                    place,
                    {
                        "validate": "list",
                        "source": f"={CHOICES_SHEET}!${letter}$1:${letter}${len(choices)}",
                        # Several names may stand in one cell: another text is only questioned.
                        "error_type": "stop" if field in _SINGLE_FIELDS else "information",
                        "error_title": "Choix",
                        "error_message": "Choisissez dans la liste."
                        if field in _SINGLE_FIELDS
                        else "Séparez les noms par des virgules.",
                    },
                )
