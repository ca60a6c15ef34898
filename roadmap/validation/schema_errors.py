"""Check one document against its schema, and explain each slip where it stands."""

import dataclasses
import itertools
import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import yaml

from roadmap.problems import messages, naming
from roadmap.problems.problem import Position, Problem
from roadmap.schema.schemas import Schema, Schemas, ValuePath
from roadmap.source import yaml_reader
from roadmap.source.yaml_reader import Document, EntrySpan, build_span
from roadmap.text.addresses import is_free_webmail
from roadmap.text.folding import find_closest
from roadmap.text.quoting import quote_yaml
from roadmap.validation import remedies

if TYPE_CHECKING:
    from jsonschema import ValidationError

# One value, one message: the first of these keywords that it breaks is the cause, the others follow.
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
    "minProperties",
    "uniqueItems",
)
# More than anyone would read: the check says that there are others.
MAX_ERRORS = 300
MOST_UNKNOWN = 60


class Shape:
    """What a document's shape is worth: its problems, and the paths of the values that are not sound."""

    def __init__(self, document: Document, schemas: Schemas, kind: str) -> None:
        """Check `document` against the schema of its `kind`."""
        self.document, self.schemas, self.kind = document, schemas, kind
        self.broken: list[ValuePath] = []
        self.missing: dict[ValuePath, Problem] = {}
        self.unknown: dict[ValuePath, Problem] = {}
        self.values: dict[ValuePath, Problem] = {}
        self._find_cut_texts()
        if not schemas.is_valid(kind, document.value):
            self._explain(itertools.islice(schemas.validator(kind).iter_errors(document.value), MAX_ERRORS))

    @property
    def problems(self) -> list[Problem]:
        """Every slip of the document, one message each."""
        return [*self.missing.values(), *self.unknown.values(), *self.values.values()]

    def _line(self, path: ValuePath) -> str:
        """Return the line where the entry at `path` begins."""
        number = self.document.key_position(path).line
        return self.document.lines[number - 1] if number <= len(self.document.lines) else ""

    def _colon_in_item(self, path: ValuePath, value: object) -> Problem | None:
        """Return the problem of a list's text that a colon turned into a group."""
        if not isinstance(value, dict) or not isinstance(path[-1], int) or len(value) != 1:
            return None
        place = self.document.spans[path].value
        line = self.document.lines[place.line - 1]
        before, text = line[: place.column - 1], line[place.column - 1 :].rstrip()
        position = Position(place.line, place.column + max(text.find(": "), 0))
        return messages.build_problem(
            self.document.file, position, "colon-in-text", fixed=before + quote_yaml(text)
        )

    def _find_cut_texts(self) -> None:
        """Find the plain texts that a ` #` cuts: what follows is lost without a word."""
        lines = self.document.lines
        for path, key, event in self.document.nodes:
            if _is_out_of_doubt(key, event, lines) or not _is_free_text(self.schemas.field(self.kind, path)):
                continue
            place = build_span(key, event)
            line = lines[place.end.line - 1] if place.end.line <= len(lines) else ""
            after = line[place.end.column - 1 :]
            begin = lines[place.value.line - 1][place.value.column - 1 :]
            if place.key.line < place.value.line and re.search(r":\s+#", lines[place.key.line - 1]):
                self.values[path] = messages.build_problem(self.document.file, place.key, "hash-start")
            elif joined := self._joined_line(place):
                self.values[path] = joined
            elif stray := self._stray_quote(place):
                self.values[path] = stray
            elif re.match(r"\s#", after):
                position = Position(place.end.line, place.end.column + after.index("#"))
                fixed = ""
                if place.value.line == place.end.line:
                    fixed = line[: place.value.column - 1] + quote_yaml(begin.rstrip())
                self.values[path] = messages.build_problem(self.document.file, position, "hash", fixed=fixed)

    def _stray_quote(self, place: EntrySpan) -> Problem | None:
        """Return the problem of a plain text that a quote ends, on any of its lines, and none opens."""
        for number in range(place.value.line, place.end.line + 1):
            line = self.document.lines[number - 1]
            end = place.end.column - 1 if number == place.end.line else len(line)
            text = line[place.value.column - 1 if number == place.value.line else 0 : end].rstrip()
            if text.endswith(("'", '"')) and _has_stray_quote(text):
                at = line.rindex(text[-1], 0, end)
                fixed = line[:at] + line[at + 1 :]
                return messages.build_problem(
                    self.document.file, Position(number, at + 1), "stray-quote", fixed=fixed
                )
        return None

    def _joined_line(self, place: EntrySpan) -> Problem | None:
        """Return the problem of a plain text that swallowed the list's item below it."""
        for number in range(place.value.line + 1, place.end.line + 1):
            line = self.document.lines[number - 1]
            if re.match(r"\s*- ", line):
                position = Position(number, len(line) - len(line.lstrip()) + 1)
                first = self.document.lines[place.value.line - 1]
                spaces = len(first) - len(first.lstrip())
                return messages.build_problem(self.document.file, position, "indentation", spaces=spaces)
        return None

    def _explain(self, errors: "Iterable[ValidationError]") -> None:
        by_path: dict[ValuePath, list[ValidationError]] = {}
        for error in errors:
            by_path.setdefault(tuple(error.absolute_path), []).append(error)
        for path, found in by_path.items():
            self._find_missing(path, found)
            values = [error for error in found if error.validator in VALUE_KEYWORDS]
            if values:
                cause = min(values, key=lambda error: VALUE_KEYWORDS.index(error.validator))
                self.values[path] = self._value(path, cause)
                self.broken.append(path)
        for path, found in by_path.items():
            if any(error.validator == "additionalProperties" for error in found):
                self._explain_unknown(path, found[0].instance)

    def _find_missing(self, path: ValuePath, errors: "list[ValidationError]") -> None:
        for error in errors:
            for key in _missing_keys(error):
                field = self.schemas.field(self.kind, (*path, key))
                self.missing[*path, key] = messages.build_problem(
                    self.document.file,
                    self._why(path, error),
                    str(error.validator),
                    title=field["title"],
                    key=key,
                    description=field["description"],
                )

    def _why(self, path: ValuePath, error: "ValidationError") -> Position:
        """Say which line makes a key necessary: the one that a rule tests, else where the entry begins."""
        steps = list(error.absolute_schema_path)
        if "then" in steps:
            rule = steps[len(steps) - 1 - steps[::-1].index("allOf") + 1]
            part = self.schemas.field(self.kind, path)
            return self.document.key_position((*path, part["allOf"][rule]["if"]["required"][0]))
        if error.validator == "dependentRequired":
            cause = next(key for key in error.validator_value if key in error.instance)
            return self.document.key_position((*path, cause))
        return self.document.key_position(path)

    def _explain_unknown(self, path: ValuePath, instance: dict) -> None:
        """Explain unknown keys; what such a key leaves missing or empty elsewhere is the same slip."""
        known = self.schemas.field(self.kind, path).get("properties", {})
        for key in itertools.islice((key for key in instance if key not in known), MOST_UNKNOWN):
            self.broken.append((*path, key))
            absent = [name for name in known if name not in instance]
            guess = self._misplaced(path, key) or find_closest(key, absent) or find_closest(key, known)
            guess = guess or self._only_missing(path, [name for name in instance if name not in known])
            where = path
            if guess == key:
                where = self._home(path, key)
            self.missing.pop((*where, guess), None)
            self.missing = {other: each for other, each in self.missing.items() if other[-1] != key}
            self._forgive_empty_parent(path, instance, key)
            self.unknown[*path, key] = self._unknown(path, key, guess, absent)

    def _only_missing(self, path: ValuePath, unknown: list[str]) -> str | None:
        """Return the one key that is missing where one is unknown: they are the same, misnamed."""
        here = [other[-1] for other in self.missing if other[:-1] == path]
        return str(here[0]) if len(here) == len(unknown) == 1 else None

    def _misplaced(self, path: ValuePath, key: str) -> str | None:
        """Return the key itself when it is sound, but at another level."""
        return key if self._home(path, key) != path or self._parents_of(path, key) else None

    def _home(self, path: ValuePath, key: str) -> ValuePath:
        """Return the nearest level above where a key belongs; the path itself if there is none."""
        for length in range(len(path) - 1, -1, -1):
            if key in self.schemas.field(self.kind, path[:length]).get("properties", {}):
                return path[:length]
        return path

    def _parents_of(self, path: ValuePath, key: str) -> list[str]:
        """Return the groups beside a key that could hold it, and that stand empty just above."""
        known = self.schemas.field(self.kind, path).get("properties", {})
        inside = [name for name, part in known.items() if key in part.get("properties", {})]
        here = self.document.key_position((*path, key)).line
        return [
            name
            for name in inside
            if (*path, name) in self.document.spans and self.document.key_position((*path, name)).line < here
        ]

    def _forgive_empty_parent(self, path: ValuePath, instance: dict, key: str) -> None:
        """Drop the message of a group left empty by a key that should stand in it."""
        for name in self._parents_of(path, key):
            if instance.get(name) is None:
                self.values.pop((*path, name), None)

    def _unknown(self, path: ValuePath, key: str, guess: str | None, absent: list[str]) -> Problem:
        document, position = self.document, self.document.key_position((*path, key))
        fixed = ""
        if guess == key and (parents := self._parents_of(path, key)):
            suggestion = f"Elle va dans « {parents[0]} » : mettez deux espaces de plus devant."
        elif guess == key:
            suggestion = "Elle va à un niveau au-dessus : retirez des espaces devant."
        elif guess:
            suggestion = f"Vouliez-vous dire « {guess} » ?"
            fixed = _with_key(document, position, key, guess)
        else:
            suggestion = f"Clés possibles : {', '.join(absent)}." if absent else "Supprimez cette ligne."
        return messages.build_problem(
            document.file,
            position,
            "additionalProperties",
            key=naming.quote_value(key),
            suggestion=suggestion,
            fixed=fixed,
        )

    def _value(self, path: ValuePath, error: "ValidationError") -> Problem:
        """Explain a value that breaks one keyword."""
        field, value, limit = self.schemas.field(self.kind, path), error.instance, error.validator_value
        code = _code(str(error.validator), field, value, limit)
        if (
            code == "empty-value"
            and path
            and path[-1] in self.schemas.field(self.kind, path[:-1]).get("required", ())
        ):
            code = "empty-required"
        if code.startswith("empty") and re.search(r"[:-]\s+#", self._line(path)):
            code = "hash-start"
        if code == "type" and field.get("type") == "string" and (colon := self._colon_in_item(path, value)):
            return colon
        written = remedies.scalar(value, field) if value is not None and path else None
        if written and not self.schemas.accepts(self.kind, field, yaml_reader.parse_scalar(written)):
            written = None
        document = self.document
        if code == "uniqueItems":
            position = document.key_position((*path, _second_of_a_kind(value)))
        elif value is None or isinstance(value, list | dict):
            position = document.key_position(path)
        else:
            position = document.value_position(path)
        return messages.build_problem(
            document.file,
            position,
            code,
            title=field.get("title", "Le fichier"),
            description=field.get("description", ""),
            example=example_of(field),
            value=naming.quote_value(value),
            actual=naming.name_type(value),
            expected=naming.name_expected_types(field.get("type", "object")),
            limit=limit,
            size=len(value) if isinstance(value, str | list) else 0,
            choices=", ".join(map(str, field.get("enum", ()))),
            suggestion="",
            fixed=with_value(document, path, written) if written else "",
        )


