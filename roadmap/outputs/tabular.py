"""Definition of the open data files: JSON files, CSV tables and their columns, from the schemas."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from roadmap.schema.schemas import Schema, Schemas, ValuePath

# Name of each published JSON file, beside actions.json -> kind of its data file.
PUBLISHED_KINDS = {
    "axes": "axes",
    "calendrier": "calendar",
    "ressources": "resources",
    "financements": "funding",
    "indicateurs": "indicators",
    "territoires": "territories",
}
# End of the name of a table's copy for a French spreadsheet.
SPREADSHEET_SUFFIX = "-excel"


@dataclass(frozen=True)
class Table:
    """A list published as CSV: its name, the path of its items in a kind of file, its primary key."""

    name: str
    kind: str
    path: ValuePath
    title: str
    key: str


CSV_TABLES = (
    Table("actions", "action", (), "Les actions", "identifiant"),
    Table("calendrier", "calendar", ("reunions", 0), "Les réunions et échéances", "id"),
    Table("ressources", "resources", ("ressources", 0), "Les ressources", "id"),
)


@dataclass(frozen=True)
class Column:
    """A column of a table: its path in an item, its schema; a multiple one has several values per cell."""

    name: str
    path: tuple[str, ...]
    schema: Schema
    is_multiple: bool
    is_required: bool = False


@dataclass(frozen=True)
class FileSummary:
    """Summary of a published file: size in bytes, beginning of a JSON file or first row of a table."""

    size: int
    beginning: str
    row: dict[str, str] = field(default_factory=dict)


def list_fields(schemas: Schemas, kind: str) -> Iterator[tuple[str, Schema]]:
    """Yield (path, schema) of the fields of a kind of file; a path is « dispositifs.contact.service »."""
    for path, schema in schemas.fields(kind):
        if path[-1] != 0:
            yield ".".join(key for key in path if key != 0), schema


def list_columns(schemas: Schemas, table: Table) -> tuple[Column, ...]:
    """Return the columns of a table in the schema's order; objects are flattened, lists share a cell."""
    identifier = schemas.definition("identifiant")
    first = (
        [Column("identifiant", ("identifiant",), identifier, is_multiple=False, is_required=True)]
        if table.kind == "action"
        else []
    )
    return (*first, *_flatten_columns(schemas.field(table.kind, table.path), (), is_multiple=False))


def _flatten_columns(parent: Schema, path: tuple[str, ...], *, is_multiple: bool) -> Iterator[Column]:
    """Yield the columns of an object's schema, nested objects and lists included."""
    for key, schema in parent.get("properties", {}).items():
        item = schema.get("items", {})
        has_several = is_multiple or bool(item)
        if "properties" in (item or schema):
            yield from _flatten_columns(item or schema, (*path, key), is_multiple=has_several)
        else:
            is_required = not path and key in parent.get("required", ())
            yield Column("_".join((*path, key)), (*path, key), schema, has_several, is_required)
