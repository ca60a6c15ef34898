"""What is kept in `.cache/` between two runs: named by the hash of all that it was made from.

The folder may be deleted at any time. What cannot be read back as it was written is as good as not kept, and
a folder that refuses keeps nothing.
"""

import contextlib
import functools
import hashlib
import os
import sys
from importlib.metadata import version
from pathlib import Path

from roadmap import ROOT

FOLDER = ROOT / ".cache"
# Above what is kept stands its own hash: a damaged file is seen.
_SIZE = 20
_MARK = 2 * _SIZE


def fingerprint(*parts: bytes) -> str:
    """Return the hash of some parts; where one ends and the next begins counts."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@functools.cache
def of_code(*folders: str, libraries: tuple[str, ...] = ()) -> str:
    """Return the hash of our modules in some folders, of Python's version and of some libraries'.

    A process loads them once, and so asks once.
    """
    versions = [sys.version, *map(version, libraries)]
    return fingerprint(of_files(*folders).encode(), *(text.encode() for text in versions))


def of_files(*names: str) -> str:
    """Return the hash of some of the project's files and folders, as they are now."""
    paths = (path for name in names for path in (ROOT / name, *sorted((ROOT / name).rglob("*"))))
    files = [path for path in paths if path.is_file() and "__pycache__" not in path.parts]
    return fingerprint(
        *(part for path in files for part in (str(path.relative_to(ROOT)).encode(), path.read_bytes()))
    )


def sealed(content: bytes) -> bytes:
    """Return a content under its own hash."""
    return fingerprint(content).encode() + content


def unsealed(whole: bytes) -> bytes | None:
    """Return the content that was sealed; None when it is not as it was."""
    mark, content = whole[:_MARK], whole[_MARK:]
    return content if mark == fingerprint(content).encode() else None


def keep(file: Path, content: bytes) -> None:
    """Keep a content."""
    with contextlib.suppress(OSError):
        replace(file, sealed(content))


def kept(file: Path) -> bytes | None:
    """Return the content kept in a file; None when there is none, or not as it was."""
    try:
        return unsealed(file.read_bytes())
    except OSError:
        return None


def forget(folder: Path, suffix: str, *, but: frozenset[str] = frozenset(), latest: int = 0) -> None:
    """Remove the files of a suffix from a folder, but those of some names and the `latest` of the others."""
    with contextlib.suppress(OSError):
        others = [file for file in folder.glob(f"*{suffix}") if file.name not in but]
        others.sort(key=lambda file: file.stat().st_mtime, reverse=True)
        for file in others[latest:]:
            file.unlink(missing_ok=True)


def replace(target: Path, content: bytes) -> None:
    """Put a file in place at once: nobody reads half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(target)
