"""The weight of the site, measured in a real Chromium on compressed transfers: what each kind of page costs."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.conftest import FileHandler
from tests.validation.conftest import SHEET

FORM = "contribuer/action/"
ACTION = f"actions/{SHEET.stem}/"
KB = 1000


@dataclass(frozen=True)
class PageBudget:
    """The most that a kind of page may cost: its document alone, then a first visit; bytes, all compressed."""

    document: int
    visit: int
    requests: int


# An ordinary page; the home page, first seen of many, is held to the same.
ORDINARY = PageBudget(document=8 * KB, visit=32 * KB, requests=10)
BUDGETS = {
    "": ORDINARY,
    ACTION: ORDINARY,
    "axes/5/": ORDINARY,
    "calendrier/": ORDINARY,
    "calendrier/cotech-2024-04-04/": ORDINARY,
    "comite/cotech-2024-06-05/": ORDINARY,
    "ressources/": ORDINARY,
    "financements/": ORDINARY,
    "gouvernance/": ORDINARY,
    "glossaire/": ORDINARY,
    "nouveautes/": ORDINARY,
    "lettre/": ORDINARY,
    "avancement/": ORDINARY,
    "accessibilite/": ORDINARY,
    "404.html": ORDINARY,
    "territoires/eure-et-loir/": ORDINARY,
    "communes/chartres/": ORDINARY,
    # The map and the communes of a territory; those of the whole department.
    "territoires/chartres-metropole/": PageBudget(10 * KB, 35 * KB, 12),
    "territoires/": PageBudget(16 * KB, 40 * KB, 12),
    # The explorer's modules; every column of the open data; the form, whose modules check like `make check`.
    "actions/": PageBudget(10 * KB, 38 * KB, 12),
    # The hundred and six criteria, each in words.
    "accessibilite/grille/": PageBudget(12.5 * KB, 34 * KB, 10),
    "donnees/": PageBudget(12.5 * KB, 33 * KB, 10),
    FORM: PageBudget(13.1 * KB, 100 * KB, 28),
}
# After the home page: the document of an action or a commune, and the styles and scripts that only it uses.
NEXT_PAGE = 8 * KB
# The document of any commune alone; the index that the search loads when it opens.
COMMUNE, SEARCH_INDEX = 6 * KB, 15 * KB
# How much of what shows may move while a page opens: half of what the Web Vitals call good.
MAX_SHIFT = 0.05


class CompressedFileHandler(FileHandler):
    """Serves a folder as a web host does: texts compressed, kept ten minutes, and a page for wrong addresses."""

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server calls
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        status = HTTPStatus.OK if path.is_file() else HTTPStatus.NOT_FOUND
        path = path if path.is_file() else Path(self.directory, "404.html")
        body = gzip.compress(path.read_bytes(), 9, mtime=0)
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def address(site: Path, serve: Callable[..., str]) -> str:
    return serve(site, CompressedFileHandler)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


# Adds up the layout shifts of a page (Layout Instability API), whose sum the Web Vitals call CLS.
OBSERVE_SHIFTS = """window.shifts = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {
  shifts += entry.value; })).observe({type: "layout-shift", buffered: true});"""


@dataclass
class Visit:
    """What opening a page cost: bytes on the wire by address, headers included, 0 from the cache."""

    received: dict[str, int]
    failures: list[str]
    shifts: float


def measure_visit(context: BrowserContext, address: str, width: int = 1280) -> Visit:
    """Open a page until it asks for nothing more."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.clock.set_fixed_time("2025-11-24T12:00:00+01:00")
    page.add_init_script(OBSERVE_SHIFTS)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    received: dict[str, int] = {}
    failures: list[str] = []
    session.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda e: received.update({names[e["requestId"]]: int(e["encodedDataLength"])}),
    )
    page.on("response", lambda answer: failures.append(answer.url) if not answer.ok else None)
    page.goto(address, wait_until="networkidle")
    shifts = page.evaluate("shifts")
    page.close()
    return Visit(received, failures, shifts)


@pytest.fixture(scope="module")
def first_visits(browser: Browser, address: str) -> dict[str, Visit]:
    """The first visit of each kind of page, on a telephone."""
    visits = {}
    for path in BUDGETS:
        context = browser.new_context()
        visits[path] = measure_visit(context, address + path, width=360)
        context.close()
    return visits


