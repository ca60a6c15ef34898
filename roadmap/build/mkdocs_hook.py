"""MkDocs hook: its events run the build pipeline. The only module of the library that imports MkDocs."""

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
from roadmap.build.material_template import MaterialLoader
from roadmap.build.page_writer import PageWriter
from roadmap.build.site import Site, make_site
from roadmap.build.site_folder import SiteFolder, SiteFolderError
from roadmap.outputs import json_ld, social_cards
from roadmap.outputs.written_pages import list_headings
from roadmap.problems import reports
from roadmap.problems.problem import DataError, Problem
from roadmap.problems.system_errors import explain_system_error, format_system_error
from roadmap.project import LOCAL_URL, Project
from roadmap.render.blocks import create_environment, format_label, path_to_root
from roadmap.render.material_markdown import MaterialMarkdown
from roadmap.schema.schemas import Schemas
from roadmap.text import french

log = get_plugin_logger("roadmap")
# The key of the MkDocs setting `extra` under which `build_with_mkdocs` passes the project to the hook.
PROJECT_KEY = "project"


def build_with_mkdocs(project: Project) -> None:
    """Build the site of a project in this process, as `mkdocs build` does.

    Raise `mkdocs.exceptions.Abort` when the build fails, after its errors are printed.
    """
    config = load_config(str(project.config), site_dir=str(project.site), extra={PROJECT_KEY: project})
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    finally:
        config.plugins.on_shutdown()


class ProblemPage(Page):
    """The page of the live preview that lists the errors of the data, in place of every page."""

    def __init__(self, body: str, file: File, config: MkDocsConfig) -> None:
        """Create a page whose HTML is `body`."""
        super().__init__("Erreurs dans les données", file, config)
        self._body = body

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - MkDocs' signature
        """Set an empty source and the front matter that MkDocs and the theme expect."""
        self.markdown, self.meta = "", {"render_macros": False}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - MkDocs' signature
        """Set the HTML of the page."""
        self.content = self._body


