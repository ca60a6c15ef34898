"""Accessibility in a real browser: every kind of page and every state of it, whatever the reader's settings."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import EXAMPLE
from tests.form.conftest import fill
from tests.form.sheet_generator import SheetGenerator
from tests.site.rgaa_browser import RECORD_LISTENERS, find_rendered_faults

ACTION = "actions/bus-numerique-du-perche/"
FORMER_ADDRESS = "actions/bus-du-perche/"
PAGE_KINDS = (
    "",
    "actions/",
    "actions/page/2/",
    "axes/1/",
    "axes/1/page/2/",
    ACTION,
    FORMER_ADDRESS,
    "calendrier/",
    "calendrier/cotech-suivant/",
    "calendrier/archives/2022/",
    "comite/cotech-suivant/",
    "territoires/",
    "territoires/perche/",
    "territoires/perche/page/2/",
    "territoires/eure-et-loir/",
    "integrer/perche/",
    "communes/",
    "communes/nogent-le-rotrou/",
    "communes/chartres/",
    "nouveautes/",
    "nouveautes/2025-03/",
    "lettre/",
    "lettre/6-mois/",
    "donnees/",
    "glossaire/",
    "ressources/",
    "financements/",
    "gouvernance/",
    "contribuer/",
    "contribuer/action/",
    "contribuer/nouvelles/",
    "contribuer/tableau/",
    "suivi/",
    "avancement/",
    "contribuer/reunion/",
    "contribuer/champs/",
    "accessibilite/",
    "accessibilite/grille/",
    "mentions-legales/",
    "404.html",
)
# Rules that axe leaves out unless asked: the size of targets (WCAG 2.2), and those that it is trying out.
EXTRA_AXE_RULES = (
    "css-orientation-lock",
    "focus-order-semantics",
    "label-content-name-mismatch",
    "p-as-heading",
    "table-fake-caption",
    "target-size",
    "td-has-header",
)
WIDTHS = (1280, 320)
# A width and a scheme; each width and each scheme is in one of the first two, the others cross them.
VIEWS = ((1280, "light"), (320, "dark"))
OTHER_VIEWS = ((1280, "dark"), (320, "light"))
AXE_SCRIPT = Axe().axe_script
# Only what is wrong crosses from the browser: what is right is most of the answer, and of its time.
FIND_VIOLATIONS = """options => axe.run(document, options).then(result =>
  result.violations.map(rule => [rule.id, rule.nodes.map(node => node.target)]))"""


def unfold_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")


def search_for(page: Page, words: str) -> None:
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("searchbox", name="Un mot, une commune").fill(words)
    expect(page.locator("#recherche-etat")).not_to_be_empty()


def submit_empty_form(page: Page) -> None:
    page.locator("#telecharger").click()
    expect(page.locator("#erreurs")).to_be_focused()


def fill_whole_sheet(page: Page) -> None:
    page.wait_for_selector("#formulaire:not([hidden])")
    sheet = SheetGenerator(5).sheet() | SheetGenerator(6).optional()
    # A rule that axe is trying out takes a number in bold, alone on its line, for a heading.
    sheet["indicateurs"][1]["unite"] = "lieux"
    fill(page, sheet)


def search_own_commune(page: Page) -> None:
    page.get_by_label("Votre commune ou votre code postal").fill("28400")
    expect(page.locator("#et-chez-moi [role=status]")).not_to_be_empty()


def wait_for_filters(page: Page) -> None:
    expect(page.locator(".explorer-sentence")).not_to_be_empty()
    unfold_details(page)


def copy_link(page: Page) -> None:
    unfold_details(page)
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.locator("#copie-etat")).not_to_be_empty()


def open_menu(page: Page) -> None:
    if page.locator(".menu summary").is_visible():
        page.locator(".menu summary").click()
    page.get_by_role("link", name="Gouvernance").first.wait_for()


# What a reader makes of a page: its address, and what is done there.
STATES: dict[str, tuple[str, Callable[[Page], object]]] = {
    "search that finds": ("glossaire/", lambda page: search_for(page, "perche")),
    "search that finds nothing": ("glossaire/", lambda page: search_for(page, "xyzxyz")),
    "menu": ("glossaire/", open_menu),
    "a commune, at home": ("", search_own_commune),
    "communes of a postcode": ("territoires/#commune=28400", unfold_details),
    "a commune that does not exist": ("territoires/#commune=xyz", unfold_details),
    "explorer": ("actions/", unfold_details),
    "explorer that finds": ("actions/?axe=1&territoire=perche", wait_for_filters),
    "explorer that finds nothing": ("actions/?axe=2&territoire=perche&q=xyz&tri=fin&axe=9", wait_for_filters),
    "action unfolded, its link copied": (ACTION, copy_link),
    "letter unfolded": ("lettre/", unfold_details),
    "poster": (f"{ACTION}#affiche", lambda page: page.locator(".poster__tools").wait_for()),
    "poster of a territory": (
        "territoires/perche/#affiche",
        lambda page: page.locator(".poster__tools").wait_for(),
    ),
    "form of an action, refused": ("contribuer/action/", submit_empty_form),
    "form of an action, filled": ("contribuer/action/", fill_whole_sheet),
    "news of an action": (
        "contribuer/nouvelles/?action=atelier-smartphone",
        lambda page: (page.locator("#formulaire").wait_for(), unfold_details(page)),
    ),
    "form of a meeting, refused": ("contribuer/reunion/", submit_empty_form),
    "form of a sheet to change, asked by its former name": (
        "contribuer/action/?modifier=atelier-smartphone&confirmer",
        lambda page: page.locator("#changements").wait_for(),
    ),
    "form of a sheet that does not exist": (
        "contribuer/action/?modifier=nulle-part",
        lambda page: page.locator("#formulaire-inconnue").wait_for(),
    ),
    "site not published any more": (
        "calendrier/",
        lambda page: (
            page.clock.set_fixed_time("2026-02-01T12:00:00+01:00"),
            page.reload(),
            page.locator("#site-ancien").wait_for(),
        ),
    ),
}


def prepare_html(html: str, *, has_script: bool) -> str:
    """Return a page as a browser keeps it: a former address not left, and as it is without its scripts."""
    html = html.replace('http-equiv="refresh"', 'name="refresh"')
    return html if has_script else re.sub(r"<script.*?</script>|</?noscript>", "", html, flags=re.DOTALL)


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page on the day of the tests; axe needs scripts, so `False` takes out only those of the page."""
    has_script = getattr(request, "param", True)
    context = browser.new_context(
        locale="fr-FR", permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce"
    )

    def give(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=prepare_html(answer.text(), has_script=has_script))

    context.route(re.compile(r"(/|\.html)([?#].*)?$"), give)
    context.add_init_script(RECORD_LISTENERS)
    page = context.new_page()
    page.clock.set_fixed_time("2025-11-24T12:00:00+01:00")
    yield page
    context.unroute_all(behavior="ignoreErrors")  # A page left in the middle of its requests is left.
    context.close()


