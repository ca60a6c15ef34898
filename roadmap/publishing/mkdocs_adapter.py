"""The one module that knows MkDocs: a hook that checks the data, adds the pages, feeds the macros."""

import gc
import sys
from pathlib import Path

# MkDocs imports a hook with the hook's own folder on the path, not the project's.
ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import jinja2
from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from roadmap import LOCAL_URL
from roadmap.checking import schemas
from roadmap.checking.check import Checked, check
from roadmap.comparing.history import read_history
from roadmap.explaining import report
from roadmap.modelling.model import Roadmap, from_checked
from roadmap.publishing import cards, open_data, structured
from roadmap.publishing.cards import Card
from roadmap.publishing.documents import Documents
from roadmap.publishing.pages import generated_pages
from roadmap.publishing.published import PublishedFile, published_files
from roadmap.publishing.shell import Shell
from roadmap.publishing.signatures import Signatures
from roadmap.publishing.site_folder import SiteFolder
from roadmap.reading import dates
from roadmap.rendering import french
from roadmap.rendering.blocks import Blocks, environment, label, root_from
from roadmap.rendering.compiled import CompiledTemplates
from roadmap.rendering.news import News, dated_news

INCLUDED, NOT_IN_NAV = InclusionLevel.INCLUDED, InclusionLevel.NOT_IN_NAV


@dataclass
class _Build:
    """The build that goes on: what its steps hand to the next ones.

    Not in `config.extra` from the start: the macros plugin writes down all that it finds there.
    """

    checked: Checked
    roadmap: Roadmap
    news: News
    written_cards: dict[str, Card]
    published: Iterator[PublishedFile]
    nav: Navigation | None = None
    documents: Documents | None = None


@dataclass
class _Session:
    """What lasts between events: the folder of the site, the pages that the live preview last showed."""

    is_preview: bool = False
    addresses: tuple[str, ...] = ()
    folder: SiteFolder | None = None
    is_whole: bool = False


_session = _Session()
_build: _Build | None = None


class ProblemPage(Page):
    """What the live preview shows in place of a page while the data holds errors."""

    def __init__(self, body: str, file: File, config: MkDocsConfig) -> None:
        """Take the page's body."""
        super().__init__("Erreurs dans les données", file, config)
        self._body = body

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - MkDocs' signature
        """Set what MkDocs and the theme read in a written page's front matter."""
        self.markdown, self.meta = "", {"render_macros": False}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - MkDocs' signature
        """Show the errors."""
        self.content = self._body


def on_startup(command: str, dirty: bool) -> None:  # noqa: ARG001, FBT001 - MkDocs' signature
    """Note whether this is the live preview: it shows problems instead of stopping, and lasts."""
    _session.is_preview = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Check the data before anything is written; refuse to build on any error."""
    global _build  # noqa: PLW0603 - MkDocs calls functions, one build after another
    schemas.forget()
    _session.folder, _session.is_whole = SiteFolder(Path(config.site_dir)), False
    config.site_dir = str(_session.folder.draft)
    if not _session.is_preview:
        gc.disable()  # Until pages are rendered, few cycles: to look for them among the data takes long.
    checked, _build = check(ROOT), None
    # MkDocs reads an empty variable as null.
    config.site_url = config.site_url or LOCAL_URL
    config.extra["repo_url"] = config.extra.get("repo_url") or ""
    config.extra["errors"] = checked.errors
    config.extra["published_on"] = dates.today()
    config.extra["is_preview"] = _session.is_preview
    if not checked.errors:
        roadmap, content = from_checked(checked), Path(config.docs_dir)
        news = dated_news(roadmap, read_history(ROOT))
        published = published_files(checked.corpus, roadmap, news.history, config.site_url, content)
        _build = _Build(checked, roadmap, news, cards.written_cards(content), published)
        config.site_name = escape(roadmap.site.nom)
        config.site_description = roadmap.site.description
        config.mdx_configs["abbr"] = {"glossary": dict(roadmap.acronyms)}
        return config
    sys.stderr.write(report.text(checked.errors) + "\n")
    if not _session.is_preview:
        count = len(checked.errors)
        message = f"Le site n'est pas construit : {count} erreur{'s' * (count > 1)} dans les données."
        raise Abort(message)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages; when the data holds errors, show them in place of every page."""
    _leave_out_theme_files(files, config)
    if _build is None:
        for address in _session.addresses:
            files.append(File.generated(config, f"{address}index.md", content="", inclusion=NOT_IN_NAV))
        body = environment().get_template("erreurs.html").render(errors=config.extra["errors"])
        for file in files.documentation_pages():
            ProblemPage(body, file, config)
        return files
    corpus, roadmap, news = _build.checked.corpus, _build.roadmap, _build.news
    addresses = (config.site_url, config.extra["repo_url"])
    blocks = Blocks(roadmap, addresses[1], addresses[0], news)
    pages = tuple(generated_pages(roadmap, news, config.site_url))
    config.extra |= {"blocks": blocks, "roadmap": roadmap, "pages": pages}
    signatures = Signatures(corpus, roadmap, news.history, *addresses, str(_session.is_preview))
    _build.documents = Documents(blocks, _build.written_cards, signatures, config.site_url)
    _session.addresses = tuple(page.address for page in pages)
    published = tuple(_build.published)
    blocks.tell(published_data=open_data.published_data(published))
    for address, content in published:
        # Said to be included: MkDocs leaves out what begins with a dot.
        files.append(File.generated(config, address, content=content, inclusion=INCLUDED))
    return files


