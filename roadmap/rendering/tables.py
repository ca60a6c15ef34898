"""The tables of the open data: their columns, from the schemas."""

from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.checking import schemas
from roadmap.reading.reader import Path

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
    path: Path
    title: str
    key: str


TABLES = (
    Table("actions", "action", (), "Les actions", "identifiant"),
    Table("calendrier", "calendar", ("reunions", 0), "Les réunions et échéances", "id"),
    Table("ressources", "resources", ("ressources", 0), "Les ressources", "id"),
)


@dataclass(frozen=True)
class Column:
    """A column of a table: its path in an item, its schema, whether a cell may hold several values."""

    name: str
    path: tuple[str, ...]
    schema: schemas.Schema
    is_multiple: bool


def columns(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table, in the schema's order: groups are flattened, lists share a cell."""
    named = schemas.resolved(schemas.schema(schemas.COMMON)["$defs"]["identifiant"])
    first = (
        [Column("identifiant", ("identifiant",), named, is_multiple=False)] if table.kind == "action" else []
    )
    return (*first, *_columns(_item(table), (), is_multiple=False))


def _item(table: Table) -> schemas.Schema:
    return schemas.field(table.kind, table.path) if table.path else schemas.of_kind(table.kind)


def _columns(part: schemas.Schema, path: tuple[str, ...], *, is_multiple: bool) -> Iterator[Column]:
    """Yield the columns of a group, and of the groups and lists inside it."""
    for key, child in part.get("properties", {}).items():
        field = schemas.resolved(child)
        item = schemas.resolved(field.get("items", {}))
        several = is_multiple or bool(item)
        if "properties" in (item or field):
            yield from _columns(item or field, (*path, key), is_multiple=several)
        else:
            yield Column("_".join((*path, key)), (*path, key), field, several)
