"""What belongs to each generated page alone, kept between builds under the name of what it is made from.

One file of SQLite, which the processes that share the pages write together. It may be deleted at any time:
what cannot be read back as it was written is rendered again.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from roadmap import caching

FILE = caching.FOLDER / "pages.sqlite"
# Stands in no page: the data may not hold it.
_BETWEEN = "\0"
# So many seconds, a process waits for another one that writes.
_PATIENCE = 60
# So many pages are written at once.
_BATCH = 500
# When so many times more are kept than a build has, those that it has not are forgotten.
_MOST = 2


class KeptBlocks:
    """What is kept, as one process sees it; used within `opened`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take the opened file."""
        self._database = database
        self._new: list[tuple[str, bytes]] = []

    def get(self, name: str) -> list[str] | None:
        """Return the blocks of the page of this name, None if they are not known."""
        found: tuple[bytes] | None = None
        with _or_nothing():
            found = self._database.execute("SELECT blocks FROM pages WHERE name = ?", (name,)).fetchone()
        blocks = caching.unsealed(found[0]) if found else None
        return None if blocks is None else blocks.decode().split(_BETWEEN)

    def keep(self, name: str, blocks: list[str]) -> None:
        """Keep the blocks of a page."""
        self._new.append((name, caching.sealed(_BETWEEN.join(blocks).encode())))
        if len(self._new) == _BATCH:
            self.save()

    def save(self) -> None:
        """Write what is to be kept."""
        with _or_nothing(), self._database:
            self._database.executemany("INSERT OR REPLACE INTO pages VALUES (?, ?)", self._new)
        self._new.clear()

    def forget_all_but(self, names: Iterable[str]) -> None:
        """Forget the pages of other names, once they are many."""
        used = set(names)
        with _or_nothing(), self._database:
            known = {name for (name,) in self._database.execute("SELECT name FROM pages")}
            if len(known) > _MOST * len(used):
                others = [(name,) for name in known - used]
                self._database.executemany("DELETE FROM pages WHERE name = ?", others)


@contextlib.contextmanager
def opened() -> Iterator[KeptBlocks]:
    """Open what is kept; a folder that refuses, or another's file, keeps nothing."""
    with contextlib.closing(_database()) as database:
        kept = KeptBlocks(database)
        yield kept
        kept.save()


def _database() -> sqlite3.Connection:
    with _or_nothing():
        FILE.parent.mkdir(parents=True, exist_ok=True)
        return _prepared(FILE)
    return _prepared(":memory:")


@contextlib.contextmanager
def _or_nothing() -> Iterator[None]:
    """Do what the file allows; one that is broken is removed, for the next build to make another."""
    try:
        yield
    except (OSError, sqlite3.Error):
        with contextlib.suppress(OSError):
            FILE.unlink()


def _prepared(file: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=_PATIENCE)
    # What a power cut damages is seen to be damaged.
    database.execute("PRAGMA synchronous = OFF")
    database.execute("CREATE TABLE IF NOT EXISTS pages (name TEXT PRIMARY KEY, blocks BLOB) WITHOUT ROWID")
    return database
