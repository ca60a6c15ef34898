"""The folder of the built site: made whole in a draft beside it, then put in place at once.

Whatever stops a build (an error, a full disk, `kill -9`), the site is whole: the old one or the new one. The
site that was replaced becomes the next draft: a build writes only the files that are not as they should be.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

from filelock import FileLock

# Why a disk refuses what is written on it, whoever writes.
DISK_REASONS = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "la part du disque qui vous revient est pleine",
    errno.EROFS: "le disque ne peut être que lu",
}
# renameat2 (Linux 3.15): relative to the current folder; swap the two names.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class SiteFolderError(Exception):
    """The site cannot be built into its folder; the message says why, in French."""


class SiteFolder:
    """A site's folder, locked for this build from `begin` to `publish` or `drop`.

    `engine` is the folder that MkDocs writes into; what stands there goes into the draft in the end.
    """

    def __init__(self, site: Path) -> None:
        """Take the site's folder, there or not."""
        self._site = Path(os.path.abspath(site))  # noqa: PTH100 - `resolve` would follow a link, which is refused
        self._lock = FileLock(self._beside("lock"))
        # A folder where something is mounted can neither be moved nor be given what another disk holds.
        self._is_mounted = self._site.is_mount()
        self._draft = self._site / ".draft" if self._is_mounted else self._beside("draft")
        self.engine = self._beside("engine")

    def begin(self) -> None:
        """Wait for any other build to end, sweep what dead ones left, and make the draft ready.

        Raise SiteFolderError where the folder is a link, or cannot be written.
        """
        if self._site.is_symlink():
            message = f"« {self._site} » est un raccourci : le site ne s'écrit que dans un vrai dossier."
            raise SiteFolderError(message)
        try:
            self._site.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            old = self._beside("old")
            if old.is_dir() and not self._site.exists():
                old.rename(self._site)  # killed while it put a site in place
            for leftover in (self.engine, old):
                _remove(leftover)
            if self._draft.is_symlink() or not self._draft.is_dir() or not _is_plain(str(self._draft)):
                _remove(self._draft)
                self._draft.mkdir()
        except OSError as error:
            self.drop()
            message = f"« {self._site} » ne peut pas être écrit : {reason(error)}."
            raise SiteFolderError(message) from error

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the draft, unless it is there already."""
        file = f"{self._draft}/{path}"
        try:
            with open(file, "rb") as present:  # noqa: PTH123 - ten thousand times, a Path costs as much
                if present.read() == content:
                    return
            os.unlink(file)  # noqa: PTH108 - the same; a file of two names is not written through
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            if not isinstance(error, FileNotFoundError):
                self._clear(path)
            os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120 - the same
        with open(file, "xb") as new:  # noqa: PTH123 - the same
            new.write(content)

    def _clear(self, path: str) -> None:
        """Remove the files that stand where a path needs folders, and the folder that stands in its place."""
        for part in Path(path).parents:
            if (self._draft / part).is_file():
                (self._draft / part).unlink()
        _remove(self._draft / path)

    def publish(self, paths: Collection[str] = ()) -> None:
        """Put in place of the site the draft: the files written at `paths` and those of MkDocs, no others."""
        wanted = set(paths)
        for file in self.engine.rglob("*"):
            if file.is_file():
                wanted.add(path := file.relative_to(self.engine).as_posix())
                self.write(path, file.read_bytes())
        _keep_only(self._draft, wanted)
        if self._is_mounted:
            _move_into(self._draft, self._site)
            _keep_only(self._site, wanted)
        elif not self._site.exists():
            self._draft.rename(self._site)
        elif not _exchange(self._draft, self._site):
            self._site.rename(self._beside("old"))
            self._draft.rename(self._site)
            self._beside("old").rename(self._draft)
        self.drop()

    def drop(self) -> None:
        """Let other builds begin; what the draft holds serves the next one, but inside a mounted folder."""
        if self._lock.is_locked:
            _remove(self.engine)
            if self._is_mounted:
                _remove(self._draft)  # it stands inside the site
            self._lock.release()

    def sweep(self) -> None:
        """Remove what is beside the site: no other build will follow, as in the live preview."""
        for what in ("draft", "engine", "lock"):
            _remove(self._beside(what))

    def _beside(self, what: str) -> Path:
        return self._site.with_name(f".{self._site.name}-{what}")


def reason(error: OSError) -> str:
    """Say why something could not be written, in French if it is the disk's doing."""
    return DISK_REASONS.get(error.errno) or error.strerror or str(error)


def _is_plain(folder: str) -> bool:
    """Say whether a folder holds plain files and folders alone: what else may lead elsewhere."""
    with os.scandir(folder) as entries:
        return all(
            entry.is_file(follow_symlinks=False)
            or (entry.is_dir(follow_symlinks=False) and _is_plain(entry.path))
            for entry in entries
        )


def _keep_only(folder: Path, wanted: Collection[str]) -> None:
    """Remove the files of a folder that are not wanted, and the folders that they leave empty."""
    for inside, folders, names in os.walk(folder, topdown=False):
        names += [name for name in folders if os.path.islink(f"{inside}/{name}")]  # noqa: PTH114 - for speed
        prefix = os.path.relpath(inside, folder)
        unwanted = [name for name in names if os.path.normpath(f"{prefix}/{name}") not in wanted]
        for name in unwanted:
            Path(inside, name).unlink()
        if inside != str(folder) and len(unwanted) == len(names) and not any(Path(inside).iterdir()):
            Path(inside).rmdir()


def _move_into(draft: Path, site: Path) -> None:
    """Replace the files of a folder one by one, pages after what they need."""
    paths = (path for path in draft.rglob("*") if path.is_file())
    for path in sorted(paths, key=lambda path: (path.suffix == ".html", path)):
        target = site / path.relative_to(draft)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    _remove(draft)


def _remove(path: Path) -> None:
    """Remove a folder, or a link to one without following it, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders at once; return False where the machine cannot."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    return rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0
