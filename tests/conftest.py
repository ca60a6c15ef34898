"""What all tests share: a copy of the project to break, a built site, a browser."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# The data of the tests: frozen, so that no contribution to `data/` breaks one.
EXAMPLE = ROOT / "tests/example"
PROJECT = ("content", "macros.py", "mkdocs.yml", "roadmap", "schemas", "theme")
# A day between the record's dates and the next ones: nothing in the tests depends on the clock.
EPOCH = "1764000000"  # 24 November 2025, in Paris


def copy_project(target: Path) -> Path:
    """Copy what a build needs into `target`, with the data of the tests."""
    shutil.copytree(EXAMPLE / "data", target / "data")
    for name in PROJECT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / name)
    return target


def build(project: Path, engine: str = "mkdocs", **environment: str) -> subprocess.CompletedProcess[str]:
    """Build the site of a copy of the project, as a person would."""
    return subprocess.run(
        [sys.executable, "-m", engine, "build"],
        cwd=project,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": EPOCH, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, free to be changed."""
    return copy_project(tmp_path)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site built from the project's own data."""
    project = copy_project(tmp_path_factory.mktemp("project"))
    done = build(project)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    printing = [sys.executable, "-m", "roadmap.printing", "site"]
    subprocess.run(printing, cwd=project, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, check=True)
    return project / "site"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium: the system's, else the one that Playwright installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((path for name in names if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables that tests give: what runs in another process prints nothing by itself."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        tables = [value for name, value in report.user_properties if name == "table"]
        if tables and report.when == "call":
            terminalreporter.write_line("\n".join(["", *tables]))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Give what serves a folder on loopback and returns its address."""
    servers = []

    def start(folder: Path) -> str:
        handler = functools.partial(_Quiet, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
