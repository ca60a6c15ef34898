"""The news as readers see it: the dated changes, by month, by day, and by action or meeting."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from roadmap.history.history import DatedChange, History, Opening
from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap
from roadmap.text.partial_dates import PartialDate

# No page grows without bound: beyond these, readers are told how many more there are.
MOST_LATEST = 20
MOST_OF_A_MONTH = 100
MOST_CONFIRMED = 50


@dataclass(frozen=True)
class Item:
    """What happened in a day to one action or meeting: its changes, the latest first.

    `address` is its page today, relative to the site's root; None when it has none any more.
    """

    address: str | None
    changes: tuple[DatedChange, ...]


@dataclass(frozen=True)
class Day:
    """The news of a day."""

    day: dt.date
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Month:
    """The news of a month: the latest days, how many items are left out, the opening if it was then."""

    month: PartialDate
    days: tuple[Day, ...]
    left_out: int
    opening: Opening | None

    @property
    def address(self) -> str:
        """The address of the month's page, relative to the site's root."""
        return f"nouveautes/{self.month}/"


@dataclass(frozen=True)
class News:
    """All the news; without a history, `months` is empty and the confirmations remain.

    `confirmed` are the sheets confirmed last, the latest first; `more_confirmed` counts the others.
    """

    history: History = field(default_factory=History)
    latest: tuple[Day, ...] = ()
    months: tuple[Month, ...] = ()
    confirmed: tuple[Action, ...] = ()
    more_confirmed: int = 0


def dated_news(roadmap: Roadmap, history: History) -> News:
    """Return the news of a history, with links to the pages of today."""
    items = list(_items(history.changes, addresses(roadmap)))
    confirmed = sorted(roadmap.actions, key=lambda action: action.confirme_le.first_day, reverse=True)
    return News(
        history=history,
        latest=_days(items[:MOST_LATEST]),
        months=_months(items, history.opening),
        confirmed=tuple(confirmed[:MOST_CONFIRMED]),
        more_confirmed=max(0, len(confirmed) - MOST_CONFIRMED),
    )


def addresses(roadmap: Roadmap) -> dict[tuple[str, str], str]:
    """Return the address of each action and meeting, by kind and identifier, former ones included."""
    found = {}
    for kind, section, entries in (
        ("action", "actions", roadmap.actions),
        ("reunion", "calendrier", roadmap.reunions),
    ):
        for entry in entries:
            for identifier in (entry.id, *entry.anciens_identifiants):
                found[kind, identifier] = f"{section}/{entry.id}/"
    return found


def _items(changes: Iterable[DatedChange], pages: dict[tuple[str, str], str]) -> Iterator[Item]:
    """Yield the changes of each day, put together by action or meeting, the latest first."""
    for _, group in itertools.groupby(changes, key=lambda each: each.day):
        things: dict[tuple[str, str], list[DatedChange]] = {}
        for each in group:
            things.setdefault((each.change.kind, each.first_id), []).append(each)
        for thing, found in things.items():
            yield Item(pages.get(thing), tuple(found))


def _days(items: Iterable[Item]) -> tuple[Day, ...]:
    groups = itertools.groupby(items, key=lambda item: item.changes[0].day)
    return tuple(Day(day, tuple(group)) for day, group in groups)


def _months(items: Iterable[Item], opening: Opening | None) -> tuple[Month, ...]:
    """Return the months that have news, the latest first."""
    by_month: dict[PartialDate, list[Item]] = {}
    for item in items:
        by_month.setdefault(_month(item.changes[0].day), []).append(item)
    opened = opening and _month(opening.day)
    if opened:
        by_month.setdefault(opened, [])
    return tuple(
        Month(
            month,
            _days(found[:MOST_OF_A_MONTH]),
            max(0, len(found) - MOST_OF_A_MONTH),
            opening if month == opened else None,
        )
        for month, found in sorted(by_month.items(), key=lambda each: each[0].first_day, reverse=True)
    )


def _month(day: dt.date) -> PartialDate:
    return PartialDate(day.year, day.month)
