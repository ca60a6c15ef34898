"""The pages generated from the data: one per axis, action, meeting and territory, and former addresses."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

from roadmap.modelling.model import Roadmap
from roadmap.modelling.records import Meeting
from roadmap.rendering import french, lists


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
    yield from _axis_pages(roadmap)
    for action in roadmap.actions:
        page = GeneratedPage(
            f"actions/{action.id}/",
            "page_action",
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
    yield from _territory_pages(roadmap)


def _axis_pages(roadmap: Roadmap) -> Iterator[GeneratedPage]:
    """Yield the pages of the axes, and the following ones of the list of all actions."""
    everything = GeneratedPage(
        "actions/", "actions", "Actions", "Toutes les actions, axe par axe", "actions/"
    )
    yield from _following_pages(everything, lists.all_actions(roadmap))
    for axis in roadmap.axes:
        title = f"Axe {axis.numero} : {axis.titre_court}"
        listed = lists.actions_of_axis(roadmap, axis.numero)
        context = {"axis": axis, "listed": listed[0]}
        page = GeneratedPage(f"axes/{axis.numero}/", "page_axe", title, axis.titre, "actions/", context)
        yield page
        yield from _following_pages(page, listed)


def _territory_pages(roadmap: Roadmap) -> Iterator[GeneratedPage]:
    """Yield the pages of the department and of its territories."""
    name = roadmap.site.nom
    listed = lists.actions_of_department(roadmap)
    page = GeneratedPage(
        f"territoires/{roadmap.departement.id}/",
        "page_departement",
        roadmap.departement.nom,
        f"Les actions de tout le département. {name}.",
        "territoires/",
        {"listed": listed[0]},
    )
    yield page
    yield from _following_pages(page, listed)
    for territory in roadmap.epci:
        listed = lists.actions_of_territory(roadmap, territory.id)
        page = GeneratedPage(
            f"territoires/{territory.id}/",
            "page_territoire",
            territory.nom,
            f"Les actions prévues et les communes de {territory.nom}. {name}.",
            "territoires/",
            {"territory": territory, "listed": listed[0]},
        )
        yield page
        yield from _following_pages(page, listed)


def _following_pages(first: GeneratedPage, listed: tuple[lists.ListPage, ...]) -> Iterator[GeneratedPage]:
    """Yield the pages of a list after its first one, which is `first`."""
    for page in listed[1:]:
        place = f"page {page.number} sur {page.count}"
        yield GeneratedPage(
            f"{page.address(page.number)}/",
            "page_liste",
            f"{first.title}, {place}",
            f"{first.description.rstrip('.')} : {place}.",
            first.section,
            {"title": first.title, "listed": page},
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
