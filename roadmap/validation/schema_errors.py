"""Validate a document against its JSON Schema, and turn validation errors into problems people understand."""

import dataclasses
import itertools
import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import yaml

from roadmap.problems import naming
from roadmap.problems.building import build_problem
from roadmap.problems.problem import Position, Problem
from roadmap.schema.schemas import Schema, Schemas, ValuePath
from roadmap.source import yaml_reader
from roadmap.source.yaml_reader import Document, EntrySpan, build_span
from roadmap.text.addresses import find_mailbox_problem
from roadmap.text.folding import find_closest
from roadmap.text.quoting import quote_yaml
from roadmap.validation import value_fixes

if TYPE_CHECKING:
    from jsonschema import ValidationError

# One problem per value: the first of these keywords that it violates is taken as the cause.
VALUE_KEYWORDS = (
    "type",
    "enum",
    "const",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minProperties",
    "uniqueItems",
)
# More than are shown: the check truncates the list of problems.
MAX_ERRORS = 300
MAX_UNKNOWN_KEYS = 60


class SchemaErrors:
    """The schema errors of a document: problems by path, and the paths of the invalid values.

    `missing` are missing keys, `unknown` unknown keys, `values` invalid values.
    """

    def __init__(self, document: Document, schemas: Schemas, kind: str) -> None:
        """Validate `document` against the schema of its `kind`."""
        self.document, self.schemas, self.kind = document, schemas, kind
        self.invalid_paths: list[ValuePath] = []
        self.missing: dict[ValuePath, Problem] = {}
        self.unknown: dict[ValuePath, Problem] = {}
        self.values: dict[ValuePath, Problem] = {}
        self._find_altered_texts()
        if not schemas.is_valid(kind, document.value):
            self._explain(itertools.islice(schemas.validator(kind).iter_errors(document.value), MAX_ERRORS))

    @property
    def problems(self) -> list[Problem]:
        """All problems of the document."""
        return [*self.missing.values(), *self.unknown.values(), *self.values.values()]

    def _source_line(self, path: ValuePath) -> str:
        """Return the source line of the key or item at `path`."""
        number = self.document.key_position(path).line
        return self.document.lines[number - 1] if number <= len(self.document.lines) else ""

    def _source_text(self, path: ValuePath) -> str:
        """Return the source of the value at `path`; empty when it spans several lines."""
        place = self.document.spans.get(path)
        if place is None or place.value.line != place.end.line:
            return ""
        return self.document.lines[place.value.line - 1][place.value.column - 1 : place.end.column - 1]

    def _explain_colon_in_item(self, path: ValuePath, value: object) -> Problem | None:
        """Return the problem of a list item that a colon turned from text into a mapping."""
        if not isinstance(value, dict) or not isinstance(path[-1], int) or len(value) != 1:
            return None
        place = self.document.spans[path].value
        line = self.document.lines[place.line - 1]
        before, text = line[: place.column - 1], line[place.column - 1 :].rstrip()
        position = Position(place.line, place.column + max(text.find(": "), 0))
        return build_problem(self.document.file, position, "colon-in-text", fixed=before + quote_yaml(text))

    def _find_altered_texts(self) -> None:
        """Find unquoted texts that YAML silently alters: truncated by ` #`, joined lines, stray quotes."""
        lines = self.document.lines
        for path, key, event in self.document.nodes:
            if _is_safe(key, event, lines) or not _is_free_text(self.schemas.field(self.kind, path)):
                continue
            place = build_span(key, event)
            line = lines[place.end.line - 1] if place.end.line <= len(lines) else ""
            after = line[place.end.column - 1 :]
            begin = lines[place.value.line - 1][place.value.column - 1 :]
            if place.key.line < place.value.line and re.search(r":\s+#", lines[place.key.line - 1]):
                self.values[path] = build_problem(self.document.file, place.key, "hash-start")
            elif problem := self._explain_joined_item(place) or self._explain_stray_quote(place):
                self.values[path] = problem
            elif re.match(r"\s#", after):
                position = Position(place.end.line, place.end.column + after.index("#"))
                fixed = ""
                if place.value.line == place.end.line:
                    fixed = line[: place.value.column - 1] + quote_yaml(begin.rstrip())
                self.values[path] = build_problem(self.document.file, position, "hash", fixed=fixed)

    def _explain_stray_quote(self, place: EntrySpan) -> Problem | None:
        """Return the problem of an unquoted text of which a line ends with a quote that nothing opens."""
        for number in range(place.value.line, place.end.line + 1):
            line = self.document.lines[number - 1]
            end = place.end.column - 1 if number == place.end.line else len(line)
            text = line[place.value.column - 1 if number == place.value.line else 0 : end].rstrip()
            if text.endswith(("'", '"')) and _has_stray_quote(text):
                column = line.rindex(text[-1], 0, end)
                fixed = line[:column] + line[column + 1 :]
                return build_problem(
                    self.document.file, Position(number, column + 1), "stray-quote", fixed=fixed
                )
        return None

    def _explain_joined_item(self, place: EntrySpan) -> Problem | None:
        """Return the problem of an unquoted text that continues over the list item below it."""
        for number in range(place.value.line + 1, place.end.line + 1):
            line = self.document.lines[number - 1]
            if re.match(r"\s*- ", line):
                position = Position(number, len(line) - len(line.lstrip()) + 1)
                first_line = self.document.lines[place.value.line - 1]
                spaces = len(first_line) - len(first_line.lstrip())
                return build_problem(self.document.file, position, "indentation", spaces=spaces)
        return None

    def _explain(self, errors: "Iterable[ValidationError]") -> None:
        """Record the problems of validation errors, one per path."""
        by_path: dict[ValuePath, list[ValidationError]] = {}
        for error in errors:
            by_path.setdefault(tuple(error.absolute_path), []).append(error)
        for path, path_errors in by_path.items():
            self._explain_missing_keys(path, path_errors)
            value_errors = [error for error in path_errors if error.validator in VALUE_KEYWORDS]
            if value_errors:
                cause = min(value_errors, key=lambda error: VALUE_KEYWORDS.index(error.validator))
                self.values[path] = self._explain_value(path, cause)
                self.invalid_paths.append(path)
        for path, path_errors in by_path.items():
            if any(error.validator == "additionalProperties" for error in path_errors):
                self._explain_unknown_keys(path, path_errors[0].instance)

    def _explain_missing_keys(self, path: ValuePath, errors: "list[ValidationError]") -> None:
        for error in errors:
            for key in _missing_keys(error):
                field = self.schemas.field(self.kind, (*path, key))
                self.missing[*path, key] = build_problem(
                    self.document.file,
                    self._position_of_cause(path, error),
                    str(error.validator),
                    title=field["title"],
                    key=key,
                    description=field["description"],
                )

    def _position_of_cause(self, path: ValuePath, error: "ValidationError") -> Position:
        """Return the position of the key that makes another one required, else that of their mapping."""
        schema_path = list(error.absolute_schema_path)
        if "then" in schema_path:
            rule_index = schema_path[len(schema_path) - schema_path[::-1].index("allOf")]
            rule = self.schemas.field(self.kind, path)["allOf"][rule_index]
            if causes := rule["if"].get("required"):
                return self.document.key_position((*path, causes[0]))
        if error.validator == "dependentRequired":
            cause = next(key for key in error.validator_value if key in error.instance)
            return self.document.key_position((*path, cause))
        return self.document.key_position(path)

    def _explain_unknown_keys(self, path: ValuePath, instance: dict) -> None:
        """Explain the unknown keys of a mapping; drop the problems of the keys that they were meant to be."""
        properties = self.schemas.field(self.kind, path).get("properties", {})
        unknown = [key for key in instance if key not in properties]
        absent = [name for name in properties if name not in instance]
        for key in unknown[:MAX_UNKNOWN_KEYS]:
            self.invalid_paths.append((*path, key))
            guess = key if self._is_misplaced(path, key) else None
            guess = (
                guess
                or find_closest(key, absent)
                or find_closest(key, properties)
                or self._only_missing(path, unknown)
            )
            parent = self._enclosing_parent(path, key) if guess == key else path
            self.missing.pop((*parent, guess), None)
            self.missing = {other: item for other, item in self.missing.items() if other[-1] != key}
            self._drop_empty_parents(path, instance, key)
            self.unknown[*path, key] = self._explain_unknown_key(path, key, guess, absent)

    def _only_missing(self, path: ValuePath, unknown: list[str]) -> str | None:
        """Return the missing key when one key is missing and one unknown: it was most likely misnamed."""
        missing = [other[-1] for other in self.missing if other[:-1] == path]
        return str(missing[0]) if len(missing) == len(unknown) == 1 else None

    def _is_misplaced(self, path: ValuePath, key: str) -> bool:
        """Say whether the schema has the key, but at another level."""
        return self._enclosing_parent(path, key) != path or bool(self._preceding_parents(path, key))

    def _enclosing_parent(self, path: ValuePath, key: str) -> ValuePath:
        """Return the path of the nearest enclosing mapping that may have the key; `path` if there is none."""
        for length in range(len(path) - 1, -1, -1):
            if key in self.schemas.field(self.kind, path[:length]).get("properties", {}):
                return path[:length]
        return path

    def _preceding_parents(self, path: ValuePath, key: str) -> list[str]:
        """Return the sibling keys above a key whose mapping may have it, in the order of the schema."""
        properties = self.schemas.field(self.kind, path).get("properties", {})
        parents = [name for name, part in properties.items() if key in part.get("properties", {})]
        line = self.document.key_position((*path, key)).line
        return [
            name
            for name in parents
            if (*path, name) in self.document.spans and self.document.key_position((*path, name)).line < line
        ]

    def _drop_empty_parents(self, path: ValuePath, instance: dict, key: str) -> None:
        """Drop the problems of mappings that are empty because their key is misplaced."""
        for name in self._preceding_parents(path, key):
            if instance.get(name) is None:
                self.values.pop((*path, name), None)

    def _explain_unknown_key(
        self, path: ValuePath, key: str, guess: str | None, absent: list[str]
    ) -> Problem:
        document, position = self.document, self.document.key_position((*path, key))
        fixed = ""
        if guess == key and (parents := self._preceding_parents(path, key)):
            suggestion = f"Elle va dans « {parents[0]} » : mettez deux espaces de plus devant."
        elif guess == key:
            suggestion = "Elle va à un niveau au-dessus : retirez des espaces devant."
        elif guess:
            suggestion = f"Vouliez-vous dire « {guess} » ?"
            fixed = _replace_key(document, position, key, guess)
        else:
            suggestion = f"Clés possibles : {', '.join(absent)}." if absent else "Supprimez cette ligne."
        return build_problem(
            document.file,
            position,
            "additionalProperties",
            key=naming.quote_value(key),
            suggestion=suggestion,
            fixed=fixed,
        )

    def _explain_value(self, path: ValuePath, error: "ValidationError") -> Problem:
        """Return the problem of a value that violates one keyword."""
        field, value, limit = self.schemas.field(self.kind, path), error.instance, error.validator_value
        code = _problem_code(str(error.validator), field, value, limit)
        if (
            code == "empty-value"
            and path
            and path[-1] in self.schemas.field(self.kind, path[:-1]).get("required", ())
        ):
            code = "empty-required"
        if code.startswith("empty") and re.search(r"[:-]\s+#", self._source_line(path)):
            code = "hash-start"
        if (
            code == "type"
            and field.get("type") == "string"
            and (colon := self._explain_colon_in_item(path, value))
        ):
            return colon
        suggested = value_fixes.suggest_value(value, field) if value is not None and path else None
        if code == "type-text" and (suggested or "").startswith('"') and (source := self._source_text(path)):
            suggested = quote_yaml(source)  # 1.10 is the text « 1.10 », not that of the number 1.1.
        if suggested and not self.schemas.accepts(self.kind, field, yaml_reader.parse_scalar(suggested)):
            suggested = None
        document = self.document
        if code == "uniqueItems":
            position = document.key_position((*path, _index_of_duplicate(value)))
        elif value is None or isinstance(value, list | dict):
            position = document.key_position(path)
        else:
            position = document.value_position(path)
        return build_problem(
            document.file,
            position,
            code,
            title=field.get("title", "Le fichier"),
            description=field.get("description", ""),
            example=format_example(field),
            value=naming.quote_value(value),
            actual=naming.name_type(value),
            expected=naming.name_expected_types(field.get("type", "object")),
            limit=limit,
            size=len(value) if isinstance(value, str | list) else 0,
            choices=", ".join(map(str, field.get("enum", ()))),
            suggestion="",
            fixed=replace_value(document, path, suggested) if suggested else "",
        )


