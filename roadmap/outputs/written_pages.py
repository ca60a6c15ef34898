"""The pages written in `content/`, in plain words: what the search finds them by."""

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from roadmap.outputs.social_cards import load_front_matter
from roadmap.render.blocks import Blocks

# Blocks whose words are their own: the others show the data, which are found by themselves.
_PROSE = frozenset({"contact", "declaration_accessibilite", "mentions_legales"})
_MACRO = re.compile(r"\{\{\s*(\w+)\(\)\s*\}\}")
# What is no word: tags, the addresses of links, attributes.
_MARKUP = re.compile(r"<[^>]*>|\]\([^)]*\)|\{[^}]*\}")


@dataclass(frozen=True)
class WrittenPage:
    """A written page; `address` leads to it from the root, `text` holds its words."""

    title: str
    address: str
    description: str
    text: str


def load_written_pages(content: Path, blocks: Blocks) -> Iterator[WrittenPage]:
    """Yield the pages written in `content`, but those that only lead to another address."""
    for path in sorted(content.rglob("*.md")):
        meta = load_front_matter(path)
        if "moved_to" not in meta:
            address = page_address(path.relative_to(content).as_posix())
            text = path.read_text(encoding="utf-8").split("---\n", 2)[2]
            yield WrittenPage(meta["title"], address, meta.get("description", ""), _plain(text, blocks))


def page_address(path: str) -> str:
    """Return the address of a written page: `a/index.md` is at `a/`, `a/b.md` at `a/b/`."""
    folder, name = posixpath.split(path.removesuffix(".md"))
    return "".join(f"{part}/" for part in (folder, name) if part not in ("", "index"))


def _plain(text: str, blocks: Blocks) -> str:
    """Return the words of a page, and of the blocks of prose that it calls."""
    whole = _MACRO.sub(lambda call: blocks.render(call[1], ".") if call[1] in _PROSE else "", text)
    return html.unescape(_MARKUP.sub(" ", whole))
