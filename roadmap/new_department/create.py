"""Create the site of another department: a copy of this project with starter data and pages.

It is a full copy rather than data for an installed library: a department's repository must build, check and
test on its own, without waiting for a release, and may diverge.
"""

import importlib.resources
import json
import re
import shutil
import subprocess
from pathlib import Path

import jinja2
import yaml

from roadmap.new_department.france import DepartmentTerritories, load_territories
from roadmap.project import Project

# The starter files: copied as they are, or rendered by Jinja when they have this suffix.
STARTER_FOLDER = Path(str(importlib.resources.files("roadmap.new_department") / "starter"))
TEMPLATE_SUFFIX = ".jinja"
# Files that are not copied, as they belong to the source department: its changelog, data and screenshots.
_DEPARTMENT_FILES = re.compile(r"CHANGELOG\.md|data/.*|docs/images/site/.*")
_MARKDOWN_IMAGE = re.compile(r"^!\[.*\n\n?", re.MULTILINE)
# Files that mention the source department's name, which is replaced.
_FILES_WITH_NAME = ("README.md", "docs/moteurs.md")


class FolderNotEmptyError(Exception):
    """The target folder is not empty."""


class NotARepositoryError(Exception):
    """The project is not in a git repository, which lists the files to copy."""


def create_site(project: Project, folder: Path, code: str) -> None:
    """Create in `folder`, from a project, the site of the department with this code, ready to build.

    Raise UnknownDepartmentError, FolderNotEmptyError, NotARepositoryError, or OSError when the folder cannot
    be created; nothing is written then.
    """
    department = load_territories(code)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise FolderNotEmptyError(folder)
    home, names = project.software_root, _list_project_files(project.software_root)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        _copy_file(home / name, folder / name)
    source_names = yaml.safe_load((project.data / "site.yaml").read_text(encoding="utf-8"))["departement"]
    for name in _FILES_WITH_NAME:
        text = _MARKDOWN_IMAGE.sub("", (home / name).read_text(encoding="utf-8"))
        for form in ("de", "en"):
            text = text.replace(source_names[form], getattr(department.names, form))
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    write_starter_files(folder, department)


def write_starter_files(folder: Path, department: DepartmentTerritories) -> None:
    """Write the starter `data`, and neutral versions of the pages that state facts of a department.

    Unknown values are left empty.
    """
    env = jinja2.Environment(  # noqa: S701 - the output is YAML, each text quoted
        loader=jinja2.FileSystemLoader(STARTER_FOLDER),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["quoted"] = _quote_yaml
    for path in sorted(path for path in STARTER_FOLDER.rglob("*") if path.is_file()):
        name = path.relative_to(STARTER_FOLDER).as_posix()
        if name.endswith(TEMPLATE_SUFFIX):
            target = folder / name.removesuffix(TEMPLATE_SUFFIX)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = env.get_template(name).render(department=department)
            target.write_text(text, encoding="utf-8", newline="\n")
        else:
            _copy_file(path, folder / name)
    actions = folder / "data" / "actions"
    actions.mkdir()
    (actions / ".gitkeep").touch()


def _list_project_files(home: Path) -> list[str]:
    """Return the files tracked by git, except those of the source department."""
    command = ["git", "-C", str(home), "ls-files", "-z"]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if result.returncode or not result.stdout:
        raise NotARepositoryError(home)
    names = (name for name in result.stdout.split("\0") if name and not _DEPARTMENT_FILES.fullmatch(name))
    return [name for name in names if (home / name).is_file()]


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _quote_yaml(value: object) -> str:
    """Format a text, or a list of texts, as quoted YAML: any JSON value is valid YAML."""
    return json.dumps(value, ensure_ascii=False)
