"""What is kept in `.cache/` between two runs: named by the hash of all that it was made from."""

import contextlib
import functools
import hashlib
import os
import sys
from importlib.metadata import version
from pathlib import Path

from roadmap import ROOT

FOLDER = ROOT / ".cache"


def fingerprint(*parts: bytes) -> str:
    """Return the hash of some parts; where one ends and the next begins counts."""
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@functools.cache
def of_code(*folders: str, libraries: tuple[str, ...] = ()) -> str:
    """Return the hash of the project's files in some folders, of Python's version and of some libraries'."""
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")))
    files = [path for path in paths if path.is_file() and "__pycache__" not in path.parts]
    versions = [sys.version, *map(version, libraries)]
    return fingerprint(
        *(text.encode() for text in versions),
        *(part for path in files for part in (str(path.relative_to(ROOT)).encode(), path.read_bytes())),
    )


def keep(file: Path, content: bytes, most: int) -> None:
    """Keep a file among the latest of its kind, `most` in its folder; a folder that refuses keeps nothing."""
    with contextlib.suppress(OSError):
        replace(file, content)
        alike = file.parent.glob(f"*{file.suffix}")
        for old in sorted(alike, key=lambda each: each.stat().st_mtime)[:-most]:
            old.unlink(missing_ok=True)


def replace(target: Path, content: bytes) -> None:
    """Put a file in place at once: nobody reads half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(target)
