"""The generated pages: each a whole document, rendered by the theme or found in the cache."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jinja2
from markupsafe import escape

from roadmap.build import workers
from roadmap.build.cache import Cache
from roadmap.build.site import Site
from roadmap.build.site_folder import SiteFolder
from roadmap.outputs import json_ld, social_cards
from roadmap.outputs.pages import GeneratedPage
from roadmap.render.blocks import path_to_root
from roadmap.text import french
from roadmap.text.checksum import compute_checksum


@dataclass(frozen=True)
class ShownPage:
    """A page as `main.html` sees it: what MkDocs' own pages have, and no more; texts are escaped."""

    title: str
    url: str
    canonical_url: str
    content: str
    meta: Mapping[str, Any]
    is_homepage: bool = False


class PageWriter:
    """Writes the generated pages of a site; `context` gives what the theme knows beside a page."""

    def __init__(
        self,
        site: Site,
        template: jinja2.Template,
        context: Callable[[ShownPage], Mapping[str, Any]],
        cache: Cache,
    ) -> None:
        """Take the site, and the theme's template of all pages."""
        self._site, self._template, self._context, self._cache = site, template, context, cache
        self._common = compute_checksum(*_common_causes(site)).encode()
        self._sheets = {
            each.id: f"{each.id} {site.corpus.actions[each.id].checksum}".encode()
            for each in site.roadmap.actions
        }

    def write(self, folder: SiteFolder) -> None:
        """Write every page."""
        workers.split(partial(self._write, folder), self._site.pages)

    def _write(self, folder: SiteFolder, pages: Sequence[GeneratedPage]) -> None:
        for page in pages:
            folder.write(f"{page.address}index.html", self._document(page).encode())
        self._cache.save()

    def _document(self, page: GeneratedPage) -> str:
        """Return the document of a page; one that depends on few actions is remembered."""
        own = (page.address, page.block, page.title, page.moved_to or "", page.outline)
        causes = (*(text.encode() for text in own), *map(self._sheets.__getitem__, page.actions))
        key = f"page {compute_checksum(self._common, *causes)}" if page.actions else ""
        if key and (text := self._cache.get(key)):
            return text
        body = self._site.blocks.render_page(page.block, path_to_root(page.address), **page.context)
        text = self._template.render(self._context(self._shown(page, body)))
        if key:
            self._cache.put(key, text)
        return text

    def _shown(self, page: GeneratedPage, body: str) -> ShownPage:
        """Return a page as the theme sees it."""
        site_url = self._site.project.site_url
        steps = (*page.breadcrumbs, (page.address, page.title))
        breadcrumbs = [json_ld.build_breadcrumbs(steps, site_url)] if page.breadcrumbs else []
        meta = {
            "description": page.description,
            "section": page.section,
            "moved_to": page.moved_to,
            "card": page.card or social_cards.find_card(page.address, self._site.cards),
            "breadcrumbs": tuple((address, french.insert_nbsp(name)) for address, name in page.breadcrumbs),
            "json_ld": (*page.json_ld, *breadcrumbs),
        }
        title = escape(french.insert_nbsp(page.title))
        return ShownPage(title, page.address, f"{site_url}{page.address}", body, meta)


def _common_causes(site: Site) -> Iterator[bytes]:
    """Yield what all pages depend on: everything but the actions, the day and the addresses included."""
    project, corpus = site.project, site.corpus
    for text in (str(project.today), project.site_url, project.repo_url, corpus.schemas.checksum):
        yield text.encode()
    for folder in (project.theme, project.content):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield path.name.encode()
            yield path.read_bytes()
    yield project.config.read_bytes()
    yield corpus.checksum_of_files.encode()
    yield corpus.contours.content if corpus.contours else b""
