"""The generated pages: axes, actions, meetings, territories, months of news, and former addresses."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

from roadmap.modelling.model import Roadmap
from roadmap.modelling.records import Action, Axis, Meeting, Territory
from roadmap.publishing import cards, structured
from roadmap.publishing.cards import Card
from roadmap.publishing.structured import Thing
from roadmap.rendering import french
from roadmap.rendering.news import Month, News


@dataclass(frozen=True)
class GeneratedPage:
    """A page whose body is a block; texts are plain, to be escaped where they are printed.

    `address` ends with `/`; `section` is the menu's entry that it belongs to; `path` leads from the
    home page to the page, itself left out, as (address, title); `structured` is what it tells machines;
    `card` is None for that of its entry; `moved_to` is set on the page of a former address.
    """

    address: str
    block: str
    title: str
    description: str
    section: str
    context: dict[str, object] = field(default_factory=dict)
    moved_to: str | None = None
    card: Card | None = None
    path: tuple[tuple[str, str], ...] = ()
    structured: tuple[Thing, ...] = ()


HOME = ("", "Accueil")
ACTIONS = ("actions/", "Actions")
CALENDAR = ("calendrier/", "Calendrier")
TERRITORIES = ("territoires/", "Territoires")
NEWS = ("nouveautes/", "Nouveautés")


def generated_pages(roadmap: Roadmap, news: News, site_url: str) -> Iterator[GeneratedPage]:
    """Yield every generated page of the roadmap, at `site_url`."""
    for page, formers in _present_pages(roadmap, news, site_url):
        yield _with_breadcrumbs(page, site_url) if page.path else page
        yield from _former_pages(page, formers)


def _with_breadcrumbs(page: GeneratedPage, site_url: str) -> GeneratedPage:
    """Tell machines the way to a page as it is shown to readers."""
    crumbs = structured.breadcrumbs((*page.path, (page.address, page.title)), site_url)
    return dataclasses.replace(page, structured=(*page.structured, crumbs))


def _present_pages(
    roadmap: Roadmap, news: News, site_url: str
) -> Iterator[tuple[GeneratedPage, tuple[str, ...]]]:
    """Yield every page at a present address, with its former ids."""
    for axis in roadmap.axes:
        yield _axis_page(roadmap, axis), ()
    for action in roadmap.actions:
        yield _action_page(roadmap, action), action.anciens_identifiants
    for meeting in roadmap.reunions:
        yield _meeting_page(roadmap, meeting, site_url), meeting.anciens_identifiants
    yield _department_page(roadmap), ()
    for territory in roadmap.epci:
        yield _territory_page(roadmap, territory), ()
    for month in news.months:
        yield _month_page(roadmap, month), ()


def _axis_page(roadmap: Roadmap, axis: Axis) -> GeneratedPage:
    return GeneratedPage(
        f"axes/{axis.numero}/",
        "page_axe",
        f"Axe {axis.numero} : {axis.titre_court}",
        f"{axis.titre}. Axe {axis.numero} de la feuille de route. {roadmap.site.nom}.",
        ACTIONS[0],
        {"axis": axis},
        card=cards.of_axis(axis),
        path=(HOME, ACTIONS),
    )


def _action_page(roadmap: Roadmap, action: Action) -> GeneratedPage:
    axis = roadmap.axis(action.axe)
    return GeneratedPage(
        f"actions/{action.id}/",
        "page_action",
        action.titre,
        action.resume,
        ACTIONS[0],
        {"action": action},
        card=cards.of_axis(axis),
        path=(HOME, ACTIONS, (f"axes/{axis.numero}/", f"Axe {axis.numero}")),
    )


def _meeting_page(roadmap: Roadmap, meeting: Meeting, site_url: str) -> GeneratedPage:
    address = f"calendrier/{meeting.id}/"
    event = structured.event(meeting, address, site_url)
    return GeneratedPage(
        address,
        "page_reunion",
        meeting.titre,
        f"{_when_and_where(roadmap, meeting)}. {roadmap.site.nom}.",
        CALENDAR[0],
        {"meeting": meeting},
        card=cards.of_instance(roadmap.instance(meeting.instance)),
        path=(HOME, CALENDAR),
        structured=(event,) if event else (),
    )


def _department_page(roadmap: Roadmap) -> GeneratedPage:
    card = cards.of_department(roadmap)
    return GeneratedPage(
        f"territoires/{roadmap.departement.id}/",
        "page_departement",
        roadmap.departement.nom,
        f"{roadmap.departement.nom}, {card.text} : les actions de tout le département. {roadmap.site.nom}.",
        TERRITORIES[0],
        card=card,
        path=(HOME, TERRITORIES),
    )


def _territory_page(roadmap: Roadmap, territory: Territory) -> GeneratedPage:
    card = cards.of_territory(roadmap, territory)
    return GeneratedPage(
        f"territoires/{territory.id}/",
        "page_territoire",
        territory.nom,
        f"{territory.nom}, {card.text} : les actions prévues et les communes. {roadmap.site.nom}.",
        TERRITORIES[0],
        {"territory": territory},
        card=card,
        path=(HOME, TERRITORIES),
    )


def _month_page(roadmap: Roadmap, month: Month) -> GeneratedPage:
    name = french.date(month.month)
    return GeneratedPage(
        month.address,
        "page_nouveautes",
        f"Nouveautés : {name}",
        f"Ce qui a changé dans la feuille de route en {name}. {roadmap.site.nom}.",
        NEWS[0],
        {"month": month},
        path=(HOME, NEWS),
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
            path=(),
            structured=(),
            context={"title": page.title, "address": page.address},
            moved_to=page.address,
        )


def problem_page(address: str) -> GeneratedPage:
    """Return the page that the live preview shows at `address` while the data holds errors."""
    return GeneratedPage(address, "erreurs", "Erreurs dans les données", "", "")
