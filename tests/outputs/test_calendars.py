"""The iCalendar files, parsed by another library."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import vobject
from msgspec.structs import replace

from roadmap.history.diff import Change
from roadmap.history.history import DatedChange, History
from roadmap.model.records import Action, Meeting, Milestone
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.calendars import build_calendar_files
from roadmap.project import PARIS
from roadmap.render.blocks import Blocks
from roadmap.text.partial_dates import PartialDate
from tests.outputs.conftest import PUBLISHED_PROJECT, SITE_URL

NO_HISTORY = History()
WINTER_MEETING = Meeting(
    "hiver", "Réunion d'hiver", "comite-technique", PartialDate(2026, 1, 15), heure=dt.time(9, 30)
)
SUMMER_MEETING = replace(WINTER_MEETING, id="ete", date=PartialDate(2026, 7, 15), heure_fin=dt.time(11))


def parse_calendars(roadmap: Roadmap, *meetings: Meeting, history: History = NO_HISTORY) -> dict[str, Any]:
    """Build the calendars of a roadmap, with `meetings` in place of its own if given; return them parsed, by address."""
    changed_roadmap = replace(roadmap, reunions=meetings or roadmap.reunions)
    files = build_calendar_files(changed_roadmap, history, SITE_URL)
    return {address: vobject.readOne(content.decode()) for address, content in files}


def parse_event(roadmap: Roadmap, meeting: Meeting) -> Any:  # noqa: ANN401 - the parser's own object
    return parse_calendars(roadmap, meeting)[f"calendrier/{meeting.id}.ics"].vevent


def test_hours_are_right_in_winter_and_in_summer(roadmap: Roadmap) -> None:
    for meeting in (WINTER_MEETING, SUMMER_MEETING):
        start = parse_event(roadmap, meeting).dtstart.value
        assert start.astimezone(PARIS).time() == dt.time(9, 30)
    assert parse_event(roadmap, SUMMER_MEETING).dtend.value == dt.datetime(2026, 7, 15, 9, tzinfo=dt.UTC)


# The UTC hour of a meeting at half past nine, in winter and in summer.
@pytest.mark.parametrize(
    ("code", "hours"),
    [("28", (8, 7)), ("974", (5, 5)), ("975", (12, 11)), ("977", (13, 13)), ("978", (13, 13))],
)
def test_hours_are_in_the_time_zone_of_the_department(
    roadmap: Roadmap, code: str, hours: tuple[int, int]
) -> None:
    names = replace(roadmap.site.departement, code=code)
    department_roadmap = replace(roadmap, site=replace(roadmap.site, departement=names))
    for meeting, hour in zip((WINTER_MEETING, SUMMER_MEETING), hours, strict=True):
        start = parse_event(department_roadmap, meeting).dtstart.value
        assert start.astimezone(dt.UTC).time() == dt.time(hour, 30)


@pytest.mark.parametrize("end", [dt.time(3), dt.time(3, 15)])
def test_an_hour_skipped_by_summer_time_does_not_break_the_build(roadmap: Roadmap, end: dt.time) -> None:
    skipped = replace(WINTER_MEETING, date=PartialDate(2026, 3, 29), heure=dt.time(2, 30), heure_fin=end)
    vevent = parse_event(roadmap, skipped)
    assert vevent.dtstart.value == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    assert not hasattr(vevent, "dtend")


def test_an_event_has_no_end_hour_or_day_that_the_data_lacks(roadmap: Roadmap) -> None:
    assert not hasattr(parse_event(roadmap, WINTER_MEETING), "dtend")
    day = replace(WINTER_MEETING, heure=None)
    assert parse_event(roadmap, day).dtstart.value == dt.date(2026, 1, 15)
    month = replace(WINTER_MEETING, date=PartialDate(2026, 1))
    calendars = parse_calendars(roadmap, month)
    for address in ("calendrier.ics", "calendrier/hiver.ics"):
        assert not hasattr(calendars[address], "vevent")
        assert "Réunion d'hiver : janvier 2026." in calendars[address].description.value
    cancelled = replace(month, statut="annulee")
    description = parse_calendars(roadmap, cancelled)["calendrier.ics"].description.value
    assert "Réunion d'hiver : janvier 2026 (annulée)." in description


def test_an_event_has_a_stable_uid_the_dates_of_the_data_and_the_url_of_its_page(roadmap: Roadmap) -> None:
    renamed = replace(WINTER_MEETING, id="nouveau", anciens_identifiants=("hiver",), ordre_du_jour=("Bilan",))
    calendars = parse_calendars(roadmap, renamed)
    assert (
        calendars["calendrier/hiver.ics"].vevent.uid.value == parse_event(roadmap, WINTER_MEETING).uid.value
    )
    vevent = calendars["calendrier/nouveau.ics"].vevent
    assert vevent.url.value == f"{SITE_URL}calendrier/nouveau/"
    assert vevent.description.value == (
        f"Ordre du jour :\n1. Bilan\n\n{SITE_URL}calendrier/nouveau/\nDossier de séance : {SITE_URL}comite/nouveau/"
    )
    assert vevent.dtstamp.value == vevent.last_modified.value == dt.datetime(2024, 4, 4, tzinfo=dt.UTC)


def test_calendars_do_not_depend_on_the_day_of_the_build(roadmap: Roadmap) -> None:
    state = replace(roadmap.site.etat, depuis=None)
    roadmap = replace(roadmap, site=replace(roadmap.site, etat=state))
    first_date = PartialDate(2025, 12)
    postponed = replace(SUMMER_MEETING, statut="reportee", date_initiale=first_date)
    for meeting, day in ((WINTER_MEETING, dt.date(2026, 1, 15)), (postponed, dt.date(2025, 12, 1))):
        stamp = parse_event(roadmap, meeting).dtstamp.value
        assert stamp == dt.datetime.combine(day, dt.time(), dt.UTC)
    later = replace(roadmap, today=dt.date(2027, 1, 1))
    assert dict(build_calendar_files(roadmap, NO_HISTORY, SITE_URL)) == dict(
        build_calendar_files(later, NO_HISTORY, SITE_URL)
    )


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, None),
        ({"statut": "a-confirmer"}, "TENTATIVE"),
        ({"statut": "confirmee"}, "CONFIRMED"),
        ({"statut": "reportee", "date_initiale": PartialDate(2025, 12)}, "CONFIRMED"),
        ({"statut": "annulee"}, "CANCELLED"),
    ],
)
def test_an_event_has_the_status_of_its_meeting(
    roadmap: Roadmap, changes: dict[str, Any], status: str | None
) -> None:
    vevent = parse_event(roadmap, replace(WINTER_MEETING, **changes))
    assert (vevent.status.value if hasattr(vevent, "status") else None) == status


FIRST_DATE = PartialDate(2026, 1, 15)
POSTPONED = {"statut": "reportee", "date_initiale": FIRST_DATE}
# The successive changes of some meetings.
MEETING_REVISIONS = (
    ({"statut": "a-confirmer"}, {}, POSTPONED | {"date": PartialDate(2026, 1, 16)}, {"statut": "annulee"}),
    (
        {"statut": "a-confirmer"},
        {"statut": "confirmee"},
        POSTPONED | {"statut": "a-confirmer", "date": PartialDate(2026, 2, 3)},
        POSTPONED | {"date": PartialDate(2026, 2, 3)},
        POSTPONED | {"statut": "a-confirmer", "date": PartialDate(2026, 2, 4)},
        POSTPONED | {"date": PartialDate(2026, 2, 4)},
        POSTPONED | {"date": PartialDate(2026, 9, 1)},
        POSTPONED | {"date": PartialDate(2026, 9, 1), "statut": "annulee"},
    ),
    ({}, POSTPONED | {"heure": dt.time(15)}, POSTPONED | {"date": PartialDate(2026, 1, 14)}),
    ({}, POSTPONED | {"date_initiale": PartialDate(2026, 1)}, POSTPONED | {"date": PartialDate(2026, 3, 1)}),
    (
        POSTPONED | {"date_initiale": PartialDate(1900), "date": PartialDate(2200, 12, 31)},
        {"statut": "annulee"},
    ),
)


@pytest.mark.parametrize("revisions", MEETING_REVISIONS)
def test_the_sequence_rises_with_each_change_of_date_or_status(
    roadmap: Roadmap, revisions: tuple[dict[str, Any], ...]
) -> None:
    sequences = [
        int(parse_event(roadmap, replace(WINTER_MEETING, **changes)).sequence.value) for changes in revisions
    ]
    assert sequences == sorted(set(sequences))


def test_an_event_follows_the_history_when_only_its_hour_or_its_room_changes(roadmap: Roadmap) -> None:
    def change(meeting_id: str, nature: str, day: int, kind: str = "reunion") -> DatedChange:
        at = dt.datetime(2025, 11, day, 12, tzinfo=PARIS)
        return DatedChange("c0ffee", at, meeting_id, Change(kind, meeting_id, "Titre", nature))

    renamed = replace(WINTER_MEETING, id="nouveau", anciens_identifiants=("hiver",))
    history = History(
        (
            change("autre", "modification", 24),
            change("hiver", "modification", 23, kind="action"),
            change("hiver", "changement de nom", 22),
            change("hiver", "modification", 21),
            change("hiver", "ajout", 20),
        )
    )
    sequences = []
    for count, day in ((3, 20), (2, 21), (1, 22)):
        known = History(history.changes[-(4 - count) :])
        vevent = parse_calendars(roadmap, renamed, history=known)["calendrier/nouveau.ics"].vevent
        assert vevent.last_modified.value == dt.datetime(2025, 11, day, 11, tzinfo=dt.UTC)
        assert vevent.dtstamp.value == vevent.last_modified.value
        sequences.append(int(vevent.sequence.value))
    assert sequences == [sequences[0], sequences[0] + 1, sequences[0] + 2]
    whole = parse_calendars(roadmap, renamed, history=history)["calendrier/nouveau.ics"].vevent
    assert int(whole.sequence.value) == sequences[-1]
    without = parse_calendars(roadmap, renamed)["calendrier/nouveau.ics"].vevent
    assert int(without.sequence.value) == sequences[0]


def test_the_names_of_calendars_are_escaped(roadmap: Roadmap) -> None:
    name = "Numérique, partout ; pour \\ tous"
    settings = replace(roadmap.site, nom=name)
    files = dict(build_calendar_files(replace(roadmap, site=settings), NO_HISTORY, SITE_URL))
    lines = files["calendrier.ics"].decode().replace("\r\n ", "").splitlines()
    escaped = "Numérique\\, partout \\; pour \\\\ tous"
    assert f"NAME:{escaped}" in lines
    assert f"X-WR-CALNAME:{escaped}" in lines


def test_there_is_one_calendar_for_all_and_one_per_instance_meeting_territory_and_thematic(
    roadmap: Roadmap,
) -> None:
    calendars = parse_calendars(roadmap)
    dated = [meeting for meeting in roadmap.reunions if meeting.date.is_full]
    assert set(calendars) == {
        "calendrier.ics",
        *(f"calendrier/{instance.id}.ics" for instance in roadmap.instances),
        *(f"calendrier/{meeting.id}.ics" for meeting in roadmap.reunions),
        *(f"territoires/{place.id}/calendrier.ics" for place in (roadmap.departement, *roadmap.epci)),
        *(f"thematiques/{thematic.id}/calendrier.ics" for thematic in roadmap.thematiques),
    }
    events = calendars["calendrier.ics"].vevent_list
    assert len(events) == len(dated)
    assert len({vevent.uid.value for vevent in events}) == len(dated)


def test_calendar_syntax_in_values_is_escaped(roadmap: Roadmap) -> None:
    attack = 'x\\nEND:VEVENT; BEGIN:VEVENT, "é" : « ##[ »' + "é" * 200
    hostile = replace(WINTER_MEETING, titre=attack, lieu=attack, ordre_du_jour=(attack,))
    calendar = parse_calendars(roadmap, hostile)["calendrier.ics"]
    assert len(calendar.vevent_list) == 1
    assert calendar.vevent.summary.value == attack
    assert calendar.vevent.location.value == attack


def test_the_site_publishes_calendars_with_folded_lines(site: Path, roadmap: Roadmap) -> None:
    content = (site / "calendrier.ics").read_bytes()
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:P1D\r\n" in content
    page = (site / "calendrier/index.html").read_text(encoding="utf-8")
    assert 'href="webcal://127.0.0.1:8000/calendrier.ics"' in page
    for instance in roadmap.instances:
        has_events = any(meeting.date.is_full for meeting in roadmap.meetings_of_instance(instance.id))
        assert (f"calendrier/{instance.id}.ics" in page) == has_events
        assert (f"<code>http://127.0.0.1:8000/calendrier/{instance.id}.ics</code>" in page) == has_events


def test_empty_calendars_are_valid_and_those_of_instances_are_not_linked(roadmap: Roadmap) -> None:
    month = replace(WINTER_MEETING, date=PartialDate(2026, 1))
    month_roadmap = replace(roadmap, reunions=(month,))
    for content in dict(build_calendar_files(month_roadmap, NO_HISTORY, SITE_URL)).values():
        calendar = vobject.readOne(content.decode())
        assert [component.name for component in calendar.components()] == ["VTIMEZONE"]
        calendar.validate()
    page = Blocks(PUBLISHED_PROJECT, month_roadmap).render("calendrier", "..")
    assert "calendrier/comite-technique.ics" not in page
    assert "calendrier.ics" in page
    dated_roadmap = replace(roadmap, reunions=(month, WINTER_MEETING))
    assert f"<code>{SITE_URL}calendrier/comite-technique.ics</code>" in Blocks(
        PUBLISHED_PROJECT, dated_roadmap
    ).render("calendrier", "..")


@pytest.mark.parametrize(
    ("changes", "is_offered"),
    [
        ({}, True),
        ({"statut": "annulee"}, True),
        ({"statut": "annulee", "date": PartialDate(2026, 1)}, False),
        ({"statut": "annulee", "date": PartialDate(2025, 1, 15)}, False),
    ],
)
def test_the_page_of_a_coming_meeting_links_to_its_calendar_even_if_cancelled(
    roadmap: Roadmap, changes: dict[str, Any], is_offered: bool
) -> None:
    meeting = replace(WINTER_MEETING, **changes)
    meeting_roadmap = replace(roadmap, reunions=(meeting,))
    page = Blocks(PUBLISHED_PROJECT, meeting_roadmap).render("page_reunion", "../..", meeting=meeting)
    assert ('href="../../calendrier/hiver.ics"' in page) == is_offered
    assert ("Noter l'annulation" in page) == (is_offered and meeting.statut == "annulee")


def day(text: str) -> PartialDate:
    return PartialDate.parse(text)


def make_action(identifier: str, **fields: Any) -> Action:  # noqa: ANN401 - any field of an action
    return Action(
        identifier, f"Action {identifier}", "Un résumé.", 1, "tous", "en-cours", day("2025-10-01"), **fields
    )


LOCAL_ACTION = make_action(
    "locale",
    territoires=("perche",),
    thematiques=("sante", "emploi-insertion"),
    debut=day("2026-03-02"),
    etapes=(
        Milestone("Bilan", day("2026-05-04")),
        Milestone("Bilan", day("2026-06-05")),
        Milestone("Bilan 2", day("2026-06-06")),
        Milestone("Sans date"),
    ),
    fin=day("2026-12"),
)
SHARED_ACTION = make_action("commune", thematiques=("transversale",), fin=day("2026-09-30"))
DATED_ACTIONS = (LOCAL_ACTION, SHARED_ACTION)


def list_summaries(calendar: Any) -> list[str]:  # noqa: ANN401 - the parser's own object
    return [vevent.summary.value for vevent in getattr(calendar, "vevent_list", [])]


def test_a_territory_has_the_meetings_its_own_dates_and_those_of_the_whole_department(
    roadmap: Roadmap,
) -> None:
    calendars = parse_calendars(replace(roadmap, actions=DATED_ACTIONS), WINTER_MEETING)
    shared, local = (
        ["Fin : Action commune"],
        [
            "Début : Action locale",
            *(f"Étape : {name} (Action locale)" for name in ("Bilan", "Bilan", "Bilan 2")),
        ],
    )
    meetings = ["Réunion d'hiver"]
    assert list_summaries(calendars["territoires/perche/calendrier.ics"]) == meetings + local + shared
    assert list_summaries(calendars["territoires/chartres-metropole/calendrier.ics"]) == meetings + shared
    assert list_summaries(calendars["territoires/eure-et-loir/calendrier.ics"]) == meetings + shared + local
    for address in ("calendrier.ics", "calendrier/comite-technique.ics"):
        assert list_summaries(calendars[address]) == meetings, (
            "subscribers receive nothing that they did not ask for"
        )
    assert (
        calendars["territoires/perche/calendrier.ics"].description.value
        == "Les réunions et échéances de tout le département, et les dates de début, d'étape et de fin des actions de "
        f"ce territoire et de celles de tout le département. {SITE_URL}territoires/perche/ "
        "Sans date au jour près. Fin : Action locale : décembre 2026."
    )


def test_a_thematic_has_its_own_dates_and_meetings_and_those_of_all_thematics(roadmap: Roadmap) -> None:
    health = replace(WINTER_MEETING, id="gt-sante", titre="GT santé", thematiques=("sante",))
    every = replace(WINTER_MEETING, id="toutes", titre="Toutes", thematiques=("transversale",))
    calendars = parse_calendars(replace(roadmap, actions=DATED_ACTIONS), WINTER_MEETING, health, every)
    shared = ["Toutes", "Fin : Action commune"]
    assert list_summaries(calendars["thematiques/education-jeunesse/calendrier.ics"]) == shared
    summaries = list_summaries(calendars["thematiques/sante/calendrier.ics"])
    assert set(summaries) > {"GT santé", "Début : Action locale", *shared}
    assert "Réunion d'hiver" not in summaries


def test_events_have_the_titles_of_their_thematics_as_categories(roadmap: Roadmap) -> None:
    hostile = replace(roadmap.thematiques[0], titre="Éducation, jeunesse ; \\ BEGIN:VEVENT")
    thematics = (hostile, *roadmap.thematiques[1:])
    meeting = replace(WINTER_MEETING, thematiques=(hostile.id, "transversale"))
    changed = replace(roadmap, thematiques=thematics, actions=DATED_ACTIONS)
    calendars = parse_calendars(changed, meeting, SUMMER_MEETING)
    assert calendars["calendrier/hiver.ics"].vevent.categories.value == [hostile.titre, "Transversale"]
    assert "categories" not in calendars["calendrier/ete.ics"].vevent.contents, "no thematic, no category"
    events = calendars["territoires/perche/calendrier.ics"].vevent_list
    start = next(event for event in events if event.summary.value.startswith("Début"))
    assert start.categories.value == ["Santé", "Emploi / insertion"]


def test_a_date_of_an_action_is_a_free_day_with_the_dates_of_the_data(roadmap: Roadmap) -> None:
    renamed = replace(LOCAL_ACTION, id="nouvelle", anciens_identifiants=("locale",))
    events = parse_calendars(replace(roadmap, actions=(renamed,)), WINTER_MEETING)[
        "territoires/perche/calendrier.ics"
    ].vevent_list[1:]
    start = events[0]
    assert (start.dtstart.value, start.transp.value) == (dt.date(2026, 3, 2), "TRANSPARENT")
    assert not hasattr(start, "dtend")
    assert start.dtstamp.value == start.last_modified.value == dt.datetime(2025, 10, 1, tzinfo=dt.UTC)
    assert start.url.value == f"{SITE_URL}actions/nouvelle/"
    uids = [event.uid.value.partition("@")[0] for event in events]
    assert uids == ["locale.debut", "locale.etape-bilan", "locale.etape-bilan.2", "locale.etape-bilan-2"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("en-cours", "CONFIRMED"),
        ("envisagee", "TENTATIVE"),
        ("en-pause", "TENTATIVE"),
        ("abandonnee", "CANCELLED"),
    ],
)
def test_a_date_is_as_certain_as_its_action(roadmap: Roadmap, status: str, said: str) -> None:
    changed = replace(roadmap, actions=(replace(SHARED_ACTION, statut=status),))
    calendar = parse_calendars(changed, WINTER_MEETING)["territoires/eure-et-loir/calendrier.ics"]
    assert calendar.vevent_list[1].status.value == said


def test_a_date_of_an_action_follows_the_history(roadmap: Roadmap) -> None:
    at = dt.datetime(2025, 11, 20, 12, tzinfo=PARIS)
    change = DatedChange("c0ffee", at, "commune", Change("action", "commune", "Titre", "modification"))
    calendar = parse_calendars(
        replace(roadmap, actions=(SHARED_ACTION,)), WINTER_MEETING, history=History((change,))
    )["territoires/eure-et-loir/calendrier.ics"]
    vevent = calendar.vevent_list[1]
    assert (vevent.last_modified.value, vevent.sequence.value) == (at.astimezone(dt.UTC), "1")


def test_calendar_syntax_in_an_action_or_a_thematic_is_escaped(roadmap: Roadmap) -> None:
    attack = "x\\nEND:VEVENT;\\, BEGIN:VEVENT <script>alert(1)</script>"
    action = replace(SHARED_ACTION, titre=attack, resume=attack, debut=day("2026-03"))
    thematics = tuple(replace(item, titre=attack) for item in roadmap.thematiques)
    calendars = parse_calendars(replace(roadmap, actions=(action,), thematiques=thematics), WINTER_MEETING)
    calendar = calendars["thematiques/sante/calendrier.ics"]
    assert [event.summary.value for event in calendar.vevent_list] == [f"Fin : {attack}"]
    assert calendar.vevent.description.value.startswith(attack)
    assert f"Début : {attack} : mars 2026." in calendar.description.value


def test_a_calendar_names_only_some_of_the_dates_without_a_day(roadmap: Roadmap) -> None:
    actions = tuple(make_action(f"a{number}", fin=day("2026")) for number in range(32))
    calendar = parse_calendars(replace(roadmap, actions=actions), WINTER_MEETING)[
        "territoires/eure-et-loir/calendrier.ics"
    ]
    assert calendar.description.value.count("Fin : Action a") == 30
    assert calendar.description.value.endswith("Et 2 autres.")


def test_the_pages_link_to_the_calendars_that_have_events_and_to_the_feeds(roadmap: Roadmap) -> None:
    changed = replace(roadmap, actions=DATED_ACTIONS, reunions=())
    blocks = Blocks(PUBLISHED_PROJECT, changed)
    page = blocks.render("calendrier", "..")
    for address in ("territoires/perche/calendrier.ics", "thematiques/sante/calendrier.ics"):
        assert f'href="webcal://exemple.fr/feuille/{address}"' in page
    empty = Blocks(PUBLISHED_PROJECT, replace(changed, actions=())).render("calendrier", "..")
    assert "perche/calendrier.ics" not in empty
    assert "thematiques/sante/nouveautes.xml" in empty
