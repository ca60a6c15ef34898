"""The pages of a built site, parsed as a browser parses them (html5lib): each page once."""

import functools
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

# The attributes whose value a reader sees or hears.
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")


def list_pages(site: Path) -> list[Path]:
    """Return the HTML files of a site."""
    return sorted(site.rglob("*.html"))


def parse_page(page: Path) -> Element:
    """Return the root element of a page."""
    return _parse(page, page.stat().st_mtime_ns)[0]


def parse_errors(page: Path) -> list[object]:
    """Return the parse errors of a page, as the HTML standard defines them."""
    return _parse(page, page.stat().st_mtime_ns)[1]


def text(page: Path) -> str:
    """Return the text of a page, its runs of blanks as one space."""
    return " ".join(" ".join(parse_page(page).find("body").itertext()).split())


def read_attribute_texts(page: Path) -> list[str]:
    """Return what the attributes of a page say to a reader."""
    return [
        element.get(name)
        for element in parse_page(page).iter()
        for name in SPOKEN_ATTRIBUTES
        if element.get(name)
    ]


def read_texts(page: Path) -> list[str]:
    """Return the pieces of text that a page shows, but for samples of code."""
    body, samples = parse_page(page).find("body"), set()
    for name in ("code", "pre", "script", "style"):
        samples |= {element for sample in body.iter(name) for element in sample.iter()}
    pieces = [element.text for element in body.iter() if element not in samples]
    return [piece for piece in [*pieces, *(element.tail for element in body.iter())] if piece]


def list_element_ids(page: Path) -> set[str | None]:
    """Return the values of the `id` of a page's elements."""
    return {element.get("id") for element in parse_page(page).iter()}


@functools.lru_cache(maxsize=128)
def _parse(page: Path, _modified: int) -> tuple[Element, list[object]]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return parser.parse(page.read_text(encoding="utf-8")), parser.errors
