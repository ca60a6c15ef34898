"""Writer of the generated pages: renders each with the theme, or reads it from the cache."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jinja2

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
class ThemePage:
    """The variable `page` of `main.html`: the attributes of an MkDocs page that it reads, and escapes."""

    title: str
    url: str
    canonical_url: str
    content: str
    meta: Mapping[str, Any]
    is_homepage: bool = False


class PageWriter:
    """Writes the generated pages of a site; `context` returns the theme's variables for a page."""

    def __init__(
        self,
        site: Site,
        template: jinja2.Template,
        context: Callable[[ThemePage], Mapping[str, Any]],
        cache: Cache,
    ) -> None:
        """Use `template`, the theme's `main.html`, for every page."""
        self._site, self._template, self._context, self._cache = site, template, context, cache
        self._common_checksum = compute_checksum(*_list_common_inputs(site)).encode()
        self._action_checksums = {
            action.id: f"{action.id} {site.corpus.actions[action.id].checksum}".encode()
            for action in site.roadmap.actions
        }

    def write_pages(self, folder: SiteFolder) -> None:
        """Write every page."""
        workers.run_in_processes(partial(self._write_share, folder), self._site.pages)

    def _write_share(self, folder: SiteFolder, pages: Sequence[GeneratedPage]) -> None:
        for page in pages:
            folder.write_file(f"{page.address}index.html", self._render_document(page).encode())
        self._cache.save()

    def _render_document(self, page: GeneratedPage) -> str:
        """Return the HTML document of a page; pages that depend on some actions only are cached."""
        own = (page.address, page.block, page.title, page.moved_to or "", page.outline)
        inputs = (*(text.encode() for text in own), *map(self._action_checksums.__getitem__, page.actions))
        key = f"page {compute_checksum(self._common_checksum, *inputs)}" if page.actions else ""
        if key and (text := self._cache.get(key)):
            return text
        body = self._site.blocks.render_page(page.block, path_to_root(page.address), **page.context)
        text = self._template.render(self._context(self._build_theme_page(page, body)))
        if key:
            self._cache.put(key, text)
        return text

    def _build_theme_page(self, page: GeneratedPage, body: str) -> ThemePage:
        """Return a page in the form that the theme expects."""
        site_url = self._site.project.site_url
        trail = (*page.breadcrumbs, (page.address, page.title))
        breadcrumbs = [json_ld.build_breadcrumbs(trail, site_url)] if page.breadcrumbs else []
        meta = {
            "description": page.description,
            "section": page.section,
            "moved_to": page.moved_to,
            "card": page.card or social_cards.find_card(page.address, self._site.cards),
            "breadcrumbs": tuple((address, french.insert_nbsp(name)) for address, name in page.breadcrumbs),
            "json_ld": (*page.json_ld, *breadcrumbs),
        }
        title = french.insert_nbsp(page.title)
        return ThemePage(title, page.address, f"{site_url}{page.address}", body, meta)


def _list_common_inputs(site: Site) -> Iterator[bytes]:
    """Yield what every page depends on: all inputs of the build but the actions, date and URLs included."""
    project, corpus = site.project, site.corpus
    for text in (
        str(corpus.today),
        project.site_url,
        project.repo_url,
        project.repo_branch,
        corpus.schemas.checksum,
    ):
        yield text.encode()
    for folder in (project.theme, project.content):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield path.name.encode()
            yield path.read_bytes()
    yield project.config.read_bytes()
    yield corpus.checksum_of_files.encode()
    yield corpus.contours.content if corpus.contours else b""
