"""Contours of the territories, as GeoJSON: the union of their communes, from national open data."""

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from roadmap.geometry import Polygon, merge_polygons, parse_geojson, parse_polygons, signed_double_area

# From IGN Admin Express, under the Licence Ouverte; available as 1000m, 100m, 50m and 5m.
CONTOURS_URL = (
    "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/latest/geojson/communes-1000m.geojson"
)
# Decimals of a degree: 11 metres, finer than any map of a department shows.
COORDINATE_DECIMALS = 4


class NotContoursError(Exception):
    """The file is not GeoJSON in degrees whose features have the property `code` of a commune."""


class MissingCommunesError(Exception):
    """The file has no contour for some communes; the message lists their codes."""


def draw_contours(territories: Iterable[dict[str, Any]], communes: Path) -> str:
    """Return the GeoJSON of territories, entries of `data/territories.yaml`, from the file of all communes.

    Neighbouring communes must share the points of their border. Raise NotContoursError, or
    MissingCommunesError when a commune is missing or has no area.
    """
    try:
        features = json.loads(communes.read_bytes())["features"]
        polygons = {
            feature["properties"]["code"]: list(_normalize_polygons(feature["geometry"]))
            for feature in features
        }
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotContoursError(communes) from error
    lines = []
    for territory in territories:
        codes = [commune["code"] for commune in territory["communes"]]
        if missing := [code for code in codes if not any(map(_has_area, polygons.get(code, ())))]:
            raise MissingCommunesError(", ".join(missing))
        united = merge_polygons(itertools.chain.from_iterable(polygons[code] for code in codes))
        feature = {
            "type": "Feature",
            "properties": {"id": territory["id"], "siren": territory["siren"]},
            "geometry": _format_geometry(united),
        }
        lines.append(json.dumps(feature, separators=(",", ":")))
    geojson = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    try:
        parse_geojson(json.loads(geojson))
    except (ValueError, TypeError, LookupError) as error:
        raise NotContoursError(communes) from error
    return geojson


def _has_area(polygon: Polygon) -> bool:
    return bool(polygon) and signed_double_area(polygon[0]) > 0


def _format_geometry(polygons: list[Polygon]) -> dict[str, Any]:
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _normalize_polygons(geometry: dict[str, Any]) -> Iterator[Polygon]:
    """Yield the polygons of a geometry, rounded, with rings oriented as in RFC 7946.

    The outer ring comes first, counterclockwise, then the holes, clockwise.
    """
    for polygon in parse_polygons(geometry):
        rings = [
            tuple((round(x, COORDINATE_DECIMALS), round(y, COORDINATE_DECIMALS)) for x, y in ring)
            for ring in polygon
        ]
        yield tuple(
            ring if (signed_double_area(ring) > 0) == (index == 0) else ring[::-1]
            for index, ring in enumerate(rings)
        )
