"""The documents of the generated pages: made from their blocks, or kept from a build before."""

from collections.abc import Mapping
from urllib.parse import urljoin

from markupsafe import escape

from roadmap import caching
from roadmap.publishing import cards, structured
from roadmap.publishing.cards import Card
from roadmap.publishing.kept_pages import KeptPages, Signatures
from roadmap.publishing.pages import GeneratedPage
from roadmap.publishing.shell import Shell, ShownPage
from roadmap.rendering.blocks import Blocks, root_from

KEPT = caching.FOLDER / "pages.sqlite"


class Documents:
    """The documents of the generated pages; `shell` is set once the theme is ready."""

    shell: Shell

    def __init__(
        self, blocks: Blocks, written: Mapping[str, Card], signatures: Signatures, site_url: str
    ) -> None:
        """Take the blocks, the cards of the written pages, and what names each page by its causes."""
        self._blocks, self._cards = blocks, written
        self._signatures, self._site_url = signatures, site_url
        self._kept = KeptPages(KEPT)

    def make(self, page: GeneratedPage) -> str:
        """Return the document of a page."""
        blocks = self._kept.fetch(
            self._signatures.of(page), lambda: self.shell.blocks(self._shown(page, self._body(page)))
        )
        return self.shell.document(page.section, page.address, blocks, lambda: self._shown(page))

    def _shown(self, page: GeneratedPage, body: str = "") -> ShownPage:
        """Return a page as the theme sees it."""
        steps = (*page.path, (page.address, page.title))
        meta = {
            "description": page.description,
            "section": page.section,
            "moved_to": page.moved_to,
            "card": page.card or cards.of_written(page.address, self._cards),
            "path": page.path,
            "structured": (
                *page.structured,
                *([structured.breadcrumbs(steps, self._site_url)] if page.path else []),
            ),
        }
        return ShownPage(escape(page.title), page.address, urljoin(self._site_url, page.address), body, meta)

    def _body(self, page: GeneratedPage) -> str:
        root = root_from(page.address)
        return self._blocks.with_acronyms(self._blocks.render(page.block, root, **page.context), root)

    def close(self) -> None:
        """Forget what was of no use in this build."""
        self._kept.close()
