"""Check one document against its schema, and explain each slip where it stands."""

import json
from collections.abc import Iterator

from jsonschema import ValidationError

from roadmap import formats, messages, schemas
from roadmap.problems import Position, Problem
from roadmap.reader import Document, Path
from roadmap.suggestions import nearest

# One value, one message: the first of these keywords that it breaks is the cause, the others follow.
_VALUE_KEYWORDS = (
    "type",
    "enum",
    "const",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "minProperties",
    "uniqueItems",
    "format",
)
_KEY_KEYWORDS = ("required", "dependentRequired", "additionalProperties")


def check(document: Document, kind: str) -> list[Problem]:
    """Return every slip of `document` against the schema of its `kind`."""
    by_path: dict[Path, list[ValidationError]] = {}
    for error in schemas.validator(kind).iter_errors(document.value):
        by_path.setdefault(tuple(error.absolute_path), []).append(error)
    found: list[Problem] = []
    for path, errors in by_path.items():
        found += _keys(document, kind, path, [error for error in errors if error.validator in _KEY_KEYWORDS])
        values = [error for error in errors if error.validator in _VALUE_KEYWORDS]
        if values:
            cause = min(values, key=lambda error: _VALUE_KEYWORDS.index(error.validator))
            found.append(_value(document, kind, path, cause))
    return found


def _keys(document: Document, kind: str, path: Path, errors: list[ValidationError]) -> Iterator[Problem]:
    """Explain unknown and missing keys together: a misspelt key is both, and one slip."""
    if not errors:
        return
    instance, known = errors[0].instance, schemas.field(kind, path).get("properties", {})
    missing = _missing(document, kind, path, errors)
    for key in (key for key in instance if key not in known):
        absent = [name for name in known if name not in instance]
        guess = nearest(key, absent) or nearest(key, known)
        missing.pop(guess, None)
        suggestion = f"Vouliez-vous dire « {guess} » ?" if guess else f"Clés possibles : {', '.join(absent)}."
        yield messages.problem(
            document.file,
            document.key_position((*path, key)),
            "additionalProperties",
            key=messages.quote(key),
            suggestion=suggestion,
        )
    yield from missing.values()


def _missing(
    document: Document, kind: str, path: Path, errors: list[ValidationError]
) -> dict[str | None, Problem]:
    """Return a problem for each missing key, by key."""
    missing: dict[str | None, Problem] = {}
    for error in errors:
        for key in _missing_keys(error):
            field = schemas.field(kind, (*path, key))
            missing[key] = messages.problem(
                document.file,
                _cause(document, kind, path, error),
                str(error.validator),
                title=field["title"],
                key=key,
                description=field["description"],
            )
    return missing


def _missing_keys(error: ValidationError) -> list[str]:
    if error.validator == "required":
        return [key for key in error.validator_value if key not in error.instance]
    if error.validator == "dependentRequired":
        wanted = (keys for name, keys in error.validator_value.items() if name in error.instance)
        return [key for keys in wanted for key in keys if key not in error.instance]
    return []


def _cause(document: Document, kind: str, path: Path, error: ValidationError) -> Position:
    """Say which line makes a key necessary: the one that a condition tests, else where the entry begins."""
    steps = list(error.absolute_schema_path)
    if "then" in steps:
        rule = steps[len(steps) - 1 - steps[::-1].index("allOf") + 1]
        condition = schemas.field(kind, path) if path else schemas.of_kind(kind)
        return document.key_position((*path, condition["allOf"][rule]["if"]["required"][0]))
    if error.validator == "dependentRequired":
        return document.key_position(
            (*path, next(key for key in error.validator_value if key in error.instance))
        )
    return document.key_position(path)


def _value(document: Document, kind: str, path: Path, error: ValidationError) -> Problem:
    """Explain a value that breaks one keyword."""
    field, value, limit = schemas.field(kind, path), error.instance, error.validator_value
    code, details = str(error.validator), {}
    if code == "type":
        code, details = _type_slip(field, path, value)
    elif code == "format":
        code = _format_slip(str(limit), value)
    elif code == "enum":
        guess = nearest(str(value), limit)
        details = {
            "choices": ", ".join(str(choice) for choice in limit),
            "suggestion": f"Vouliez-vous dire « {guess} » ? " if guess else "",
        }
    elif code in ("minLength", "maxLength"):
        details = {"size": len(value)}
    position = document.value_position(path) if value is not None else document.key_position(path)
    return messages.problem(
        document.file,
        position,
        code,
        **{
            "title": field.get("title", "le fichier"),
            "description": field.get("description", ""),
            "example": json.dumps(field.get("examples", [""])[0], ensure_ascii=False),
            "value": messages.quote(value),
            "limit": limit,
            **details,
        },
    )


def _type_slip(field: schemas.Schema, path: Path, value: object) -> tuple[str, dict[str, str]]:
    """Choose the wording for a value of the wrong type."""
    if value is None:
        return "empty-value", {}
    types = field["type"]
    if "string" in types and isinstance(value, int | float):
        text = json.dumps(value)
        key = path[-1] if path and isinstance(path[-1], str) else None
        return "type-text", {
            "actual": messages.type_of(value),
            "fixed": f'{key}: "{text}"' if key else f'- "{text}"',
        }
    return "type", {"expected": messages.expected(types), "actual": messages.type_of(value)}


def _format_slip(name: str, value: str) -> str:
    """Choose the wording for a value that a format refuses."""
    if name == "courriel-fonctionnel":
        return "free-webmail" if formats.is_free_webmail(value) else "personal-mailbox"
    return name
