"""Reports of problems: text for a terminal, JSON, GitHub annotations, Markdown summary."""

import itertools
import json
import re
from collections.abc import Callable, Sequence

from roadmap.problems.problem import Problem

# GitHub shows ten annotations per step, and drops the others silently.
MAX_ANNOTATIONS = 10
ZERO_WIDTH = "\u200b"
# GitHub refuses a job summary of more than one mebibyte.
MAX_SUMMARY_BYTES = 1_000_000


def report_as_text(problems: Sequence[Problem]) -> str:
    """Return `file:line:column: message`, the source line with a caret and the hint of each problem."""
    return "\n".join(_problem_as_text(problem) for problem in problems)


def _problem_as_text(problem: Problem) -> str:
    line, column = problem.position
    kind = "avertissement : " if problem.severity == "warning" else ""
    rows = [f"{replace_unprintable(problem.file)}:{line}:{column}: {kind}{problem.message}"]
    if problem.excerpt:
        number = str(line)
        rows.append(f"    {number} | {replace_unprintable(problem.excerpt)}")
        rows.append(f"    {' ' * len(number)} | {' ' * problem.caret}^")
    if problem.hint:
        rows.append(f"    {replace_unprintable(problem.hint)}")
    if problem.corrected_file:
        rows += [
            "    Le fichier corrigé :",
            "",
            *map(replace_unprintable, problem.corrected_file.split("\n")),
        ]
    return "\n".join(map(_break_workflow_commands, rows))


def _break_workflow_commands(value: str) -> str:
    """Break what the log of a workflow takes for a command; a sheet drops the spaces without width."""
    return value.replace("::", f":{ZERO_WIDTH}:").replace("##[", f"#{ZERO_WIDTH}#[")


def replace_unprintable(value: str) -> str:
    """Replace by `·` the characters that move the cursor or are invisible."""
    return "".join(char if char.isprintable() or char in "\u00a0\u202f" else "·" for char in value)


def report_as_json(problems: Sequence[Problem]) -> str:
    """Return a list of `{file, line, column, severity, code, message, hint, corrected_file}`."""
    return json.dumps(
        [
            {
                "file": problem.file,
                "line": problem.position.line,
                "column": problem.position.column,
                "severity": problem.severity,
                "code": problem.code,
                "message": problem.message,
                "hint": problem.hint,
                "corrected_file": problem.corrected_file,
            }
            for problem in problems
        ],
        ensure_ascii=False,
        indent=2,
    )


def report_as_github(problems: Sequence[Problem]) -> str:
    """Return at most ten workflow annotations, the most useful first, then the number of other problems."""
    chosen = _sort_by_usefulness(problems)[:MAX_ANNOTATIONS]
    rows = [
        f"::{problem.severity} file={_escape_property(problem.file)}"
        f",line={problem.position.line},col={problem.position.column}"
        f"::{_escape_message(f'{problem.message} {problem.hint}'.strip())}"
        for problem in chosen
    ]
    if rest := len(problems) - len(chosen):
        others = f"{rest} autre{'s' * (rest > 1)} problème{'s' * (rest > 1)}"
        rows.append(f"… et {others} : la liste complète est dans le résumé de l'exécution.")
    return "\n".join(rows)


def _sort_by_usefulness(problems: Sequence[Problem]) -> list[Problem]:
    """Sort problems: errors before warnings, then the first of each file before the second of any."""
    result = []
    for severity in ("error", "warning"):
        by_file: dict[str, list[Problem]] = {}
        for problem in problems:
            if problem.severity == severity:
                by_file.setdefault(problem.file, []).append(problem)
        rounds = itertools.zip_longest(*by_file.values())
        result += [problem for turn in rounds for problem in turn if problem is not None]
    return result


def _escape_message(value: str) -> str:
    """Escape the message of a workflow command, and break any other command inside it."""
    return _break_workflow_commands(replace_unprintable(value).replace("%", "%25"))


def _escape_property(value: str) -> str:
    """Escape a property of a workflow command, such as its file."""
    return _escape_message(value).replace(":", "%3A").replace(",", "%2C")


def report_as_markdown(problems: Sequence[Problem]) -> str:
    """Return a Markdown summary that GitHub takes: a title with the number of errors, then the tables."""
    if not problems:
        return "## Données vérifiées\n\nAucun problème."
    errors = sum(problem.severity == "error" for problem in problems)
    title = f"## Vérification des données : {errors} erreur{'s' * (errors > 1)}"
    text = f"{title}\n\n{report_as_tables(problems)}"
    return truncate(text, MAX_SUMMARY_BYTES, "Corrigez ces premières erreurs : la suite viendra après.")


def truncate(text: str, max_bytes: int, notice: str) -> str:
    """Cut a text at the end of a line if it is too long in UTF-8, and add a sentence that says so."""
    if len(text.encode(errors="replace")) <= max_bytes:
        return text
    beginning = text.encode(errors="replace")[:max_bytes].decode(errors="ignore").rpartition("\n")[0]
    return f"{beginning}\n\nCe texte est trop long pour être montré en entier. {notice}\n"


def report_as_tables(problems: Sequence[Problem]) -> str:
    """Return a Markdown table per file, with all values escaped."""
    rows: list[str] = []
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    for file, file_problems in by_file.items():
        rows += [
            f"### {escape_markdown(file)}\n",
            "| Ligne | Ce qui ne va pas | Que faire |",
            "|---:|---|---|",
        ]
        for problem in file_problems:
            kind = "Avertissement. " if problem.severity == "warning" else ""
            message = f"{kind}{escape_markdown(problem.message)}"
            rows.append(f"| {problem.position.line} | {message} | {escape_markdown(problem.hint)} |")
        rows.append("")
        rows += [_file_as_markdown(problem.corrected_file) for problem in file_problems]
    return "\n".join(rows).rstrip()


def _file_as_markdown(text: str) -> str:
    """Return a corrected file as a block of code without mention, link or command; empty if it may hold HTML.

    Pasted in a sheet, the spaces without width that break them are dropped.
    """
    if not text or "<" in text or "`" in text:
        return ""
    breaks = re.compile(r"[@#$\]]|:(?=[:/])")
    rows = (breaks.sub(rf"\g<0>{ZERO_WIDTH}", replace_unprintable(row)) for row in text.split("\n"))
    return "\n".join(["Le fichier corrigé, à recopier en entier :", "", *(f"    {row}" for row in rows), ""])


def escape_markdown(value: str) -> str:
    """Escape a value so that GitHub shows it literally: no HTML, link, mention or workflow command."""
    value = re.sub(r"([@#])(?=\S)", rf"\1{ZERO_WIDTH}", replace_unprintable(value)).replace(
        "::", f":{ZERO_WIDTH}:"
    )
    # GitHub turns URLs into links anywhere in a word, and « GH-12 » into a link to an issue.
    value = value.replace("://", f":{ZERO_WIDTH}//")
    value = re.sub(r"(?i)(www)(\.)|(gh)(-[0-9])", rf"\1\3{ZERO_WIDTH}\2\4", value)
    return re.sub(r"[\\`*_{}\[\]<>|~&$]", lambda match: f"&#{ord(match[0])};", value)


REPORT_FORMATS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "text": report_as_text,
    "github": report_as_github,
    "markdown": report_as_markdown,
    "json": report_as_json,
}