def assert_axe_finds_nothing(page: Page, views: Iterable[tuple[int, str]] = VIEWS) -> None:
    """Ask axe what is wrong in an open page, in each view (a width and a scheme), and what it does not look at."""
    page.evaluate(AXE_SCRIPT)
    for width, scheme in views:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        options = {"rules": {name: {"enabled": True} for name in EXTRA_AXE_RULES}}
        assert page.evaluate(FIND_VIOLATIONS, options) == [], (width, scheme)
        assert find_rendered_faults(page) == {}, (width, scheme)


@pytest.mark.parametrize("path", PAGE_KINDS)
def test_axe_finds_nothing_on_any_kind_of_page(page: Page, full_address: str, path: str) -> None:
    page.goto(full_address + path)
    assert_axe_finds_nothing(page)


@pytest.mark.parametrize("page", [False], ids=["no script"], indirect=True)
@pytest.mark.parametrize(
    "path", ["", "actions/", ACTION, "calendrier/", "territoires/", "contribuer/action/"]
)
def test_axe_finds_nothing_without_scripts(page: Page, full_address: str, path: str) -> None:
    page.goto(full_address + path)
    assert_axe_finds_nothing(page, [(320, "light")])


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_overflows_in_any_state(
    page: Page, full_address: str, state: str
) -> None:
    path, reach = STATES[state]
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(full_address + path)
    reach(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_axe_finds_nothing(page, [(320, "dark")])


@pytest.mark.exhaustive
@pytest.mark.parametrize("page", [True, False], ids=["script", "no script"], indirect=True)
@pytest.mark.parametrize("path", PAGE_KINDS)
def test_axe_finds_nothing_in_any_view(page: Page, full_address: str, path: str) -> None:
    page.goto(full_address + path)
    assert_axe_finds_nothing(page, (*VIEWS, *OTHER_VIEWS))


@pytest.mark.exhaustive
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_view_of_a_state(page: Page, full_address: str, state: str) -> None:
    path, reach = STATES[state]
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(full_address + path)
    reach(page)
    assert_axe_finds_nothing(page, (*VIEWS, *OTHER_VIEWS))


def test_axe_would_find_a_fault(page: Page, full_address: str) -> None:
    page.goto(full_address)
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        assert_axe_finds_nothing(page)


def test_no_kind_of_page_is_left_out(full_site: Path) -> None:
    """An address is of the kind of those that differ by an identifier or a number alone."""

    def kind(address: str) -> tuple[str, ...]:
        first, *rest = address.split("/")
        if first in ("contribuer", "404.html") or len(rest) == 1:
            return (first, *rest)
        return (first, *("page" if item == "page" else "…" for item in rest))

    built = {
        page.relative_to(full_site).as_posix().removesuffix("index.html")
        for page in full_site.rglob("*.html")
    }
    assert {kind(address) for address in built} == {kind(address) for address in PAGE_KINDS}


# What is cut by its own box, and the page if it is wider than the screen; what scrolls on its own may be wider.
FIND_OVERFLOW = """() => {
  const cut = [...document.querySelectorAll("body *")].filter(element => {
    const style = getComputedStyle(element);
    const hides = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
    return hides && !element.closest(".visually-hidden, svg") && element.checkVisibility()
      && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
  }).map(element => element.className);
  const root = document.documentElement;
  return root.scrollWidth > root.clientWidth ? [...cut, `${root.scrollWidth} > ${root.clientWidth}`] : cut;
}"""
TEXT_SPACING_CSS = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
# How a reader sees a page: what changes, the narrowest and the widest screens, and those between.
READINGS = {
    "as it is": (lambda _page: None, (320, 1280), (360, 768, 1600)),
    # Twice the text alone; zooming twice as much on 1280 is being 640 wide, and four times 320.
    "text twice as large": (
        lambda page: page.evaluate(
            "root => { root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + 'px' }",
            page.locator("html").element_handle(),
        ),
        (640,),
        (1280,),
    ),
    # The spacing of WCAG 1.4.12, as a reader's own style sheet.
    "text spaced out": (
        lambda page: page.evaluate(
            "text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets = [sheet] }",
            TEXT_SPACING_CSS,
        ),
        (320,),
        (1280,),
    ),
}


@pytest.mark.parametrize("are_all", [False, pytest.param(True, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("reading", READINGS)
def test_nothing_overflows_nor_is_cut(page: Page, full_address: str, reading: str, are_all: bool) -> None:
    change, extremes, others = READINGS[reading]
    widths = others if are_all else extremes
    wrong = {}
    for path in PAGE_KINDS:
        page.goto(full_address + path)
        unfold_details(page)
        change(page)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            if cut := page.evaluate(FIND_OVERFLOW):
                wrong[path, width] = cut
    assert wrong == {}


def test_nothing_moves_for_who_asks_for_no_motion(page: Page, full_address: str) -> None:
    for path in ("", "actions/", ACTION, "contribuer/action/"):
        page.goto(full_address + path)
        moving = page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll("*")].filter(element => {
              const style = getComputedStyle(element);
              return style.transitionDuration !== "0s" || style.animationName !== "none" || style.scrollBehavior !== "auto";
            }).map(element => element.outerHTML.slice(0, 60))"""
        )
        assert moving == [], path


# What had an edge by its background alone, and the words of drawings, which browsers leave as they are.
FIND_LOST_CONTROLS = """() => {
  const probe = document.createElement("i");
  probe.style.color = "CanvasText";
  document.body.append(probe);
  const ink = getComputedStyle(probe).color;
  probe.remove();
  const style = element => getComputedStyle(element);
  const lost = [...document.querySelectorAll("button, .md-button, input:not([type=checkbox]), select, textarea, .md-tag")].filter(element =>
    element.checkVisibility() && (style(element).borderTopStyle === "none" || style(element).borderTopWidth === "0px"));
  const faint = [...document.querySelectorAll(".year__month")].filter(element => style(element).fill !== ink);
  return [...lost, ...faint].map(element => element.outerHTML);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_disappears_in_the_readers_own_colours(page: Page, full_address: str, scheme: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    for path in ("", "actions/", f"{ACTION}#affiche", "territoires/", "contribuer/action/"):
        page.goto(full_address + path)
        page.locator("#changer-couleurs").click()  # The site's own choice gives way.
        assert page.evaluate(FIND_LOST_CONTROLS) == [], path


def test_nothing_essential_waits_for_a_recent_browser(page: Page, full_address: str) -> None:
    """A browser that knows neither `:has` nor `::details-content` leaves out the rules that hold them."""

    def forget(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r":has|::details-content", ":unknown", answer.text()))

    page.context.route("**/*.css", forget)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{full_address}{ACTION}#affiche")
        expect(page.locator(".poster__title")).to_be_visible()
        page.goto(f"{full_address}contribuer/action/")
        expect(page.locator("#champ-titre")).to_be_visible()
        assert page.evaluate(FIND_OVERFLOW) == []
        page.locator(".menu summary").click()
        page.get_by_role("link", name="Gouvernance").click()
        expect(page.locator("h1")).to_have_text("La gouvernance")


# The fixed words of the mandated form (RGAA 4.1.2), in their order.
MANDATED_SENTENCES = (
    "s'engage à rendre son site internet accessible conformément à l'article 47 de la loi n° 2005-102 du 11 février 2005.",
    "À cette fin, il met en œuvre la stratégie et les actions suivantes",
    "Cette déclaration d'accessibilité s'applique",
    "État de conformité",
    "est non conforme avec le référentiel général d'amélioration de l'accessibilité",
    "Résultat des tests",
    "Contenus non accessibles",
    "Les contenus listés ci-dessous ne sont pas accessibles pour les raisons suivantes.",
    "Non conformité",
    "Dérogations pour charge disproportionnée",
    "Contenus non soumis à l'obligation d'accessibilité",
    "Établissement de cette déclaration d'accessibilité",
    "Cette déclaration a été établie le",
    "Technologies utilisées pour la réalisation du site web",
    "Environnement de test",
    "Agents utilisateurs, technologies d'assistance et outils utilisés pour vérifier l'accessibilité",
    "Les outils utilisés lors de l'évaluation",
    "Pages du site ayant fait l'objet de la vérification de conformité",
    "Retour d'information et contact",
    (
        "Si vous n'arrivez pas à accéder à un contenu ou à un service, vous pouvez contacter le responsable du site "
        "internet pour être orienté vers une alternative accessible ou obtenir le contenu sous une autre forme."
    ),
    "Envoyer un message",
    "Contacter",
    "Voies de recours",
    "Cette procédure est à utiliser dans le cas suivant.",
    (
        "Vous avez signalé au responsable du site internet un défaut d'accessibilité qui vous empêche d'accéder à un "
        "contenu ou à un des services du portail et vous n'avez pas obtenu de réponse satisfaisante."
    ),
    "Écrire un message au Défenseur des droits",
    "Contacter le délégué du Défenseur des droits près de chez vous",
    "Envoyer un courrier par la poste (gratuit, ne pas mettre de timbre)",
    "Défenseur des droits Libre réponse 71120 75342 Paris CEDEX 07",
)


def test_the_statement_has_the_words_of_the_mandated_form(page: Page, full_address: str) -> None:
    page.goto(f"{full_address}accessibilite/")
    said = " ".join(page.locator(".statement").inner_text().split())
    at = 0
    for words in MANDATED_SENTENCES:
        at = said.find(words, at)
        assert at >= 0, words
        at += len(words)
    for address in ("nous-contacter-355", "carte-des-delegues"):
        assert page.locator(f'a[href="https://www.defenseurdesdroits.fr/{address}"]').count() == 1
    assert "conformite: non" in (EXAMPLE / "data/site.yaml").read_text(encoding="utf-8")
