"""The news: the feed as another parser reads it and as RFC 4287 wants it, the pages as the site gives them."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import html5lib
import pytest

from roadmap.history.diff import Change
from roadmap.history.history import DatedChange, History, Opening
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import feed
from roadmap.outputs.pages import build_generated_pages
from roadmap.project import PARIS
from roadmap.render import news as rendering
from roadmap.render.blocks import Blocks
from roadmap.render.news import build_news
from tests.conftest import EXAMPLE, built_site, copy_project, project_of
from tests.history.conftest import begin
from tests.validation.conftest import SHEET

SITE = "https://exemple.fr/feuille/"
PROJECT = project_of(EXAMPLE, site_url=SITE)
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "]]><script>alert(1)</script>&amp;\x00\x0b\x1b\ud800\uffff\n\"'{{ 7*7 }}"
START = dt.datetime(2025, 11, 20, 9, 30, tzinfo=PARIS)
OPENING = Opening("f" * 40, dt.datetime(2024, 5, 1, 12, tzinfo=PARIS), 23, 16)


def dated(number: int = 0, **fields: object) -> DatedChange:
    """Return a change, `number` days before the first one."""
    change = {"kind": "action", "id": SHEET.stem, "titre": "Une carte", "nature": "modification", **fields}
    first = change.pop("first_id", change["id"])
    return DatedChange(f"{number:040x}", START - dt.timedelta(days=number), first, Change(**change))


def history(*changes: DatedChange, opening: Opening | None = OPENING) -> History:
    return History(changes, OPENING.at, opening)


def atom(roadmap: Roadmap, past: History) -> ET.Element:
    return ET.fromstring(feed.build_feed(PROJECT, roadmap, past))  # noqa: S314 - our own feed


def body(page: str) -> str:
    return " ".join(html5lib.parse(page, namespaceHTMLElements=False).itertext()).replace("\u00a0", " ")


def assert_valid(root: ET.Element) -> None:
    """Check what RFC 4287 says MUST be (sections 4.1 and 4.2)."""
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
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"{SITE}nouveautes.xml"
    known = {"author", "content", "entry", "feed", "id", "link", "name", "published", "rights"}
    known |= {"subtitle", "title", "updated"}
    assert {each.tag.removeprefix(ATOM) for each in root.iter()} <= known


@pytest.mark.parametrize(
    "past",
    [
        History(),
        history(),
        history(dated(), dated(1, nature="ajout"), opening=None),
        history(dated(titre=HOSTILE, details=(HOSTILE, HOSTILE))),
        # A change of name is undone: what goes and what comes had the same first name.
        history(dated(nature="ajout", id="ancien"), dated(nature="retrait", id="nouveau", first_id="ancien")),
    ],
)
def test_the_feed_is_valid(roadmap: Roadmap, past: History) -> None:
    assert_valid(atom(roadmap, past))
    read = feedparser.parse(feed.build_feed(PROJECT, roadmap, past))
    assert not read.bozo, read.bozo_exception
    assert read.version == "atom10"
    assert len(read.entries) == len(past.changes) + bool(past.opening)


def test_an_entry_says_what_changed_when_and_where(roadmap: Roadmap) -> None:
    read = feedparser.parse(
        feed.build_feed(PROJECT, roadmap, history(dated(details=("statut : a → b", "axe : 1 → 2"))))
    )
    entry, opening = read.entries
    assert entry.title.replace("\u00a0", " ") == "Action modifiée : Une carte"
    assert entry.link == f"{SITE}actions/{SHEET.stem}/"
    assert entry.updated == read.feed.updated == "2025-11-20T09:30:00+01:00"
    assert "<li>statut\u00a0: a → b</li>" in entry.content[0].value
    assert (
        "première version des données\u00a0: 23\u00a0actions, 16\u00a0réunions et échéances." in opening.title
    )
    assert opening.link == f"{SITE}nouveautes/"


def test_hostile_values_are_shown_and_do_nothing(roadmap: Roadmap) -> None:
    root = atom(roadmap, history(dated(titre=HOSTILE, details=(HOSTILE,))))
    entry = root.find(f"{ATOM}entry")
    assert "]]><script>alert(1)</script>&amp;" in entry.findtext(f"{ATOM}title")
    assert "{{ 7*7 }}" in entry.findtext(f"{ATOM}title")
    content = html5lib.parse(entry.findtext(f"{ATOM}content"), namespaceHTMLElements=False)
    assert content.find(".//script") is None
    assert "<script>alert(1)</script>&amp;" in "".join(content.itertext())
    blocks = Blocks(PROJECT, roadmap, build_news(roadmap, history(dated(titre=HOSTILE, details=(HOSTILE,)))))
    page = blocks.render("nouveautes", "..")
    assert html5lib.parse(page, namespaceHTMLElements=False).find(".//script") is None


def test_an_identifier_outlives_the_names_and_the_address_of_the_site(roadmap: Roadmap) -> None:
    def identifier(change: DatedChange, site: str = SITE) -> str:
        project = project_of(EXAMPLE, site_url=site)
        return feedparser.parse(feed.build_feed(project, roadmap, history(change))).entries[0].id

    first = identifier(dated(first_id="ancien"))
    assert identifier(dated(first_id="ancien", id="autre", titre="Autre"), "https://ailleurs.fr/") == first
    others = [dated(1, first_id="ancien"), dated(first_id="autre"), dated(first_id="ancien", kind="reunion")]
    assert len({first, *map(identifier, others)}) == 4


def test_what_has_gone_has_no_link_and_what_was_renamed_leads_to_its_page(roadmap: Roadmap) -> None:
    past = history(dated(nature="retrait", id="partie", titre="Une action partie"), dated(1))
    entries = feedparser.parse(feed.build_feed(PROJECT, roadmap, past)).entries
    assert entries[0].link == f"{SITE}nouveautes/"
    page = Blocks(PROJECT, roadmap, build_news(roadmap, past)).render("nouveautes", "..")
    assert "/actions/partie/" not in page
    assert f'href="../actions/{SHEET.stem}/"' in page
    assert "Action retirée" in page


def test_the_feed_and_the_pages_do_not_grow_without_bound(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "MAX_CONFIRMED", 5)
    day = [dated(number, id=f"action-{number}", titre=f"Fiche {number}") for number in range(500)]
    past = history(
        *day, *(DatedChange("a", START - dt.timedelta(days=540), each.first_id, each.change) for each in day)
    )
    assert len(atom(roadmap, past).findall(f"{ATOM}entry")) == 100
    news = build_news(roadmap, past)
    blocks = Blocks(PROJECT, roadmap, news)
    main = blocks.render("nouveautes", "..")
    assert main.count(">Fiche ") == 20
    assert main.count("Action modifiée") == 20
    assert f"Et {len(roadmap.actions) - 5}\u00a0autres fiches, confirmées avant celles-ci" in main
    months = [page for page in build_generated_pages(roadmap, news, "") if page.block == "page_nouveautes"]
    assert {f'href="../{page.address}"' in main for page in months} == {True}
    assert months[0].address == "nouveautes/2025-11/"
    assert max(blocks.render(page.block, "../..", **page.context).count(">Fiche ") for page in months) == 100
    crowded = next(page for page in months if page.context["month"].left_out)
    assert "Et 400\u00a0autres changements plus tôt dans le mois." in blocks.render(
        crowded.block, "../..", **crowded.context
    )
    assert "première version des données" in blocks.render(months[-1].block, "../..", **months[-1].context)


def test_the_changes_of_a_day_are_put_together(roadmap: Roadmap) -> None:
    morning = DatedChange(
        "a", START.replace(hour=8), SHEET.stem, Change("action", SHEET.stem, "Avant", "ajout")
    )
    evening = dated(details=("axe : 1 → 2",))
    page = Blocks(PROJECT, roadmap, build_news(roadmap, history(evening, morning))).render("nouveautes", "..")
    said = " ".join(body(page).split())
    assert "jeudi 20 novembre 2025 Une carte Nouvelle action Action modifiée axe : 1 → 2" in said
    assert "Avant" not in said


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a project in a repository, built after some changes."""
    project = copy_project(tmp_path_factory.mktemp("news") / "projet")
    past = begin(project)
    past.commit()
    past.replace(SHEET, "cible: tous", "cible: usagers")
    past.commit()
    past.replace("data/calendar.yaml", "André Malraux", "Marceau")
    past.commit()
    built_site(project, site_url=SITE)
    return project


