"""The built site in a real Chromium: layout, colours, search, and values that try to run."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import build_site, copy_project
from tests.validation.conftest import SHEET, Data

HOSTILE_TITLE = "</title><script>alert(1)</script> {{ 7*7 }} {% raw %} **x** [a](javascript:alert(1))"
KINDS_OF_PAGE = (
    "",
    "actions/",
    f"actions/{SHEET.stem}/",
    "axes/5/",
    "calendrier/",
    "calendrier/cotech-2024-04-04/",
    "comite/cotech-2024-06-05/",
    "territoires/",
    "territoires/chartres-metropole/",
    "communes/chartres/",
    "territoires/eure-et-loir/",
    "integrer/chartres-metropole/",
    "ressources/",
    "financements/",
    "gouvernance/",
    "glossaire/",
    "contribuer/action/",
    "donnees/",
    "accessibilite/",
)


@pytest.fixture(scope="module")
def address(site: Path, serve: Callable[[Path], str]) -> str:
    return serve(site)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_overflows_its_width(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in KINDS_OF_PAGE:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


CONTRAST = """() => {
  const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  /* Any colour of CSS, through a canvas. */
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = text => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const c = parse(getComputedStyle(at).backgroundColor);
      if (c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const failures = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("script")) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) failures.push(`${ratio.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return failures;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in KINDS_OF_PAGE:
        page.goto(address + path)
        assert page.evaluate(CONTRAST) == [], path


def test_the_reader_chooses_the_colours_and_they_stay(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(address)
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Mode sombre").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert after != before
    page.goto(address + "actions/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after


def test_the_menu_opens_without_javascript_on_a_small_screen(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Gouvernance").click()
    assert page.url == address + "gouvernance/"
    assert page.get_by_role("button", name="Rechercher").count() == 0
    context.close()


@pytest.mark.parametrize(("day", "is_told"), [("2025-12-09", False), ("2025-12-10", True)])
def test_the_reader_is_told_when_the_site_has_not_been_published_for_fifteen_days(
    page: Page, address: str, day: str, is_told: bool
) -> None:
    page.clock.set_fixed_time(f"{day}T12:00:00+01:00")
    page.goto(f"{address}calendrier/")
    notice = page.get_by_text("Ce site n'a pas été republié depuis le 24 novembre 2025.")
    assert notice.is_visible() == is_told
    assert "Site publié le 24\u00a0novembre 2025." in page.inner_text("footer")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("reconditionnement", "filière de reconditionnement"),
        ("mediation aller vers", "aller-vers"),
        ("28000", "Chartres (28000)"),
        ("coeur de beauce", "Cœur de Beauce"),
        ("épernon", "Épernon (28230)"),
        ("acces", "l'accès aux outils"),
        ("la filiere de reconditionnement", "filière de reconditionnement"),
        ("st prest", "Saint-Prest (28300)"),
    ],
)
def test_search_finds_words_without_accents(page: Page, address: str, words: str, title: str) -> None:
    page.goto(address + "glossaire/")
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("dialog").get_by_role("link", name=title).first.wait_for()


def test_search_puts_places_then_titles_first(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Rechercher").click()
    found = page.get_by_role("dialog").get_by_role("link")
    for words, best in (
        ("perche", "Perche"),
        ("bonneval", "Bonneval (28800)"),
        ("Châteaudun", "Châteaudun (28200)"),
        ("auneau", "Auneau-Bleury-Saint-Symphorien (28700)"),
        ("structurer", "Structurer une filière"),
    ):
        page.get_by_role("searchbox").fill(words)
        expect(found.first).to_contain_text(best)


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("accessibilite", "accessibilite/"),
        ("l'accessibilité", "accessibilite/"),
        ("cookie", "mentions-legales/"),
        ("mention", "mentions-legales/"),
        ("contact", "contribuer/"),
        ("contribuer", "contribuer/"),
        ("nouveautés", "nouveautes/"),
        ("licence ouverte", "donnees/"),
        ("decision", "gouvernance/"),
        ("decision", "calendrier/cotech-2024-04-04/"),
        ("pré-feuille de route", "calendrier/cotech-2024-04-04/"),
        ("critere", "financements/#ingenierie-feuille-de-route-departementale"),
        ("opco uniformation", "financements/#formation-aidants-connect"),
    ],
)
def test_search_finds_written_pages_decisions_and_conditions(
    page: Page, address: str, words: str, path: str
) -> None:
    page.goto(address)
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("searchbox").fill(words)
    found = page.locator("#recherche-resultats")
    expect(found.locator("li").first).to_be_visible()
    assert address + path in found.locator("a").evaluate_all("all => all.map(element => element.href)")


HELP = "Cartographie nationale des lieux d'inclusion numérique"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("impots", HELP),
        ("aide papiers", HELP),
        ("carte grise", HELP),
        ("CAF", HELP),
        ("mot de passe", "Prévenir les risques"),
        ("arnaque", "Prévenir les risques"),
        ("ordinateur pas cher", "Structurer une filière de reconditionnement"),
    ],
)
def test_search_leads_from_everyday_words_to_help_or_to_the_axis(
    page: Page, address: str, words: str, title: str
) -> None:
    page.goto(address)
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("searchbox").fill(words)
    expect(page.locator("#recherche-resultats li").first).to_contain_text(title)


@pytest.mark.parametrize(
    ("words", "meant", "first"),
    [
        ("nogent le retrou", "Nogent le Rotrou", "Nogent-le-Rotrou (28400) Commune"),
        ("chateaudin", "Châteaudun", "Châteaudun (28200) Commune"),
        ("filière de recondisionnement", "filière de reconditionnement", ""),
        ("<img> chateaudin", "", ""),
        ("xyzxyz chateaudin", "", ""),
        ("xyz", "", ""),
    ],
)
def test_search_forgives_slips_of_spelling_and_says_what_it_understood(
    page: Page, address: str, words: str, meant: str, first: str
) -> None:
    page.goto(address)
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("searchbox").fill(words)
    status = page.locator("#recherche-etat")
    expect(status).not_to_be_empty()
    assert status.inner_text().startswith(f"Voulez-vous dire « {meant} » ? " if meant else "Aucun résultat.")
    assert (page.locator("#recherche-resultats li").count() > 0) == bool(meant)
    if first:
        expect(page.locator("#recherche-resultats li").first).to_have_text(first)


def test_search_says_that_it_cannot_load_and_tries_again(page: Page, address: str) -> None:
    page.route("**/search.js", lambda route: route.abort())
    page.goto(address)
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_text("La recherche n'est pas disponible pour l'instant.").wait_for()
    page.unroute("**/search.js")
    page.get_by_role("button", name="Fermer").click()
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("searchbox").fill("28000")
    page.get_by_role("dialog").get_by_role("link", name="Chartres (28000)").wait_for()


def test_search_says_that_a_page_opened_from_disk_cannot_search(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_text("La recherche ne marche pas dans une copie ouverte depuis un dossier").wait_for()


def test_search_says_when_there_is_nothing_and_loads_nothing_before_it_opens(
    page: Page, address: str
) -> None:
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert not any(url.endswith(("recherche.json", "/search.js", "/folding.js")) for url in asked)
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("searchbox").fill("xyzxyz")
    page.get_by_text("Aucun résultat.").wait_for()
    assert any(url.endswith("recherche.json") for url in asked)


def test_a_hostile_title_shows_letter_for_letter_everywhere_and_nothing_runs(
    page: Page, tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]
) -> None:
    project = copy_project(tmp_path_factory.mktemp("hostile"))
    data = Data(project)
    quoted = json.dumps(HOSTILE_TITLE)
    sheet = (project / SHEET).read_text(encoding="utf-8").splitlines()
    sheet = [f"titre: {quoted}" if line.startswith("titre:") else line for line in sheet]
    (project / SHEET).write_text("\n".join(sheet) + "\n", encoding="utf-8")
    data.replace("data/axes.yaml", "titre: Promouvoir le numérique capacitant", f"titre: {quoted}")
    data.replace("data/calendar.yaml", "titre: Comité technique du 4 avril 2024", f"titre: {quoted}")
    data.replace(
        "data/site.yaml", "nom: France Numérique Ensemble en Eure-et-Loir", 'nom: "<i>{{ 7*7 }}</i>"'
    )
    address = serve(build_site(project))
    ran = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    for path in (
        "",
        "actions/",
        f"actions/{SHEET.stem}/",
        "axes/1/",
        "axes/4/",
        "calendrier/",
        "nouveautes/",
    ):
        page.goto(address + path)
        assert "49" not in page.title()
        assert "<i>{{ 7*7 }}</i>" in page.title()
        assert page.locator(".brand").inner_text() == "<i>{{ 7*7 }}</i>"
    for path in (f"actions/{SHEET.stem}/", "axes/4/", "calendrier/cotech-2024-04-04/"):
        page.goto(address + path)
        assert HOSTILE_TITLE in page.locator("h1").inner_text()
    page.goto(f"{address}actions/{SHEET.stem}/")
    assert page.title().startswith(HOSTILE_TITLE)
    page.goto(f"{address}axes/4/")
    assert page.locator("meta[name=description]").get_attribute("content").startswith(HOSTILE_TITLE)
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("searchbox").fill("alert")
    page.get_by_role("dialog").get_by_role("link", name=HOSTILE_TITLE).first.wait_for()
    assert ran == []
