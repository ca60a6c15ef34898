"""Find the data files of a roadmap, and refuse whatever else lies among them."""

import os
import re
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
    entries = _entries(root, "data")
    for name, entry in entries.items():
        if name in expected and _is_plain(entry):
            found.known.append(name)
        elif name in expected or (entry.is_dir() and name != ACTIONS):
            found.problems.append(problem(name, START, "not-a-file"))
        elif name != ACTIONS:
            found.problems.append(problem(name, START, "unexpected-file"))
    for name in sorted(expected - entries.keys()):
        found.problems.append(problem(name, START, "missing-file"))
    for name, entry in _entries(root, ACTIONS).items():
        slip = _name_slip(name, entry)
        if slip:
            found.problems.append(slip)
        else:
            found.actions.append(name)
    return found


def _entries(root: Path, folder: str) -> dict[str, os.DirEntry[str]]:
    """Return what lies in a folder, by path relative to the root, in order; nothing in a link to one."""
    path = root / folder
    if not path.is_dir() or path.is_symlink():
        return {}
    with os.scandir(path) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    return {f"{folder}/{entry.name}": entry for entry in found if entry.name not in _IGNORED}


def _is_plain(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def action_id(name: str) -> str | None:
    """Return the identifier of the action whose file is at `name`; None when it is not an action's file."""
    folder, _, base = name.rpartition("/")
    return base.removesuffix(".yaml") if folder == ACTIONS and _ACTION_NAME.fullmatch(base) else None


def _name_slip(name: str, entry: os.DirEntry[str]) -> Problem | None:
    """Say what is wrong with the place or the name of an action's file, if anything is."""
    if not _is_plain(entry):
        return problem(name, START, "not-a-file")
    if _ACTION_NAME.fullmatch(entry.name):
        return None
    stem = re.sub(r"(\.ya?ml|\.txt)+$", "", entry.name, flags=re.IGNORECASE)
    suggestion = f"« {fold(stem) or 'mon-action'}.yaml »"
    return problem(name, START, "file-name", name=quote(entry.name), suggestion=suggestion)
