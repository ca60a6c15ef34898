"""Weekly watch: dead links, stale actions, data problems, libraries, places, in one GitHub issue."""

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import yaml

from roadmap.contributions import links
from roadmap.contributions.github import BOT_LOGIN, GitHub
from roadmap.contributions.markdown_templates import render_template
from roadmap.contributions.places import NO_NEWS, PlacesNews, watch_places
from roadmap.model.records import Action
from roadmap.model.roadmap import build_roadmap
from roadmap.problems import reports
from roadmap.problems.problem import Problem
from roadmap.project import Project
from roadmap.validation.check import check_project

ISSUE_TITLE, ISSUE_LABEL = "Veille du site", "veille"
# GitHub limits an issue to 65,536 characters, here counted in bytes to be sure.
MAX_ISSUE_BYTES = 60_000
EXCUSED_HOSTS_FILE = ".github/hotes-excuses.yaml"


@dataclass(frozen=True)
class LibraryUpdate:
    """A library with a newer version: its name, the installed version and the latest one."""

    nom: str
    installee: str
    derniere: str


@dataclass(frozen=True)
class Findings:
    """What a person must look at."""

    links: tuple[links.LinkProblem, ...]
    stale: tuple[Action, ...]
    problems: tuple[Problem, ...]
    updates: tuple[LibraryUpdate, ...]
    places: PlacesNews = NO_NEWS

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.links or self.stale or self.problems or self.updates or self.places.text)


def collect_findings(project: Project, outdated: Path, github: GitHub) -> Findings:
    """Check the links, the dates of the actions, the data, the libraries and the places of a project.

    `outdated` is the file with the output of `pip list --outdated --format json`.
    """
    root, checked = project.root, check_project(project)
    stale: tuple[Action, ...] = ()
    if not checked.errors:
        roadmap = build_roadmap(checked)
        stale = tuple(action for action in roadmap.actions if roadmap.is_stale(action))
    return Findings(
        links.check_links(links.find_external_links(root), load_excused_hosts(root)),
        stale,
        checked.problems,
        find_updates(outdated, root),
        watch_places(project, github),
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
    text = render_template("veille", findings=findings)
    return reports.truncate(text, MAX_ISSUE_BYTES, "Le reste se verra quand ceci sera réglé.")


def update_issue(github: GitHub, findings: Findings) -> str:
    """Open, update or close the single issue of the watch; return in French what was done."""
    issues = github.paginate(f"issues?labels={ISSUE_LABEL}&state=all&per_page=100")
    bot_issues = (issue for issue in issues if issue["user"]["login"] == BOT_LOGIN)
    existing = next((issue for issue in bot_issues if issue["title"] == ISSUE_TITLE), None)
    body = render_report(findings)
    if existing:
        state = "closed" if findings.is_empty else "open"
        github.send("PATCH", f"issues/{existing['number']}", body=body, state=state)
        return f"Ticket n° {existing['number']} {'fermé' if findings.is_empty else 'mis à jour'}."
    if findings.is_empty:
        return "Tout va bien : aucun ticket à ouvrir."
    opened = github.send("POST", "issues", title=ISSUE_TITLE, body=body, labels=[ISSUE_LABEL])
    return f"Ticket n° {opened['number']} ouvert."
