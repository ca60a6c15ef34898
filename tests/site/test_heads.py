"""What a shared link shows and what machines read: heads, images, structured data, and the files for robots."""

import contextlib
import datetime as dt
import json
import re
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from roadmap.build import cache
from roadmap.build.cache import Cache
from roadmap.model.records import Meeting
from roadmap.model.roadmap import Roadmap, load_roadmap
from roadmap.outputs import card_images, json_ld
from roadmap.outputs.social_cards import load_front_matter
from roadmap.project import PARIS, Project
from roadmap.text import french
from roadmap.text.partial_dates import PartialDate
from tests.conftest import EXAMPLE, ROOT, build_site, make_project
from tests.site.html import list_pages, parse_page
from tests.validation.conftest import SHEET, Data

SITE_URL = "http://127.0.0.1:8000/"
WHEAT = (224, 165, 38)


def map_addresses(site: Path) -> dict[str, Path]:
    """Return every page but former addresses, pages for frames, and the one for addresses that lead nowhere."""
    return {
        page.relative_to(site).as_posix().removesuffix("index.html"): page
        for page in list_pages(site)
        if page.name == "index.html"
        and not page.is_relative_to(site / "integrer")
        and b'http-equiv="refresh"' not in page.read_bytes()
    }


def read_metas(page: Path) -> dict[str, str]:
    """Return the `meta` of a page, by name or property."""
    found = parse_page(page).findall(".//meta")
    return {item.get("property") or item.get("name"): item.get("content") for item in found}


def read_json_ld(page: Path) -> dict[str, dict]:
    """Return the structured data of a page, by type."""
    scripts = parse_page(page).findall(".//script[@type='application/ld+json']")
    found = [json.loads(item.text) for item in scripts]
    assert all(item["@context"] == "https://schema.org" for item in found)
    return {item["@type"]: item for item in found}


# --- Heads ---------------------------------------------------------------------------------------


def test_every_page_says_what_a_shared_link_shows(site: Path) -> None:
    site_name = load_roadmap(make_project(EXAMPLE)).site.nom
    for address, page in map_addresses(site).items():
        head = read_metas(page)
        assert head["description"] == head["og:description"], address
        assert head["og:title"] in parse_page(page).find(".//title").text, address
        assert head["og:url"] == SITE_URL + address
        assert parse_page(page).find(".//link[@rel='canonical']").get("href") == SITE_URL + address
        assert head["og:site_name"] == site_name
        assert head["og:type"] in {"website", "article"}
        assert head["og:locale"] == "fr_FR"
        assert head["twitter:card"] == "summary_large_image"
        assert head["og:image:alt"].startswith(head["og:site_name"])
        assert (head["og:image:width"], head["og:image:height"]) == ("1200", "630")


def test_no_two_pages_have_the_same_description(site: Path) -> None:
    said = [read_metas(page)["description"] for page in map_addresses(site).values()]
    assert sorted({item for item in said if said.count(item) > 1}) == []
    assert all(len(item) > 20 for item in said)


def test_every_image_is_there_of_the_size_told_and_light(site: Path) -> None:
    for address, page in map_addresses(site).items():
        image = read_metas(page)["og:image"]
        assert image.startswith(SITE_URL), address
        file = site / image.removeprefix(SITE_URL)
        assert file.stat().st_size < 60_000
        with Image.open(file) as opened:
            assert (opened.format, opened.size) == ("PNG", (1200, 630))


@pytest.mark.parametrize(
    ("address", "image"),
    [
        ("", "accueil"),
        ("actions/", "actions"),
        ("contribuer/action/", "contribuer"),
        ("axes/3/", "axe-3"),
        ("calendrier/cotech-2024-06-05/", "instance-comite-technique"),
        ("territoires/perche/", "territoire-perche"),
        ("territoires/eure-et-loir/", "territoire-eure-et-loir"),
        ("communes/chartres/", "territoire-chartres-metropole"),
    ],
)
def test_a_page_has_the_image_of_its_kind(site: Path, address: str, image: str) -> None:
    assert read_metas(site / address / "index.html")["og:image"] == f"{SITE_URL}partage/{image}.png"


