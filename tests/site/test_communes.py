"""The page of a commune: where to get help, what is planned, and the addresses of the communes of before."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import build_site, copy_project
from tests.site.html import parse_page, text
from tests.validation.conftest import Data


@pytest.fixture(scope="module")
def local_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with an action of one commune, one of another commune, and seven of an intercommunality."""
    data = Data(copy_project(tmp_path_factory.mktemp("communes")))
    sheets = [path.relative_to(data.root) for path in sorted((data.root / "data/actions").iterdir())]
    data.add(sheets[0], '\ncommunes: ["28280"]\n')  # Nogent-le-Rotrou
    data.add(sheets[1], '\ncommunes: ["28018"]\n')  # Authon-du-Perche
    for sheet in sheets[2:9]:
        data.add(sheet, "\nterritoires: [perche]\n")
    return build_site(data.root)


def read_sections(page: Path) -> dict[str, list[str]]:
    """Return the titles of the actions under each heading of what is planned."""
    found: dict[str, list[str]] = {}
    for element in parse_page(page).find(".//section[@aria-labelledby='actions']"):
        if element.tag == "h3":
            found[element.text] = []
        elif element.tag == "ul":
            found[list(found)[-1]] = [link.text for link in element.iter("a")]
    return found


def test_a_commune_shows_its_actions_then_some_of_its_intercommunality_s_then_how_many_others(
    local_site: Path,
) -> None:
    own = read_sections(local_site / "communes/nogent-le-rotrou/index.html")
    other = read_sections(local_site / "communes/authon-du-perche/index.html")
    neither = read_sections(local_site / "communes/arcisses/index.html")
    assert [len(own["Dans la commune"]), len(other["Dans la commune"])] == [1, 1]
    assert own["Dans la commune"] != other["Dans la commune"]
    shared = "Dans toute l'intercommunalité"
    assert own[shared] == other[shared] == neither[shared]
    assert len(own[shared]) == 5
    assert list(neither) == [shared]
    shown = text(local_site / "communes/arcisses/index.html").replace("\u00a0", " ")
    assert "Toutes ses actions (7)" in shown
    assert "14 actions de tout le département la concernent aussi." in shown


def test_a_commune_where_nothing_is_planned_says_so(local_site: Path) -> None:
    shown = text(local_site / "communes/chartres/index.html")
    assert "Aucune action pour cette commune ou son intercommunalité en particulier." in shown


def test_a_former_commune_a_former_name_and_the_folder_lead_somewhere(site: Path) -> None:
    for address, target in (
        ("voves", "../les-villages-voveens/"),
        ("le-puiset", "../janville-en-beauce/"),
        ("", "../territoires/#communes"),
    ):
        page = parse_page(site / "communes" / address / "index.html")
        assert page.find(".//meta[@http-equiv='refresh']").get("content") == f"0; url={target}"
        assert page.find(".//main//a").get("href").endswith(target.rpartition("../")[2])


def test_a_hostile_name_is_shown_letter_for_letter(project: Path) -> None:
    data = Data(project)
    name = "<img src=x onerror=alert(1)> {{ 7*7 }}"
    data.replace(
        "data/territories.yaml",
        "nom: Abondant,",
        f'nom: "{name}", anciennes: [{{code: "28999", nom: "{name} 2"}}],',
    )
    site = build_site(project)
    page = site / "communes/img-src-x-onerror-alert-1-7-7/index.html"
    assert parse_page(page).find(".//h1").text == name
    assert parse_page(page).find(".//main//img") is None
    assert (site / "communes/img-src-x-onerror-alert-1-7-7-2/index.html").is_file()


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    yield context.new_page()
    context.close()


def test_the_map_of_a_commune_is_two_taps_away_from_the_home_page(
    telephone: Page, site: Path, serve: Callable[[Path], str]
) -> None:
    telephone.goto(serve(site))
    telephone.get_by_label("Votre commune ou votre code postal").fill("nogent le ro")
    telephone.get_by_role("link", name="Nogent-le-Rotrou (28400)").tap()
    telephone.wait_for_url(re.compile("/communes/nogent-le-rotrou/$"))
    link = telephone.get_by_role("link", name="Voir les lieux d'aide à Nogent-le-Rotrou")
    expect(link).to_be_in_viewport()
    assert "territoires=28280&" in link.get_attribute("href")
