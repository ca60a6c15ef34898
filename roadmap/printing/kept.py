"""What is costly to draw, kept by content: the same data and template are never drawn twice."""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path


def key(*parts: bytes) -> str:
    """Return the name under which what is drawn from these parts is kept."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def fetch(
    folder: Path, suffix: str, keys: Iterable[str], draw: Callable[[list[str]], Iterable[bytes]]
) -> tuple[dict[str, bytes], bool]:
    """Return the file of each key, and whether any was drawn anew.

    `draw` takes the keys that are not kept and returns their files, in order. Then `folder` keeps these files
    and no other of this `suffix`.
    """
    keys = list(dict.fromkeys(keys))
    missing = [each for each in keys if not (folder / f"{each}{suffix}").is_file()]
    if missing:
        drawn = list(draw(missing))
        folder.mkdir(parents=True, exist_ok=True)
        for each, made in zip(missing, drawn, strict=True):
            replace(folder / f"{each}{suffix}", made)
    for former in folder.glob(f"*{suffix}"):
        if former.stem not in keys:
            former.unlink(missing_ok=True)
    return {each: (folder / f"{each}{suffix}").read_bytes() for each in keys}, bool(missing)


def replace(target: Path, made: bytes) -> None:
    """Put a file in place at once: nobody reads half of it."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(made)
    draft.replace(target)
