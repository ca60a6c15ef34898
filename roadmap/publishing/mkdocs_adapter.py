"""The one module that knows MkDocs: a hook that checks the data, adds the pages, feeds the macros."""

import sys
from pathlib import Path

# MkDocs imports a hook with the hook's own folder on the path, not the project's.
ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import jinja2
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from roadmap.checking.check import check
from roadmap.comparing.history import read_history
from roadmap.explaining import report
from roadmap.modelling.model import from_checked
from roadmap.publishing import cards, open_data, structured
from roadmap.publishing.pages import GeneratedPage, generated_pages, problem_page
from roadmap.publishing.published import published_files
from roadmap.reading import dates
from roadmap.rendering import french
from roadmap.rendering.blocks import Blocks, environment, label
from roadmap.rendering.news import dated_news


@dataclass
class _Preview:
    """The live preview: whether it runs, and the generated pages that it last showed."""

    is_running: bool = False
    addresses: tuple[str, ...] = ()


_preview = _Preview()


class BlockPage(Page):
    """A page whose body is a rendered block: its data meets neither Markdown nor a second Jinja."""

    def __init__(
        self, page: GeneratedPage, body: Callable[[str], str], file: File, config: MkDocsConfig
    ) -> None:
        """Take the generated page, and what gives its body from the path to the site's root."""
        super().__init__(escape(page.title), file, config)
        self._page, self._body = page, body

    def read_source(self, config: MkDocsConfig) -> None:
        """Set what MkDocs and the theme read in a written page's front matter."""
        self.markdown = ""
        entries = config.extra.get("cards")
        self.meta = {
            "render_macros": False,
            "description": self._page.description,
            "section": self._page.section,
            "moved_to": self._page.moved_to,
            "card": self._page.card or (cards.of_written(self._page.address, entries) if entries else None),
            "path": self._page.path,
            "structured": self._page.structured,
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - MkDocs' signature
        """Render the block."""
        self.content = self._body(get_relative_url(".", self.url))


def on_startup(command: str, dirty: bool) -> None:  # noqa: ARG001, FBT001 - MkDocs' signature
    """Note whether this is the live preview: it shows problems instead of stopping."""
    _preview.is_running = command == "serve"


@event_priority(100)  # before the macros plugin reads `extra`
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Check the data before anything is written; refuse to build on any error."""
    checked = check(ROOT)
    config.extra["errors"] = checked.errors
    config.extra["published_on"] = dates.today()
    if not checked.errors:
        roadmap = from_checked(checked)
        news = dated_news(roadmap, read_history(ROOT))
        config.extra["blocks"] = Blocks(roadmap, config.extra.get("repo_url", ""), config.site_url, news)
        config.extra["news"] = news
        config.extra["roadmap"] = roadmap
        config.extra["corpus"] = checked.corpus
        config.extra["cards"] = cards.written_cards(Path(config.docs_dir))
        config.site_name = escape(roadmap.site.nom)
        config.site_description = roadmap.site.description
        config.mdx_configs["abbr"] = {"glossary": dict(roadmap.acronyms)}
        return config
    sys.stderr.write(report.text(checked.errors) + "\n")
    if not _preview.is_running:
        count = len(checked.errors)
        message = f"Le site n'est pas construit : {count} erreur{'s' * (count > 1)} dans les données."
        raise Abort(message)
    return config


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG001
    """Give the shell the filters of the blocks that it uses, and what heads are made of."""
    env.filters |= {
        "label": label,
        "short_date": french.short_date,
        "absolute": lambda address: urljoin(config.site_url, address),
    }
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    env.globals["card_size"] = (cards.WIDTH, cards.HEIGHT)
    return env


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages; when the data holds errors, show them in place of every page."""
    if errors := config.extra["errors"]:
        for address in _preview.addresses:
            files.append(_file(address, config))
        body = environment().get_template("erreurs.html").render(errors=errors)
        for file in files.documentation_pages():
            BlockPage(problem_page(file.url), lambda _root: body, file, config)
        return files
    blocks: Blocks = config.extra["blocks"]
    pages = tuple(generated_pages(config.extra["roadmap"], config.extra["news"], config.site_url))
    for page in pages:
        file = _file(page.address, config)
        BlockPage(page, lambda root, page=page: blocks.render(page.block, root, **page.context), file, config)
        files.append(file)
    _preview.addresses = tuple(page.address for page in pages)
    published = tuple(
        published_files(
            config.extra["corpus"], config.extra["roadmap"], config.extra["news"].history, config.site_url
        )
    )
    blocks.tell(published_data=open_data.published_data(published))
    for address, content in published:
        # Said to be included: MkDocs leaves out what begins with a dot.
        included = InclusionLevel.INCLUDED
        files.append(File.generated(config, address, content=content, inclusion=included))
    return files


def _file(address: str, config: MkDocsConfig) -> File:
    """Return the file of a generated page: in no folder, in no menu."""
    return File.generated(config, f"{address}index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Give written pages their French spaces too, what their links show, and every page its acronyms' meaning."""
    blocks: Blocks | None = config.extra.get("blocks")
    if blocks is None:
        return html
    if not isinstance(page, BlockPage):
        page.meta["card"] = cards.of_written(page.url, config.extra["cards"])
        page.meta["structured"] = structured.of_written(page.url, config.extra["roadmap"], config.site_url)
        html = french.spaces_in_html(html)
    return blocks.with_acronyms(html, get_relative_url(".", page.url))
