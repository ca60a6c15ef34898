"""The comment under a contribution: one, kept up to date, written from a stranger's artifact.

The run that made the artifact executed the contributor's code, so nothing in it is believed: not which
contribution it is about (GitHub says that), not its text (only data is taken, and rendered here).
"""

import io
import lzma
import zipfile
import zlib
from typing import Any
from urllib.parse import quote

from roadmap.contributions import review
from roadmap.contributions.github import BOT, GitHub, GitHubError

ARTIFACT, MEMBER = "revue", "revue.json"
MOST_BYTES = 1_000_000
MARK = "<!-- revue -->"
_NOT_AN_ARCHIVE = (
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


def post(github: GitHub, event: dict[str, Any]) -> str:
    """Write or update the comment that the `workflow_run` event asks for; say in French what was done.

    Raises GitHubError when GitHub refuses, or when the artifact is not a review.
    """
    run = event["workflow_run"]
    number = _pull_request(github, run)
    if number is None:
        return "Aucune proposition ouverte n'en est à cette version : rien à commenter."
    content = _artifact(github, run)
    if content is None:
        return "Cette vérification n'a pas laissé de revue : rien à commenter."
    try:
        read = review.from_json(content)
    except ValueError as error:
        message = "La revue laissée par la vérification n'est pas lisible : rien n'est commenté."
        raise GitHubError(message) from error
    body = f"{MARK}\n{review.markdown(read, run['html_url'], review.MOST_IN_COMMENT)}"
    return _write(github, number, body)


def _pull_request(github: GitHub, run: dict[str, Any]) -> int | None:
    """Return the number of the open pull request whose last commit is the one that was reviewed."""
    if not run.get("head_repository"):
        return None
    head = quote(f"{run['head_repository']['owner']['login']}:{run['head_branch']}", safe="")
    pulls = github.items(f"pulls?state=open&base=main&head={head}")
    return next((pull["number"] for pull in pulls if pull["head"]["sha"] == run["head_sha"]), None)


def _artifact(github: GitHub, run: dict[str, Any]) -> bytes | None:
    """Return the review that the run left, read up to `MOST_BYTES` and no further."""
    found = github.get(f"actions/runs/{run['id']}/artifacts?name={ARTIFACT}")["artifacts"]
    if not found:
        return None
    newest = max(found, key=lambda each: each["id"])
    if newest["size_in_bytes"] > MOST_BYTES:
        message = f"La revue laissée par la vérification dépasse {MOST_BYTES} octets : rien n'est commenté."
        raise GitHubError(message)
    archive = github.download(f"actions/artifacts/{newest['id']}/zip")
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as members, members.open(MEMBER) as member:
            return member.read(MOST_BYTES)
    except _NOT_AN_ARCHIVE as error:
        message = "L'archive laissée par la vérification n'est pas lisible : rien n'est commenté."
        raise GitHubError(message) from error


def _write(github: GitHub, number: int, body: str) -> str:
    comments = github.items(f"issues/{number}/comments")
    ours = next(
        (each for each in comments if each["user"]["login"] == BOT and each["body"].startswith(MARK)), None
    )
    if ours:
        github.send("PATCH", f"issues/comments/{ours['id']}", body=body)
        return f"Commentaire mis à jour sous la proposition n° {number}."
    github.send("POST", f"issues/{number}/comments", body=body)
    return f"Commentaire écrit sous la proposition n° {number}."
