"""The news: the Atom feed (RFC 4287, parsed by another library) and the pages of the site."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import html5lib
import pytest
from msgspec.structs import replace

from roadmap.history.diff import Change
from roadmap.history.history import DatedChange, History, Opening
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import feed
from roadmap.outputs.pages import build_generated_pages
from roadmap.project import PARIS
from roadmap.render import news as news_rendering
from roadmap.render.blocks import Blocks
from roadmap.render.news import build_news
from tests.conftest import EXAMPLE, build_site, copy_project, make_project
from tests.history.conftest import create_data_repository
from tests.outputs.conftest import PUBLISHED_PROJECT, SITE_URL, visible_text
from tests.validation.conftest import SHEET

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE_TEXT = "]]><script>alert(1)</script>&amp;\x00\x0b\x1b\ud800\uffff\n\"'{{ 7*7 }}"
LATEST_CHANGE_DATE = dt.datetime(2025, 11, 20, 9, 30, tzinfo=PARIS)
FIRST_VERSION = Opening("f" * 40, dt.datetime(2024, 5, 1, 12, tzinfo=PARIS), 23, 16)


def create_change(days_ago: int = 0, **fields: object) -> DatedChange:
    """Create a change, some days before the latest one."""
    change = {"kind": "action", "id": SHEET.stem, "titre": "Une carte", "nature": "modification", **fields}
    first = change.pop("first_id", change["id"])
    return DatedChange(
        f"{days_ago:040x}", LATEST_CHANGE_DATE - dt.timedelta(days=days_ago), first, Change(**change)
    )


def create_history(*changes: DatedChange, opening: Opening | None = FIRST_VERSION) -> History:
    return History(changes, FIRST_VERSION.at, opening)


def build_feed_tree(roadmap: Roadmap, history: History) -> ET.Element:
    return ET.fromstring(feed.FeedBuilder(PUBLISHED_PROJECT, roadmap, history).build_site_feed())  # noqa: S314 - our own feed


def assert_valid_feed(root: ET.Element, address: str = feed.FEED_ADDRESS) -> None:
    """Check the MUST of RFC 4287 (sections 4.1 and 4.2)."""
    assert root.tag == f"{ATOM}feed"
    ids = []
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        for name in ("content", "published", "rights", "subtitle", "summary"):
            assert len(element.findall(f"{ATOM}{name}")) <= 1, name
        ids.append(element.findtext(f"{ATOM}id"))
        assert ids[-1].startswith("urn:uuid:")
        for name in ("updated", "published"):
            for moment in element.findall(f"{ATOM}{name}"):
                assert dt.datetime.fromisoformat(moment.text).tzinfo
                assert "T" in moment.text
        for text in element.findall(f"{ATOM}title") + element.findall(f"{ATOM}content"):
            assert text.get("type", "text") in {"text", "html"}
            assert not list(text)
        kinds = [
            (link.get("rel"), link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
        ]
        assert len(kinds) == len(set(kinds))
        assert "alternate" in {rel for rel, *_ in kinds}
        assert all(urlsplit(link.get("href")).scheme for link in element.findall(f"{ATOM}link"))
    assert len(ids) == len(set(ids))
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"{SITE_URL}{address}"
    allowed = {"author", "content", "entry", "feed", "id", "link", "name", "published", "rights"}
    allowed |= {"subtitle", "title", "updated"}
    assert {element.tag.removeprefix(ATOM) for element in root.iter()} <= allowed


@pytest.mark.parametrize(
    "history",
    [
        History(),
        create_history(),
        create_history(create_change(), create_change(1, nature="ajout"), opening=None),
        create_history(create_change(titre=HOSTILE_TEXT, details=(HOSTILE_TEXT, HOSTILE_TEXT))),
        # A renaming that was undone: the action that goes and the one that comes have the same first identifier.
        create_history(
            create_change(nature="ajout", id="ancien"),
            create_change(nature="retrait", id="nouveau", first_id="ancien"),
        ),
    ],
)
def test_the_feed_is_valid(roadmap: Roadmap, history: History) -> None:
    assert_valid_feed(build_feed_tree(roadmap, history))
    parsed = feedparser.parse(feed.FeedBuilder(PUBLISHED_PROJECT, roadmap, history).build_site_feed())
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    assert len(parsed.entries) == len(history.changes) + bool(history.opening)


def test_an_entry_says_what_changed_when_and_where(roadmap: Roadmap) -> None:
    parsed = feedparser.parse(
        feed.FeedBuilder(
            PUBLISHED_PROJECT,
            roadmap,
            create_history(create_change(details=("statut : a → b", "axe : 1 → 2"))),
        ).build_site_feed()
    )
    entry, opening = parsed.entries
    assert entry.title.replace("\u00a0", " ") == "Action modifiée : Une carte"
    assert entry.link == f"{SITE_URL}actions/{SHEET.stem}/"
    assert entry.updated == parsed.feed.updated == "2025-11-20T09:30:00+01:00"
    assert "<li>statut\u00a0: a → b</li>" in entry.content[0].value
    assert (
        "première version des données\u00a0: 23\u00a0actions, 16\u00a0réunions et échéances." in opening.title
    )
    assert opening.link == f"{SITE_URL}nouveautes/"


def test_a_territory_and_a_thematic_have_their_own_feed(roadmap: Roadmap) -> None:
    local, shared = (
        replace(roadmap.action(SHEET.stem), id=name, territoires=places, thematiques=thematics)
        for name, places, thematics in (("locale", ("perche",), ("sante",)), ("commune", (), ()))
    )
    meeting = replace(roadmap.reunions[0], id="reunion", thematiques=())
    changed = replace(roadmap, actions=(local, shared), reunions=(meeting,))
    history = create_history(
        create_change(0, id="locale", titre="Locale"),
        create_change(1, id="commune", titre="Commune"),
        create_change(2, id="reunion", kind="reunion", titre="Réunion"),
        create_change(3, id="partie", nature="retrait", titre="Partie"),
    )
    files = dict(feed.build_feed_files(PUBLISHED_PROJECT, changed, history))
    parsed = {address: feedparser.parse(content) for address, content in files.items()}

    def titles(address: str) -> list[str]:
        return [entry.title.rpartition(": ")[2] for entry in parsed[address].entries]

    assert titles("territoires/perche/nouveautes.xml") == ["Locale", "Commune", "Réunion"]
    assert titles("territoires/chartres-metropole/nouveautes.xml") == ["Commune", "Réunion"]
    assert titles("thematiques/sante/nouveautes.xml") == ["Locale"]
    assert titles("thematiques/education-jeunesse/nouveautes.xml") == []
    assert "territoires/eure-et-loir/nouveautes.xml" not in files, "it would be the feed of the site"
    site_ids = {entry.id for entry in parsed["nouveautes.xml"].entries}
    assert {entry.id for item in parsed.values() for entry in item.entries} == site_ids
    assert len({item.feed.id for item in parsed.values()}) == len(files)
    perche, theme = (
        parsed[f"{name}/nouveautes.xml"].feed for name in ("territoires/perche", "thematiques/sante")
    )
    assert perche.title.startswith("Nouveautés · Perche · ")
    assert perche.link == f"{SITE_URL}territoires/perche/"
    assert "les actions de ce territoire, celles de tout le département" in perche.subtitle
    assert "de cette thématique" in theme.subtitle
    assert theme.updated == "2025-11-20T09:30:00+01:00"


def test_the_feeds_of_territories_are_valid_whatever_the_values(roadmap: Roadmap) -> None:
    thematics = tuple(replace(item, titre=HOSTILE_TEXT) for item in roadmap.thematiques)
    history = create_history(create_change(titre=HOSTILE_TEXT, details=(HOSTILE_TEXT,)))
    files = dict(feed.build_feed_files(PUBLISHED_PROJECT, replace(roadmap, thematiques=thematics), history))
    for address, content in files.items():
        assert_valid_feed(ET.fromstring(content), address)  # noqa: S314 - our own feed


def test_markup_in_values_is_shown_as_text(roadmap: Roadmap) -> None:
    root = build_feed_tree(
        roadmap, create_history(create_change(titre=HOSTILE_TEXT, details=(HOSTILE_TEXT,)))
    )
    entry = root.find(f"{ATOM}entry")
    assert "]]><script>alert(1)</script>&amp;" in entry.findtext(f"{ATOM}title")
    assert "{{ 7*7 }}" in entry.findtext(f"{ATOM}title")
    content = html5lib.parse(entry.findtext(f"{ATOM}content"), namespaceHTMLElements=False)
    assert content.find(".//script") is None
    assert "<script>alert(1)</script>&amp;" in "".join(content.itertext())
    blocks = Blocks(
        PUBLISHED_PROJECT,
        roadmap,
        build_news(roadmap, create_history(create_change(titre=HOSTILE_TEXT, details=(HOSTILE_TEXT,)))),
    )
    page = blocks.render("nouveautes", "..")
    assert html5lib.parse(page, namespaceHTMLElements=False).find(".//script") is None


def test_the_id_of_an_entry_does_not_depend_on_the_identifier_the_title_or_the_site(roadmap: Roadmap) -> None:
    def identifier(change: DatedChange, site: str = SITE_URL) -> str:
        project = make_project(EXAMPLE, site_url=site)
        return (
            feedparser.parse(feed.FeedBuilder(project, roadmap, create_history(change)).build_site_feed())
            .entries[0]
            .id
        )

    first = identifier(create_change(first_id="ancien"))
    assert (
        identifier(create_change(first_id="ancien", id="autre", titre="Autre"), "https://ailleurs.fr/")
        == first
    )
    others = [
        create_change(1, first_id="ancien"),
        create_change(first_id="autre"),
        create_change(first_id="ancien", kind="reunion"),
    ]
    assert len({first, *map(identifier, others)}) == 4


def test_a_removed_action_has_no_link_and_an_existing_one_links_to_its_page(roadmap: Roadmap) -> None:
    history = create_history(
        create_change(nature="retrait", id="partie", titre="Une action partie"), create_change(1)
    )
    entries = feedparser.parse(
        feed.FeedBuilder(PUBLISHED_PROJECT, roadmap, history).build_site_feed()
    ).entries
    assert entries[0].link == f"{SITE_URL}nouveautes/"
    page = Blocks(PUBLISHED_PROJECT, roadmap, build_news(roadmap, history)).render("nouveautes", "..")
    assert "/actions/partie/" not in page
    assert f'href="../actions/{SHEET.stem}/"' in page
    assert "Action retirée" in page


def test_the_feed_and_the_pages_have_a_maximum_length(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news_rendering, "MAX_CONFIRMED", 5)
    changes = [create_change(number, id=f"action-{number}", titre=f"Fiche {number}") for number in range(500)]
    old_day = LATEST_CHANGE_DATE - dt.timedelta(days=540)
    history = create_history(
        *changes, *(DatedChange("a", old_day, change.first_id, change.change) for change in changes)
    )
    assert len(build_feed_tree(roadmap, history).findall(f"{ATOM}entry")) == 100
    news = build_news(roadmap, history)
    blocks = Blocks(PUBLISHED_PROJECT, roadmap, news)
    main_page = blocks.render("nouveautes", "..")
    assert main_page.count(">Fiche ") == 20
    assert main_page.count("Action modifiée") == 20
    assert f"Et {len(roadmap.actions) - 5}\u00a0autres actions, vérifiées avant celles-ci" in main_page
    month_pages = [
        page for page in build_generated_pages(roadmap, news, "") if page.block == "page_nouveautes"
    ]
    assert {f'href="../{page.address}"' in main_page for page in month_pages} == {True}
    assert month_pages[0].address == "nouveautes/2025-11/"
    assert (
        max(blocks.render(page.block, "../..", **page.context).count(">Fiche ") for page in month_pages)
        == 100
    )
    busiest_month = next(page for page in month_pages if page.context["month"].left_out)
    assert "Et 400\u00a0autres changements plus tôt dans le mois." in blocks.render(
        busiest_month.block, "../..", **busiest_month.context
    )
    assert "première version des données" in blocks.render(
        month_pages[-1].block, "../..", **month_pages[-1].context
    )


def test_the_changes_of_one_action_on_one_day_are_grouped(roadmap: Roadmap) -> None:
    morning = DatedChange(
        "a", LATEST_CHANGE_DATE.replace(hour=8), SHEET.stem, Change("action", SHEET.stem, "Avant", "ajout")
    )
    evening = create_change(details=("axe : 1 → 2",))
    page = Blocks(PUBLISHED_PROJECT, roadmap, build_news(roadmap, create_history(evening, morning))).render(
        "nouveautes", ".."
    )
    text = visible_text(page)
    assert "jeudi 20 novembre 2025 Une carte Nouvelle action Action modifiée axe : 1 → 2" in text
    assert "Avant" not in text


@pytest.fixture(scope="module")
def published_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a project in a repository, whose site was built after some changes."""
    project = copy_project(tmp_path_factory.mktemp("news") / "projet")
    repository = create_data_repository(project)
    repository.commit()
    repository.replace(SHEET, "cible: tous", "cible: usagers")
    repository.commit()
    repository.replace("data/calendar.yaml", "André Malraux", "Marceau")
    repository.commit()
    build_site(project, site_url=SITE_URL)
    return project


