"""The documents of the generated pages, written into the draft of the site."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec
from markupsafe import escape

from roadmap.build import workers
from roadmap.build.cache import Cache
from roadmap.build.page_keys import PageKeys
from roadmap.build.page_shell import PageShell, ShownPage
from roadmap.build.site import Site
from roadmap.outputs import json_ld, social_cards
from roadmap.outputs.pages import GeneratedPage
from roadmap.render.blocks import root_from
from roadmap.text import french


class PageWriter:
    """Writes the generated pages; what belongs to an action's page alone is remembered in the cache."""

    def __init__(self, site: Site, shell: PageShell, cache: Cache) -> None:
        """Take the site, and what surrounds every page."""
        self._site, self._shell, self._cache = site, shell, cache
        self._keys, self._site_url = PageKeys(site), site.project.site_url

    def write(self, draft: Path) -> None:
        """Write the document of each generated page."""
        workers.split(partial(self._write, draft), self._site.pages)

    def _write(self, draft: Path, pages: Sequence[GeneratedPage]) -> None:
        for page in pages:
            document = self._shell.document(
                page.section, page.address, self._parts(page), partial(self._shown, page)
            )
            folder = f"{draft}/{page.address}"
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - ten thousand times, a Path costs as much as the writing
            with open(f"{folder}index.html", "wb") as file:  # noqa: PTH123 - the same
                file.write(document.encode())
        self._cache.save()

    def _parts(self, page: GeneratedPage) -> list[str]:
        """Return what belongs to a page alone, from the cache if it is there."""
        key = self._keys.of(page)
        if key and (text := self._cache.get(key)):
            return msgspec.json.decode(text)
        parts = self._shell.parts(self._shown(page, self._body(page)))
        if key:
            self._cache.put(key, msgspec.json.encode(parts).decode())
        return parts

    def _shown(self, page: GeneratedPage, body: str = "") -> ShownPage:
        """Return a page as the theme sees it."""
        steps = (*page.path, (page.address, page.title))
        meta = {
            "description": page.description,
            "section": page.section,
            "moved_to": page.moved_to,
            "card": page.card or social_cards.of_written(page.address, self._site.cards),
            "path": tuple((address, french.spaces(name)) for address, name in page.path),
            "structured": (
                *page.structured,
                *([json_ld.breadcrumbs(steps, self._site_url)] if page.path else []),
            ),
        }
        return ShownPage(
            escape(french.spaces(page.title)), page.address, f"{self._site_url}{page.address}", body, meta
        )

    def _body(self, page: GeneratedPage) -> str:
        return self._site.blocks.page(page.block, root_from(page.address), **page.context)
