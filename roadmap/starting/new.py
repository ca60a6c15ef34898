"""Make the site of another department: this project's files, with data and pages to begin with.

A whole copy, not data on an installed library: a department's repository must build, check and test by
itself, without waiting for a release, and be free to diverge.
"""

import json
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import jinja2
import yaml

from roadmap import ROOT
from roadmap.starting.france import DepartmentTerritories, territories

START = Path(__file__).parent / "site"
RENDERED = ".jinja"
# What belongs to the department that the copy is made from.
_OWN = ("CHANGELOG.md", "data")


class FolderNotEmptyError(Exception):
    """The folder to make the site in holds something already."""


class NotARepositoryError(Exception):
    """The project is not in a git repository: which of its files to copy is not known."""


def new(folder: Path, code: str) -> None:
    """Make in `folder` the site of the department of this code; it may be built at once.

    Raises UnknownDepartmentError, FolderNotEmptyError and NotARepositoryError, before anything is written.
    """
    department = territories(code)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise FolderNotEmptyError(folder)
    for name in _files():
        _copy(ROOT / name, folder / name)
    readme, text = folder / "README.md", (ROOT / "README.md").read_text(encoding="utf-8")
    readme.write_text(text.replace(_of_this_one(), department.names.de), encoding="utf-8", newline="\n")
    begin(folder, department)


def begin(folder: Path, department: DepartmentTerritories) -> None:
    """Write the `data` of a site to begin with, and the pages that would tell another department's facts.

    What is not known is left empty.
    """
    env = jinja2.Environment(  # noqa: S701 - YAML is made, each text quoted
        loader=jinja2.FileSystemLoader(START),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["quoted"] = _quoted
    for path in sorted(path for path in START.rglob("*") if path.is_file()):
        name = path.relative_to(START).as_posix()
        if name.endswith(RENDERED):
            target = folder / name.removesuffix(RENDERED)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = env.get_template(name).render(department=department)
            target.write_text(text, encoding="utf-8", newline="\n")
        else:
            _copy(path, folder / name)
    actions = folder / "data" / "actions"
    actions.mkdir()
    (actions / ".gitkeep").touch()


def _files() -> list[str]:
    """Return the project's files that are no department's own."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise NotARepositoryError(ROOT)
    names = [name for name in done.stdout.split("\0") if name and PurePosixPath(name).parts[0] not in _OWN]
    return [name for name in names if (ROOT / name).is_file()]


def _of_this_one() -> str:
    """Return the name of the project's own department with its article, as its README says it."""
    site = yaml.safe_load((ROOT / "data" / "site.yaml").read_text(encoding="utf-8"))
    return site["departement"]["de"]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _quoted(value: object) -> str:
    """Write a text, or a list of texts, as YAML takes it whatever it holds."""
    return json.dumps(value, ensure_ascii=False)
