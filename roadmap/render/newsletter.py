"""Content of the newsletter: the news of the last months and the coming meetings."""

import datetime as dt
from dataclasses import dataclass

from roadmap.history.history import DatedChange, History, Opening, find_changes_since
from roadmap.model.records import Action, Meeting
from roadmap.model.roadmap import Roadmap, add_months
from roadmap.render.news import map_page_addresses

PERIODS = (3, 6, 12)  # months; each has its page in content/, the first one at « lettre/ »


@dataclass(frozen=True)
class Newsletter:
    """Content of a newsletter, for the period from `since` to `until`, both included.

    `known_since` is the first day whose changes are known: None without a git history, later than `since`
    when the history is truncated. `changes` are (page address, change) pairs, latest first; the address is
    relative to the site's root, None when the page no longer exists. `opening` is the initial data,
    `past` the past meetings and `confirmed` the confirmed sheets, if within the period.
    """

    since: dt.date
    until: dt.date
    known_since: dt.date | None
    changes: tuple[tuple[str | None, DatedChange], ...]
    opening: Opening | None
    coming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]
    confirmed: tuple[Action, ...]

    @property
    def has_changes_section(self) -> bool:
        """Whether to show the changes: there are some, or the history does not cover the period."""
        return bool(self.changes or self.opening) or self.known_since != self.since

    @property
    def is_empty(self) -> bool:
        """Whether there is no news and no coming meeting."""
        return not (self.has_changes_section or self.coming or self.past or self.confirmed)


def newsletter_address(months: int) -> str:
    """Return the address of the newsletter of a period, from the site's root."""
    return "lettre/" if months == PERIODS[0] else f"lettre/{months}-mois/"


def build_newsletter(roadmap: Roadmap, history: History, months: int) -> Newsletter:
    """Return the content of today's newsletter, for the last months."""
    since = add_months(roadmap.today, -months)
    begins = history.begins.date() if history.begins else None
    addresses = map_page_addresses(roadmap)
    return Newsletter(
        since=since,
        until=roadmap.today,
        known_since=since if history.covers(since) else begins,
        changes=tuple(
            (addresses.get((dated.change.kind, dated.first_id)), dated)
            for dated in find_changes_since(history, since)
        ),
        opening=history.opening if history.opening and history.opening.day >= since else None,
        coming=roadmap.upcoming_meetings,
        past=tuple(meeting for meeting in roadmap.past_meetings if meeting.date.last_day >= since),
        confirmed=tuple(action for action in roadmap.actions if action.confirme_le.first_day >= since),
    )
