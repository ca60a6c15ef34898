"""News pages: the changes of the data, grouped by month, by day, and by action or meeting."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from roadmap.history.history import DatedChange, History, Opening
from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap
from roadmap.text.partial_dates import PartialDate

# Beyond these, a page only says how many more there are.
MAX_LATEST_ITEMS = 20
MAX_MONTH_ITEMS = 100
MAX_CONFIRMED = 50


@dataclass(frozen=True)
class NewsItem:
    """The changes of one action or meeting in one day, latest first.

    `address` is its current page, relative to the site's root; None when the page no longer exists.
    """

    address: str | None
    changes: tuple[DatedChange, ...]


@dataclass(frozen=True)
class NewsDay:
    """The news of a day."""

    day: dt.date
    items: tuple[NewsItem, ...]


@dataclass(frozen=True)
class NewsMonth:
    """The news of a month: its latest days, the number of items left out, the initial data if any."""

    month: PartialDate
    days: tuple[NewsDay, ...]
    left_out: int
    opening: Opening | None

    @property
    def address(self) -> str:
        """The address of the month's page, relative to the site's root."""
        return f"nouveautes/{self.month}/"


@dataclass(frozen=True)
class News:
    """All the news; without a git history, only the confirmations of sheets.

    `confirmed` are the last confirmed sheets, latest first; `more_confirmed` counts the others.
    """

    history: History = field(default_factory=History)
    latest: tuple[NewsDay, ...] = ()
    months: tuple[NewsMonth, ...] = ()
    confirmed: tuple[Action, ...] = ()
    more_confirmed: int = 0


def build_news(roadmap: Roadmap, history: History) -> News:
    """Return the news of a history, with links to the current pages."""
    items = list(_group_items(history.changes, map_page_addresses(roadmap)))
    confirmed = sorted(roadmap.actions, key=lambda action: action.confirme_le.first_day, reverse=True)
    return News(
        history=history,
        latest=_group_days(items[:MAX_LATEST_ITEMS]),
        months=_group_months(items, history.opening),
        confirmed=tuple(confirmed[:MAX_CONFIRMED]),
        more_confirmed=max(0, len(confirmed) - MAX_CONFIRMED),
    )


def map_page_addresses(roadmap: Roadmap) -> dict[tuple[str, str], str]:
    """Map (kind, identifier) of each action and meeting to its page; former identifiers are included."""
    addresses = {}
    for kind, section, entries in (
        ("action", "actions", roadmap.actions),
        ("reunion", "calendrier", roadmap.reunions),
    ):
        for entry in entries:
            for identifier in (entry.id, *entry.anciens_identifiants):
                addresses[kind, identifier] = f"{section}/{entry.id}/"
    return addresses


def _group_items(changes: Iterable[DatedChange], addresses: dict[tuple[str, str], str]) -> Iterator[NewsItem]:
    """Group the changes of each day by action or meeting, latest first."""
    for _, day_changes in itertools.groupby(changes, key=lambda dated: dated.day):
        by_entry: dict[tuple[str, str], list[DatedChange]] = {}
        for dated in day_changes:
            by_entry.setdefault((dated.change.kind, dated.first_id), []).append(dated)
        for key, entry_changes in by_entry.items():
            yield NewsItem(addresses.get(key), tuple(entry_changes))


def _group_days(items: Iterable[NewsItem]) -> tuple[NewsDay, ...]:
    groups = itertools.groupby(items, key=lambda item: item.changes[0].day)
    return tuple(NewsDay(day, tuple(group)) for day, group in groups)


def _group_months(items: Iterable[NewsItem], opening: Opening | None) -> tuple[NewsMonth, ...]:
    """Return the months that have news, latest first."""
    by_month: dict[PartialDate, list[NewsItem]] = {}
    for item in items:
        by_month.setdefault(_month_of(item.changes[0].day), []).append(item)
    opening_month = opening and _month_of(opening.day)
    if opening_month:
        by_month.setdefault(opening_month, [])
    return tuple(
        NewsMonth(
            month,
            _group_days(by_month[month][:MAX_MONTH_ITEMS]),
            max(0, len(by_month[month]) - MAX_MONTH_ITEMS),
            opening if month == opening_month else None,
        )
        for month in sorted(by_month, key=lambda month: month.first_day, reverse=True)
    )


def _month_of(day: dt.date) -> PartialDate:
    return PartialDate(day.year, day.month)
