"""Geometry of territories: GeoJSON read (RFC 7946), polygons united, degrees put on a plane.

Points are (longitude, latitude), in degrees, or (x, y) on a plane. A ring is closed: its first point comes
again at the end.
"""

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]  # the outline, then the holes
Edge = tuple[Point, Point]
# A closed ring repeats its first point: a triangle has four.
FEWEST_POINTS = 4


def parse(collection: Any) -> dict[str, tuple[Polygon, ...]]:  # noqa: ANN401 - any JSON value
    """Return the polygons of each territory of a GeoJSON collection, by id.

    Raise ValueError, TypeError or LookupError when `collection` is no collection of (multi)polygons
    whose features carry an `id`.
    """
    contours: dict[str, tuple[Polygon, ...]] = {}
    for feature in collection["features"]:
        identifier = str(feature["properties"]["id"])
        polygons = (tuple(map(_checked, polygon)) for polygon in polygons_of(feature["geometry"]))
        contours[identifier] = (*contours.get(identifier, ()), *polygons)
    return contours


def polygons_of(geometry: dict[str, Any]) -> Iterator[Polygon]:
    """Yield the polygons of a GeoJSON geometry; an altitude is left out."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon") or not coordinates:
        message = f"not a (multi)polygon: {kind!r}"
        raise ValueError(message)
    for polygon in coordinates if kind == "MultiPolygon" else [coordinates]:
        yield tuple(tuple((longitude, latitude) for longitude, latitude, *_ in ring) for ring in polygon)


def _checked(ring: Ring) -> Ring:
    """Return a ring that is closed, on the Earth, and not flat; raise ValueError for another."""
    on_earth = all(abs(longitude) <= 180 and abs(latitude) <= 90 for longitude, latitude in ring)  # noqa: PLR2004 - degrees
    flat = len({x for x, _ in ring}) < 2 or len({y for _, y in ring}) < 2  # noqa: PLR2004 - a line
    if len(ring) < FEWEST_POINTS or ring[0] != ring[-1] or not on_earth or flat:
        message = "not a closed ring of points on the Earth"
        raise ValueError(message)
    return ring


def area(ring: Iterable[Point]) -> float:
    """Return twice the area inside a closed ring, positive when it turns counterclockwise, y upwards."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring))


@dataclass(frozen=True)
class Projection:
    """An equirectangular projection, corrected by the cosine of the middle latitude.

    At the scale of a department, nobody sees the difference with a better one. `width` and `height` are those
    of the whole on the plane, whose y go downwards from its top left corner.
    """

    west: float
    north: float
    shrink: float
    scale: float
    width: float
    height: float

    @classmethod
    def fitting(cls, rings: Iterable[Ring], width: float, height: float) -> "Projection":
        """Return the projection that makes rings as large as a width and a height allow."""
        points = list(itertools.chain.from_iterable(rings))
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        # A degree of longitude is shorter than one of latitude.
        shrink = math.cos(math.radians((south + north) / 2))
        scale = min(width / ((east - west) * shrink), height / (north - south))
        return cls(west, north, shrink, scale, (east - west) * shrink * scale, (north - south) * scale)

    def project(self, point: Point) -> Point:
        """Return where a point is on the plane."""
        return (point[0] - self.west) * self.shrink * self.scale, (self.north - point[1]) * self.scale


def unite(polygons: Iterable[Polygon]) -> list[Polygon]:
    """Return the polygons that adjoining ones make together: a border that two of them share is dropped."""
    rings = outline(itertools.chain.from_iterable(polygons))
    united = [[ring] for ring in rings if area(ring) > 0]
    for hole in (ring for ring in rings if area(ring) < 0):
        around = [polygon for polygon in united if _surrounds(polygon[0], hole)]
        if around:  # else the borders were not the same points: a sliver, outside all
            min(around, key=lambda polygon: area(polygon[0])).append(hole)
    return [tuple(polygon) for polygon in united]


def outline(rings: Iterable[Ring]) -> list[Ring]:
    """Return what surrounds rings, of which adjoining ones run along their border in opposite ways."""
    edges: dict[Edge, None] = {}  # a set that keeps its order: the result is always the same
    for edge in itertools.chain.from_iterable(map(itertools.pairwise, rings)):
        if edge[::-1] in edges:
            del edges[edge[::-1]]
        elif edge[0] != edge[1]:
            edges[edge] = None
    return list(_closed(edges))


def _closed(edges: Iterable[Edge]) -> Iterator[Ring]:
    """Yield the rings that edges make; where a ring meets itself at a point, it is cut in two."""
    following: dict[Point, list[Point]] = {}
    for start, end in edges:
        following.setdefault(start, []).append(end)
    for first in list(following):
        path = [first]
        while following.get(path[-1]):
            path.append(following[path[-1]].pop())
            if path[-1] in path[:-1]:
                at = path.index(path[-1])
                yield tuple(path[at:])
                del path[at + 1 :]


def _surrounds(outer: Ring, hole: Ring) -> bool:
    """Say whether a ring surrounds another that does not cross it, by the middle of its first edge."""
    (x1, y1), (x2, y2) = hole[:2]
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    return (
        sum(
            (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay)
            for (ax, ay), (bx, by) in itertools.pairwise(outer)
        )
        % 2
        == 1
    )
