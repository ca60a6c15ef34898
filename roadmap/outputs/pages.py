"""Build the pages generated from the data: axes, actions, meetings, territories, news, redirections."""

from collections.abc import Iterator

import msgspec

from roadmap.model.records import Action, Commune, Meeting, Territory
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import json_ld, social_cards
from roadmap.outputs.json_ld import JsonLd
from roadmap.outputs.meeting_pack import MeetingPack, MeetingPackBuilder
from roadmap.outputs.minutes import minutes_address
from roadmap.outputs.social_cards import Card
from roadmap.render import pagination
from roadmap.render.help_links import HelpLinks
from roadmap.render.news import News, NewsMonth
from roadmap.text import french

# Address and title of a page.
Crumb = tuple[str, str]


class GeneratedPage(msgspec.Struct, frozen=True):
    """A page whose body is a block; texts are plain, escaped by the templates.

    `address` ends with `/`; `section` is the address of its entry in the menu; `breadcrumbs` are the
    (address, title) of its ancestors, from the home page; `json_ld` does not include them; `card` is None for
    that of the top-level page; `moved_to` is the target of a redirection.
    For the cache, `actions` are the ids of the actions that the page shows, if it depends on few of them, and
    `outline` is the layout of the list that it shows; pages without `actions` are not cached.
    """

    address: str
    block: str
    title: str
    description: str
    section: str
    context: dict[str, object] = msgspec.field(default_factory=dict)
    moved_to: str | None = None
    card: Card | None = None
    breadcrumbs: tuple[Crumb, ...] = ()
    json_ld: tuple[JsonLd, ...] = ()
    actions: tuple[str, ...] = ()
    outline: str = ""


# Breadcrumbs of the top-level pages.
HOME_CRUMB = ("", "Accueil")
ACTIONS_CRUMB = ("actions/", "Actions")
CALENDAR_CRUMB = ("calendrier/", "Calendrier")
TERRITORIES_CRUMB = ("territoires/", "Territoires")
COMMUNES_ADDRESS = "communes/"
NEWS_CRUMB = ("nouveautes/", "Nouveautés")
MEETING_PACKS_ADDRESS = "comite/"
# A page, and the former identifiers of its subject.
_PageAndFormerIds = tuple[GeneratedPage, tuple[str, ...]]


def build_generated_pages(roadmap: Roadmap, news: News, site_url: str) -> Iterator[GeneratedPage]:
    """Yield every generated page, redirections included."""
    for page, former_ids in _build_current_pages(roadmap, news, site_url):
        yield page
        yield from _build_redirections(page, former_ids)


def _build_current_pages(roadmap: Roadmap, news: News, site_url: str) -> Iterator[_PageAndFormerIds]:
    """Yield every page at its current address, with the former ids of its subject."""
    help_links = HelpLinks(roadmap)
    for page in (*_build_axis_pages(roadmap), *_build_territory_pages(roadmap, help_links)):
        yield page, ()
    for page in _build_commune_pages(roadmap, help_links):
        yield page, ()
    for action in roadmap.actions:
        yield _build_action_page(roadmap, action), action.anciens_identifiants
    pack_builder = MeetingPackBuilder(roadmap, news.history)
    for meeting in roadmap.reunions:
        page = _build_meeting_page(roadmap, meeting, site_url)
        yield page, meeting.anciens_identifiants
        if meeting.is_committee_meeting:
            yield _build_pack_page(page, pack_builder.build(meeting)), meeting.anciens_identifiants
    for year, meetings in roadmap.past_meetings_by_year()[1:]:
        yield _build_archive_page(roadmap, year, meetings), ()
    for month in news.months:
        yield _build_month_page(roadmap, month), ()


def _build_axis_pages(roadmap: Roadmap) -> Iterator[GeneratedPage]:
    """Yield the pages of the axes, and pages 2 and up of the list of all actions."""
    address, title = ACTIONS_CRUMB
    all_actions = GeneratedPage(
        address, "actions", title, "Toutes les actions, axe par axe", address, breadcrumbs=(HOME_CRUMB,)
    )
    yield from _build_following_pages(all_actions, pagination.paginate_all_actions(roadmap))
    for axis in roadmap.axes:
        list_pages = pagination.paginate_axis_actions(roadmap, axis.numero)
        page = GeneratedPage(
            f"axes/{axis.numero}/",
            "page_axe",
            f"Axe {axis.numero} : {axis.titre_court}",
            f"{axis.titre}. Axe {axis.numero} de la feuille de route. {roadmap.site.nom}.",
            ACTIONS_CRUMB[0],
            {"axis": axis, "list_page": list_pages[0]},
            card=social_cards.build_axis_card(axis),
            breadcrumbs=(HOME_CRUMB, ACTIONS_CRUMB),
        )
        yield page
        yield from _build_following_pages(page, list_pages)


