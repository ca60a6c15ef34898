"""The build pipeline: from a project to the content of its site, whatever generator writes it.

Project     - source, validation  -> CheckResult   (stops on errors)
CheckResult - model, history      -> Roadmap, News
Roadmap     - render, outputs     -> blocks, generated pages, published files
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import msgspec

from roadmap.build import workers
from roadmap.build.cache import Cache
from roadmap.form import browser_rules, form_fields, jinja_to_js
from roadmap.history.git_repository import UnreadableHistoryError
from roadmap.history.history import History, read_history
from roadmap.model.records import DOCUMENTS_ADDRESS
from roadmap.model.roadmap import Roadmap, build_roadmap
from roadmap.outputs import (
    accessibility_grid,
    calendars,
    catalogue,
    commune_index,
    emails,
    embeds,
    explorer_index,
    feed,
    icons,
    material_styles,
    minutes,
    national_format,
    open_data,
    openapi,
    print_pdf,
    progress_figures,
    search_index,
    tabular,
    well_known,
)
from roadmap.outputs.card_images import build_card_images
from roadmap.outputs.modification_dates import ModificationDates, find_modification_dates
from roadmap.outputs.pages import GeneratedPage, build_generated_pages
from roadmap.outputs.social_cards import Card, load_written_cards
from roadmap.outputs.written_pages import load_written_pages
from roadmap.problems.building import build_problem
from roadmap.problems.problem import FILE_START, DataError, Problem
from roadmap.project import Project
from roadmap.render.blocks import Blocks, create_environment
from roadmap.render.news import News, build_news
from roadmap.render.schema_help import build_action_template
from roadmap.source.data_files import ACTIONS_FOLDER, DOCUMENTS_FOLDER
from roadmap.tables.browser_rules import build_table_rules
from roadmap.tables.exporting import build_model, build_workbook
from roadmap.validation.check import check_project
from roadmap.validation.corpus import Corpus

# A path relative to the site's root, and the content of the file.
PublishedFile = tuple[str, str | bytes]


@dataclass(frozen=True)
class Site:
    """The content of a site, except the pages of `content/`, which a generator renders with `blocks`."""

    project: Project
    problems: tuple[Problem, ...]  # warnings only: errors stop the build
    corpus: Corpus
    roadmap: Roadmap
    news: News
    blocks: Blocks
    cards: dict[str, Card]  # of the written pages, by the first segment of their path
    pages: tuple[GeneratedPage, ...]
    files: tuple[PublishedFile, ...]
    modified: ModificationDates  # of the generated pages, by address
    is_history_unreadable: bool  # git refuses it to this user: the news are empty


def make_site(project: Project, cache: Cache) -> Site:
    """Check the data of a project and build its site; raise DataError when the data has errors.

    So do data without any action when the history has some: every published address of an action would die.
    """
    checked = check_project(project, cache, workers.run_in_processes)
    if checked.errors:
        raise DataError(checked.problems)
    roadmap = build_roadmap(checked)
    try:
        history, is_unreadable = read_history(project, roadmap.schemas, cache), False
    except UnreadableHistoryError:
        history, is_unreadable = History(), True
    if history.has_actions and not roadmap.actions:
        raise DataError((build_problem(ACTIONS_FOLDER, FILE_START, "all-actions-removed"),))
    news = build_news(roadmap, history)
    blocks = Blocks(
        project,
        roadmap,
        news,
        cache.compiled_templates,
        form_sections=partial(form_fields.build_form_sections, roadmap=roadmap),
        form_order=partial(form_fields.list_schema_keys, roadmap.schemas),
        tables=tabular,
        national_format=national_format,
        progress_figures=progress_figures,
        accessibility_grid=accessibility_grid,
    )
    data = open_data.OpenData(checked.corpus, roadmap)
    # Typst leaves threads, which prevent later forks: the print files are not in the first share, run here.
    producers = (
        data.build_json_files,
        partial(_produce_print_files, project, roadmap, cache),
        partial(_produce_files, project, checked.corpus, roadmap, history, blocks),
        data.build_csv_files,
        data.build_national_files,
        partial(data.build_progress_files, history),
        data.build_accessibility_files,
        partial(_produce_theme_files, project, cache),
    )
    files = tuple(
        chain.from_iterable(workers.run_in_processes(partial(_run_producers, cache), producers, min_items=1))
    )
    modified = find_modification_dates(roadmap, news)
    sizes = {address: len(content) for address, content in files if isinstance(content, bytes)}
    files += (
        (catalogue.CATALOGUE_ADDRESS, catalogue.build_catalogue(roadmap, sizes, modified, project.site_url)),
    )
    blocks.add_globals(file_summaries=open_data.summarise_files(files))
    return Site(
        project,
        checked.problems,
        checked.corpus,
        roadmap,
        news,
        blocks,
        load_written_cards(project.content),
        tuple(build_generated_pages(roadmap, news, project.site_url)),
        files,
        modified,
        is_unreadable,
    )


def _run_producers(
    cache: Cache, producers: Sequence[Callable[[], Iterable[PublishedFile]]]
) -> list[PublishedFile]:
    """Return the files that some producers yield."""
    files = [file for produce in producers for file in produce()]
    cache.save()
    return files


def _produce_files(
    project: Project, corpus: Corpus, roadmap: Roadmap, history: History, blocks: Blocks
) -> Iterator[PublishedFile]:
    """Yield the files that are neither pages, nor open data, nor printed documents."""
    written_pages = load_written_pages(project.content, blocks)
    yield "recherche.json", search_index.build_search_index(roadmap, written_pages)
    yield "actions/explorateur.json", explorer_index.build_explorer_index(roadmap)
    yield "territoires/communes.json", commune_index.build_commune_index(roadmap)
    yield "contribuer/modele-action.yaml", build_action_template(roadmap)
    yield "contribuer/modele-actions.xlsx", build_model(corpus, project.now)
    yield "donnees/actions.xlsx", build_workbook(corpus, roadmap, project.site_url, project.now)
    rules = browser_rules.build_browser_rules(corpus)
    preview = jinja_to_js.build_preview_context(roadmap)
    action_form = {"rules": browser_rules.keep_kind(rules, "action"), "preview": preview}
    yield "contribuer/formulaire.json", msgspec.json.encode(action_form)
    meeting_form = {"rules": browser_rules.keep_kind(rules, "reunion"), "preview": {}}
    yield "contribuer/formulaire-reunion.json", msgspec.json.encode(meeting_form)
    yield "contribuer/tableau.json", msgspec.json.encode(build_table_rules(corpus))
    templates = create_environment(project, roadmap.schemas)
    yield "contribuer/page_action.js", jinja_to_js.compile_block("page_action", templates)
    yield from well_known.build_well_known_files(roadmap, project.site_url)
    yield openapi.OPENAPI_ADDRESS, openapi.build_openapi(roadmap, project.site_url)
    agendas = dict(calendars.build_calendar_files(roadmap, history, project.site_url))
    yield from agendas.items()
    yield from embeds.build_embed_pages(roadmap, blocks)
    yield from emails.build_email_files(roadmap, blocks, agendas)
    yield from minutes.build_minutes_files(project, roadmap, history, blocks)
    yield from feed.build_feed_files(project, roadmap, history)
    for name in roadmap.pdf_sizes:
        yield f"{DOCUMENTS_ADDRESS}{name}", (project.root / DOCUMENTS_FOLDER / name).read_bytes()
    for name, text in roadmap.schemas.texts.items():
        yield f"schemas/{name}.schema.json", text


def _produce_theme_files(project: Project, cache: Cache) -> Iterator[PublishedFile]:
    """Yield what comes from Material's bundle: the icons and the style sheets."""
    yield icons.ICONS_ADDRESS, icons.build_icons(project.blocks)
    dark = (project.theme / "dark.css").read_text(encoding="utf-8")
    yield from material_styles.build_style_sheets(dark, cache)


def _produce_print_files(project: Project, roadmap: Roadmap, cache: Cache) -> Iterator[PublishedFile]:
    """Yield the PDF and the images of the social cards."""
    yield "feuille-de-route.pdf", print_pdf.build_pdf(project, roadmap)
    yield from build_card_images(project, roadmap, cache)