def _leave_out_theme_files(files: Files, config: MkDocsConfig) -> None:
    """Publish of the theme our own assets alone: neither Material's, nor the templates that MkDocs copies."""
    ours = Path(config.theme.custom_dir, "assets")
    folders = [Path(folder) for folder in config.theme.dirs]
    for file in list(files):
        source = Path(file.abs_src_path) if file.abs_src_path else None
        if source and any(map(source.is_relative_to, folders)) and not source.is_relative_to(ours):
            files.remove(file)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG001
    """Keep the menu: the generated pages show it too."""
    if _build:
        _build.nav = nav
    return nav


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    """Give the theme the filters of the blocks that it uses, and the generated pages the theme."""
    env.trim_blocks = env.lstrip_blocks = True
    env.bytecode_cache = CompiledTemplates()
    env.filters |= {
        "label": label,
        "short_date": french.short_date,
        "absolute": lambda address: f"{config.site_url}{address}",
    }
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    env.globals["card_size"] = (cards.WIDTH, cards.HEIGHT)
    if _build:
        context = partial(get_context, _build.nav, files.documentation_pages(), config)
        _build.documents.shell = Shell(env.get_template("main.html"), context)
    return env


def on_post_build(config: MkDocsConfig) -> None:
    """Write the generated pages; put all in place: at once in the live preview, else when all is well."""
    gc.enable()
    if _build:
        _build.documents.write(config.extra["pages"], _session.folder)
    _session.is_whole = True
    if _session.is_preview:
        _session.folder.publish()


def on_build_error(error: Exception) -> None:  # noqa: ARG001 - MkDocs' signature
    """Leave the site as it was."""
    if _session.folder:
        _session.folder.drop()
    _session.folder = None


def on_shutdown() -> None:
    """Put a whole site in place: MkDocs refuses what it warned of only after its last event of a build.

    An interrupted build comes here too, without an error told.
    """
    gc.freeze()  # The process ends: to look for cycles among the data once more takes long.
    if _session.folder and not _session.is_preview:
        (_session.folder.publish if _session.is_whole else _session.folder.drop)()


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Give written pages French spaces, what their links show, and the meaning of their acronyms."""
    if isinstance(page, ProblemPage):
        return html
    page.meta["card"] = cards.of_written(page.url, _build.written_cards)
    page.meta["structured"] = structured.of_written(page.url, _build.roadmap, config.site_url)
    blocks = config.extra["blocks"]
    return blocks.with_acronyms(blocks.placed(french.spaces_in_html(html)), root_from(page.url))
