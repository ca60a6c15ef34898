"""Build the iCalendar files (RFC 5545): all meetings, an instance, a meeting, a territory, a thematic."""

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from icalendar import Calendar, Timezone, TimezoneStandard, vText

from roadmap.history.history import History
from roadmap.model.roadmap import Roadmap
from roadmap.model.scopes import Scope, build_scopes
from roadmap.outputs.calendar_events import CalendarEntry, EventBuilder, build_uid

_REFRESH_INTERVAL = dt.timedelta(days=1)
_END = b"END:VCALENDAR\r\n"
# Of the dates without an exact day: an agenda shows the description of a calendar in a small frame.
_MAX_LINES = 30
_ACTION_DATES = "les dates de début, d'étape et de fin des actions"
_SCOPE_DESCRIPTIONS = {
    "departement": f"Toutes les réunions et échéances, et {_ACTION_DATES}.",
    "territoire": (
        f"Les réunions et échéances de tout le département, et {_ACTION_DATES} de ce territoire et de celles "
        "de tout le département."
    ),
    "thematique": f"Les réunions et échéances de cette thématique, et {_ACTION_DATES} de cette thématique.",
}


def build_calendar_files(roadmap: Roadmap, history: History, site_url: str) -> Iterator[tuple[str, bytes]]:
    """Yield (address, content) of every calendar; a meeting has a copy under each of its former ids."""
    name = roadmap.site.nom
    builder = EventBuilder(roadmap, history, site_url)
    entries = {meeting.id: builder.build_meeting_entry(meeting) for meeting in roadmap.reunions}
    yield "calendrier.ics", _build_calendar(roadmap, "calendrier-tout", name, entries.values())
    for instance in roadmap.instances:
        meetings = roadmap.meetings_of_instance(instance.id)
        yield (
            f"calendrier/{instance.id}.ics",
            _build_calendar(
                roadmap,
                f"calendrier-{instance.id}",
                f"{instance.nom} · {name}",
                [entries[meeting.id] for meeting in meetings],
            ),
        )
    for meeting in roadmap.reunions:
        # Even without an exact day: a meeting postponed to « juin » keeps its address.
        content = _build_calendar(roadmap, f"calendrier-{meeting.id}", meeting.titre, [entries[meeting.id]])
        for identifier in (meeting.id, *meeting.anciens_identifiants):
            yield f"calendrier/{identifier}.ics", content
    action_entries = {action.id: list(builder.build_action_entries(action)) for action in roadmap.actions}
    for scope in build_scopes(roadmap):
        shown = [entries[meeting.id] for meeting in scope.meetings]
        shown += [entry for action in scope.actions for entry in action_entries[action.id]]
        yield scope.calendar_address, _build_scope_calendar(roadmap, scope, shown, site_url)


def _build_scope_calendar(
    roadmap: Roadmap, scope: Scope, entries: Iterable[CalendarEntry], site_url: str
) -> bytes:
    """Return the calendar of a territory or a thematic; its description says what it shows."""
    about = f"{_SCOPE_DESCRIPTIONS[scope.kind]} {urljoin(site_url, scope.page)}"
    # A slash: no identifier has one, so that no other calendar has the same.
    identifier = scope.calendar_address.removesuffix(".ics")
    return _build_calendar(roadmap, identifier, f"{scope.title} · {roadmap.site.nom}", entries, about)


def _build_calendar(
    roadmap: Roadmap, identifier: str, name: str, entries: Iterable[CalendarEntry], about: str = ""
) -> bytes:
    """Return a calendar; dates without an exact day are no events, but lines of its description."""
    entries = list(entries)
    events = [entry.event for entry in entries if entry.event]
    description = _format_description(about, [entry.line for entry in entries if not entry.event])
    calendar = Calendar.new(
        uid=build_uid(roadmap, identifier),
        prodid=f"-//{roadmap.site.nom}//Feuille de route//FR",
        description=description or None,
        refresh_interval=_REFRESH_INTERVAL,
        subcomponents=() if events else (_build_utc_zone(),),
    )
    # The library does not escape the properties that it does not know; all are texts (RFC 7986, 5.1).
    texts = {"name": name, "x-wr-calname": name, "x-wr-caldesc": description}
    for key, text in texts.items():
        if text:
            calendar[key] = vText(text)
    # RFC 7986, section 5.7: the value type must be explicit.
    calendar["refresh-interval"].params["VALUE"] = "DURATION"
    calendar.add("x-published-ttl", "P1D")
    return b"".join((calendar.to_ical().removesuffix(_END), *events, _END))


def _format_description(about: str, lines: list[str]) -> str:
    """Return what a calendar is about, then its dates without an exact day."""
    rest = [f"Et {len(lines) - _MAX_LINES} autres."] if len(lines) > _MAX_LINES else []
    dates = ["Sans date au jour près.", *lines[:_MAX_LINES], *rest] if lines else []
    return " ".join(filter(None, (about, *dates)))


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
