"""Markdown extension of the written pages: icons of Material's bundle, and French titles of notes.

`:material-lifebuoy:` is that icon; `pymdownx.emoji`, which Material documents, takes a fifth of a second a
build to read the table of all icons. A note without a title, `!!! warning`, has a French one.
"""

import importlib.resources
import re
from pathlib import Path
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor

# The folders of the bundle whose name may start a shortcode.
_ICON = r":((?:material|fontawesome-(?:brands|regular|solid)|octicons|simple)-[a-z0-9-]+):"
_FONT_AWESOME = re.compile(r"fontawesome-(brands|regular|solid)-")
# A note without a title: `!!! warning`, `??? note`, `???+ tip inline end`.
_UNTITLED_NOTE = re.compile(r"^(\s*(?:!!!|\?\?\?\+?) +)([a-z]+)((?: +[a-z]+)*) *$")
_TITLES = {
    "abstract": "En bref",
    "bug": "Anomalie",
    "danger": "Danger",
    "example": "Exemple",
    "failure": "Échec",
    "info": "Information",
    "note": "Note",
    "question": "Question",
    "quote": "Citation",
    "success": "Réussite",
    "tip": "Conseil",
    "warning": "Attention",
}


class MaterialMarkdown(Extension):
    """The extension: an inline pattern for icons, a preprocessor for the titles of notes."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's own name
        """Register both."""
        md.inlinePatterns.register(_IconProcessor(_ICON, md), "icon", 75)
        md.preprocessors.register(_NoteTitles(md), "note-titles", 5)


class _IconProcessor(InlineProcessor):
    def handleMatch(  # noqa: N802 - the library's own name
        self, m: re.Match[str], _data: str
    ) -> tuple[ET.Element | None, int | None, int | None]:
        """Return the icon of a shortcode, and where it stands; nothing when Material has no such icon."""
        file = _find_icon(m[1])
        if not file.is_file():
            return None, None, None
        svg = ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - a file of the theme
        for element in svg.iter():
            element.tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
        svg.set("aria-hidden", "true")
        span = ET.Element("span", {"class": "twemoji"})
        span.append(svg)
        return span, m.start(0), m.end(0)


class _NoteTitles(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        """Give each note without a title the French name of its kind."""
        return [_UNTITLED_NOTE.sub(_add_title, line) for line in lines]


def _add_title(match: re.Match[str]) -> str:
    start, kind, options = match.groups()
    return f'{start}{kind}{options} "{_TITLES.get(kind, kind.capitalize())}"'


def _find_icon(name: str) -> Path:
    """Return the file of an icon, from the name of its shortcode."""
    path = _FONT_AWESOME.sub(r"fontawesome/\1/", name) if "fontawesome" in name else name.replace("-", "/", 1)
    return Path(str(importlib.resources.files("material"))) / f"templates/.icons/{path}.svg"
