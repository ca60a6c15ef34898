"""The pack of a committee: what its members need on the table, drawn from the data and from its history."""

import bisect
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from roadmap.history.diff import Change
from roadmap.history.history import DatedChange, History
from roadmap.model.records import Action, Decision, Meeting, Milestone
from roadmap.model.roadmap import OPEN_STATUSES, Roadmap
from roadmap.render.news import addresses

# What a section lists at most: the pack stays a few sheets of paper, however many actions there are.
MOST = 20

Item = TypeVar("Item")


@dataclass(frozen=True)
class Excerpt(Generic[Item]):
    """The first items of a list, and how many it holds."""

    items: tuple[Item, ...]
    count: int

    @classmethod
    def of(cls, items: Sequence[Item]) -> "Excerpt[Item]":
        """Keep the first items."""
        return cls(tuple(items[:MOST]), len(items))


@dataclass(frozen=True)
class Told:
    """A change, its day, and the address (from the site's root) of what it changed, if it still stands."""

    day: dt.date
    change: Change
    address: str | None


@dataclass(frozen=True)
class State:
    """Where the actions stand before a meeting to come: the longest overdue or unconfirmed come first.

    `steps` are the steps not done yet that are due by the meeting's day, each with its action.
    """

    late: Excerpt[Action]
    stale: Excerpt[Action]
    steps: Excerpt[tuple[Action, Milestone]]


@dataclass(frozen=True)
class Pack:
    """What a committee needs: `previous` is its last meeting that was held, or will be, before this one.

    `changes` is None when what changed since then is not known; `decisions` are those of its earlier
    meetings that are still to be followed, the latest first; `state` is None once the meeting is past.
    """

    meeting: Meeting
    previous: Meeting | None
    changes: Excerpt[Told] | None
    decisions: Excerpt[tuple[Meeting, Decision]]
    state: State | None


class Packs:
    """Makes the packs of a roadmap: what all of them share is sorted once."""

    def __init__(self, roadmap: Roadmap, history: History) -> None:
        """Sort the actions, the steps and the changes."""
        self._roadmap, self._history = roadmap, history
        # Their days, the latest first, counted backwards: a bisection wants them to rise.
        self._days = [-each.day.toordinal() for each in history.changes]
        self._addresses = addresses(roadmap)
        late = (each for each in roadmap.actions if roadmap.is_late(each))
        stale = (each for each in roadmap.actions if roadmap.is_stale(each))
        self._late = Excerpt.of(sorted(late, key=lambda each: each.fin.last_day))
        self._stale = Excerpt.of(sorted(stale, key=lambda each: each.confirme_le.first_day))
        self._steps = sorted(_open_steps(roadmap), key=_due)

    def of(self, meeting: Meeting) -> Pack:
        """Return the pack of a meeting."""
        before = self._before(meeting)
        previous = before[-1] if before else None
        return Pack(
            meeting,
            previous,
            self._changes(previous, meeting) if previous else None,
            Excerpt.of(self._due_decisions(before)),
            None if self._roadmap.is_past(meeting) else self._state(meeting),
        )

    def _before(self, meeting: Meeting) -> list[Meeting]:
        """Return the earlier meetings of the same instance, but for the cancelled ones."""
        siblings = self._roadmap.meetings_of_instance(meeting.instance)
        earlier = siblings[: siblings.index(meeting)]
        return [each for each in earlier if each.statut != "annulee"]

    def _due_decisions(self, before: Sequence[Meeting]) -> list[tuple[Meeting, Decision]]:
        """Return the decisions of some meetings, in order of date, that are still to be followed.

        A decision is while one of the actions that it names is neither done nor given up. Nothing tells when
        one that names no action is done: it is only followed from a meeting to the next.
        """
        return [
            (held, decision)
            for held in reversed(before)
            for decision in held.decisions
            if any(self._roadmap.action(each).statut in OPEN_STATUSES for each in decision.actions)
            or (not decision.actions and held is before[-1])
        ]

    def _changes(self, previous: Meeting, meeting: Meeting) -> Excerpt[Told] | None:
        """Return what changed from the first day that the previous meeting may have been on, to this one."""
        since, until = previous.date.first_day, meeting.date.last_day
        if not self._history.covers(since):
            return None
        start = bisect.bisect_left(self._days, -until.toordinal())
        stop = bisect.bisect_right(self._days, -since.toordinal())
        changes = self._history.changes[start:stop]
        return Excerpt(tuple(self._told(each) for each in changes[:MOST]), len(changes))

    def _told(self, dated: DatedChange) -> Told:
        change = dated.change
        return Told(dated.day, change, self._addresses.get((change.kind, dated.first_id)))

    def _state(self, meeting: Meeting) -> State:
        due = bisect.bisect_right(self._steps, meeting.date.last_day, key=_due)
        return State(self._late, self._stale, Excerpt.of(self._steps[:due]))


def _open_steps(roadmap: Roadmap) -> list[tuple[Action, Milestone]]:
    """Return the dated steps that are not done, of the actions that are still open."""
    return [
        (action, step)
        for action in roadmap.actions
        if action.statut in OPEN_STATUSES
        for step in action.etapes
        if step.date and not step.realisee
    ]


def _due(pair: tuple[Action, Milestone]) -> dt.date:
    """Return the day by which a step is due."""
    return pair[1].date.last_day