def test_actions_add_no_image_they_have_their_axis_s(site: Path) -> None:
    for action in load_roadmap(make_project(EXAMPLE)).actions:
        image = read_metas(site / "actions" / action.id / "index.html")["og:image"]
        assert image == f"{SITE_URL}partage/axe-{action.axe}.png"


def test_front_matter_is_plain_text_with_a_title_and_a_description() -> None:
    for page in (ROOT / "content").rglob("*.md"):
        meta = load_front_matter(page)
        assert meta["title"], page
        assert meta.get("description") or page.name == "index.md", page
        assert not re.search(r"\{[{%#]", str(meta)), page


# --- Images --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def roadmap() -> Roadmap:
    """The roadmap of the tests' data."""
    return load_roadmap(make_project(EXAMPLE))


def find_wheat_pixels(file: Path) -> set[tuple[int, int]]:
    """Return where a card is wheat, on its map, each tenth pixel."""
    with Image.open(file) as opened:
        card = opened.convert("RGB")
    return {
        (x, y) for x in range(750, 1200, 10) for y in range(60, 560, 10) if card.getpixel((x, y)) == WHEAT
    }


def test_the_card_of_a_territory_shows_its_contour_where_it_lies(site: Path) -> None:
    folder = site / "partage"
    department = find_wheat_pixels(folder / "territoire-eure-et-loir.png")
    perche, beauce = (
        find_wheat_pixels(folder / f"territoire-{name}.png") for name in ("perche", "coeur-de-beauce")
    )
    assert perche
    assert beauce
    assert perche <= department
    assert beauce <= department
    assert not perche & beauce
    assert max(x for x, _ in perche) < min(x for x, _ in beauce), "the Perche is west of the Beauce"


