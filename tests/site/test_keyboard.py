"""The whole site with a keyboard alone: where the focus starts, goes, shows, and comes back to."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.test_accessibility import ACTION

MIN_STOPS, MAX_STOPS = 3, 400
AMBER = "rgb(224, 165, 38)"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="fr-FR", reduced_motion="reduce"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.clock.set_fixed_time("2025-11-24T12:00:00+01:00")
    yield page
    context.close()


def press(page: Page, *keys: str) -> Locator:
    """Press keys, and return what has the focus then."""
    for key in keys:
        page.keyboard.press(key)
    return page.locator(":focus")


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    wanted = target.element_handle()
    for _ in range(MAX_STOPS):
        press(page, "Tab")
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            return
    pytest.fail(f"Tab never reaches {target}")


def test_the_first_stop_leads_to_the_text(page: Page, full_address: str) -> None:
    for path in ("", ACTION, "404.html"):
        page.goto(full_address + path)
        expect(press(page, "Tab")).to_have_text("Aller au contenu")
        expect(page.locator(".skip")).to_be_in_viewport(ratio=1)
        bottom = "document.querySelector('.skip').getBoundingClientRect().bottom"
        assert page.evaluate(f"{bottom} <= document.querySelector('header').getBoundingClientRect().top")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineColor") == AMBER
        press(page, "Enter")
        expect(page.locator("main")).to_be_focused()
        press(page, "Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)"), path


def test_the_menu_opens_with_the_keyboard_without_javascript(browser: Browser, full_address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(full_address)
    expect(press(page, "Tab", "Tab", "Tab")).to_have_text("Menu")
    expect(press(page, "Enter", "Tab")).to_have_text("Accueil")
    expect(press(page, "Tab")).to_have_text("Actions")
    press(page, "Enter")
    page.wait_for_url(f"{full_address}actions/")
    context.close()


def test_search_takes_the_focus_keeps_it_and_gives_it_back(page: Page, full_address: str) -> None:
    page.goto(f"{full_address}glossaire/")
    opener = page.get_by_role("button", name="Rechercher")
    tab_to(page, opener)
    press(page, "Enter")
    field = page.locator("#recherche-mots")
    expect(field).to_be_focused()
    page.keyboard.type("epernon")
    expect(page.locator("#recherche-etat")).to_have_text("1 résultat.")
    press(page, "Escape")
    if page.locator("#recherche").is_visible():  # Some browsers first empty the field.
        press(page, "Escape")
    expect(page.locator("#recherche")).to_be_hidden()
    expect(opener).to_be_focused()
    press(page, "Enter")
    expect(field).to_be_focused()
    field.fill("epernon")
    expect(page.locator("#recherche-etat")).to_have_text("1 résultat.")
    expect(press(page, "Tab")).to_contain_text("Épernon")
    press(page, "Enter")
    page.wait_for_url(f"{full_address}communes/epernon/")


def test_the_explorer_is_used_with_the_keyboard(page: Page, full_address: str) -> None:
    page.goto(f"{full_address}actions/")
    tab_to(page, page.get_by_role("searchbox", name="Chercher dans les actions"))
    page.keyboard.type("bus")
    expect(page.locator(".explorer-sentence")).to_contain_text("« bus »")
    tab_to(page, page.locator("[data-facet=cible] > summary"))
    press(page, "Enter")
    box = page.get_by_label("Usagers").first
    tab_to(page, box)
    press(page, "Space")
    expect(box).to_be_focused()
    expect(page.locator(".explorer-sentence")).to_contain_text("pour les usagers")
    tab_to(page, page.get_by_role("button", name="Tout effacer"))
    press(page, "Enter")
    expect(page.get_by_role("searchbox", name="Chercher dans les actions")).to_be_focused()


def test_the_map_leads_to_a_territory_and_a_commune_to_its_page(page: Page, full_address: str) -> None:
    page.goto(f"{full_address}territoires/")
    tab_to(page, page.locator(".map a[href$='/perche/']"))
    press(page, "Enter")
    page.wait_for_url(f"{full_address}territoires/perche/")
    page.goto(full_address)
    tab_to(page, page.get_by_label("Votre commune ou votre code postal"))
    page.keyboard.type("epernon")
    expect(page.locator("#et-chez-moi [role=status]")).to_have_text("1 réponse.")
    tab_to(page, page.get_by_role("link", name="Épernon"))
    press(page, "Enter")
    page.wait_for_url(f"{full_address}communes/epernon/")
    tab_to(page, page.get_by_role("link", name="Voir les lieux d'aide à Épernon"))


def test_a_page_is_shared_and_its_poster_shown_with_the_keyboard(page: Page, full_address: str) -> None:
    page.goto(full_address + ACTION)
    copy = page.get_by_role("button", name="Copier le lien")
    tab_to(page, copy)
    press(page, "Enter")
    expect(page.locator("#copie-etat")).to_have_text("Lien copié.")
    expect(copy).to_be_focused()
    tab_to(page, page.get_by_role("link", name="Afficher l'affiche"))
    press(page, "Enter")
    expect(page.get_by_role("region", name="Affiche")).to_be_visible()
    expect(press(page, "Tab")).to_have_text("Imprimer l'affiche")
    expect(press(page, "Tab")).to_have_text("Revenir à la page")
    press(page, "Enter")
    expect(page.locator("h1").first).to_be_visible()
    press(page, "Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_form_leads_to_its_errors_and_to_its_new_items(page: Page, full_address: str) -> None:
    page.goto(f"{full_address}contribuer/reunion/")
    tab_to(page, page.get_by_role("button", name="Télécharger le fichier"))
    press(page, "Enter")
    expect(page.locator("#erreurs")).to_be_focused()
    expect(press(page, "Tab")).to_have_text("Il manque « Titre ».")
    title = press(page, "Enter")
    expect(title).to_have_attribute("name", "titre")
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{title.get_attribute('id')}-erreur")).to_have_text("Il manque « Titre ».")
    page.goto(f"{full_address}contribuer/action/")
    tab_to(page, page.locator("summary", has_text="D'où vient l'information"))
    press(page, "Enter")
    tab_to(page, page.locator("[data-list=liens] > [data-add]"))
    press(page, "Enter")
    expect(page.locator('[name="liens[1].titre"]')).to_be_focused()


# Where the focus is, how it shows, and whether it went on in the order of the page.
DESCRIBE_FOCUS = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at.querySelector(":scope > .map__area") || at);
  const box = at.getBoundingClientRect();
  const last = window.lastStop;
  window.lastStop = at;
  return {
    isHeld: at === last,
    isNew: !window.stops.has(at) && window.stops.add(at) && true,
    isShown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isSeen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
    isNext: !last || Boolean(last.compareDocumentPosition(at) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY)),
    isOut: at === document.body,
    html: at.outerHTML.slice(0, 90),
  };
}"""
WALKS = (
    ("", 1280),
    ("", 320),
    ("actions/?axe=1&territoire=perche", 1280),
    (ACTION, 320),
    (f"{ACTION}#affiche", 1280),
    ("territoires/", 1280),
    ("integrer/perche/", 320),
    ("communes/chartres/", 320),
    ("calendrier/cotech-suivant/", 320),
    ("lettre/", 1280),
    ("contribuer/reunion/", 1280),
    ("donnees/", 320),
)


