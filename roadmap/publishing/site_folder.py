"""The folder of the built site: what changed is put in place at the end of a build, the rest is left."""

import contextlib
import filecmp
import functools
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from roadmap import caching, processes

FOLDER = caching.FOLDER / "sites"
# The ledgers of so many folders are kept.
_MOST_FOLDERS = 4
# Of a file, what tells that nobody has touched it: its size, and when it was written, in nanoseconds.
Mark = tuple[int, int]


class SiteFolder:
    """A site's folder and the draft beside it, which a build fills; a failed build leaves the site as it was.

    A page is written under a name that tells all its causes. A ledger, in `.cache/`, keeps the names: a page
    of the same name that is still as it was written stays where it is. Without a ledger, all is written.
    """

    def __init__(self, site: Path) -> None:
        """Take the site's folder, there or not; read what it holds and under which names."""
        self._site = site.resolve()
        self.draft = self._site.with_name(f".{self._site.name}-{os.getpid()}")
        self._ledger = FOLDER / f"{caching.fingerprint(str(self._site).encode())}.json"
        # Ten thousand folders are long to look at: meanwhile the data are checked.
        self._look = processes.start(lambda: dict(_marks(str(self._site))))
        self._before: dict[str, list[str | int]] = msgspec.json.decode(caching.kept(self._ledger) or b"{}")
        self._names: dict[str, str] = {}
        self._held: set[str] = set()

    @functools.cached_property
    def _found(self) -> dict[str, Mark]:
        return self._look()

    def holds(self, path: str, name: str) -> bool:
        """Say whether the file at `path` is there under this name; if not, the build is to write it."""
        self._names[path] = name
        is_there = self._before.get(path) == [name, *self._found.get(path, ())]
        if is_there:
            self._held.add(path)
        return is_there

    def publish(self) -> None:
        """Put the draft in place; remove what is neither there nor held."""
        for path in self._found:
            if path not in self._held and not (self.draft / path).is_file():
                self._remove(self._site / path)
        _merge(self.draft, self._site)
        self.drop()
        ledger = {path: (name, *self._mark(path)) for path, name in self._names.items()}
        caching.keep(self._ledger, msgspec.json.encode(ledger))
        caching.forget(FOLDER, ".json", latest=_MOST_FOLDERS)

    def drop(self) -> None:
        """Forget the draft, if it is still there."""
        shutil.rmtree(self.draft, ignore_errors=True)

    def _remove(self, file: Path) -> None:
        """Remove a file, and the folders that it leaves empty."""
        file.unlink()
        with contextlib.suppress(OSError):
            for folder in itertools.takewhile(self._site.__ne__, file.parents):
                folder.rmdir()

    def _mark(self, path: str) -> Mark:
        return self._found[path] if path in self._held else _mark((self._site / path).stat())


def _marks(folder: str, inside: str = "") -> Iterator[tuple[str, Mark]]:
    """Yield the path, from the first folder, and the mark of every file."""
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _marks(entry.path, f"{inside}{entry.name}/")
            else:
                yield f"{inside}{entry.name}", _mark(entry.stat(follow_symlinks=False))


def _mark(about: os.stat_result) -> Mark:
    return about.st_size, about.st_mtime_ns


def _merge(source: Path, target: Path) -> None:
    """Move what a folder holds into another; a file that is the same there is left as it is."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        present = target / entry.name
        if entry.is_dir() and present.is_dir():
            _merge(entry, present)
        elif not (present.is_file() and entry.is_file() and filecmp.cmp(entry, present, shallow=False)):
            entry.replace(present)
