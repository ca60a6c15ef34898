"""Draw the social cards as PNG images with a Typst template; images are cached."""

import base64
import io
import itertools
import json
import operator
import re
from collections.abc import Iterator
from typing import Any

import typst
from PIL import Image

from roadmap.geometry import Point, Polygon, Projection
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import print_pdf
from roadmap.outputs.social_cards import build_cards
from roadmap.project import Project
from roadmap.text.checksum import compute_checksum
from roadmap.validation.check import ResultCache

CARD_TEMPLATE = "partage.typ"

# Box of the department's map on a card: left, top, width and height, in pixels.
MAP_BOX = (755, 70, 395, 470)

# Size of the palette; minimum difference between two of its colours, on at least one channel.
MAX_COLOURS, MIN_COLOUR_DISTANCE = 64, 8

# Longer than any French word: may be broken at zero-width spaces.
_LONG_WORD, ZERO_WIDTH_SPACE = re.compile(r"[^\s-]{26,}"), "\u200b"

Colour = tuple[int, int, int]


def build_card_images(project: Project, roadmap: Roadmap, cache: ResultCache) -> Iterator[tuple[str, bytes]]:
    """Yield (address, PNG) of every social card; only images missing from the cache are drawn."""
    template = (project.print_templates / CARD_TEMPLATE).read_bytes()
    contents = {
        card.address: {
            "kind": card.kind,
            "key": card.key,
            "title": _format_text(card.title),
            "text": _format_text(card.text),
        }
        for card in build_cards(roadmap, project.content)
    }
    shared = {
        "site": _format_text(roadmap.site.nom),
        "department": _format_text(roadmap.site.departement.en),
        "map": _project_map(roadmap.contours),
    }
    common = compute_checksum(template, _json(shared))
    keys = {address: f"card {common} {_json(content).decode()}" for address, content in contents.items()}
    images = {address: cache.get(key) for address, key in keys.items()}  # PNG in base64
    missing = [address for address, image in images.items() if image is None]
    if missing:
        pngs = _draw(project, shared | {"cards": [contents[address] for address in missing]})
        for address, png in zip(missing, pngs, strict=True):
            images[address] = base64.b64encode(png).decode()
            cache.put(keys[address], images[address])
    yield from ((address, base64.b64decode(image)) for address, image in images.items())


def _format_text(value: str) -> str:
    """Return a text as printed on a card: very long words may break at any letter."""
    return _LONG_WORD.sub(lambda match: ZERO_WIDTH_SPACE.join(match[0]), print_pdf.make_printable(value))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _draw(project: Project, data: dict[str, Any]) -> list[bytes]:
    """Return the PNG of each card, one pixel per point, drawn without the fonts of the system."""
    pages = typst.compile(
        project.print_templates / CARD_TEMPLATE,
        root=project.print_templates,
        sys_inputs={"data": _json(data).decode()},
        format="png",
        ppi=72,
        ignore_system_fonts=True,
        timestamp=0,
    )
    return [_compress(png) for png in (pages if isinstance(pages, list) else [pages])]


def _compress(png: bytes) -> bytes:
    """Reduce an image to a palette of its most frequent colours: a third of the bytes."""
    output = io.BytesIO()
    with Image.open(io.BytesIO(png)) as source:
        image = source.convert("RGB")
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for colour in _choose_palette(image) for channel in colour])
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(output, "PNG")
    return output.getvalue()


def _choose_palette(image: Image.Image) -> list[Colour]:
    """Return the most frequent colours that Pillow, which rounds them, does not confuse."""
    palette: list[Colour] = []
    for _, colour in sorted(image.getcolors(image.width * image.height), reverse=True):
        if all(max(map(abs, map(operator.sub, colour, other))) >= MIN_COLOUR_DISTANCE for other in palette):
            palette.append(colour)
            if len(palette) == MAX_COLOURS:
                break
    return palette


def _project_map(contours: dict[str, tuple[Polygon, ...]]) -> dict[str, Any]:
    """Return the territories' contours, by id, in pixels of a card; empty if the data has none."""
    rings = {name: [ring for polygon in polygons for ring in polygon] for name, polygons in contours.items()}
    if not rings:
        return {}
    left, top, width, height = MAP_BOX
    projection = Projection.fit(itertools.chain.from_iterable(rings.values()), width, height)
    left, top = left + (width - projection.width) / 2, top + (height - projection.height) / 2

    def to_pixel(point: Point) -> Point:
        x, y = projection.project(point)
        return round(left + x, 1), round(top + y, 1)

    return {name: [[to_pixel(point) for point in ring] for ring in shape] for name, shape in rings.items()}
