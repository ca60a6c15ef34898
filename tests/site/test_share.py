"""Sharing a page in a real browser: its link, its text, its e-mail, with JavaScript or without."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from roadmap.model.roadmap import load_roadmap
from roadmap.render.blocks import MAX_MAILTO_LENGTH
from tests.conftest import EXAMPLE, ROOT, build_site, copy_project, make_project
from tests.validation.conftest import SHEET, Data

SITE_URL = "https://exemple.fr/feuille/"
ACTION = f"actions/{SHEET.stem}/"
SHARED_PAGES = (
    ACTION,
    "axes/1/",
    "calendrier/reunion-d-hiver/",
    "territoires/chartres-metropole/",
    "territoires/eure-et-loir/",
)
MEETING = """
  - id: reunion-d-hiver
    titre: Réunion d'hiver
    instance: comite-technique
    date: 2026-01-15
    heure: 9:30
    lieu: Préfecture d'Eure-et-Loir
    anciens_identifiants: [ancienne-reunion]
"""
READ_CLIPBOARD = """async () => {
  const [item] = await navigator.clipboard.read();
  return Promise.all(["text/plain", "text/html"].map(async type =>
    item.types.includes(type) ? (await item.getType(type)).text() : null));
}"""
REFUSED = "Votre navigateur refuse la copie."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with a meeting to come, at an address of its own."""
    project = copy_project(tmp_path_factory.mktemp("share"))
    Data(project).add("data/calendar.yaml", MEETING)
    return build_site(project, site_url=SITE_URL)


@pytest.fixture(scope="module")
def address(built: Path, serve: Callable[[Path], str]) -> str:
    return serve(built)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may use the clipboard, and whose scripts must not fail."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.clock.set_fixed_time("2025-11-24T12:00:00+01:00")
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    context.close()
    assert failures == []


def expect_message(page: Page, words: str) -> None:
    page.get_by_role("status").filter(has_text=words).wait_for()


