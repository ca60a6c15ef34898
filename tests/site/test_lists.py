"""Long lists of actions: cut into pages, whole without JavaScript."""

from pathlib import Path

import pytest

from roadmap.model.roadmap import load_roadmap
from roadmap.render.pagination import PAGE_SIZE
from tests.conftest import EXAMPLE, make_project
from tests.site.conftest import ADDED_ACTIONS
from tests.site.html import parse_page, text

EXAMPLE_ACTIONS = len(load_roadmap(make_project(EXAMPLE)).actions)
LISTS = {
    "actions": EXAMPLE_ACTIONS + ADDED_ACTIONS,
    "axes/1": len(load_roadmap(make_project(EXAMPLE)).actions_of_axis(1)) + ADDED_ACTIONS,
    "territoires/perche": ADDED_ACTIONS,
    "territoires/eure-et-loir": EXAMPLE_ACTIONS,
}


def list_action_ids(page: Path) -> list[str]:
    """Return the ids of the actions of a page's own list: that of the department, folded, is another."""
    document = parse_page(page)
    folded = document.findall(".//main//details//a[@href]")
    titles = document.findall(".//main//li[@class='item']/a[@href]")
    links = [title.get("href") for title in titles if title not in folded]
    return [link.rstrip("/").rpartition("/")[2] for link in links]


def find_linked_page(page: Path, rel: str) -> Path | None:
    """Return the page that a page of a list leads to."""
    link = parse_page(page).find(f".//nav[@class='pages']/a[@rel='{rel}']")
    return None if link is None else (page.parent / link.get("href") / "index.html").resolve()


@pytest.mark.parametrize("base", LISTS)
def test_every_action_is_on_one_page_of_its_list_and_no_page_is_too_long(long_site: Path, base: str) -> None:
    first = (long_site / base / "index.html").resolve()
    pages = [first]
    while after := find_linked_page(pages[-1], "next"):
        assert find_linked_page(after, "prev") == pages[-1]
        pages.append(after)
    assert find_linked_page(first, "prev") is None
    assert len(pages) == -(-LISTS[base] // PAGE_SIZE)
    found = [action for page in pages for action in list_action_ids(page)]
    assert len(found) == len(set(found)) == LISTS[base]
    assert max(len(list_action_ids(page)) for page in pages) <= PAGE_SIZE


def test_a_list_that_fits_a_page_has_no_other(site: Path) -> None:
    assert list(site.rglob("page/2/index.html")) == []
    assert parse_page(site / "actions/index.html").find(".//nav[@class='pages']") is None


def test_a_following_page_says_its_place_and_goes_on_with_the_section(long_site: Path) -> None:
    shown = text(long_site / "actions/page/2/index.html")
    assert "Page 2 sur 2" in shown
    assert "Axe 1 : Coordonner la médiation et l'aller-vers (suite)" in shown.replace("\u00a0", " ")
    assert "Axe 2 : Renforcer les compétences numériques (suite)" not in shown.replace("\u00a0", " ")
    assert (
        parse_page(long_site / "actions/page/2/index.html")
        .find(".//title")
        .text.startswith("Actions, page 2 sur 2")
    )
