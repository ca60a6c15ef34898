"""Draw the images that shared links show: cards laid out by a Typst template, each kept until it changes."""

import io
import json
import math
import operator
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from roadmap import ROOT, caching
from roadmap.modelling.model import Roadmap
from roadmap.printing import kept, pdf
from roadmap.publishing.cards import Card, cards
from roadmap.reading import files

TEMPLATE = ROOT / "theme" / "print" / "partage.typ"
CONTENT = ROOT / "content"
CACHE = caching.FOLDER / "cards"

# Where the department is drawn in a card: left, top, width and height, in pixels.
PLACE = (755, 70, 395, 470)

COLOURS, APART = 64, 8

# Longer than any word of French; what may break it, unseen.
_ENDLESS, BREAK_HERE = re.compile(r"[^\s-]{26,}"), "\u200b"

Colour = tuple[int, int, int]
Point = tuple[float, float]


def write(roadmap: Roadmap, root: Path, site: Path) -> bool:
    """Write every card of the roadmap, whose contours are in `root`, into a site; say whether any is new."""
    wanted = {each.address: _content(each) for each in cards(roadmap, CONTENT)}
    names = {"site": _text(roadmap.site.nom), "department": _text(roadmap.site.departement.en)}
    shared = names | {"map": _map(root)}
    constant = (_json(shared), TEMPLATE.read_bytes())
    keys = {address: kept.key(_json(content), *constant) for address, content in wanted.items()}
    contents = {keys[address]: content for address, content in wanted.items()}
    drawn, is_new = kept.fetch(
        CACHE, ".png", keys.values(), lambda new: _draw(shared | {"cards": [contents[each] for each in new]})
    )
    for address, key in keys.items():
        caching.replace(site / address, drawn[key])
    return is_new


def _content(card: Card) -> dict[str, str]:
    texts = {"title": _text(card.title), "text": _text(card.text)}
    return {"kind": card.kind, "key": card.key, **texts}


def _text(value: str) -> str:
    """Return a text as a card shows it: large, where a word without end may break at any letter."""
    return _ENDLESS.sub(lambda found: BREAK_HERE.join(found[0]), pdf.text(value))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _draw(data: dict[str, Any]) -> list[bytes]:
    """Return the PNG of each card, a pixel a point; the machine's own fonts play no part."""
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        sys_inputs={"data": _json(data).decode()},
        format="png",
        ppi=72,
        ignore_system_fonts=True,
        timestamp=0,
    )
    return [_light(each) for each in (made if isinstance(made, list) else [made])]


def _light(png: bytes) -> bytes:
    """Return an image with its most frequent colours alone, the flat ones untouched: a third of the bytes."""
    light = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        whole = image.convert("RGB")
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in _colours(whole) for part in colour])
    whole.quantize(palette=palette, dither=Image.Dither.NONE).save(light, "PNG")
    return light.getvalue()


def _colours(image: Image.Image) -> list[Colour]:
    """Return the most frequent colours, `APART` enough for Pillow, which rounds them, to tell them apart."""
    chosen: list[Colour] = []
    for _, colour in sorted(image.getcolors(image.width * image.height), reverse=True):
        if all(max(map(abs, map(operator.sub, colour, other))) >= APART for other in chosen):
            chosen.append(colour)
            if len(chosen) == COLOURS:
                break
    return chosen


def _map(root: Path) -> dict[str, Any]:
    """Return the territories' contours, by id, in pixels of a card; none as long as none is known."""
    features = json.loads((root / files.CONTOURS).read_bytes())["features"]
    contours = {each["properties"]["id"]: list(_rings(each["geometry"])) for each in features}
    points = [point for rings in contours.values() for ring in rings for point in ring]
    if not points:
        return {}
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    narrow = math.cos(math.radians((south + north) / 2))
    left, top, width, height = PLACE
    scale = min(width / ((east - west) * narrow), height / (north - south))
    left += (width - (east - west) * narrow * scale) / 2
    top += (height - (north - south) * scale) / 2

    def pixel(point: Point) -> Point:
        return (
            round(left + (point[0] - west) * narrow * scale, 1),
            round(top + (north - point[1]) * scale, 1),
        )

    return {name: [[pixel(each) for each in ring] for ring in rings] for name, rings in contours.items()}


def _rings(geometry: dict[str, Any]) -> Iterator[list[Point]]:
    """Yield the rings of a GeoJSON Polygon or MultiPolygon."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon
