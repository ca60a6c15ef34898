"""Make the site of another department: this project's files, with data and pages to begin with.

A whole copy, not data on an installed library: a department's repository must build, check and test by
itself, without waiting for a release, and be free to diverge.
"""

import importlib.resources
import json
import re
import shutil
import subprocess
from pathlib import Path

import jinja2
import yaml

from roadmap.new_department.france import DepartmentTerritories, territories
from roadmap.project import Project

# What a site begins with.
STARTER = Path(str(importlib.resources.files("roadmap.new_department") / "starter"))
RENDERED = ".jinja"
# What belongs to the department that the copy is made from: its history, its data, the pictures of its pages.
_OWN = re.compile(r"CHANGELOG\.md|data/.*|docs/images/site/.*")
_PICTURE = re.compile(r"^!\[.*\n\n?", re.MULTILINE)
# What names it in passing.
_NAMING = ("README.md", "docs/moteurs.md")


class FolderNotEmptyError(Exception):
    """The folder to make the site in holds something already."""


class NotARepositoryError(Exception):
    """The project is not in a git repository: which of its files to copy is not known."""


def create(project: Project, folder: Path, code: str) -> None:
    """Make in `folder`, from a project, the site of the department of this code; it may be built at once.

    Raises UnknownDepartmentError, FolderNotEmptyError, NotARepositoryError, and OSError where the folder
    cannot be made; nothing is written then.
    """
    department = territories(code)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise FolderNotEmptyError(folder)
    home, names = project.software_root, _files(project.software_root)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        _copy(home / name, folder / name)
    ours = yaml.safe_load((project.data / "site.yaml").read_text(encoding="utf-8"))["departement"]
    for name in _NAMING:
        text = _PICTURE.sub("", (home / name).read_text(encoding="utf-8"))
        for form in ("de", "en"):
            text = text.replace(ours[form], getattr(department.names, form))
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    begin(folder, department)


def begin(folder: Path, department: DepartmentTerritories) -> None:
    """Write the `data` of a site to begin with, and the pages that would tell another department's facts.

    What is not known is left empty.
    """
    env = jinja2.Environment(  # noqa: S701 - YAML is made, each text quoted
        loader=jinja2.FileSystemLoader(STARTER),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["quoted"] = _quoted
    for path in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        name = path.relative_to(STARTER).as_posix()
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


def _files(home: Path) -> list[str]:
    """Return the project's files that are no department's own: those that git knows."""
    command = ["git", "-C", str(home), "ls-files", "-z"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode or not done.stdout:
        raise NotARepositoryError(home)
    names = (name for name in done.stdout.split("\0") if name and not _OWN.fullmatch(name))
    return [name for name in names if (home / name).is_file()]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _quoted(value: object) -> str:
    """Write a text, or a list of texts, as YAML takes it whatever it holds."""
    return json.dumps(value, ensure_ascii=False)
