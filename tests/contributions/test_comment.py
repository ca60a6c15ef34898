"""The comment on a proposal: built from an artifact that anybody may have forged."""

import io
import json
import re
import tracemalloc
import zipfile
from typing import Any

import pytest

from roadmap.contributions import comment, review
from roadmap.contributions.github import BOT_LOGIN, GitHubError

WORKFLOW_RUN = {
    "id": 42,
    "html_url": "https://github.com/a/b/actions/runs/42",
    "head_sha": "f" * 40,
    "head_branch": "ma-branche",
    "head_repository": {"owner": {"login": "referente"}},
}


class FakeGitHub:
    """Test double of GitHub: it records the requests."""

    def __init__(
        self, content: bytes, size: int | None = None, comments: tuple[dict[str, Any], ...] = ()
    ) -> None:
        self.archive, self.size, self.comments = content, size or len(content), comments
        self.association = "CONTRIBUTOR"
        self.requested: list[str] = []
        self.sent: list[tuple[str, str, str]] = []

    def paginate(self, path: str) -> list[dict[str, Any]]:
        self.requested.append(path)
        pull = {"number": 5, "head": {"sha": "f" * 40}, "author_association": self.association}
        return [pull] if path.startswith("pulls") else list(self.comments)

    def get(self, _path: str) -> dict[str, Any]:
        return {"artifacts": [{"id": 1, "size_in_bytes": self.size}]}

    def download(self, _path: str) -> bytes:
        return self.archive

    def send(self, method: str, path: str, body: str) -> dict[str, Any]:
        self.sent.append((method, path, body))
        return {}


def create_archive(content: bytes, name: str = "revue.json") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zip_file:
        zip_file.writestr(name, content)
    return buffer.getvalue()


def create_problem(**changes: object) -> dict[str, object]:
    problem = {
        "file": "@a",
        "position": [1, 1],
        "code": "<x>",
        "message": "<b>@moi</b> [x](https://x.fr)",
        "hint": "`x`",
    }
    return problem | {"severity": "error", "excerpt": "", "caret": 0} | changes


def create_review_file(**changes: object) -> bytes:
    problems = [create_problem()]
    fields = {"errors": 1, "problems": problems, "changes": [], "is_built": True, "pages": None, **changes}
    return json.dumps(fields).encode()


def test_markup_in_a_forged_review_is_escaped() -> None:
    github = FakeGitHub(create_archive(create_review_file()))
    comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})
    [(method, path, body)] = github.sent
    assert (method, path) == ("POST", "issues/5/comments")
    ours = body.replace(comment.COMMENT_MARKER, "").replace(f"({WORKFLOW_RUN['html_url']})", "")
    assert "<" not in ours
    assert "@m" not in ours
    assert "https://" not in ours
    assert "`" not in ours


@pytest.mark.parametrize(
    "words", ["éhttps://x.fr", "1ftp://x.fr", "_HTTPS://x.fr", "www.x.fr", "voir GH-12", "a@b.fr", "#12"]
)
def test_texts_that_github_would_turn_into_links_are_broken(words: str) -> None:
    change = {"kind": "action", "id": "x", "titre": words, "nature": "ajout", "details": []}
    github = FakeGitHub(create_archive(create_review_file(errors=0, problems=[], changes=[change])))
    comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})
    body = github.sent[0][2].replace(f"({WORKFLOW_RUN['html_url']})", "")
    assert not re.search(r"://|www\.|GH-\d|@\w|(?<!&)#\d", body)


def assert_no_opinion(github: FakeGitHub) -> None:
    [(_, _, body)] = github.sent
    assert "## La vérification s'est arrêtée avant la fin" in body
    assert "Version jugée : fffffff." in body
    assert "Tout est juste" not in body


@pytest.mark.parametrize(
    "content",
    [
        b"",
        create_review_file(errors=10**4000),
        create_review_file(errors=-1),
        create_review_file(errors=0).replace(b'"errors": 0', b'"errors": ' + b"9" * 5000),
        create_review_file(problems=[create_problem(position=[10**4000, 1])]),
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b'{"problems": 3}',
        create_review_file(changes=[{"kind": "action"}]),
        create_review_file(autre=1),
        create_review_file(pages=[{"nature": "x"}]),
    ],
)
def test_an_invalid_review_is_refused_and_the_comment_says_that_there_is_no_opinion(content: bytes) -> None:
    github = FakeGitHub(create_archive(content))
    with pytest.raises(GitHubError):
        comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})
    assert_no_opinion(github)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an archive",
        create_archive(create_review_file(), "../revue.json"),
        create_archive(create_review_file())[:-40],
    ],
)
def test_an_invalid_archive_is_refused_and_the_comment_says_that_there_is_no_opinion(content: bytes) -> None:
    github = FakeGitHub(content)
    with pytest.raises(GitHubError):
        comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})
    assert_no_opinion(github)


