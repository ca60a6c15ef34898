"""What changed for a reader, dated: the git history of the data, change by change.

The history is walked from today backwards, and each sound state compared to the sound one before it: the
site was never published from the others. Only the files that changed are read: those that did not are as
sound as in the state after.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.history.commit_changes import CommitChange, CommitComparer
from roadmap.history.diff import Change
from roadmap.history.git_repository import Commit, NoHistoryError, Repository
from roadmap.project import Project
from roadmap.schema.schemas import Schemas
from roadmap.validation.check import NullCache, ResultCache


@dataclass(frozen=True)
class _Dated:
    """What a commit brought: its hash, the moment (in Paris) when it came to the published branch."""

    commit: str
    at: dt.datetime

    @property
    def day(self) -> dt.date:
        """The day of the commit, in Paris."""
        return self.at.date()


@dataclass(frozen=True)
class DatedChange(_Dated):
    """A change; `first_id` is the first identifier that the action or meeting ever had: it never changes."""

    first_id: str
    change: Change


@dataclass(frozen=True)
class Opening(_Dated):
    """The first commit that held data: everything was new, which is one piece of news."""

    actions: int
    reunions: int


@dataclass(frozen=True)
class History:
    """Every change known here, the latest first; the changes of a commit follow each other.

    `begins` is the moment since which changes are known: None where there is no history at all (no git,
    a copy of the files). `opening` is None when the history does not go back to the first data (a shallow
    clone).
    """

    changes: tuple[DatedChange, ...] = ()
    begins: dt.datetime | None = None
    opening: Opening | None = None

    def covers(self, day: dt.date) -> bool:
        """Say whether all that changed since `day` is known here."""
        return self.begins is not None and (self.opening is not None or self.begins.date() <= day)


def find_changes_since(history: History, day: dt.date) -> tuple[DatedChange, ...]:
    """Return the changes of `day` and later, the latest first; ask `covers` whether they are all."""
    return tuple(each for each in history.changes if each.day >= day)


def read_history(project: Project, schemas: Schemas, cache: ResultCache | None = None) -> History:
    """Return the history of the data of a project; an empty one where there is none to read.

    Raise UnreadableHistoryError where there is one that git refuses to read.
    """
    try:
        with Repository(project.root) as repository:
            commits, is_whole = repository.commits()
            return _history(
                commits, CommitComparer(repository, schemas, cache or NullCache()), is_whole=is_whole
            )
    except NoHistoryError:
        return History()


def _history(commits: Sequence[Commit], comparer: CommitComparer, *, is_whole: bool) -> History:
    """Return what the commits, the latest first, brought."""
    states = _sound_states(commits, comparer)
    if not states:
        return History()
    changes = [
        DatedChange(commit.hash, commit.at, each.first_id, each.change)
        for commit, found in states
        for each in found
    ]
    oldest, _ = states[-1]
    opening = None
    if is_whole and oldest == commits[-1]:
        opening = Opening(oldest.hash, oldest.at, *comparer.counts(oldest.hash))
    # Clocks may disagree: readers see an order of dates, and under one date that of the commits.
    ordered = tuple(sorted(changes, key=lambda each: each.at, reverse=True))
    return History(ordered, oldest.at, opening)


def _sound_states(
    commits: Sequence[Commit], comparer: CommitComparer
) -> list[tuple[Commit, tuple[CommitChange, ...]]]:
    """Return the sound commits, the latest first, each with what changed since the sound one before it."""
    states: list[tuple[Commit, tuple[CommitChange, ...]]] = []
    touched: frozenset[str] = frozenset()
    for commit in commits:
        # What the oldest commit brought may be every file: those that changed since are enough.
        own = frozenset() if commit is commits[-1] else commit.files
        later = states[-1][0] if states else commit
        found = comparer.between(commit.hash, later.hash, touched, own)
        if found is None:
            touched |= commit.files
            continue
        if states:
            states[-1] = (later, found)
        states.append((commit, ()))
        touched = commit.files
    return states
