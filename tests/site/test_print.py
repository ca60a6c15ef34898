"""Pages on paper: A4, no chrome, addresses written out, the day and the address of the page; acronyms in full."""

import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import html5lib
import pypdf
import pytest
from playwright.sync_api import Browser, expect

from roadmap.model.roadmap import load_roadmap
from tests.conftest import EXAMPLE, make_project
from tests.validation.conftest import SHEET


@pytest.fixture(scope="module")
def address(site: Path, serve: Callable[[Path], str]) -> str:
    return serve(site)


def printed(browser: Browser, address: str) -> pypdf.PdfReader:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    document = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    context.close()
    return document


def extract_words(document: pypdf.PdfReader) -> str:
    text = " ".join(page.extract_text() for page in document.pages)
    return " ".join(unicodedata.normalize("NFKC", text).split())  # fonts join the letters of « ffi »


@pytest.mark.parametrize(
    "path",
    ["", f"actions/{SHEET.stem}/", "calendrier/", "territoires/chartres-metropole/", "communes/chartres/"],
)
def test_a_printed_page_is_a4_and_says_where_and_of_what_day_it_is(
    browser: Browser, address: str, path: str
) -> None:
    document = printed(browser, address + path)
    sizes = {tuple(round(float(item)) for item in page.mediabox[2:]) for page in document.pages}
    assert sizes == {(595, 842)}
    text = extract_words(document)
    assert f"Adresse de cette page : http://127.0.0.1:8000/{path}" in text
    assert "Site publié le 24 novembre 2025." in text
    for chrome in ("Rechercher", "Mode sombre", "Menu", "visez ce carré", "Afficher l'affiche"):
        assert chrome not in text


def test_the_address_of_a_link_that_leaves_the_site_is_written_out(browser: Browser, address: str) -> None:
    text = extract_words(printed(browser, address + "ressources/"))
    assert "(https://" in text
    assert "(../" not in text


def test_what_only_a_screen_can_follow_is_left_out(browser: Browser, address: str) -> None:
    text = extract_words(printed(browser, f"{address}actions/{SHEET.stem}/"))
    assert "Ces informations" in text
    assert "data/actions/" not in text
    for link in ("Toujours exact", "Proposer une modification"):
        assert link not in text
    text = extract_words(printed(browser, address + "territoires/chartres-metropole/"))
    assert "Voir la liste" not in text
    assert "s'abonner" not in extract_words(printed(browser, address + "calendrier/"))


def test_what_is_folded_on_screen_is_printed(browser: Browser, address: str) -> None:
    assert "Groupe de travail : santé" in extract_words(printed(browser, address + "gouvernance/"))


def test_the_letter_is_printed_once(browser: Browser, address: str) -> None:
    text = extract_words(printed(browser, address + "lettre/"))
    assert text.count("Bien cordialement") == 1
    assert "La même lettre, en texte seul" not in text


def test_the_dark_scheme_is_not_printed(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("button", name="Mode sombre").click()
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.close()


def test_the_acronyms_of_a_page_are_spelt_out_under_it_without_hovering(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    for path in ("gouvernance/", "calendrier/cotech-2024-04-04/"):
        page.goto(address + path)
        marked = set(page.locator("main abbr").all_inner_texts())
        assert "EPCI" in marked
        listed = page.get_by_role("complementary", name="Les mots de cette page")
        expect(listed).to_be_visible()
        words = set(listed.locator("dt").all_inner_texts())
        assert {word for word in words if word.isupper()} == marked
    page.close()


def test_a_page_without_an_acronym_has_no_list_of_them(site: Path) -> None:
    seen, jargon = set(), load_roadmap(make_project(EXAMPLE)).jargon
    # The pages for frames are not printed from here: they list no word.
    for page in (item for item in site.rglob("*.html") if not item.is_relative_to(site / "integrer")):
        document = html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False)
        has_list = any(item.get("class") == "acronyms" for item in document.iter("aside"))
        text = " ".join(" ".join(document.find(".//main//article").itertext()).lower().split())
        has_words = document.find(".//main//abbr") is not None or any(word in text for word in jargon)
        assert has_list == has_words, page
        seen.add(has_list)
    assert seen == {True, False}