def list_news_pages(site: Path) -> Iterator[Path]:
    return (path for path in (site / "nouveautes").rglob("*.html"))


def test_the_built_site_publishes_the_history(published_root: Path) -> None:
    site = published_root / "site"
    main_page = (site / "nouveautes/index.html").read_text(encoding="utf-8")
    assert "pour qui : tous → usagers" in visible_text(main_page)
    assert "Calendrier modifié" in visible_text(main_page)
    assert {path.parent.name for path in list_news_pages(site)} == {"nouveautes", "2025-03"}
    assert_valid_feed(ET.parse(site / "nouveautes.xml").getroot())  # noqa: S314 - our own feed
    assert len(feedparser.parse((site / "nouveautes.xml").read_bytes()).entries) == 3
    for page in ("index.html", "actions/index.html", "nouveautes/2025-03/index.html"):
        document = html5lib.parse((site / page).read_bytes(), namespaceHTMLElements=False)
        link = document.find(".//link[@type='application/atom+xml']")
        assert (site / page).parent.joinpath(link.get("href")).resolve() == (
            site / "nouveautes.xml"
        ).resolve()


def test_no_author_or_commit_message_is_published(published_root: Path) -> None:
    for path in (published_root / "site").rglob("*"):
        if path.suffix in {".html", ".xml", ".json"}:
            text = path.read_text(encoding="utf-8")
            for personal_text in ("Camille", "camille.secret", "Message secret"):
                assert personal_text not in text, path


