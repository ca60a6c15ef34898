"""The dates of an action: its start, its milestones, its end."""

from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.model.records import Action
from roadmap.text.folding import fold
from roadmap.text.partial_dates import PartialDate


@dataclass(frozen=True)
class ActionDate:
    """A date of an action, known to the day, the month or the year.

    `key` is unique among the dates of the action, and stays when others are added; `milestone` is the title
    of the milestone, empty for `debut` and `fin`.
    """

    key: str
    date: PartialDate
    milestone: str = ""


def list_dates(action: Action) -> Iterator[ActionDate]:
    """Yield the dates of an action: start, milestones in their order, end."""
    if action.debut:
        yield ActionDate("debut", action.debut)
    counts: dict[str, int] = {}
    for milestone in action.etapes:
        slug = f"etape-{fold(milestone.titre)}"
        counts[slug] = counts.get(slug, 0) + 1
        if milestone.date:
            # A dot: no slug has one, so that the second « Bilan » is not the first « Bilan 2 ».
            key = slug if counts[slug] == 1 else f"{slug}.{counts[slug]}"
            yield ActionDate(key, milestone.date, milestone.titre)
    if action.fin:
        yield ActionDate("fin", action.fin)
