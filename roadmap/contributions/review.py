"""Review of a contribution: problems of its data, changes for the reader, changed pages."""

import json
import tempfile
from pathlib import Path

import msgspec

from roadmap.contributions import previews
from roadmap.contributions.build_products import find_build_products
from roadmap.contributions.markdown_templates import Markdown, render_template
from roadmap.contributions.misplaced_sheets import find_misplaced_sheets
from roadmap.contributions.previews import ChangedPage
from roadmap.contributions.published_addresses import find_dead_addresses
from roadmap.history import diff_report
from roadmap.history.diff import Change, Difference, diff_check_results
from roadmap.history.snapshots import extract_revision
from roadmap.problems import reports
from roadmap.problems.problem import Problem
from roadmap.project import Project
from roadmap.validation.check import check_project

# GitHub limits a comment to 65,536 characters, here counted in bytes to be sure.
MAX_COMMENT_BYTES = 60_000
MAX_PREVIEWS = 40
# Letters of the hash that names a version, as GitHub shows it.
SHORT_HASH = 7
MAX_REVIEW_PROBLEMS = 300
# More than any project has; a forged review may hold numbers of thousands of digits.
_MAX_NUMBER = 10_000_000


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The result of a review, exchanged between workflows as JSON.

    `errors` is the number of all errors, `problems` the first `MAX_REVIEW_PROBLEMS` errors and warnings.
    `is_built`: the site of the contribution was built; `pages` is None when this site, or that of the base
    revision, was not.
    """

    errors: int
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    is_built: bool = False
    pages: tuple[ChangedPage, ...] | None = None


def review_data(project: Project, base: str) -> Review:
    """Check the data of a project, and compare them with those of its git revision `base`.

    Warnings that exist in `base` too are omitted. Raise UnknownSnapshotError when there is no such revision.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Not `snapshots.state`: it accepts a folder, which the contributor could create.
        extract_revision(base, project.root, Path(folder), "data")
        before = check_project(project.with_root(Path(folder)))
    after = check_project(project)
    difference = diff_check_results(before, after)
    existing = {_identify(problem) for problem in before.problems}
    warnings = (problem for problem in after.problems if problem.severity == "warning")
    new_warnings = (warning for warning in warnings if _identify(warning) not in existing)
    problems = (
        *find_build_products(project.root),
        *find_misplaced_sheets(project.root, base),
        *difference.problems,
        *new_warnings,
    )
    errors = sum(problem.severity == "error" for problem in problems)
    return Review(errors, problems[:MAX_REVIEW_PROBLEMS], difference.changes)


def _identify(problem: Problem) -> tuple[str, str, str]:
    """Return what identifies a problem in two versions of a file, whose lines may differ."""
    return problem.file, problem.code, problem.message


def compare_sites(review: Review, project: Project, base: str) -> Review:
    """Add changed pages and dead addresses to the review of data without errors, whose site is built."""
    with tempfile.TemporaryDirectory() as folder:
        before = previews.build_base(project, base, Path(folder) / "base")
        if before is None:
            return msgspec.structs.replace(review, is_built=True)
        dead = tuple(find_dead_addresses(before, project.site, before.parent / "content"))
        pages = previews.compare_pages(before, project.site)
    problems = (*dead, *review.problems)[:MAX_REVIEW_PROBLEMS]
    return msgspec.structs.replace(review, errors=len(dead), problems=problems, is_built=True, pages=pages)


def to_json(review: Review) -> str:
    """Serialize a review; `from_json` reads it."""
    # Not msgspec's JSON encoder: it refuses lone surrogates, which a file name may hold.
    return json.dumps(msgspec.to_builtins(review), indent=2)


def from_json(content: bytes) -> Review:
    """Parse a review from an untrusted source; raise ValueError if it is not one."""
    try:
        review = msgspec.convert(json.loads(content), Review)
    except (msgspec.ValidationError, ValueError, OverflowError, RecursionError) as error:
        message = "not a review"
        raise ValueError(message) from error
    numbers = (review.errors, *(number for problem in review.problems for number in problem.position))
    if not all(0 <= number <= _MAX_NUMBER for number in numbers):
        message = "not the numbers of a review"
        raise ValueError(message)
    return review


def render_review(review: Review, run_url: str, commit: str, max_bytes: int) -> str:
    """Render a review as Markdown, for the job summary and the comment.

    Every value is escaped: none can mention a user, make a link or hold HTML. `run_url`, and `commit`, the
    hash of the version that was judged, are trusted; both may be empty. A text of more than `max_bytes` is
    truncated, with a notice.
    """
    changes = diff_report.diff_to_markdown(Difference(review.changes, ()))
    text = render_template(
        "revue",
        review=review,
        changes=Markdown(changes),
        max_previews=MAX_PREVIEWS,
        run_url=Markdown(run_url),
        commit=commit[:SHORT_HASH],
    )
    return reports.truncate(text, max_bytes, "La suite est sur la page de la vérification.")


def render_missing_review(run_url: str, commit: str) -> str:
    """Render what replaces the review of a run that ended without one."""
    return render_template("sans_revue", run_url=Markdown(run_url), commit=commit[:SHORT_HASH])
