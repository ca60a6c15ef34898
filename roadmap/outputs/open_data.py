"""Build the open data: data files as JSON, lists as CSV, described by a Data Package.

Formats: RFC 8259, RFC 4180, Data Package 1.0 with Table Schema (specs.frictionlessdata.io).
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from roadmap.history.history import History
from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import accessibility_grid, national_format, progress_figures
from roadmap.outputs.tabular import (
    CSV_TABLES,
    PUBLISHED_KINDS,
    SPREADSHEET_SUFFIX,
    Column,
    FileSummary,
    Table,
    list_columns,
)
from roadmap.schema.schemas import Schemas
from roadmap.text.partial_dates import parse_hour
from roadmap.validation.corpus import Corpus

# To increase when a published field is removed or changes its meaning.
DATA_VERSION = "1.0"
DATA_LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
VALUE_SEPARATOR = "|"
# CSV Dialect 1.2: without it, some programs guess, and « ; » in texts misleads them.
CSV_DIALECT = {
    "csvddfVersion": 1.2,
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "header": True,
}
# What a French spreadsheet opens by a double click.
_SPREADSHEET_DIALECT = CSV_DIALECT | {"delimiter": ";"}
# Length of the examples of cells and files shown on the page, in characters.
_MAX_EXAMPLE_LENGTH = 200
# Characters that start a formula in a spreadsheet, with their full-width forms; the dash is handled apart.
_FORMULA_SIGN = r"[=+@\uff1d\uff0b\uff0d\uff20]"


def _compile_formula(dash: str) -> re.Pattern[str]:
    """Compile the pattern of the places where a formula starts; `dash` is its form inside a text."""
    start = rf"^(?=[\t\r\n]|\s*(?:{_FORMULA_SIGN}|-))"
    return re.compile(rf'{start}|(?:(?<=[;\n])|(?<=.\t))(?= *"*(?:{_FORMULA_SIGN}|{dash}))')


_FORMULA = _compile_formula("-")
# In Markdown, a dash and a space start a list item: it is a formula only if a sign follows.
_FORMULA_IN_MARKDOWN = _compile_formula(rf'-(?! )|- +"*(?:{_FORMULA_SIGN}|-)')
# Fast path for most texts: no character that could start a formula or a new cell.
_SAFE_TEXT = re.compile(r"\w[^;\t\r\n]*")

# Tree of formatters that mirrors a document: key (0 for list items) -> subtree or formatter.
_Formatters = dict[Any, Any]


class OpenData:
    """Builder of the open data files; what depends on the schemas alone is computed once."""

    def __init__(self, corpus: Corpus, roadmap: Roadmap) -> None:
        """Prepare the formatters and the columns."""
        self._corpus, self._roadmap, self._schemas = corpus, roadmap, roadmap.schemas
        kinds = ("action", *PUBLISHED_KINDS.values())
        self._formatters = {kind: _build_formatters(self._schemas, kind) for kind in kinds}
        markdown_length = self._schemas.definition("texte")["maxLength"]
        # Per table, the path of each column in an item, and whether it is Markdown.
        self._columns = {
            table.name: [
                (column.path, column.schema.get("maxLength") == markdown_length)
                for column in list_columns(self._schemas, table)
            ]
            for table in CSV_TABLES
        }

    def build_json_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (address, content) of every JSON file, the Data Package descriptor included."""
        today = self._roadmap.today.isoformat()
        about = {"version": DATA_VERSION, "licence": DATA_LICENCE["name"], "publie_le": today}
        yield "donnees/actions.json", msgspec.json.encode(about | {"actions": list(self._format_actions())})
        for name, kind in PUBLISHED_KINDS.items():
            yield f"donnees/{name}.json", msgspec.json.encode(about | self._format_file(kind))
        yield "donnees/datapackage.json", msgspec.json.encode(_build_package(self._roadmap))

    def build_csv_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (address, content) of every CSV table, and of its copy for a spreadsheet."""
        for table in CSV_TABLES:
            items = self._format_file(table.kind)[table.path[0]] if table.path else self._format_actions()
            header = [column.name for column in list_columns(self._schemas, table)]
            yield from _format_csv_files(
                table.name, [header, *(self._build_row(table, item) for item in items)]
            )

    def build_national_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (address, content) of the CSV file for the national application, and of its copy."""
        header = [field.name for field in national_format.NATIONAL_FIELDS]
        rows = map(_build_national_row, self._roadmap.actions)
        yield from _format_csv_files(national_format.NATIONAL_FILE_NAME, [header, *rows])

    def build_progress_files(self, history: History) -> Iterator[tuple[str, bytes]]:
        """Yield (address, content) of the CSV file of the figures of the progress, and of its copy."""
        yield from _format_text_files(
            progress_figures.FILE_NAME, progress_figures.build_figure_rows(self._roadmap, history)
        )

    def build_accessibility_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (address, content) of the CSV file of the accessibility criteria, and of its copy."""
        yield from _format_text_files(
            accessibility_grid.FILE_NAME, accessibility_grid.build_grid_rows(self._roadmap)
        )

    def _format_actions(self) -> Iterator[dict[str, Any]]:
        """Yield every action as published, sorted by identifier."""
        for name, document in sorted(self._corpus.actions.items()):
            yield {"identifiant": name, **_format_value(document.value, self._formatters["action"])}

    def _format_file(self, kind: str) -> dict[str, Any]:
        return _format_value(self._corpus.files[kind].value, self._formatters[kind])

    def _build_row(self, table: Table, item: dict[str, Any]) -> list[str]:
        row = []
        for path, is_markdown in self._columns[table.name]:
            value = item.get(path[0])
            if value is None:  # most fields are absent from most items
                row.append("")
            else:
                values = [value] if isinstance(value, str) else _find_values(item, path)
                row.append(_format_cell(values, is_markdown=is_markdown))
        return row


def _build_national_row(action: Action) -> list[str]:
    """Return the row of an action in the format of « Mon inclusion numérique »."""
    row = []
    for field in national_format.NATIONAL_FIELDS:
        values = ["" if value is None else value for value in field.values(action)]
        row.append(_format_cell(values, is_markdown=field.is_markdown))
    return row


# Schema format -> function that normalises a value, which people may type in several ways.
_NORMALISERS: dict[str, Callable[[Any], str]] = {
    "heure": lambda value: parse_hour(value).strftime("%H:%M"),
    "date-partielle": str,
}


def _build_formatters(schemas: Schemas, kind: str) -> _Formatters:
    """Return the tree of formatters of a kind of file: only the keys that lead to an hour or a date."""
    tree: _Formatters = {}
    for path, schema in schemas.fields(kind):
        if schema.get("format") in _NORMALISERS:
            parent = tree
            for key in path[:-1]:
                parent = parent.setdefault(key, {})
            parent[path[-1]] = _NORMALISERS[schema["format"]]
    return tree


def _format_value(value: Any, formatters: _Formatters | Callable[[Any], str]) -> Any:  # noqa: ANN401 - any YAML value
    """Return a value as published: hours as HH:MM and dates as text, the rest unchanged."""
    if value is None:
        return None
    if not isinstance(formatters, dict):
        return formatters(value)
    if isinstance(value, list):
        return [_format_value(item, formatters[0]) for item in value]
    return {
        key: _format_value(child, formatters[key]) if key in formatters else child
        for key, child in value.items()
    }


def summarise_files(files: Iterable[tuple[str, str | bytes]]) -> dict[str, FileSummary]:
    """Return the summary of the open data files among all published files, by address."""
    return {
        address: _summarise_file(address, content)
        for address, content in files
        if address.startswith("donnees/") and isinstance(content, bytes)
    }


def _summarise_file(address: str, content: bytes) -> FileSummary:
    if address.endswith((f"{SPREADSHEET_SUFFIX}.csv", ".xlsx")):
        return FileSummary(len(content), "")
    if not address.endswith(".csv"):
        # UTF-8 takes at most four bytes per character; one more character shows that the text is longer.
        start = content[: 4 * (_MAX_EXAMPLE_LENGTH + 1)].decode(errors="ignore")
        return FileSummary(len(content), _truncate(start))
    rows = csv.DictReader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=""))
    row = {name: _truncate(value) for name, value in next(rows, {}).items() if value}
    return FileSummary(len(content), "", row)


def _truncate(text: str) -> str:
    return text if len(text) <= _MAX_EXAMPLE_LENGTH else f"{text[:_MAX_EXAMPLE_LENGTH]}…"


def _format_text_files(name: str, rows: Iterable[Iterable[str]]) -> Iterator[tuple[str, bytes]]:
    """Yield (address, content) of a table of plain texts as CSV, and as a French spreadsheet opens it."""
    cells = [[_format_cell([cell], is_markdown=False) for cell in row] for row in rows]
    yield from _format_csv_files(name, cells)


def _format_csv_files(name: str, rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, bytes]]:
    """Yield (address, content) of a table as CSV, and as a French spreadsheet opens it."""
    yield f"donnees/{name}.csv", _format_csv(rows, CSV_DIALECT)
    copy = codecs.BOM_UTF8 + _format_csv(rows, _SPREADSHEET_DIALECT)
    yield f"donnees/{name}{SPREADSHEET_SUFFIX}.csv", copy


def _format_csv(rows: Iterable[Sequence[str]], dialect: Mapping[str, Any]) -> bytes:
    output = io.StringIO()
    csv.writer(output, delimiter=dialect["delimiter"]).writerows(rows)
    return output.getvalue().encode()


def _find_values(value: Any, path: tuple[str, ...]) -> list[Any]:  # noqa: ANN401 - any YAML value
    """Return the values at a path, in every item of the lists on the way; "" for an item without value."""
    for index, key in enumerate(path):
        if isinstance(value, list):
            return [child for item in value for child in _find_values(item, path[index:]) or [""]]
        value = value.get(key)
        if value is None:
            return []
    return value if isinstance(value, list) else [value]


def _format_cell(values: list[Any], *, is_markdown: bool) -> str:
    """Format values as one CSV cell, escaping formulas with an apostrophe (OWASP, CSV injection).

    With French settings, spreadsheets split cells at semicolons even inside quotes: a formula may also start
    after a semicolon or on a new line. Dashes of Markdown lists are left as they are there.
    """
    if len(values) == 1 and not isinstance(values[0], str):
        return _format_scalar(values[0])
    text = VALUE_SEPARATOR.join([_format_scalar(value).replace(VALUE_SEPARATOR, "¦") for value in values])
    if not text:
        return ""
    if _SAFE_TEXT.fullmatch(text):
        return text
    return (_FORMULA_IN_MARKDOWN if is_markdown else _FORMULA).sub("'", text)


def _format_scalar(value: Any) -> str:  # noqa: ANN401 - any YAML value
    return value if isinstance(value, str) else str(value).lower()


def _build_package(roadmap: Roadmap) -> dict[str, Any]:
    """Return the Data Package descriptor of the tables."""
    return {
        "profile": "tabular-data-package",
        "name": f"feuille-de-route-{roadmap.departement.id}",
        "title": roadmap.site.nom,
        "description": roadmap.site.description,
        "version": DATA_VERSION,
        "created": f"{roadmap.today.isoformat()}T00:00:00Z",
        "licenses": [DATA_LICENCE],
        "resources": [
            resource
            for table in (
                *(_build_table_resource(roadmap.schemas, table) for table in CSV_TABLES),
                _build_national_resource(),
                _build_progress_resource(),
                _build_accessibility_resource(),
            )
            for resource in (table, _build_spreadsheet_resource(table))
        ],
    }


def _build_table_resource(schemas: Schemas, table: Table) -> dict[str, Any]:
    fields = [
        {
            "name": column.name,
            "type": _field_type(column),
            "title": column.schema["title"],
            "description": column.schema["description"],
            "constraints": _build_constraints(column),
        }
        for column in list_columns(schemas, table)
    ]
    return _build_resource(table.name, table.title, fields, table.key)


def _build_national_resource() -> dict[str, Any]:
    fields = [
        {
            "name": field.name,
            "type": field.type,
            "title": field.label or field.name,
            "description": field.origin,
            "constraints": {"required": field.name in ("identifiant", "nom", "description")},
        }
        for field in national_format.NATIONAL_FIELDS
    ]
    name, title = national_format.NATIONAL_FILE_NAME, national_format.NATIONAL_FILE_TITLE
    return _build_resource(name, title, fields, "identifiant")


def _build_progress_resource() -> dict[str, Any]:
    fields = [
        {
            "name": name,
            "type": "number" if name == "valeur" else "string",
            "title": title,
            "description": description,
            "constraints": {"required": name in ("identifiant", "libelle", "valeur")},
        }
        for name, (title, description) in progress_figures.COLUMNS.items()
    ]
    return _build_resource(progress_figures.FILE_NAME, progress_figures.FILE_TITLE, fields, "identifiant")


def _build_accessibility_resource() -> dict[str, Any]:
    name, title = accessibility_grid.FILE_NAME, accessibility_grid.FILE_TITLE
    return _build_resource(name, title, accessibility_grid.list_fields(), "critere")


def _build_resource(name: str, title: str, fields: list[dict[str, Any]], key: str) -> dict[str, Any]:
    """Return the Tabular Data Resource descriptor of a table."""
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": CSV_DIALECT,
        "schema": {"fields": fields, "primaryKey": key, "missingValues": [""]},
    }


def _build_spreadsheet_resource(table: dict[str, Any]) -> dict[str, Any]:
    """Return the descriptor of the copy of a table for a spreadsheet."""
    name = f"{table['name']}{SPREADSHEET_SUFFIX}"
    return table | {
        "name": name,
        "title": f"{table['title']}, pour un tableur",
        "path": f"{name}.csv",
        "dialect": _SPREADSHEET_DIALECT,
    }


def _field_type(column: Column) -> str:
    """Return the Table Schema type of a column; multiple values in a cell are a string."""
    if column.is_multiple:
        return "string"
    kind = column.schema.get("type")
    if kind == "string" and column.schema.get("format") == "date-partielle":
        return "date"
    return kind if kind in ("integer", "number", "boolean") else "string"


def _build_constraints(column: Column) -> dict[str, Any]:
    """Return the Table Schema constraints of a column; only `required` for multiple values."""
    constraints: dict[str, Any] = {"required": column.is_required}
    if column.is_multiple:
        return constraints
    kind, schema = _field_type(column), column.schema
    if "enum" in schema:
        constraints["enum"] = schema["enum"]
    # Table Schema patterns follow XML Schema: anchored, without lookahead.
    if kind == "string" and schema.get("pattern", "").startswith("^") and "(?" not in schema["pattern"]:
        constraints["pattern"] = schema["pattern"].removeprefix("^").removesuffix("$")
    if kind in ("integer", "number"):
        constraints |= {key: schema[key] for key in ("minimum", "maximum") if key in schema}
    return constraints
