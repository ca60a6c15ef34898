"""The calendars, read back by another parser."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import vobject
from msgspec.structs import replace

from roadmap.model.records import Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.calendars import build_calendar_files
from roadmap.project import PARIS
from roadmap.render.blocks import Blocks
from roadmap.text.partial_dates import PartialDate
from tests.conftest import EXAMPLE, project_of

SITE = "https://exemple.fr/feuille/"
PROJECT = project_of(EXAMPLE, site_url=SITE)
WINTER = Meeting(
    "hiver", "Réunion d'hiver", "comite-technique", PartialDate(2026, 1, 15), heure=dt.time(9, 30)
)
SUMMER = replace(WINTER, id="ete", date=PartialDate(2026, 7, 15), heure_fin=dt.time(11))


def read(roadmap: Roadmap, *meetings: Meeting) -> dict[str, Any]:
    """Return each calendar of a roadmap that holds `meetings`, as another parser reads it."""
    files = build_calendar_files(replace(roadmap, reunions=meetings or roadmap.reunions), SITE)
    return {address: vobject.readOne(content.decode()) for address, content in files}


def event(roadmap: Roadmap, meeting: Meeting) -> Any:  # noqa: ANN401 - the parser's own object
    return read(roadmap, meeting)[f"calendrier/{meeting.id}.ics"].vevent


def test_hours_are_read_right_in_winter_and_in_summer(roadmap: Roadmap) -> None:
    for meeting in (WINTER, SUMMER):
        start = event(roadmap, meeting).dtstart.value
        assert start.astimezone(PARIS).time() == dt.time(9, 30)
    assert event(roadmap, SUMMER).dtend.value == dt.datetime(2026, 7, 15, 9, tzinfo=dt.UTC)


# When half past nine is in winter and in summer, in universal time.
@pytest.mark.parametrize(
    ("code", "hours"),
    [("28", (8, 7)), ("974", (5, 5)), ("975", (12, 11)), ("977", (13, 13)), ("978", (13, 13))],
)
def test_an_hour_is_that_of_the_department(roadmap: Roadmap, code: str, hours: tuple[int, int]) -> None:
    names = replace(roadmap.site.departement, code=code)
    held = replace(roadmap, site=replace(roadmap.site, departement=names))
    for meeting, hour in zip((WINTER, SUMMER), hours, strict=True):
        start = event(held, meeting).dtstart.value
        assert start.astimezone(dt.UTC).time() == dt.time(hour, 30)


@pytest.mark.parametrize("end", [dt.time(3), dt.time(3, 15)])
def test_an_hour_that_the_change_to_summer_time_skips_does_not_stop_the_build(
    roadmap: Roadmap, end: dt.time
) -> None:
    skipped = replace(WINTER, date=PartialDate(2026, 3, 29), heure=dt.time(2, 30), heure_fin=end)
    found = event(roadmap, skipped)
    assert found.dtstart.value == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    assert not hasattr(found, "dtend")


def test_what_is_not_known_is_not_invented(roadmap: Roadmap) -> None:
    assert not hasattr(event(roadmap, WINTER), "dtend")
    day = replace(WINTER, heure=None)
    assert event(roadmap, day).dtstart.value == dt.date(2026, 1, 15)
    month = replace(WINTER, date=PartialDate(2026, 1))
    calendars = read(roadmap, month)
    for address in ("calendrier.ics", "calendrier/hiver.ics"):
        assert not hasattr(calendars[address], "vevent")
        assert "Réunion d'hiver : janvier 2026." in calendars[address].description.value
    cancelled = replace(month, statut="annulee")
    said = read(roadmap, cancelled)["calendrier.ics"].description.value
    assert "Réunion d'hiver : janvier 2026 (annulée)." in said


def test_a_meeting_keeps_its_identifier_its_dates_come_from_the_data_and_its_page_is_given(
    roadmap: Roadmap,
) -> None:
    renamed = replace(WINTER, id="nouveau", anciens_identifiants=("hiver",), ordre_du_jour=("Bilan",))
    calendars = read(roadmap, renamed)
    assert calendars["calendrier/hiver.ics"].vevent.uid.value == event(roadmap, WINTER).uid.value
    found = calendars["calendrier/nouveau.ics"].vevent
    assert found.url.value == f"{SITE}calendrier/nouveau/"
    assert found.description.value == f"Ordre du jour :\n1. Bilan\n\n{SITE}calendrier/nouveau/"
    assert found.dtstamp.value == found.last_modified.value == dt.datetime(2024, 4, 4, tzinfo=dt.UTC)


def test_no_calendar_depends_on_the_day_it_is_built(roadmap: Roadmap) -> None:
    state = replace(roadmap.site.etat, depuis=None)
    roadmap = replace(roadmap, site=replace(roadmap.site, etat=state))
    first = PartialDate(2025, 12)
    put_off = replace(SUMMER, statut="reportee", date_initiale=first)
    for meeting, day in ((WINTER, dt.date(2026, 1, 15)), (put_off, dt.date(2025, 12, 1))):
        stamp = event(roadmap, meeting).dtstamp.value
        assert stamp == dt.datetime.combine(day, dt.time(), dt.UTC)
    later = replace(roadmap, today=dt.date(2027, 1, 1))
    assert dict(build_calendar_files(roadmap, SITE)) == dict(build_calendar_files(later, SITE))


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
def test_the_status_is_told(roadmap: Roadmap, changes: dict[str, Any], status: str | None) -> None:
    found = event(roadmap, replace(WINTER, **changes))
    assert (found.status.value if hasattr(found, "status") else None) == status


FIRST = PartialDate(2026, 1, 15)
PUT_OFF = {"statut": "reportee", "date_initiale": FIRST}
# What a meeting may go through, in order.
LIVES = (
    ({"statut": "a-confirmer"}, {}, PUT_OFF | {"date": PartialDate(2026, 1, 16)}, {"statut": "annulee"}),
    (
        {"statut": "a-confirmer"},
        {"statut": "confirmee"},
        PUT_OFF | {"statut": "a-confirmer", "date": PartialDate(2026, 2, 3)},
        PUT_OFF | {"date": PartialDate(2026, 2, 3)},
        PUT_OFF | {"date": PartialDate(2026, 2, 4)},
        PUT_OFF | {"date": PartialDate(2026, 9, 1)},
        PUT_OFF | {"date": PartialDate(2026, 9, 1), "statut": "annulee"},
    ),
    ({}, PUT_OFF | {"heure": dt.time(15)}, PUT_OFF | {"date": PartialDate(2026, 1, 14)}),
    ({}, PUT_OFF | {"date_initiale": PartialDate(2026, 1)}, PUT_OFF | {"date": PartialDate(2026, 3, 1)}),
    (
        PUT_OFF | {"date_initiale": PartialDate(1900), "date": PartialDate(2200, 12, 31)},
        {"statut": "annulee"},
    ),
)


@pytest.mark.parametrize("life", LIVES)
def test_the_sequence_rises_with_each_change_of_date_or_status(
    roadmap: Roadmap, life: tuple[dict[str, Any], ...]
) -> None:
    found = [int(event(roadmap, replace(WINTER, **each)).sequence.value) for each in life]
    assert found == sorted(set(found))


def test_there_is_a_calendar_for_all_one_an_instance_and_one_a_meeting(roadmap: Roadmap) -> None:
    calendars = read(roadmap)
    dated = [each for each in roadmap.reunions if each.date.is_full]
    assert set(calendars) == {
        "calendrier.ics",
        *(f"calendrier/{each.id}.ics" for each in (*roadmap.instances, *roadmap.reunions)),
    }
    assert len(calendars["calendrier.ics"].vevent_list) == len(dated)
    assert len({each.uid.value for each in calendars["calendrier.ics"].vevent_list}) == len(dated)


def test_hostile_values_stay_text(roadmap: Roadmap) -> None:
    attack = 'x\\nEND:VEVENT; BEGIN:VEVENT, "é" : « ##[ »' + "é" * 200
    hostile = replace(WINTER, titre=attack, lieu=attack, ordre_du_jour=(attack,))
    found = read(roadmap, hostile)["calendrier.ics"]
    assert len(found.vevent_list) == 1
    assert found.vevent.summary.value == attack
    assert found.vevent.location.value == attack


def test_lines_are_folded_and_the_site_publishes_them(site: Path, roadmap: Roadmap) -> None:
    content = (site / "calendrier.ics").read_bytes()
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:P1D\r\n" in content
    page = (site / "calendrier/index.html").read_text(encoding="utf-8")
    assert 'href="webcal://127.0.0.1:8000/calendrier.ics"' in page
    for instance in roadmap.instances:
        dated = [each for each in roadmap.meetings_of_instance(instance.id) if each.date.is_full]
        assert (f"calendrier/{instance.id}.ics" in page) == bool(dated)
        assert (f"<code>http://127.0.0.1:8000/calendrier/{instance.id}.ics</code>" in page) == bool(dated)


def test_a_calendar_without_any_event_is_valid_and_nobody_is_led_to_it(roadmap: Roadmap) -> None:
    month = replace(WINTER, date=PartialDate(2026, 1))
    held = replace(roadmap, reunions=(month,))
    for content in dict(build_calendar_files(held, SITE)).values():
        calendar = vobject.readOne(content.decode())
        assert [each.name for each in calendar.components()] == ["VTIMEZONE"]
        calendar.validate()
    offered = Blocks(PROJECT, held).render("calendrier", "..")
    assert "calendrier/comite-technique.ics" not in offered
    assert "calendrier.ics" in offered
    dated = replace(roadmap, reunions=(month, WINTER))
    assert f"<code>{SITE}calendrier/comite-technique.ics</code>" in Blocks(PROJECT, dated).render(
        "calendrier", ".."
    )


@pytest.mark.parametrize(
    ("changes", "is_offered"),
    [
        ({}, True),
        ({"statut": "annulee"}, True),
        ({"statut": "annulee", "date": PartialDate(2026, 1)}, False),
        ({"statut": "annulee", "date": PartialDate(2025, 1, 15)}, False),
    ],
)
def test_a_coming_meeting_offers_its_calendar_even_cancelled(
    roadmap: Roadmap, changes: dict[str, Any], is_offered: bool
) -> None:
    meeting = replace(WINTER, **changes)
    held = replace(roadmap, reunions=(meeting,))
    page = Blocks(PROJECT, held).render("page_reunion", "../..", meeting=meeting)
    assert ('href="../../calendrier/hiver.ics"' in page) == is_offered
    assert ("Noter l'annulation" in page) == (is_offered and meeting.statut == "annulee")
