"""What an import tells: lines for people, JSON for programs."""

import json
from collections.abc import Callable

from roadmap.problems.table_messages import TABLE_WORDINGS
from roadmap.tables.importing import NEW, SAME, ImportResult
from roadmap.tables.rows import TableProblem

_STATUS_WORDS = {"new": "nouvelle", "update": "mise à jour", "same": "sans changement"}


def word_problem(problem: TableProblem) -> tuple[str, str]:
    """Return the message and the remedy of a problem, in French."""
    wording = TABLE_WORDINGS.get(problem.code, TABLE_WORDINGS["table-check"])
    message, hint = (text.format_map(problem.details) for text in wording)
    return message, hint


def format_json(result: ImportResult) -> str:
    """Return the result as JSON: `actions`, `problems`, `ignored_columns`."""
    actions = [
        {
            "row": action.row,
            "id": action.id,
            "file": action.file,
            "status": action.status,
            "understood": action.understood,
        }
        for action in result.actions
    ]
    problems = []
    for problem in result.problems:
        message, hint = word_problem(problem)
        problems.append(
            {
                "sheet": problem.sheet,
                "cell": problem.cell,
                "row": problem.row,
                "column": problem.column,
                "severity": problem.severity,
                "code": problem.code,
                "message": message,
                "hint": hint,
            }
        )
    content = {"actions": actions, "problems": problems, "ignored_columns": list(result.ignored_columns)}
    return json.dumps(content, ensure_ascii=False, indent=2)


def format_text(result: ImportResult) -> str:
    """Return a line for each action, then the problems with their remedies."""
    lines = [
        f"ligne {action.row} : {action.understood.get('titre', action.id)} → {action.file}"
        f" ({_STATUS_WORDS[action.status]})"
        for action in result.actions
    ]
    if result.ignored_columns:
        titles = ", ".join(f"« {title} »" for title in result.ignored_columns)
        lines.append(f"Colonnes laissées de côté : {titles}.")
    for problem in result.problems:
        message, hint = word_problem(problem)
        if not problem.cell:
            lines.append(f"{message} {hint}")
            continue
        column = f", colonne « {problem.column} »" if problem.column else ""
        warning = " avertissement :" if problem.severity == "warning" else ""
        lines.append(f"{problem.sheet}, ligne {problem.row}{column}, {problem.cell} :{warning} {message}")
        lines += [f"    {hint}"] if hint else []
    return "\n".join(lines)


def summarize(result: ImportResult, *, is_written: bool) -> str:
    """Return the result in one sentence, with the next step."""
    errors = sum(problem.severity == "error" for problem in result.problems)
    if errors and not result.actions:
        return "Rien n'est écrit."
    if errors:
        return (
            f"{errors} case{'s' * (errors > 1)} à corriger : rien n'est écrit. "
            "Corrigez le tableau, puis relancez la commande."
        )
    read = f"{len(result.actions)} action{'s lues' if len(result.actions) > 1 else ' lue'}"
    new = sum(action.status == NEW for action in result.actions)
    changed = sum(action.status not in (NEW, SAME) for action in result.actions)
    same = len(result.actions) - new - changed
    done = "écrites dans data/actions" if is_written else "rien n'est écrit pour l'instant"
    counts = (
        f"{new} nouvelle{'s' * (new > 1)}, {changed} mise{'s' * (changed > 1)} à jour, {same} sans changement"
    )
    return f"{read}, {done} : {counts}."


IMPORT_FORMATS: dict[str, Callable[[ImportResult], str]] = {"text": format_text, "json": format_json}
