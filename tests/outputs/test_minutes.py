"""The minutes to fill in, as Word documents: the same facts as the pack's page, headings, tables, links."""

import dataclasses
import datetime as dt
import io
import re

import docx
import pytest
from bs4 import BeautifulSoup
from docx.document import Document
from docx.table import Table
from msgspec.structs import replace

from roadmap.history.diff import Change
from roadmap.history.history import DatedChange, History
from roadmap.model.records import Action, Decision, Meeting, Milestone, Organisation
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.meeting_pack import MeetingPackBuilder
from roadmap.outputs.minutes import build_minutes, build_minutes_files
from roadmap.outputs.pages import build_generated_pages
from roadmap.project import PARIS
from roadmap.render.blocks import Blocks
from roadmap.render.news import News
from roadmap.text.partial_dates import PartialDate
from tests.outputs.conftest import PUBLISHED_PROJECT, SITE_URL

HOSTILE_TEXT = "Ouvrir </w:t><script>alert(1)</script> & {{ 7 * 7 }} ]]>"
EARLIER_MEETING = Meeting(
    "cotech-1",
    "Premier",
    "comite-technique",
    PartialDate(2025, 9, 1),
    decisions=(
        Decision(HOSTILE_TEXT, responsable="Le secrétariat", echeance=PartialDate(2026, 9)),
        Decision("Suivre l'action", ("une",)),
    ),
)
MEETING = Meeting(
    "cotech-2",
    "Deuxième",
    "comite-technique",
    PartialDate(2025, 12, 15),
    statut="confirmee",
    lieu="Chartres",
    ordre_du_jour=("Point sur les axes", "Questions diverses"),
    anciens_identifiants=("cotech-0",),
)
ACTION = Action(
    "une",
    "Une action",
    "Une action.",
    1,
    "tous",
    "en-cours",
    PartialDate(2024, 11, 1),
    fin=PartialDate(2025, 10),
    porteur=Organisation("Le porteur"),
    etapes=(Milestone("Une étape", PartialDate(2025, 12, 1)),),
)
CHANGE = DatedChange(
    "a" * 40,
    dt.datetime(2025, 10, 3, 12, tzinfo=PARIS),
    "une",
    Change("action", "une", "Une action", "modification", ("fin : octobre 2025",)),
)
HISTORY = History((CHANGE,), dt.datetime(2025, 1, 1, tzinfo=PARIS))


@pytest.fixture
def roadmap(roadmap: Roadmap) -> Roadmap:
    """A roadmap of two meetings of one committee, and one action, which is late."""
    return replace(roadmap, reunions=(EARLIER_MEETING, MEETING), actions=(ACTION,))


def read_lines(document: Document) -> list[str]:
    """Return the text of the paragraphs and of the cells, in their order."""
    lines: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            lines += [cell.text for row in part.rows for cell in row.cells]
        else:
            lines.append(part.text)
    return lines


def build(roadmap: Roadmap) -> Document:
    files = dict(build_minutes_files(PUBLISHED_PROJECT, roadmap, HISTORY, Blocks(PUBLISHED_PROJECT, roadmap)))
    return docx.Document(io.BytesIO(files["comite/cotech-2/compte-rendu-cotech-2.docx"]))


def test_the_minutes_hold_the_facts_of_the_page_in_their_order(roadmap: Roadmap) -> None:
    (page,) = (
        page
        for page in build_generated_pages(roadmap, News(HISTORY), SITE_URL)
        if page.address == "comite/cotech-2/"
    )
    html = BeautifulSoup(
        Blocks(PUBLISHED_PROJECT, roadmap).render(page.block, "../..", **page.context), "html.parser"
    )
    for element in html.select(".attendance, .page-committee__minutes"):
        element.decompose()
    text = " ".join(" ".join(read_lines(build(roadmap))).split())
    facts = [" ".join(fact.split()) for fact in html.stripped_strings]
    assert len(facts) > 60
    position = 0
    for fact in facts:
        position = text.find(fact, position)
        assert position >= 0, fact
        position += len(fact)
    for fact in (
        "Point sur les axes",
        HOSTILE_TEXT,
        "Une étape",
        "Fin prévue : octobre 2025",
        "fin : octobre 2025",
        "Confirmée",
    ):
        assert fact in re.sub("[\u00a0\u202f]", " ", text)


def test_headings_lists_and_tables_are_real_ones(roadmap: Roadmap) -> None:
    document = build(roadmap)
    styles = [(line.style.name, line.text) for line in document.paragraphs]
    assert ("Title", "Dossier de séance : Deuxième") in styles
    assert ("Heading 1", "Décisions prises") in styles
    assert ("Heading 2", "Questions diverses") in styles
    assert ("List Number", "Point sur les axes") in styles
    assert all(text.strip() for _, text in styles)
    to_fill = document.tables[-1]
    assert [cell.text for cell in to_fill.rows[0].cells][:3] == [
        "Décision",
        "Qui (une fonction)",
        "Pour quand",
    ]
    assert len(to_fill.rows) > 3
    assert not any(cell.text for row in to_fill.rows[1:] for cell in row.cells)
    assert "w:tblHeader" in to_fill.rows[0]._tr.xml  # noqa: SLF001 - no public property


def test_links_lead_to_the_published_site(roadmap: Roadmap) -> None:
    document = build(roadmap)
    links = {link.address for line in document.paragraphs for link in line.hyperlinks}
    assert f"{SITE_URL}actions/une/" in links
    assert f"{SITE_URL}contribuer/reunion/?modifier=cotech-2" in links
    assert all(link.startswith(SITE_URL) for link in links)


def test_an_agenda_and_decisions_that_are_unknown_are_said_so(roadmap: Roadmap) -> None:
    bare = replace(MEETING, ordre_du_jour=(), decisions=())
    text = "\n".join(read_lines(build(replace(roadmap, reunions=(bare,)))))
    assert "Il n'est pas publié." in text.replace("\u00a0", " ").replace("’", "'")
    assert "(point de l'ordre du jour)" in text


def test_the_bytes_depend_on_the_data_and_the_day_alone(roadmap: Roadmap) -> None:
    blocks = Blocks(PUBLISHED_PROJECT, roadmap)
    pack = MeetingPackBuilder(roadmap, HISTORY).build(MEETING)
    day = dt.datetime(2025, 11, 20, 9, tzinfo=PARIS)
    first = build_minutes(pack, blocks, SITE_URL, day)
    assert first == build_minutes(pack, blocks, SITE_URL, day)
    renamed = dataclasses.replace(pack, meeting=replace(MEETING, titre="Autre"))
    assert first != build_minutes(renamed, blocks, SITE_URL, day)
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert (properties.title, properties.language, properties.author) == (
        "Compte rendu : Deuxième",
        "fr-FR",
        "",
    )


def test_only_committees_have_minutes_also_under_their_former_ids(roadmap: Roadmap) -> None:
    bilateral = replace(EARLIER_MEETING, id="bilaterale", instance="rencontre-bilaterale")
    roadmap = replace(roadmap, reunions=(bilateral, MEETING))
    files = build_minutes_files(PUBLISHED_PROJECT, roadmap, HISTORY, Blocks(PUBLISHED_PROJECT, roadmap))
    assert [address for address, _ in files] == [
        "comite/cotech-2/compte-rendu-cotech-2.docx",
        "comite/cotech-0/compte-rendu-cotech-0.docx",
    ]
