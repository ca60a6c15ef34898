"""The maps: shapes, positions of the texts, colours, size."""

import gzip
import itertools
import math
import re

import pytest
from msgspec.structs import replace

from roadmap.model.roadmap import Roadmap, load_roadmap
from roadmap.render.blocks import Blocks
from roadmap.render.map_svg import Maps, build_colour_classes
from tests.conftest import EXAMPLE, make_project

SQUARE = ((0.0, 45.0), (1.0, 45.0), (1.0, 46.0), (0.0, 46.0), (0.0, 45.0))
HOLE = ((0.2, 45.2), (0.8, 45.2), (0.8, 45.8), (0.2, 45.8), (0.2, 45.2))
EAST_SQUARE = ((1.0, 45.0), (2.0, 45.0), (2.0, 46.0), (1.0, 46.0), (1.0, 45.0))


@pytest.fixture(scope="module")
def roadmap() -> Roadmap:
    return load_roadmap(make_project(EXAMPLE))


def with_contours(roadmap: Roadmap, *shapes: tuple) -> Roadmap:
    """Keep one territory per shape, with that shape as its contour."""
    epci = roadmap.epci[: len(shapes)]
    contours = {territory.id: shape for territory, shape in zip(epci, shapes, strict=True)}
    return replace(roadmap, epci=epci, contours=contours)


def with_actions(roadmap: Roadmap, **counts: int) -> Roadmap:
    """Give actions to territories: the count by id, with `_` for `-`."""
    names = [name.replace("_", "-") for name, count in counts.items() for _ in range(count)]
    actions = [
        replace(action, territoires=(name,)) if name else action
        for action, name in itertools.zip_longest(roadmap.actions, names)
    ]
    return replace(roadmap, actions=tuple(actions))


def read_rings(path: str) -> list[list[tuple[int, int]]]:
    """Read a path back as the points of its rings."""
    points_by_ring = []
    for ring in re.findall(r"M(.*?)z", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x = list(itertools.accumulate(numbers[::2]))
        points_by_ring.append(list(zip(x, itertools.accumulate(numbers[1::2]), strict=True)))
    return points_by_ring


def is_inside(x: float, y: float, path: str) -> bool:
    """Say whether a point is inside a path, by counting the borders on its right."""
    crossed = 0
    for ring in read_rings(path):
        for (x1, y1), (x2, y2) in itertools.pairwise([*ring, ring[0]]):
            if (y1 < y) != (y2 < y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossed += 1
    return crossed % 2 == 1


def test_north_is_up_and_a_degree_of_longitude_is_shorter_than_one_of_latitude(roadmap: Roadmap) -> None:
    territory_map = Maps(with_contours(roadmap, ((SQUARE,),))).territories
    assert territory_map.height == 800
    assert territory_map.width == round(800 * math.cos(math.radians(45.5)))
    [ring] = read_rings(territory_map.areas[0].path)
    assert sorted(ring) == [(0, 0), (0, 800), (territory_map.width, 0), (territory_map.width, 800)]


def test_a_point_on_a_straight_border_is_left_out(roadmap: Roadmap) -> None:
    ring = (SQUARE[0], (0.5, 45.0), *SQUARE[1:])
    maps = [Maps(with_contours(roadmap, ((shape,),))).territories for shape in (ring, SQUARE)]
    assert maps[0].areas[0].path == maps[1].areas[0].path


def test_the_outline_of_two_neighbours_leaves_out_their_border_in_any_winding_order(roadmap: Roadmap) -> None:
    for neighbour in (EAST_SQUARE, EAST_SQUARE[::-1]):
        pair = with_contours(roadmap, ((SQUARE,),), ((neighbour,),))
        locator = Maps(pair).locator(pair.epci[0].id)
        [outline] = read_rings(locator.outline)
        assert {x for x, _ in outline} == {0, locator.width}
        [shape] = read_rings(locator.path)
        assert {x for x, _ in shape} == {0, locator.width // 2}


def test_a_hole_stays_a_hole_in_a_shape_and_in_the_outline(roadmap: Roadmap) -> None:
    maps = Maps(with_contours(roadmap, ((SQUARE, HOLE),)))
    middle = (maps.territories.width / 2 + 0.5, 400.5)
    assert not is_inside(*middle, maps.territories.areas[0].path)
    assert len(read_rings(maps.locator(roadmap.epci[0].id).outline)) == 2


def test_texts_are_inside_their_own_territory(roadmap: Roadmap) -> None:
    for displayed_roadmap in (roadmap, with_actions(roadmap, perche=2)):
        territory_map = Maps(displayed_roadmap).territories
        for area in territory_map.areas:
            lines = len(area.name) + bool(territory_map.colour_classes)
            inside = [
                other.territory.nom
                for other in territory_map.areas
                if is_inside(area.x + 0.5, area.y + lines * territory_map.line_height / 2 + 4.5, other.path)
            ]
            assert inside == [area.territory.nom]


def test_most_names_are_shown_and_those_without_room_are_left_out(roadmap: Roadmap) -> None:
    names = {area.territory.nom: " ".join(area.name) for area in Maps(roadmap).territories.areas}
    assert names["Chartres métropole"] == "Chartres métropole"
    assert names["Interco Normandie Sud Eure"] == ""
    assert sum(name != "" for name in names.values()) >= 8


def test_the_maps_stay_light(roadmap: Roadmap) -> None:
    blocks = Blocks(make_project(EXAMPLE), roadmap)
    assert len(gzip.compress(blocks.render("carte", "..").encode())) < 12_000
    for territory in roadmap.epci:
        html = blocks.render("_situation", "../..", territory=territory)
        assert len(gzip.compress(html.encode())) < 2_500


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, []),
        (1, [(1, 1)]),
        (3, [(1, 1), (2, 2), (3, 3)]),
        (5, [(1, 2), (3, 4), (5, 5)]),
        (40, [(1, 10), (11, 20), (21, 30), (31, 40)]),
    ],
)
def test_the_scale_covers_every_count_in_four_steps_at_most(most: int, expected: list) -> None:
    assert [(step.low, step.high) for step in build_colour_classes(most)] == expected


def test_the_colour_follows_the_count_and_there_is_no_scale_when_all_are_zero(roadmap: Roadmap) -> None:
    territory_map = Maps(roadmap).territories
    assert territory_map.colour_classes == ()
    assert {area.level for area in territory_map.areas} == {0}
    territory_map = Maps(with_actions(roadmap, perche=8, bonnevalais=3)).territories
    levels = {area.territory.id: (area.count, area.level) for area in territory_map.areas if area.count}
    assert levels == {"perche": (8, 4), "bonnevalais": (3, 2)}


def test_a_hostile_name_is_escaped_on_both_maps(roadmap: Roadmap) -> None:
    name = '"><script>alert(1)</script>'
    hostile = replace(roadmap.epci[0], nom=name)
    blocks = Blocks(make_project(EXAMPLE), replace(roadmap, epci=(hostile, *roadmap.epci[1:])))
    for html in (
        blocks.render("carte", ".."),
        blocks.render("_situation", "..", territory=hostile),
        blocks.render("chez_moi", ".."),
        blocks.render("communes", ".."),
    ):
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_a_territory_too_small_to_be_seen_breaks_nothing(roadmap: Roadmap) -> None:
    speck = tuple((x / 100_000, 45 + (y - 45) / 100_000) for x, y in SQUARE)
    pair = with_contours(roadmap, ((SQUARE,),), ((speck,),))
    assert Maps(pair).territories.areas[1].path == ""
    assert len(read_rings(Maps(pair).locator(pair.epci[1].id).outline)) == 1
