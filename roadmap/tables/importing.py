"""Import a spreadsheet of actions: all its sheets are written, or none."""

import copy
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roadmap.model.measures import flatten_measures, restore_measures
from roadmap.problems.problem import Problem
from roadmap.project import Project
from roadmap.source.data_files import ACTIONS_FOLDER
from roadmap.source.yaml_reader import read_yaml
from roadmap.source.yaml_writer import write_sheet
from roadmap.tables.cells import Values
from roadmap.tables.columns import Header, find_header
from roadmap.tables.details import DetailReader
from roadmap.tables.layout import CHOICES_SHEET, DETAIL_SHEETS, MAIN_COLUMNS, CellWriter
from roadmap.tables.rows import ReadRow, RowReader, TableProblem, derive_summary, find_published, merge_values
from roadmap.tables.vocabulary import Vocabulary, build_vocabulary
from roadmap.tables.workbooks import Grid, TableError, format_cell, read_workbook
from roadmap.text.folding import fold
from roadmap.text.identifiers import MAX_LENGTH, suggest_identifier
from roadmap.validation.check import check_project, check_with_files
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
        return import_grids(project, read_workbook(path))
    except TableError as error:
        return ImportResult((), (TableProblem("", 0, "", "", str(error)),), ())


def import_grids(project: Project, grids: list[Grid]) -> ImportResult:
    """Read the grids of a table against the data; raise TableError when none has titles of columns."""
    importer = _Importer(check_project(project).corpus)
    importer.read(grids)
    importer.blame_what_check_finds(project)
    return importer.result


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
            name: flatten_measures(document.value) for name, document in corpus.actions.items()
        }
        self._names_by_title = {fold(str(sheet["titre"])): name for name, sheet in self._published.items()}
        self._former_names = {
            former for sheet in self._published.values() for former in sheet.get("anciens_identifiants", ())
        }
        self._actions: list[ImportedAction] = []
        self._problems: list[TableProblem] = []
        self._ignored: list[str] = []
        # The line of each action read, and what blames its cells.
        self._lines: dict[str, int] = {}
        self._places: dict[str, tuple[RowReader, ReadRow]] = {}

    @property
    def result(self) -> ImportResult:
        """What was read; the problems come in the order of the lines of each sheet."""
        sheets = list(dict.fromkeys(problem.sheet for problem in self._problems))
        problems = sorted(self._problems, key=lambda problem: (sheets.index(problem.sheet), problem.row))
        return ImportResult(tuple(self._actions), tuple(problems), tuple(self._ignored))

    def read(self, grids: list[Grid]) -> None:
        """Read the actions of the grids that have titles of columns; raise TableError when none has."""
        headers = [
            (grid, header)
            for grid in grids
            if grid.name not in DETAIL_SHEETS and (header := find_header(grid.rows))
        ]
        if not headers:
            raise TableError("table-no-header")
        details = DetailReader(grids, self._writer)
        for grid, header in headers:
            self._read_grid(grid, header, details)
        details.blame_lines_of_no_action()
        self._problems += details.problems
        left = [grid.name for grid in grids if grid.rows and not any(grid is known for known, _ in headers)]
        self._problems += [
            TableProblem(name, 1, "", "A1", "table-left-sheet", {"value": f"« {name} »"}, "warning")
            for name in left
            if name not in (*DETAIL_SHEETS, CHOICES_SHEET)
        ]

    def _read_grid(self, grid: Grid, header: Header, details: DetailReader) -> None:
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
            self._read_action(reader, grid, row, details)
            self._problems += row.problems
        self._problems += reader.notices

    def _name(self, field: str) -> str:
        top = field.partition(".")[0]
        top = {"periode": "debut"}.get(top, top)
        return self._corpus.schemas.of_kind("action")["properties"].get(top, {}).get("title", field)

    def _read_action(self, reader: RowReader, grid: Grid, row: ReadRow, details: DetailReader) -> None:
        """Add the action of a row, unless it has no title or is that of an earlier row, which is blamed."""
        title = row.values.get("titre", "")
        given = str(row.values.pop("identifiant", "")).strip()
        if not title:
            row.problems.append(reader.blame(row.line, None, "table-missing-title"))
            return
        published = given if given in self._published else self._find_published(reader, row, title)
        name = published or self._name_new(given or title)
        first_line = self._lines.setdefault(name, row.line)
        if first_line != row.line:
            row.problems.append(reader.blame(row.line, None, "table-twin-row", first=first_line))
            return
        is_export = "identifiant" in row.places
        known = self._published.get(name)
        sheet = (
            self._complete(row, name, grid, is_export=is_export) if known else self._build_new(reader, row)
        )
        details.apply(sheet, name, title, known, is_export=is_export)
        sheet = {key: sheet[key] for key in self._order if key in sheet and sheet[key] not in ({}, [], "")}
        status = NEW if not known else SAME if sheet == known else UPDATE
        understood = {key: value for key, value in row.values.items() if key in self._order}
        whole = restore_measures(sheet, self._corpus.actions[name].value) if known else sheet
        self._actions.append(
            ImportedAction(row.line, name, status, understood, write_sheet(whole, self._order))
        )
        self._places[name] = (reader, row)

    def _find_published(self, reader: RowReader, row: ReadRow, title: str) -> str | None:
        name, is_near = find_published(title, self._names_by_title)
        if name and is_near:
            value = f"« {self._published[name]['titre']} »"
            row.problems.append(reader.blame(row.line, None, "table-near-title", "warning", value=value))
        return name

    def _name_new(self, text: str) -> str:
        """Return the identifier of a new action, from the one that its row gives, or from its title."""
        name = suggest_identifier(text, "action")
        candidates = (name, *(f"{name[: MAX_LENGTH - 4]}-{number}" for number in range(2, 1000)))
        return next(
            unique
            for unique in candidates
            if unique not in self._published and unique not in self._former_names
        )

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

    def _complete(self, row: ReadRow, name: str, grid: Grid, *, is_export: bool) -> Values:
        """Return a published sheet with what the row changes; a cell that says the same changes nothing."""
        sheet = copy.deepcopy(self._published[name])
        written = self._writer.write_main_cells(name, sheet)
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

    def blame_what_check_finds(self, project: Project) -> None:
        """Add what `check` finds in the sheets to write, each problem at the cell of its field."""
        blamed = {(problem.sheet, problem.row) for problem in self._problems if problem.severity == "error"}
        actions = {
            action.file: action
            for action in self._actions
            if action.status != SAME and (self._places[action.id][0].sheet, action.row) not in blamed
        }
        files = {file: action.text for file, action in actions.items()}
        for problem in check_with_files(project, files) if files else ():
            action = actions[problem.file]
            reader, row = self._places[action.id]
            field = self._find_field(problem, action.text)
            column = next((row.places[name] for name in _list_columns(field) if name in row.places), None)
            details = {"message": problem.message, "hint": problem.advice}
            self._problems.append(reader.blame(row.line, column, problem.code, problem.severity, **details))

    def _find_field(self, problem: Problem, text: str) -> str:
        """Return the field that a problem is about: « porteur.siren », « debut »."""
        # A field that is missing has no place in the sheet: the message gives its title.
        properties = self._corpus.schemas.of_kind("action")["properties"]
        titles = {f"« {part['title']} »": key for key, part in properties.items()}
        if problem.code in ("required", "dependentRequired"):
            for title, key in titles.items():
                if title in problem.message:
                    return key
        document, _ = read_yaml(problem.file, text.encode())
        spans = ((span.key, path) for path, span in document.spans.items() if span.key <= problem.position)
        _, path = max(spans, default=(problem.position, ()))
        return ".".join(step for step in path[:2] if isinstance(step, str))


def _list_columns(field: str) -> tuple[str, ...]:
    """Return the columns that may give a field, the likeliest first."""
    top = field.partition(".")[0]
    return (field, top, *_OTHER_COLUMNS.get(top, ()))


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


_SUMMARY_FIELDS = ("resume", "description")
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
