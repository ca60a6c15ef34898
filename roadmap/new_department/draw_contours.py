"""Draw the territories: unite the contours of their communes, from the open data of the whole of France."""

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from roadmap.geometry import Polygon, merge_polygons, parse_geojson, parse_polygons, signed_double_area

# Levels of detail: 1000m, 100m, 50m, 5m. Licence Ouverte, from IGN Admin Express.
SOURCE = (
    "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/latest/geojson/communes-1000m.geojson"
)
# Eleven metres: more than any map of a department shows.
DECIMALS = 4


class NotContoursError(Exception):
    """The file is not GeoJSON, in degrees, whose features have the `code` of a commune."""


class MissingCommunesError(Exception):
    """The file lacks the contours of some communes, whose codes follow."""


def draw_contours(territories: Iterable[dict[str, Any]], communes: Path) -> str:
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
        if missing := [code for code in codes if not any(map(_has_area, polygons.get(code, ())))]:
            raise MissingCommunesError(", ".join(missing))
        united = merge_polygons(itertools.chain.from_iterable(polygons[code] for code in codes))
        feature = {
            "type": "Feature",
            "properties": {"id": territory["id"], "siren": territory["siren"]},
            "geometry": _geometry(united),
        }
        lines.append(json.dumps(feature, separators=(",", ":")))
    drawn = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    try:
        parse_geojson(json.loads(drawn))
    except (ValueError, TypeError, LookupError) as error:
        raise NotContoursError(communes) from error
    return drawn


def _has_area(polygon: Polygon) -> bool:
    return bool(polygon) and signed_double_area(polygon[0]) > 0


def _geometry(polygons: list[Polygon]) -> dict[str, Any]:
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _polygons(geometry: dict[str, Any]) -> Iterator[Polygon]:
    """Yield the polygons of a geometry: each its outer ring, counterclockwise, then its holes, clockwise."""
    for polygon in parse_polygons(geometry):
        rings = [tuple((round(x, DECIMALS), round(y, DECIMALS)) for x, y in ring) for ring in polygon]
        yield tuple(
            ring if (signed_double_area(ring) > 0) == (place == 0) else ring[::-1]
            for place, ring in enumerate(rings)
        )