def _is_safe(key: yaml.Event, event: yaml.Event, lines: tuple[str, ...]) -> bool:
    """Say whether a value cannot be a truncated text: it is quoted, or reaches the end of its key's line."""
    if not isinstance(event, yaml.ScalarEvent) or event.style:
        return True
    start, end = event.start_mark, event.end_mark
    return (
        key.start_mark.line == start.line == end.line
        and end.column == len(lines[end.line])
        and event.value[-1:] not in ("'", '"')
    )


def _index_of_duplicate(items: list) -> int:
    """Return the index of the first item that is equal to an earlier one."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            return index
        seen.add(text)
    return 0


def _has_stray_quote(text: str) -> bool:
    """Say whether an unquoted text ends with a quote that nothing opens; « 15" » is a size."""
    return not re.search(r"(?:^|[\s(«])['\"]", text) and not re.search(r"\b[0-9]{1,2}\"$", text)


def _is_free_text(field: Schema) -> bool:
    """Say whether a field holds free text, where a ` #` at the end of the line is not meant as a comment."""
    pattern = field.get("pattern", "")
    return field.get("type") == "string" and not {"enum", "format"} & set(field) and "\\S" in pattern


def _missing_keys(error: "ValidationError") -> list[str]:
    """Return the keys that a `required` or `dependentRequired` error is about."""
    if error.validator == "required":
        return [key for key in error.validator_value if key not in error.instance]
    if error.validator == "dependentRequired":
        required = (keys for name, keys in error.validator_value.items() if name in error.instance)
        return [key for keys in required for key in keys if key not in error.instance]
    return []


