"""The weekly watch: what grows old without anyone having done wrong, kept in one issue."""

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import yaml

from roadmap.contributions import links, texts
from roadmap.contributions.github import BOT, GitHub
from roadmap.model.records import Action
from roadmap.model.roadmap import build_roadmap
from roadmap.problems.problem import Problem
from roadmap.project import Project
from roadmap.validation.check import check_project

TITLE, LABEL = "Veille du site", "veille"
# GitHub refuses an issue of more than 65,536 characters.
MOST_CHARACTERS = 60_000
EXCUSED = ".github/hotes-excuses.yaml"


@dataclass(frozen=True)
class Update:
    """A library that has a newer version."""

    nom: str
    installee: str
    derniere: str


@dataclass(frozen=True)
class Findings:
    """All that must be looked at."""

    links: tuple[links.Verdict, ...]
    stale: tuple[Action, ...]
    problems: tuple[Problem, ...]
    updates: tuple[Update, ...]

    @property
    def are_none(self) -> bool:
        """Whether all is well."""
        return not (self.links or self.stale or self.problems or self.updates)


def look(project: Project, outdated: Path) -> Findings:
    """Look at the links, the sheets, the data's problems and the libraries.

    `outdated` holds what `pip list --outdated --format json` printed.
    """
    root, checked = project.root, check_project(project)
    stale: tuple[Action, ...] = ()
    if not checked.errors:
        roadmap = build_roadmap(checked)
        stale = tuple(action for action in roadmap.actions if roadmap.is_stale(action))
    return Findings(
        links.broken(links.outside(root), excused_hosts(root)),
        stale,
        checked.problems,
        updates(outdated, root),
    )


def excused_hosts(root: Path) -> dict[str, str]:
    """Return the hosts that are not asked, and why."""
    return yaml.safe_load((root / EXCUSED).read_text(encoding="utf-8")) or {}


def updates(outdated: Path, root: Path) -> tuple[Update, ...]:
    """Return the newer versions of the libraries that the project itself names."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {_normalised(re.split(r"[^\w.-]", each)[0]) for each in project["dependencies"]}
    rows = json.loads(outdated.read_text(encoding="utf-8"))
    return tuple(
        Update(row["name"], row["version"], row["latest_version"])
        for row in rows
        if _normalised(row["name"]) in named
    )


def _normalised(name: str) -> str:
    """Return a package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def markdown(findings: Findings) -> str:
    """Return the report, every value escaped."""
    return texts.render("veille", findings=findings)


def keep_issue(github: GitHub, findings: Findings) -> str:
    """Open, update or close the one issue of the watch; say in French what was done."""
    found = github.items(f"issues?labels={LABEL}&state=all&per_page=100")
    ours = next((each for each in found if each["user"]["login"] == BOT and each["title"] == TITLE), None)
    body = markdown(findings)[:MOST_CHARACTERS]
    if ours:
        state = "closed" if findings.are_none else "open"
        github.send("PATCH", f"issues/{ours['number']}", body=body, state=state)
        return f"Ticket n° {ours['number']} {'fermé' if findings.are_none else 'mis à jour'}."
    if findings.are_none:
        return "Tout va bien : aucun ticket à ouvrir."
    opened = github.send("POST", "issues", title=TITLE, body=body, labels=[LABEL])
    return f"Ticket n° {opened['number']} ouvert."
