"""The comment reads an artifact that a stranger wrote: nothing in it is believed."""

import io
import json
import re
import tracemalloc
import zipfile
from typing import Any

import pytest

from roadmap.contributions import comment, review
from roadmap.contributions.github import BOT_LOGIN, GitHubError

RUN = {
    "id": 42,
    "html_url": "https://github.com/a/b/actions/runs/42",
    "head_sha": "f" * 40,
    "head_branch": "ma-branche",
    "head_repository": {"owner": {"login": "referente"}},
}


class Recorded:
    """Answers as GitHub does, and keeps what is sent."""

    def __init__(
        self, archive: bytes, size: int | None = None, comments: tuple[dict[str, Any], ...] = ()
    ) -> None:
        self.archive, self.size, self.comments = archive, size or len(archive), comments
        self.asked: list[str] = []
        self.sent: list[tuple[str, str, str]] = []

    def paginate(self, path: str) -> list[dict[str, Any]]:
        self.asked.append(path)
        return [{"number": 5, "head": {"sha": "f" * 40}}] if path.startswith("pulls") else list(self.comments)

    def get(self, _path: str) -> dict[str, Any]:
        return {"artifacts": [{"id": 1, "size_in_bytes": self.size}]}

    def download(self, _path: str) -> bytes:
        return self.archive

    def send(self, method: str, path: str, body: str) -> dict[str, Any]:
        self.sent.append((method, path, body))
        return {}


def archive(content: bytes, name: str = "revue.json") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr(name, content)
    return file.getvalue()


def forged(**changes: object) -> bytes:
    problem = {
        "file": "@a",
        "position": [1, 1],
        "code": "<x>",
        "message": "<b>@moi</b> [x](https://x.fr)",
        "hint": "`x`",
    }
    problem |= {"severity": "error", "excerpt": "", "caret": 0}
    value = {"errors": 1, "problems": [problem], "changes": [], "is_built": True, "pages": None, **changes}
    return json.dumps(value).encode()


def test_a_forged_review_shows_as_plain_text() -> None:
    github = Recorded(archive(forged()))
    comment.post_comment(github, {"workflow_run": RUN})
    [(method, path, body)] = github.sent
    assert (method, path) == ("POST", "issues/5/comments")
    ours = body.replace(comment.COMMENT_MARKER, "").replace(f"({RUN['html_url']})", "")
    assert "<" not in ours
    assert "@m" not in ours
    assert "https://" not in ours
    assert "`" not in ours


@pytest.mark.parametrize(
    "words", ["éhttps://x.fr", "1ftp://x.fr", "_HTTPS://x.fr", "www.x.fr", "voir GH-12", "a@b.fr", "#12"]
)
def test_nothing_that_github_links_by_itself_stays_whole(words: str) -> None:
    change = {"kind": "action", "id": "x", "titre": words, "nature": "ajout", "details": []}
    github = Recorded(archive(forged(errors=0, problems=[], changes=[change])))
    comment.post_comment(github, {"workflow_run": RUN})
    shown = github.sent[0][2].replace(f"({RUN['html_url']})", "")
    assert not re.search(r"://|www\.|GH-\d|@\w|(?<!&)#\d", shown)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b'{"problems": 3}',
        forged(changes=[{"kind": "action"}]),
        forged(autre=1),
        forged(pages=[{"nature": "x"}]),
    ],
)
def test_what_is_not_a_review_is_refused_and_nothing_is_written(content: bytes) -> None:
    github = Recorded(archive(content))
    with pytest.raises(GitHubError):
        comment.post_comment(github, {"workflow_run": RUN})
    assert github.sent == []


@pytest.mark.parametrize(
    "content", [b"", b"not an archive", archive(forged(), "../revue.json"), archive(forged())[:-40]]
)
def test_what_is_not_an_archive_is_refused_and_nothing_is_written(content: bytes) -> None:
    github = Recorded(content)
    with pytest.raises(GitHubError):
        comment.post_comment(github, {"workflow_run": RUN})
    assert github.sent == []


def test_an_archive_too_big_is_not_downloaded() -> None:
    github = Recorded(b"", size=comment.MAX_REVIEW_BYTES + 1)
    with pytest.raises(GitHubError, match="dépasse"):
        comment.post_comment(github, {"workflow_run": RUN})


def test_an_archive_that_swells_is_read_no_further_than_the_limit() -> None:
    github = Recorded(archive(b" " * 100_000_000))
    tracemalloc.start()
    with pytest.raises(GitHubError):
        comment.post_comment(github, {"workflow_run": RUN})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * comment.MAX_REVIEW_BYTES


def test_a_review_of_any_size_makes_a_comment_that_github_accepts() -> None:
    change = {"kind": "action", "id": "x", "titre": "@" * 300, "nature": "ajout", "details": ["&" * 900]}
    github = Recorded(archive(forged(errors=0, problems=[], changes=[change] * 400)))
    comment.post_comment(github, {"workflow_run": RUN})
    body = github.sent[0][2]
    assert len(body) < 65_536
    assert body.endswith("est sur la page de la vérification.\n")
    assert RUN["html_url"] in body


def test_only_our_own_comment_is_rewritten() -> None:
    stranger = {"id": 1, "user": {"login": "inconnu"}, "body": comment.COMMENT_MARKER}
    ours = {"id": 2, "user": {"login": BOT_LOGIN}, "body": f"{comment.COMMENT_MARKER}\nancien"}
    other = {"id": 3, "user": {"login": BOT_LOGIN}, "body": "autre chose"}
    github = Recorded(archive(forged()), comments=(stranger, other, ours))
    comment.post_comment(github, {"workflow_run": RUN})
    assert github.sent[0][:2] == ("PATCH", "issues/comments/2")


def test_the_contribution_is_found_by_what_github_says_and_a_branch_cannot_forge_the_request() -> None:
    github = Recorded(archive(forged()))
    comment.post_comment(github, {"workflow_run": {**RUN, "head_branch": "x&state=closed#"}})
    assert github.asked[0] == "pulls?state=open&base=main&head=referente%3Ax%26state%3Dclosed%23"
    assert comment.post_comment(github, {"workflow_run": {**RUN, "head_repository": None}}).endswith(
        "rien à commenter."
    )


def test_a_review_survives_its_own_file() -> None:
    read = review.from_json(forged())
    assert review.from_json(review.to_json(read).encode()) == read
