"""Build the meeting pack of a committee from the data and its history: changes, decisions, late actions."""

import bisect
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from roadmap.history.diff import Change
from roadmap.history.history import DatedChange, History
from roadmap.model.records import Action, Decision, Meeting, Milestone
from roadmap.model.roadmap import OPEN_STATUSES, Roadmap
from roadmap.render.news import map_page_addresses

# Items per section: the pack must fit on a few sheets of paper.
MAX_EXCERPT_ITEMS = 20

ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class Excerpt(Generic[ItemT]):
    """The first items of a list, and the length of the whole list."""

    items: tuple[ItemT, ...]
    count: int

    @classmethod
    def of(cls, items: Sequence[ItemT]) -> "Excerpt[ItemT]":
        """Take the first MAX_EXCERPT_ITEMS items."""
        return cls(tuple(items[:MAX_EXCERPT_ITEMS]), len(items))


@dataclass(frozen=True)
class LinkedChange:
    """A change, its day, and the address of the page from the site's root, None if it no longer exists."""

    day: dt.date
    change: Change
    address: str | None


@dataclass(frozen=True)
class FollowUp:
    """Follow-up of the actions before a coming meeting; those late or unconfirmed the longest come first.

    `stale` are the actions to confirm; `steps` are (action, step) pairs not done and due by the meeting.
    """

    late: Excerpt[Action]
    stale: Excerpt[Action]
    steps: Excerpt[tuple[Action, Milestone]]


@dataclass(frozen=True)
class MeetingPack:
    """The pack of a meeting; `previous` is the instance's last earlier meeting that was not cancelled.

    `changes` is None when the history does not go back to the previous meeting; `decisions` are those of
    earlier meetings still to follow up, latest first; `follow_up` is None for a past meeting.
    """

    meeting: Meeting
    previous: Meeting | None
    changes: Excerpt[LinkedChange] | None
    decisions: Excerpt[tuple[Meeting, Decision]]
    follow_up: FollowUp | None


class MeetingPackBuilder:
    """Builder of the packs of a roadmap; the lists that they share are sorted once."""

    def __init__(self, roadmap: Roadmap, history: History) -> None:
        """Sort the actions, the steps and the changes."""
        self._roadmap, self._history = roadmap, history
        # Changes are latest first: days are negated, as a bisection needs an increasing list.
        self._negated_days = [-dated.day.toordinal() for dated in history.changes]
        self._addresses = map_page_addresses(roadmap)
        late = (action for action in roadmap.actions if roadmap.is_late(action))
        stale = (action for action in roadmap.actions if roadmap.is_stale(action))
        self._late = Excerpt.of(sorted(late, key=lambda action: action.fin.last_day))
        self._stale = Excerpt.of(sorted(stale, key=lambda action: action.confirme_le.first_day))
        self._steps = sorted(_list_open_steps(roadmap), key=_due_day)

    def build(self, meeting: Meeting) -> MeetingPack:
        """Return the pack of a meeting."""
        earlier = self._list_earlier_meetings(meeting)
        previous = earlier[-1] if earlier else None
        return MeetingPack(
            meeting,
            previous,
            self._find_changes(previous, meeting) if previous else None,
            Excerpt.of(self._list_open_decisions(meeting, earlier)),
            None if self._roadmap.is_past(meeting) else self._build_follow_up(meeting),
        )

    def _list_earlier_meetings(self, meeting: Meeting) -> list[Meeting]:
        """Return the earlier meetings of the same instance, without the cancelled ones."""
        siblings = self._roadmap.meetings_of_instance(meeting.instance)
        earlier = siblings[: siblings.index(meeting)]
        return [sibling for sibling in earlier if sibling.statut != "annulee"]

    def _list_open_decisions(
        self, meeting: Meeting, earlier: Sequence[Meeting]
    ) -> list[tuple[Meeting, Decision]]:
        """Return the decisions of earlier meetings to follow up on the day of a meeting, latest first."""
        day = meeting.date.first_day
        return [
            (sibling, decision)
            for sibling in reversed(earlier)
            for decision in sibling.decisions
            if self._roadmap.is_decision_open(decision, day)
        ]

    def _find_changes(self, previous: Meeting, meeting: Meeting) -> Excerpt[LinkedChange] | None:
        """Return the changes from the first possible day of the previous meeting to this meeting."""
        since, until = previous.date.first_day, meeting.date.last_day
        if not self._history.covers(since):
            return None
        start = bisect.bisect_left(self._negated_days, -until.toordinal())
        stop = bisect.bisect_right(self._negated_days, -since.toordinal())
        changes = self._history.changes[start:stop]
        return Excerpt(tuple(map(self._link_change, changes[:MAX_EXCERPT_ITEMS])), len(changes))

    def _link_change(self, dated: DatedChange) -> LinkedChange:
        change = dated.change
        return LinkedChange(dated.day, change, self._addresses.get((change.kind, dated.first_id)))

    def _build_follow_up(self, meeting: Meeting) -> FollowUp:
        due_count = bisect.bisect_right(self._steps, meeting.date.last_day, key=_due_day)
        return FollowUp(self._late, self._stale, Excerpt.of(self._steps[:due_count]))


def _list_open_steps(roadmap: Roadmap) -> list[tuple[Action, Milestone]]:
    """Return the dated steps not yet done of the open actions, each with its action."""
    return [
        (action, step)
        for action in roadmap.actions
        if action.statut in OPEN_STATUSES
        for step in action.etapes
        if step.date and not step.realisee
    ]


def _due_day(pair: tuple[Action, Milestone]) -> dt.date:
    """Return the day by which a step is due (sort key)."""
    return pair[1].date.last_day
