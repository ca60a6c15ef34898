"""The meeting pack of a committee: what it takes from the data and from the history, its length, its printing."""

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
from roadmap.model.records import Action, Budget, Decision, Funding, Meeting, Milestone
from roadmap.model.roadmap import Roadmap
from roadmap.model.totals import Totals, compute_totals
from roadmap.outputs.meeting_pack import MAX_EXCERPT_ITEMS, MeetingPackBuilder
from roadmap.outputs.pages import build_generated_pages
from roadmap.project import PARIS
from roadmap.render.blocks import Blocks
from roadmap.render.news import News
from roadmap.text.partial_dates import PartialDate
from tests.outputs.conftest import PUBLISHED_PROJECT, SITE_URL

FIRST_MEETING = Meeting("cotech-1", "Premier", "comite-technique", PartialDate(2025, 9, 1))
OTHER_COMMITTEE_MEETING = Meeting("copil-1", "Autre", "comite-de-pilotage", PartialDate(2025, 10, 1))
NEXT_MEETING = Meeting("cotech-2", "Deuxième", "comite-technique", PartialDate(2025, 12, 15))
ACTION_UNDER_WAY = Action("une", "Une action", "Une action.", 1, "tous", "en-cours", PartialDate(2025, 11, 1))


@pytest.fixture
def roadmap(roadmap: Roadmap) -> Roadmap:
    """A roadmap of three meetings and no action."""
    return replace(roadmap, reunions=(FIRST_MEETING, OTHER_COMMITTEE_MEETING, NEXT_MEETING), actions=())


def create_change_on(day: dt.date, name: str = "une", kind: str = "action") -> DatedChange:
    at = dt.datetime.combine(day, dt.time(12), PARIS)
    return DatedChange(
        "a" * 40, at, name, Change(kind, name, f"Titre <{name}>", "modification", ("fin : juin",))
    )


def create_history_of_days(*days: dt.date, begins: dt.date = dt.date(2025, 1, 1)) -> History:
    return History(
        tuple(create_change_on(day) for day in days), dt.datetime.combine(begins, dt.time(), PARIS)
    )


def render_pack(roadmap: Roadmap, history: History, address: str = "comite/cotech-2/") -> str:
    """Return the HTML of a page, with plain spaces."""
    (page,) = (
        page for page in build_generated_pages(roadmap, News(history), SITE_URL) if page.address == address
    )
    text = Blocks(PUBLISHED_PROJECT, roadmap).render(page.block, "../..", **page.context)
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_each_committee_meeting_has_a_pack_and_its_former_address_redirects_to_it(roadmap: Roadmap) -> None:
    bilateral = replace(OTHER_COMMITTEE_MEETING, id="bilaterale", instance="rencontre-bilaterale")
    renamed = replace(NEXT_MEETING, anciens_identifiants=("cotech-0",))
    roadmap = replace(roadmap, reunions=(FIRST_MEETING, bilateral, renamed))
    pages = {page.address: page for page in build_generated_pages(roadmap, News(), SITE_URL)}
    packs = {address for address in pages if address.startswith("comite/")}
    assert packs == {"comite/cotech-1/", "comite/cotech-2/", "comite/cotech-0/"}
    assert pages["comite/cotech-0/"].moved_to == "comite/cotech-2/"
    assert pages["calendrier/cotech-0/"].moved_to == "calendrier/cotech-2/"


def test_changes_are_those_between_the_previous_meeting_of_the_instance_and_this_one(
    roadmap: Roadmap,
) -> None:
    days = [dt.date(2025, 11, 20), dt.date(2025, 9, 1), dt.date(2025, 8, 31)]
    pack = MeetingPackBuilder(roadmap, create_history_of_days(*days)).build(NEXT_MEETING)
    assert pack.previous == FIRST_MEETING
    assert [change.day for change in pack.changes.items] == days[:2]
    cancelled = replace(roadmap, reunions=(replace(FIRST_MEETING, statut="annulee"), NEXT_MEETING))
    assert MeetingPackBuilder(cancelled, create_history_of_days()).build(NEXT_MEETING).previous is None
    past_meeting = replace(NEXT_MEETING, date=PartialDate(2025, 11, 19))
    roadmap = replace(roadmap, reunions=(FIRST_MEETING, OTHER_COMMITTEE_MEETING, past_meeting))
    assert [
        change.day
        for change in MeetingPackBuilder(roadmap, create_history_of_days(*days))
        .build(past_meeting)
        .changes.items
    ] == days[1:2]


