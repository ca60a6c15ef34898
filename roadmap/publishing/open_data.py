"""The open data: every data file as JSON, the lists that fit a table as CSV, described as a Data Package.

Formats: RFC 8259, RFC 4180, Data Package 1.0 with Table Schema (specs.frictionlessdata.io).
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from roadmap.checking import schemas
from roadmap.checking.rules import Corpus
from roadmap.modelling.model import Roadmap
from roadmap.rendering.tables import FILES, TABLES, Column, Table, columns

# To raise when a published field disappears or changes its meaning: others rely on it.
VERSION = "1.0"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
SEPARATOR = "|"


def open_data_files(corpus: Corpus, roadmap: Roadmap) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of every open data file."""
    about = {"version": VERSION, "licence": LICENCE["name"], "publie_le": roadmap.today.isoformat()}
    sheets = [{"identifiant": name, **document.value} for name, document in sorted(corpus.actions.items())]
    yield "donnees/actions.json", _json(about | {"actions": sheets})
    for name, kind in FILES.items():
        yield f"donnees/{name}.json", _json(about | corpus.files[kind].value)
    for table in TABLES:
        items = (
            [item for _, _, item in corpus.entries(table.kind, str(table.path[0]))] if table.path else sheets
        )
        yield f"donnees/{table.name}.csv", _csv(columns(table), items)
    yield "donnees/datapackage.json", _json(_package(roadmap))


def _csv(header: tuple[Column, ...], items: list[dict[str, Any]]) -> str:
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(column.name for column in header)
    for item in items:
        writer.writerow(_cell(_values(item, column.path)) for column in header)
    return output.getvalue()


def _values(value: Any, path: tuple[str, ...]) -> list[Any]:  # noqa: ANN401 - any YAML value
    """Return the values at a path, through the lists on the way; an item that lacks it leaves a blank."""
    if isinstance(value, list):
        return [found for each in value for found in _values(each, path) or [""]]
    if not path:
        return [value]
    inside = value.get(path[0]) if isinstance(value, dict) else None
    return [] if inside is None else _values(inside, path[1:])


def _cell(values: list[Any]) -> str:
    """Write values in one cell; a spreadsheet must not take a text for a formula (OWASP, CSV injection)."""
    text = SEPARATOR.join(_text(value).replace(SEPARATOR, "¦") for value in values)
    is_number = len(values) == 1 and isinstance(values[0], int | float)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number else text


def _text(value: Any) -> str:  # noqa: ANN401 - any YAML value
    return str(value).lower() if isinstance(value, bool) else str(value)


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
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: Table) -> dict[str, Any]:
    fields = [
        {
            "name": column.name,
            "type": "string" if column.is_multiple else _type(column.schema),
            "title": column.schema["title"],
            "description": column.schema["description"],
        }
        for column in columns(table)
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": table.key},
    }


def _type(schema: schemas.Schema) -> str:
    """Return the Table Schema type of a field; a date known to the month alone is a text."""
    kind = schema.get("type")
    return kind if kind in ("integer", "number", "boolean") else "string"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
