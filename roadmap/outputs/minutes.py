"""Build the minutes of committees to fill in, as Word documents (.docx), from the blocks of the site."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import docx
from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from roadmap.history.history import History
from roadmap.model.records import Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.meeting_pack import MeetingPack, MeetingPackBuilder
from roadmap.project import Project
from roadmap.render.blocks import Blocks

HEADING_LEVELS = {"h1": 0, "h2": 1, "h3": 2}  # level 0 is the style « Title »
LIST_STYLES = {"ul": "List Bullet", "ol": "List Number"}
BLOCK_TAGS = (*HEADING_LEVELS, *LIST_STYLES, "p", "table", "div", "section")
MAX_LIST_DEPTH = 3  # of the styles of Word: « List Bullet 3 »


_SPACES = re.compile(r"[ \t\r\n]+")


class _Font(NamedTuple):
    """Emphasis of a run of text."""

    is_bold: bool = False
    is_italic: bool = False


def minutes_address(identifier: str) -> str:
    """Return the address of the minutes to fill in of a meeting, from the site's root."""
    return f"comite/{identifier}/compte-rendu-{identifier}.docx"


def build_minutes_files(
    project: Project, roadmap: Roadmap, history: History, blocks: Blocks
) -> Iterator[tuple[str, bytes]]:
    """Yield (address, content) of the minutes of every committee, a copy under each of its former ids."""
    builder = MeetingPackBuilder(roadmap, history)
    root = project.site_url.rstrip("/")
    for meeting in roadmap.reunions:
        if meeting.is_committee_meeting:
            content = build_minutes(builder.build(meeting), blocks, root, project.now)
            for identifier in (meeting.id, *meeting.anciens_identifiants):
                yield minutes_address(identifier), content


def build_minutes(pack: MeetingPack, blocks: Blocks, root: str, now: dt.datetime) -> bytes:
    """Return the minutes of a meeting; `root` is the URL of the site, without `/`, as the file leaves it."""
    html = BeautifulSoup(blocks.render("compte_rendu", root, pack=pack), "html.parser")
    document = docx.Document()
    _set_up(document, pack.meeting, now)
    _DocumentWriter(document).write_children(html)
    content = io.BytesIO()
    document.save(content)
    return _fix_times(content.getvalue())


def _set_up(document: Document, meeting: Meeting, now: dt.datetime) -> None:
    """Set the paper (A4), the language and the properties, the moment `now` included."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    language = document.styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), "fr-FR")
    properties = document.core_properties
    properties.title, properties.language = f"Compte rendu : {meeting.titre}", "fr-FR"
    properties.author = properties.comments = ""
    properties.created = properties.modified = now.astimezone(dt.UTC).replace(tzinfo=None)


def _fix_times(content: bytes) -> bytes:
    """Return a ZIP archive without the moment of its writing, so that two builds give the same bytes."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(fixed, "w") as copy:
        for name in archive.namelist():
            copy.writestr(zipfile.ZipInfo(name), archive.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


class _DocumentWriter:
    """Writer of the HTML of the blocks into a document: headings, paragraphs, lists, tables and links."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def write_children(self, parent: Tag, style: str | None = None, depth: int = 0) -> None:
        """Write the content of an element; text and inline elements that follow each other are a paragraph.

        `style` is that of the first paragraph: those that follow it in an item of a list continue it.
        """
        inline: list[Tag | NavigableString] = []
        for child in (*parent.children, None):
            if child is not None and not (isinstance(child, Tag) and child.name in BLOCK_TAGS):
                inline.append(child)
                continue
            if any(node.get_text(strip=True) for node in inline):
                _write_inline(self._document.add_paragraph(style=style), inline)
                style = "List Continue" if style else None
            inline = []
            if child is not None:
                self._write_block(child, style, depth)

    def _write_block(self, element: Tag, style: str | None, depth: int) -> None:
        """Write a block element."""
        if element.name in HEADING_LEVELS:
            _write_inline(self._document.add_heading(level=HEADING_LEVELS[element.name]), element.children)
        elif element.name in LIST_STYLES:
            level = min(depth + 1, MAX_LIST_DEPTH)
            item_style = LIST_STYLES[element.name] + (f" {level}" if level > 1 else "")
            for item in element.find_all("li", recursive=False):
                self.write_children(item, item_style, depth + 1)
        elif element.name == "table":
            self._write_table(element)
        else:
            self.write_children(element, style, depth)

    def _write_table(self, element: Tag) -> None:
        """Write a table, whose first row is repeated on each page."""
        rows = [row.find_all(["th", "td"]) for row in element.find_all("tr")]
        table = self._document.add_table(len(rows), len(rows[0]), "Table Grid")
        header = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(header)  # noqa: SLF001 - no public property
        # Each access to `table.cell` reads the whole table again.
        for cells, row in zip(rows, table.rows, strict=True):
            for cell, target in zip(cells, row.cells, strict=True):
                _write_inline(target.paragraphs[0], cell.children, _Font(is_bold=cell.name == "th"))


def _write_inline(paragraph: Paragraph, nodes: Iterable[PageElement], font: _Font = _Font()) -> None:  # noqa: B008 - frozen
    """Write text, links and emphasis; tags, which the site sets apart by their colours, are in italics."""
    for node in nodes:
        if isinstance(node, NavigableString):
            _add_text(paragraph, str(node), font)
        elif node.name == "a":
            _add_link(paragraph, node)
        elif "eyebrow" in node.get("class", ()):
            _add_text(paragraph, f"{node.get_text()} : ", font)
        elif "md-tag" in node.get("class", ()):
            _add_text(paragraph, f" {node.get_text()}", font._replace(is_italic=True))
        else:
            _write_inline(
                paragraph, node.children, font._replace(is_bold=font.is_bold or node.name == "strong")
            )


def _add_text(paragraph: Paragraph, text: str, font: _Font) -> None:
    """Add a run of text."""
    run = paragraph.add_run(_collapse_spaces(text, paragraph))
    run.bold, run.italic = font.is_bold or None, font.is_italic or None


def _add_link(paragraph: Paragraph, element: Tag) -> None:
    """Add an external link, which python-docx reads and does not write."""
    link = OxmlElement("w:hyperlink")
    relation = paragraph.part.relate_to(element["href"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), relation)
    run = Run(OxmlElement("w:r"), paragraph)
    run.text, run.underline = _collapse_spaces(element.get_text(), paragraph), True
    link.append(run._r)  # noqa: SLF001 - no public way
    paragraph._p.append(link)  # noqa: SLF001 - no public way


def _collapse_spaces(text: str, paragraph: Paragraph) -> str:
    """Return a text as browsers show it at the end of a paragraph; non-breaking spaces stay."""
    collapsed = _SPACES.sub(" ", text)
    return collapsed.lstrip(" ") if not paragraph.text or paragraph.text.endswith(" ") else collapsed
