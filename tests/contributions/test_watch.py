"""The weekly watch: broken links, outdated libraries, and the single issue that reports them."""

import functools
import http.server
import json
import threading
import time
import tracemalloc
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
import yaml

from roadmap.contributions import first_steps, links, ticket, watch
from roadmap.new_department.create import write_starter_files
from roadmap.new_department.france import load_territories
from tests.conftest import ROOT, make_project
from tests.contributions.runner import Runner
from tests.history.conftest import git

OUTDATED_LIBRARIES = [
    {"name": "mkdocs_material", "version": "9.8.1", "latest_version": "10.0.0"},
    {"name": "certifi", "version": "1", "latest_version": "2"},
]


def read_github(runner: Runner, name: str) -> list[dict[str, str]]:
    return json.loads(runner.github.read_text())[name]


def push_every_host_as_excused(clone: Path) -> None:
    hosts = {
        link.url.split("/")[2]: "pas de réseau pendant les tests" for link in links.find_external_links(clone)
    }
    (clone / watch.EXCUSED_HOSTS_FILE).write_text(yaml.safe_dump(hosts), encoding="utf-8")
    git(clone, "commit", "--all", "--quiet", "--message=Hôtes")
    git(clone, "push", "--quiet", "origin", "main")


def test_the_workflow_opens_each_issue_once_then_updates_it(runner: Runner, clone: Path) -> None:
    push_every_host_as_excused(clone)
    for _ in range(2):
        run = runner.run("veille", {}, only_job="veille")
        assert run.is_green, run.output
    [issue, first_steps] = read_github(runner, "issues")
    assert issue["title"] == "Veille du site"
    assert issue["state"] == "open"
    assert "## Actions à vérifier : 23" in issue["body"]
    assert "(data/actions/don-outils-numeriques.yaml), confirmée le 4\u00a0avril 2024" in issue["body"]
    assert "### data/site.yaml" not in issue["body"]
    assert issue["body"] in run.summary
    assert first_steps["title"] == "Premiers pas du site"
    assert first_steps["state"] == "open"
    assert "- [x] La boîte aux lettres du service : `data/site.yaml`\n" in first_steps["body"]
    assert "- [ ] L'éditeur du site : `data/site.yaml`, sous « editeur »" in first_steps["body"]
    assert "### data/site.yaml" in first_steps["body"]
    assert first_steps["body"] in run.summary


def test_the_workflow_creates_once_the_label_that_a_ticket_needs(runner: Runner, clone: Path) -> None:
    push_every_host_as_excused(clone)
    for _ in range(2):
        assert runner.run("veille", {}, only_job="veille").is_green
    assert [label["name"] for label in read_github(runner, "labels")] == [ticket.ACCEPTED_LABEL]


def collect_without_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> watch.Findings:
    """Collect the findings about the data of a folder; no link is asked for."""
    monkeypatch.setattr(links, "check_links", lambda *_arguments: ())
    for name in ("pyproject.toml", watch.EXCUSED_HOSTS_FILE):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    outdated = folder / "versions.json"
    outdated.write_text("[]")
    return watch.collect_findings(make_project(folder), outdated, FakeIssues())


def test_the_empty_fields_are_told_once_by_the_first_steps_while_they_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_starter_files(tmp_path, load_territories("36"))
    findings = collect_without_network(tmp_path, monkeypatch)
    assert findings.is_empty
    assert "champs encore vides" in watch.render_report(findings)
    assert {problem.code for problem in findings.first_steps.empty_fields} == {"unknown-yet", "no-contours"}
    monkeypatch.setattr(first_steps, "STEPS", ())
    findings = collect_without_network(tmp_path, monkeypatch)
    assert findings.first_steps.are_over
    assert {problem.code for problem in findings.problems} == {"unknown-yet", "no-contours"}


def test_the_first_steps_are_left_as_they_were_while_the_data_have_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_starter_files(tmp_path, load_territories("36"))
    (tmp_path / "data/site.yaml").write_text("nom:\n", encoding="utf-8")
    findings = collect_without_network(tmp_path, monkeypatch)
    assert findings.first_steps is None
    assert any(problem.file == "data/site.yaml" for problem in findings.problems)


def create_findings(**changes: object) -> watch.Findings:
    return watch.Findings(**({"links": (), "stale": (), "problems": (), "updates": ()} | changes))


class FakeIssues:
    """Test double of the issues of GitHub: it records the requests."""

    def __init__(self, *issues: dict[str, object]) -> None:
        self.issues, self.sent = issues, []

    def paginate(self, _path: str) -> tuple[dict[str, object], ...]:
        return self.issues

    def send(self, method: str, path: str, **fields: object) -> dict[str, object]:
        self.sent.append((method, path, fields.get("state")))
        return {"number": 3}


OUR_ISSUE = {"number": 3, "title": watch.ISSUE_TITLE, "user": {"login": "github-actions[bot]"}}


