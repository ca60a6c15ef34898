"""The generated pages: axes, actions, meetings, territories, months of news, and former addresses."""

from collections.abc import Iterator

import msgspec

from roadmap.model.records import Action, Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import json_ld, social_cards
from roadmap.outputs.json_ld import Thing
from roadmap.outputs.meeting_pack import Pack, Packs
from roadmap.outputs.social_cards import Card
from roadmap.render import pagination
from roadmap.render.news import Month, News
from roadmap.text import french
from roadmap.text.partial_dates import find_time_zone


class GeneratedPage(msgspec.Struct, frozen=True):
    """A page whose body is a block; texts are plain, to be escaped where they are printed.

    `address` ends with `/`; `section` is the menu's entry that it belongs to; `path` leads from the
    home page to the page, itself left out, as (address, title); `structured` is what it tells machines
    beside this path; `card` is None for that of its entry; `moved_to` is set on the page of a former address.
    `actions` are the identifiers of the few actions that the page depends on, beside the data that are no
    action and what the day makes of these actions: none for the other pages. `outline` is what else of a list
    of actions it shows.
    """

    address: str
    block: str
    title: str
    description: str
    section: str
    context: dict[str, object] = msgspec.field(default_factory=dict)
    moved_to: str | None = None
    card: Card | None = None
    path: tuple[tuple[str, str], ...] = ()
    structured: tuple[Thing, ...] = ()
    actions: tuple[str, ...] = ()
    outline: str = ""


HOME = ("", "Accueil")
ACTIONS = ("actions/", "Actions")
CALENDAR = ("calendrier/", "Calendrier")
COMMITTEES = "comite/"
TERRITORIES = ("territoires/", "Territoires")
NEWS = ("nouveautes/", "Nouveautés")
# A page, and the identifiers that it had before.
_Known = tuple[GeneratedPage, tuple[str, ...]]


def generated_pages(roadmap: Roadmap, news: News, site_url: str) -> Iterator[GeneratedPage]:
    """Yield every generated page of the roadmap, at `site_url`."""
    for page, formers in _present_pages(roadmap, news, site_url):
        yield page
        yield from _former_pages(page, formers)


def _present_pages(roadmap: Roadmap, news: News, site_url: str) -> Iterator[_Known]:
    """Yield every page at a present address, with its former ids."""
    for page in (*_axis_pages(roadmap), *_territory_pages(roadmap)):
        yield page, ()
    for action in roadmap.actions:
        yield _action_page(roadmap, action), action.anciens_identifiants
    packs = Packs(roadmap, news.history)
    for meeting in roadmap.reunions:
        page = _meeting_page(roadmap, meeting, site_url)
        yield page, meeting.anciens_identifiants
        if meeting.is_of_a_committee:
            yield _pack_page(page, packs.of(meeting)), meeting.anciens_identifiants
    for year, meetings in roadmap.past_meetings_by_year()[1:]:
        yield _archive_page(roadmap, year, meetings), ()
    for month in news.months:
        yield _month_page(roadmap, month), ()


def _axis_pages(roadmap: Roadmap) -> Iterator[GeneratedPage]:
    """Yield the pages of the axes, and the following ones of the list of all actions."""
    address, title = ACTIONS
    everything = GeneratedPage(
        address, "actions", title, "Toutes les actions, axe par axe", address, path=(HOME,)
    )
    yield from _following_pages(everything, pagination.all_actions(roadmap))
    for axis in roadmap.axes:
        listed = pagination.actions_of_axis(roadmap, axis.numero)
        page = GeneratedPage(
            f"axes/{axis.numero}/",
            "page_axe",
            f"Axe {axis.numero} : {axis.titre_court}",
            f"{axis.titre}. Axe {axis.numero} de la feuille de route. {roadmap.site.nom}.",
            ACTIONS[0],
            {"axis": axis, "listed": listed[0]},
            card=social_cards.of_axis(axis),
            path=(HOME, ACTIONS),
        )
        yield page
        yield from _following_pages(page, listed)


def _action_page(roadmap: Roadmap, action: Action) -> GeneratedPage:
    axis = roadmap.axis(action.axe)
    return GeneratedPage(
        f"actions/{action.id}/",
        "page_action_affiche",
        action.titre,
        action.resume,
        ACTIONS[0],
        {"action": action},
        card=social_cards.of_axis(axis),
        path=(HOME, ACTIONS, (f"axes/{axis.numero}/", f"Axe {axis.numero}")),
        actions=tuple(each.id for each in (action, *roadmap.neighbours(action)) if each),
    )


