"""Replace parser and schema errors by the typing mistakes that caused them, found in the source lines.

One mistake gives one problem: its consequences elsewhere in the file are dropped.
"""

from collections.abc import Iterator

from roadmap.problems.building import build_problem, build_problem_from_slip
from roadmap.problems.problem import Problem, Slip
from roadmap.schema.schemas import Schemas, ValuePath
from roadmap.source.yaml_reader import Document
from roadmap.validation.diagnosis import yaml_mistakes
from roadmap.validation.schema_errors import SchemaErrors

# Errors of the YAML parser that often come from text taken for syntax: the source lines give a better cause.
_PARSER_CODES = frozenset({"yaml", "alias", "anchor", "tag", "key", "empty-key", "documents", "merge"})


def diagnose_syntax_errors(
    document: Document, schemas: Schemas, kind: str, slips: list[Slip]
) -> list[Problem]:
    """Return the problems of a file that cannot be parsed; `slips` are what the parser reports."""
    parser_slips = [slip for slip in slips if slip.code in _PARSER_CODES]
    result = _merge_duplicate_keys([slip for slip in slips if slip.code not in _PARSER_CODES])
    if parser_slips:
        last_line = max(slip.position.line for slip in parser_slips)
        mistakes = yaml_mistakes.find_yaml_mistakes(document.lines, schemas, kind)
        mistakes = [slip for slip in mistakes if slip.position.line <= last_line]
        lines = {slip.position.line for slip in mistakes}
        result = [slip for slip in result if slip.position.line not in lines] + (mistakes or parser_slips)
    return [build_problem_from_slip(document.file, slip) for slip in result]


def _merge_duplicate_keys(slips: list[Slip]) -> list[Slip]:
    """Merge the duplicate keys of consecutive lines: most often, the dash of a new list item is missing."""
    groups: list[list[Slip]] = []
    for slip in sorted(slips, key=lambda slip: slip.position):
        last = groups[-1][-1] if groups else None
        if (
            last
            and last.code == slip.code == "duplicate-key"
            and slip.position.line == last.position.line + 1
        ):
            groups[-1].append(slip)
        else:
            groups.append([slip])
    return [group[0] if len(group) == 1 else _merge(group) for group in groups]


def _merge(duplicates: list[Slip]) -> Slip:
    """Return one mistake for the duplicate keys of consecutive lines."""
    first, last = duplicates[0].position, duplicates[-1].position
    return Slip(first, "repeated-lines", {"line": first.line, "last": last.line})


def diagnose_schema_errors(document: Document, errors: SchemaErrors) -> list[Problem]:
    """Return the problems of a file that does not match its schema, replaced by their causes where possible.

    Remove from `errors` the problems that a mistake explains.
    """
    if not errors.problems:
        return []
    lines_by_path = {path: _lines_of(document, path) for path in (*errors.values, *errors.unknown)}
    missing_key_lines = {problem.position.line for problem in errors.missing.values()}
    error_lines = missing_key_lines.union(*lines_by_path.values())
    mistakes = [
        slip
        for slip in yaml_mistakes.find_yaml_mistakes(document.lines, errors.schemas, errors.kind)
        if slip.position.line in error_lines
    ]
    for slip in mistakes:
        _drop_consequences(errors, slip, lines_by_path)
    joined_items = list(_move_joined_items(document, errors))
    return [
        *errors.problems,
        *(build_problem_from_slip(document.file, slip) for slip in mistakes),
        *joined_items,
    ]


def _lines_of(document: Document, path: ValuePath) -> set[int]:
    """Return the line numbers of a key and of its value, up to the end of the value's first token."""
    place = document.spans.get(path)
    if place is None:
        return set()
    return {place.key.line, *range(place.value.line, place.end.line + 1), place.key.line + 1}


def _drop_consequences(errors: SchemaErrors, slip: Slip, lines_by_path: dict[ValuePath, set[int]]) -> None:
    """Drop the schema errors that a mistake causes: those of its line, and the key that it hides."""
    line = slip.position.line
    for problems in (errors.values, errors.unknown):
        for path in [path for path in problems if line in lines_by_path.get(path, ())]:
            del problems[path]
    for path in [path for path in errors.missing if path[-1] == slip.hidden_key]:
        del errors.missing[path]


def _move_joined_items(document: Document, errors: SchemaErrors) -> Iterator[Problem]:
    """Replace the errors of list items that continue on the next line by a missing dash on that line."""
    for path in list(errors.values):
        place = document.spans.get(path)
        if not path or place is None or not isinstance(path[-1], int) or place.end.line <= place.value.line:
            continue
        line = document.lines[place.value.line - 1]
        if line[place.value.column - 1] in "\"'|>[{":
            continue
        del errors.values[path]
        position = place.value._replace(line=place.value.line + 1, column=place.value.column)
        yield build_problem(document.file, position, "missing-dash")
