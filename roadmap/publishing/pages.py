"""The pages generated from the data: one per axis, action, meeting and territory, and former addresses."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

from roadmap.modelling.model import Roadmap
from roadmap.modelling.records import Meeting
from roadmap.rendering import french


@dataclass(frozen=True)
class GeneratedPage:
    """A page whose body is a block; texts are plain, to be escaped where they are printed.

    `address` ends with `/`; `section` is the menu's entry that it belongs to; `moved_to` is set on
    the page of a former address.
    """

    address: str
    block: str
    title: str
    description: str
    section: str
    context: dict[str, object] = field(default_factory=dict)
    moved_to: str | None = None


def generated_pages(roadmap: Roadmap) -> Iterator[GeneratedPage]:
    """Yield every generated page of the roadmap."""
    name = roadmap.site.nom
    for axis in roadmap.axes:
        title = f"Axe {axis.numero} : {axis.titre_court}"
        yield GeneratedPage(f"axes/{axis.numero}/", "page_axe", title, axis.titre, "actions/", {"axis": axis})
    for action in roadmap.actions:
        page = GeneratedPage(
            f"actions/{action.id}/",
            "page_action_affiche",
            action.titre,
            action.resume,
            "actions/",
            {"action": action},
        )
        yield page
        yield from _former_pages(page, action.anciens_identifiants)
    for meeting in roadmap.reunions:
        page = GeneratedPage(
            f"calendrier/{meeting.id}/",
            "page_reunion",
            meeting.titre,
            f"{_when_and_where(roadmap, meeting)}. {name}.",
            "calendrier/",
            {"meeting": meeting},
        )
        yield page
        yield from _former_pages(page, meeting.anciens_identifiants)
    for year, meetings in roadmap.past_meetings_by_year()[1:]:
        yield GeneratedPage(
            f"calendrier/archives/{year}/",
            "page_archives",
            f"Calendrier de {year}",
            f"Les réunions et les échéances passées de {year}. {name}.",
            "calendrier/",
            {"year": year, "meetings": meetings},
        )
    yield GeneratedPage(
        f"territoires/{roadmap.departement.id}/",
        "page_departement",
        roadmap.departement.nom,
        f"Les actions de tout le département. {name}.",
        "territoires/",
    )
    for territory in roadmap.epci:
        yield GeneratedPage(
            f"territoires/{territory.id}/",
            "page_territoire",
            territory.nom,
            f"Les actions prévues et les communes de {territory.nom}. {name}.",
            "territoires/",
            {"territory": territory},
        )


def _when_and_where(roadmap: Roadmap, meeting: Meeting) -> str:
    """Say in a line what a meeting is: what a shared link shows of it."""
    hour = f" à {french.hour(meeting.heure)}" if meeting.heure else ""
    parts = (roadmap.instance(meeting.instance).nom, f"{french.date(meeting.date)}{hour}", meeting.lieu)
    return ", ".join(filter(None, parts))


def _former_pages(page: GeneratedPage, formers: tuple[str, ...]) -> Iterator[GeneratedPage]:
    """Yield a page for each former address of `page`, which leads to it."""
    for former in formers:
        yield dataclasses.replace(
            page,
            address=f"{page.section}{former}/",
            block="redirection",
            context={"title": page.title, "address": page.address},
            moved_to=page.address,
        )


def problem_page(address: str) -> GeneratedPage:
    """Return the page that the live preview shows at `address` while the data holds errors."""
    return GeneratedPage(address, "erreurs", "Erreurs dans les données", "", "")
