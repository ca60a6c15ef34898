"""Draw the images that shared links show: cards laid out by a Typst template, each kept until it changes."""

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
from roadmap.outputs.social_cards import cards
from roadmap.project import Project
from roadmap.text.checksum import compute_checksum
from roadmap.validation.check import Results

TEMPLATE = "partage.typ"
_FIELDS = operator.attrgetter("address", "kind", "key", "title", "text")

# Where the department is drawn in a card: left, top, width and height, in pixels.
PLACE = (755, 70, 395, 470)

COLOURS, APART = 64, 8

# Longer than any word of French; what may break it, unseen.
_ENDLESS, BREAK_HERE = re.compile(r"[^\s-]{26,}"), "\u200b"

Colour = tuple[int, int, int]


def card_images(project: Project, roadmap: Roadmap, cache: Results) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the PNG of every card of the site; an image is drawn once, and remembered."""
    template = (project.print_templates / TEMPLATE).read_bytes()
    wanted = {
        each.address: {
            "kind": each.kind,
            "key": each.key,
            "title": _text(each.title),
            "text": _text(each.text),
        }
        for each in cards(roadmap, project.content)
    }
    shared = {
        "site": _text(roadmap.site.nom),
        "department": _text(roadmap.site.departement.en),
        "map": _map(roadmap.contours),
    }
    common = compute_checksum(template, _json(shared))
    keys = {address: f"card {common} {_json(content).decode()}" for address, content in wanted.items()}
    texts = {address: cache.get(key) for address, key in keys.items()}
    new = [address for address, text in texts.items() if text is None]
    if new:
        drawn = _draw(project, shared | {"cards": [wanted[address] for address in new]})
        for address, png in zip(new, drawn, strict=True):
            texts[address] = base64.b64encode(png).decode()
            cache.put(keys[address], texts[address])
    yield from ((address, base64.b64decode(text)) for address, text in texts.items())


def _text(value: str) -> str:
    """Return a text as a card shows it: large, where a word without end may break at any letter."""
    return _ENDLESS.sub(lambda found: BREAK_HERE.join(found[0]), print_pdf.text(value))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _draw(project: Project, data: dict[str, Any]) -> list[bytes]:
    """Return the PNG of each card, a pixel a point; the machine's own fonts play no part."""
    made = typst.compile(
        project.print_templates / TEMPLATE,
        root=project.print_templates,
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


def _map(contours: dict[str, tuple[Polygon, ...]]) -> dict[str, Any]:
    """Return the territories' contours, by id, in pixels of a card; none as long as none is known."""
    rings = {name: [ring for polygon in polygons for ring in polygon] for name, polygons in contours.items()}
    if not rings:
        return {}
    left, top, width, height = PLACE
    plane = Projection.fit(itertools.chain.from_iterable(rings.values()), width, height)
    left, top = left + (width - plane.width) / 2, top + (height - plane.height) / 2

    def pixel(point: Point) -> Point:
        x, y = plane.project(point)
        return round(left + x, 1), round(top + y, 1)

    return {name: [[pixel(each) for each in ring] for ring in found] for name, found in rings.items()}
