"""The files that readers' scripts and tools load, beside the pages."""

import json
from collections.abc import Iterator
from pathlib import Path

from roadmap.checking import schemas
from roadmap.checking.rules import Corpus
from roadmap.comparing.history import History
from roadmap.forms import preview, rules
from roadmap.modelling.model import Roadmap
from roadmap.publishing import calendars, communes, explorer, feed, mail, open_data, search, well_known
from roadmap.publishing.written import written_pages
from roadmap.rendering.blocks import Blocks
from roadmap.rendering.news import News
from roadmap.rendering.template import action_template


def published_files(
    corpus: Corpus, roadmap: Roadmap, history: History, site_url: str, content: Path
) -> Iterator[tuple[str, str | bytes]]:
    """Yield the address and the content of every published file; `content` holds the written pages."""
    blocks = Blocks(roadmap, site_url=site_url, news=News(history))
    yield "recherche.json", search.index(roadmap, written_pages(content, blocks))
    yield "actions/explorateur.json", explorer.explorer_index(roadmap)
    yield "territoires/communes.json", communes.index(roadmap)
    yield "contribuer/modele-action.yaml", action_template(roadmap)
    form = {"rules": rules.rules(corpus), "preview": preview.preview_context(roadmap)}
    yield "contribuer/formulaire.json", json.dumps(form, ensure_ascii=False, separators=(",", ":"))
    yield "contribuer/page_action.js", preview.compile_block("page_action")
    yield from open_data.open_data_files(corpus, roadmap)
    yield from well_known.well_known_files(roadmap, site_url)
    agendas = dict(calendars.calendar_files(roadmap, site_url))
    yield from agendas.items()
    yield from mail.mail_files(roadmap, blocks, agendas)
    yield feed.ADDRESS, feed.atom(roadmap, history, site_url)
    for path in sorted(schemas.FOLDER.glob("*.schema.json")):
        yield f"schemas/{path.name}", path.read_text(encoding="utf-8")
