"""Weekly watch: dead links, stale actions, data problems, libraries, places, in one GitHub issue.

A second issue holds the first steps of a site that is not complete (see `first_steps`).
"""

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import yaml

from roadmap.contributions import links
from roadmap.contributions.bot_issues import create_missing_label, truncate_body, update_bot_issue
from roadmap.contributions.first_steps import FirstSteps, find_first_steps
from roadmap.contributions.github import GitHub
from roadmap.contributions.markdown_templates import render_template
from roadmap.contributions.places import NO_NEWS, PlacesNews, watch_places
from roadmap.contributions.ticket import ACCEPTED_LABEL
from roadmap.model.records import Action
from roadmap.model.roadmap import build_roadmap
from roadmap.problems.problem import Problem
from roadmap.project import Project
from roadmap.validation.check import check_project

ISSUE_TITLE = "Veille du site"
EXCUSED_HOSTS_FILE = ".github/hotes-excuses.yaml"


@dataclass(frozen=True)
class LibraryUpdate:
    """A library with a newer version: its name, the installed version and the latest one."""

    nom: str
    installee: str
    derniere: str


@dataclass(frozen=True)
class Findings:
    """What a person must look at; `first_steps` is None when the data have errors."""

    links: tuple[links.LinkProblem, ...]
    stale: tuple[Action, ...]
    problems: tuple[Problem, ...]
    updates: tuple[LibraryUpdate, ...]
    places: PlacesNews = NO_NEWS
    first_steps: FirstSteps | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report, apart from the first steps."""
        return not (self.links or self.stale or self.problems or self.updates or self.places.text)


def collect_findings(project: Project, outdated: Path, github: GitHub) -> Findings:
    """Check the links, the dates of the actions, the data, the libraries and the places of a project.

    `outdated` is the file with the output of `pip list --outdated --format json`.
    """
    root, checked = project.root, check_project(project)
    stale: tuple[Action, ...] = ()
    problems, first_steps = checked.problems, None
    if not checked.errors:
        roadmap = build_roadmap(checked)
        stale = tuple(action for action in roadmap.actions if roadmap.is_stale(action))
        first_steps = find_first_steps(checked)
        if not first_steps.are_over:
            problems = tuple(problem for problem in problems if problem not in first_steps.empty_fields)
    return Findings(
        links.check_links(links.find_external_links(root), load_excused_hosts(root)),
        stale,
        problems,
        find_updates(outdated, root),
        watch_places(project, github),
        first_steps,
    )


def load_excused_hosts(root: Path) -> dict[str, str]:
    """Load the hosts whose links are not checked, each with the reason."""
    return yaml.safe_load((root / EXCUSED_HOSTS_FILE).read_text(encoding="utf-8")) or {}


def find_updates(outdated: Path, root: Path) -> tuple[LibraryUpdate, ...]:
    """Return the updates of the direct dependencies of the project."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    specifiers = (re.split(r"[^\w.-]", dependency) for dependency in project["dependencies"])
    direct = {_normalize_name(name) for name, *_ in specifiers}
    rows = json.loads(outdated.read_text(encoding="utf-8"))
    return tuple(
        LibraryUpdate(row["name"], row["version"], row["latest_version"])
        for row in rows
        if _normalize_name(row["name"]) in direct
    )


def _normalize_name(name: str) -> str:
    """Return the normalized name of a package (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def render_report(findings: Findings) -> str:
    """Render the findings as Markdown that an issue can hold, every value escaped."""
    return truncate_body(render_template("veille", findings=findings))


def update_issue(github: GitHub, findings: Findings) -> str:
    """Open, update or close the issue of the watch; return in French what was done."""
    return update_bot_issue(github, ISSUE_TITLE, render_report(findings), is_settled=findings.is_empty)


def create_labels(github: GitHub) -> None:
    """Create the label that people put on a ticket: a new repository does not have it."""
    create_missing_label(github, ACCEPTED_LABEL, "Ce ticket devient une proposition")
