"""Find the data files of a roadmap, and refuse whatever else lies among them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from roadmap.checking.schemas import KIND_OF_FILE
from roadmap.explaining.messages import problem
from roadmap.explaining.naming import quote
from roadmap.explaining.problems import START, Problem
from roadmap.explaining.suggestions import fold

ACTIONS = "data/actions"
CONTOURS = "data/territories.geojson"
_ACTION_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.yaml", re.ASCII)
# Left by git and by desktops: no one wrote them as data.
_IGNORED = frozenset({".gitkeep", ".DS_Store", "Thumbs.db"})


@dataclass
class Found:
    """The files to read, as paths relative to the root, with `/`; and what is wrong with the others."""

    known: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find(root: Path) -> Found:
    """Return the data files under `root`, in order of name."""
    found = Found()
    expected = {*KIND_OF_FILE, CONTOURS}
    for name in _names(root, "data"):
        if name in expected and _is_plain(root / name):
            found.known.append(name)
        elif name in expected or ((root / name).is_dir() and name != ACTIONS):
            found.problems.append(problem(name, START, "not-a-file"))
        elif name != ACTIONS:
            found.problems.append(problem(name, START, "unexpected-file"))
    for name in sorted(expected - set(_names(root, "data"))):
        found.problems.append(problem(name, START, "missing-file"))
    for name in _names(root, ACTIONS):
        slip = _name_slip(root, name)
        if slip:
            found.problems.append(slip)
        else:
            found.actions.append(name)
    return found


def _names(root: Path, folder: str) -> Iterator[str]:
    """Yield what lies in a folder, sorted, as paths relative to the root."""
    path = root / folder
    if path.is_dir() and not path.is_symlink():
        yield from sorted(
            f"{folder}/{entry.name}" for entry in (root / folder).iterdir() if entry.name not in _IGNORED
        )


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def action_id(name: str) -> str | None:
    """Return the identifier of the action whose file is at `name`; None when it is not an action's file."""
    folder, _, base = name.rpartition("/")
    return base.removesuffix(".yaml") if folder == ACTIONS and _ACTION_NAME.fullmatch(base) else None


def _name_slip(root: Path, name: str) -> Problem | None:
    """Say what is wrong with the place or the name of an action's file, if anything is."""
    if not _is_plain(root / name):
        return problem(name, START, "not-a-file")
    base = name.rpartition("/")[2]
    if _ACTION_NAME.fullmatch(base):
        return None
    stem = re.sub(r"(\.ya?ml|\.txt)+$", "", base, flags=re.IGNORECASE)
    suggestion = f"« {fold(stem) or 'mon-action'}.yaml »"
    return problem(name, START, "file-name", name=quote(base), suggestion=suggestion)
