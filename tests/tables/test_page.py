"""The page « J'ai un tableau »: cells pasted, understood, mended in place and sent; nothing leaves the browser before."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from roadmap.tables.importing import import_file
from tests.conftest import EXAMPLE, build_site, copy_project, make_project
from tests.tables.test_import import BUS, HEADER

REPOSITORY = "https://github.com/prefecture/feuille-de-route"
FAULTY = [
    2,
    "Café numérique",
    "Un lieu ouvert le jeudi, sans rendez-vous.",
    4,
    "Pays d'essai",
    "tous les mois",
    "",
    "En cours",
    "",
]
UPDATE = [3, "Organiser le don d'outils numériques", "", "", "Pays d'essai", "", "", "En cours", ""]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The address of the page in a site that knows its repository."""
    site = build_site(copy_project(tmp_path_factory.mktemp("tableau")), repo_url=REPOSITORY)
    return f"{serve(site)}contribuer/tableau/"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page, ready; its scripts must not fail, and ask for nothing once it is loaded."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(address)
    page.wait_for_selector("#tableau:not([hidden])")
    yield page
    context.close()
    assert failures == []


def paste(page: Page, rows: list[list[object]]) -> None:
    text = "\r\n".join(
        "\t".join(f'"{cell}"' if "\n" in str(cell) else str(cell) for cell in row) for row in rows
    )
    page.fill("#tableau-colle", text)


def test_each_row_is_told_understood_or_to_mend_and_mended_in_place(page: Page) -> None:
    paste(page, [HEADER, BUS, FAULTY, ["TOTAL", *[""] * 8]])
    expect(page.locator("#tableau-compte")).to_have_text("2 actions : 1 prête, 1 à corriger.")
    first = page.locator("#tableau-lignes > li").first
    expect(first).to_contain_text("Café numérique")
    expect(first).to_contain_text("« tous les mois » n'est pas une période comprise.")
    page.get_by_label("Colonne « Calendrier », F3").fill("depuis 2025")
    page.get_by_label("Colonne « Calendrier », F3").press("Tab")
    expect(page.locator("#tableau-compte")).to_have_text("2 actions : 2 prêtes.")
    expect(page.locator("#tableau-compte")).to_be_focused()
    left = page.inner_text("#tableau-ecartees")
    assert "« N° » est laissée de côté" in left
    assert "A4 : Ligne de total" in left
    row = page.locator("#tableau-lignes > li", has_text="Bus numérique")
    row.get_by_text("Compris comme").click()
    expect(row).to_contain_text("38\u202f000\u00a0€, dont État : 20\u202f000\u00a0€ (accordé)")
    expect(row).to_contain_text("janvier 2026")


def test_a_row_opens_in_the_form_with_all_it_says(page: Page) -> None:
    paste(page, [HEADER, BUS])
    page.get_by_role("link", name="Ouvrir cette ligne dans le formulaire").click()
    page.wait_for_selector("#formulaire:not([hidden])")
    expect(page.locator("#manque-etat")).to_have_text("Tout est juste : vous pouvez proposer.")
    text = page.locator("#fiche-yaml").text_content() or ""
    assert "financeur: État" in text
    assert "fin: 2026-12" in text


def test_the_update_of_a_published_action_keeps_the_rest_of_its_sheet(page: Page) -> None:
    paste(page, [HEADER, UPDATE])
    expect(page.locator("#tableau-lignes")).to_contain_text("mise à jour d'une action publiée")
    page.get_by_role("link", name="Ouvrir cette ligne dans le formulaire").click()
    page.wait_for_selector("#formulaire:not([hidden])")
    rows = page.locator("#changements tbody tr").all_inner_texts()
    assert sorted(row.split("\t")[0] for row in rows) == ["Porteur, nom de l'organisme", "Statut"]


def test_the_mended_table_is_downloaded_as_the_import_reads_it_and_runs_nothing(
    page: Page, tmp_path: Path
) -> None:
    hostile = [
        *FAULTY[:2],
        '=HYPERLINK("http://x")',
        *FAULTY[3:5],
        "2026",
        *FAULTY[6:8],
        "<img src=x onerror=alert(1)>",
    ]
    paste(
        page,
        [
            HEADER,
            BUS,
            [*FAULTY[:5], "2026", *FAULTY[6:]],
            [*hostile[:1], "<b>Piège</b> numérique", *hostile[2:]],
        ],
    )
    expect(page.locator("#tableau-lignes > li")).to_have_count(3)
    expect(page.locator("#tableau-lignes b, #tableau-lignes img")).to_have_count(0)
    with page.expect_download() as download:
        page.click("text=Télécharger le tableau corrigé")
    path = tmp_path / "tableau.csv"
    download.value.save_as(path)
    content = path.read_text(encoding="utf-8-sig")
    assert ";=HYPERLINK" not in content
    result = import_file(make_project(EXAMPLE), path)
    assert [action.id for action in result.actions][:2] == ["bus-numerique-itinerant", "cafe-numerique"]


def test_a_windows_csv_is_opened(page: Page) -> None:
    content = ";".join(HEADER) + "\r\n" + ";".join(str(cell).replace("–", "-") for cell in BUS)
    page.set_input_files(
        "#tableau-fichier", {"name": "plan.csv", "mimeType": "text/csv", "buffer": content.encode("cp1252")}
    )
    expect(page.locator("#tableau-compte")).to_have_text("1 action : 1 prête.")


def test_what_has_no_titles_is_said_so(page: Page) -> None:
    paste(page, [["a", "b"], [1, 2]])
    expect(page.locator("#tableau-sans-titres")).to_be_visible()
    expect(page.locator("#tableau-resultat")).to_be_hidden()


def test_nothing_leaves_the_browser_before_it_is_sent(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    paste(page, [HEADER, BUS, FAULTY])
    expect(page.locator("#tableau-lignes > li")).to_have_count(2)
    assert [
        url
        for url in asked
        if "Bus" in url or not url.startswith(address.split("/contribuer", maxsplit=1)[0])
    ] == []
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    with page.expect_popup() as popup, page.expect_download():
        page.click("text=Ouvrir un ticket GitHub")
    assert popup.value.url.startswith(f"{REPOSITORY}/issues/new?title=")
    page.click("text=Copier le message")
    expect(page.locator("#tableau-etat")).to_contain_text("copié")
    message = page.evaluate("navigator.clipboard.readText()")
    assert "- Bus numérique itinérant" in message


def test_a_site_without_a_mailbox_has_no_dead_button(
    browser: Browser, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    project = copy_project(tmp_path / "projet")
    settings = project / "data/site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("courriel: pref-sicppat-pat@eure-et-loir.gouv.fr", "courriel:"), encoding="utf-8"
    )
    page = browser.new_page()
    page.goto(f"{serve(build_site(project))}contribuer/tableau/")
    page.wait_for_selector("#tableau:not([hidden])")
    assert page.locator("[data-exit=mail]").count() == 0
    page.close()