def replace_nbsp(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def read_mailto(page: Page, name: str) -> tuple[str, str]:
    """Return the subject and the body of a mailto link, as a mail program reads them."""
    href = page.get_by_role("link", name=name).get_attribute("href")
    assert href.startswith("mailto:?")
    assert len(href) <= MAX_MAILTO_LENGTH
    fields = parse_qs(urlsplit(href).query, strict_parsing=True)
    return fields["subject"][0], fields["body"][0]


@pytest.mark.parametrize("path", SHARED_PAGES)
def test_the_link_is_copied_and_it_is_said(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.get_by_role("button", name="Copier le lien").click()
    expect_message(page, "Lien copié.")
    assert page.evaluate(READ_CLIPBOARD) == [SITE_URL + path, None]


@pytest.mark.parametrize("path", SHARED_PAGES)
def test_the_text_is_copied_plain_and_rich_and_is_that_of_the_mail(
    page: Page, address: str, path: str
) -> None:
    page.goto(address + path)
    page.get_by_role("button", name="Copier le texte").click()
    expect_message(page, "Texte copié.")
    plain, rich = page.evaluate(READ_CLIPBOARD)
    _, body = read_mailto(page, "Envoyer par courriel")
    assert replace_nbsp(plain) == replace_nbsp(body).replace("\r\n", "\n")
    assert plain.endswith(SITE_URL + path)
    assert f'href="{SITE_URL}{path}"' in rich
    assert set(re.findall(r"<(\w+)", rich)) - {"html", "head", "meta", "body"} == {"p", "strong", "br", "a"}


def test_the_text_of_an_action_says_its_facts(page: Page, address: str) -> None:
    action = load_roadmap(make_project(EXAMPLE)).action(SHEET.stem)
    page.goto(address + ACTION)
    subject, body = read_mailto(page, "Envoyer par courriel")
    assert subject == action.titre
    assert [replace_nbsp(line) for line in body.split("\r\n")] == [
        action.titre,
        action.resume,
        "Action envisagée, axe 1 : Coordonner la médiation et l'aller-vers. Informations vérifiées le 4 avril 2024.",
        f"France Numérique Ensemble en Eure-et-Loir : {SITE_URL}{ACTION}",
    ]


def test_without_javascript_the_mail_and_the_text_remain(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in SHARED_PAGES:
        page.goto(address + path)
        assert not page.locator(".sharing button").first.is_visible()
        read_mailto(page, "Envoyer par courriel")
        page.get_by_text("Voir le texte et le lien").click()
        assert SITE_URL + path in page.locator("#partager-texte").inner_text()
    context.close()


OLD_BROWSER = (
    "Object.defineProperty(navigator, 'clipboard', {value: undefined}); delete window.ClipboardItem;"
)


def test_an_older_browser_copies_too(page: Page, address: str) -> None:
    page.add_init_script(OLD_BROWSER)
    page.goto(address + ACTION)
    page.get_by_role("button", name="Copier le texte").click()
    expect_message(page, "Texte copié.")
    other = page.context.new_page()
    other.goto(address)
    plain, rich = other.evaluate(READ_CLIPBOARD)
    assert plain.endswith(SITE_URL + ACTION)
    assert "<strong>" in rich


@pytest.mark.parametrize(
    "refusal",
    [
        "navigator.clipboard.write = () => Promise.reject(new Error('refused'));",
        f"{OLD_BROWSER} document.execCommand = () => false;",
    ],
)
def test_a_refused_copy_is_said_with_the_remedy_and_the_text_is_ready(
    page: Page, address: str, refusal: str
) -> None:
    page.add_init_script(refusal)
    page.goto(address + ACTION)
    page.get_by_role("button", name="Copier le texte").click()
    expect_message(page, REFUSED)
    assert page.locator("#partager-texte").is_visible()
    assert (
        page.evaluate("String(getSelection())").strip()
        == page.locator("#partager-texte").inner_text().strip()
    )


def test_the_letter_is_copied_plain_and_rich(page: Page, address: str, built: Path) -> None:
    page.goto(f"{address}lettre/")
    page.get_by_role("button", name="Copier la lettre").click()
    expect_message(page, "Lettre copiée")
    plain, rich = page.evaluate(READ_CLIPBOARD)
    assert plain.strip() == (built / "lettre/lettre.txt").read_text(encoding="utf-8").strip()
    assert "Réunion d'hiver</a>" in rich
    assert f"{SITE_URL}calendrier/reunion-d-hiver/" in rich
    page.get_by_role("button", name="Copier l'objet").click()
    expect_message(page, "Objet copié.")
    subject, body = read_mailto(page, "Envoyer le lien par courriel")
    assert replace_nbsp(page.evaluate(READ_CLIPBOARD)[0]) == subject
    assert f"{SITE_URL}lettre/" in body
    for link, name in (
        ("Télécharger le brouillon", "lettre.eml"),
        ("Télécharger le texte seul", "lettre.txt"),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        assert download.value.suggested_filename == name
        assert Path(download.value.path()).read_bytes() == (built / "lettre" / name).read_bytes()


@pytest.mark.parametrize("page_address", ["contribuer/", "nouveautes/"])
def test_the_letter_is_found_from_other_pages_not_from_the_menu(
    page: Page, address: str, page_address: str
) -> None:
    page.goto(address + page_address)
    assert page.locator("header, footer").get_by_role("link", name="La lettre").count() == 0
    page.get_by_role("main").get_by_role("link", name="La lettre").click()
    assert page.url == f"{address}lettre/"


def test_a_meeting_to_come_offers_its_invitation_and_a_past_one_does_not(
    page: Page, address: str, built: Path
) -> None:
    page.goto(f"{address}calendrier/reunion-d-hiver/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Préparer le courriel d'invitation").click()
    assert download.value.suggested_filename == "reunion-d-hiver.eml"
    assert (built / "calendrier/ancienne-reunion.eml").is_file()
    page.goto(f"{address}calendrier/cotech-2024-04-04/")
    assert page.get_by_text("Préparer le courriel d'invitation").count() == 0


def test_the_script_is_light_and_loaded_only_where_it_serves(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}actions/")
    assert not any(url.endswith("share.js") for url in asked)
    page.goto(address + ACTION)
    assert any(url.endswith("share.js") for url in asked)


@pytest.mark.parametrize("width", [320, 768, 1600])
def test_nothing_overflows(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in (ACTION, "lettre/"):
        page.goto(address + path)
        for summary in page.locator("main details summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_form_previews_the_sheet_alone() -> None:
    assert "partager" not in (ROOT / "theme/blocks/page_action.html").read_text(encoding="utf-8")
