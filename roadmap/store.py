"""What is kept in `.cache/` between two runs, when it is large: a file of SQLite, each content under a name.

Names tell all that a content was made from. Several processes may write together. The file may be deleted at
any time; what cannot be read back as it was written is as good as not kept.
"""

import contextlib
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

from roadmap import caching

# So many seconds, a process waits for another one that writes.
_PATIENCE = 60
# So many contents are written at once.
_BATCH = 500
# When so many times more are kept than a run needed, the others are forgotten.
_MOST = 2


class Store:
    """The contents that one process keeps, and finds kept; to be used within `opened`."""

    def __init__(self, file: Path, database: sqlite3.Connection) -> None:
        """Take the opened file."""
        self._file, self._database = file, database
        self._new: list[tuple[str, bytes]] = []

    def get(self, name: str) -> bytes | None:
        """Return the content of this name, None if it is not known."""
        found: tuple[bytes] | None = None
        with _or_nothing(self._file):
            found = self._database.execute("SELECT content FROM kept WHERE name = ?", (name,)).fetchone()
        return caching.unsealed(found[0]) if found else None

    def set(self, name: str, content: bytes) -> None:
        """Keep a content."""
        self._new.append((name, caching.sealed(content)))
        if len(self._new) == _BATCH:
            self.save()

    def save(self) -> None:
        """Write what is to be kept."""
        with _or_nothing(self._file), self._database:
            self._database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", self._new)
        self._new.clear()

    def forget_all_but(self, names: Collection[str]) -> None:
        """Forget the contents of other names, once they are many."""
        with _or_nothing(self._file), self._database:
            known = {name for (name,) in self._database.execute("SELECT name FROM kept")}
            if len(known) > _MOST * len(names):
                others = [(name,) for name in known.difference(names)]
                self._database.executemany("DELETE FROM kept WHERE name = ?", others)


@contextlib.contextmanager
def opened(file: Path) -> Iterator[Store]:
    """Open what is kept in a file; a folder that refuses keeps nothing."""
    with contextlib.closing(_database(file)) as database:
        store = Store(file, database)
        yield store
        store.save()


def _database(file: Path) -> sqlite3.Connection:
    with _or_nothing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        return _prepared(file)
    return _prepared(":memory:")


def _prepared(file: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=_PATIENCE)
    # What a power cut damages is seen to be damaged.
    database.execute("PRAGMA synchronous = OFF")
    database.execute("CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, content BLOB)")
    return database


@contextlib.contextmanager
def _or_nothing(file: Path) -> Iterator[None]:
    """Do what the file allows; one that is broken is removed, for the next run to make another."""
    try:
        yield
    except (OSError, sqlite3.Error):
        with contextlib.suppress(OSError):
            file.unlink()
