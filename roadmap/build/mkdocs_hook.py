"""MkDocs: its events call the pipeline; the one module of the library that imports it."""

import contextlib
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import jinja2
from markupsafe import escape
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from roadmap.build.cache import Cache
from roadmap.build.page_writer import PageWriter
from roadmap.build.site import Site, make_site
from roadmap.build.site_folder import DISK_REASONS, SiteFolder, SiteFolderError, reason
from roadmap.outputs import json_ld, social_cards
from roadmap.problems import reports
from roadmap.problems.problem import DataError, Problem
from roadmap.project import LOCAL_URL, Project
from roadmap.render.blocks import create_environment, format_label, path_to_root
from roadmap.schema.schemas import Schemas
from roadmap.text import french

log = get_plugin_logger("roadmap")
# Under this name in the settings' `extra`, who builds in the same process gives the project.
PROJECT = "project"


def build(project: Project) -> None:
    """Build the site of a project into its folder, as `mkdocs build` does.

    Raise `mkdocs.exceptions.Abort` when it cannot be: the reason was printed.
    """
    config = load_config(str(project.config), site_dir=str(project.site), extra={PROJECT: project})
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    finally:
        config.plugins.on_shutdown()


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


class MkDocsHook:
    """The events of MkDocs, for one build after another: the live preview does many."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._is_preview = False
        self._addresses: tuple[str, ...] = ()  # of the generated pages, when last there were any
        self._pages = 0
        self._target: Path | None = None
        self._folder: SiteFolder | None = None
        self._is_whole = False
        self._project: Project
        self._cache: Cache
        self._site: Site | None = None
        self._nav: Navigation | None = None
        self._writer: PageWriter | None = None

    def on_startup(self, command: str, dirty: bool) -> None:  # noqa: ARG002, FBT001 - MkDocs' signature
        """Note whether this is the live preview: it shows problems instead of stopping, and lasts."""
        self._is_preview = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check the data before anything is written; refuse to build on any error."""
        self._project = _project(config)
        self._cache = Cache.of(self._project)
        self._site, errors = None, ()
        try:
            self._site = make_site(self._project, self._cache)
            self._tell(self._site)
        except DataError as error:
            errors = tuple(each for each in error.problems if each.severity == "error")
            self._refuse(error.problems, len(errors))
        self._begin(config)
        config.site_url, config.extra["repo_url"] = self._project.site_url, self._project.repo_url
        config.extra |= {
            "errors": errors,
            "published_on": self._project.today,
            "is_preview": self._is_preview,
        }
        if self._site:
            about = self._site.roadmap.site
            config.site_name, config.site_description = escape(about.nom), about.description
            config.mdx_configs["abbr"] = {"glossary": dict(self._site.roadmap.acronyms)}
        return config

    def _tell(self, site: Site) -> None:
        """Say what is worth a warning."""
        if site.problems:
            sys.stderr.write(reports.report_as_text(site.problems) + "\n")
        if site.is_history_refused:
            log.warning(
                "Les nouveautés manquent : git refuse de lire l'historique de « %s », qui "
                "appartient à un autre compte. Pour l'y autoriser : "
                "git config --global --add safe.directory %s",
                *(self._project.root, self._project.root),
            )

    def _refuse(self, problems: tuple[Problem, ...], errors: int) -> None:
        """Say what is wrong; stop here, unless this is the live preview."""
        sys.stderr.write(reports.report_as_text(problems) + "\n")
        if not self._is_preview:
            message = f"Le site n'est pas construit : {errors} erreur{'s' * (errors > 1)} dans les données."
            raise Abort(message)

    def _begin(self, config: MkDocsConfig) -> None:
        """Let MkDocs build beside the site."""
        self._target = Path(config.site_dir)
        self._folder, self._is_whole = SiteFolder(self._target), False
        with _told_in_french():
            self._folder.begin()
        config.site_dir = str(self._folder.engine)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the published files; when the data holds errors, show them in place of every page."""
        _leave_out_theme_files(files, config)
        if self._site is None:
            self._show_errors(files, config)
            return files
        # What the macros, the theme and the map of the site read.
        config.extra |= {
            "blocks": self._site.blocks,
            "roadmap": self._site.roadmap,
            "pages": self._site.pages,
        }
        self._addresses = tuple(page.address for page in self._site.pages)
        self._pages = len(self._addresses) + len(files.documentation_pages())
        for address, content in self._site.files:
            # Said to be included: MkDocs leaves out what begins with a dot.
            files.append(File.generated(config, address, content=content, inclusion=InclusionLevel.INCLUDED))
        return files

    def _show_errors(self, files: Files, config: MkDocsConfig) -> None:
        for address in self._addresses:
            name = f"{address}index.md"
            files.append(File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        blocks = create_environment(self._project, Schemas(self._project.schemas))
        body = blocks.get_template("erreurs.html").render(errors=config.extra["errors"])
        for file in files.documentation_pages():
            ProblemPage(body, file, config)

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Keep the menu: the generated pages show it too."""
        self._nav = nav
        return nav

    def on_env(self, env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Give the theme the filters of the blocks that it uses, and the generated pages the theme."""
        env.trim_blocks = env.lstrip_blocks = True
        env.optimized, env.bytecode_cache = False, self._cache.compiled_templates
        env.filters |= {
            "short_date": french.format_short_date,
            "absolute": lambda address: f"{config.site_url}{address}",
        }
        env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
        env.globals["card_size"] = (social_cards.CARD_WIDTH, social_cards.CARD_HEIGHT)
        if self._site:
            env.filters["label"] = partial(format_label, self._site.roadmap.schemas)
            context = partial(get_context, self._nav, files.documentation_pages(), config)
            # The pages of the live preview are not those of the site: nothing remembers them.
            cache = Cache(None) if self._is_preview else self._cache
            self._writer = PageWriter(self._site, env.get_template("main.html"), context, cache)
        return env

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Give written pages French spaces, what their links show, and the meaning of their acronyms."""
        if isinstance(page, ProblemPage):
            return html
        site = self._site
        page.update_date = str(self._project.today)  # the day that MkDocs writes into the sitemap's archive
        page.meta["card"] = social_cards.find_card(page.url, site.cards)
        page.meta["json_ld"] = json_ld.describe_written_page(page.url, site.roadmap, config.site_url)
        html = site.blocks.fill_placeholders(french.insert_nbsp_in_html(html))
        return site.blocks.append_acronyms(html, path_to_root(page.url))

    def on_post_build(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - MkDocs' signature
        """Write the generated pages; in the live preview, put all in place at once."""
        if self._site:
            with _told_in_french():
                self._writer.write(self._folder)
            self._cache.save()
            self._cache.prune(_ENTRIES_KEPT * (len(self._site.pages) + len(self._site.corpus.actions)))
        self._is_whole = True
        if self._is_preview:
            self._publish()

    def _publish(self) -> None:
        with _told_in_french():
            self._folder.publish([f"{address}index.html" for address in self._addresses if self._site])

    def on_build_error(self, error: Exception) -> None:
        """Leave the site as it was; a disk that refuses what MkDocs writes is told in a sentence too."""
        self._drop()
        if isinstance(error, OSError) and error.errno in DISK_REASONS:
            with _told_in_french():
                raise error

    def on_shutdown(self) -> None:
        """Put a whole site in place: MkDocs refuses what it warned of only after its last event of a build.

        An interrupted build comes here too, without an error told.
        """
        if self._folder and self._is_whole and not self._is_preview:
            self._publish()
            log.info("Site construit : %d pages.", self._pages)
        self._drop()
        if self._is_preview and self._target:
            SiteFolder(self._target).sweep()

    def _drop(self) -> None:
        if self._folder:
            self._folder.drop()
        self._folder = None


# The cache keeps so many times the entries of one build: those of the last states of the data.
_ENTRIES_KEPT = 4


@contextlib.contextmanager
def _told_in_french() -> Iterator[None]:
    """Stop the build with a sentence where the disk refuses."""
    try:
        yield
    except SiteFolderError as error:
        raise Abort(str(error)) from error
    except OSError as error:
        message = f"Le site ne peut pas être écrit : {reason(error)}."
        raise Abort(message) from error


def _project(config: MkDocsConfig) -> Project:
    """Return the project that is built: the one given, else that of the settings' folder."""
    given = config.extra.pop(PROJECT, None)
    # MkDocs reads an empty variable as null.
    return given or Project(
        Path(config.config_file_path).parent,
        site_url=config.site_url or LOCAL_URL,
        repo_url=config.extra.get("repo_url") or "",
    )


def _leave_out_theme_files(files: Files, config: MkDocsConfig) -> None:
    """Publish of the theme our own assets alone: neither Material's, nor the templates that MkDocs copies."""
    ours = Path(config.theme.custom_dir, "assets")
    folders = [Path(folder) for folder in config.theme.dirs]
    for file in list(files):
        source = Path(file.abs_src_path) if file.abs_src_path else None
        if source and any(map(source.is_relative_to, folders)) and not source.is_relative_to(ours):
            files.remove(file)
