"""First steps of a new site: what its data still lack, as the boxes of one GitHub issue."""

from collections.abc import Callable
from dataclasses import dataclass

from roadmap.contributions.bot_issues import truncate_body, update_bot_issue
from roadmap.contributions.github import GitHub
from roadmap.contributions.markdown_templates import render_template
from roadmap.model.records import Record
from roadmap.model.roadmap import Roadmap, build_roadmap
from roadmap.problems.problem import Problem
from roadmap.source.data_files import ACTIONS_FOLDER, CONTOURS_FILE
from roadmap.validation.check import CheckResult

ISSUE_TITLE = "Premiers pas du site"
# The warnings about what a new site does not hold yet: the steps tell them, as long as they last.
_EMPTY_CODES = frozenset({"unknown-yet", "no-contours"})


@dataclass(frozen=True)
class Step:
    """A step: what it gives the site, where to write it, and the test that the data pass once it is done."""

    name: str
    file: str
    remedy: str
    is_done: Callable[[Roadmap], bool]


STEPS = (
    Step(
        "La boîte aux lettres du service",
        "data/site.yaml",
        "sous « contact », un service et son adresse, jamais ceux d'une personne",
        lambda roadmap: _is_filled(roadmap.site.contact),
    ),
    Step(
        "Les axes de la feuille de route",
        "data/axes.yaml",
        "le premier axe remplace « [] », comme le montre l'exemple en tête du fichier",
        lambda roadmap: bool(roadmap.axes),
    ),
    Step(
        "L'éditeur du site",
        "data/site.yaml",
        "sous « editeur », les quatre lignes",
        lambda roadmap: _is_filled(roadmap.site.editeur),
    ),
    Step(
        "L'hébergeur du site",
        "data/site.yaml",
        "sous « mentions_legales », les trois lignes",
        lambda roadmap: _is_filled(roadmap.site.mentions_legales),
    ),
    Step(
        "Les contours de la carte",
        CONTOURS_FILE,
        "« python -m roadmap contours » l'écrit, comme le dit README.md, « Un autre département »",
        lambda roadmap: bool(roadmap.contours),
    ),
    Step(
        "La première action",
        f"{ACTIONS_FOLDER}/",
        "le formulaire du site l'écrit ; à la main, docs/exemple-action.yaml en montre une",
        lambda roadmap: bool(roadmap.actions),
    ),
)


@dataclass(frozen=True)
class FirstSteps:
    """The steps that are done, and what the check says of the fields that are still empty."""

    done: frozenset[Step]
    empty_fields: tuple[Problem, ...]

    @property
    def are_over(self) -> bool:
        """Whether every step is done."""
        return len(self.done) == len(STEPS)


def find_first_steps(checked: CheckResult) -> FirstSteps:
    """Find which steps the data hold; the data have no error."""
    roadmap = build_roadmap(checked)
    empty_fields = tuple(problem for problem in checked.problems if problem.code in _EMPTY_CODES)
    return FirstSteps(frozenset(step for step in STEPS if step.is_done(roadmap)), empty_fields)


def render_first_steps(first_steps: FirstSteps) -> str:
    """Render the steps as Markdown that an issue can hold, a box each, every value escaped."""
    return truncate_body(render_template("premiers_pas", steps=STEPS, first_steps=first_steps))


def update_first_steps_issue(github: GitHub, first_steps: FirstSteps) -> str:
    """Open, update or close the issue of the first steps; return in French what was done."""
    return update_bot_issue(
        github, ISSUE_TITLE, render_first_steps(first_steps), is_settled=first_steps.are_over
    )


def _is_filled(record: Record) -> bool:
    """Say whether no field of a record is empty."""
    return all(getattr(record, name) for name in record.__struct_fields__)
