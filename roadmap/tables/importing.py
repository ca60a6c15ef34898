"""Import a spreadsheet of actions: all its sheets are written, or none."""

import copy
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roadmap.project import Project
from roadmap.source.data_files import ACTIONS_FOLDER
from roadmap.source.yaml_reader import Document
from roadmap.source.yaml_writer import write_sheet
from roadmap.tables.cells import Values
from roadmap.tables.columns import Column, Header, find_header
from roadmap.tables.details import DetailReader
from roadmap.tables.layout import DETAIL_SHEETS, MAIN_COLUMNS, CellWriter
from roadmap.tables.rows import ReadRow, RowReader, TableProblem, derive_summary, find_published, merge_values
from roadmap.tables.vocabulary import Vocabulary, build_vocabulary
from roadmap.tables.workbooks import Grid, TableError, format_cell, read_workbook
from roadmap.text.folding import fold
from roadmap.text.identifiers import MAX_LENGTH, suggest_identifier
from roadmap.validation import rules
from roadmap.validation.check import check_file_rules, check_project, load_valid_document
from roadmap.validation.corpus import Corpus

NEW, UPDATE, SAME = "new", "update", "same"


@dataclass(frozen=True)
class ImportedAction:
    """An action of a table: its row from 1, identifier, status, what was understood, its file's text."""

    row: int
    id: str
    status: str
    understood: Values
    text: str

    @property
    def file(self) -> str:
        """The path of its file in the project."""
        return f"{ACTIONS_FOLDER}/{self.id}.yaml"


@dataclass(frozen=True)
class ImportResult:
    """What a table gives: its actions, its problems, and the columns that were left out."""

    actions: tuple[ImportedAction, ...]
    problems: tuple[TableProblem, ...]
    ignored_columns: tuple[str, ...]

    @property
    def has_errors(self) -> bool:
        """Whether nothing may be written."""
        return any(problem.severity == "error" for problem in self.problems)


def import_file(project: Project, path: Path) -> ImportResult:
    """Read a table of actions against the data of a project; nothing is written.

    A file that cannot be read gives one problem, without a cell.
    """
    try:
        return import_grids(check_project(project).corpus, read_workbook(path))
    except TableError as error:
        return ImportResult((), (TableProblem("", 0, "", "", str(error)),), ())


def import_grids(corpus: Corpus, grids: list[Grid]) -> ImportResult:
    """Read the grids of a table against the data; raise TableError when none has titles of columns."""
    return _Importer(corpus).read(grids)


def write_actions(root: Path, result: ImportResult) -> None:
    """Write the sheets that are new or changed: each is whole before any takes its place."""
    changed = [action for action in result.actions if action.status != SAME]
    with tempfile.TemporaryDirectory(dir=root / ACTIONS_FOLDER, prefix=".import-") as folder:
        for action in changed:
            (Path(folder) / f"{action.id}.yaml").write_text(action.text, encoding="utf-8", newline="\n")
        for action in changed:
            (Path(folder) / f"{action.id}.yaml").replace(root / action.file)