def test_a_run_that_left_no_review_replaces_the_former_opinion() -> None:
    ours = {"id": 2, "user": {"login": BOT_LOGIN}, "body": f"{comment.COMMENT_MARKER}\n## Tout est juste"}
    github = FakeGitHub(b"", comments=(ours,))
    github.get = lambda _path: {"artifacts": []}
    comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})
    assert github.sent[0][:2] == ("PATCH", "issues/comments/2")
    assert_no_opinion(github)


def test_the_comment_names_the_version_that_was_judged() -> None:
    github = FakeGitHub(create_archive(create_review_file()))
    comment.post_comment(github, {"workflow_run": WORKFLOW_RUN | {"head_sha": "f" * 40}})
    assert "Version jugée : fffffff." in github.sent[0][2]


def test_an_archive_that_is_too_big_is_not_downloaded() -> None:
    github = FakeGitHub(b"", size=comment.MAX_REVIEW_BYTES + 1)
    with pytest.raises(GitHubError, match="dépasse"):
        comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})


def test_a_zip_bomb_is_not_read_beyond_the_limit() -> None:
    github = FakeGitHub(create_archive(b" " * 100_000_000))
    tracemalloc.start()
    with pytest.raises(GitHubError):
        comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * comment.MAX_REVIEW_BYTES


def test_a_long_review_is_cut_to_the_length_that_github_accepts() -> None:
    change = {"kind": "action", "id": "x", "titre": "@" * 300, "nature": "ajout", "details": ["&" * 900]}
    github = FakeGitHub(create_archive(create_review_file(errors=0, problems=[], changes=[change] * 400)))
    comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})
    body = github.sent[0][2]
    assert len(body.encode()) < 65_536
    assert body.endswith("est sur la page de la vérification.\n")
    assert WORKFLOW_RUN["html_url"] in body


def test_only_our_own_comment_is_updated() -> None:
    from_a_stranger = {"id": 1, "user": {"login": "inconnu"}, "body": comment.COMMENT_MARKER}
    ours = {"id": 2, "user": {"login": BOT_LOGIN}, "body": f"{comment.COMMENT_MARKER}\nancien"}
    on_another_subject = {"id": 3, "user": {"login": BOT_LOGIN}, "body": "autre chose"}
    github = FakeGitHub(
        create_archive(create_review_file()), comments=(from_a_stranger, on_another_subject, ours)
    )
    comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})
    assert github.sent[0][:2] == ("PATCH", "issues/comments/2")


@pytest.mark.parametrize(
    ("association", "is_welcomed"),
    [("FIRST_TIMER", True), ("FIRST_TIME_CONTRIBUTOR", True), ("CONTRIBUTOR", False), ("OWNER", False)],
)
def test_who_contributes_for_the_first_time_is_thanked_and_told_what_happens_next(
    association: str, *, is_welcomed: bool
) -> None:
    github = FakeGitHub(create_archive(create_review_file()))
    github.association = association
    comment.post_comment(github, {"workflow_run": WORKFLOW_RUN})
    (body,) = (body for _, _, body in github.sent)
    assert ("première proposition" in body) == is_welcomed
    assert ("une relecture par l'équipe" in body) == is_welcomed


def test_the_name_of_a_branch_is_escaped_in_the_request_for_its_proposal() -> None:
    github = FakeGitHub(create_archive(create_review_file()))
    comment.post_comment(github, {"workflow_run": {**WORKFLOW_RUN, "head_branch": "x&state=closed#"}})
    assert github.requested[0] == "pulls?state=open&head=referente%3Ax%26state%3Dclosed%23"
    assert comment.post_comment(github, {"workflow_run": {**WORKFLOW_RUN, "head_repository": None}}).endswith(
        "rien à commenter."
    )


def test_a_review_is_the_same_after_json_serialization() -> None:
    original = review.from_json(create_review_file())
    assert review.from_json(review.to_json(original).encode()) == original