def _build_action_page(roadmap: Roadmap, action: Action) -> GeneratedPage:
    axis = roadmap.axis(action.axe)
    return GeneratedPage(
        f"actions/{action.id}/",
        "page_action_affiche",
        action.titre,
        action.resume,
        ACTIONS_CRUMB[0],
        {"action": action},
        card=social_cards.build_axis_card(axis),
        breadcrumbs=(HOME_CRUMB, ACTIONS_CRUMB, (f"axes/{axis.numero}/", f"Axe {axis.numero}")),
        actions=tuple(shown.id for shown in (action, *roadmap.neighbours(action)) if shown),
    )


def _build_meeting_page(roadmap: Roadmap, meeting: Meeting, site_url: str) -> GeneratedPage:
    address = f"calendrier/{meeting.id}/"
    event = json_ld.build_event(meeting, address, site_url, roadmap.site.time_zone)
    return GeneratedPage(
        address,
        "page_reunion",
        meeting.titre,
        f"{_format_summary(roadmap, meeting)}. {roadmap.site.nom}.",
        CALENDAR_CRUMB[0],
        {"meeting": meeting},
        card=social_cards.build_instance_card(roadmap.instance(meeting.instance)),
        breadcrumbs=(HOME_CRUMB, CALENDAR_CRUMB),
        json_ld=(event,) if event else (),
    )


def _build_pack_page(page: GeneratedPage, pack: MeetingPack) -> GeneratedPage:
    """Return the page of a meeting pack; `page` is that of the meeting."""
    return msgspec.structs.replace(
        page,
        address=f"{MEETING_PACKS_ADDRESS}{pack.meeting.id}/",
        block="page_comite",
        title=f"Dossier de séance : {page.title}",
        description=f"Dossier de séance. {page.description}",
        context={"pack": pack, "minutes_address": minutes_address(pack.meeting.id)},
        breadcrumbs=(*page.breadcrumbs, (page.address, page.title)),
        json_ld=(),
    )


def _build_archive_page(roadmap: Roadmap, year: int, meetings: tuple[Meeting, ...]) -> GeneratedPage:
    return GeneratedPage(
        f"calendrier/archives/{year}/",
        "page_archives",
        f"Calendrier de {year}",
        f"Les réunions et les échéances passées de {year}. {roadmap.site.nom}.",
        CALENDAR_CRUMB[0],
        {"year": year, "meetings": meetings},
        breadcrumbs=(HOME_CRUMB, CALENDAR_CRUMB),
    )


def _build_territory_pages(roadmap: Roadmap, help_links: HelpLinks) -> Iterator[GeneratedPage]:
    """Yield the pages of the department and of its territories."""
    department, card = roadmap.departement, social_cards.build_department_card(roadmap)
    place = json_ld.build_place("AdministrativeArea", department.nom)
    list_pages = pagination.paginate_department_actions(roadmap)
    page = GeneratedPage(
        f"territoires/{department.id}/",
        "page_departement",
        department.nom,
        f"{department.nom}, {card.text} : les actions de tout le département. {roadmap.site.nom}.",
        TERRITORIES_CRUMB[0],
        {"list_page": list_pages[0]},
        card=card,
        breadcrumbs=(HOME_CRUMB, TERRITORIES_CRUMB),
        json_ld=(json_ld.build_help_service(roadmap.site, place, roadmap.site.aide.url),),
    )
    yield page
    yield from _build_following_pages(page, list_pages)
    for territory in roadmap.epci:
        card = social_cards.build_territory_card(roadmap, territory)
        list_pages = pagination.paginate_territory_actions(roadmap, territory.id)
        place = json_ld.build_place("AdministrativeArea", territory.nom, inside=department.nom)
        help_url = help_links.of_territory(territory)
        page = GeneratedPage(
            f"territoires/{territory.id}/",
            "page_territoire",
            territory.nom,
            f"{territory.nom}, {card.text} : les actions prévues et les communes. {roadmap.site.nom}.",
            TERRITORIES_CRUMB[0],
            {"territory": territory, "list_page": list_pages[0]},
            card=card,
            breadcrumbs=(HOME_CRUMB, TERRITORIES_CRUMB),
            json_ld=(json_ld.build_help_service(roadmap.site, place, help_url),),
        )
        yield page
        yield from _build_following_pages(page, list_pages)