def _is_out_of_doubt(key: yaml.Event, event: yaml.Event, lines: tuple[str, ...]) -> bool:
    """Say whether an entry is no plain text, or one that ends its key's line, and not with a quote."""
    if not isinstance(event, yaml.ScalarEvent) or event.style:
        return True
    start, end = event.start_mark, event.end_mark
    return (
        key.start_mark.line == start.line == end.line
        and end.column == len(lines[end.line])
        and event.value[-1:] not in ("'", '"')
    )


def _second_of_a_kind(items: list) -> int:
    """Return the place of the first item that a list already holds."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            return index
        seen.add(text)
    return 0


def _has_stray_quote(text: str) -> bool:
    """Say whether the quote that ends a plain text is opened by none; « 15" » is a size."""
    return not re.search(r"(?:^|[\s(«])['\"]", text) and not re.search(r"\b[0-9]{1,2}\"$", text)


def _is_free_text(field: Schema) -> bool:
    """Say whether a field holds a sentence: there, no remark is expected at the end of the line."""
    shape = field.get("pattern", "")
    return field.get("type") == "string" and not {"enum", "format"} & set(field) and "\\S" in shape


def _missing_keys(error: "ValidationError") -> list[str]:
    if error.validator == "required":
        return [key for key in error.validator_value if key not in error.instance]
    if error.validator == "dependentRequired":
        wanted = (keys for name, keys in error.validator_value.items() if name in error.instance)
        return [key for keys in wanted for key in keys if key not in error.instance]
    return []


