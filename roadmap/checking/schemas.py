"""The schemas: which file each describes, its compiled validator, and its fields."""

import functools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import jsonschema
import jsonschema_rs
from jsonschema.protocols import Validator
from referencing import Registry, Resource

from roadmap import ROOT
from roadmap.checking import formats
from roadmap.reading.reader import Path as ValuePath

FOLDER = ROOT / "schemas"
COMMON = "common.schema.json"

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


_known: list[Any] = []
Function = TypeVar("Function", bound=Callable)


def known(function: Function) -> Function:
    """Remember what a function makes of the schemas, until they are forgotten."""
    _known.append(functools.cache(function))
    return _known[-1]


def forget() -> None:
    """Read the schemas again when next asked: the live preview outlasts a change of them."""
    for each in _known:
        each.cache_clear()


@known
def schema(name: str) -> Schema:
    """Return the schema in the file `name`."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def of_kind(kind: str) -> Schema:
    """Return the schema of a kind of file."""
    return schema(f"{kind}.schema.json")


@functools.cache
def ecma_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a schema's pattern as ECMA-262 reads it: `$` is the very end, classes are ASCII."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def _pattern(_validator: Validator, pattern: str, instance: object, _schema: Schema) -> Iterator[Exception]:
    if isinstance(instance, str) and not ecma_pattern(pattern).search(instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


def _unique_items(
    _validator: Validator, wanted: object, instance: object, _schema: Schema
) -> Iterator[Exception]:
    if wanted and isinstance(instance, list):
        seen = {json.dumps(item, sort_keys=True) for item in instance}
        if len(seen) < len(instance):
            yield jsonschema.ValidationError("items are not unique")


@known
def validator(kind: str) -> Validator:
    """Return the compiled validator of a kind of file."""
    base = jsonschema.Draft202012Validator
    registry = Registry().with_resource(COMMON, Resource.from_contents(schema(COMMON)))
    # The library's own search for equal items takes a time that grows as the square of their number.
    ours = jsonschema.validators.extend(base, {"pattern": _pattern, "uniqueItems": _unique_items})
    return ours(of_kind(kind), registry=registry, format_checker=formats.checker)


class _QuickFormat:
    """The keyword `format` for values of any type: the quick library asks its own for texts alone."""

    def __init__(self, _schema: Schema, name: str, _path: list[str | int]) -> None:
        self._accepts, _ = formats.checker.checkers[name]

    def validate(self, instance: object) -> None:
        """Raise ValueError if the value has not the format."""
        if not self._accepts(instance):
            raise ValueError


@known
def _quick_validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    """Return a validator that is forty times quicker, and only says yes or no."""
    registry = jsonschema_rs.Registry([(f"json-schema:///{COMMON}", _with_quick_formats(schema(COMMON)))])
    return jsonschema_rs.Draft202012Validator(
        _with_quick_formats(of_kind(kind)), registry=registry, keywords={_QUICK_FORMAT: _QuickFormat}
    )


_QUICK_FORMAT = "x-format"


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


def is_sound(kind: str, value: object) -> bool:
    """Say whether a whole file's value has the shape of its kind."""
    return _quick_validator(kind).is_valid(value)


def accepts(kind: str, part: Schema, value: object) -> bool:
    """Say whether a part of a kind's schema accepts a value."""
    return validator(kind).evolve(schema=part).is_valid(value)


def resolved(part: Schema) -> Schema:
    """Return a part of a schema with its reference replaced by what it names; its own keywords win."""
    reference = part.get("$ref")
    if reference is None:
        return part
    target: Any = schema(COMMON)
    for step in reference.partition("#/")[2].split("/"):
        target = target[step]
    own = {key: value for key, value in part.items() if key != "$ref"}
    return {**resolved(target), **own}


def field(kind: str, path: ValuePath) -> Schema:
    """Return the schema of the field at `path` of a kind of file, the whole at (); empty if there is none."""
    return _field(kind, tuple(0 if isinstance(step, int) else step for step in path))


@known
def _field(kind: str, path: ValuePath) -> Schema:
    """Find a field; all the items of a list are the same one, written 0."""
    part = of_kind(kind)
    for step in path:
        part = resolved(part)
        part = part.get("items", {}) if step == 0 else part.get("properties", {}).get(step, {})
    return resolved(part)


def fields(kind: str) -> Iterator[tuple[ValuePath, Schema]]:
    """Yield every field of a kind of file, in the schema's order, with its path (items as 0)."""

    def walk(part: Schema, path: ValuePath) -> Iterator[tuple[ValuePath, Schema]]:
        part = resolved(part)
        if path:
            yield path, part
        for name, child in part.get("properties", {}).items():
            yield from walk(child, (*path, name))
        if "items" in part:
            yield from walk(part["items"], (*path, 0))

    return walk(of_kind(kind), ())


@known
def outline(kind: str) -> dict[str, frozenset[str]]:
    """Return the keys that each key of a kind of file may hold; those of the file itself under ""."""
    holds: dict[str, set[str]] = {}
    for path, _ in fields(kind):
        names = [step for step in path if isinstance(step, str)]
        if isinstance(path[-1], str):
            holds.setdefault(names[-2] if len(names) > 1 else "", set()).add(names[-1])
    return {parent: frozenset(keys) for parent, keys in holds.items()}


@known
def list_keys(kind: str) -> frozenset[str]:
    """Return the keys that hold a list, wherever they stand in a kind of file."""
    return frozenset(path[-1] for path, part in fields(kind) if part.get("type") == "array" and path[-1] != 0)


def labels(kind: str, *path: str | int) -> dict[str, str]:
    """Return the French label of each value of a vocabulary."""
    return field(kind, path)["x-libelles"]


def described_files() -> list[tuple[str, Schema]]:
    """Return each data file, or folder of files, with its schema."""
    return [
        ("data/actions/", of_kind("action")),
        *((name, of_kind(kind)) for name, kind in KIND_OF_FILE.items()),
    ]
