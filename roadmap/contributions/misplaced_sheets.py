"""Detection of sheets of actions that a contribution adds outside `data/actions`: the site ignores them."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from roadmap.problems.building import build_problem
from roadmap.problems.problem import FILE_START, Problem
from roadmap.source.data_files import ACTIONS_FOLDER, suggest_action_file

# Folders whose YAML files are not sheets: the check of the data, or the tests, know what is theirs.
_OTHER_FOLDERS = ("data/", "tests/", ".github/", "roadmap/new_department/")
_SHEET_KEY = re.compile(
    r"^(?:\ufeff|> )?(titre|resume|axe|cible|statut|confirme_le)[ \u00a0]*:", re.MULTILINE
)
_MIN_KEYS = 3
_READ_BYTES = 20_000  # enough for the first keys of a sheet


def find_misplaced_sheets(root: Path, base: str) -> Iterator[Problem]:
    """Yield a problem for each sheet that git tracks, is not in the revision `base`, and is out of place."""
    diff = ["git", "-C", str(root), "diff", "--name-only", "-z", "--no-renames", "--diff-filter=A"]
    result = subprocess.run([*diff, base, "--"], capture_output=True, check=False)  # noqa: S603 - no shell
    for name in sorted(filter(None, result.stdout.decode("utf-8", "replace").split("\0"))):
        if not name.startswith(_OTHER_FOLDERS) and _is_sheet(root / name):
            path = f"{ACTIONS_FOLDER}/{suggest_action_file(PurePosixPath(name).name)}"
            yield build_problem(name, FILE_START, "misplaced-sheet", path=path)


def _is_sheet(path: Path) -> bool:
    """Say whether a regular file has the keys of a sheet."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        text = file.read(_READ_BYTES).decode("utf-8", "replace")
    return len(set(_SHEET_KEY.findall(text))) >= _MIN_KEYS
