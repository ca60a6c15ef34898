"""How far the roadmap is: actions by status, measures, and a year's dates.

Each function reads its actions once and gives a result of bounded size, whatever their number.
"""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roadmap.model.records import Action, Indicator, Meeting, Step
from roadmap.model.roadmap import Roadmap
from roadmap.text.partial_dates import PartialDate

MEASURES = 6
STEPS_NAMED = 10  # of a month; the others are counted
# Statuses that say nothing of what is done yet.
NOT_BEGUN = frozenset({"envisagee"})


@dataclass(frozen=True)
class Share:
    """A status, its number of actions, and its part of the bar: where it begins and how long it is, in %."""

    statut: str
    count: int
    start: float
    length: float


def by_status(roadmap: Roadmap, actions: Sequence[Action]) -> tuple[Share, ...]:
    """Return the part of each status that some action has, in the order of the schema."""
    counts = Counter(action.statut for action in actions)
    shares, done = [], 0
    for statut in roadmap.schemas.labels("action", "statut"):
        if count := counts[statut]:
            shares.append(Share(statut, count, _percent(done, len(actions)), _percent(count, len(actions))))
            done += count
    return tuple(shares)


def has_begun(actions: Iterable[Action]) -> bool:
    """Say whether any action is more than considered."""
    return any(action.statut not in NOT_BEGUN for action in actions)


def late(roadmap: Roadmap, actions: Iterable[Action]) -> int:
    """Return how many actions still open should have ended."""
    return sum(roadmap.is_late(action) for action in actions)


def measures(actions: Iterable[Action]) -> tuple[tuple[Action, Indicator], ...]:
    """Return the indicators measured last, the newest first, each with its action; six at most."""
    measured = [
        (action, indicator)
        for action in actions
        for indicator in action.indicateurs
        if indicator.actuel is not None and indicator.mesure_le
    ]
    return tuple(sorted(measured, key=lambda each: each[1].mesure_le.last_day, reverse=True)[:MEASURES])


@dataclass(frozen=True)
class Mark:
    """A date on the year's line: where it begins and how long it is, in % of twelve equal months."""

    date: PartialDate
    start: float
    length: float


@dataclass(frozen=True)
class Period:
    """A month of the year, or what is known to the year alone: its meetings, its steps, the first ones."""

    date: PartialDate
    meetings: tuple[Meeting, ...]
    steps: int
    steps_done: int
    first_steps: tuple[tuple[Action, Step], ...]


@dataclass(frozen=True)
class Year:
    """What is dated in a year; `today` is its place on the line, None in another year."""

    annee: int
    periods: tuple[Period, ...]
    meetings: int
    steps: int
    meeting_marks: tuple[Mark, ...]
    step_marks: tuple[Mark, ...]
    today: float | None


def year(roadmap: Roadmap, actions: Iterable[Action], meetings: Iterable[Meeting] = ()) -> Year | None:
    """Return the year to show: this one, else the next with a date, else the last; None without a date.

    Cancelled meetings are left out.
    """
    standing = [each for each in meetings if each.statut != "annulee"]
    steps = [(action, step) for action in actions for step in action.etapes if step.date]
    years = {each.date.annee for each in standing} | {step.date.annee for _, step in steps}
    if not years:
        return None
    shown = _nearest(years, roadmap.today.year)
    held = [each for each in standing if each.date.annee == shown]
    dated = [(action, step) for action, step in steps if step.date.annee == shown]
    return Year(
        shown,
        _periods(shown, held, dated),
        len(held),
        len(dated),
        _marks(each.date for each in held),
        _marks(step.date for _, step in dated),
        _place(roadmap.today) if shown == roadmap.today.year else None,
    )


def _nearest(years: set[int], current: int) -> int:
    """Return the first of the years from the current one on, else the last of them."""
    return min((each for each in years if each >= current), default=max(years))


def _periods(annee: int, meetings: list[Meeting], steps: list[tuple[Action, Step]]) -> tuple[Period, ...]:
    """Return the months that hold something, then what is known to the year alone."""
    periods = []
    for mois in (*range(1, 13), None):
        held = tuple(each for each in meetings if each.date.mois == mois)
        due = [each for each in steps if each[1].date.mois == mois]
        due.sort(key=lambda each: (each[1].date.last_day, each[0].titre))
        if held or due:
            done = sum(step.realisee for _, step in due)
            periods.append(Period(PartialDate(annee, mois), held, len(due), done, tuple(due[:STEPS_NAMED])))
    return tuple(periods)


def _marks(dates: Iterable[PartialDate]) -> tuple[Mark, ...]:
    """Return a mark for each date, once; the longest first, so that a day shows on its month."""
    marks = (
        Mark(date, start := _place(date.first_day), round(_place(date.last_day, after=1) - start, 2))
        for date in set(dates)
    )
    return tuple(sorted(marks, key=lambda mark: (-mark.length, mark.start)))


def _place(day: dt.date, *, after: int = 0) -> float:
    """Return where a day begins on a line of twelve equal months, in %; `after` so many days later."""
    month_length = calendar.monthrange(day.year, day.month)[1]
    return round((day.month - 1 + (day.day - 1 + after) / month_length) * 100 / 12, 2)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)
