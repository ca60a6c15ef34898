"""The actions by status at the end of each quarter, read from the revision of the data published then."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roadmap.history.commit_changes import CommitComparer
from roadmap.history.git_repository import Commit

MAX_QUARTERS = 40  # ten years: older ones are not read


@dataclass(frozen=True)
class QuarterEnd:
    """The numbers of actions by status at the last revision of a quarter (1 to 4), merged on `day`."""

    year: int
    quarter: int
    day: dt.date
    commit: str
    by_status: Mapping[str, int]

    @property
    def actions(self) -> int:
        """The number of actions."""
        return sum(self.by_status.values())


def quarter_of(day: dt.date) -> tuple[int, int]:
    """Return the year and the quarter of a day."""
    return day.year, (day.month + 2) // 3


def read_quarter_ends(commits: Iterable[Commit], comparer: CommitComparer) -> tuple[QuarterEnd, ...]:
    """Return the end of each quarter that has a valid commit, latest first; `commits` are valid ones."""
    last: dict[tuple[int, int], Commit] = {}
    # The latest by date, as clocks may disagree with the order of commits.
    for commit in sorted(commits, key=lambda commit: commit.at, reverse=True):
        last.setdefault(quarter_of(commit.at.date()), commit)
    return tuple(
        QuarterEnd(*quarter, commit.at.date(), commit.hash, comparer.count_statuses(commit.hash))
        for quarter, commit in list(last.items())[:MAX_QUARTERS]
    )