def pages(site: Path) -> Iterator[Path]:
    return (path for path in (site / "nouveautes").rglob("*.html"))


def test_a_built_site_tells_the_history(published: Path) -> None:
    site = published / "site"
    main = (site / "nouveautes/index.html").read_text(encoding="utf-8")
    assert "à destination de : tous → usagers" in body(main)
    assert "Calendrier modifié" in body(main)
    assert {path.parent.name for path in pages(site)} == {"nouveautes", "2025-03"}
    assert_valid(ET.parse(site / "nouveautes.xml").getroot())  # noqa: S314 - our own feed
    assert len(feedparser.parse((site / "nouveautes.xml").read_bytes()).entries) == 3
    for page in ("index.html", "actions/index.html", "nouveautes/2025-03/index.html"):
        document = html5lib.parse((site / page).read_bytes(), namespaceHTMLElements=False)
        link = document.find(".//link[@type='application/atom+xml']")
        assert (site / page).parent.joinpath(link.get("href")).resolve() == (
            site / "nouveautes.xml"
        ).resolve()


def test_no_person_is_named(published: Path) -> None:
    for path in (published / "site").rglob("*"):
        if path.suffix in {".html", ".xml", ".json"}:
            text = path.read_text(encoding="utf-8")
            for secret in ("Camille", "camille.secret", "Message secret"):
                assert secret not in text, path


def test_a_second_build_is_the_same_with_and_without_the_cache(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def content() -> dict[str, bytes]:
        site = published / "site"
        return {
            path.relative_to(site).as_posix(): path.read_bytes()
            for path in (*pages(site), site / "nouveautes.xml")
        }

    first = content()
    for is_cached in (True, False):
        if not is_cached:
            monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        built_site(published, site_url=SITE)
        assert content() == first


def test_without_git_the_page_says_so_and_keeps_the_confirmations(site: Path) -> None:
    main = body((site / "nouveautes/index.html").read_text(encoding="utf-8"))
    assert "L'historique des changements n'est pas disponible dans cette copie du site." in main
    assert "Fiches confirmées" in main
    assert "jeudi 4 avril 2024" in main
    assert {path.parent.name for path in pages(site)} == {"nouveautes"}
    assert feedparser.parse((site / "nouveautes.xml").read_bytes()).entries == []


def test_a_cut_history_says_where_it_begins(roadmap: Roadmap) -> None:
    page = Blocks(PROJECT, roadmap, build_news(roadmap, history(opening=None))).render("nouveautes", "..")
    assert "Ce qui a changé avant le 1er mai 2024 n'est pas connu ici." in body(page)
    assert "Aucun changement depuis le 1er mai 2024." in body(page)
