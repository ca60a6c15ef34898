"""The contours of the territories: those of their communes, merged."""

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from roadmap.__main__ import main
from roadmap.geometry import Polygon, Ring, merge_polygons
from roadmap.new_department.create import write_starter_files
from roadmap.new_department.france import load_territories
from roadmap.validation.check import check_project
from tests.conftest import make_project


def square(x: float, y: float, side: float = 1) -> Ring:
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))


def compute_area(polygons: Iterable[Polygon]) -> float:
    """Return the area: outer rings count for, holes against."""
    rings = [ring for polygon in polygons for ring in polygon]
    return sum((ax * by - bx * ay) / 2 for ring in rings for (ax, ay), (bx, by) in itertools.pairwise(ring))


def test_the_border_of_two_neighbours_is_dropped() -> None:
    (polygon,) = merge_polygons([(square(0, 0),), (square(1, 0),)])
    assert len(polygon) == 1
    assert sorted(set(polygon[0])) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
    assert polygon[0][0] == polygon[0][-1]
    assert compute_area([polygon]) == 2


def test_shapes_without_a_common_border_stay_separate() -> None:
    assert len(merge_polygons([(square(0, 0),), (square(5, 5),)])) == 2
    corner = merge_polygons([(square(0, 0),), (square(1, 1),)])
    assert len(corner) == 2
    assert compute_area(corner) == 2


def test_a_gap_surrounded_by_communes_is_a_hole() -> None:
    around = [(square(x, y),) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    (polygon,) = merge_polygons(around)
    assert len(polygon) == 2
    assert compute_area([polygon]) == 8
    assert sorted(map(len, merge_polygons([*around, (square(10, 0),)]))) == [1, 2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A new site in Mayotte: five territories, seventeen communes."""
    write_starter_files(tmp_path, load_territories("976"))
    return tmp_path


def commune_contours() -> dict[str, Any]:
    """The communes of Mayotte as adjacent squares in a row; every second one is clockwise."""
    codes = [commune.code for epci in load_territories("976").epci for commune in epci.communes]
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [square(index, 0)[:: 1 if index % 2 else -1]]},
        }
        for index, code in enumerate(codes)
    ]
    return {"type": "FeatureCollection", "features": features}


def test_the_contours_command_writes_contours_that_pass_the_check(root: Path) -> None:
    (root / "communes.geojson").write_text(json.dumps(commune_contours()), encoding="utf-8")
    assert main(["contours", str(root / "communes.geojson"), "--root", str(root)]) == 0
    assert "no-contours" not in {problem.code for problem in check_project(make_project(root)).problems}
    assert check_project(make_project(root)).errors == ()
    drawn = json.loads((root / "data/territories.geojson").read_text(encoding="utf-8"))["features"]
    for feature, epci in zip(drawn, load_territories("976").epci, strict=True):
        assert feature["properties"] == {"id": epci.id, "siren": epci.siren}
        assert feature["geometry"]["type"] == "Polygon"
        assert compute_area([feature["geometry"]["coordinates"]]) == len(epci.communes)


def test_a_wrong_file_of_communes_is_refused_and_nothing_changes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (root / "data/territories.geojson").read_bytes()
    incomplete = commune_contours()
    incomplete["features"].pop()
    projected = commune_contours()
    for feature in projected["features"]:
        feature["geometry"]["coordinates"] = [
            [(x + 600_000, y) for x, y in ring] for ring in feature["geometry"]["coordinates"]
        ]
    without_area = commune_contours()
    without_area["features"][0]["geometry"]["coordinates"] = [[(0, 0)] * 4]
    cases = (
        (json.dumps(projected), 2, "n'est pas le fichier attendu"),
        (json.dumps(without_area), 1, "n'a pas le contour de ces communes : 97"),
        ("{", 2, "n'est pas le fichier attendu"),
        ('{"features": [{"properties": {"siren": "1"}, "geometry": {}}]}', 2, "n'est pas le fichier attendu"),
        (json.dumps(incomplete), 1, "n'a pas le contour de ces communes : 97"),
    )
    for text, status, words in cases:
        (root / "communes.geojson").write_text(text, encoding="utf-8")
        assert main(["contours", str(root / "communes.geojson"), "--root", str(root)]) == status
        assert words in capsys.readouterr().err
    assert main(["contours", str(root / "absent.geojson"), "--root", str(root)]) == 2
    (root / "data/territories.yaml").write_text("epci: []\n", encoding="utf-8")
    assert main(["contours", str(root / "communes.geojson"), "--root", str(root)]) == 1
    assert "Corrigez d'abord" in capsys.readouterr().err
    assert (root / "data/territories.geojson").read_bytes() == before
