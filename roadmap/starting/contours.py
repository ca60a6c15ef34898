"""Draw the territories: unite the contours of their communes, from the open data of the whole of France."""

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from roadmap.reading import contours as reading

# Levels of detail: 1000m, 100m, 50m, 5m. Licence Ouverte, from IGN Admin Express.
SOURCE = (
    "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/latest/geojson/communes-1000m.geojson"
)
# Eleven metres: more than any map of a department shows.
DECIMALS = 4

Point = tuple[float, float]
Ring = list[Point]
Edge = tuple[Point, Point]


class NotContoursError(Exception):
    """The file is not GeoJSON, in degrees, whose features have the `code` of a commune."""


class MissingCommunesError(Exception):
    """The file lacks the contours of some communes, whose codes follow."""


def contours(territories: Iterable[dict[str, Any]], communes: Path) -> str:
    """Return the GeoJSON of territories, as the data tells them, from that of all communes.

    The border of two communes must be the same points on both sides. Raises NotContoursError and
    MissingCommunesError, the latter also for a commune without area.
    """
    try:
        features = json.loads(communes.read_bytes())["features"]
        polygons = {each["properties"]["code"]: list(_polygons(each["geometry"])) for each in features}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotContoursError(communes) from error
    lines = []
    for territory in territories:
        codes = [each["code"] for each in territory["communes"]]
        if missing := [code for code in codes if not _has_area(polygons.get(code, []))]:
            raise MissingCommunesError(", ".join(missing))
        united = unite(itertools.chain.from_iterable(polygons[code] for code in codes))
        feature = {
            "type": "Feature",
            "properties": {"id": territory["id"], "siren": territory["siren"]},
            "geometry": _geometry(united),
        }
        lines.append(json.dumps(feature, separators=(",", ":")))
    drawn = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    try:
        reading.parse(json.loads(drawn))
    except (ValueError, TypeError, LookupError) as error:
        raise NotContoursError(communes) from error
    return drawn


def _has_area(polygons: list[list[Ring]]) -> bool:
    return any(rings and _area(rings[0]) > 0 for rings in polygons)


def _geometry(polygons: list[list[Ring]]) -> dict[str, Any]:
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _polygons(geometry: dict[str, Any]) -> Iterator[list[Ring]]:
    """Yield the polygons of a geometry: each its outer ring, counterclockwise, then its holes, clockwise."""
    several = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in several:
        rings = [[(round(x, DECIMALS), round(y, DECIMALS)) for x, y, *_ in ring] for ring in polygon]
        yield [ring if (_area(ring) > 0) == (place == 0) else ring[::-1] for place, ring in enumerate(rings)]


def _area(ring: Ring) -> float:
    """Return twice the area inside a closed ring, positive when it turns counterclockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring))


def unite(polygons: Iterable[list[Ring]]) -> list[list[Ring]]:
    """Return the polygons that adjoining ones make together: a border that two of them share is dropped."""
    edges: dict[Edge, None] = {}  # a set that keeps its order: the result is always the same
    for edge in (edge for rings in polygons for ring in rings for edge in itertools.pairwise(ring)):
        if edge[::-1] in edges:
            del edges[edge[::-1]]
        elif edge[0] != edge[1]:
            edges[edge] = None
    rings = list(_closed(edges))
    united = [[ring] for ring in rings if _area(ring) > 0]
    for hole in (ring for ring in rings if _area(ring) < 0):
        around = [polygon for polygon in united if _surrounds(polygon[0], hole)]
        if around:  # else the borders were not the same points: a sliver, outside all
            min(around, key=lambda polygon: _area(polygon[0])).append(hole)
    return united


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
                yield path[at:]
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
