"""What is costly to draw, kept by content: the same code never draws the same thing twice."""

from collections.abc import Callable, Iterable
from pathlib import Path

from roadmap import caching

# All that has a say in a drawing, beside what is drawn.
_CODE = "roadmap/printing"
_LIBRARIES = ("pillow", "typst")


def key(*parts: bytes) -> str:
    """Return the name under which what is drawn from these parts is kept."""
    return caching.fingerprint(caching.of_code(_CODE, libraries=_LIBRARIES).encode(), *parts)


def fetch(
    folder: Path, suffix: str, keys: Iterable[str], draw: Callable[[list[str]], Iterable[bytes]]
) -> tuple[dict[str, bytes], bool]:
    """Return the file of each key, and whether any was drawn anew.

    `draw` takes the keys that are not kept and returns their files, in order. Then `folder` keeps these files
    and no other of this `suffix`.
    """
    files = {each: folder / f"{each}{suffix}" for each in keys}
    found = {each: caching.kept(file) for each, file in files.items()}
    missing = [each for each, content in found.items() if content is None]
    if missing:
        for each, made in zip(missing, draw(missing), strict=True):
            caching.keep(files[each], made)
            found[each] = made
    caching.forget(folder, suffix, but=frozenset(file.name for file in files.values()))
    return found, bool(missing)
