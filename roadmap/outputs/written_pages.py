"""The Markdown pages of `content/`: their plain text, for the search index, and their headings."""

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from roadmap.outputs.social_cards import load_front_matter
from roadmap.render.blocks import Blocks

# Blocks with a text of their own to index; the others display data, which has its own entries.
_PROSE_BLOCKS = frozenset({"contact", "declaration_accessibilite", "mentions_legales"})
_MACRO = re.compile(r"\{\{\s*(\w+)\(\)\s*\}\}")
_HEADING = re.compile(r'<h2\b[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_LINK_TAG = re.compile(r"</?a\b[^>]*>")
# Tags, link targets and attribute lists, which are not text.
_MARKUP = re.compile(r"<[^>]*>|\]\([^)]*\)|\{[^}]*\}")


@dataclass(frozen=True)
class WrittenPage:
    """A Markdown page as plain text; `address` is relative to the site's root."""

    title: str
    address: str
    description: str
    text: str


def load_written_pages(content: Path, blocks: Blocks) -> Iterator[WrittenPage]:
    """Yield the Markdown pages of `content`, except redirections."""
    for path in sorted(content.rglob("*.md")):
        meta = load_front_matter(path)
        if "moved_to" not in meta:
            address = to_page_address(path.relative_to(content).as_posix())
            text = path.read_text(encoding="utf-8").split("---\n", 2)[2]
            yield WrittenPage(
                meta["title"], address, meta.get("description", ""), _to_plain_text(text, blocks)
            )


def to_page_address(path: str) -> str:
    """Return the address of a Markdown file: `a/` for `a/index.md`, `a/b/` for `a/b.md`."""
    folder, name = posixpath.split(path.removesuffix(".md"))
    return "".join(f"{part}/" for part in (folder, name) if part not in ("", "index"))


def _to_plain_text(markdown: str, blocks: Blocks) -> str:
    """Return the text of a page, with that of its prose blocks."""
    rendered = _MACRO.sub(
        lambda match: blocks.render(match[1], ".") if match[1] in _PROSE_BLOCKS else "", markdown
    )
    return html.unescape(_MARKUP.sub(" ", rendered))


def list_headings(page: str) -> list[tuple[str, str]]:
    """Return the anchor and the HTML, without its links, of each level-2 heading of a page."""
    return [(anchor, _LINK_TAG.sub("", title).strip()) for anchor, title in _HEADING.findall(page)]
