"""The weekly watch: what it finds, and the one issue that it keeps."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from roadmap.contributions import links, watch
from tests.conftest import ROOT
from tests.contributions.runner import Runner, git

NEWER = [
    {"name": "mkdocs_material", "version": "9.8.1", "latest_version": "10.0.0"},
    {"name": "certifi", "version": "1", "latest_version": "2"},
]


def issues(runner: Runner) -> list[dict[str, str]]:
    return json.loads(runner.github.read_text())["issues"]


def excuse_every_host(clone: Path) -> None:
    hosts = {
        link.url.split("/")[2]: "pas de réseau pendant les tests" for link in links.find_external_links(clone)
    }
    (clone / watch.EXCUSED_HOSTS_FILE).write_text(yaml.safe_dump(hosts), encoding="utf-8")
    git(clone, "commit", "--all", "--quiet", "--message=Hôtes")
    git(clone, "push", "--quiet", "origin", "main")


def test_one_issue_is_opened_then_updated_in_place(runner: Runner, clone: Path) -> None:
    excuse_every_host(clone)
    for _ in range(2):
        run = runner.run("veille", {})
        assert run.is_green, run.output
    [issue] = issues(runner)
    assert issue["title"] == "Veille du site"
    assert issue["state"] == "open"
    assert "## Fiches à confirmer : 23" in issue["body"]
    assert "(data/actions/don-outils-numeriques.yaml), confirmée le 4\u00a0avril 2024" in issue["body"]
    assert "### data/site.yaml" in issue["body"]
    assert issue["body"] in run.summary


def findings(**changes: object) -> watch.Findings:
    return watch.Findings(**({"links": (), "stale": (), "problems": (), "updates": ()} | changes))


class Issues:
    """Plays GitHub's issues."""

    def __init__(self, *found: dict[str, object]) -> None:
        self.found, self.sent = found, []

    def paginate(self, _path: str) -> tuple[dict[str, object], ...]:
        return self.found

    def send(self, method: str, path: str, **fields: object) -> dict[str, object]:
        self.sent.append((method, path, fields.get("state")))
        return {"number": 3}


OURS = {"number": 3, "title": watch.ISSUE_TITLE, "user": {"login": "github-actions[bot]"}}


def test_the_issue_is_closed_when_all_is_well_and_opened_again_when_it_is_not() -> None:
    github = Issues({**OURS, "number": 1, "user": {"login": "inconnu"}}, OURS)
    watch.update_issue(github, findings())
    watch.update_issue(github, findings(updates=(watch.LibraryUpdate("x", "1", "2"),)))
    assert github.sent == [("PATCH", "issues/3", "closed"), ("PATCH", "issues/3", "open")]


def test_no_issue_is_opened_when_all_is_well() -> None:
    github = Issues()
    assert "Tout va bien" in watch.update_issue(github, findings())
    assert github.sent == []


def test_only_the_libraries_that_the_project_names_are_told(tmp_path: Path) -> None:
    outdated = tmp_path / "versions.json"
    outdated.write_text(json.dumps(NEWER))
    assert watch.find_updates(outdated, ROOT) == (watch.LibraryUpdate("mkdocs_material", "9.8.1", "10.0.0"),)


def test_every_excused_host_has_its_reason() -> None:
    assert all(
        isinstance(reason, str) and len(reason) > 10 for reason in watch.load_excused_hosts(ROOT).values()
    )


def test_links_are_found_where_they_stand_but_for_those_kept_for_the_record(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/resources.yaml").write_text(
        "url: https://un.fr/a?b=1#c\nurl_d_origine: https://ancien.fr/\ntexte: voir (https://deux.fr/x).\n"
        "autre: '[ici](https://un.fr/a?b=1#c), **https://trois.fr**'\n"
    )
    assert links.find_external_links(tmp_path) == (
        links.ExternalLink("https://deux.fr/x", ("data/resources.yaml:3",)),
        links.ExternalLink("https://trois.fr", ("data/resources.yaml:4",)),
        links.ExternalLink("https://un.fr/a?b=1#c", ("data/resources.yaml:1", "data/resources.yaml:4")),
    )


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers each path as it says: `/404`, `/301/200`."""

    def do_GET(self) -> None:
        code, _, rest = self.path.strip("/").partition("/")
        self.send_response(int(code))
        if rest:
            self.send_header("Location", f"/{rest}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server that answers as its paths say."""
    started = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Answers))
    threading.Thread(target=started.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{started.server_port}"
    started.shutdown()
    started.server_close()


def test_a_link_is_told_when_it_fails_or_has_moved_for_good(server: str) -> None:
    paths = ("/200", "/302/200", "/301/200", "/404", "/403", "/503", "/302/404")
    asked = tuple(links.ExternalLink(f"{server}{path}", ("x:1",)) for path in paths)
    nowhere = links.ExternalLink("http://127.0.0.1:1/", ("x:1",))
    excused = links.ExternalLink("http://localhost/404", ("x:1",))
    malformed = tuple(
        links.ExternalLink(url, ("x:1",))
        for url in ("http://a..b/", "https://℀.fr/", f"http://{'a' * 70}.fr/")
    )
    verdicts = links.check_links((*asked, nowhere, excused, *malformed), {"localhost": "refuse les robots"})
    told = {verdict.link.url.removeprefix(server): verdict.reason for verdict in verdicts}
    assert told == {
        "/301/200": f"déménagé pour de bon vers {server}/200",
        "/404": "réponse 404",
        "/403": "réponse 403",
        "/503": "réponse 503",
        "/302/404": "réponse 404",
        "http://127.0.0.1:1/": "aucune réponse",
        **dict.fromkeys((link.url for link in malformed), "adresse mal formée"),
    }


def test_the_report_escapes_what_a_link_or_a_server_says() -> None:
    link = links.ExternalLink("https://x.fr/`@moi`", ("data/a.yaml:1",))
    text = watch.render_report(
        findings(links=(links.LinkProblem(link, "déménagé vers https://y.fr/<b>@moi"),))
    )
    assert "`https://x.fr/@moi` : " in text
    assert "<b>" not in text
    assert "vers https://" not in text
