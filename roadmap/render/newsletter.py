"""What the letter tells: the three months that end today."""

import datetime as dt
from dataclasses import dataclass

from roadmap.history.history import DatedChange, History, Opening, find_changes_since
from roadmap.model.records import Action, Meeting
from roadmap.model.roadmap import Roadmap, add_months
from roadmap.render.news import addresses

MONTHS = 3


@dataclass(frozen=True)
class Letter:
    """The facts of a letter, from the day `since` to the day `until`, both included.

    `known_since` is the first day whose changes are known: None when there is no history at all, after
    `since` when it is cut short. `changes` come the latest first, each with its page's address from the
    site's root, None when it has none any more. `past` are the meetings of the period whose date is over,
    `confirmed` the sheets confirmed in it, `opening` the first data if it came then.
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
    def tells_changes(self) -> bool:
        """Whether something changed, or what changed is not all known: that nothing did is no news."""
        return bool(self.changes or self.opening) or self.known_since != self.since

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.tells_changes or self.coming or self.past or self.confirmed)


def letter(roadmap: Roadmap, history: History) -> Letter:
    """Return the facts of today's letter."""
    since = add_months(roadmap.today, -MONTHS)
    begins = history.begins.date() if history.begins else None
    pages = addresses(roadmap)
    return Letter(
        since=since,
        until=roadmap.today,
        known_since=since if history.covers(since) else begins,
        changes=tuple(
            (pages.get((each.change.kind, each.first_id)), each)
            for each in find_changes_since(history, since)
        ),
        opening=history.opening if history.opening and history.opening.day >= since else None,
        coming=roadmap.upcoming_meetings,
        past=tuple(each for each in roadmap.past_meetings if each.date.last_day >= since),
        confirmed=tuple(each for each in roadmap.actions if each.confirme_le.first_day >= since),
    )
