"""The open data: every data file as JSON, the lists that fit a table as CSV, described as a Data Package.

Formats: RFC 8259, RFC 4180, Data Package 1.0 with Table Schema (specs.frictionlessdata.io).
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import national_format
from roadmap.outputs.tabular import FILES, TABLES, Column, PublishedData, Table, columns
from roadmap.schema.schemas import Schemas
from roadmap.text.partial_dates import parse_hour
from roadmap.validation.corpus import Corpus

# To raise when a published field disappears or changes its meaning: others rely on it.
VERSION = "1.0"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
SEPARATOR = "|"
# How the tables are written (CSV Dialect 1.2): untold, some programs guess, and « ; » in texts misleads them.
DIALECT = {
    "csvddfVersion": 1.2,
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "header": True,
}
# What a page shows of a cell, or of a file: enough to see how it is written.
_EXAMPLE = 200
# What makes a formula where a cell begins: =, +, - and @, wide ones too, after blanks or quotes.
_SIGN = r"[=+@\uff1d\uff0b\uff0d\uff20]"


def _formula(dash: str) -> re.Pattern[str]:
    """Return what finds where a text makes a formula; `dash` is the one that does inside a text."""
    return re.compile(rf'^(?=[\t\r\n]|\s*(?:{_SIGN}|-))|(?:(?<=[;\n])|(?<=.\t))(?= *"*(?:{_SIGN}|{dash}))')


_FORMULA = _formula("-")
# In Markdown, a dash and a space make a list: only a sign after them tells a formula.
_FORMULA_IN_MARKDOWN = _formula(rf'-(?! )|- +"*(?:{_SIGN}|-)')
# Most texts: they begin with a letter or a digit, and nothing in them could begin a cell.
_HARMLESS = re.compile(r"\w[^;\t\r\n]*")

# How to publish what stands under each key of a value, under 0 for the items of a list.
_Forms = dict[Any, Any]


class OpenData:
    """Writes the open data of a roadmap; what the schemas tell of it is worked out once."""

    def __init__(self, corpus: Corpus, roadmap: Roadmap) -> None:
        """Take the data."""
        self._corpus, self._roadmap, self._schemas = corpus, roadmap, roadmap.schemas
        self._forms = {kind: _forms(self._schemas, kind) for kind in ("action", *FILES.values())}
        longest = self._schemas.definition("texte")["maxLength"]
        # The path of each column in an item, and whether Markdown stands there.
        self._places = {
            table.name: [
                (each.path, each.schema.get("maxLength") == longest) for each in columns(self._schemas, table)
            ]
            for table in TABLES
        }

    def json_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the address and the content of every data file as JSON, and of the package's description."""
        today = self._roadmap.today.isoformat()
        about = {"version": VERSION, "licence": LICENCE["name"], "publie_le": today}
        yield "donnees/actions.json", msgspec.json.encode(about | {"actions": list(self._sheets())})
        for name, kind in FILES.items():
            yield f"donnees/{name}.json", msgspec.json.encode(about | self._file(kind))
        yield "donnees/datapackage.json", msgspec.json.encode(_package(self._roadmap))

    def csv_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the address and the content of every table."""
        for table in TABLES:
            items = self._file(table.kind)[table.path[0]] if table.path else self._sheets()
            header = [column.name for column in columns(self._schemas, table)]
            yield f"donnees/{table.name}.csv", _csv(header, (self._row(table, item) for item in items))

    def national_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the address and the content of the actions under the national form's fields."""
        header = [field.name for field in national_format.FIELDS]
        rows = map(_national_row, self._roadmap.actions)
        yield f"donnees/{national_format.NAME}.csv", _csv(header, rows)

    def _sheets(self) -> Iterator[dict[str, Any]]:
        """Yield every action, by identifier."""
        for name, document in sorted(self._corpus.actions.items()):
            yield {"identifiant": name, **_published_value(document.value, self._forms["action"])}

    def _file(self, kind: str) -> dict[str, Any]:
        return _published_value(self._corpus.files[kind].value, self._forms[kind])

    def _row(self, table: Table, item: dict[str, Any]) -> list[str]:
        row = []
        for path, is_markdown in self._places[table.name]:
            value = item.get(path[0])
            if value is None:  # most fields are absent from most items
                row.append("")
            else:
                values = [value] if isinstance(value, str) else _values(item, path)
                row.append(_cell(values, is_markdown=is_markdown))
        return row


def _national_row(action: Action) -> list[str]:
    """Return the row of an action under the fields of « Mon inclusion numérique »."""
    return [
        _cell(
            ["" if value is None else value for value in field.values(action)], is_markdown=field.is_markdown
        )
        for field in national_format.FIELDS
    ]


# What may be typed in several ways that are the same, and the one that is published.
_ONE_FORM: dict[str, Callable[[Any], str]] = {
    "heure": lambda value: parse_hour(value).strftime("%H:%M"),
    "date-partielle": str,
}


def _forms(schemas: Schemas, kind: str) -> _Forms:
    """Return how to publish the hours and the dates of a kind of file, which stand under few of its keys."""
    found: _Forms = {}
    for path, part in schemas.fields(kind):
        if part.get("format") in _ONE_FORM:
            holder = found
            for step in path[:-1]:
                holder = holder.setdefault(step, {})
            holder[path[-1]] = _ONE_FORM[part["format"]]
    return found


