"""The pack of a committee: what it draws from the data and from the history, and that it stays short."""

import dataclasses
import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser
from pypdf import PdfReader

from roadmap.history.diff import Change
from roadmap.history.history import DatedChange, History
from roadmap.model.records import Action, Decision, Meeting, Milestone
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.meeting_pack import MAX_EXCERPT_ITEMS, MeetingPackBuilder
from roadmap.outputs.pages import build_generated_pages
from roadmap.project import PARIS
from roadmap.render.blocks import Blocks
from roadmap.render.news import News
from roadmap.text.partial_dates import PartialDate
from tests.conftest import EXAMPLE, project_of

SITE = "https://exemple.fr/"
PROJECT = project_of(EXAMPLE, site_url=SITE)
FIRST = Meeting("cotech-1", "Premier", "comite-technique", PartialDate(2025, 9, 1))
OTHER = Meeting("copil-1", "Autre", "comite-de-pilotage", PartialDate(2025, 10, 1))
NEXT = Meeting("cotech-2", "Deuxième", "comite-technique", PartialDate(2025, 12, 15))
ACTION = Action("une", "Une action", "Une action.", 1, "tous", "en-cours", PartialDate(2025, 11, 1))


@pytest.fixture
def roadmap(roadmap: Roadmap) -> Roadmap:
    """A roadmap of three meetings and no action."""
    return replace(roadmap, reunions=(FIRST, OTHER, NEXT), actions=())


def changed(day: dt.date, name: str = "une", kind: str = "action") -> DatedChange:
    at = dt.datetime.combine(day, dt.time(12), PARIS)
    return DatedChange(
        "a" * 40, at, name, Change(kind, name, f"Titre <{name}>", "modification", ("fin : juin",))
    )


def history(*days: dt.date, begins: dt.date = dt.date(2025, 1, 1)) -> History:
    return History(tuple(changed(each) for each in days), dt.datetime.combine(begins, dt.time(), PARIS))


def html(roadmap: Roadmap, past: History, address: str = "comite/cotech-2/") -> str:
    """Return the text of a page."""
    (page,) = (each for each in build_generated_pages(roadmap, News(past), SITE) if each.address == address)
    text = Blocks(PROJECT, roadmap).render(page.block, "../..", **page.context)
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_each_meeting_of_a_committee_has_a_pack_and_its_former_address_leads_to_it(roadmap: Roadmap) -> None:
    bilateral = replace(OTHER, id="bilaterale", instance="rencontre-bilaterale")
    renamed = replace(NEXT, anciens_identifiants=("cotech-0",))
    roadmap = replace(roadmap, reunions=(FIRST, bilateral, renamed))
    pages = {page.address: page for page in build_generated_pages(roadmap, News(), SITE)}
    packs = {address for address in pages if address.startswith("comite/")}
    assert packs == {"comite/cotech-1/", "comite/cotech-2/", "comite/cotech-0/"}
    assert pages["comite/cotech-0/"].moved_to == "comite/cotech-2/"
    assert pages["calendrier/cotech-0/"].moved_to == "calendrier/cotech-2/"


def test_changes_are_those_between_the_previous_meeting_of_the_instance_and_this_one(
    roadmap: Roadmap,
) -> None:
    days = [dt.date(2025, 11, 20), dt.date(2025, 9, 1), dt.date(2025, 8, 31)]
    pack = MeetingPackBuilder(roadmap, history(*days)).build(NEXT)
    assert pack.previous == FIRST
    assert [change.day for change in pack.changes.items] == days[:2]
    cancelled = replace(roadmap, reunions=(replace(FIRST, statut="annulee"), NEXT))
    assert MeetingPackBuilder(cancelled, history()).build(NEXT).previous is None
    past = replace(NEXT, date=PartialDate(2025, 11, 19))
    roadmap = replace(roadmap, reunions=(FIRST, OTHER, past))
    assert [
        change.day for change in MeetingPackBuilder(roadmap, history(*days)).build(past).changes.items
    ] == days[1:2]


def test_a_change_leads_to_what_still_stands(roadmap: Roadmap) -> None:
    renamed = replace(ACTION, id="nouvelle", anciens_identifiants=("une",))
    roadmap = replace(roadmap, actions=(renamed,))
    changes = tuple(
        changed(dt.date(2025, 11, 20), *each) for each in (("une",), ("retiree",), ("une", "reunion"))
    )
    past = dataclasses.replace(history(), changes=changes)
    addresses = [change.address for change in MeetingPackBuilder(roadmap, past).build(NEXT).changes.items]
    assert addresses == ["actions/nouvelle/", None, None]
    assert "Titre &lt;une&gt;" in html(roadmap, past)


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (History(), "ce qui a changé depuis n'est pas connu"),
        (history(begins=dt.date(2025, 10, 1)), "ce qui a changé depuis n'est pas connu"),
        (history(), "Aucun changement dans les actions ni dans les réunions"),
    ],
)
def test_what_is_not_known_is_said(roadmap: Roadmap, past: History, said: str) -> None:
    assert said in html(roadmap, past)


