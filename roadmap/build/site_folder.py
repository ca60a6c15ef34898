"""Atomic replacement of the built site: files are written to a draft folder, then swapped with the site.

Whatever stops a build (an error, a full disk, `kill -9`), the site is complete: the old one or the new one.
The replaced site becomes the next draft, so that a build writes only the files that have changed.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

from filelock import FileLock

from roadmap.problems.system_errors import explain_system_error

# Arguments of renameat2(2), Linux 3.15: paths relative to the current folder; exchange the two names.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class SiteFolderError(Exception):
    """The site's folder cannot be written; the message, in French, says why."""


class SiteFolder:
    """The folder of a site, locked for one build from `prepare` to `publish` or `release`.

    `engine_folder` is where MkDocs writes; `publish` copies its files into the draft.
    """

    def __init__(self, site: Path) -> None:
        """Use the folder `site`, which need not exist yet."""
        self._site = Path(os.path.abspath(site))  # noqa: PTH100 - `resolve` follows links; `prepare` refuses them
        self._lock = FileLock(self._beside("lock"))
        # A mount point can neither be renamed nor receive a file renamed from another file system.
        self._is_mounted = self._site.is_mount()
        self._draft = self._site / ".draft" if self._is_mounted else self._beside("draft")
        self.engine_folder = self._beside("engine")

    def prepare(self) -> None:
        """Take the lock, clean up after interrupted builds, and create the draft folder.

        Raise SiteFolderError when the folder is a symbolic link, or cannot be written.
        """
        if self._site.is_symlink():
            message = f"« {self._site} » est un raccourci : le site ne s'écrit que dans un vrai dossier."
            raise SiteFolderError(message)
        try:
            self._site.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            old = self._beside("old")
            if old.is_dir() and not self._site.exists():
                old.rename(self._site)  # a build was killed inside `publish`
            for leftover in (self.engine_folder, old):
                _remove(leftover)
            if (
                self._draft.is_symlink()
                or not self._draft.is_dir()
                or not _has_only_plain_files(str(self._draft))
            ):
                _remove(self._draft)
                self._draft.mkdir()
        except OSError as error:
            self.release()
            message = f"« {self._site} » ne peut pas être écrit : {explain_system_error(error)}."
            raise SiteFolderError(message) from error

    def write_file(self, path: str, content: bytes) -> None:
        """Write a file of the draft, unless it has this content already."""
        file = f"{self._draft}/{path}"
        try:
            with open(file, "rb") as existing:  # noqa: PTH123 - called for each page: a Path is slow
                if existing.read() == content:
                    return
            os.unlink(file)  # noqa: PTH108 - the same; unlinked: another hard link must keep its content
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            if not isinstance(error, FileNotFoundError):
                self._clear_path(path)
            os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120 - the same
        with open(file, "xb") as new:  # noqa: PTH123 - the same
            new.write(content)

    def _clear_path(self, path: str) -> None:
        """Remove what prevents writing a file: files in place of its parents, a folder in its own place."""
        for parent in Path(path).parents:
            if (self._draft / parent).is_file():
                (self._draft / parent).unlink()
        _remove(self._draft / path)

    def publish(self, paths: Collection[str] = ()) -> None:
        """Replace the site by the draft: the files written at `paths` and those of MkDocs, no others."""
        published = set(paths)
        for file in self.engine_folder.rglob("*"):
            if file.is_file():
                published.add(path := file.relative_to(self.engine_folder).as_posix())
                self.write_file(path, file.read_bytes())
        _remove_others(self._draft, published)
        if self._is_mounted:
            _move_into(self._draft, self._site)
            _remove_others(self._site, published)
        elif not self._site.exists():
            self._draft.rename(self._site)
        elif not _exchange(self._draft, self._site):
            self._site.rename(self._beside("old"))
            self._draft.rename(self._site)
            self._beside("old").rename(self._draft)
        self.release()

    def release(self) -> None:
        """Release the lock; the draft remains for the next build, except in a mount point."""
        if self._lock.is_locked:
            _remove(self.engine_folder)
            if self._is_mounted:
                _remove(self._draft)  # it is inside the site
            self._lock.release()

    def remove_work_files(self) -> None:
        """Remove the draft and the lock file, when no other build will follow, as after the live preview."""
        for suffix in ("draft", "engine", "lock"):
            _remove(self._beside(suffix))

    def _beside(self, suffix: str) -> Path:
        return self._site.with_name(f".{self._site.name}-{suffix}")


def _has_only_plain_files(folder: str) -> bool:
    """Return whether a folder holds regular files and folders only: a link would lead out of it."""
    with os.scandir(folder) as entries:
        return all(
            entry.is_file(follow_symlinks=False)
            or (entry.is_dir(follow_symlinks=False) and _has_only_plain_files(entry.path))
            for entry in entries
        )


def _remove_others(folder: Path, paths: Collection[str]) -> None:
    """Remove the files of a folder that are not in `paths`, and the folders that become empty."""
    for parent, folders, names in os.walk(folder, topdown=False):
        names += [name for name in folders if os.path.islink(f"{parent}/{name}")]  # noqa: PTH114 - for speed
        prefix = os.path.relpath(parent, folder)
        obsolete = [name for name in names if os.path.normpath(f"{prefix}/{name}") not in paths]
        for name in obsolete:
            Path(parent, name).unlink()
        if parent != str(folder) and len(obsolete) == len(names) and not any(Path(parent).iterdir()):
            Path(parent).rmdir()


def _move_into(draft: Path, site: Path) -> None:
    """Move the files of a draft into the site one by one: pages last, after their assets and data."""
    paths = (path for path in draft.rglob("*") if path.is_file())
    for path in sorted(paths, key=lambda path: (path.suffix == ".html", path)):
        target = site / path.relative_to(draft)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    _remove(draft)


def _remove(path: Path) -> None:
    """Remove a file, a link (without following it) or a folder, if it exists."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; return False where the system does not support it."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    return rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0
