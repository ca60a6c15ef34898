"""The history of the data: the changes of every commit that touched it, with their dates.

Commits are read from the latest to the oldest, and each valid one is compared with the previous valid one:
the site was never published from the others. Only the files that a commit changed are read.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.history.commit_changes import CommitChange, CommitComparer
from roadmap.history.diff import Change
from roadmap.history.git_repository import Commit, GitRepository, NoHistoryError
from roadmap.history.quarters import QuarterEnd, read_quarter_ends
from roadmap.project import Project
from roadmap.schema.schemas import Schemas
from roadmap.validation.check import NullCache, ResultCache


@dataclass(frozen=True)
class _Dated:
    """A commit's hash, and when it was merged into the published branch (Paris time)."""

    commit: str
    at: dt.datetime

    @property
    def day(self) -> dt.date:
        """The day of the commit, in Paris."""
        return self.at.date()


@dataclass(frozen=True)
class DatedChange(_Dated):
    """A change of a commit; `first_id` is the first identifier that the action or meeting ever had."""

    first_id: str
    change: Change


@dataclass(frozen=True)
class Opening(_Dated):
    """The first commit of the data, reported as one piece of news: its numbers of actions and meetings."""

    actions: int
    reunions: int


@dataclass(frozen=True)
class History:
    """All known changes, latest first; the changes of one commit are consecutive.

    `begins` is when the known history begins, None without any history (no git repository, a copy of the
    files). `opening` is None when the history does not go back to the first data (a shallow clone).
    `quarters` are the ends of quarters, latest first.
    """

    changes: tuple[DatedChange, ...] = ()
    begins: dt.datetime | None = None
    opening: Opening | None = None
    quarters: tuple[QuarterEnd, ...] = ()

    @property
    def has_actions(self) -> bool:
        """Whether there were actions at some moment of the known history."""
        has_changes = any(change.change.kind == "action" for change in self.changes)
        return has_changes or (self.opening is not None and self.opening.actions > 0)

    def covers(self, day: dt.date) -> bool:
        """Say whether all changes since `day` are known."""
        return self.begins is not None and (self.opening is not None or self.begins.date() <= day)


def find_changes_since(history: History, day: dt.date) -> tuple[DatedChange, ...]:
    """Return the known changes of `day` and later, latest first; see `History.covers`."""
    return tuple(change for change in history.changes if change.day >= day)


def read_history(project: Project, schemas: Schemas, cache: ResultCache | None = None) -> History:
    """Return the history of the data of a project, empty without a git repository.

    Raise UnreadableHistoryError when git refuses to read the repository.
    """
    try:
        with GitRepository(project.root) as repository:
            commits, is_complete = repository.list_commits()
            comparer = CommitComparer(repository, schemas, cache or NullCache())
            return _build_history(commits, comparer, is_complete=is_complete)
    except NoHistoryError:
        return History()


def _build_history(commits: Sequence[Commit], comparer: CommitComparer, *, is_complete: bool) -> History:
    """Return the history of commits, given latest first; `is_complete` if none older is missing."""
    valid_commits = _compare_valid_commits(commits, comparer)
    if not valid_commits:
        return History()
    changes = [
        DatedChange(commit.hash, commit.at, commit_change.first_id, commit_change.change)
        for commit, commit_changes in valid_commits
        for commit_change in commit_changes
    ]
    oldest, _ = valid_commits[-1]
    opening = None
    if is_complete and oldest == commits[-1]:
        opening = Opening(oldest.hash, oldest.at, *comparer.count_entries(oldest.hash))
    # Sorted by date because clocks may disagree with the order of commits, which stands for equal dates.
    sorted_changes = tuple(sorted(changes, key=lambda change: change.at, reverse=True))
    quarters = read_quarter_ends((commit for commit, _ in valid_commits), comparer)
    return History(sorted_changes, oldest.at, opening, quarters)


def _compare_valid_commits(
    commits: Sequence[Commit], comparer: CommitComparer
) -> list[tuple[Commit, tuple[CommitChange, ...]]]:
    """Return the valid commits, latest first, with their changes since the previous valid one."""
    valid_commits: list[tuple[Commit, tuple[CommitChange, ...]]] = []
    changed_files: frozenset[str] = frozenset()
    for commit in commits:
        # The oldest commit may add every file: checking those that changed since is enough.
        own_files = frozenset() if commit is commits[-1] else commit.files
        later = valid_commits[-1][0] if valid_commits else commit
        changes = comparer.find_changes(commit.hash, later.hash, changed_files, own_files)
        if changes is None:
            changed_files |= commit.files
            continue
        if valid_commits:
            valid_commits[-1] = (later, changes)
        valid_commits.append((commit, ()))
        changed_files = commit.files
    return valid_commits