def _build_commune_pages(roadmap: Roadmap, help_links: HelpLinks) -> Iterator[GeneratedPage]:
    """Yield the pages of the communes, those of former ones, which lead to them, and that of their folder."""
    address, _ = TERRITORIES_CRUMB
    title = "Toutes les communes, de A à Z"
    list_page = GeneratedPage(f"{address}#communes", "", title, f"{title}. {roadmap.site.nom}.", address)
    yield _build_redirection(list_page, COMMUNES_ADDRESS, title)
    for territory in roadmap.epci:
        card = social_cards.build_territory_card(roadmap, territory)
        crumbs = (HOME_CRUMB, TERRITORIES_CRUMB, (f"{address}{territory.id}/", territory.nom))
        for commune in territory.communes:
            page = _build_commune_page(roadmap, commune, territory, card, crumbs)
            place = json_ld.build_place("City", commune.nom, inside=territory.nom)
            help_url = help_links.of_commune(commune, territory)
            service = json_ld.build_help_service(roadmap.site, place, help_url)
            page = msgspec.structs.replace(page, json_ld=(service,))
            yield page
            for former in commune.anciennes:
                former_address = f"{COMMUNES_ADDRESS}{roadmap.commune_slug(former)}/"
                yield _build_redirection(page, former_address, f"{former.nom}, aujourd'hui {page.title}")


def _build_commune_page(
    roadmap: Roadmap, commune: Commune, territory: Territory, card: Card, crumbs: tuple[Crumb, ...]
) -> GeneratedPage:
    place = french.format_at_place(commune.nom)
    return GeneratedPage(
        f"{COMMUNES_ADDRESS}{roadmap.commune_slug(commune)}/",
        "page_commune",
        f"{commune.nom} ({', '.join(commune.codes_postaux)})",
        f"Où se faire aider avec le numérique {place}, ce qui y est prévu et la prochaine réunion."
        f" {roadmap.site.nom}.",
        TERRITORIES_CRUMB[0],
        {"commune": commune, "territory": territory},
        card=card,
        breadcrumbs=crumbs,
    )


def _build_following_pages(
    first: GeneratedPage, list_pages: tuple[pagination.ListPage, ...]
) -> Iterator[GeneratedPage]:
    """Yield pages 2 and up of a paginated list, whose first page is `first`."""
    for page in list_pages[1:]:
        position = f"page {page.number} sur {page.count}"
        yield msgspec.structs.replace(
            first,
            address=f"{page.address(page.number)}/",
            block="page_liste",
            title=f"{first.title}, {position}",
            description=f"{first.description.rstrip('.')} : {position}.",
            context={"title": first.title, "list_page": page},
            json_ld=(),
            breadcrumbs=(*first.breadcrumbs, (first.address, first.title)),
            actions=tuple(action.id for section in page.sections for action in section.actions),
            outline=str([(section.key, section.is_continued) for section in page.sections]),
        )


def _build_month_page(roadmap: Roadmap, month: NewsMonth) -> GeneratedPage:
    name = french.format_date(month.month)
    return GeneratedPage(
        month.address,
        "page_nouveautes",
        f"Nouveautés : {name}",
        f"Ce qui a changé dans la feuille de route en {name}. {roadmap.site.nom}.",
        NEWS_CRUMB[0],
        {"month": month},
        breadcrumbs=(HOME_CRUMB, NEWS_CRUMB),
    )


def _format_summary(roadmap: Roadmap, meeting: Meeting) -> str:
    """Format the instance, date and place of a meeting in one line, for the description of its page."""
    hour = f" à {french.format_hour(meeting.heure)}" if meeting.heure else ""
    parts = (
        roadmap.instance(meeting.instance).nom,
        f"{french.format_date(meeting.date)}{hour}",
        meeting.lieu,
    )
    return ", ".join(filter(None, parts))


def _build_redirections(page: GeneratedPage, former_ids: tuple[str, ...]) -> Iterator[GeneratedPage]:
    """Yield a redirection to `page` from each of its former addresses."""
    for former_id in former_ids:
        yield _build_redirection(page, f"{page.address.partition('/')[0]}/{former_id}/", page.title)


def _build_redirection(page: GeneratedPage, address: str, title: str) -> GeneratedPage:
    """Return the page, at another address and under its own title, that leads to `page`."""
    return msgspec.structs.replace(
        page,
        address=address,
        block="redirection",
        title=title,
        breadcrumbs=(),
        json_ld=(),
        context={"title": page.title, "address": page.address},
        moved_to=page.address,
    )