def _published_value(value: Any, forms: _Forms | Callable[[Any], str]) -> Any:  # noqa: ANN401 - any YAML value
    """Return a value with its hours as HH:MM and its dates as text, whatever was typed; the rest as filed."""
    if value is None:
        return None
    if not isinstance(forms, dict):
        return forms(value)
    if isinstance(value, list):
        return [_published_value(each, forms[0]) for each in value]
    return {key: _published_value(each, forms[key]) if key in forms else each for key, each in value.items()}


def published_data(files: Iterable[tuple[str, str | bytes]]) -> dict[str, PublishedData]:
    """Return the size and the beginning of each open data file among the published `files`, by address."""
    return {
        address: _published(address, content)
        for address, content in files
        if address.startswith("donnees/") and isinstance(content, bytes)
    }


def _published(address: str, content: bytes) -> PublishedData:
    """Describe a file by what it holds; a CSV file by its first row too."""
    if not address.endswith(".csv"):
        # A character takes four bytes at most; one more tells that there is more.
        return PublishedData(len(content), _cut(content[: 4 * (_EXAMPLE + 1)].decode(errors="ignore")))
    rows = csv.DictReader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=""))
    row = {name: _cut(value) for name, value in next(rows, {}).items() if value}
    return PublishedData(len(content), "", row)


def _cut(text: str) -> str:
    return text if len(text) <= _EXAMPLE else f"{text[:_EXAMPLE]}…"


def _csv(header: list[str], rows: Iterable[list[str]]) -> bytes:
    output = io.StringIO()
    csv.writer(output).writerows([header, *rows])
    return output.getvalue().encode()


def _values(value: Any, path: tuple[str, ...]) -> list[Any]:  # noqa: ANN401 - any YAML value
    """Return the values at a path, through the lists on the way; an item that lacks it leaves a blank."""
    for place, step in enumerate(path):
        if isinstance(value, list):
            return [found for each in value for found in _values(each, path[place:]) or [""]]
        value = value.get(step)
        if value is None:
            return []
    return value if isinstance(value, list) else [value]


def _cell(values: list[Any], *, is_markdown: bool) -> str:
    """Write values in one cell; a spreadsheet must not take a text for a formula (OWASP, CSV injection).

    A French one parts cells at semicolons, whatever the quotes: what follows one, or begins a line, may begin
    a cell. There, the mark of a Markdown list is left as it is.
    """
    if len(values) == 1 and not isinstance(values[0], str):
        return _text(values[0])
    text = SEPARATOR.join([_text(value).replace(SEPARATOR, "¦") for value in values])
    if not text:
        return ""
    if _HARMLESS.fullmatch(text):
        return text
    return (_FORMULA_IN_MARKDOWN if is_markdown else _FORMULA).sub("'", text)


def _text(value: Any) -> str:  # noqa: ANN401 - any YAML value
    return value if isinstance(value, str) else str(value).lower()


def _package(roadmap: Roadmap) -> dict[str, Any]:
    """Return the description of the tables."""
    return {
        "profile": "tabular-data-package",
        "name": f"feuille-de-route-{roadmap.departement.id}",
        "title": roadmap.site.nom,
        "description": roadmap.site.description,
        "version": VERSION,
        "created": f"{roadmap.today.isoformat()}T00:00:00Z",
        "licenses": [LICENCE],
        "resources": [*(_resource(roadmap.schemas, each) for each in TABLES), _national_resource()],
    }


def _resource(schemas: Schemas, table: Table) -> dict[str, Any]:
    fields = [
        {
            "name": column.name,
            "type": _type(column),
            "title": column.schema["title"],
            "description": column.schema["description"],
            "constraints": _constraints(column),
        }
        for column in columns(schemas, table)
    ]
    return _described(table.name, table.title, fields, table.key)


def _national_resource() -> dict[str, Any]:
    fields = [
        {
            "name": field.name,
            "type": field.type,
            "title": field.label or field.name,
            "description": field.origin,
            "constraints": {"required": field.name in ("identifiant", "nom", "description")},
        }
        for field in national_format.FIELDS
    ]
    return _described(national_format.NAME, national_format.TITLE, fields, "identifiant")


def _described(name: str, title: str, fields: list[dict[str, Any]], key: str) -> dict[str, Any]:
    """Return the description of a table, as Tabular Data Resource wants it."""
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        "schema": {"fields": fields, "primaryKey": key, "missingValues": [""]},
    }


def _type(column: Column) -> str:
    """Return the Table Schema type of a column; a date that may be known to the month alone is a text."""
    if column.is_multiple:
        return "string"
    kind = column.schema.get("type")
    if kind == "string" and column.schema.get("format") == "date-partielle":
        return "date"
    return kind if kind in ("integer", "number", "boolean") else "string"


def _constraints(column: Column) -> dict[str, Any]:
    """Return what is known of a column; of a cell that holds several values, only whether it may be empty."""
    found: dict[str, Any] = {"required": column.is_required}
    if column.is_multiple:
        return found
    kind, schema = _type(column), column.schema
    if "enum" in schema:
        found["enum"] = schema["enum"]
    # Table Schema reads a pattern as XML Schema does: whole, and without looking ahead.
    if kind == "string" and schema.get("pattern", "").startswith("^") and "(?" not in schema["pattern"]:
        found["pattern"] = schema["pattern"].removeprefix("^").removesuffix("$")
    if kind in ("integer", "number"):
        found |= {key: schema[key] for key in ("minimum", "maximum") if key in schema}
    return found
