"""The review of a contribution: what is wrong, what changes for a reader, which pages it touches."""

import json
import tempfile
from pathlib import Path

import msgspec

from roadmap.contributions import previews, texts
from roadmap.contributions.addresses import dead_addresses
from roadmap.contributions.previews import ChangedPage
from roadmap.contributions.texts import Markdown
from roadmap.contributions.tracked import tracked_products
from roadmap.history import diff_report
from roadmap.history.diff import Change, Difference, diff_check_results
from roadmap.history.snapshots import extract_revision
from roadmap.problems.problem import Problem
from roadmap.project import Project
from roadmap.validation.check import check_project

# GitHub refuses a comment of more than 65,536 characters, a summary of more than a mebibyte.
MOST_IN_COMMENT = 60_000
MOST_IN_SUMMARY = 900_000
MOST_PAGES = 40
MOST_PROBLEMS = 300


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of a contribution.

    `errors` counts the problems that forbid to publish it, of which `problems` holds the first; `pages` is
    None when the site could not be built before or after it; `is_built` says whether it could be after.
    """

    errors: int
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    is_built: bool = False
    pages: tuple[ChangedPage, ...] | None = None


def judge(project: Project, base: str) -> Review:
    """Compare the data of a project with those of its git revision `base`.

    Warnings that stood already in `base` are not the contributor's: they are left out. Raises
    UnknownSnapshotError when there is no such revision.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Only a revision: a folder of that name would be the contributor's.
        extract_revision(base, project.root, Path(folder), "data")
        before = check_project(project.with_root(Path(folder)))
    after = check_project(project)
    difference = diff_check_results(before, after)
    known = {(each.file, each.code, each.message) for each in before.problems}
    warnings = (each for each in after.problems if each.severity == "warning")
    fresh = (each for each in warnings if (each.file, each.code, each.message) not in known)
    problems = (*tracked_products(project.root), *difference.problems, *fresh)
    errors = sum(each.severity == "error" for each in problems)
    return Review(errors, problems[:MOST_PROBLEMS], difference.changes)


def compare_sites(review: Review, project: Project, base: str) -> Review:
    """Add to the review of sound data what the built site shows: touched pages, dead addresses."""
    with tempfile.TemporaryDirectory() as folder:
        before = previews.build_base(project, base, Path(folder) / "base")
        if before is None:
            return msgspec.structs.replace(review, is_built=True)
        dead = tuple(dead_addresses(before, project.site, before.parent / "content"))
        pages = previews.changed_pages(before, project.site)
    problems = (*dead, *review.problems)[:MOST_PROBLEMS]
    return msgspec.structs.replace(review, errors=len(dead), problems=problems, is_built=True, pages=pages)


def to_json(review: Review) -> str:
    """Return the review for `from_json`."""
    # Not msgspec's own JSON: it refuses half a character, which the name of a file may hold.
    return json.dumps(msgspec.to_builtins(review), indent=2)


def from_json(content: bytes) -> Review:
    """Read a review that a stranger's run may have written; raise ValueError if it is not one."""
    try:
        return msgspec.convert(json.loads(content), Review)
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        message = "not a review"
        raise ValueError(message) from error


def markdown(review: Review, run_url: str, most: int) -> str:
    """Return what the contributor reads, in the job summary and in the comment alike.

    Every value is escaped: none can mention anyone, link anywhere or hold HTML. `run_url` is GitHub's.
    What exceeds `most` characters is left out, and said to be.
    """
    changes = diff_report.diff_to_markdown(Difference(review.changes, ()))
    return _cut(
        texts.render(
            "revue",
            review=review,
            changes=Markdown(changes),
            most_pages=MOST_PAGES,
            run_url=Markdown(run_url),
        ),
        most,
    )


def _cut(text: str, most: int) -> str:
    """Keep a text within what GitHub takes, whole lines only."""
    if len(text) <= most:
        return text
    kept = text[:most].rpartition("\n")[0]
    return f"{kept}\n\nLa suite, trop longue pour être montrée ici, est sur la page de la vérification.\n"
