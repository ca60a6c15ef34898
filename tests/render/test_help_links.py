"""The links to the national map: filtered on communes, open where they are, and nothing else changed."""

from urllib.parse import parse_qs, urlsplit

import pytest

from roadmap.model.roadmap import load_roadmap
from roadmap.render.help_links import HelpLinks
from roadmap.text.national_map import build_department_map, build_export_address, filter_map
from tests.conftest import EXAMPLE, make_project

DEPARTMENT = "https://cartographie.societenumerique.gouv.fr/centre-val-de-loire/eure-et-loir"


def test_the_map_of_a_commune_has_its_code_and_opens_on_its_territory() -> None:
    roadmap = load_roadmap(make_project(EXAMPLE))
    territory = roadmap.territory("perche")
    commune = next(each for each in territory.communes if each.nom == "Nogent-le-Rotrou")
    link = HelpLinks(roadmap).of_commune(commune, territory)
    assert link.startswith(f"{DEPARTMENT}?territoire_type=communes&territoires=28280&")
    query = parse_qs(urlsplit(link).query)
    assert 48 < float(query["latitude"][0]) < 48.6
    assert 0.7 < float(query["longitude"][0]) < 1.1
    assert 8 <= int(query["zoom"][0]) <= 11


def test_the_map_of_a_territory_has_the_codes_of_all_its_communes() -> None:
    roadmap = load_roadmap(make_project(EXAMPLE))
    territory = roadmap.territory("perche")
    query = parse_qs(urlsplit(HelpLinks(roadmap).of_territory(territory)).query)
    assert query["territoires"] == [",".join(sorted(commune.code for commune in territory.communes))]


def test_a_map_without_contours_is_filtered_alone_and_another_site_is_left_as_it_is() -> None:
    assert filter_map(DEPARTMENT, ["28085", "28016"]) == (
        f"{DEPARTMENT}?territoire_type=communes&territoires=28085,28016"
    )
    assert filter_map("https://aide.exemple.fr/?a=1", ["28085"]) == "https://aide.exemple.fr/?a=1"


@pytest.mark.parametrize(
    ("region", "department", "path"),
    [
        ("Centre-Val de Loire", "Eure-et-Loir", "centre-val-de-loire/eure-et-loir"),
        ("Bretagne", "Côtes-d'Armor", "bretagne/cotes-d-armor"),
        ("Provence-Alpes-Côte d'Azur", "Var", "provence-alpes-cote-d-azur/var"),
        ("La Réunion", "La Réunion", "la-reunion/la-reunion"),
    ],
)
def test_the_map_of_a_department_is_named_after_it_and_its_region(
    region: str, department: str, path: str
) -> None:
    address = build_department_map(region, department)
    assert address == f"https://cartographie.societenumerique.gouv.fr/{path}"
    assert build_export_address(address) == f"{address}/lieux/exporter"


def test_only_the_map_of_a_department_has_an_export() -> None:
    assert build_export_address("https://cartographie.societenumerique.gouv.fr/") is None
    assert build_export_address("https://aide.exemple.fr/centre/eure") is None
