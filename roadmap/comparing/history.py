"""What changed for a reader, dated: the git history of the data, change by change."""

import datetime as dt
from dataclasses import dataclass

from roadmap.comparing.diff import Change


@dataclass(frozen=True)
class DatedChange:
    """A change that a commit brought.

    `commit` is its hash, `at` the moment (in Paris) when it was committed to the published branch;
    `first_id` is the first identifier that the action or meeting ever had: it never changes.
    """

    commit: str
    at: dt.datetime
    first_id: str
    change: Change

    @property
    def day(self) -> dt.date:
        """The day of the change, in Paris."""
        return self.at.date()


@dataclass(frozen=True)
class Opening:
    """The first commit that held data: everything was new, which is one piece of news."""

    commit: str
    at: dt.datetime
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


def changes_since(history: History, day: dt.date) -> tuple[DatedChange, ...]:
    """Return the changes of `day` and later, the latest first; ask `covers` whether they are all."""
    return tuple(each for each in history.changes if each.day >= day)
