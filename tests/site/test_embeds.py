"""The pages that other sites show in a frame: light, without a script, and shown by any site."""

import html
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap, load_roadmap
from roadmap.outputs.embeds import MAX_EMBEDDED_ACTIONS, build_embed_pages
from roadmap.render.blocks import Blocks
from tests.conftest import EXAMPLE, ROOT, make_project
from tests.site.conftest import ADDED_ACTIONS, HOSTILE

# Of the page and its style sheet, not compressed.
MAX_BYTES = 8_000
STYLE = ROOT / "theme/assets/embed/embed.css"
SITE_URL = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def roadmap() -> Roadmap:
    return load_roadmap(make_project(EXAMPLE))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 800, "height": 600}, locale="fr-FR")
    yield context.new_page()
    context.close()


def build_documents(roadmap: Roadmap) -> dict[str, BeautifulSoup]:
    """Return the page of each place, by its identifier."""
    pages = build_embed_pages(roadmap, Blocks(make_project(EXAMPLE), roadmap))
    return {address.split("/")[1]: BeautifulSoup(text, "html.parser") for address, text in pages}


def make_actions(roadmap: Roadmap, count: int, prefix: str, **fields: object) -> tuple[Action, ...]:
    model = roadmap.actions[0]
    return tuple(
        replace(model, id=f"{prefix}-{number}", titre=f"{prefix} {number}", **fields)
        for number in range(count)
    )


def read_groups(document: BeautifulSoup) -> dict[str, int]:
    """Return the number of actions under each heading."""
    return {section.h2.text: len(section.select("li")) for section in document.select("section")}


def test_each_page_and_its_style_are_light_and_hold_no_script(site: Path) -> None:
    pages = sorted((site / "integrer").rglob("*.html"))
    assert len(pages) > 2
    for file in pages:
        assert file.stat().st_size + STYLE.stat().st_size <= MAX_BYTES, file
        document = BeautifulSoup(file.read_bytes(), "html.parser")
        assert document.find(["script", "img", "form", "iframe"]) is None, file
        place = file.parent.name
        assert document.select_one("meta[name=robots]")["content"] == "noindex"
        assert document.select_one("link[rel=canonical]")["href"] == f"{SITE_URL}territoires/{place}/"
        assert document.base.attrs == {"target": "_blank"}
        assert all(link["rel"] == ["noopener"] for link in document.select("a")), file


def test_a_territory_shows_its_actions_then_those_of_the_whole_department(roadmap: Roadmap) -> None:
    local = make_actions(roadmap, 2, "locale", territoires=("perche",))
    shared = make_actions(roadmap, 3, "commune", territoires=())
    documents = build_documents(replace(roadmap, actions=(*shared, *local)))
    assert read_groups(documents["perche"]) == {
        "Actions de ce territoire": 2,
        "Actions de tout le département": 3,
    }
    assert read_groups(documents["chartres-metropole"]) == {"Actions de tout le département": 3}
    assert read_groups(documents["eure-et-loir"]) == {
        "Actions de tout le département": 3,
        "Actions de certains territoires": 2,
    }
    assert "autre" not in documents["perche"].main.text
    assert "Aucune action" not in documents["perche"].main.text
    empty = build_documents(replace(roadmap, actions=()))
    assert "Aucune action n'est publiée." in empty["perche"].main.text


@pytest.mark.parametrize(
    ("place", "target"), [("perche", "territoires/perche/"), ("eure-et-loir", "actions/")]
)
def test_very_many_actions_are_bounded_and_the_others_counted(
    roadmap: Roadmap, place: str, target: str
) -> None:
    local = make_actions(roadmap, MAX_EMBEDDED_ACTIONS, "locale", territoires=("perche",))
    shared = make_actions(roadmap, 2, "commune", territoires=())
    document = build_documents(replace(roadmap, actions=(*shared, *local)))[place]
    assert len(document.select("li")) == MAX_EMBEDDED_ACTIONS
    (link,) = document.main.select("p a")
    assert link.text == "2\u00a0autres actions"
    assert urljoin(f"/integrer/{place}/", link["href"]) == f"/{target}"


def test_markup_in_values_is_shown_as_text(long_site: Path) -> None:
    document = BeautifulSoup((long_site / "integrer/perche/index.html").read_bytes(), "html.parser")
    assert document.find(["script", "img"]) is None
    assert HOSTILE.partition("«")[0] in document.main.text
    assert f"{ADDED_ACTIONS + 23 - MAX_EMBEDDED_ACTIONS}\u00a0autres actions" in document.main.text


def test_markup_in_the_names_of_places_is_shown_as_text_twice_in_the_code_to_copy(roadmap: Roadmap) -> None:
    name = 'Perche" onload="alert(1)"><script>alert(1)</script>'
    territory = replace(roadmap.epci[0], nom=name)
    changed = replace(roadmap, epci=(territory, *roadmap.epci[1:]))
    document = build_documents(changed)[territory.id]
    assert document.find("script") is None
    assert name in document.h1.text
    environment = Blocks(make_project(EXAMPLE), changed)._env  # noqa: SLF001 - a part of a page, alone
    module = environment.get_template("_integrer.html").make_module({"root": "../.."})
    code = BeautifulSoup(module.snippet(territory), "html.parser").code
    assert code.find() is None, "the page shows the code"
    frame = BeautifulSoup(code.text, "html.parser").iframe
    assert set(frame.attrs) == {"src", "title", "width", "height", "loading"}
    assert name in html.unescape(frame["title"])


def test_the_code_of_a_page_shows_its_list_in_a_page_of_another_site(
    page: Page, full_address: str, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    page.goto(f"{full_address}territoires/perche/")
    page.get_by_text("Afficher ces actions sur un autre site").click()
    page.get_by_role("button", name="Copier le code").wait_for()
    code = page.locator("#integrer-code").inner_text()
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Mairie</title>{code}", encoding="utf-8")
    page.goto(serve(tmp_path))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("L'inclusion numérique\u00a0: Perche")
    assert frame.locator("h1").evaluate("element => getComputedStyle(element).fontSize") == "20px"
    with page.context.expect_page() as opened:
        frame.get_by_role("link").first.click()
    opened.value.wait_for_url(f"{full_address}actions/**")
    assert opened.value.evaluate("window.opener") is None


def test_the_page_follows_the_colours_of_the_reader(page: Page, full_address: str) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{full_address}integrer/perche/")
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(22, 27, 34)"]
