"""Load the JSON Schemas: fields, labels and validators of each kind of data file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import jsonschema_rs

from roadmap.schema.formats import FORMAT_CHECKS
from roadmap.text.checksum import compute_checksum

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

COMMON_SCHEMA = "common"

# The kind of each data file; the kind `action` has one file per action.
KIND_BY_FILE = {
    "data/site.yaml": "site",
    "data/axes.yaml": "axes",
    "data/calendar.yaml": "calendar",
    "data/resources.yaml": "resources",
    "data/funding.yaml": "funding",
    "data/indicators.yaml": "indicators",
    "data/territories.yaml": "territories",
    "data/glossary.yaml": "glossary",
}
FILE_KINDS = ("action", *KIND_BY_FILE.values())

Schema = dict[str, Any]
# A value of a YAML file, and its path: keys, and indexes in lists.
Value: TypeAlias = "dict[str, Value] | list[Value] | str | int | float | bool | None"
ValuePath = tuple[str | int, ...]


class Schemas:
    """The JSON Schemas of a folder: `<kind>.schema.json`, and the shared definitions.

    Unless stated otherwise, schemas are returned expanded: `$ref` is replaced by the definition, merged with
    the keywords next to it, which take precedence.
    """

    def __init__(self, folder: Path) -> None:
        """Load the schemas of a folder."""
        self.texts = {
            path.name.removesuffix(".schema.json"): path.read_text(encoding="utf-8")
            for path in sorted(folder.glob("*.schema.json"))
        }
        self.checksum = compute_checksum(*(part.encode() for item in self.texts.items() for part in item))
        self._sources: dict[str, Schema] = {name: json.loads(text) for name, text in self.texts.items()}
        self._expanded = {kind: self.expand(self._sources[kind]) for kind in FILE_KINDS}
        self._fields = {kind: dict(_walk(schema, ())) for kind, schema in self._expanded.items()}
        self._validators: dict[str, Validator] = {}
        self._quick_validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def source(self, name: str) -> Schema:
        """Return the schema of a file, not expanded."""
        return self._sources[name]

    def of_kind(self, kind: str) -> Schema:
        """Return the schema of a kind of file, expanded."""
        return self._expanded[kind]

    def definition(self, name: str) -> Schema:
        """Return a shared definition, expanded."""
        return self.expand(self._sources[COMMON_SCHEMA]["$defs"][name])

    def resolve(self, part: Schema) -> Schema:
        """Replace the `$ref` of a part of a schema, but not those of the parts inside it."""
        if "$ref" not in part:
            return part
        definition = self._sources[COMMON_SCHEMA]["$defs"][part["$ref"].rpartition("/")[2]]
        return {**self.resolve(definition), **{key: value for key, value in part.items() if key != "$ref"}}

    def expand(self, part: Any) -> Any:  # noqa: ANN401 - any part of a schema
        """Replace all the `$ref` of a part of a schema, at any depth."""
        if isinstance(part, list):
            return [self.expand(item) for item in part]
        if not isinstance(part, dict):
            return part
        return {key: self.expand(value) for key, value in self.resolve(part).items()}

    def field(self, kind: str, path: ValuePath) -> Schema:
        """Return the schema of a field, that of the file for (); an empty one if there is no such field."""
        return self._fields[kind].get(tuple(0 if isinstance(step, int) else step for step in path), {})

    def fields(self, kind: str) -> Iterator[tuple[ValuePath, Schema]]:
        """Yield the path and the schema of each field of a kind of file, in order; items have index 0."""
        return ((path, part) for path, part in self._fields[kind].items() if path)

    def labels(self, kind: str, *path: str | int) -> dict[str, str]:
        """Return the French labels of a field with an enumeration, by value."""
        return self.field(kind, path)["x-libelles"]

    def described_files(self) -> list[tuple[str, Schema]]:
        """Return the data files, and the folder of actions, with their schemas."""
        return [
            ("data/actions/", self.of_kind("action")),
            *((name, self.of_kind(kind)) for name, kind in KIND_BY_FILE.items()),
        ]

    def allowed_keys(self, kind: str) -> dict[str, frozenset[str]]:
        """Return the keys allowed under each key of a kind of file; those of the top level are under ""."""
        children: dict[str, set[str]] = {}
        for path, _ in self.fields(kind):
            names = [step for step in path if isinstance(step, str)]
            if isinstance(path[-1], str):
                children.setdefault(names[-2] if len(names) > 1 else "", set()).add(names[-1])
        return {parent: frozenset(keys) for parent, keys in children.items()}

    def key_names(self, kind: str) -> frozenset[str]:
        """Return all the keys of a kind of file, at any depth."""
        return frozenset().union(*self.allowed_keys(kind).values())

    def list_keys(self, kind: str) -> frozenset[str]:
        """Return the keys whose value is a list, at any depth of a kind of file."""
        fields = self.fields(kind)
        return frozenset(path[-1] for path, part in fields if part.get("type") == "array" and path[-1] != 0)

    def validator(self, kind: str) -> "Validator":
        """Return the validator that reports every error of a kind of file."""
        if kind not in self._validators:
            from roadmap.schema import validators  # noqa: PLC0415 - slow to load, for invalid files only

            self._validators[kind] = validators.build_validator(
                self._sources[kind], self._sources[COMMON_SCHEMA]
            )
        return self._validators[kind]

    def is_valid(self, kind: str, value: object) -> bool:
        """Say whether the value of a file is valid, forty times faster than `validator`."""
        if kind not in self._quick_validators:
            common = _rename_formats(self._sources[COMMON_SCHEMA])
            self._quick_validators[kind] = jsonschema_rs.Draft202012Validator(
                _rename_formats(self._sources[kind]),
                registry=jsonschema_rs.Registry([(f"json-schema:///{COMMON_SCHEMA}.schema.json", common)]),
                keywords={_QUICK_FORMAT: _QuickFormat},
            )
        return self._quick_validators[kind].is_valid(value)

    def accepts(self, kind: str, part: Schema, value: object) -> bool:
        """Say whether a part of the schema of a kind of file accepts a value."""
        return self.validator(kind).evolve(schema=part).is_valid(value)


def _walk(part: Schema, path: ValuePath) -> Iterator[tuple[ValuePath, Schema]]:
    """Yield the path and schema of a part and of all fields inside it; items have index 0."""
    yield path, part
    for name, child in part.get("properties", {}).items():
        yield from _walk(child, (*path, name))
    if "items" in part:
        yield from _walk(part["items"], (*path, 0))


_QUICK_FORMAT = "x-format"


class _QuickFormat:
    """The keyword `format` for values of any type: that of jsonschema-rs applies to strings only."""

    def __init__(self, _schema: Schema, name: str, _path: list[str | int]) -> None:
        self._accepts = FORMAT_CHECKS[name]

    def validate(self, instance: object) -> None:
        """Raise ValueError when the value does not match the format."""
        if not self._accepts(instance):
            raise ValueError


def _rename_formats(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a schema whose `format` keywords are renamed to `x-format`."""
    if isinstance(part, list):
        return [_rename_formats(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        _QUICK_FORMAT if key == "format" and isinstance(value, str) else key: _rename_formats(value)
        for key, value in part.items()
    }
