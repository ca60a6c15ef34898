"""Read the contours of the territories: GeoJSON (RFC 7946), longitudes and latitudes in degrees."""

from collections.abc import Iterator

Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]  # the outline, then the holes
# A closed ring repeats its first point: a triangle has four.
FEWEST_POINTS = 4


def parse(collection: object) -> dict[str, tuple[Polygon, ...]]:
    """Return the polygons of each territory, by id.

    Raise ValueError, TypeError or LookupError when `collection` is no collection of (multi)polygons
    whose features carry an `id`.
    """
    contours: dict[str, tuple[Polygon, ...]] = {}
    for feature in collection["features"]:
        identifier = str(feature["properties"]["id"])
        contours[identifier] = (*contours.get(identifier, ()), *_polygons(feature["geometry"]))
    return contours


def _polygons(geometry: dict) -> Iterator[Polygon]:
    """Yield the polygons of a geometry."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon") or not coordinates:
        message = f"not a (multi)polygon: {kind!r}"
        raise ValueError(message)
    for polygon in coordinates if kind == "MultiPolygon" else [coordinates]:
        yield tuple(_ring(ring) for ring in polygon)


def _ring(points: list) -> Ring:
    """Return a ring, closed, on the Earth, and not flat."""
    ring = tuple((longitude, latitude) for longitude, latitude, *_ in points)
    on_earth = all(abs(longitude) <= 180 and abs(latitude) <= 90 for longitude, latitude in ring)  # noqa: PLR2004 - degrees
    flat = len({x for x, _ in ring}) < 2 or len({y for _, y in ring}) < 2  # noqa: PLR2004 - a line
    if len(ring) < FEWEST_POINTS or ring[0] != ring[-1] or not on_earth or flat:
        message = "not a closed ring of points on the Earth"
        raise ValueError(message)
    return ring
