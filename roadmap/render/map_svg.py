"""Draw maps of the territories as SVG paths, from contours in degrees.

Coordinates are rounded to integers, which simplifies the paths; shared borders stay shared, as equal points
round to the same integers.
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
GridRing = tuple[GridPoint, ...]  # closed: the last point is the first
Shape = tuple[GridRing, ...]  # outlines turn one way, holes the other

# Longest side of the main map and of the locator map, in SVG units.
MAP_SIZE, LOCATOR_SIZE = 800, 240
# Labels: characters per line, then average letter width and line height in SVG units (see territories.css).
LABEL_CHARACTERS, LETTER_WIDTH, LINE_HEIGHT = 13, 11, 24
# A name may be this much wider than its territory: it has a halo.
MAX_OVERFLOW = 1.3
# Number of heights at which a place for a label is tried.
TRIED_HEIGHTS = 32
MAX_COLOUR_CLASSES = 4


@dataclass(frozen=True)
class ColourClass:
    """A class of the map's shading: from `low` to `high` actions; `level` counts from 1."""

    level: int
    low: int
    high: int


@dataclass(frozen=True)
class MapArea:
    """A territory on the map: its path, its number of actions, its label.

    The label is centred on `x` and starts below `y`; `name` is split into lines, empty if it does not fit.
    `level` is that of its colour class, 0 without action.
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
    """The map of all territories, shaded by their number of own actions.

    `colour_classes` is empty when no territory has an action; `line_height` is that of the labels.
    """

    width: int
    height: int
    areas: tuple[MapArea, ...]
    colour_classes: tuple[ColourClass, ...]
    line_height: int = LINE_HEIGHT


@dataclass(frozen=True)
class LocatorMap:
    """Small map of a territory in the department: the department's outline and the territory's path."""

    width: int
    height: int
    outline: str
    path: str


class Maps:
    """The maps of a roadmap, drawn lazily."""

    def __init__(self, roadmap: Roadmap) -> None:
        """Store the roadmap."""
        self._roadmap = roadmap

    @functools.cached_property
    def territories(self) -> TerritoryMap:
        """The map of all territories."""
        shapes, width, height = _project_contours(self._contours, MAP_SIZE)
        counts = {epci.id: len(self._roadmap.actions_of_territory(epci.id)) for epci in self._roadmap.epci}
        classes = build_colour_classes(max(counts.values()))
        areas = (
            self._build_area(epci, shapes[epci.id], counts[epci.id], classes) for epci in self._roadmap.epci
        )
        return TerritoryMap(width, height, tuple(areas), classes)

    @staticmethod
    def _build_area(
        territory: Territory, shape: Shape, count: int, classes: tuple[ColourClass, ...]
    ) -> MapArea:
        """Place a territory's label: its name if it fits, its count if any territory has actions."""
        name = textwrap.wrap(territory.nom, LABEL_CHARACTERS, break_long_words=False, break_on_hyphens=False)
        count_height = LINE_HEIGHT if classes else 0
        x, middle, width = _find_label_place(shape, len(name) * LINE_HEIGHT + count_height)
        if max(map(len, name)) * LETTER_WIDTH > width * MAX_OVERFLOW:
            name = []
            x, middle, _ = _find_label_place(shape, count_height)
        level = next((item.level for item in classes if item.low <= count <= item.high), 0)
        height = len(name) * LINE_HEIGHT + count_height
        y = middle - height // 2 - LINE_HEIGHT // 6  # the baseline is above the foot of a line
        return MapArea(territory, count, level, _format_path(shape), x, y, tuple(name))

    def locator(self, identifier: str) -> LocatorMap:
        """Return the locator map of a territory."""
        shapes, width, height, outline = self._locator_shapes
        return LocatorMap(width, height, outline, _format_path(shapes[identifier]))

    @functools.cached_property
    def _locator_shapes(self) -> tuple[dict[str, Shape], int, int, str]:
        shapes, width, height = _project_contours(self._contours, LOCATOR_SIZE)
        rings = itertools.chain.from_iterable(shapes.values())
        return (shapes, width, height, _format_path(tuple(trace_outline(rings))))

    @property
    def _contours(self) -> dict[str, tuple[Polygon, ...]]:
        return {epci.id: self._roadmap.contours[epci.id] for epci in self._roadmap.epci}


