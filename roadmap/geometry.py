"""Geometry of territories: parse GeoJSON (RFC 7946), merge polygons, project degrees onto a plane.

Points are (longitude, latitude), in degrees, or (x, y) on a plane. A ring is closed: its last point repeats
the first.
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
MAX_POINTS = 30_000  # ten times those of a department
MAP_PIXELS = 360  # the narrowest screens: what is shown there is shown on all
MAX_MAP_ZOOM = 18
MIN_RING_POINTS = 4  # RFC 7946: a closed triangle repeats its first point


class ContourError(ValueError):
    """Raised when a GeoJSON collection cannot be the contours of territories."""

    reason = "shape"


class ContourIdError(ContourError):
    """Raised when the `id` of a contour is not a text."""

    reason = "id"


class ContourSizeError(ContourError):
    """Raised when contours have more than MAX_POINTS points."""

    reason = "size"


def parse_geojson(collection: Any) -> dict[str, tuple[Polygon, ...]]:  # noqa: ANN401 - any JSON value
    """Parse a GeoJSON FeatureCollection into the polygons of each territory, by the property `id`.

    Raise ContourError when an `id` is not a text, a geometry is not made of closed rings, or there are too
    many points; TypeError or LookupError when `collection` is no collection of features.
    """
    contours: dict[str, tuple[Polygon, ...]] = {}
    for feature in collection["features"]:
        identifier = feature["properties"]["id"]
        if not isinstance(identifier, str):
            raise ContourIdError
        try:
            polygons = [
                tuple(map(_validate_ring, polygon)) for polygon in parse_polygons(feature["geometry"])
            ]
        except (TypeError, LookupError, ValueError) as error:
            raise ContourError from error
        contours[identifier] = (*contours.get(identifier, ()), *polygons)
    rings = itertools.chain.from_iterable(itertools.chain.from_iterable(contours.values()))
    if sum(map(len, rings)) > MAX_POINTS:
        raise ContourSizeError
    return contours


def parse_polygons(geometry: dict[str, Any]) -> Iterator[Polygon]:
    """Yield the polygons of a GeoJSON geometry, without altitudes; raise ContourError for another type."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon") or not coordinates:
        raise ContourError
    for polygon in coordinates if kind == "MultiPolygon" else [coordinates]:
        yield tuple(tuple((longitude, latitude) for longitude, latitude, *_ in ring) for ring in polygon)


def _validate_ring(ring: Ring) -> Ring:
    """Return the ring; raise ContourError unless it is closed, on the Earth, and not flat."""
    is_on_earth = all(abs(longitude) <= 180 and abs(latitude) <= 90 for longitude, latitude in ring)  # noqa: PLR2004 - degrees
    is_flat = len({x for x, _ in ring}) < 2 or len({y for _, y in ring}) < 2  # noqa: PLR2004 - a line
    if len(ring) < MIN_RING_POINTS or ring[0] != ring[-1] or not is_on_earth or is_flat:
        raise ContourError
    return ring


def signed_double_area(ring: Iterable[Point]) -> float:
    """Return twice the area of a closed ring, positive when it is counterclockwise (y upwards)."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring))


@dataclass(frozen=True)
class Projection:
    """An equirectangular projection, corrected by the cosine of the middle latitude.

    It is precise enough at the scale of a department. The origin of the plane is its top left corner, y goes
    downwards; `width` and `height` are the size of the projected rings.
    """

    west: float
    north: float
    x_ratio: float
    scale: float
    width: float
    height: float

    @classmethod
    def fit(cls, rings: Iterable[Ring], width: float, height: float) -> "Projection":
        """Return the projection that scales rings to the largest size within a width and a height."""
        points = list(itertools.chain.from_iterable(rings))
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        # A degree of longitude is shorter than one of latitude.
        x_ratio = math.cos(math.radians((south + north) / 2))
        scale = min(width / ((east - west) * x_ratio), height / (north - south))
        return cls(west, north, x_ratio, scale, (east - west) * x_ratio * scale, (north - south) * scale)

    def project(self, point: Point) -> Point:
        """Project a point in degrees onto the plane."""
        return (point[0] - self.west) * self.x_ratio * self.scale, (self.north - point[1]) * self.scale


def find_map_view(polygons: Iterable[Polygon]) -> tuple[float, float, int]:
    """Return the latitude, the longitude and the zoom of a web map that shows all of some polygons.

    At zoom 0, the Earth is 256 pixels wide; each zoom doubles that (the tiles of OpenStreetMap).
    """
    points = [point for polygon in polygons for ring in polygon for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    latitude = (south + north) / 2
    span = max(east - west, (north - south) / math.cos(math.radians(latitude)))
    zoom = math.floor(math.log2(MAP_PIXELS / 256 * 360 / span))
    return latitude, (west + east) / 2, max(0, min(zoom, MAX_MAP_ZOOM))


def merge_polygons(polygons: Iterable[Polygon]) -> list[Polygon]:
    """Merge adjacent polygons: the borders that two of them share are removed."""
    rings = trace_outline(itertools.chain.from_iterable(polygons))
    merged = [[ring] for ring in rings if signed_double_area(ring) > 0]
    for hole in (ring for ring in rings if signed_double_area(ring) < 0):
        containers = [polygon for polygon in merged if _contains(polygon[0], hole)]
        if containers:  # else it is a sliver outside all polygons: the borders had different points
            min(containers, key=lambda polygon: signed_double_area(polygon[0])).append(hole)
    return [tuple(polygon) for polygon in merged]


def trace_outline(rings: Iterable[Ring]) -> list[Ring]:
    """Return the outline of rings; adjacent rings must follow their common border in opposite directions."""
    edges: dict[Edge, None] = {}  # an ordered set: the result is deterministic
    for edge in itertools.chain.from_iterable(map(itertools.pairwise, rings)):
        if edge[::-1] in edges:
            del edges[edge[::-1]]
        elif edge[0] != edge[1]:
            edges[edge] = None
    return list(_link_edges(edges))


def _link_edges(edges: Iterable[Edge]) -> Iterator[Ring]:
    """Link edges into closed rings; a ring that touches itself at a point is split in two."""
    next_points: dict[Point, list[Point]] = {}
    for start, end in edges:
        next_points.setdefault(start, []).append(end)
    for first in list(next_points):
        path, positions = [first], {first: 0}
        while next_points.get(path[-1]):
            point = next_points[path[-1]].pop()
            if point in positions:
                start = positions[point]
                yield (*path[start:], point)
                for passed in path[start + 1 :]:
                    del positions[passed]
                del path[start + 1 :]
            else:
                positions[point] = len(path)
                path.append(point)


def _contains(outer: Ring, hole: Ring) -> bool:
    """Say whether a ring contains another that does not cross it: ray casting from the middle of an edge."""
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
