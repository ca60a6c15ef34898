"""Posters: one sheet each, drawn when it is asked, whose QR code leads back to the page."""

import io
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.conftest import build_site, copy_project
from tests.validation.conftest import SHEET

SITE_URL = "https://exemple.fr/feuille-de-route/"
ACTION, TERRITORY = f"actions/{SHEET.stem}/", "territoires/chartres-metropole/"
A4 = (595, 842)  # points


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The address of a site whose action holds the longest texts that a sheet may hold."""
    project = copy_project(tmp_path_factory.mktemp("posters"))
    sheet = (project / SHEET).read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(sheet) if line.startswith("resume:"))
    end = next(number for number in range(at + 1, len(sheet)) if not sheet[number].startswith(" "))
    sheet[at:end] = ["resume: " + ("Un résumé <b> & long. " * 13)[:279].strip()]
    sheet = [line for line in sheet if not line.startswith("titre:")]
    sheet.append("titre: " + ("Accompagner pas à pas les habitants " * 4)[:120].strip())
    sheet += ["debut: 2025-03-01", "fin: 2027-12", "contact:"]
    sheet += [
        "  service: Espace France services de Nogent-le-Rotrou et du Perche",
        "  courriel: contact@exemple.fr",
    ]
    (project / SHEET).write_text("\n".join(sheet) + "\n", encoding="utf-8")
    return serve(build_site(project, site_url=SITE_URL))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(device_scale_factor=2, color_scheme="dark")
    yield context.new_page()
    context.close()


def open_poster(page: Page, address: str) -> None:
    """Open the address of a poster, and wait until it is drawn."""
    page.goto(f"{address}#affiche")
    expect(page.locator(".poster__sheet")).to_have_css("display", "flex")


def decode_qr_codes(picture: bytes) -> list[str]:
    return [item.text for item in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


@pytest.mark.parametrize("path", [ACTION, TERRITORY])
def test_the_code_leads_to_the_page_whose_address_is_written_under_it(
    page: Page, address: str, path: str
) -> None:
    open_poster(page, address + path)
    assert decode_qr_codes(page.locator(".poster__sheet").screenshot()) == [SITE_URL + path]
    assert page.locator(".poster__address").inner_text().replace("\n", "") == SITE_URL + path


@pytest.mark.parametrize(
    ("path", "dated"), [(ACTION, "Informations vérifiées le"), (TERRITORY, "Affiche à jour au")]
)
def test_a_poster_is_printed_alone_on_one_a4_sheet(page: Page, address: str, path: str, dated: str) -> None:
    open_poster(page, address + path)
    document = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(document.pages) == 1
    assert tuple(round(float(item)) for item in document.pages[0].mediabox[2:]) == A4
    words = unicodedata.normalize("NFKC", document.pages[0].extract_text())
    assert dated in words
    assert "Site publié" not in words
    assert (
        page.evaluate("(e => e.scrollHeight - e.clientHeight)(document.querySelector('.poster__sheet'))") <= 1
    )


def test_nothing_of_a_long_poster_is_cut_on_paper(page: Page, address: str) -> None:
    open_poster(page, address + ACTION)
    page.emulate_media(media="print")
    foot = page.locator(".poster__foot").bounding_box()
    sheet = page.locator(".poster__sheet").bounding_box()
    facts = page.locator(".poster__facts").bounding_box()
    assert facts["y"] + facts["height"] <= foot["y"]
    assert foot["y"] + foot["height"] <= sheet["y"] + sheet["height"]


def test_the_poster_weighs_nothing_until_it_is_asked(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + ACTION, wait_until="networkidle")
    expect(page.locator(".poster")).to_have_count(0)
    assert not [url for url in asked if "poster" in url or "vendor" in url]
    page.get_by_role("link", name="Afficher l'affiche à imprimer").click()
    expect(page.locator(".poster")).to_be_visible()
    expect(page.locator("h1:visible")).to_have_count(1)
    page.get_by_role("link", name="Revenir à la page").click()
    expect(page.locator(".poster")).to_be_hidden()
    expect(page.locator("h1:visible")).to_have_count(1)


def test_the_button_prints(page: Page, address: str) -> None:
    page.add_init_script("window.print = () => { document.title = 'imprimé'; }")
    open_poster(page, address + ACTION)
    page.get_by_role("button", name="Imprimer l'affiche").click()
    assert page.title() == "imprimé"


def test_without_a_script_nothing_leads_to_a_poster(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{ACTION}#affiche")
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("Afficher l'affiche")).to_be_hidden()
    context.close()
