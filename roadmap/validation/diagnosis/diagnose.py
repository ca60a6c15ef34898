"""Put the cause that the lines show in place of what the parser, or the schema, says of it.

One slip gives one message: what follows from it elsewhere in the file is left out.
"""

from collections.abc import Iterator

from roadmap.problems.messages import build_problem, build_problem_from_slip
from roadmap.problems.problem import Problem, Slip
from roadmap.schema.schemas import Schemas, ValuePath
from roadmap.source.yaml_reader import Document
from roadmap.validation.diagnosis import yaml_mistakes
from roadmap.validation.schema_errors import Shape

# What the reader says of a text whose sign it took for grammar: the lines know better.
_SAID_BY_THE_PARSER = frozenset({"yaml", "alias", "anchor", "tag", "key", "empty-key", "documents", "merge"})


def of_unreadable(document: Document, schemas: Schemas, kind: str, found: list[Slip]) -> list[Problem]:
    """Return the problems of a file that cannot be read, from the slips that its lines show."""
    stumbles = [each for each in found if each.code in _SAID_BY_THE_PARSER]
    others = _repeated([each for each in found if each.code not in _SAID_BY_THE_PARSER])
    if stumbles:
        furthest = max(each.position.line for each in stumbles)
        shown = yaml_mistakes.find(document.lines, schemas, kind)
        seen = [slip for slip in shown if slip.position.line <= furthest]
        lines = {slip.position.line for slip in seen}
        others = [each for each in others if each.position.line not in lines] + (seen or stumbles)
    return [build_problem_from_slip(document.file, slip) for slip in others]


def _repeated(found: list[Slip]) -> list[Slip]:
    """Say once that lines in a row repeat keys: most often, the dash of a new item is missing."""
    rows: list[list[Slip]] = []
    for each in sorted(found, key=lambda each: each.position):
        last = rows[-1][-1] if rows else None
        if (
            last
            and last.code == each.code == "duplicate-key"
            and each.position.line == last.position.line + 1
        ):
            rows[-1].append(each)
        else:
            rows.append([each])
    return [row[0] if len(row) == 1 else _as_one(row) for row in rows]


def _as_one(row: list[Slip]) -> Slip:
    """Return one slip for duplicated keys in a row."""
    first, last = row[0].position, row[-1].position
    return Slip(first, "repeated-lines", {"line": first.line, "last": last.line})


def explained(document: Document, shape: Shape) -> list[Problem]:
    """Return the problems of a file whose shape is wrong, each with its cause when a line shows it."""
    if not shape.problems:
        return []
    about = {path: _lines_of(document, path) for path in (*shape.values, *shape.unknown)}
    missing = {each.position.line for each in shape.missing.values()}
    concerned = missing.union(*about.values())
    seen = [
        slip
        for slip in yaml_mistakes.find(document.lines, shape.schemas, shape.kind)
        if slip.position.line in concerned
    ]
    for slip in seen:
        _forget(shape, slip, about)
    joined = list(_joined_items(document, shape))
    return [*shape.problems, *(build_problem_from_slip(document.file, slip) for slip in seen), *joined]


def _lines_of(document: Document, path: ValuePath) -> set[int]:
    """Return the lines from a key to the end of its value's first part."""
    place = document.spans.get(path)
    if place is None:
        return set()
    return {place.key.line, *range(place.value.line, place.end.line + 1), place.key.line + 1}


def _forget(shape: Shape, slip: Slip, about: dict[ValuePath, set[int]]) -> None:
    """Drop what the schema says because of a slip: of its line, and of the key that it hides."""
    line = slip.position.line
    for problems in (shape.values, shape.unknown):
        for path in [path for path in problems if line in about.get(path, ())]:
            del problems[path]
    for path in [path for path in shape.missing if path[-1] == slip.hidden_key]:
        del shape.missing[path]


def _joined_items(document: Document, shape: Shape) -> Iterator[Problem]:
    """Move to its own line the message of a list's item that swallowed the line below."""
    for path in list(shape.values):
        place = document.spans.get(path)
        if not path or place is None or not isinstance(path[-1], int) or place.end.line <= place.value.line:
            continue
        line = document.lines[place.value.line - 1]
        if line[place.value.column - 1] in "\"'|>[{":
            continue
        del shape.values[path]
        position = place.value._replace(line=place.value.line + 1, column=place.value.column)
        yield build_problem(document.file, position, "missing-dash")
