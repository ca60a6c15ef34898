"""Persistent build cache: a key-value store of texts in one SQLite file per project.

The file is in the user's own cache folder, so that no commit can fill it, and may be deleted at any time. A
key must include every input of its text; the checksum of this code, of Python and of the libraries is added
to each. A damaged entry, or a file that another user could write, counts as a cache miss.
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

APPLICATION_NAME = "feuille-de-route"
_LOCK_TIMEOUT = 60  # seconds to wait while another process writes
_BATCH_SIZE = 500  # entries per transaction


class Cache:
    """The cache of a project; without a file, in memory only.

    Forked processes may share an instance: each opens its own connection to the file.
    """

    def __init__(self, file: Path | None) -> None:
        """Use `file`, which need not exist yet."""
        self._file = file
        self._software = _software_checksum().encode()
        self._connected_pid = 0
        self._database: sqlite3.Connection | None = None
        self._pending: list[tuple[str, str, str]] = []

    @classmethod
    def of(cls, project: Project) -> "Cache":
        """Return the cache of a project, in memory only where another user could write its file."""
        file = locate_cache_file(project)
        folder = file.parent
        with contextlib.suppress(OSError):
            if not folder.resolve().is_relative_to(project.root.resolve()):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if _is_private(folder) and not file.is_symlink():
                    return cls(file)
        return cls(None)

    @property
    def compiled_templates(self) -> jinja2.BytecodeCache | None:
        """The bytecode cache of Jinja: executable code, so only in a folder where no one else can write."""
        folder = self._file and self._file.parent / "templates"
        if folder is None or folder.is_symlink():
            return None
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            return jinja2.FileSystemBytecodeCache(str(folder))
        return None

    def get(self, key: str) -> str | None:
        """Return the text stored under a key, None on a miss."""
        name = compute_checksum(self._software, key.encode())
        row: tuple[str, str] | None = None
        with self._disabled_on_error():
            query = "SELECT sum, text FROM entries WHERE key = ?"
            row = self._connect().execute(query, (name,)).fetchone()
        is_valid = (
            row and isinstance(row[1], str) and row[0] == compute_checksum(name.encode(), row[1].encode())
        )
        return row[1] if is_valid else None

    def put(self, key: str, text: str) -> None:
        """Add a text; it is written to the file by `save`, or with a full batch."""
        name = compute_checksum(self._software, key.encode())
        with self._disabled_on_error():
            self._connect()
            self._pending.append((name, compute_checksum(name.encode(), text.encode()), text))
        if len(self._pending) >= _BATCH_SIZE:
            self.save()

    def save(self) -> None:
        """Write the pending entries to the file."""
        with self._disabled_on_error():
            database = self._connect()
            with database:
                database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", self._pending)
        self._pending.clear()

    def prune(self, max_entries: int) -> None:
        """Delete the oldest entries beyond `max_entries`."""
        with self._disabled_on_error():
            database = self._connect()
            with database:
                oldest = "SELECT key FROM entries ORDER BY rowid DESC LIMIT -1 OFFSET ?"
                database.execute(f"DELETE FROM entries WHERE key IN ({oldest})", (max_entries,))  # noqa: S608 - a constant

    def _connect(self) -> sqlite3.Connection:
        """Return the connection of this process: SQLite forbids carrying one across a fork."""
        if self._connected_pid != os.getpid():
            self._connected_pid, self._pending = os.getpid(), []
            self._database = sqlite3.connect(self._file or ":memory:", timeout=_LOCK_TIMEOUT)
            weakref.finalize(self, self._database.close)
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, sum TEXT, text TEXT)"
            )
        return self._database

    @contextlib.contextmanager
    def _disabled_on_error(self) -> Iterator[None]:
        """Ignore errors of the file: delete it, and continue in memory only."""
        try:
            yield
        except (OSError, sqlite3.Error, UnicodeError):
            if self._file:
                with contextlib.suppress(OSError):
                    self._file.unlink()
            self._file, self._connected_pid = None, 0


def locate_cache_file(project: Project) -> Path:
    """Return the file of a project's cache, in the user's cache folder."""
    name = compute_checksum(str(project.root.resolve()).encode())
    return platformdirs.user_cache_path(APPLICATION_NAME) / f"{name}.sqlite"


def _is_private(folder: Path) -> bool:
    """Return whether a folder belongs to this user and no one else can write in it."""
    stat = folder.lstat()
    writable_by_others = 0o022
    return not folder.is_symlink() and (
        not hasattr(os, "getuid") or (stat.st_uid == os.getuid() and not stat.st_mode & writable_by_others)
    )


def _software_checksum() -> str:
    """Return the checksum of this package, of Python's version and of the libraries' names and versions."""
    code = Path(str(importlib.resources.files("roadmap")))
    files = sorted(code.rglob("*.py"))
    libraries = sorted(folder.name for folder in Path(sysconfig.get_path("purelib")).glob("*-info"))
    return compute_checksum(
        sys.version.encode(),
        *(library.encode() for library in libraries),
        *(part for file in files for part in (str(file.relative_to(code)).encode(), file.read_bytes())),
    )