def find_walk_faults(
    page: Page, *, max_stops: int = MAX_STOPS, is_after_a_jump: bool = False
) -> dict[str, list[object]]:
    """Press Tab until the focus leaves the page; return what is wrong, by criterion of RGAA."""
    page.evaluate("window.stops = new Set()")
    faults: dict[str, list[object]] = {}
    for count in range(max_stops):
        press(page, "Tab")
        stop = page.evaluate(DESCRIBE_FOCUS)
        if stop["isOut"] or not stop["isNew"]:
            # Back on the last stop, not on the first: the focus is held there.
            return faults | ({"12.9": [stop]} if stop["isHeld"] or count <= MIN_STOPS else {})
        if not (stop["isShown"] and stop["isSeen"]):
            faults.setdefault("10.7", []).append(stop)
        if not (stop["isNext"] or (is_after_a_jump and not count)):
            faults.setdefault("12.8", []).append(stop)
    return faults | {"12.9": ["the focus never leaves the page"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "width"), WALKS)
def test_the_focus_shows_everywhere_goes_on_in_order_and_leaves_the_page(
    page: Page, full_address: str, path: str, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(full_address + path)
    if path.endswith("#affiche"):
        page.locator(".poster__code").wait_for()
    assert find_walk_faults(page, is_after_a_jump="#" in path) == {}
