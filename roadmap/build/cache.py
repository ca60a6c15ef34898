"""The cache: texts worked out by a build that the next builds need not work out again.

One SQLite file for each project, in the user's own cache folder: no commit can fill it. It may vanish at any
time. An entry is found by a key that names all its causes; the software itself, Python and the libraries
are causes of every entry. What was damaged, or written by another user, is as good as not there.
"""

import contextlib
import importlib.resources
import os
import sqlite3
import sys
import sysconfig
import weakref
from collections.abc import Iterator
from pathlib import Path

import jinja2
import platformdirs

from roadmap.project import Project
from roadmap.text.checksum import compute_checksum

APPLICATION = "feuille-de-route"
# A process waits for another one that writes, in seconds.
_TIMEOUT = 60
# Entries are written so many at a time.
_BATCH = 500


class Cache:
    """The cache of a project; without a file, it remembers nothing.

    Copies of this process may use it together: each opens the file for itself.
    """

    def __init__(self, file: Path | None) -> None:
        """Take the file, there or not."""
        self._file = file
        self._causes = _software_checksum().encode()
        self._process = 0
        self._database: sqlite3.Connection | None = None
        self._new: list[tuple[str, str, str]] = []

    @classmethod
    def of(cls, project: Project) -> "Cache":
        """Return the cache of a project; one that remembers nothing where it could not be trusted."""
        folder = platformdirs.user_cache_path(APPLICATION)
        root = project.root.resolve()
        file = folder / f"{compute_checksum(str(root).encode())}.sqlite"
        with contextlib.suppress(OSError):
            if not folder.resolve().is_relative_to(root):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if _is_ours(folder) and not file.is_symlink():
                    return cls(file)
        return cls(None)

    @property
    def compiled_templates(self) -> jinja2.BytecodeCache | None:
        """What Jinja keeps of the templates: code, only held where no one else can write."""
        folder = self._file and self._file.parent / "templates"
        if folder is None or folder.is_symlink():
            return None
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            return jinja2.FileSystemBytecodeCache(str(folder))
        return None

    def get(self, key: str) -> str | None:
        """Return the text under a key, None when it is not there."""
        name = compute_checksum(self._causes, key.encode())
        row: tuple[str, str] | None = None
        with self._or_nothing():
            row = self._opened().execute("SELECT sum, text FROM entries WHERE key = ?", (name,)).fetchone()
        is_sound = (
            row and isinstance(row[1], str) and row[0] == compute_checksum(name.encode(), row[1].encode())
        )
        return row[1] if is_sound else None

    def put(self, key: str, text: str) -> None:
        """Remember a text; `save` writes it."""
        name = compute_checksum(self._causes, key.encode())
        with self._or_nothing():
            self._opened()
            self._new.append((name, compute_checksum(name.encode(), text.encode()), text))
        if len(self._new) >= _BATCH:
            self.save()

    def save(self) -> None:
        """Write what is new."""
        with self._or_nothing():
            database = self._opened()
            with database:
                database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", self._new)
        self._new.clear()

    def prune(self, most: int) -> None:
        """Forget all but the entries written last, so many at most."""
        with self._or_nothing():
            database = self._opened()
            with database:
                oldest = "SELECT key FROM entries ORDER BY rowid DESC LIMIT -1 OFFSET ?"
                database.execute(f"DELETE FROM entries WHERE key IN ({oldest})", (most,))  # noqa: S608 - a constant

    def _opened(self) -> sqlite3.Connection:
        """Return the database, opened by this very process: SQLite forbids to carry it into a copy."""
        if self._process != os.getpid():
            self._process, self._new = os.getpid(), []
            self._database = sqlite3.connect(self._file or ":memory:", timeout=_TIMEOUT)
            weakref.finalize(self, self._database.close)
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, sum TEXT, text TEXT)"
            )
        return self._database

    @contextlib.contextmanager
    def _or_nothing(self) -> Iterator[None]:
        """Do what the file allows; one that is broken is removed, and nothing is remembered."""
        try:
            yield
        except (OSError, sqlite3.Error, UnicodeError):
            if self._file:
                with contextlib.suppress(OSError):
                    self._file.unlink()
            self._file, self._process = None, 0


def _is_ours(folder: Path) -> bool:
    """Say whether a folder is the user's own, where no one else can write."""
    about = folder.lstat()
    others = 0o022
    return not folder.is_symlink() and (
        not hasattr(os, "getuid") or (about.st_uid == os.getuid() and not about.st_mode & others)
    )


def _software_checksum() -> str:
    """Return the checksum of our code, of Python's version and of the libraries' names and versions."""
    code = Path(str(importlib.resources.files("roadmap")))
    files = sorted(code.rglob("*.py"))
    libraries = sorted(each.name for each in Path(sysconfig.get_path("purelib")).glob("*-info"))
    return compute_checksum(
        sys.version.encode(),
        *(each.encode() for each in libraries),
        *(part for file in files for part in (str(file.relative_to(code)).encode(), file.read_bytes())),
    )
