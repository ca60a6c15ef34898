"""Show problems: as text for a terminal, JSON for machines, annotations and a summary for GitHub."""

import itertools
import json
import re
from collections.abc import Callable, Sequence

from roadmap.problems.problem import Problem

# GitHub shows ten annotations of a step, and drops the others without a word.
MOST_ANNOTATIONS = 10
ZERO_WIDTH = "\u200b"


def text(problems: Sequence[Problem]) -> str:
    """Return, for each problem, `file:line:column: message`, the source line with a caret, the remedy."""
    return "\n".join(_as_text(each) for each in problems)


def _as_text(each: Problem) -> str:
    line, column = each.position
    kind = "avertissement : " if each.severity == "warning" else ""
    rows = [f"{printable(each.file)}:{line}:{column}: {kind}{each.message}"]
    if each.excerpt:
        number = str(line)
        rows.append(f"    {number} | {printable(each.excerpt)}")
        rows.append(f"    {' ' * len(number)} | {' ' * each.caret}^")
    if each.hint:
        rows.append(f"    {each.hint}")
    return "\n".join(rows)


def printable(value: str) -> str:
    """Return a value without the characters that would move the cursor or hide."""
    return "".join(char if char.isprintable() or char in "\u00a0\u202f" else "·" for char in value)


def as_json(problems: Sequence[Problem]) -> str:
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


def github(problems: Sequence[Problem]) -> str:
    """Return at most ten workflow annotations, the most useful first, then where the rest is."""
    chosen = _most_useful(problems)[:MOST_ANNOTATIONS]
    rows = [
        f"::{each.severity} file={_property(each.file)},line={each.position.line},col={each.position.column}"
        f"::{_data(f'{each.message} {each.hint}'.strip())}"
        for each in chosen
    ]
    if rest := len(problems) - len(chosen):
        others = f"{rest} autre{'s' * (rest > 1)} problème{'s' * (rest > 1)}"
        rows.append(f"… et {others} : la liste complète est dans le résumé de l'exécution.")
    return "\n".join(rows)


def _most_useful(problems: Sequence[Problem]) -> list[Problem]:
    """Order the errors first, one of each file before the second of any."""
    order = []
    for severity in ("error", "warning"):
        by_file: dict[str, list[Problem]] = {}
        for each in problems:
            if each.severity == severity:
                by_file.setdefault(each.file, []).append(each)
        rounds = itertools.zip_longest(*by_file.values())
        order += [each for turn in rounds for each in turn if each is not None]
    return order


def _data(value: str) -> str:
    """Escape the text of a workflow command, and break what could begin another."""
    escaped = printable(value).replace("%", "%25")
    return escaped.replace("::", f":{ZERO_WIDTH}:").replace("##[", f"#{ZERO_WIDTH}#[")


def _property(value: str) -> str:
    """Escape a property of a workflow command."""
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def markdown(problems: Sequence[Problem]) -> str:
    """Return the list of the problems, every value escaped."""
    if not problems:
        return "## Données vérifiées\n\nAucun problème."
    errors = sum(each.severity == "error" for each in problems)
    return f"## Vérification des données : {errors} erreur{'s' * (errors > 1)}\n\n{tables(problems)}"


def tables(problems: Sequence[Problem]) -> str:
    """Return a Markdown table a file, every value escaped."""
    rows: list[str] = []
    by_file: dict[str, list[Problem]] = {}
    for each in problems:
        by_file.setdefault(each.file, []).append(each)
    for file, found in by_file.items():
        rows += [
            f"### {escape_markdown(file)}\n",
            "| Ligne | Ce qui ne va pas | Que faire |",
            "|---:|---|---|",
        ]
        for each in found:
            kind = "Avertissement. " if each.severity == "warning" else ""
            message = f"{kind}{escape_markdown(each.message)}"
            rows.append(f"| {each.position.line} | {message} | {escape_markdown(each.hint)} |")
        rows.append("")
    return "\n".join(rows).rstrip()


def escape_markdown(value: str) -> str:
    """Return a value that Markdown shows letter for letter: no HTML, no link, no mention, no command."""
    value = re.sub(r"([@#])(?=\S)", rf"\1{ZERO_WIDTH}", printable(value)).replace("::", f":{ZERO_WIDTH}:")
    # GitHub links addresses wherever they begin, and « GH-12 » to a ticket.
    value = value.replace("://", f":{ZERO_WIDTH}//")
    value = re.sub(r"(?i)(www)(\.)|(gh)(-[0-9])", rf"\1\3{ZERO_WIDTH}\2\4", value)
    return re.sub(r"[\\`*_{}\[\]<>|~&$]", lambda found: f"&#{ord(found[0])};", value)


FORMATS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "text": text,
    "github": github,
    "markdown": markdown,
    "json": as_json,
}
