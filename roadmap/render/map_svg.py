"""Draw the territories: contours in degrees become the paths of an SVG, in whole units.

Rounding to the unit simplifies; borders that two territories share stay shared: equal points round alike.
"""

import functools
import itertools
import math
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roadmap.geometry import Polygon, Projection, signed_double_area, trace_outline
from roadmap.model.records import Territory
from roadmap.model.roadmap import Roadmap

GridPoint = tuple[int, int]
GridRing = tuple[GridPoint, ...]  # closed: the first point comes again at the end
Shape = tuple[GridRing, ...]  # outlines turn one way, holes the other

# The longest side of the map, and of the small map that shows where a territory is.
MAP_SIZE, LOCATOR_SIZE = 800, 240
# Of a text on the map: the letters of a line, a letter's usual width, a line's height (see territories.css).
LETTERS, LETTER, LINE = 13, 11, 24
# A name may run over its borders by this much: it has a halo.
SPILL = 1.3
# Where a text may stand is looked for at this many heights.
HEIGHTS_TRIED = 32
MOST_STEPS = 4


@dataclass(frozen=True)
class Step:
    """A step of the scale of colours: from `low` to `high` actions; `level` counts from 1."""

    level: int
    low: int
    high: int


@dataclass(frozen=True)
class Area:
    """A territory on the map.

    Its text is centred on `x` and begins under `y`; its name, in lines, is empty where it does not fit.
    """

    territory: Territory
    count: int
    level: int
    path: str
    x: int
    y: int
    name: tuple[str, ...]


@dataclass(frozen=True)
class TerritoryMap:
    """The map of all territories, coloured by their own actions.

    There is no step when no territory has any; `line` is the height of a line of text.
    """

    width: int
    height: int
    areas: tuple[Area, ...]
    steps: tuple[Step, ...]
    line: int = LINE


@dataclass(frozen=True)
class Locator:
    """Where a territory is in the department: two paths."""

    width: int
    height: int
    outline: str
    path: str


class Maps:
    """The maps of one state of the roadmap, drawn when they are first asked for."""

    def __init__(self, roadmap: Roadmap) -> None:
        """Take the roadmap."""
        self._roadmap = roadmap

    @functools.cached_property
    def territories(self) -> TerritoryMap:
        """The map of all territories."""
        shapes, width, height = _projected(self._contours, MAP_SIZE)
        counts = {each.id: len(self._roadmap.actions_of_territory(each.id)) for each in self._roadmap.epci}
        scale = steps(max(counts.values()))
        areas = (self._area(each, shapes[each.id], counts[each.id], scale) for each in self._roadmap.epci)
        return TerritoryMap(width, height, tuple(areas), scale)

    @staticmethod
    def _area(territory: Territory, shape: Shape, count: int, scale: tuple[Step, ...]) -> Area:
        """Place a territory on the map: its name if there is room for it, and its count if any has one."""
        name = textwrap.wrap(territory.nom, LETTERS, break_long_words=False, break_on_hyphens=False)
        counted = LINE if scale else 0
        x, middle, room = _spot(shape, len(name) * LINE + counted)
        if max(map(len, name)) * LETTER > room * SPILL:
            name = []
            x, middle, _ = _spot(shape, counted)
        level = next((step.level for step in scale if step.low <= count <= step.high), 0)
        y = middle - (len(name) * LINE + counted) // 2 - LINE // 6  # a line's letters stand above its foot
        return Area(territory, count, level, _path(shape), x, y, tuple(name))

    def locator(self, identifier: str) -> Locator:
        """Return the small map of a territory."""
        shapes, width, height, outline = self._small
        return Locator(width, height, outline, _path(shapes[identifier]))

    @functools.cached_property
    def _small(self) -> tuple[dict[str, Shape], int, int, str]:
        shapes, width, height = _projected(self._contours, LOCATOR_SIZE)
        return (
            shapes,
            width,
            height,
            _path(tuple(trace_outline(itertools.chain.from_iterable(shapes.values())))),
        )

    @property
    def _contours(self) -> dict[str, tuple[Polygon, ...]]:
        return {each.id: self._roadmap.contours[each.id] for each in self._roadmap.epci}


