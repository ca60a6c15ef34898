"""The places of help on the pages of communes and territories: what they say, without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.site.html import parse_errors, parse_page


def read_places(page: Path) -> list[list[str]]:
    """Return the lines of each place of a page, with ordinary spaces."""
    section = parse_page(page).find(".//section[@aria-labelledby='aide']")
    section = (
        section if section is not None else parse_page(page).find(".//section[@aria-labelledby='lieux']")
    )
    return [
        [" ".join(part.split()) for part in ("\n".join(paragraph.itertext()) for paragraph in item.iter("p"))]
        for item in section.iter("li")
    ]


def test_a_commune_shows_its_places_then_the_nearest_with_hours_in_french(full_site: Path) -> None:
    page = full_site / "communes/chartres/index.html"
    assert parse_errors(page) == []
    phare, library, luce = read_places(page)
    assert phare[0] == 'Espace "Le Phare" 2, place des Tests, 28000 Chartres'
    assert phare[1:] == [
        'Téléphone : 02 37 00 00 02 · Site : Espace "Le Phare"',
        "Tous les jours, à toute heure",
        "Accès internet et matériel informatique",
        "Gratuit sous condition ou payant · Mis à jour le 1er septembre 2025",
    ]
    assert library[2] == "Du lundi au vendredi : 9 h à 12 h et 14 h à 18 h 30 Samedi : 8 h 30 à 12 h"
    # Its mobile number, its site in javascript: and its hours that cannot be read are left out.
    assert luce == ["Point d'accueil de Lucé 3 rue du Modèle, 28110 Lucé", "Mis à jour le 15 août 2025"]


def test_a_commune_without_a_place_shows_those_of_its_intercommunality(full_site: Path) -> None:
    assert [place[0] for place in read_places(full_site / "communes/arcisses/index.html")] == [
        "Relais de Nogent 4 rue de l'Exemple, 28400 Nogent-le-Rotrou"
    ]
    assert "Dans l'intercommunalité" in (full_site / "communes/arcisses/index.html").read_text(
        "utf-8"
    ).replace("&#39;", "'")
    assert read_places(full_site / "communes/dreux/index.html") == []


def test_a_territory_shows_three_places_and_the_day_of_the_export(full_site: Path) -> None:
    page = full_site / "territoires/chartres-metropole/index.html"
    assert len(read_places(page)) == 3
    source = parse_page(page).find(".//section[@aria-labelledby='lieux']/p[@class='source']").text
    assert "données du 24 novembre 2025" in " ".join(source.split())


def test_the_map_opens_where_the_places_of_the_commune_are(full_site: Path) -> None:
    link = parse_page(full_site / "communes/chartres/index.html").find(
        ".//main//a[@class='md-button md-button--primary']"
    )
    assert link.get("href").endswith("territoires=28085&latitude=48.4475&longitude=1.4896&zoom=13")


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    yield context.new_page()
    context.close()


def test_a_telephone_number_is_three_taps_away_from_the_home_page(telephone: Page, full_address: str) -> None:
    telephone.goto(full_address)
    telephone.get_by_label("Votre commune ou votre code postal").fill("chartres")
    telephone.get_by_role("link", name="Chartres (28000)", exact=True).tap()
    telephone.wait_for_url(f"{full_address}communes/chartres/")
    assert telephone.get_by_role("link", name="02 37 00 00 02").get_attribute("href") == "tel:+33237000002"
