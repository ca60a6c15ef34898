"""Build the JSON-LD of the pages: schema.org's Event, GovernmentService, Dataset, BreadcrumbList, WebSite."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from roadmap.model.records import Meeting, SiteSettings
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import open_data
from roadmap.outputs.tabular import CSV_TABLES, PUBLISHED_KINDS

JsonLd = dict[str, Any]

_STATUS = {
    "confirmee": "https://schema.org/EventScheduled",
    "reportee": "https://schema.org/EventRescheduled",
    "annulee": "https://schema.org/EventCancelled",
}
OPEN_DATA_ADDRESS, CALENDAR_ADDRESS = "donnees/", "calendrier/"


def build_breadcrumbs(steps: Iterable[tuple[str, str]], site_url: str) -> JsonLd:
    """Return the BreadcrumbList of (address, title) pairs, from the home page to the page itself."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": f"{site_url}{address}"}
        for position, (address, name) in enumerate(steps, start=1)
    ]
    return _build_object("BreadcrumbList", itemListElement=items)


def build_event(meeting: Meeting, address: str, site_url: str, zone: dt.tzinfo) -> JsonLd | None:
    """Return the Event of a meeting, or None without an exact day; `zone` is that of its hours."""
    if not meeting.date.is_full:
        return None
    first = meeting.date_initiale
    start, end = meeting.start_and_end(zone)
    has_moved = meeting.statut == "reportee" and first is not None and first.is_full
    return _build_object(
        "Event",
        name=meeting.titre,
        startDate=start.isoformat(),
        endDate=end.isoformat() if end else None,
        previousStartDate=first.first_day.isoformat() if has_moved else None,
        eventStatus=_STATUS.get(meeting.statut or ""),
        location={"@type": "Place", "name": meeting.lieu} if meeting.lieu else None,
        description="\n".join(meeting.ordre_du_jour) or None,
        url=urljoin(site_url, address),
        inLanguage="fr",
    )


def build_help_service(site: SiteSettings, place: JsonLd, help_url: str) -> JsonLd:
    """Return the GovernmentService that tells where to get help: the national map, open on a place.

    Who runs each place of help is not said: the data do not know it.
    """
    return _build_object(
        "GovernmentService",
        name=site.aide.titre,
        serviceType="Aide avec le numérique",
        areaServed=place,
        availableChannel={"@type": "ServiceChannel", "serviceUrl": help_url, "availableLanguage": "fr"},
    )


def build_place(kind: str, name: str, *, inside: str | None = None) -> JsonLd:
    """Return a place of a schema.org type, and the name of the area that contains it, if any."""
    area = {"containedInPlace": {"@type": "AdministrativeArea", "name": inside}} if inside else {}
    return {"@type": kind, "name": name, **area}


def describe_written_page(address: str, roadmap: Roadmap, site_url: str) -> tuple[JsonLd, ...]:
    """Return the JSON-LD of a Markdown page: home, open data, calendar; none for the others."""
    site = roadmap.site
    if address == "":
        properties = {"name": site.nom, "description": site.description, "url": site_url}
        return (_build_object("WebSite", **properties, inLanguage="fr"),)
    if address == OPEN_DATA_ADDRESS:
        return (_build_dataset(roadmap, address, site_url),)
    return (_build_event_list(roadmap, site_url),) if address == CALENDAR_ADDRESS else ()


def _build_event_list(roadmap: Roadmap, site_url: str) -> JsonLd:
    """Return the ItemList of the Events that the page of the calendar shows, in its order."""
    latest_year = [meeting for _, meetings in roadmap.past_meetings_by_year()[:1] for meeting in meetings]
    shown = (*roadmap.upcoming_meetings, *roadmap.cancelled_meetings, *latest_year)
    zone = roadmap.site.time_zone
    events = [build_event(meeting, f"calendrier/{meeting.id}/", site_url, zone) for meeting in shown]
    items = [
        {"@type": "ListItem", "position": position, "item": _nest(event)}
        for position, event in enumerate(filter(None, events), start=1)
    ]
    return _build_object("ItemList", itemListElement=items)


def _nest(properties: JsonLd) -> JsonLd:
    """Return an object as the value of another, which has the context."""
    return {name: value for name, value in properties.items() if name != "@context"}


def _build_dataset(roadmap: Roadmap, address: str, site_url: str) -> JsonLd:
    """Return the Dataset of the open data, whose page is at `address`."""
    folder = urljoin(site_url, address)
    files = [(f"{table.name}.csv", "text/csv") for table in CSV_TABLES]
    files += [(f"{name}.json", "application/json") for name in ("actions", *PUBLISHED_KINDS)]
    publisher = roadmap.site.editeur.nom
    return _build_object(
        "Dataset",
        name=roadmap.site.nom,
        description=roadmap.site.description,
        url=folder,
        license=open_data.DATA_LICENCE["path"],
        isAccessibleForFree=True,
        inLanguage="fr",
        spatialCoverage={"@type": "Place", "name": roadmap.departement.nom},
        publisher={"@type": "Organization", "name": publisher} if publisher else None,
        distribution=[
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": media_type,
                "contentUrl": urljoin(folder, name),
            }
            for name, media_type in files
        ],
    )


def _build_object(kind: str, **properties: object) -> JsonLd:
    """Return a JSON-LD object of a schema.org type, without the properties that are None."""
    given = {name: value for name, value in properties.items() if value is not None}
    return {"@context": "https://schema.org", "@type": kind, **given}
