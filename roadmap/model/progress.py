"""Progress of the roadmap: actions by status, latest indicator measures, and the timeline of a year.

Each function iterates over its actions once and returns a result of bounded size.
"""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roadmap.model.records import Action, Indicator, Measure, Meeting, Milestone
from roadmap.model.roadmap import Roadmap
from roadmap.text.partial_dates import PartialDate

MAX_MEASURES = 6
MAX_MILESTONES_LISTED = 10  # per period; the others are only counted
# Statuses of actions that have not started.
NOT_STARTED = frozenset({"envisagee"})


@dataclass(frozen=True)
class Share:
    """A status, its number of actions, and its segment of the stacked bar: start and length in percent."""

    statut: str
    count: int
    start: float
    length: float


def compute_status_shares(roadmap: Roadmap, actions: Sequence[Action]) -> tuple[Share, ...]:
    """Return the share of each status that at least one action has, in the order of the schema."""
    counts = Counter(action.statut for action in actions)
    shares, cumulated = [], 0
    for statut in roadmap.schemas.labels("action", "statut"):
        if count := counts[statut]:
            start, length = _percent(cumulated, len(actions)), _percent(count, len(actions))
            shares.append(Share(statut, count, start, length))
            cumulated += count
    return tuple(shares)


def has_started(actions: Iterable[Action]) -> bool:
    """Say whether any action is beyond the status « envisagée »."""
    return any(action.statut not in NOT_STARTED for action in actions)


def count_late(roadmap: Roadmap, actions: Iterable[Action]) -> int:
    """Return the number of open actions whose end date is past."""
    return sum(roadmap.is_late(action) for action in actions)


def find_latest_measures(actions: Iterable[Action]) -> tuple[tuple[Action, Indicator], ...]:
    """Return the latest measured indicators with their actions, newest first, at most MAX_MEASURES."""
    measured = [
        (action, indicator)
        for action in actions
        for indicator in action.indicateurs
        if indicator.actuel is not None and indicator.mesure_le
    ]
    return tuple(sorted(measured, key=lambda pair: pair[1].mesure_le.last_day, reverse=True)[:MAX_MEASURES])


@dataclass(frozen=True)
class Point:
    """A measure on a chart: percent of its width from the first date, of its height from the bottom."""

    measure: Measure
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """The measures of an indicator as points, never joined; `target` is the height of its target, if any."""

    points: tuple[Point, ...]
    target: float | None


def build_chart(indicator: Indicator) -> Chart | None:
    """Return the chart of an indicator, from zero to its largest value; None if it cannot be drawn."""
    measures = indicator.all_measures
    values = [measure.valeur for measure in measures]
    top = max(*values, indicator.cible or 0) if values else 0
    if top <= 0 or min(values) < 0:
        return None
    days = [measure.date.last_day.toordinal() for measure in measures]
    span = days[-1] - days[0]
    points = tuple(
        Point(measure, _percent(day - days[0], span) if span else 50, _percent(measure.valeur, top))
        for measure, day in zip(measures, days, strict=True)
    )
    return Chart(points, _percent(indicator.cible, top) if indicator.cible else None)


@dataclass(frozen=True)
class Mark:
    """A date on the timeline of a year: start and length in percent, all months having the same length."""

    date: PartialDate
    start: float
    length: float


@dataclass(frozen=True)
class Period:
    """The meetings and milestones of a month, or of the year when their month is unknown.

    `first_milestones` holds at most MAX_MILESTONES_LISTED of them, each with its action.
    """

    date: PartialDate
    meetings: tuple[Meeting, ...]
    milestones: int
    milestones_done: int
    first_milestones: tuple[tuple[Action, Milestone], ...]


@dataclass(frozen=True)
class Year:
    """The timeline of a year; `today` is the position of today in percent, None in another year."""

    annee: int
    periods: tuple[Period, ...]
    meetings: int
    milestones: int
    meeting_marks: tuple[Mark, ...]
    milestone_marks: tuple[Mark, ...]
    today: float | None


def build_year(roadmap: Roadmap, actions: Iterable[Action], meetings: Iterable[Meeting] = ()) -> Year | None:
    """Return the timeline of the current year, else of the next year with a date, else of the last one.

    Return None when nothing is dated. Cancelled meetings are left out.
    """
    meetings = [meeting for meeting in meetings if meeting.statut != "annulee"]
    milestones = [(action, milestone) for action in actions for milestone in action.etapes if milestone.date]
    years = {meeting.date.annee for meeting in meetings} | {
        milestone.date.annee for _, milestone in milestones
    }
    if not years:
        return None
    year = _nearest_year(years, roadmap.today.year)
    meetings = [meeting for meeting in meetings if meeting.date.annee == year]
    milestones = [(action, milestone) for action, milestone in milestones if milestone.date.annee == year]
    return Year(
        year,
        _build_periods(year, meetings, milestones),
        len(meetings),
        len(milestones),
        _build_marks(meeting.date for meeting in meetings),
        _build_marks(milestone.date for _, milestone in milestones),
        _position(roadmap.today) if year == roadmap.today.year else None,
    )


def _nearest_year(years: set[int], current: int) -> int:
    """Return the first year not before the current one, else the last year."""
    return min((year for year in years if year >= current), default=max(years))


def _build_periods(
    annee: int, meetings: list[Meeting], milestones: list[tuple[Action, Milestone]]
) -> tuple[Period, ...]:
    """Return the months that have a date, then what is dated by the year only."""
    periods = []
    for mois in (*range(1, 13), None):
        held = tuple(meeting for meeting in meetings if meeting.date.mois == mois)
        due = [pair for pair in milestones if pair[1].date.mois == mois]
        due.sort(key=lambda pair: (pair[1].date.last_day, pair[0].titre))
        if held or due:
            done = sum(milestone.realisee for _, milestone in due)
            first = tuple(due[:MAX_MILESTONES_LISTED])
            periods.append(Period(PartialDate(annee, mois), held, len(due), done, first))
    return tuple(periods)


def _build_marks(dates: Iterable[PartialDate]) -> tuple[Mark, ...]:
    """Return one mark per distinct date, the longest first so that a day is drawn over its month."""
    marks = (
        Mark(date, start := _position(date.first_day), round(_position(date.last_day, offset=1) - start, 2))
        for date in set(dates)
    )
    return tuple(sorted(marks, key=lambda mark: (-mark.length, mark.start)))


def _position(day: dt.date, *, offset: int = 0) -> float:
    """Return the position in percent of a day, plus `offset` days, on an axis of twelve equal months."""
    month_length = calendar.monthrange(day.year, day.month)[1]
    return round((day.month - 1 + (day.day - 1 + offset) / month_length) * 100 / 12, 2)


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2)