def _code(keyword: str, field: Schema, value: object, limit: object) -> str:
    """Choose the wording for a value that breaks a keyword."""
    if value is None:
        return "empty-value"
    if keyword == "type" and "string" in field.get("type", ()) and isinstance(value, int | float):
        return "type-text"
    if keyword == "format" and limit == "courriel-fonctionnel":
        return "free-webmail" if is_free_webmail(str(value)) else "personal-mailbox"
    return str(limit) if keyword == "format" else keyword


def example_of(field: Schema) -> str:
    """Show an example as it is written in a file."""
    example = field.get("examples", [""])[0]
    if isinstance(example, dict):
        return " ; ".join(f"{key}: {value}" for key, value in example.items())
    if isinstance(example, list):
        return "- " + str(
            example[0] if not isinstance(example[0], dict) else example_of({"examples": example})
        )
    return json.dumps(example) if isinstance(example, bool) else str(example).partition("\n")[0]


def with_value(document: Document, path: ValuePath, written: str) -> str:
    """Return the line of a value, rewritten with `written` in its place; empty if it takes several lines."""
    place = document.spans.get(path)
    if place is None or place.value.line != place.end.line:
        return ""
    line = document.lines[place.value.line - 1]
    return line[: place.value.column - 1] + written + line[place.end.column - 1 :]


def _with_key(document: Document, position: Position, key: str, right: str) -> str:
    """Return the line of a key, rewritten with the right one."""
    line = document.lines[position.line - 1]
    before, after = line[: position.column - 1], line[position.column - 1 :]
    return before + after.replace(key, right, 1) if key in after else ""


def prune(document: Document, broken: Iterable[ValuePath]) -> Document:
    """Return the document without the values that are not sound: a list keeps None in their place."""
    value = json.loads(json.dumps(document.value))
    for path in broken:
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