def _meeting_page(roadmap: Roadmap, meeting: Meeting, site_url: str) -> GeneratedPage:
    address = f"calendrier/{meeting.id}/"
    event = json_ld.event(meeting, address, site_url, find_time_zone(roadmap.site.departement.code))
    return GeneratedPage(
        address,
        "page_reunion",
        meeting.titre,
        f"{_when_and_where(roadmap, meeting)}. {roadmap.site.nom}.",
        CALENDAR[0],
        {"meeting": meeting},
        card=social_cards.of_instance(roadmap.instance(meeting.instance)),
        path=(HOME, CALENDAR),
        structured=(event,) if event else (),
    )


def _pack_page(page: GeneratedPage, pack: Pack) -> GeneratedPage:
    """Return the page of the pack of a committee, whose meeting has `page`."""
    return msgspec.structs.replace(
        page,
        address=f"{COMMITTEES}{pack.meeting.id}/",
        block="page_comite",
        title=f"Dossier de séance : {page.title}",
        description=f"Dossier de séance. {page.description}",
        context={"pack": pack},
        path=(*page.path, (page.address, page.title)),
        structured=(),
    )


def _archive_page(roadmap: Roadmap, year: int, meetings: tuple[Meeting, ...]) -> GeneratedPage:
    return GeneratedPage(
        f"calendrier/archives/{year}/",
        "page_archives",
        f"Calendrier de {year}",
        f"Les réunions et les échéances passées de {year}. {roadmap.site.nom}.",
        CALENDAR[0],
        {"year": year, "meetings": meetings},
        path=(HOME, CALENDAR),
    )


def _territory_pages(roadmap: Roadmap) -> Iterator[GeneratedPage]:
    """Yield the pages of the department and of its territories."""
    place, card = roadmap.departement, social_cards.of_department(roadmap)
    listed = pagination.actions_of_department(roadmap)
    page = GeneratedPage(
        f"territoires/{place.id}/",
        "page_departement",
        place.nom,
        f"{place.nom}, {card.text} : les actions de tout le département. {roadmap.site.nom}.",
        TERRITORIES[0],
        {"listed": listed[0]},
        card=card,
        path=(HOME, TERRITORIES),
    )
    yield page
    yield from _following_pages(page, listed)
    for territory in roadmap.epci:
        card, listed = (
            social_cards.of_territory(roadmap, territory),
            pagination.actions_of_territory(roadmap, territory.id),
        )
        page = GeneratedPage(
            f"territoires/{territory.id}/",
            "page_territoire",
            territory.nom,
            f"{territory.nom}, {card.text} : les actions prévues et les communes. {roadmap.site.nom}.",
            TERRITORIES[0],
            {"territory": territory, "listed": listed[0]},
            card=card,
            path=(HOME, TERRITORIES),
        )
        yield page
        yield from _following_pages(page, listed)


def _following_pages(
    first: GeneratedPage, listed: tuple[pagination.ListPage, ...]
) -> Iterator[GeneratedPage]:
    """Yield the pages of a list after its first one, which is `first`."""
    for page in listed[1:]:
        place = f"page {page.number} sur {page.count}"
        yield msgspec.structs.replace(
            first,
            address=f"{page.address(page.number)}/",
            block="page_liste",
            title=f"{first.title}, {place}",
            description=f"{first.description.rstrip('.')} : {place}.",
            context={"title": first.title, "listed": page},
            path=(*first.path, (first.address, first.title)),
            actions=tuple(action.id for section in page.sections for action in section.actions),
            outline=str([(section.key, section.is_continued) for section in page.sections]),
        )


def _month_page(roadmap: Roadmap, month: Month) -> GeneratedPage:
    name = french.format_date(month.month)
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
    hour = f" à {french.format_hour(meeting.heure)}" if meeting.heure else ""
    parts = (
        roadmap.instance(meeting.instance).nom,
        f"{french.format_date(meeting.date)}{hour}",
        meeting.lieu,
    )
    return ", ".join(filter(None, parts))


def _former_pages(page: GeneratedPage, formers: tuple[str, ...]) -> Iterator[GeneratedPage]:
    """Yield a page for each former address of `page`, which leads to it."""
    for former in formers:
        yield msgspec.structs.replace(
            page,
            address=f"{page.address.partition('/')[0]}/{former}/",
            block="redirection",
            path=(),
            structured=(),
            context={"title": page.title, "address": page.address},
            moved_to=page.address,
        )