class _Importer:
    """Reads the grids of a workbook."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._vocabulary: Vocabulary = build_vocabulary(corpus)
        self._writer = CellWriter(corpus, self._vocabulary)
        self._order = list(corpus.schemas.of_kind("action")["properties"])
        self._published: dict[str, Values] = {
            name: document.value for name, document in corpus.actions.items()
        }
        self._problems: list[TableProblem] = []
        self._ignored: list[str] = []
        self._taken: dict[str, int] = {}

    def read(self, grids: list[Grid]) -> ImportResult:
        headers = [
            (grid, header)
            for grid in grids
            if grid.name not in DETAIL_SHEETS and (header := find_header(grid.rows))
        ]
        if not headers:
            raise TableError("table-no-header")
        details = DetailReader(grids, self._writer)
        actions: list[ImportedAction] = []
        for grid, header in headers:
            actions += self._read_grid(grid, header, details)
        self._problems += details.problems
        left = [grid.name for grid in grids if grid.rows and not any(grid is known for known, _ in headers)]
        self._tell_left_sheets([name for name in left if name not in DETAIL_SHEETS and name != "Choix"])
        return ImportResult(tuple(actions), tuple(self._problems), tuple(self._ignored))

    def _tell_left_sheets(self, names: list[str]) -> None:
        self._problems += [
            TableProblem(name, 1, "", "A1", "table-left-sheet", {"value": f"« {name} »"}, "warning")
            for name in names
        ]

    def _read_grid(self, grid: Grid, header: Header, details: DetailReader) -> Iterator[ImportedAction]:
        reader = RowReader(grid, header, self._vocabulary)
        self._ignored += [title for _, title in header.ignored]
        self._ignored += [column.title for column in header.columns if column.field == "remarques"]
        for column in (column for column in header.columns if column.is_guess):
            guess = reader.blame(
                header.row + 1,
                column,
                "table-column-guess",
                "warning",
                value=column.title,
                field=self._name(column.field),
            )
            self._problems.append(guess)
        for row in reader.iter_rows():
            if action := self._read_action(reader, grid, row, details):
                yield action
        self._problems += reader.notices

    def _name(self, field: str) -> str:
        top = field.partition(".")[0]
        top = {"periode": "debut"}.get(top, top)
        return self._corpus.schemas.of_kind("action")["properties"].get(top, {}).get("title", field)

    def _read_action(
        self, reader: RowReader, grid: Grid, row: ReadRow, details: DetailReader
    ) -> ImportedAction | None:
        """Return the action of a row; None when it has no title, which is blamed."""
        title = row.values.get("titre", "")
        given = str(row.values.pop("identifiant", "")).strip()
        if not title:
            self._problems += [*row.problems, reader.blame(row.line, None, "table-missing-title")]
            return None
        published = self._find_published(reader, row, given, title)
        is_export = "identifiant" in row.places
        name = published or self._name_new(given or title)
        first_line = self._taken.setdefault(name, row.line)
        if first_line != row.line:
            self._problems.append(reader.blame(row.line, None, "table-twin-row", first=first_line))
            return None
        sheet = self._complete(row, published, grid) if published else self._build_new(reader, row)
        details.apply(sheet, name, title, self._published.get(name), is_export=is_export)
        sheet = {key: sheet[key] for key in self._order if key in sheet and sheet[key] not in ({}, [], "")}
        self._problems += row.problems
        status = NEW if not published else SAME if sheet == self._published[name] else UPDATE
        text = write_sheet(sheet, self._order)
        if status != SAME and not any(problem.severity == "error" for problem in row.problems):
            self._problems += self._check(reader, row, name, text)
        understood = {key: value for key, value in row.values.items() if key in self._order}
        return ImportedAction(row.line, name, status, understood, text)

    def _find_published(self, reader: RowReader, row: ReadRow, given: str, title: str) -> str | None:
        if given in self._published:
            return given
        titles = {name: str(sheet.get("titre", "")) for name, sheet in self._published.items()}
        name, is_near = find_published(title, titles)
        if name and is_near:
            details = {"value": f"« {titles[name]} »"}
            self._problems.append(reader.blame(row.line, None, "table-near-title", "warning", **details))
        return name

    def _name_new(self, text: str) -> str:
        """Return the identifier of a new action, from the one that its row gives, or from its title."""
        name = suggest_identifier(text, "action")
        taken = {
            former for sheet in self._published.values() for former in sheet.get("anciens_identifiants", ())
        }
        number = 2
        unique = name
        while unique in self._published or unique in taken:
            unique = f"{name[: MAX_LENGTH - 3]}-{number}"
            number += 1
        return unique

    def _build_new(self, reader: RowReader, row: ReadRow) -> Values:
        """Return the sheet of a new action, with what a table may leave out."""
        sheet = copy.deepcopy(row.values)
        derive_summary(sheet)
        sheet.setdefault("cible", "non-precise")
        sheet.setdefault("confirme_le", self._corpus.today.isoformat())
        if "contact" in sheet and "porteur" in sheet and "service" not in sheet["contact"]:
            # A mailbox without its service is that of who leads the action.
            sheet["contact"] = {"service": sheet["porteur"].get("nom", ""), **sheet["contact"]}
        told = {problem.column for problem in row.problems}
        for key in ("axe", "statut"):
            column = row.places.get(key)
            if key in sheet or (column and column.title in told):
                continue
            if key == "statut" and column is None:
                sheet["statut"] = "envisagee"
                row.problems.append(reader.blame(row.line, None, "table-no-status", "warning"))
            else:
                row.problems.append(reader.blame(row.line, column, f"table-missing-{key}"))
        is_told = any(column.title in told for field in _SUMMARY_FIELDS if (column := row.places.get(field)))
        if "resume" not in sheet and not is_told:
            row.problems.append(reader.blame(row.line, row.places.get("resume"), "table-missing-summary"))
        return sheet

    def _complete(self, row: ReadRow, published: str, grid: Grid) -> Values:
        """Return a published sheet with what the row changes; a cell that says the same changes nothing."""
        sheet = copy.deepcopy(self._published[published])
        written = self._writer.write_main_cells(published, sheet)
        is_export = "identifiant" in row.places
        changed: Values = {}
        for title, field in MAIN_COLUMNS.items():
            column = row.places.get(field)
            if column is None or field == "identifiant":
                continue
            text = grid.rows[row.line - 1][column.index]
            if text.strip() == format_cell(written.get(title, "")).strip():
                continue
            if is_export and not text.strip():
                _remove_at(sheet, field)
            else:
                _take(changed, row.values, field)
        for field in row.places.keys() - set(MAIN_COLUMNS.values()):
            _take(changed, row.values, field)
        return _update(sheet, changed)

    def _check(self, reader: RowReader, row: ReadRow, name: str, text: str) -> Iterator[TableProblem]:
        """Yield the problems that `check` finds in a sheet, each at the cell that its field comes from."""
        document = Document(f"{ACTIONS_FOLDER}/{name}.yaml", content=text.encode())
        problems: list[Any] = []
        valid = load_valid_document(self._corpus.schemas, document, problems)
        problems += check_file_rules(self._corpus.schemas, valid)
        if valid.value is not None:
            corpus = copy.copy(self._corpus)
            corpus.actions = {**self._corpus.actions, name: valid}
            problems += [
                problem for problem in rules.check_references(corpus) if problem.file == document.file
            ]
        lines = text.splitlines()
        for problem in problems:
            column = row.places.get(_find_field(lines, problem.position.line, problem.message, row.places))
            yield reader.blame(
                row.line,
                column,
                problem.code,
                problem.severity,
                message=problem.message,
                hint="" if problem.hint.startswith("Écrivez : ") else problem.hint,
            )


def _take(changed: Values, values: Values, field: str) -> None:
    """Take from the values of a row those that a column of a field gives."""
    keys = {
        "periode": ("debut", "fin"),
        "cible": ("cible", "publics"),
        "publics": ("cible", "publics"),
        "territoires": ("territoires", "communes"),
        "communes": ("territoires", "communes"),
        "financements": ("budget",),
    }.get(field, (field.partition(".")[0],))
    for key in keys:
        if key in values:
            changed.setdefault(key, values[key])


def _update(sheet: Values, changed: Values) -> Values:
    """Return a sheet with changed values; groups are completed, known organisations keep their SIREN."""
    for key, value in changed.items():
        known = sheet.get(key)
        if (
            key == "porteur"
            and known
            and fold(known.get("nom", "")) != fold(value.get("nom", known.get("nom", "")))
        ):
            sheet[key] = value
        elif isinstance(known, dict) and isinstance(value, dict):
            merged = copy.deepcopy(value)
            merge_values(merged, known)
            sheet[key] = merged
        elif key == "partenaires" and known:
            by_name = {fold(item.get("nom", "")): item for item in known}
            sheet[key] = [by_name.get(fold(item["nom"]), item) for item in value]
        else:
            sheet[key] = value
    return sheet


def _remove_at(sheet: Values, field: str) -> None:
    """Remove a field that its cell no longer says."""
    path = {"porteur": ["porteur", "nom"], "budget": ["budget", "montant"]}.get(field, field.split("."))
    parent: Any = sheet
    for key in path[:-1]:
        parent = parent.get(key) if isinstance(parent, dict) else None
    if isinstance(parent, dict):
        parent.pop(path[-1], None)


def _find_field(lines: list[str], line: int, message: str, places: Mapping[str, Column]) -> str:
    """Return the field of a line of a sheet that a column gives: « porteur.siren », « debut »."""
    nested = ""
    for text in reversed(lines[:line]):
        if match := re.match(r"([a-z_]+):", text):
            top = match[1]
            break
        if not nested and (match := re.match(r"  ([a-z_]+):", text)):
            nested = match[1]
    else:
        top = ""
    candidates = (f"{top}.{nested}", top, *_OTHER_COLUMNS.get(top, ()))
    found = next((field for field in candidates if field in places), "titre")
    # « Il manque « Porteur » » stands at the line of the status that requires it.
    missing = next(
        (field for field, title in _REQUIRED.items() if title in message and "manque" in message), ""
    )
    return missing if missing in places else found


_SUMMARY_FIELDS = ("resume", "description")
_REQUIRED = {"porteur": "« Porteur »", "motif": "« Motif »"}
# Other columns that may give a field.
_OTHER_COLUMNS = {
    "debut": ("periode",),
    "fin": ("periode",),
    "publics": ("cible",),
    "cible": ("publics",),
    "communes": ("territoires",),
    "territoires": ("communes",),
    "budget": ("financements",),
    "resume": ("description",),
}