def steps(most: int) -> tuple[Step, ...]:
    """Return equal steps from 1 to `most` actions, four at most."""
    size = math.ceil(most / MOST_STEPS) or 1
    lows = range(1, most + 1, size)
    return tuple(Step(level, low, min(low + size - 1, most)) for level, low in enumerate(lows, 1))


def _projected(contours: dict[str, tuple[Polygon, ...]], size: int) -> tuple[dict[str, Shape], int, int]:
    """Return the shapes on a grid whose longest side is `size`, and the grid's width and height."""
    rings = (ring for shape in contours.values() for polygon in shape for ring in polygon)
    plane = Projection.fit(rings, size, size)

    def on_grid(polygon: Polygon) -> Iterator[GridRing]:
        for index, ring in enumerate(polygon):
            rounded = ((round(x), round(y)) for x, y in map(plane.project, ring))
            cleaned = tuple(point for point, _ in itertools.groupby(rounded))
            is_reversed = (signed_double_area(cleaned) < 0) == (index == 0)
            yield cleaned[::-1] if is_reversed else cleaned

    shapes = {
        identifier: tuple(ring for polygon in shape for ring in on_grid(polygon))
        for identifier, shape in contours.items()
    }
    return shapes, round(plane.width), round(plane.height)


def _path(shape: Shape) -> str:
    """Write a shape as the data of an SVG path, in relative steps."""
    return "".join(
        f"M{_pair(*corners[0])}l"
        + "".join(
            _pair(x2 - x1, y2 - y1, later=index > 0)
            for index, ((x1, y1), (x2, y2)) in enumerate(itertools.pairwise(corners))
        )
        + "z"
        for corners in map(_corners, shape)
        if len(corners) > 1
    )


def _pair(x: int, y: int, *, later: bool = False) -> str:
    """Write two numbers; a minus sign separates as well as a space does."""
    text = f"{x}{y}" if y < 0 else f"{x} {y}"
    return f" {text}" if later and x >= 0 else text


def _corners(ring: GridRing) -> list[GridPoint]:
    """Return the points of a ring where it turns, without its last, which closes it."""
    around = (*ring[-2:-1], *ring)
    return [
        here
        for before, here, after in zip(around, around[1:], around[2:], strict=False)
        if (here[0] - before[0]) * (after[1] - here[1]) != (here[1] - before[1]) * (after[0] - here[0])
    ]


def _spot(shape: Shape, height: int) -> tuple[int, int, int]:
    """Return where a text of this height has most room in a shape: its middle, then the room across."""
    top, bottom = min(y for ring in shape for _, y in ring), max(y for ring in shape for _, y in ring)
    best = (*shape[0][0], -1)
    for index in range(HEIGHTS_TRIED):
        middle = top + (bottom - top) * (index + 0.5) / HEIGHTS_TRIED
        for left, right in _spans(shape, middle):
            for edge in (middle - height / 2, middle + height / 2):
                common = ((max(left, start), min(right, end)) for start, end in _spans(shape, edge))
                left, right = max(common, key=lambda span: span[1] - span[0], default=(left, left))  # noqa: PLW2901 - the span narrows
            if right - left > best[2]:
                best = (round((left + right) / 2), round(middle), math.floor(right - left))
    return best


def _spans(shape: Iterable[GridRing], y: float) -> list[tuple[float, float]]:
    """Return the stretches of the line nearest to `y` between two units that lie inside a shape."""
    y = math.floor(y) + 0.5  # no point of the grid is met, where crossings are hard to count
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in shape
        for (x1, y1), (x2, y2) in itertools.pairwise(ring)
        if (y1 < y) != (y2 < y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))