def _problem_code(keyword: str, field: Schema, value: object, limit: object) -> str:
    """Return the code of the problem of a value that violates a keyword."""
    if value is None:
        return "empty-value"
    if keyword == "type" and "string" in field.get("type", ()) and isinstance(value, int | float):
        return "type-text"
    if keyword == "format" and limit == "courriel-fonctionnel":
        return find_mailbox_problem(str(value)) or keyword
    return str(limit) if keyword == "format" else keyword


def format_example(field: Schema) -> str:
    """Return the first example of a field as YAML, on one line."""
    example = field.get("examples", [""])[0]
    if isinstance(example, dict):
        return " ; ".join(f"{key}: {value}" for key, value in example.items())
    if isinstance(example, list):
        return "- " + str(
            example[0] if not isinstance(example[0], dict) else format_example({"examples": example})
        )
    return json.dumps(example) if isinstance(example, bool) else str(example).partition("\n")[0]


def replace_value(document: Document, path: ValuePath, replacement: str) -> str:
    """Return the source line of a value with the value replaced; empty when it spans several lines."""
    place = document.spans.get(path)
    if place is None or place.value.line != place.end.line:
        return ""
    line = document.lines[place.value.line - 1]
    return line[: place.value.column - 1] + replacement + line[place.end.column - 1 :]


def _replace_key(document: Document, position: Position, key: str, replacement: str) -> str:
    """Return the source line of a key with the key replaced; empty when it cannot be located."""
    line = document.lines[position.line - 1]
    before, after = line[: position.column - 1], line[position.column - 1 :]
    return before + after.replace(key, replacement, 1) if key in after else ""


def prune(document: Document, invalid_paths: Iterable[ValuePath]) -> Document:
    """Return a copy of the document without the values at some paths; a list has None in their place."""
    value = json.loads(json.dumps(document.value))
    for path in invalid_paths:
        if not path:
            value = {}
            break
        parent = value
        for step in path[:-1]:
            parent = parent.get(step) if isinstance(parent, dict) else parent[step] if parent else None
        if isinstance(parent, dict):
            parent.pop(path[-1], None)
        elif isinstance(parent, list):
            parent[path[-1]] = None
    return dataclasses.replace(document, value=value)
