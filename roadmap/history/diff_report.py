"""Reports of a difference between two versions of the data: plain text, Markdown or JSON."""

import dataclasses
import json
from collections.abc import Callable

from roadmap.history.diff import Change, Difference
from roadmap.problems import reports

SECTION_TITLES = {"action": "Actions", "reunion": "Réunions et échéances"}


def diff_to_text(difference: Difference) -> str:
    """Return the changes as plain text, one per line, their details indented; then the problems."""
    rows = [] if difference.changes else ["Rien ne change pour le lecteur."]
    for change in difference.changes:
        rows.append(f"{change.nature} : {reports.replace_unprintable(change.titre)} ({change.id})")
        rows += [f"    {reports.replace_unprintable(detail)}" for detail in change.details]
    if difference.problems:
        rows += ["", reports.report_as_text(difference.problems)]
    return "\n".join(rows)


def diff_to_markdown(difference: Difference) -> str:
    """Return the changes as one Markdown list per kind, with every value escaped; then the problems."""
    rows = ["## Ce qui change pour le lecteur"]
    if not difference.changes:
        rows.append("\nAucune action ni réunion ne change.")
    for kind, title in SECTION_TITLES.items():
        changes = [change for change in difference.changes if change.kind == kind]
        if changes:
            rows += [f"\n### {title}\n", *(_format_item(change) for change in changes)]
    if difference.problems:
        rows += ["", reports.report_as_markdown(difference.problems)]
    return "\n".join(rows)


def _format_item(change: Change) -> str:
    head = f"- **{reports.escape_markdown(change.nature)}** : {reports.escape_markdown(change.titre)}"
    return "\n".join([head, *(f"  - {reports.escape_markdown(detail)}" for detail in change.details)])


def diff_to_json(difference: Difference) -> str:
    """Return `{changements, problemes}` as JSON."""
    value = {
        "changements": [dataclasses.asdict(change) for change in difference.changes],
        "problemes": json.loads(reports.report_as_json(difference.problems)),
    }
    return json.dumps(value, ensure_ascii=False, indent=2)


DIFF_FORMATS: dict[str, Callable[[Difference], str]] = {
    "text": diff_to_text,
    "markdown": diff_to_markdown,
    "json": diff_to_json,
}