@pytest.fixture
def drawn_titles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the cards that are drawn from now on."""
    titles: list[str] = []
    draw = card_images._draw  # noqa: SLF001 - what is not drawn shows nowhere else

    def note(project: Project, data: dict) -> list[bytes]:
        titles.extend(card["title"] for card in data["cards"])
        return draw(project, data)

    monkeypatch.setattr(card_images, "_draw", note)
    return titles


def draw_images(roadmap: Roadmap, file: Path | None = None) -> dict[str, bytes]:
    """Return the images of a site, by address, with a cache as a build finds and leaves it."""
    known = Cache(file)
    made = dict(card_images.build_card_images(make_project(EXAMPLE), roadmap, known))
    known.save()
    return made


def test_cards_are_drawn_anew_only_when_what_they_show_changes(
    roadmap: Roadmap, drawn_titles: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "cache"
    first = draw_images(roadmap, file)
    assert len(drawn_titles) == len(first)
    drawn_titles.clear()
    assert draw_images(replace(roadmap, today=dt.date(2026, 1, 1)), file) == first
    assert drawn_titles == []
    axis, *others = roadmap.axes
    after = draw_images(replace(roadmap, axes=(replace(axis, titre_court="Autre"), *others)), file)
    assert [name for name in first if first[name] != after[name]] == ["partage/axe-1.png"]
    assert drawn_titles == ["Autre"]


def test_a_card_that_is_damaged_or_of_other_code_is_drawn_anew(
    roadmap: Roadmap, drawn_titles: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cache"
    first = draw_images(roadmap, file)
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE entries SET text = substr(text, 1, length(text) - 20)")
    drawn_titles.clear()
    assert draw_images(roadmap, file) == first
    assert len(drawn_titles) == len(first)
    monkeypatch.setattr(cache, "_software_checksum", lambda: "changed")
    drawn_titles.clear()
    assert draw_images(roadmap, file) == first
    assert len(drawn_titles) == len(first)


def test_hostile_and_endless_titles_are_drawn_as_they_are(roadmap: Roadmap) -> None:
    titles = ("#panic() $x$ @a <b> ]", "m" * 300, "mot " * 200, "日本 \u0000 🙂")
    axes = [
        replace(axis, titre_court=title, titre=title * 2)
        for axis, title in zip(roadmap.axes, titles, strict=False)
    ]
    made = draw_images(replace(roadmap, axes=tuple(axes)))
    assert all(len(made[f"partage/axe-{axis.numero}.png"]) < 60_000 for axis in axes)
    assert len({made[f"partage/axe-{axis.numero}.png"] for axis in axes}) == len(titles)


# --- Structured data -----------------------------------------------------------------------------


def build_event_json(roadmap: Roadmap, **changes: object) -> dict | None:
    """Return what machines read of a meeting with these values."""
    meeting = Meeting("m", "Une réunion", roadmap.instances[0].id, PartialDate(2026, 7, 14))
    return json_ld.build_event(replace(meeting, **changes), "calendrier/m/", SITE_URL, PARIS)


def test_an_event_says_what_the_data_says_and_no_more(roadmap: Roadmap) -> None:
    assert build_event_json(roadmap) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Une réunion",
        "startDate": "2026-07-14",
        "url": f"{SITE_URL}calendrier/m/",
        "inLanguage": "fr",
    }
    assert build_event_json(roadmap, date=PartialDate(2026, 7)) is None, "a month is no day"


def test_an_hour_has_the_offset_of_paris_on_that_day(roadmap: Roadmap) -> None:
    hours = {"heure": dt.time(9, 30), "heure_fin": dt.time(11)}
    summer, winter = (
        build_event_json(roadmap, **hours),
        build_event_json(roadmap, date=PartialDate(2026, 1, 14), **hours),
    )
    assert (summer["startDate"], summer["endDate"]) == (
        "2026-07-14T09:30:00+02:00",
        "2026-07-14T11:00:00+02:00",
    )
    assert (winter["startDate"], winter["endDate"]) == (
        "2026-01-14T09:30:00+01:00",
        "2026-01-14T11:00:00+01:00",
    )


@pytest.mark.parametrize(
    ("end", "is_told"), [(dt.time(3), False), (dt.time(3, 15), False), (dt.time(4), True)]
)
def test_an_event_never_ends_before_it_begins(roadmap: Roadmap, end: dt.time, is_told: bool) -> None:
    """On the day that summer time begins, 2:30 is 3:30."""
    event = build_event_json(roadmap, date=PartialDate(2026, 3, 29), heure=dt.time(2, 30), heure_fin=end)
    assert ("endDate" in event) == is_told


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("confirmee", "https://schema.org/EventScheduled"),
        ("reportee", "https://schema.org/EventRescheduled"),
        ("annulee", "https://schema.org/EventCancelled"),
        ("a-confirmer", None),
    ],
)
def test_the_status_of_an_event(roadmap: Roadmap, status: str, said: str | None) -> None:
    event = build_event_json(roadmap, statut=status, date_initiale=PartialDate(2026, 6, 1))
    assert event.get("eventStatus") == said
    assert event.get("previousStartDate") == ("2026-06-01" if status == "reportee" else None)


def test_a_meeting_s_page_tells_its_event(site: Path) -> None:
    event = read_json_ld(site / "calendrier/cotech-2024-06-05/index.html")["Event"]
    assert event["startDate"] == "2024-06-05T09:30:00+02:00"
    assert event["location"]["name"].startswith("Préfecture d'Eure-et-Loir")
    assert "endDate" not in event
    assert "organizer" not in event
    assert "Event" not in read_json_ld(site / "calendrier/copil-prefiguration/index.html")


def test_the_calendar_lists_the_events_that_it_shows(full_site: Path, roadmap: Roadmap) -> None:
    page = full_site / "calendrier/index.html"
    items = read_json_ld(page)["ItemList"]["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    events = [item["item"] for item in items]
    assert {event["@type"] for event in events} == {"Event"}
    assert events[0]["name"] == "Comité technique suivant"
    assert events[0]["startDate"] == "2025-12-04T14:30:00+01:00"
    assert not {"endDate", "location", "eventStatus", "@context"} & set(events[0])
    shown = parse_page(page).findall(".//a[@class='item__title']")
    without_day = {f"{meeting.id}/" for meeting in roadmap.reunions if not meeting.date.is_full}
    addresses = [link.get("href").removeprefix("../calendrier/") for link in shown]
    assert [event["url"].rpartition("calendrier/")[2] for event in events] == [
        address for address in addresses if address not in without_day
    ]
    assert "Réunion ancienne" not in {event["name"] for event in events}, "it is on the page of its year"


def test_a_list_of_events_says_what_is_cancelled_and_leaves_out_a_month(roadmap: Roadmap) -> None:
    cancelled = Meeting(
        "m",
        "</script><b>",
        roadmap.instances[0].id,
        PartialDate(2026, 7, 14),
        statut="annulee",
        lieu="Mairie",
    )
    month = replace(cancelled, id="mois", date=PartialDate(2026, 8))
    changed = replace(roadmap, reunions=(cancelled, month))
    (events,) = json_ld.describe_written_page("calendrier/", changed, SITE_URL)
    (item,) = events["itemListElement"]
    assert item["item"]["eventStatus"] == "https://schema.org/EventCancelled"
    assert item["item"]["location"] == {"@type": "Place", "name": "Mairie"}
    assert item["item"]["url"] == f"{SITE_URL}calendrier/m/"
    (empty,) = json_ld.describe_written_page("calendrier/", replace(roadmap, reunions=()), SITE_URL)
    assert empty["itemListElement"] == []
    assert json_ld.describe_written_page("glossaire/", changed, SITE_URL) == ()


@pytest.mark.parametrize(
    ("address", "kind", "name", "inside"),
    [
        ("communes/chartres/", "City", "Chartres", "Chartres métropole"),
        ("territoires/perche/", "AdministrativeArea", "Perche", "Eure-et-Loir"),
        ("territoires/eure-et-loir/", "AdministrativeArea", "Eure-et-Loir", None),
    ],
)
def test_a_place_tells_machines_where_its_help_is_and_invents_no_provider(
    site: Path, address: str, kind: str, name: str, inside: str | None
) -> None:
    page = site / address / "index.html"
    service = read_json_ld(page)["GovernmentService"]
    area = service["areaServed"]
    assert (area["@type"], area["name"]) == (kind, name)
    assert area.get("containedInPlace", {}).get("name") == inside
    links = [link.get("href") for link in parse_page(page).findall(".//main//a")]
    assert service["availableChannel"]["serviceUrl"] in links
    assert "provider" not in service
    assert "GovernmentService" not in read_json_ld(site / "calendrier/index.html")


def test_the_path_is_the_same_for_readers_and_for_machines(site: Path) -> None:
    for address, page in map_addresses(site).items():
        shown = parse_page(page).findall(".//nav[@class='md-path']//a")
        crumbs = read_json_ld(page).get("BreadcrumbList")
        assert bool(shown) == bool(crumbs), address
        if crumbs:
            steps = [
                (french.insert_nbsp(item["name"]), item["position"]) for item in crumbs["itemListElement"]
            ]
            assert steps[:-1] == [(link.text, at) for at, link in enumerate(shown, start=1)], address
            assert crumbs["itemListElement"][-1]["item"] == SITE_URL + address
            assert crumbs["itemListElement"][0]["item"] == SITE_URL
    action = next(iter(load_roadmap(make_project(EXAMPLE)).actions))
    assert "BreadcrumbList" in read_json_ld(site / "actions" / action.id / "index.html")


def test_the_open_data_are_a_dataset_whose_files_exist(site: Path) -> None:
    dataset = read_json_ld(site / "donnees/index.html")["Dataset"]
    assert dataset["license"].startswith("https://www.etalab.gouv.fr/")
    files = [item["contentUrl"].removeprefix(SITE_URL) for item in dataset["distribution"]]
    assert {"donnees/actions.csv", "donnees/actions.json"} <= set(files)
    assert all((site / file).is_file() for file in files)
    assert "publisher" not in dataset, "an unknown publisher is not invented"
    assert read_json_ld(site / "index.html")["WebSite"]["url"] == SITE_URL


def test_a_hostile_title_is_only_text(project: Path) -> None:
    title = "</title></script><!-- <script>alert(1)</script> \"' & {{ 7*7 }}"
    Data(project).replace(
        SHEET,
        re.search("titre: .*", (project / SHEET).read_text())[0],
        f"titre: '{title.replace(chr(39), chr(39) * 2)}'",
    )
    meetings = (project / "data/calendar.yaml").read_text(encoding="utf-8")
    meeting = re.search("titre: Comité technique.*", meetings)[0]
    Data(project).replace("data/calendar.yaml", meeting, f"titre: '{title.replace(chr(39), chr(39) * 2)}'")
    built = build_site(project)
    events = read_json_ld(built / "calendrier/index.html")["ItemList"]["itemListElement"]
    assert title in [item["item"]["name"] for item in events]
    page = built / "actions" / SHEET.stem / "index.html"
    crumbs = read_json_ld(page)["BreadcrumbList"]["itemListElement"]
    assert crumbs[-1]["name"] == title
    assert read_metas(page)["og:title"] == title
    assert parse_page(page).findtext(".//title").startswith(f"{title} · ")
    assert [
        item
        for item in parse_page(page).iter("script")
        if "alert" in (item.text or "") and not item.get("type")
    ] == []


# --- Robots --------------------------------------------------------------------------------------


def test_the_sitemap_lists_every_present_page_and_no_former_address(project: Path) -> None:
    Data(project).add(SHEET, "anciens_identifiants: [ancienne-fiche]\n")
    site = build_site(project)
    places = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    former = "actions/ancienne-fiche/"
    assert sorted(places) == sorted(SITE_URL + item for item in map_addresses(site) if item != former)
    moved = site / former / "index.html"
    assert read_metas(moved)["robots"] == "noindex"
    assert read_metas(moved)["og:url"] == f"{SITE_URL}actions/{SHEET.stem}/"
    canonical = parse_page(moved).find(".//link[@rel='canonical']").get("href")
    assert canonical == f"{SITE_URL}actions/{SHEET.stem}/"
    assert read_json_ld(moved) == {}


def test_the_sitemap_dates_only_the_pages_whose_date_is_known(site: Path) -> None:
    text = (site / "sitemap.xml").read_text(encoding="utf-8")
    dates = dict(re.findall("<loc>([^<]*)</loc><lastmod>(.*?)</lastmod>", text))
    actions = load_roadmap(make_project(EXAMPLE)).actions
    assert dates == {f"{SITE_URL}actions/{action.id}/": str(action.confirme_le) for action in actions}
    assert all(dt.date.fromisoformat(day) for day in dates.values())


def test_a_flaw_can_be_reported(site: Path) -> None:
    lines = (site / ".well-known/security.txt").read_text(encoding="utf-8").splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"] == f"mailto:{load_roadmap(make_project(EXAMPLE)).site.contact.courriel}"
    assert fields["Canonical"] == f"{SITE_URL}.well-known/security.txt"
    assert fields["Preferred-Languages"] == "fr"
    expires = dt.datetime.fromisoformat(fields["Expires"])
    assert dt.timedelta(0) < expires - dt.datetime(2025, 11, 24, tzinfo=dt.UTC) < dt.timedelta(days=365)


def test_robots_are_led_to_the_sitemap(site: Path) -> None:
    assert f"Sitemap: {SITE_URL}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8").splitlines()


def test_the_page_of_lost_addresses_works_at_any_depth_of_a_project_site(project: Path) -> None:
    site = build_site(project, site_url="https://org.github.io/repo/")
    page = site / "404.html"
    document = parse_page(page)
    assert document.find(".//link[@rel='canonical']") is None
    assert read_metas(page)["robots"] == "noindex"
    assert "og:url" not in read_metas(page)
    assert read_metas(page)["og:title"] == "Page introuvable"
    assert read_metas(page)["og:description"] == read_metas(page)["description"]
    for element in document.iter():
        for name in ("href", "src"):
            address = element.get(name)
            if address and not address.startswith(("#", "https://")):
                assert address.startswith("/repo"), address
    image = read_metas(site / "index.html")["og:image"]
    assert image == "https://org.github.io/repo/partage/accueil.png"
