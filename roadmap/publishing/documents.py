"""The documents of the generated pages: each written anew when one of its causes has changed."""

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from markupsafe import escape

from roadmap import caching, processes, store
from roadmap.publishing import cards, structured
from roadmap.publishing.cards import Card
from roadmap.publishing.pages import GeneratedPage
from roadmap.publishing.shell import Shell, ShownPage
from roadmap.publishing.signatures import Signatures
from roadmap.publishing.site_folder import SiteFolder
from roadmap.rendering import french
from roadmap.rendering.blocks import Blocks, root_from
from roadmap.store import Store

_KEPT = caching.FOLDER / "pages.sqlite"
# Stands in no page: the data may not hold it.
_BETWEEN = "\0"


class Documents:
    """The documents of the generated pages; `shell` is set once the theme is ready."""

    shell: Shell

    def __init__(
        self, blocks: Blocks, written: Mapping[str, Card], signatures: Signatures, site_url: str
    ) -> None:
        """Take the blocks, the cards of the written pages, and what names each page by its causes."""
        self._blocks, self._cards = blocks, written
        self._signatures, self._site_url = signatures, site_url

    def write(self, pages: Sequence[GeneratedPage], folder: SiteFolder) -> None:
        """Write the document of each page that the folder of the site does not hold yet."""
        names = [self._signatures.of_page(page) for page in pages]
        new = [
            (page, name)
            for page, name in zip(pages, names, strict=True)
            if not folder.holds(f"{page.address}index.html", self._signatures.of_document(name))
        ]
        processes.share(partial(self._write, folder.draft), new)
        if new:
            with store.opened(_KEPT) as kept:
                kept.forget_all_but(set(names))

    def _write(self, draft: Path, new: Sequence[tuple[GeneratedPage, str]]) -> None:
        with store.opened(_KEPT) as kept:
            for page, name in new:
                blocks = self._blocks_of(page, name, kept)
                document = self.shell.document(page.section, page.address, blocks, partial(self._shown, page))
                folder = f"{draft}/{page.address}"
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - ten thousand times, a Path costs as much as the writing
                with open(f"{folder}index.html", "wb") as file:  # noqa: PTH123 - the same
                    file.write(document.encode())

    def _blocks_of(self, page: GeneratedPage, name: str, kept: Store) -> list[str]:
        """Return what belongs to a page alone, from what is kept if it is there."""
        if content := kept.get(name):
            return content.decode().split(_BETWEEN)
        blocks = self.shell.blocks(self._shown(page, self._body(page)))
        kept.set(name, _BETWEEN.join(blocks).encode())
        return blocks

    def _shown(self, page: GeneratedPage, body: str = "") -> ShownPage:
        """Return a page as the theme sees it."""
        steps = (*page.path, (page.address, page.title))
        meta = {
            "description": page.description,
            "section": page.section,
            "moved_to": page.moved_to,
            "card": page.card or cards.of_written(page.address, self._cards),
            "path": tuple((address, french.spaces(name)) for address, name in page.path),
            "structured": (
                *page.structured,
                *([structured.breadcrumbs(steps, self._site_url)] if page.path else []),
            ),
        }
        return ShownPage(
            escape(french.spaces(page.title)), page.address, f"{self._site_url}{page.address}", body, meta
        )

    def _body(self, page: GeneratedPage) -> str:
        root = root_from(page.address)
        return self._blocks.with_acronyms(self._blocks.render(page.block, root, **page.context), root)
