"""The schemas of a project: which file each describes, its compiled validator, its fields."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import jsonschema_rs

from roadmap.schema.formats import FORMATS
from roadmap.text.checksum import checksum

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

COMMON = "common"

# What each data file is; an action's sheets are the other kind, one file each.
KIND_OF_FILE = {
    "data/site.yaml": "site",
    "data/axes.yaml": "axes",
    "data/calendar.yaml": "calendar",
    "data/resources.yaml": "resources",
    "data/funding.yaml": "funding",
    "data/indicators.yaml": "indicators",
    "data/territories.yaml": "territories",
    "data/glossary.yaml": "glossary",
}
KINDS = ("action", *KIND_OF_FILE.values())

Schema = dict[str, Any]
# What YAML holds, and where: keys, and places in lists.
Value: TypeAlias = "dict[str, Value] | list[Value] | str | int | float | bool | None"
ValuePath = tuple[str | int, ...]


class Schemas:
    """The JSON Schemas of a folder (`<kind>.schema.json`, and the common definitions).

    Parts of schemas are given with their references replaced by what they name; a part's own keywords win.
    """

    def __init__(self, folder: Path) -> None:
        """Read the schemas."""
        self.texts = {
            path.name.removesuffix(".schema.json"): path.read_text(encoding="utf-8")
            for path in sorted(folder.glob("*.schema.json"))
        }
        self.checksum = checksum(*(part.encode() for each in self.texts.items() for part in each))
        self._sources: dict[str, Schema] = {name: json.loads(text) for name, text in self.texts.items()}
        self._whole = {kind: self.expanded(self._sources[kind]) for kind in KINDS}
        self._fields = {kind: dict(_walk(whole, ())) for kind, whole in self._whole.items()}
        self._validators: dict[str, Validator] = {}
        self._quick_validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def source(self, name: str) -> Schema:
        """Return the schema in a file, its references as they are written."""
        return self._sources[name]

    def of_kind(self, kind: str) -> Schema:
        """Return the schema of a kind of file."""
        return self._whole[kind]

    def definition(self, name: str) -> Schema:
        """Return a definition that all schemas share."""
        return self.expanded(self._sources[COMMON]["$defs"][name])

    def resolved(self, part: Schema) -> Schema:
        """Return a part of a schema with its own reference replaced, those inside it as they are written."""
        if "$ref" not in part:
            return part
        named = self._sources[COMMON]["$defs"][part["$ref"].rpartition("/")[2]]
        return {**self.resolved(named), **{key: each for key, each in part.items() if key != "$ref"}}

    def expanded(self, part: Any) -> Any:  # noqa: ANN401 - any part of a schema
        """Return a part of a schema with all the references in it replaced."""
        if isinstance(part, list):
            return [self.expanded(each) for each in part]
        if not isinstance(part, dict):
            return part
        return {key: self.expanded(each) for key, each in self.resolved(part).items()}

    def field(self, kind: str, path: ValuePath) -> Schema:
        """Return the schema of a field of a kind of file, the whole at (); empty if there is none."""
        return self._fields[kind].get(tuple(0 if isinstance(step, int) else step for step in path), {})

    def fields(self, kind: str) -> Iterator[tuple[ValuePath, Schema]]:
        """Yield every field of a kind of file, in the schema's order, with its path (items as 0)."""
        return ((path, part) for path, part in self._fields[kind].items() if path)

    def labels(self, kind: str, *path: str | int) -> dict[str, str]:
        """Return the French label of each value of a vocabulary."""
        return self.field(kind, path)["x-libelles"]

    def described_files(self) -> list[tuple[str, Schema]]:
        """Return each data file, or folder of files, with its schema."""
        return [
            ("data/actions/", self.of_kind("action")),
            *((name, self.of_kind(kind)) for name, kind in KIND_OF_FILE.items()),
        ]

    def outline(self, kind: str) -> dict[str, frozenset[str]]:
        """Return the keys that each key of a kind of file may hold; those of the file itself under ""."""
        holds: dict[str, set[str]] = {}
        for path, _ in self.fields(kind):
            names = [step for step in path if isinstance(step, str)]
            if isinstance(path[-1], str):
                holds.setdefault(names[-2] if len(names) > 1 else "", set()).add(names[-1])
        return {parent: frozenset(keys) for parent, keys in holds.items()}

    def list_keys(self, kind: str) -> frozenset[str]:
        """Return the keys that hold a list, wherever they stand in a kind of file."""
        found = self.fields(kind)
        return frozenset(path[-1] for path, part in found if part.get("type") == "array" and path[-1] != 0)

    def validator(self, kind: str) -> "Validator":
        """Return the validator of a kind of file, which tells all that is wrong."""
        if kind not in self._validators:
            from roadmap.schema import validators  # noqa: PLC0415 - for wrong files alone, long to load

            self._validators[kind] = validators.validator(self._sources[kind], self._sources[COMMON])
        return self._validators[kind]

    def is_sound(self, kind: str, value: object) -> bool:
        """Say whether a value has the shape of its kind of file, forty times quicker than `validator`."""
        if kind not in self._quick_validators:
            common = _with_quick_formats(self._sources[COMMON])
            self._quick_validators[kind] = jsonschema_rs.Draft202012Validator(
                _with_quick_formats(self._sources[kind]),
                registry=jsonschema_rs.Registry([(f"json-schema:///{COMMON}.schema.json", common)]),
                keywords={_QUICK_FORMAT: _QuickFormat},
            )
        return self._quick_validators[kind].is_valid(value)

    def accepts(self, kind: str, part: Schema, value: object) -> bool:
        """Say whether a part of a kind's schema accepts a value."""
        return self.validator(kind).evolve(schema=part).is_valid(value)


def _walk(part: Schema, path: ValuePath) -> Iterator[tuple[ValuePath, Schema]]:
    """Yield a part of a schema and the fields inside it, with their paths; the items of a list are at 0."""
    yield path, part
    for name, child in part.get("properties", {}).items():
        yield from _walk(child, (*path, name))
    if "items" in part:
        yield from _walk(part["items"], (*path, 0))


_QUICK_FORMAT = "x-format"


class _QuickFormat:
    """The keyword `format` for values of any type: the quick library asks its own for texts alone."""

    def __init__(self, _schema: Schema, name: str, _path: list[str | int]) -> None:
        self._accepts = FORMATS[name]

    def validate(self, instance: object) -> None:
        """Raise ValueError if the value has not the format."""
        if not self._accepts(instance):
            raise ValueError


def _with_quick_formats(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a schema with `format` under the name of our own keyword."""
    if isinstance(part, list):
        return [_with_quick_formats(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        _QUICK_FORMAT if key == "format" and isinstance(each, str) else key: _with_quick_formats(each)
        for key, each in part.items()
    }