class MkDocsHook:
    """The event handlers of MkDocs; the live preview calls them for several builds in a row."""

    def __init__(self) -> None:
        """Create a hook, before any event."""
        self._is_preview = False
        self._addresses: tuple[str, ...] = ()  # of the generated pages, in the last build without errors
        self._page_count = 0
        self._target: Path | None = None
        self._folder: SiteFolder | None = None
        self._is_complete = False
        self._project: Project
        self._cache: Cache
        self._site: Site | None = None
        self._nav: Navigation | None = None
        self._writer: PageWriter | None = None

    def on_startup(self, command: str, dirty: bool) -> None:  # noqa: ARG002, FBT001 - MkDocs' signature
        """Record whether this is the live preview, which shows errors instead of stopping."""
        self._is_preview = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load and check the data before anything is written; stop on any error."""
        self._project = _get_project(config)
        self._cache = Cache.of(self._project)
        self._site, errors = None, ()
        try:
            self._site = make_site(self._project, self._cache)
            self._print_warnings(self._site)
        except DataError as error:
            errors = tuple(problem for problem in error.problems if problem.severity == "error")
            self._report_errors(error.problems, len(errors))
        self._prepare_folder(config)
        config.markdown_extensions.append(MaterialMarkdown())
        config.site_url, config.extra["repo_url"] = self._project.site_url, self._project.repo_url
        config.extra |= {
            "errors": errors,
            "published_on": self._site.corpus.today if self._site else self._project.now.date(),
            "is_preview": self._is_preview,
        }
        if self._site:
            identity = self._site.roadmap.site
            config.site_name, config.site_description = escape(identity.nom), identity.description
            config.mdx_configs["abbr"] = {"glossary": dict(self._site.roadmap.acronyms)}
        return config

    def _print_warnings(self, site: Site) -> None:
        """Print the warnings of the data and of the git history."""
        if site.problems:
            sys.stderr.write(reports.report_as_text(site.problems) + "\n")
        if site.is_history_unreadable:
            log.warning(
                "Les nouveautés manquent : git refuse de lire l'historique de « %s », qui appartient "
                "à un autre compte. Pour l'y autoriser : git config --global --add safe.directory %s",
                *(self._project.root, self._project.root),
            )

    def _report_errors(self, problems: tuple[Problem, ...], errors: int) -> None:
        """Print the problems of the data; raise Abort, unless this is the live preview."""
        sys.stderr.write(reports.report_as_text(problems) + "\n")
        if not self._is_preview:
            message = f"Le site n'est pas construit : {errors} erreur{'s' * (errors > 1)} dans les données."
            raise Abort(message)

    def _prepare_folder(self, config: MkDocsConfig) -> None:
        """Lock the site's folder and make MkDocs write to another one."""
        self._target = Path(config.site_dir)
        self._folder, self._is_complete = SiteFolder(self._target), False
        with _abort_on_write_error():
            self._folder.prepare()
        config.site_dir = str(self._folder.engine_folder)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the published files; when the data has errors, show them in place of every page."""
        _exclude_theme_files(files, config)
        if self._site is None:
            self._show_errors(files, config)
            return files
        # Read by `macros.py`, the theme and the site map.
        config.extra |= {
            "blocks": self._site.blocks,
            "roadmap": self._site.roadmap,
            "pages": self._site.pages,
            "modified": self._site.modified,
        }
        self._addresses = tuple(page.address for page in self._site.pages)
        self._page_count = len(self._addresses) + len(files.documentation_pages())
        for address, content in self._site.files:
            # Explicit: MkDocs excludes files whose name begins with a dot.
            files.append(File.generated(config, address, content=content, inclusion=InclusionLevel.INCLUDED))
        return files

    def _show_errors(self, files: Files, config: MkDocsConfig) -> None:
        """Replace every page by the list of errors, those generated by the last good build included."""
        for address in self._addresses:
            name = f"{address}index.md"
            files.append(File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        blocks = create_environment(self._project, Schemas(self._project.schemas))
        body = blocks.get_template("erreurs.html").render(errors=config.extra["errors"])
        for file in files.documentation_pages():
            ProblemPage(body, file, config)

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Store the navigation: the generated pages show it too."""
        self._nav = nav
        return nav

    def on_env(self, env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Add the filters that the theme shares with the blocks; prepare the writer of generated pages."""
        env.trim_blocks = env.lstrip_blocks = True
        env.loader = MaterialLoader(env.loader)
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
            # Pages of the live preview are not those of the site: they must not be cached.
            cache = Cache(None) if self._is_preview else self._cache
            self._writer = PageWriter(self._site, env.get_template("main.html"), context, cache)
        return env

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Finish the HTML of a written page: French spaces, blocks, acronyms, social card, JSON-LD."""
        if isinstance(page, ProblemPage):
            return html
        site = self._site
        page.update_date = str(site.roadmap.today)  # the date of the gzipped sitemap
        page.meta["card"] = social_cards.find_card(page.url, site.cards)
        page.meta["json_ld"] = json_ld.describe_written_page(page.url, site.roadmap, config.site_url)
        html = site.blocks.fill_placeholders(french.insert_nbsp_in_html(html))
        page.meta["outline"] = list_headings(html)
        return site.blocks.append_meanings(html, path_to_root(page.url))

    def on_post_build(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - MkDocs' signature
        """Write the generated pages; in the live preview, publish the site immediately."""
        if self._site:
            with _abort_on_write_error():
                self._writer.write_pages(self._folder)
            self._cache.save()
            entries = len(self._site.pages) + len(self._site.corpus.actions)
            self._cache.prune(_MAX_CACHED_BUILDS * entries)
        self._is_complete = True
        if self._is_preview:
            self._publish()

    def _publish(self) -> None:
        with _abort_on_write_error():
            self._folder.publish([f"{address}index.html" for address in self._addresses if self._site])

    def on_build_error(self, error: Exception) -> None:
        """Leave the site as it was; turn what the system refused into a French message."""
        self._release_folder()
        if isinstance(error, OSError):
            message = f"La construction s'est arrêtée. {format_system_error(error)}"
            raise Abort(message) from error

    def on_shutdown(self) -> None:
        """Publish a complete site; not earlier: a strict build with warnings aborts after `on_post_build`.

        MkDocs also calls this after an interrupted build, without `on_build_error`.
        """
        if self._folder and self._is_complete and not self._is_preview:
            self._publish()
            log.info("Site construit : %d pages.", self._page_count)
        self._release_folder()
        if self._is_preview and self._target:
            SiteFolder(self._target).remove_work_files()

    def _release_folder(self) -> None:
        if self._folder:
            self._folder.release()
        self._folder = None


# The size of the cache, in multiples of the entries of one build: room for the last versions of the data.
_MAX_CACHED_BUILDS = 4


@contextlib.contextmanager
def _abort_on_write_error() -> Iterator[None]:
    """Turn an error of writing the site into Abort, with a message in French."""
    try:
        yield
    except SiteFolderError as error:
        raise Abort(str(error)) from error
    except OSError as error:
        message = f"Le site ne peut pas être écrit : {explain_system_error(error)}."
        raise Abort(message) from error


def _get_project(config: MkDocsConfig) -> Project:
    """Return the project passed by `build_with_mkdocs`, else the one in the folder of `mkdocs.yml`."""
    project = config.extra.pop(PROJECT_KEY, None)
    # MkDocs reads an empty environment variable as null.
    return project or Project(
        Path(config.config_file_path).parent,
        site_url=config.site_url or LOCAL_URL,
        repo_url=config.extra.get("repo_url") or "",
    )


def _exclude_theme_files(files: Files, config: MkDocsConfig) -> None:
    """Exclude the theme's files, those of Material and our templates, but for our own assets."""
    assets = Path(config.theme.custom_dir, "assets")
    folders = [Path(folder) for folder in config.theme.dirs]
    for file in list(files):
        source = Path(file.abs_src_path) if file.abs_src_path else None
        if source and any(map(source.is_relative_to, folders)) and not source.is_relative_to(assets):
            files.remove(file)
