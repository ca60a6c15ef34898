"""Comment on a pull request: a single one, updated after each review, rendered from the review's artifact.

The workflow run that uploaded the artifact executed the contributor's code, so that it is untrusted: the pull
request is found through GitHub's API, and the artifact only provides data, which is rendered here.
"""

import io
import lzma
import zipfile
import zlib
from typing import Any
from urllib.parse import quote

from roadmap.contributions import review
from roadmap.contributions.github import BOT_LOGIN, GitHub, GitHubError
from roadmap.contributions.markdown_templates import render_template
from roadmap.contributions.review import Review

ARTIFACT_NAME, ARTIFACT_FILE = "revue", "revue.json"
MAX_REVIEW_BYTES = 1_000_000
COMMENT_MARKER = "<!-- revue -->"
# GitHub's words for who has no accepted proposal yet: here, or anywhere.
FIRST_CONTRIBUTION_ASSOCIATIONS = ("FIRST_TIME_CONTRIBUTOR", "FIRST_TIMER")
# What `zipfile` raises on a damaged or hostile archive.
_ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def post_comment(github: GitHub, event: dict[str, Any]) -> str:
    """Create or update the comment for a `workflow_run` event; return in French what was done.

    A run that left no review, or one that is not readable, is said to have ended without an opinion. Raise
    GitHubError when GitHub refuses a request, or when the artifact is not a review.
    """
    run = event["workflow_run"]
    pull = _find_pull_request(github, run)
    if pull is None:
        return "Aucune proposition ouverte n'en est à cette version : rien à commenter."
    try:
        received = _receive_review(github, run)
    except GitHubError:
        _write_comment(github, pull, review.render_missing_review(run["html_url"], run["head_sha"]))
        raise
    if received is None:
        text = review.render_missing_review(run["html_url"], run["head_sha"])
    else:
        limit = review.MAX_COMMENT_BYTES
        text = review.render_review(received, run["html_url"], run["head_sha"], limit)
    return _write_comment(github, pull, text)


def _find_pull_request(github: GitHub, run: dict[str, Any]) -> dict[str, Any] | None:
    """Return the open pull request whose last commit is that of the run, if any."""
    if not run.get("head_repository"):
        return None
    head = quote(f"{run['head_repository']['owner']['login']}:{run['head_branch']}", safe="")
    pulls = github.paginate(f"pulls?state=open&head={head}")
    return next((pull for pull in pulls if pull["head"]["sha"] == run["head_sha"]), None)


def _receive_review(github: GitHub, run: dict[str, Any]) -> Review | None:
    """Return the review of a run, None when it left none; raise GitHubError when it is not readable."""
    content = _download_review(github, run)
    if content is None:
        return None
    try:
        return review.from_json(content)
    except ValueError as error:
        message = "La revue laissée par la vérification n'est pas lisible."
        raise GitHubError(message) from error


def _download_review(github: GitHub, run: dict[str, Any]) -> bytes | None:
    """Return the review that the run uploaded, None without an artifact; read at most `MAX_REVIEW_BYTES`."""
    artifacts = github.get(f"actions/runs/{run['id']}/artifacts?name={ARTIFACT_NAME}")["artifacts"]
    if not artifacts:
        return None
    newest = max(artifacts, key=lambda artifact: artifact["id"])
    if newest["size_in_bytes"] > MAX_REVIEW_BYTES:
        message = f"La revue laissée par la vérification dépasse {MAX_REVIEW_BYTES} octets."
        raise GitHubError(message)
    archive = github.download(f"actions/artifacts/{newest['id']}/zip")
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as members, members.open(ARTIFACT_FILE) as member:
            return member.read(MAX_REVIEW_BYTES)
    except _ARCHIVE_ERRORS as error:
        message = "L'archive laissée par la vérification n'est pas lisible."
        raise GitHubError(message) from error


def _write_comment(github: GitHub, pull: dict[str, Any], text: str) -> str:
    """Create or update our comment; a first contribution is welcomed above the text."""
    is_first = pull.get("author_association") in FIRST_CONTRIBUTION_ASSOCIATIONS
    welcome = render_template("bienvenue") + "\n" if is_first else ""
    number, body = pull["number"], f"{COMMENT_MARKER}\n{welcome}{text}"
    comments = github.paginate(f"issues/{number}/comments")
    bot_comments = (comment for comment in comments if comment["user"]["login"] == BOT_LOGIN)
    existing = next((comment for comment in bot_comments if comment["body"].startswith(COMMENT_MARKER)), None)
    if existing:
        github.send("PATCH", f"issues/comments/{existing['id']}", body=body)
        return f"Commentaire mis à jour sous la proposition n° {number}."
    github.send("POST", f"issues/{number}/comments", body=body)
    return f"Commentaire écrit sous la proposition n° {number}."
