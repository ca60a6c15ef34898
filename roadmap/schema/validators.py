"""The full validators (JSON Schema 2020-12), which tell all that is wrong with a value."""

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
from jsonschema.protocols import Validator
from referencing import Registry, Resource

from roadmap.schema.formats import FORMATS


def validator(schema: dict[str, Any], common: dict[str, Any]) -> Validator:
    """Return the validator of a schema; `common` holds the definitions that all schemas share."""
    registry = Registry().with_resource("common.schema.json", Resource.from_contents(common))
    return _Validator(schema, registry=registry, format_checker=_formats())


@functools.cache
def _formats() -> jsonschema.FormatChecker:
    checker = jsonschema.FormatChecker(formats=())
    for name, function in FORMATS.items():
        checker.checks(name)(function)
    return checker


@functools.cache
def ecma_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a schema's pattern as ECMA-262 reads it: `$` is the very end, classes are ASCII."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def _pattern(
    _validator: Validator, pattern: str, instance: object, _schema: dict[str, Any]
) -> Iterator[Exception]:
    if isinstance(instance, str) and not ecma_pattern(pattern).search(instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


def _unique_items(
    _validator: Validator, wanted: object, instance: object, _schema: dict[str, Any]
) -> Iterator[Exception]:
    if wanted and isinstance(instance, list):
        seen = {json.dumps(item, sort_keys=True) for item in instance}
        if len(seen) < len(instance):
            yield jsonschema.ValidationError("items are not unique")


# The library's own search for equal items takes a time that grows as the square of their number.
_Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator, {"pattern": _pattern, "uniqueItems": _unique_items}
)
