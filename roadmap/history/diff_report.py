"""Show what changed for a reader: as text, Markdown or JSON."""

import dataclasses
import json
from collections.abc import Callable

from roadmap.history.diff import Change, Difference
from roadmap.problems import reports

KINDS = {"action": "Actions", "reunion": "Réunions et échéances"}


def text(difference: Difference) -> str:
    """Return one line a change, its details indented."""
    rows = [] if difference.changes else ["Rien ne change pour le lecteur."]
    for change in difference.changes:
        rows.append(f"{change.nature} : {reports.replace_unprintable(change.titre)} ({change.id})")
        rows += [f"    {reports.replace_unprintable(detail)}" for detail in change.details]
    if difference.problems:
        rows += ["", reports.report_as_text(difference.problems)]
    return "\n".join(rows)


def markdown(difference: Difference) -> str:
    """Return the changes as lists, by kind, every value escaped."""
    rows = ["## Ce qui change pour le lecteur"]
    if not difference.changes:
        rows.append("\nAucune action ni réunion ne change.")
    for kind, title in KINDS.items():
        changes = [change for change in difference.changes if change.kind == kind]
        if changes:
            rows += [f"\n### {title}\n", *(_item(change) for change in changes)]
    if difference.problems:
        rows += ["", reports.report_as_markdown(difference.problems)]
    return "\n".join(rows)


def _item(change: Change) -> str:
    head = f"- **{reports.escape_markdown(change.nature)}** : {reports.escape_markdown(change.titre)}"
    return "\n".join([head, *(f"  - {reports.escape_markdown(detail)}" for detail in change.details)])


def as_json(difference: Difference) -> str:
    """Return `{changements, problemes}`."""
    value = {
        "changements": [dataclasses.asdict(change) for change in difference.changes],
        "problemes": json.loads(reports.report_as_json(difference.problems)),
    }
    return json.dumps(value, ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[Difference], str]] = {"text": text, "markdown": markdown, "json": as_json}