def test_late_actions_sheets_to_confirm_and_steps_due_come_the_oldest_first(roadmap: Roadmap) -> None:
    def action(name: str, **values: object) -> Action:
        return replace(ACTION, id=name, **values)

    due = (
        Milestone("Avant", PartialDate(2025, 12, 15)),
        Milestone("Faite", PartialDate(2025, 1), realisee=True),
    )
    roadmap = replace(
        roadmap,
        actions=(
            action("retard", fin=PartialDate(2025, 10)),
            action("grand-retard", fin=PartialDate(2024)),
            action(
                "finie", fin=PartialDate(2024), statut="realisee", etapes=(Milestone("x", PartialDate(2024)),)
            ),
            action("ancienne", confirme_le=PartialDate(2024, 11, 23)),
            action("etapes", etapes=(*due, Milestone("Après", PartialDate(2025, 12)), Milestone("Un jour"))),
        ),
    )
    state = MeetingPackBuilder(roadmap, History()).build(NEXT).follow_up
    assert [each.id for each in state.late.items] == ["grand-retard", "retard"]
    assert [each.id for each in state.stale.items] == ["ancienne"]
    assert [(each.id, step.titre) for each, step in state.steps.items] == [("etapes", "Avant")]
    assert MeetingPackBuilder(roadmap, History()).build(FIRST).follow_up is None


def test_decisions_are_those_of_earlier_meetings_of_the_instance_the_latest_first(roadmap: Roadmap) -> None:
    older = replace(FIRST, id="cotech-0", date=PartialDate(2025, 6, 1), decisions=(Decision("Un", ("une",)),))
    first = replace(FIRST, decisions=(Decision("Deux", ("une",)), Decision("Trois")))
    other = replace(OTHER, decisions=(Decision("Ailleurs"),))
    roadmap = replace(roadmap, reunions=(older, first, other, NEXT), actions=(ACTION,))
    decisions = MeetingPackBuilder(roadmap, History()).build(NEXT).decisions.items
    assert [each.texte for _, each in decisions] == ["Deux", "Trois", "Un"]
    assert 'href="../../actions/une/">Une action</a>' in html(roadmap, History())


def test_a_decision_is_followed_while_an_action_of_it_is_open_or_until_the_next_meeting(
    roadmap: Roadmap,
) -> None:
    decisions = (
        Decision("Tout est fait", ("faite", "abandonnee")),
        Decision("Une reste", ("faite", "en-pause")),
        Decision("Sans action"),
    )
    actions = tuple(
        replace(ACTION, id=name, statut=status)
        for name, status in (("faite", "realisee"), ("abandonnee", "abandonnee"), ("en-pause", "en-pause"))
    )
    older = replace(FIRST, id="cotech-0", date=PartialDate(2025, 6, 1), decisions=decisions)
    roadmap = replace(roadmap, reunions=(older, FIRST, NEXT), actions=actions)
    found = {
        meeting.id: [
            each.texte for _, each in MeetingPackBuilder(roadmap, History()).build(meeting).decisions.items
        ]
        for meeting in (FIRST, NEXT)
    }
    assert found == {"cotech-1": ["Une reste", "Sans action"], "cotech-2": ["Une reste"]}
    assert "Celles dont une action reste à mener" in html(roadmap, History())


def test_a_pack_stays_short_and_counts_the_rest(roadmap: Roadmap) -> None:
    actions = tuple(
        replace(ACTION, id=f"a{number}", fin=PartialDate(2025, 1), confirme_le=PartialDate(2024, 1, 1))
        for number in range(3000)
    )
    roadmap = replace(roadmap, actions=actions)
    page = html(roadmap, history(*[dt.date(2025, 11, 20)] * 300))
    assert page.count('<li class="item">') == 3 * MAX_EXCERPT_ITEMS
    assert "Actions en retard (3 000)" in page
    assert "Les plus en retard : 20 sur 3 000." in page
    assert 'href="../../actions/?statut=en-retard"' in page
    assert "Les plus récents : 20 sur 300." in page


def test_a_pack_prints_on_a4_without_what_serves_the_screen(
    site: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(serve(site) + "comite/cotech-2024-06-05/")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    sheet = printed.pages[0].mediabox
    assert (round(sheet.width / 72 * 25.4), round(sheet.height / 72 * 25.4)) == (210, 297)
    said = " ".join(" ".join(each.extract_text().split()) for each in printed.pages)
    assert "Comité technique du 5 juin 2024" in said
    assert "Décisions à suivre (6)" in said
    assert "Rechercher" not in said
    assert "Mentions légales" not in said
