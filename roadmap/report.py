"""Show problems: as text for a terminal, as JSON for machines."""

import json
from collections.abc import Callable, Iterable

from roadmap.problems import Problem


def text(problems: Iterable[Problem]) -> str:
    """Return one line a problem, `file:line:column: message`, its remedy indented below."""
    return "\n".join(
        f"{each.file}:{each.position.line}:{each.position.column}: "
        f"{'avertissement : ' if each.severity == 'warning' else ''}{each.message}"
        + (f"\n    {each.hint}" if each.hint else "")
        for each in problems
    )


def as_json(problems: Iterable[Problem]) -> str:
    """Return a list of `{file, line, column, severity, code, message, hint}`."""
    return json.dumps(
        [
            {
                "file": each.file,
                "line": each.position.line,
                "column": each.position.column,
                "severity": each.severity,
                "code": each.code,
                "message": each.message,
                "hint": each.hint,
            }
            for each in problems
        ],
        ensure_ascii=False,
        indent=2,
    )


FORMATS: dict[str, Callable[[Iterable[Problem]], str]] = {"text": text, "json": as_json}
