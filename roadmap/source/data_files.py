"""Find the data files of a roadmap, and refuse whatever else lies among them."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from roadmap.problems.messages import problem
from roadmap.problems.naming import quote
from roadmap.problems.problem import START, Problem
from roadmap.schema.schemas import KIND_OF_FILE
from roadmap.source.yaml_reader import MAX_BYTES
from roadmap.text.folding import fold

ACTIONS = "data/actions"
CONTOURS = "data/territories.geojson"
_ACTION_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.yaml", re.ASCII)
# Left by git and by desktops: no one wrote them as data.
_IGNORED = frozenset({".gitkeep", ".DS_Store", "Thumbs.db"})


@dataclass
class DataFiles:
    """The files to read, as paths relative to the root, with `/`; and what is wrong with the others."""

    files: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find_data_files(root: Path) -> DataFiles:
    """Return the data files under `root`, in order of name."""
    found = DataFiles()
    expected = {*KIND_OF_FILE, CONTOURS}
    try:
        entries, sheets = _entries(root, "data"), _entries(root, ACTIONS)
    except OSError:
        found.problems.append(problem("data", START, "unreadable-folder"))
        return found
    for name, entry in entries.items():
        if name in expected and _is_plain(entry):
            found.files.append(name)
        elif name in expected or (entry.is_dir() and name != ACTIONS):
            found.problems.append(problem(name, START, "not-a-file"))
        elif name != ACTIONS:
            found.problems.append(problem(name, START, "unexpected-file"))
    for name in sorted(expected - entries.keys()):
        found.problems.append(problem(name, START, "missing-file"))
    for name, entry in sheets.items():
        if wrong := _wrong_name(name, entry):
            found.problems.append(wrong)
        else:
            found.actions.append(name)
    return found


def read_data_file(root: Path, name: str) -> bytes:
    """Return the content of a file, cut just past `MAX_BYTES`; raise OSError when it cannot be read."""
    # Ten thousand times, a file object costs more than the reading.
    file = os.open(f"{root}/{name}", os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(file, MAX_BYTES + 1)
    finally:
        os.close(file)


def kind_of(name: str) -> str | None:
    """Return the kind of a data file; None when nothing is known of such a file."""
    return KIND_OF_FILE.get(name) or ("action" if action_id(name) else None)


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


def _wrong_name(name: str, entry: os.DirEntry[str]) -> Problem | None:
    """Say what is wrong with the place or the name of an action's file, if anything is."""
    if not _is_plain(entry):
        return problem(name, START, "not-a-file")
    if _ACTION_NAME.fullmatch(entry.name):
        return None
    stem = re.sub(r"(\.ya?ml|\.txt)+$", "", entry.name, flags=re.IGNORECASE)
    suggestion = f"« {fold(stem) or 'mon-action'}.yaml »"
    return problem(name, START, "file-name", name=quote(entry.name), suggestion=suggestion)
