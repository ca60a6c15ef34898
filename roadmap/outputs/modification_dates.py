"""When the subject of a page last changed, from the git history and the data: never from the clock."""

import datetime as dt
from collections.abc import Iterable, Mapping

from roadmap.history.history import History
from roadmap.model.roadmap import Roadmap
from roadmap.render.news import News, map_page_addresses

ModificationDates = Mapping[str, dt.date]


def find_modification_dates(roadmap: Roadmap, news: News) -> ModificationDates:
    """Map the address of each action, meeting and month of news to the day it last changed, where known.

    The other pages depend on texts whose history is not read: they have no date.
    """
    addresses = map_page_addresses(roadmap)
    dates = _find_git_dates(addresses, news.history)
    for action in roadmap.actions:
        address = addresses["action", action.id]
        confirmed = action.confirme_le.first_day
        dates[address] = max(dates.get(address, confirmed), confirmed)
    for month in news.months:
        days = [day.day for day in month.days] or [month.opening.day]
        dates[month.address] = max(days)
    return dates


def find_latest(dates: ModificationDates, addresses: Iterable[str]) -> dt.date | None:
    """Return the latest date of some pages, None if none is known."""
    return max((dates[address] for address in addresses if address in dates), default=None)


def _find_git_dates(addresses: Mapping[tuple[str, str], str], history: History) -> dict[str, dt.date]:
    """Return the day of the last commit about each page: that of the first data if none changed it since."""
    dates: dict[str, dt.date] = {}
    for dated in history.changes:  # latest first
        address = addresses.get((dated.change.kind, dated.first_id))
        if address:
            dates.setdefault(address, dated.day)
    if history.opening:
        for address in addresses.values():
            dates.setdefault(address, history.opening.day)
    return dates
