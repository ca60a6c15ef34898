"""The folder of the built site: made whole in a draft beside it, then put in place at once.

Whatever stops a build (an error, a full disk, `kill -9`), the site is whole: the old one or the new one.
"""

import ctypes
import errno
import os
import shutil
import sys
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
    """A site's folder, locked for this build from `begin` to `publish` or `drop`."""

    def __init__(self, site: Path) -> None:
        """Take the site's folder, there or not."""
        self._site = Path(os.path.abspath(site))  # noqa: PTH100 - `resolve` would follow a link, which is refused
        self._lock = FileLock(self._beside("lock"))
        # A folder where something is mounted can neither be moved nor be given what another disk holds.
        self._is_mounted = self._site.is_mount()
        self.draft = self._site / ".draft" if self._is_mounted else self._beside("draft")

    def begin(self) -> None:
        """Wait for any other build to end, sweep what dead ones left, and make the draft.

        Raise SiteFolderError where the folder is a link, or cannot be written.
        """
        if self._site.is_symlink():
            message = f"« {self._site} » est un raccourci : le site ne s'écrit que dans un vrai dossier."
            raise SiteFolderError(message)
        try:
            self._lock.acquire()
            if self._beside("old").is_dir() and not self._site.exists():
                self._beside("old").rename(self._site)  # killed while it put a site in place
            for leftover in (self.draft, self._beside("old")):
                _remove(leftover)
            self.draft.mkdir(parents=True)
        except OSError as error:
            self.drop()
            message = f"« {self._site} » ne peut pas être écrit : {reason(error)}."
            raise SiteFolderError(message) from error

    def publish(self) -> None:
        """Put the draft in place of the site."""
        if self._is_mounted:
            self._publish_piecemeal()
        elif not self._site.exists():
            self.draft.rename(self._site)
        elif not _exchange(self.draft, self._site):
            old = self._beside("old")
            self._site.rename(old)
            self.draft.rename(self._site)
            _remove(old)
        self.drop()

    def drop(self) -> None:
        """Remove the draft, or the old site that took its place, and let other builds begin."""
        if self._lock.is_locked:
            _remove(self.draft)
            self._lock.release()

    def _beside(self, what: str) -> Path:
        return self._site.with_name(f".{self._site.name}-{what}")

    def _publish_piecemeal(self) -> None:
        """Replace the files of a mounted folder one by one, pages after what they need; remove the others."""
        new = {path.relative_to(self.draft) for path in self.draft.rglob("*") if path.is_file()}
        for name in sorted(new, key=lambda name: (name.suffix == ".html", name)):
            (self._site / name).parent.mkdir(parents=True, exist_ok=True)
            (self.draft / name).replace(self._site / name)
        _remove(self.draft)
        for path in sorted(self._site.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(self._site) not in new:
                path.unlink()


def reason(error: OSError) -> str:
    """Say why something could not be written, in French if it is the disk's doing."""
    return DISK_REASONS.get(error.errno) or error.strerror or str(error)


def _remove(path: Path) -> None:
    """Remove a folder, or a link to one without following it, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders at once; return False where the machine cannot."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0
