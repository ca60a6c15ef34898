"""Build the JSON-LD of the pages: schema.org's Event, Dataset, BreadcrumbList and WebSite."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from roadmap.model.records import Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import open_data
from roadmap.outputs.tabular import CSV_TABLES, PUBLISHED_KINDS

JsonLd = dict[str, Any]

_STATUS = {
    "confirmee": "https://schema.org/EventScheduled",
    "reportee": "https://schema.org/EventRescheduled",
    "annulee": "https://schema.org/EventCancelled",
}
OPEN_DATA_ADDRESS = "donnees/"


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


def describe_written_page(address: str, roadmap: Roadmap, site_url: str) -> tuple[JsonLd, ...]:
    """Return the JSON-LD of a Markdown page: WebSite for the home page, Dataset for the open data."""
    site = roadmap.site
    if address == "":
        properties = {"name": site.nom, "description": site.description, "url": site_url}
        return (_build_object("WebSite", **properties, inLanguage="fr"),)
    return (_build_dataset(roadmap, address, site_url),) if address == OPEN_DATA_ADDRESS else ()


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
