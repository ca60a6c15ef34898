"""The tables of the open data: their columns, from the schemas."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from roadmap.schema.schemas import Schema, Schemas, ValuePath

# What is published under each name, and the kind of data file that it comes from.
FILES = {
    "axes": "axes",
    "calendrier": "calendar",
    "ressources": "resources",
    "financements": "funding",
    "indicateurs": "indicators",
    "territoires": "territories",
}


@dataclass(frozen=True)
class Table:
    """A list published as CSV: its name, where its items stand in the data, and its key."""

    name: str
    kind: str
    path: ValuePath
    title: str
    key: str


ACTIONS = Table("actions", "action", (), "Les actions", "identifiant")
TABLES = (
    ACTIONS,
    Table("calendrier", "calendar", ("reunions", 0), "Les réunions et échéances", "id"),
    Table("ressources", "resources", ("ressources", 0), "Les ressources", "id"),
)


@dataclass(frozen=True)
class Column:
    """A column of a table: its path in an item and its schema.

    A cell may hold several values, or must hold one.
    """

    name: str
    path: tuple[str, ...]
    schema: Schema
    is_multiple: bool
    is_required: bool = False


@dataclass(frozen=True)
class PublishedData:
    """What a published file is like: its size in bytes; its beginning, or the first row of a table."""

    size: int
    beginning: str
    row: dict[str, str] = field(default_factory=dict)


def fields(schemas: Schemas, kind: str) -> Iterator[tuple[str, Schema]]:
    """Yield the fields of a kind of file, each with its path: « dispositifs.contact.service »."""
    for path, schema in schemas.fields(kind):
        if path[-1] != 0:
            yield ".".join(step for step in path if step != 0), schema


def columns(schemas: Schemas, table: Table) -> tuple[Column, ...]:
    """Return the columns of a table, in the schema's order: groups are flattened, lists share a cell."""
    named = schemas.definition("identifiant")
    first = (
        [Column("identifiant", ("identifiant",), named, is_multiple=False, is_required=True)]
        if table.kind == "action"
        else []
    )
    return (*first, *_columns(schemas.field(table.kind, table.path), (), is_multiple=False))


def _columns(part: Schema, path: tuple[str, ...], *, is_multiple: bool) -> Iterator[Column]:
    """Yield the columns of a group, and of the groups and lists inside it."""
    for key, schema in part.get("properties", {}).items():
        item = schema.get("items", {})
        several = is_multiple or bool(item)
        if "properties" in (item or schema):
            yield from _columns(item or schema, (*path, key), is_multiple=several)
        else:
            required = not path and key in part.get("required", ())
            yield Column("_".join((*path, key)), (*path, key), schema, several, required)
