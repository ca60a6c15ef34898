"""The files that readers' scripts and tools load, beside the pages."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec

from roadmap import processes
from roadmap.checking import schemas
from roadmap.checking.rules import Corpus
from roadmap.comparing.history import History
from roadmap.forms import preview, rules
from roadmap.modelling.model import Roadmap
from roadmap.modelling.records import Action
from roadmap.publishing import calendars, communes, explorer, feed, mail, open_data, search, well_known
from roadmap.publishing.listed import Listed, listed
from roadmap.publishing.written import written_pages
from roadmap.rendering.blocks import Blocks
from roadmap.rendering.news import News
from roadmap.rendering.template import action_template

PublishedFile = tuple[str, str | bytes]


def published_files(
    corpus: Corpus, roadmap: Roadmap, history: History, site_url: str, content: Path
) -> Iterator[PublishedFile]:
    """Begin the published files; yield the address and content of each. `content` holds the written pages."""
    known = listed(corpus, roadmap, partial(_listed, corpus, roadmap))

    def files() -> Iterator[PublishedFile]:
        blocks = Blocks(roadmap, site_url=site_url, news=News(history))
        yield "recherche.json", search.index(roadmap, known, written_pages(content, blocks))
        yield "actions/explorateur.json", explorer.explorer_index(roadmap, known)
        yield "territoires/communes.json", communes.index(roadmap)
        yield "contribuer/modele-action.yaml", action_template(roadmap)
        form = {"rules": rules.rules(corpus), "preview": preview.preview_context(roadmap)}
        yield "contribuer/formulaire.json", msgspec.json.encode(form)
        yield "contribuer/page_action.js", preview.compile_block("page_action")
        yield from open_data.open_data_files(corpus, roadmap, known)
        yield from well_known.well_known_files(roadmap, site_url)
        agendas = dict(calendars.calendar_files(roadmap, site_url))
        yield from agendas.items()
        yield from mail.mail_files(roadmap, blocks, agendas)
        yield feed.ADDRESS, feed.atom(roadmap, history, site_url)
        for path in sorted(schemas.FOLDER.glob("*.schema.json")):
            yield f"schemas/{path.name}", path.read_text(encoding="utf-8")

    return processes.stream(lambda: tuple(files()))  # All is made at once: to send waits for who reads.


def _listed(corpus: Corpus, roadmap: Roadmap, action: Action) -> Listed:
    """Say what an action is in the files that list them all."""
    return Listed(
        row=open_data.action_row(action.id, corpus),
        national_row=open_data.national_row(action),
        title=explorer.title(action),
        summary=explorer.summary(action),
        words=search.words(roadmap, action),
    )
