"""Validators that report every error of a value (JSON Schema 2020-12)."""

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
from jsonschema.protocols import Validator
from referencing import Registry, Resource

from roadmap.schema.formats import FORMAT_CHECKS


def build_validator(schema: dict[str, Any], common: dict[str, Any]) -> Validator:
    """Build the validator of a schema; `common` holds the shared definitions."""
    registry = Registry().with_resource("common.schema.json", Resource.from_contents(common))
    return _Validator(schema, registry=registry, format_checker=_build_format_checker())


@functools.cache
def _build_format_checker() -> jsonschema.FormatChecker:
    checker = jsonschema.FormatChecker(formats=())
    for name, check in FORMAT_CHECKS.items():
        checker.checks(name)(check)
    return checker


@functools.cache
def compile_ecma_pattern(pattern: str) -> re.Pattern[str]:
    """Compile the pattern of a schema with the meaning of ECMA-262: `$` matches only at the very end."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def _check_pattern(
    _validator: Validator, pattern: str, instance: object, _schema: dict[str, Any]
) -> Iterator[Exception]:
    if isinstance(instance, str) and not compile_ecma_pattern(pattern).search(instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


def _check_unique_items(
    _validator: Validator, is_required: object, instance: object, _schema: dict[str, Any]
) -> Iterator[Exception]:
    if is_required and isinstance(instance, list):
        distinct = {json.dumps(item, sort_keys=True) for item in instance}
        if len(distinct) < len(instance):
            yield jsonschema.ValidationError("items are not unique")


# The library's own check of `uniqueItems` takes quadratic time.
_Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator, {"pattern": _check_pattern, "uniqueItems": _check_unique_items}
)