def test_a_change_links_to_its_action_if_it_still_exists(roadmap: Roadmap) -> None:
    renamed = replace(ACTION_UNDER_WAY, id="nouvelle", anciens_identifiants=("une",))
    roadmap = replace(roadmap, actions=(renamed,))
    changes = tuple(
        create_change_on(dt.date(2025, 11, 20), *arguments)
        for arguments in (("une",), ("retiree",), ("une", "reunion"))
    )
    history = dataclasses.replace(create_history_of_days(), changes=changes)
    addresses = [
        change.address for change in MeetingPackBuilder(roadmap, history).build(NEXT_MEETING).changes.items
    ]
    assert addresses == ["actions/nouvelle/", None, None]
    assert "Titre &lt;une&gt;" in render_pack(roadmap, history)


@pytest.mark.parametrize(
    ("history", "sentence"),
    [
        (History(), "ce qui a changé depuis n'est pas connu"),
        (create_history_of_days(begins=dt.date(2025, 10, 1)), "ce qui a changé depuis n'est pas connu"),
        (create_history_of_days(), "Aucun changement dans les actions ni dans les réunions"),
    ],
)
def test_the_pack_says_when_changes_are_unknown_or_none(
    roadmap: Roadmap, history: History, sentence: str
) -> None:
    assert sentence in render_pack(roadmap, history)


def test_late_actions_unconfirmed_sheets_and_due_steps_are_listed_oldest_first(roadmap: Roadmap) -> None:
    def create_action(name: str, **values: object) -> Action:
        return replace(ACTION_UNDER_WAY, id=name, **values)

    due = (
        Milestone("Avant", PartialDate(2025, 12, 15)),
        Milestone("Faite", PartialDate(2025, 1), realisee=True),
    )
    roadmap = replace(
        roadmap,
        actions=(
            create_action("retard", fin=PartialDate(2025, 10)),
            create_action("grand-retard", fin=PartialDate(2024)),
            create_action(
                "finie", fin=PartialDate(2024), statut="realisee", etapes=(Milestone("x", PartialDate(2024)),)
            ),
            create_action("ancienne", confirme_le=PartialDate(2024, 11, 23)),
            create_action(
                "etapes", etapes=(*due, Milestone("Après", PartialDate(2025, 12)), Milestone("Un jour"))
            ),
        ),
    )
    follow_up = MeetingPackBuilder(roadmap, History()).build(NEXT_MEETING).follow_up
    assert [action.id for action in follow_up.late.items] == ["grand-retard", "retard"]
    assert [action.id for action in follow_up.stale.items] == ["ancienne"]
    assert [(action.id, step.titre) for action, step in follow_up.steps.items] == [("etapes", "Avant")]
    assert MeetingPackBuilder(roadmap, History()).build(FIRST_MEETING).follow_up is None


def test_decisions_of_earlier_meetings_of_the_instance_are_listed_latest_first(roadmap: Roadmap) -> None:
    older = replace(
        FIRST_MEETING, id="cotech-0", date=PartialDate(2025, 6, 1), decisions=(Decision("Un", ("une",)),)
    )
    first = replace(FIRST_MEETING, decisions=(Decision("Deux", ("une",)), Decision("Trois")))
    other_committee = replace(OTHER_COMMITTEE_MEETING, decisions=(Decision("Ailleurs"),))
    roadmap = replace(
        roadmap, reunions=(older, first, other_committee, NEXT_MEETING), actions=(ACTION_UNDER_WAY,)
    )
    decisions = MeetingPackBuilder(roadmap, History()).build(NEXT_MEETING).decisions.items
    assert [decision.texte for _, decision in decisions] == ["Deux", "Trois", "Un"]
    assert 'href="../../actions/une/">Une action</a>' in render_pack(roadmap, History())


