"""What pages tell machines: schema.org's Event, Dataset, BreadcrumbList and WebSite, as JSON-LD."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from roadmap.model.records import Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import open_data
from roadmap.outputs.tabular import FILES, TABLES

Thing = dict[str, Any]

_STATUS = {
    "confirmee": "https://schema.org/EventScheduled",
    "reportee": "https://schema.org/EventRescheduled",
    "annulee": "https://schema.org/EventCancelled",
}
DATA = "donnees/"


def breadcrumbs(steps: Iterable[tuple[str, str]], site_url: str) -> Thing:
    """Return the way from the home page to a page, itself included: (address, title) of each step."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": f"{site_url}{address}"}
        for position, (address, name) in enumerate(steps, start=1)
    ]
    return _thing("BreadcrumbList", itemListElement=items)


def event(meeting: Meeting, address: str, site_url: str, zone: dt.tzinfo) -> Thing | None:
    """Return a meeting with what the data holds, no more; None when its day is not known.

    `zone` is the one that hours are told in.
    """
    if not meeting.date.is_full:
        return None
    first = meeting.date_initiale
    start, end = meeting.start_and_end(zone)
    was_moved = meeting.statut == "reportee" and first is not None and first.is_full
    return _thing(
        "Event",
        name=meeting.titre,
        startDate=start.isoformat(),
        endDate=end.isoformat() if end else None,
        previousStartDate=first.first_day.isoformat() if was_moved else None,
        eventStatus=_STATUS.get(meeting.statut or ""),
        location={"@type": "Place", "name": meeting.lieu} if meeting.lieu else None,
        description="\n".join(meeting.ordre_du_jour) or None,
        url=urljoin(site_url, address),
        inLanguage="fr",
    )


def of_written(address: str, roadmap: Roadmap, site_url: str) -> tuple[Thing, ...]:
    """Return what the written page at `address` tells machines."""
    site = roadmap.site
    if address == "":
        return (
            _thing("WebSite", name=site.nom, description=site.description, url=site_url, inLanguage="fr"),
        )
    return (_dataset(roadmap, address, site_url),) if address == DATA else ()


def _dataset(roadmap: Roadmap, address: str, site_url: str) -> Thing:
    """Return the open data that the page at `address` describes."""
    folder = urljoin(site_url, address)
    files = [(f"{table.name}.csv", "text/csv") for table in TABLES]
    files += [(f"{name}.json", "application/json") for name in ("actions", *FILES)]
    publisher = roadmap.site.editeur.nom
    return _thing(
        "Dataset",
        name=roadmap.site.nom,
        description=roadmap.site.description,
        url=folder,
        license=open_data.LICENCE["path"],
        isAccessibleForFree=True,
        inLanguage="fr",
        spatialCoverage={"@type": "Place", "name": roadmap.departement.nom},
        publisher={"@type": "Organization", "name": publisher} if publisher else None,
        distribution=[
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": kind,
                "contentUrl": urljoin(folder, name),
            }
            for name, kind in files
        ],
    )


def _thing(kind: str, **properties: object) -> Thing:
    """Return a thing with the properties that are known."""
    known = {name: value for name, value in properties.items() if value is not None}
    return {"@context": "https://schema.org", "@type": kind, **known}
