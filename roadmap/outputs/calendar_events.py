"""Build the iCalendar events (RFC 5545) of the meetings and of the dates of actions."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from icalendar import Event

from roadmap.history.history import DatedChange, History
from roadmap.model.action_dates import ActionDate, list_dates
from roadmap.model.records import Action, Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.text import french
from roadmap.text.partial_dates import MAX_YEAR, MIN_YEAR

_MEETING_STATUS = {
    "a-confirmer": "TENTATIVE",
    "confirmee": "CONFIRMED",
    "reportee": "CONFIRMED",
    "annulee": "CANCELLED",
}
# An action that is not certain has no certain date.
_ACTION_STATUS = {"envisagee": "TENTATIVE", "en-pause": "TENTATIVE", "abandonnee": "CANCELLED"}
# Higher than the sequence number of any other meeting, whatever its dates.
_CANCELLED_SEQUENCE = 2 * (dt.date(MAX_YEAR, 12, 31) - dt.date(MIN_YEAR, 1, 1)).days + 4


@dataclass(frozen=True)
class CalendarEntry:
    """A meeting, or a date of an action: its line in a text, and its event, None if its day is not known."""

    line: str
    event: bytes | None


class EventBuilder:
    """Builder of the calendar entries of a roadmap: each is made once, for all the calendars that show it."""

    def __init__(self, roadmap: Roadmap, history: History, site_url: str) -> None:
        """Group the changes of the history by entry."""
        self._roadmap, self._site_url = roadmap, site_url
        self._changes: dict[tuple[str, str], list[DatedChange]] = {}
        for dated in history.changes:
            self._changes.setdefault((dated.change.kind, dated.first_id), []).append(dated)

    def build_meeting_entry(self, meeting: Meeting) -> CalendarEntry:
        """Return the entry of a meeting."""
        status = self._roadmap.schemas.labels("calendar", "reunions", 0, "statut").get(meeting.statut or "")
        suffix = f" ({status.lower()})" if status else ""
        line = f"{meeting.titre} : {french.format_date(meeting.date)}{suffix}."
        changes = self._changes.get(("reunion", _first_id(meeting)), [])
        return CalendarEntry(line, self._build_meeting_event(meeting, changes))

    def build_action_entries(self, action: Action) -> Iterator[CalendarEntry]:
        """Yield the entry of each date of an action."""
        changes = self._changes.get(("action", _first_id(action)), [])
        for dated in list_dates(action):
            title = _format_title(action, dated)
            line = f"{title} : {french.format_date(dated.date)}."
            yield CalendarEntry(line, self._build_action_event(action, dated, title, changes))

    def _build_meeting_event(self, meeting: Meeting, changes: Sequence[DatedChange]) -> bytes | None:
        """Return the event of a meeting, from the data and its history: no guessed end, no build time."""
        if not meeting.date.is_full:
            return None
        page = urljoin(self._site_url, f"calendrier/{meeting.id}/")
        pack = urljoin(self._site_url, f"comite/{meeting.id}/")
        stamp = changes[0].at.astimezone(dt.UTC) if changes else _compute_stamp(self._roadmap, meeting)
        start, end = meeting.start_and_end(self._roadmap.site.time_zone)
        return Event.new(
            uid=build_uid(self._roadmap, _first_id(meeting)),
            stamp=stamp,
            last_modified=stamp,
            sequence=_compute_sequence(meeting) + _count_revisions(changes),
            summary=meeting.titre,
            start=_to_utc(start),
            end=_to_utc(end) if end else None,
            location=meeting.lieu,
            status=_MEETING_STATUS.get(meeting.statut or ""),
            categories=self._list_categories(meeting),
            description=_format_description(meeting, page, pack),
            url=page,
        ).to_ical()

    def _build_action_event(
        self, action: Action, dated: ActionDate, title: str, changes: Sequence[DatedChange]
    ) -> bytes | None:
        """Return the event of a date of an action: it takes the whole day, and leaves it free."""
        if not dated.date.is_full:
            return None
        page = urljoin(self._site_url, f"actions/{action.id}/")
        confirmed = dt.datetime.combine(action.confirme_le.first_day, dt.time.min, dt.UTC)
        stamp = changes[0].at.astimezone(dt.UTC) if changes else confirmed
        return Event.new(
            # A dot: no identifier has one, so that no meeting has the same.
            uid=build_uid(self._roadmap, f"{_first_id(action)}.{dated.key}"),
            stamp=stamp,
            last_modified=stamp,
            sequence=_count_revisions(changes),
            summary=title,
            start=dated.date.first_day,
            status=_ACTION_STATUS.get(action.statut, "CONFIRMED"),
            transparency="TRANSPARENT",
            categories=self._list_categories(action),
            description=f"{action.resume}\n\n{page}",
            url=page,
        ).to_ical()

    def _list_categories(self, entry: Action | Meeting) -> tuple[str, ...]:
        # A tuple: the library writes an empty property for an empty list.
        return tuple(self._roadmap.thematic_title(identifier) for identifier in entry.thematiques)


def build_uid(roadmap: Roadmap, identifier: str) -> str:
    """Return a globally unique identifier.

    That of a meeting never changes: it is made of its oldest identifier, and no contribution may change which
    one comes first in `anciens_identifiants` (checked in `history.diff`).
    """
    return f"{identifier}@{roadmap.departement.id}.feuille-de-route"


def _first_id(entry: Action | Meeting) -> str:
    """Return the first identifier that the entry had."""
    return (*entry.anciens_identifiants, entry.id)[0]


def _count_revisions(changes: Sequence[DatedChange]) -> int:
    return sum(item.change.nature != "ajout" for item in changes)


def _format_title(action: Action, dated: ActionDate) -> str:
    """Return the title of a date of an action, as an agenda shows it."""
    if dated.milestone:
        return f"Étape : {dated.milestone} ({action.titre})"
    return f"{'Début' if dated.key == 'debut' else 'Fin'} : {action.titre}"


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