def test_the_issue_is_closed_when_there_is_nothing_to_report_and_reopened_otherwise() -> None:
    github = FakeIssues({**OUR_ISSUE, "number": 1, "user": {"login": "inconnu"}}, OUR_ISSUE)
    watch.update_issue(github, create_findings())
    watch.update_issue(github, create_findings(updates=(watch.LibraryUpdate("x", "1", "2"),)))
    assert github.sent == [("PATCH", "issues/3", "closed"), ("PATCH", "issues/3", "open")]


def test_no_issue_is_opened_when_there_is_nothing_to_report() -> None:
    github = FakeIssues()
    assert "tout va bien" in watch.update_issue(github, create_findings())
    assert github.sent == []


def test_only_libraries_that_the_project_requires_directly_are_reported(tmp_path: Path) -> None:
    outdated = tmp_path / "versions.json"
    outdated.write_text(json.dumps(OUTDATED_LIBRARIES))
    assert watch.find_updates(outdated, ROOT) == (watch.LibraryUpdate("mkdocs_material", "9.8.1", "10.0.0"),)


def test_every_excused_host_has_a_reason() -> None:
    assert all(
        isinstance(reason, str) and len(reason) > 10 for reason in watch.load_excused_hosts(ROOT).values()
    )


def test_external_links_are_found_with_their_lines_except_original_urls(tmp_path: Path) -> None:
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


class StatusHandler(http.server.BaseHTTPRequestHandler):
    """Answers with the status that is in the path: `/404`, `/301/200` (a redirection to `/200`)."""

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
    """The address of a server that answers with the status that is in the path."""
    http_server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(StatusHandler))
    threading.Thread(target=http_server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http_server.server_port}"
    http_server.shutdown()
    http_server.server_close()


def test_a_link_is_reported_if_it_fails_or_has_permanently_moved(server: str) -> None:
    paths = ("/200", "/302/200", "/301/200", "/404", "/403", "/503", "/302/404")
    served = tuple(links.ExternalLink(f"{server}{path}", ("x:1",)) for path in paths)
    nowhere = links.ExternalLink("http://127.0.0.1:1/", ("x:1",))
    excused = links.ExternalLink("http://localhost/404", ("x:1",))
    malformed = tuple(
        links.ExternalLink(url, ("x:1",))
        for url in ("http://a..b/", "https://℀.fr/", f"http://{'a' * 70}.fr/")
    )
    verdicts = links.check_links((*served, nowhere, excused, *malformed), {"localhost": "refuse les robots"})
    reasons = {verdict.link.url.removeprefix(server): verdict.reason for verdict in verdicts}
    assert reasons == {
        "/301/200": f"déménagé pour de bon vers {server}/200",
        "/404": "réponse 404",
        "/403": "réponse 403",
        "/503": "réponse 503",
        "/302/404": "réponse 404",
        "http://127.0.0.1:1/": "aucune réponse",
        **dict.fromkeys((link.url for link in malformed), "adresse mal formée"),
    }


class SlowHandler(http.server.BaseHTTPRequestHandler):
    """Never ends: `/drip` its headers, `/body` the body of a redirection, `/busy` that of an error."""

    def do_GET(self) -> None:
        status = {"/drip": 200, "/body": 302, "/busy": 503}[self.path]
        self.send_response_only(status)
        if status == HTTPStatus.FOUND:
            self.send_header("Location", "/drip")
        try:
            while self.path == "/drip":
                self.wfile.write(b"X")
                time.sleep(0.05)
            self.end_headers()
            while True:
                self.wfile.write(b"x" * 100_000)
        except OSError:
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def test_servers_that_never_end_are_told_and_do_not_hold_the_others(server: str) -> None:
    slow_server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), SlowHandler)
    threading.Thread(target=slow_server.serve_forever, daemon=True).start()
    slow = f"http://127.0.0.1:{slow_server.server_port}"
    urls = (f"{slow}/drip", f"{slow}/body", f"{slow}/busy")
    served = tuple(links.ExternalLink(url, ("x:1",)) for url in (*urls, f"{server}/200", f"{server}/404"))
    tracemalloc.start()
    verdicts = links.check_links(served, {}, links.Limits(link=8, total=30))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    slow_server.shutdown()
    reasons = {verdict.link.url: verdict.reason for verdict in verdicts}
    assert reasons == {
        f"{slow}/drip": "délai dépassé",
        f"{slow}/body": "délai dépassé",
        f"{slow}/busy": "réponse 503",
        f"{server}/404": "réponse 404",
    }
    assert peak < 20_000_000


def test_links_that_there_is_no_time_for_are_told(server: str) -> None:
    link = links.ExternalLink(f"{server}/200", ("x:1",))
    (verdict,) = links.check_links((link,), {}, links.Limits(link=1, total=0))
    assert verdict.reason == links.NOT_REQUESTED


def test_the_report_escapes_links_and_answers_of_servers() -> None:
    link = links.ExternalLink("https://x.fr/`@moi`", ("data/a.yaml:1",))
    text = watch.render_report(
        create_findings(links=(links.LinkProblem(link, "déménagé vers https://y.fr/<b>@moi"),))
    )
    assert "`https://x.fr/@moi` : " in text
    assert "<b>" not in text
    assert "vers https://" not in text
