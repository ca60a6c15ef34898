"""Build the iCalendar files (RFC 5545): all meetings, those of an instance, a single meeting."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urljoin

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vText

from roadmap.history.history import DatedChange, History
from roadmap.model.records import Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.text import french
from roadmap.text.partial_dates import MAX_YEAR, MIN_YEAR

_STATUS = {
    "a-confirmer": "TENTATIVE",
    "confirmee": "CONFIRMED",
    "reportee": "CONFIRMED",
    "annulee": "CANCELLED",
}
# Higher than the sequence number of any other meeting, whatever its dates.
_CANCELLED_SEQUENCE = 2 * (dt.date(MAX_YEAR, 12, 31) - dt.date(MIN_YEAR, 1, 1)).days + 4
_REFRESH_INTERVAL = dt.timedelta(days=1)


def build_calendar_files(roadmap: Roadmap, history: History, site_url: str) -> Iterator[tuple[str, bytes]]:
    """Yield (address, content) of every calendar; a meeting has a copy under each of its former ids."""
    name = roadmap.site.nom
    changes = _group_meeting_changes(history)
    events = {
        meeting.id: _build_event(roadmap, meeting, changes.get(_first_id(meeting), []), site_url)
        for meeting in roadmap.reunions
        if meeting.date.is_full
    }
    yield "calendrier.ics", _build_calendar(roadmap, "tout", name, roadmap.reunions, events)
    for instance in roadmap.instances:
        meetings = roadmap.meetings_of_instance(instance.id)
        title = f"{instance.nom} · {name}"
        yield f"calendrier/{instance.id}.ics", _build_calendar(roadmap, instance.id, title, meetings, events)
    for meeting in roadmap.reunions:
        # Even without an exact day: a meeting postponed to « juin » keeps its address.
        content = _build_calendar(roadmap, meeting.id, meeting.titre, [meeting], events)
        for identifier in (meeting.id, *meeting.anciens_identifiants):
            yield f"calendrier/{identifier}.ics", content


def _group_meeting_changes(history: History) -> dict[str, list[DatedChange]]:
    """Return the known changes of each meeting, latest first, by its first identifier."""
    changes: dict[str, list[DatedChange]] = {}
    for dated in history.changes:
        if dated.change.kind == "reunion":
            changes.setdefault(dated.first_id, []).append(dated)
    return changes


def _build_calendar(
    roadmap: Roadmap, identifier: str, name: str, meetings: Iterable[Meeting], events: Mapping[str, Event]
) -> bytes:
    """Return a calendar; meetings without an exact day are no events, but lines of its description."""
    meetings = list(meetings)
    lines = [_format_line(roadmap, meeting) for meeting in meetings if meeting.id not in events]
    calendar = Calendar.new(
        uid=_uid(roadmap, f"calendrier-{identifier}"),
        prodid=f"-//{roadmap.site.nom}//Feuille de route//FR",
        description=" ".join(["Sans date au jour près.", *lines]) if lines else None,
        refresh_interval=_REFRESH_INTERVAL,
        subcomponents=[events[meeting.id] for meeting in meetings if meeting.id in events]
        or [_build_utc_zone()],
    )
    # The library does not escape the properties that it does not know; both are texts (RFC 7986, 5.1).
    for key in ("name", "x-wr-calname"):
        calendar[key] = vText(name)
    # RFC 7986, section 5.7: the value type must be explicit.
    calendar["refresh-interval"].params["VALUE"] = "DURATION"
    calendar.add("x-published-ttl", "P1D")
    return calendar.to_ical()


def _build_utc_zone() -> Timezone:
    """Return a UTC time zone, the only component of a calendar without event.

    A calendar has at least one component (RFC 5545, section 3.6); Outlook may refuse an empty one. A zone is
    never displayed, while some programs would show a task or a note, even a hidden one.
    """
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", dt.datetime(1970, 1, 1))  # noqa: DTZ001 - local time, as RFC 5545 requires
    standard.add("tzoffsetfrom", dt.timedelta())
    standard.add("tzoffsetto", dt.timedelta())
    zone.add_component(standard)
    return zone


def _format_line(roadmap: Roadmap, meeting: Meeting) -> str:
    """Describe a meeting in one line: its title, its date, its status if any."""
    status = roadmap.schemas.labels("calendar", "reunions", 0, "statut").get(meeting.statut or "")
    suffix = f" ({status.lower()})" if status else ""
    return f"{meeting.titre} : {french.format_date(meeting.date)}{suffix}."


def _build_event(roadmap: Roadmap, meeting: Meeting, changes: Sequence[DatedChange], site_url: str) -> Event:
    """Return the event of a meeting, from the data and its history: no guessed end, no build time."""
    page = urljoin(site_url, f"calendrier/{meeting.id}/")
    stamp = changes[0].at.astimezone(dt.UTC) if changes else _compute_stamp(roadmap, meeting)
    start, end = meeting.start_and_end(roadmap.site.time_zone)
    return Event.new(
        uid=_uid(roadmap, _first_id(meeting)),
        stamp=stamp,
        last_modified=stamp,
        sequence=_compute_sequence(meeting) + sum(item.change.nature != "ajout" for item in changes),
        summary=meeting.titre,
        start=_to_utc(start),
        end=_to_utc(end) if end else None,
        location=meeting.lieu,
        status=_STATUS.get(meeting.statut or ""),
        description=_format_description(meeting, page, urljoin(site_url, f"comite/{meeting.id}/")),
        url=page,
    )


def _compute_sequence(meeting: Meeting) -> int:
    """Return the sequence number that date and status give; the known changes are added to it.

    Calendar programs may ignore an update with a lower number (RFC 5545, 3.8.7.4). The history counts every
    revision, but a copy of the files has none: the state alone gives a number that rises when a meeting is
    confirmed, postponed, postponed again, cancelled. It is twice the number of days from the first date to
    the current one, both included; plus one once confirmed; the maximum when cancelled. It falls when a date
    moves back towards the first one, or when a cancelled meeting is held after all: an imported copy may miss
    these updates, a subscription does not.
    """
    if meeting.statut == "annulee":
        return _CANCELLED_SEQUENCE
    first = meeting.date_initiale
    days = 1 + abs((meeting.date.first_day - first.first_day).days) if first else 0
    return 2 * days + (meeting.statut != "a-confirmer")


def _first_id(meeting: Meeting) -> str:
    """Return the first identifier that the meeting had."""
    return (*meeting.anciens_identifiants, meeting.id)[0]


def _uid(roadmap: Roadmap, identifier: str) -> str:
    """Return a globally unique identifier.

    That of a meeting never changes: it is made of its oldest identifier, and no contribution may change which
    one comes first in `anciens_identifiants` (checked in `history.diff`).
    """
    return f"{identifier}@{roadmap.departement.id}.feuille-de-route"


def _to_utc(when: dt.date) -> dt.date:
    """Convert a datetime to UTC, which every mail program supports; return a date unchanged."""
    return when.astimezone(dt.UTC) if isinstance(when, dt.datetime) else when


def _compute_stamp(roadmap: Roadmap, meeting: Meeting) -> dt.datetime:
    """Return the date stamp of a meeting: the date of its source, else of the roadmap's state.

    Without either, the earliest day planned for it: the build time would make every build different.
    """
    date = (meeting.source and meeting.source.date) or roadmap.site.etat.depuis
    planned = [day.first_day for day in (meeting.date_initiale, meeting.date) if day]
    return dt.datetime.combine(date.last_day if date else min(planned), dt.time.min, dt.UTC)


def _format_description(meeting: Meeting, page: str, pack: str) -> str:
    """Return the agenda, the address of the meeting, and that of the pack of a committee."""
    agenda = [f"{number}. {item}" for number, item in enumerate(meeting.ordre_du_jour, start=1)]
    packs = [f"Dossier de séance : {pack}"] if meeting.is_committee_meeting else []
    return "\n".join([*(["Ordre du jour :", *agenda, ""] if agenda else []), page, *packs])