def test_each_kind_of_page_keeps_to_its_budget(
    first_visits: dict[str, Visit], site: Path, record_property: Callable[[str, object], None]
) -> None:
    over = []
    table = [f"{'page':38} {'document':>9} {'first visit':>12} {'requests':>9}   (compressed bytes)"]
    for path, most in BUDGETS.items():
        received = first_visits[path].received
        file = site / path if path.endswith(".html") else site / path / "index.html"
        document = len(gzip.compress(file.read_bytes(), 9))
        spent = PageBudget(document, sum(received.values()), len(received))
        table.append(f"{path or '/':38} {spent.document:9,} {spent.visit:12,} {spent.requests:9}")
        if spent.document > most.document or spent.visit > most.visit or spent.requests > most.requests:
            over.append((path, spent, most))
    record_property("table", "\n".join(table))
    assert over == []


def test_an_action_read_after_the_home_page_costs_its_document_and_little_more(
    context: BrowserContext, address: str
) -> None:
    measure_visit(context, address)
    received = measure_visit(context, address + ACTION).received
    assert received[f"{address}assets/site/site.css"] == 0
    assert sum(received.values()) <= NEXT_PAGE


def test_the_fullest_sheet_read_after_the_home_page_keeps_to_the_budget_of_an_action(
    context: BrowserContext, full_site: Path, serve: Callable[..., str]
) -> None:
    address = serve(full_site, CompressedFileHandler)
    sheets = full_site.glob("actions/*/index.html")
    fullest = max(sheets, key=lambda file: len(gzip.compress(file.read_bytes(), 9))).parent.name
    measure_visit(context, address)
    received = measure_visit(context, f"{address}actions/{fullest}/").received
    assert sum(received.values()) <= NEXT_PAGE, received


def test_a_commune_read_after_the_home_page_costs_little_more_than_its_document(
    context: BrowserContext, address: str
) -> None:
    measure_visit(context, address)
    received = measure_visit(context, address + "communes/nogent-le-rotrou/").received
    assert sum(received.values()) <= NEXT_PAGE


def test_every_commune_is_as_light_as_the_one_that_is_measured(site: Path) -> None:
    for file in site.glob("communes/*/index.html"):
        assert len(gzip.compress(file.read_bytes(), 9)) <= COMMUNE, file


def test_the_search_index_of_a_department_keeps_to_its_budget(site: Path) -> None:
    assert len(gzip.compress((site / "recherche.json").read_bytes(), 9)) <= SEARCH_INDEX


def test_the_styles_of_a_poster_come_only_when_it_is_asked(context: BrowserContext, address: str) -> None:
    style = f"{address}assets/sharing/poster.css"
    assert style not in measure_visit(context, address + ACTION).received
    assert style in measure_visit(context, f"{address}{ACTION}#affiche").received


def test_no_page_of_a_list_is_heavier_than_the_budget_of_its_kind(site: Path) -> None:
    for folder, kind in (("actions", ACTION), ("calendrier", "calendrier/"), ("axes", "axes/5/")):
        for file in site.glob(f"{folder}/*/index.html"):
            assert len(gzip.compress(file.read_bytes(), 9)) <= BUDGETS[kind].document, file


def test_a_visit_asks_for_no_font_no_index_and_nothing_that_is_not_there(
    first_visits: dict[str, Visit], address: str
) -> None:
    for path, first_visit in first_visits.items():
        urls = first_visit.received
        assert all(url.startswith(address) for url in urls), path
        assert not [url for url in urls if url.endswith((".woff", ".woff2", ".ttf", "recherche.json"))]
        assert first_visit.failures == [], path


def test_nothing_moves_while_a_page_opens_on_a_telephone(first_visits: dict[str, Visit]) -> None:
    """What a script shows has its place kept, but for the form, which takes the place of its explanation."""
    shifts = {path: first_visit.shifts for path, first_visit in first_visits.items() if path != FORM}
    assert {path: value for path, value in shifts.items() if value >= MAX_SHIFT} == {}


@pytest.mark.exhaustive
def test_nothing_moves_while_a_page_opens_on_a_desktop(context: BrowserContext, address: str) -> None:
    for path in BUDGETS.keys() - {FORM}:
        assert measure_visit(context, address + path).shifts < MAX_SHIFT, path
