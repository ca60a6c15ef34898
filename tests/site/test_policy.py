"""What pages may load and run: said in each of them, kept by the browser, and enough for all that they do."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Request, Route

from tests.conftest import ROOT
from tests.site.test_browser import KINDS_OF_PAGE
from tests.validation.conftest import SHEET

# Frozen: a change here is a decision. The sum is that of theme/partials/choice_of_colours.js.
SCRIPT = "'sha256-ce8jfImN6b0Ks7EeBGK6UAqfsHaUFQtHVIm6JRJwcEI='"
POLICY = (
    "default-src 'none'; base-uri 'none'; connect-src 'self'; form-action 'self'; img-src 'self'; "
    f"script-src 'self' {SCRIPT}; style-src 'self'"
)
# The pages for a frame on another site load their style sheet, and nothing else.
EMBED_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'self'"
# What the browser refuses, told by the page and by the console alike.
RECORD_VIOLATIONS = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
"""


@pytest.fixture(scope="module")
def address(site: Path, serve: Callable[[Path], str]) -> str:
    return serve(site)


class Visit:
    """A reader's page, and what must not happen on it: refusals, errors, calls to third parties."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.console: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", lambda line: self.console.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", self._note)
        page.on("requestfailed", self._forget_refused)
        page.add_init_script(RECORD_VIOLATIONS)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.address, "blob:")):
            self.elsewhere.append(request.url)

    def _forget_refused(self, request: Request) -> None:
        if request.failure == "csp" and request.url in self.elsewhere:
            self.elsewhere.remove(request.url)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def refused(self) -> list[str]:
        return self.page.evaluate("window.refused")


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    context = browser.new_context(
        permissions=["clipboard-read", "clipboard-write"], accept_downloads=True, locale="fr-FR"
    )
    page = context.new_page()
    page.clock.set_fixed_time("2025-11-24T12:00:00+01:00")
    yield Visit(page, address)
    context.close()


def test_every_page_says_what_it_may_load_before_loading_anything(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(KINDS_OF_PAGE)
    for path in pages:
        head = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").head
        policy = head.select('meta[http-equiv="Content-Security-Policy"]')
        expected = EMBED_POLICY if path.is_relative_to(site / "integrer") else POLICY
        assert [item["content"] for item in policy] == [expected], path
        assert policy[0].find_previous(["script", "link", "style"]) is None, path
        assert head.select_one("meta[name=referrer]")["content"] == "no-referrer", path


def test_pages_hold_no_inline_style_no_handler_and_no_script_but_the_one_whose_sum_is_frozen(
    site: Path,
) -> None:
    sources = set()
    for path in sorted(site.rglob("*.html")):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        sources |= {
            item.string for item in page("script", src=False) if item.get("type") != "application/ld+json"
        }
        for element in page("style") + page(attrs={"style": True}):
            pytest.fail(f"{path}: {element}")
        for element in page.select("*"):
            assert not [name for name in element.attrs if name.startswith("on")], (path, element)
            assert not str(element.get("href", "")).startswith(("javascript:", "data:")), (path, element)
    assert sources == {(ROOT / "theme/partials/choice_of_colours.js").read_text(encoding="utf-8").strip()}
    (source,) = sources
    assert f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'" == SCRIPT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_kind_of_page_is_refused_anything(visit: Visit, scheme: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    for path in (*KINDS_OF_PAGE, "nouveautes/", "lettre/", "contribuer/reunion/", "404.html"):
        assert visit.open(path).evaluate("document.readyState") == "complete"
        visit.page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
        assert visit.refused() == [], path
    assert visit.console == []
    assert visit.elsewhere == []


def _search(page: Page) -> None:
    page.get_by_role("button", name="Mode sombre").click()
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("searchbox").fill("28000")
    page.get_by_role("dialog").get_by_role("link").first.wait_for()


def _filter_actions(page: Page) -> None:
    page.get_by_label("Chercher dans les actions").fill("outils")
    page.locator(".explorer-results .item").first.wait_for()


def _search_commune(page: Page) -> None:
    page.get_by_label("Votre commune ou votre code postal").fill("chartres")
    page.locator("#chez-moi-resultats a").first.wait_for()


def _share(page: Page) -> None:
    for name in ("Copier le lien", "Copier le texte"):
        page.get_by_role("button", name=name).click()
        page.wait_for_selector("#copie-etat:not(:empty)")


def _print_poster(page: Page) -> None:
    page.get_by_text("Afficher l'affiche à imprimer").click()
    page.locator(".poster__code").wait_for()
    assert page.locator(".poster__code").bounding_box()["width"] > 0
    assert page.get_by_role("button", name="Imprimer l'affiche").is_visible()


def _propose(page: Page) -> None:
    page.wait_for_selector("#formulaire:not([hidden])")
    page.locator("[name=titre]").fill("Une permanence au village")
    page.get_by_role("heading", name="Une permanence au village").wait_for()


@pytest.mark.parametrize(
    ("path", "use"),
    [
        ("", _search),
        ("", _search_commune),
        ("actions/", _filter_actions),
        ("territoires/", _search_commune),
        (f"actions/{SHEET.stem}/", _share),
        (f"actions/{SHEET.stem}/", _print_poster),
        ("contribuer/action/", _propose),
    ],
)
def test_nothing_that_a_reader_does_is_refused(visit: Visit, path: str, use: Callable[[Page], None]) -> None:
    use(visit.open(path))
    visit.page.wait_for_load_state("networkidle")
    assert visit.refused() == []
    assert visit.console == []
    assert visit.elsewhere == []


def test_nothing_is_kept_of_the_reader_but_what_they_chose(visit: Visit) -> None:
    for path in KINDS_OF_PAGE:
        visit.open(path)
        kept = visit.page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]")
        assert kept == ["", 0, 0], path
    visit.open("").get_by_role("button", name="Mode sombre").click()
    assert visit.page.evaluate("Object.entries({...localStorage})") == [["couleurs", "sombre"]]
    assert visit.page.context.cookies() == []


INJECTED = {
    "an inline script": ("<script>window.ran = true</script>", "script-src-elem"),
    "a handler": ("<img src='/assets/icon.svg' onload='window.ran = true'>", "script-src-attr"),
    "a script from elsewhere": ("<script src='https://x.example/a.js'></script>", "script-src-elem"),
    "an image from elsewhere": ("<img src='https://x.example/a.png'>", "img-src"),
    "an image in the page": (
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' onload='window.ran = true'>",
        "img-src",
    ),
    "a style sheet from elsewhere": (
        "<link rel='stylesheet' href='https://x.example/a.css'>",
        "style-src-elem",
    ),
    "an inline style": ("<p style='position: fixed'>x</p>", "style-src-attr"),
    "a frame": ("<iframe src='https://x.example/'></iframe>", "frame-src"),
    "another base": ("<base href='https://x.example/'>", "base-uri"),
}


@pytest.mark.parametrize("slip", INJECTED)
def test_what_would_be_injected_is_refused(visit: Visit, slip: str) -> None:
    html, directive = INJECTED[slip]

    def inject(route: Route) -> None:
        body = route.fetch().text()
        route.fulfill(body=body.replace("</h1>", f"</h1>{html}", 1), content_type="text/html; charset=utf-8")

    visit.page.route(f"{visit.address}glossaire/", inject)
    visit.open("glossaire/").wait_for_load_state("networkidle")
    assert directive in visit.refused()
    assert visit.page.evaluate("window.ran") is None
    assert visit.elsewhere == []


def test_without_the_policy_what_is_injected_would_run(visit: Visit) -> None:
    """Show that the test above can fail."""

    def inject(route: Route) -> None:
        body = route.fetch().text().replace(POLICY, "").replace("</h1>", f"</h1>{INJECTED['a handler'][0]}")
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    visit.page.route(f"{visit.address}glossaire/", inject)
    visit.open("glossaire/").wait_for_load_state("networkidle")
    assert visit.refused() == []
    assert visit.page.evaluate("window.ran") is True
