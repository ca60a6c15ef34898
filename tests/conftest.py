"""What all tests share: a copy of the project to break, builds in this process, a built site, a browser."""

import datetime as dt
import functools
import http.server
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort
from playwright.sync_api import Browser, sync_playwright

from roadmap.build import mkdocs_hook
from roadmap.build.cache import locate_cache_file
from roadmap.project import PARIS, Project
from roadmap.schema.schemas import Schemas

ROOT = Path(__file__).resolve().parent.parent
# The data of the tests: frozen, so that no contribution to `data/` breaks one.
EXAMPLE = ROOT / "tests/example"
# An export of the national map, invented: its places are kept.
PLACES_EXPORT = ROOT / "tests/places_export.csv"
PROJECT = ("content", "macros.py", "mkdocs.yml", "roadmap", "schemas", "theme")
# A day between the record's dates and the next ones: nothing in the tests depends on the clock.
EPOCH = "1764000000"  # 24 November 2025, in Paris
NOW = dt.datetime.fromtimestamp(int(EPOCH), PARIS)
TODAY = NOW.date()
SCHEMAS = Schemas(ROOT / "schemas")


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


def make_project_on(day: dt.date, root: Path) -> Project:
    """Return the project of a folder on another day."""
    return Project(root, now=dt.datetime.combine(day, dt.time(12), PARIS))


def make_project(root: Path, **settings: str) -> Project:
    """Return the project of a folder on the day of the tests; `settings` are its addresses."""
    return Project(root, now=NOW, **settings)


@dataclass
class BuildResult:
    """How a build ended, and what it printed."""

    is_done: bool
    output: str


@pytest.fixture(scope="session", autouse=True)
def _separate_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the cache of the tests apart from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        yield


def _share_cache(project: Project) -> None:
    """Give a project without a cache that of another one: the same images are drawn once for many tests."""
    file = locate_cache_file(project)
    if not file.exists():
        for other in sorted(file.parent.glob("*.sqlite"))[:1]:
            shutil.copy(other, file)


def build(root: Path, **settings: str) -> BuildResult:
    """Build the site of a folder in this process, on the day of the tests; `settings` are its addresses."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(f"{record.levelname} {record.getMessage()}")
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    project = make_project(root, **settings)
    _share_cache(project)
    try:
        mkdocs_hook.build_with_mkdocs(project)
    except Abort as error:
        return BuildResult(is_done=False, output="\n".join([*lines, str(error)]))
    finally:
        logger.removeHandler(handler)
    return BuildResult(is_done=True, output="\n".join(lines))


def build_site(root: Path, **settings: str) -> Path:
    """Build the site of a folder, which must be without a warning; return the site's folder."""
    built = build(root, **settings)
    assert built.is_done, built.output
    assert "WARNING" not in built.output, built.output
    return root / "site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The root of a copy of the project, free to be changed."""
    return copy_project(tmp_path)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site built from the data of the tests; not to be changed."""
    return build_site(copy_project(tmp_path_factory.mktemp("project")))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium: the system's, else the one that Playwright installed (see `chromium.sh`)."""
    names = ("chromium-headless-shell", "chromium", "google-chrome")
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


class FileHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without logging requests."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_arguments: object) -> None:
        """Say nothing: a browser that leaves a page closes its connections."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Return a function that serves a folder on loopback, with a handler, and returns its address."""
    servers = []

    def start(folder: Path, handler: type[FileHandler] = FileHandler) -> str:
        server = _Server(("127.0.0.1", 0), functools.partial(handler, directory=folder))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