def test_a_decision_is_listed_until_it_is_done_or_its_actions_end(roadmap: Roadmap) -> None:
    decisions = (
        Decision("Tout est fait", ("faite", "abandonnee")),
        Decision("Une reste", ("faite", "en-pause")),
        Decision("Sans action"),
        Decision("Faite avant", faite_le=FIRST_MEETING.date),
        Decision("Faite entre les deux", ("en-pause",), faite_le=NEXT_MEETING.date),
    )
    actions = tuple(
        replace(ACTION_UNDER_WAY, id=name, statut=status)
        for name, status in (("faite", "realisee"), ("abandonnee", "abandonnee"), ("en-pause", "en-pause"))
    )
    older = replace(FIRST_MEETING, id="cotech-0", date=PartialDate(2025, 6, 1), decisions=decisions)
    roadmap = replace(roadmap, reunions=(older, FIRST_MEETING, NEXT_MEETING), actions=actions)
    followed = {
        meeting.id: [
            decision.texte
            for _, decision in MeetingPackBuilder(roadmap, History()).build(meeting).decisions.items
        ]
        for meeting in (FIRST_MEETING, NEXT_MEETING)
    }
    assert followed == {
        "cotech-1": ["Une reste", "Sans action", "Faite entre les deux"],
        "cotech-2": ["Une reste", "Sans action"],
    }
    assert "Chacune reste ici" in render_pack(roadmap, History())


def test_who_takes_care_of_a_decision_and_for_when_is_told(roadmap: Roadmap) -> None:
    decision = Decision("Ouvrir", responsable="Le <b>secrétariat</b>", echeance=PartialDate(2026, 9))
    first = replace(FIRST_MEETING, decisions=(decision,))
    roadmap = replace(roadmap, reunions=(first, NEXT_MEETING))
    assert "Responsable : Le &lt;b&gt;secrétariat&lt;/b&gt; ; à faire pour septembre 2026." in render_pack(
        roadmap, History()
    ).replace("\u00a0", " ").replace("\u202f", " ")


def test_long_lists_are_cut_and_counted(roadmap: Roadmap) -> None:
    actions = tuple(
        replace(
            ACTION_UNDER_WAY, id=f"a{number}", fin=PartialDate(2025, 1), confirme_le=PartialDate(2024, 1, 1)
        )
        for number in range(3000)
    )
    roadmap = replace(roadmap, actions=actions)
    page = render_pack(roadmap, create_history_of_days(*[dt.date(2025, 11, 20)] * 300))
    assert page.count('<li class="item">') == 3 * MAX_EXCERPT_ITEMS
    assert "Actions en retard (3 000)" in page
    assert "Les plus en retard : 20 sur 3 000." in page
    assert 'href="../../actions/?statut=en-retard"' in page
    assert "Les plus récents : 20 sur 300." in page


def test_a_pack_prints_on_a4_without_navigation(
    site: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(serve(site) + "comite/cotech-2024-06-05/")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    paper = pdf.pages[0].mediabox
    assert (round(paper.width / 72 * 25.4), round(paper.height / 72 * 25.4)) == (210, 297)
    text = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "Comité technique du 5 juin 2024" in text
    assert "Décisions à suivre (6)" in text
    assert "Rechercher" not in text
    assert "Mentions légales" not in text


def test_a_pack_gives_the_totals_of_each_axis_and_says_what_it_does_not_know(roadmap: Roadmap) -> None:
    priced = replace(
        ACTION_UNDER_WAY,
        id="chiffree",
        budget=Budget(38000, (Funding("État", 20000, "accorde"), Funding("CAF", 5000, "demande"))),
    )
    dropped = replace(priced, id="abandonnee", statut="abandonnee")
    unknown = replace(ACTION_UNDER_WAY, id="inconnue", budget=None, statut="realisee")
    totals = compute_totals((priced, dropped, unknown))
    assert totals == Totals(
        actions=3, still_open=1, done=1, cost=38000, granted=20000, requested=5000, unpriced=1
    )
    roadmap = replace(roadmap, actions=(priced, dropped, unknown))
    page = render_pack(roadmap, History()).replace("\u00a0", " ").replace("\u202f", " ")
    assert page.count("<td>38 000 €</td><td>20 000 €</td><td>5 000 €</td>") == 2  # its axis, and all
    assert "Le coût de 1 action n'est pas connu" in page.replace("&#39;", "'")
    assert "Feuille de présence" in page
