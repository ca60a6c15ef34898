"""The review of a contribution: what is wrong, what changes for a reader, which pages it touches."""

import json
from dataclasses import dataclass
from pathlib import Path

import cattrs

from roadmap import ROOT
from roadmap.checking.check import check
from roadmap.comparing import diff_report
from roadmap.comparing.diff import Change, Difference, between
from roadmap.explaining.problems import Problem
from roadmap.reading.snapshots import state
from roadmap.workflows import texts
from roadmap.workflows.previews import ChangedPage
from roadmap.workflows.texts import Markdown

# GitHub refuses a comment of more than 65,536 characters.
MOST_CHARACTERS = 60_000
MOST_PAGES = 40


@dataclass(frozen=True)
class Review:
    """What is said of a contribution.

    `pages` is None when the site could not be built before or after it; `is_built` says whether it
    could be built after.
    """

    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    is_built: bool = False
    pages: tuple[ChangedPage, ...] | None = None

    @property
    def errors(self) -> int:
        """How many problems forbid to publish the contribution."""
        return sum(each.severity == "error" for each in self.problems)


def judge(base: str, root: Path = ROOT) -> Review:
    """Compare the data of `root` with those of the git revision `base`.

    Warnings that stood already in `base` are not the contributor's: they are left out. Raises
    UnknownStateError when there is no such revision.
    """
    with state(base, root) as folder:
        before = check(folder)
    after = check(root)
    difference = between(before, after)
    known = {(each.file, each.code, each.message) for each in before.problems}
    warnings = (each for each in after.problems if each.severity == "warning")
    fresh = (each for each in warnings if (each.file, each.code, each.message) not in known)
    return Review((*difference.problems, *fresh), difference.changes)


def to_json(review: Review) -> str:
    """Return the review for `from_json`."""
    return json.dumps(cattrs.unstructure(review), ensure_ascii=False, indent=2)


def from_json(content: bytes) -> Review:
    """Read a review that a stranger's run may have written; raise ValueError if it is not one."""
    try:
        return _CONVERTER.structure(json.loads(content), Review)
    except _NOT_A_REVIEW as error:
        message = "not a review"
        raise ValueError(message) from error


_CONVERTER = cattrs.Converter(forbid_extra_keys=True)
_NOT_A_REVIEW = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    cattrs.BaseValidationError,
    cattrs.StructureHandlerNotFoundError,
)


def markdown(review: Review, run_url: str = "") -> str:
    """Return what the contributor reads, in the job summary and in the comment alike.

    Every value is escaped: none can mention anyone, link anywhere or hold HTML. `run_url` is GitHub's.
    """
    changes = diff_report.markdown(Difference(review.changes, ()))
    return _cut(
        texts.render(
            "revue",
            review=review,
            errors=review.errors,
            changes=Markdown(changes),
            most_pages=MOST_PAGES,
            run_url=Markdown(run_url),
        )
    )


def _cut(text: str) -> str:
    """Keep a text within what a comment may hold, whole lines only."""
    if len(text) <= MOST_CHARACTERS:
        return text
    kept = text[:MOST_CHARACTERS].rpartition("\n")[0]
    return f"{kept}\n\nLa suite, trop longue pour être montrée ici, est dans le fichier « revue.json ».\n"