def build_colour_classes(max_count: int) -> tuple[ColourClass, ...]:
    """Return at most four classes of equal size from 1 to `max_count` actions."""
    size = math.ceil(max_count / MAX_COLOUR_CLASSES) or 1
    lows = range(1, max_count + 1, size)
    return tuple(ColourClass(level, low, min(low + size - 1, max_count)) for level, low in enumerate(lows, 1))


def _project_contours(
    contours: dict[str, tuple[Polygon, ...]], size: int
) -> tuple[dict[str, Shape], int, int]:
    """Return the shapes on a grid whose longest side is `size`, and the grid's width and height."""
    rings = (ring for shape in contours.values() for polygon in shape for ring in polygon)
    projection = Projection.fit(rings, size, size)

    def round_rings(polygon: Polygon) -> Iterator[GridRing]:
        for index, ring in enumerate(polygon):
            rounded = ((round(x), round(y)) for x, y in map(projection.project, ring))
            grid_ring = tuple(point for point, _ in itertools.groupby(rounded))  # without repeated points
            is_reversed = (signed_double_area(grid_ring) < 0) == (index == 0)
            yield grid_ring[::-1] if is_reversed else grid_ring

    shapes = {
        identifier: tuple(ring for polygon in shape for ring in round_rings(polygon))
        for identifier, shape in contours.items()
    }
    return shapes, round(projection.width), round(projection.height)


def _format_path(shape: Shape) -> str:
    """Format a shape as SVG path data, in relative coordinates."""
    return "".join(
        f"M{_format_pair(*corners[0])}l"
        + "".join(
            _format_pair(x2 - x1, y2 - y1, is_first=index == 0)
            for index, ((x1, y1), (x2, y2)) in enumerate(itertools.pairwise(corners))
        )
        + "z"
        for corners in map(_find_corners, shape)
        if len(corners) > 1
    )


def _format_pair(x: int, y: int, *, is_first: bool = True) -> str:
    """Format two coordinates, without a space before a minus sign."""
    text = f"{x}{y}" if y < 0 else f"{x} {y}"
    return text if is_first or x < 0 else f" {text}"


def _find_corners(ring: GridRing) -> list[GridPoint]:
    """Return the points where a ring turns, without its closing point."""
    points = (*ring[-2:-1], *ring)
    return [
        point
        for before, point, after in zip(points, points[1:], points[2:], strict=False)
        if (point[0] - before[0]) * (after[1] - point[1]) != (point[1] - before[1]) * (after[0] - point[0])
    ]


def _find_label_place(shape: Shape, height: int) -> tuple[int, int, int]:
    """Return the widest place for a label of this height in a shape: x and y of its middle, and its width."""
    top, bottom = min(y for ring in shape for _, y in ring), max(y for ring in shape for _, y in ring)
    best = (*shape[0][0], -1)
    for index in range(TRIED_HEIGHTS):
        middle = top + (bottom - top) * (index + 0.5) / TRIED_HEIGHTS
        for left, right in _find_spans(shape, middle):
            for edge in (middle - height / 2, middle + height / 2):
                common = ((max(left, start), min(right, end)) for start, end in _find_spans(shape, edge))
                left, right = max(common, key=lambda span: span[1] - span[0], default=(left, left))  # noqa: PLW2901 - the span narrows
            if right - left > best[2]:
                best = (round((left + right) / 2), round(middle), math.floor(right - left))
    return best


def _find_spans(shape: Iterable[GridRing], y: float) -> list[tuple[float, float]]:
    """Return the intervals of x inside a shape along a horizontal line near `y` (scan-line algorithm)."""
    y = math.floor(y) + 0.5  # half-way between grid rows: the line goes through no vertex
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in shape
        for (x1, y1), (x2, y2) in itertools.pairwise(ring)
        if (y1 < y) != (y2 < y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))