def test_a_second_build_is_the_same_with_and_without_the_cache(
    published_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_news() -> dict[str, bytes]:
        site = published_root / "site"
        return {
            path.relative_to(site).as_posix(): path.read_bytes()
            for path in (*list_news_pages(site), site / "nouveautes.xml")
        }

    first = read_news()
    for is_cached in (True, False):
        if not is_cached:
            monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        build_site(published_root, site_url=SITE_URL)
        assert read_news() == first


def test_without_git_the_page_says_so_and_lists_the_confirmations(site: Path) -> None:
    text = visible_text((site / "nouveautes/index.html").read_text(encoding="utf-8"))
    assert "L'historique des changements n'est pas disponible dans cette copie du site." in text
    assert "Actions vérifiées" in text
    assert "jeudi 4 avril 2024" in text
    assert {path.parent.name for path in list_news_pages(site)} == {"nouveautes"}
    assert feedparser.parse((site / "nouveautes.xml").read_bytes()).entries == []


def test_the_page_says_where_a_partial_history_begins(roadmap: Roadmap) -> None:
    page = Blocks(PUBLISHED_PROJECT, roadmap, build_news(roadmap, create_history(opening=None))).render(
        "nouveautes", ".."
    )
    assert "Ce qui a changé avant le 1er mai 2024 n'est pas connu ici." in visible_text(page)
    assert "Aucun changement depuis le 1er mai 2024." in visible_text(page)
