"""The calendars that mail programs take: all meetings, those of an instance, one meeting (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from roadmap.model.records import Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.text import french
from roadmap.text.partial_dates import MAX_YEAR, MIN_YEAR, find_time_zone

_STATUS = {
    "a-confirmer": "TENTATIVE",
    "confirmee": "CONFIRMED",
    "reportee": "CONFIRMED",
    "annulee": "CANCELLED",
}
# More than any meeting that stands can have: no date is further from another.
_CANCELLED = 2 * (dt.date(MAX_YEAR, 12, 31) - dt.date(MIN_YEAR, 1, 1)).days + 4
_EVERY_DAY = dt.timedelta(days=1)


def calendar_files(roadmap: Roadmap, site_url: str) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the content of every calendar; a former id keeps a copy of its meeting's."""
    name = roadmap.site.nom
    yield "calendrier.ics", _calendar(roadmap, "tout", name, roadmap.reunions, site_url)
    for instance in roadmap.instances:
        meetings = roadmap.meetings_of_instance(instance.id)
        title = f"{instance.nom} · {name}"
        yield f"calendrier/{instance.id}.ics", _calendar(roadmap, instance.id, title, meetings, site_url)
    for meeting in roadmap.reunions:
        # Even without a day: put off to « juin », a meeting keeps the address that it had.
        content = _calendar(roadmap, meeting.id, meeting.titre, [meeting], site_url)
        for identifier in (meeting.id, *meeting.anciens_identifiants):
            yield f"calendrier/{identifier}.ics", content


def _calendar(
    roadmap: Roadmap, identifier: str, name: str, meetings: Iterable[Meeting], site_url: str
) -> bytes:
    """Return a calendar; what is known to the month alone is no event, and is told in its description."""
    meetings = list(meetings)
    vague = [each for each in meetings if not each.date.is_full]
    lines = [_line(roadmap, each) for each in vague]
    events = [_event(roadmap, each, site_url) for each in meetings if each.date.is_full]
    calendar = Calendar.new(
        uid=_uid(roadmap, f"calendrier-{identifier}"),
        prodid=f"-//{roadmap.site.nom}//Feuille de route//FR",
        name=name,
        description=" ".join(["Sans date au jour près.", *lines]) if lines else None,
        refresh_interval=_EVERY_DAY,
        subcomponents=events or [_utc()],
    )
    # RFC 7986, section 5.7: the kind of its value must be told.
    calendar["refresh-interval"].params["VALUE"] = "DURATION"
    calendar.add("x-published-ttl", "P1D")
    return calendar.to_ical()


def _utc() -> Timezone:
    """Return the zone of universal time, to stand alone where there is no event.

    A calendar holds one component at least (RFC 5545, section 3.6); Outlook may refuse one that holds none.
    A zone adds nothing to an agenda: a task or a note, even hidden, would show in some, and stay there.
    """
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", dt.datetime(1970, 1, 1))  # noqa: DTZ001 - local, as the standard wants it
    standard.add("tzoffsetfrom", dt.timedelta())
    standard.add("tzoffsetto", dt.timedelta())
    zone.add_component(standard)
    return zone


def _line(roadmap: Roadmap, meeting: Meeting) -> str:
    """Say in a line what is no event, and that it is cancelled, put off or to be confirmed."""
    status = roadmap.schemas.labels("calendar", "reunions", 0, "statut").get(meeting.statut or "")
    told = f" ({status.lower()})" if status else ""
    return f"{meeting.titre} : {french.format_date(meeting.date)}{told}."


def _event(roadmap: Roadmap, meeting: Meeting, site_url: str) -> Event:
    """Return a meeting with what the data holds, no more: no end that is not known, no clock's time."""
    page = urljoin(site_url, f"calendrier/{meeting.id}/")
    stamp = _written(roadmap, meeting)
    start, end = meeting.span(find_time_zone(roadmap.site.departement.code))
    return Event.new(
        uid=_uid(roadmap, (*meeting.anciens_identifiants, meeting.id)[0]),
        stamp=stamp,
        last_modified=stamp,
        sequence=_sequence(meeting),
        summary=meeting.titre,
        start=_moment(start),
        end=_moment(end) if end else None,
        location=meeting.lieu,
        status=_STATUS.get(meeting.statut or ""),
        description=_description(meeting, page),
        url=page,
    )


def _sequence(meeting: Meeting) -> int:
    """Return a number that rises with each change of date or status (RFC 5545, section 3.8.7.4).

    Agendas may drop what comes with a lower number than what they hold. The data tells no revision, only
    what it comes to, so the number is made of that: twice the days from the first date to the present one,
    both included; one more once nothing is left to confirm; above all others when cancelled. It rises when a
    meeting is confirmed, put off, put off again, cancelled. It cannot when a date comes back nearer to the
    first one, or when a cancelled meeting is held after all: an agenda that was given a copy may miss these;
    one that follows the calendar does not.
    """
    if meeting.statut == "annulee":
        return _CANCELLED
    first = meeting.date_initiale
    moved = 1 + abs((meeting.date.first_day - first.first_day).days) if first else 0
    return 2 * moved + (meeting.statut != "a-confirmer")


def _uid(roadmap: Roadmap, identifier: str) -> str:
    """Return an identifier that no other calendar gives.

    A meeting keeps its first one for life: its former ones are written the oldest first, and no contribution
    may change which comes first (see `_new_agenda_names` in `history.diff`).
    """
    return f"{identifier}@{roadmap.departement.id}.feuille-de-route"


def _moment(when: dt.date) -> dt.date:
    """Return a day as it is, an instant in UTC, which every mail program reads right."""
    return when.astimezone(dt.UTC) if isinstance(when, dt.datetime) else when


def _written(roadmap: Roadmap, meeting: Meeting) -> dt.datetime:
    """Return when the meeting was written down: the date of its source, else of the roadmap's state.

    Where neither is known, the first day that it was ever to be held on: the clock would make every build
    another calendar.
    """
    date = (meeting.source and meeting.source.date) or roadmap.site.etat.depuis
    known = [each.first_day for each in (meeting.date_initiale, meeting.date) if each]
    return dt.datetime.combine(date.last_day if date else min(known), dt.time.min, dt.UTC)


def _description(meeting: Meeting, page: str) -> str:
    agenda = [f"{number}. {each}" for number, each in enumerate(meeting.ordre_du_jour, start=1)]
    return "\n".join([*(["Ordre du jour :", *agenda, ""] if agenda else []), page])
