"""The RGAA criteria that are decided without a hand: each holds on the whole site, and its check finds a fault."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from roadmap.schema.rgaa import SITE_TEST, load_reference
from tests.conftest import ROOT
from tests.site import rgaa_checks
from tests.site.html import list_pages
from tests.site.rgaa_browser import (
    FAULTS,
    RECORD_LISTENERS,
    find_rendered_faults,
    find_surprising_fields,
    plant,
    read_status_messages,
)
from tests.site.rgaa_checks import PageView, parse_source, read_assets, read_page
from tests.site.rgaa_faults import ASSET_CHECKS, PAGE_CHECKS, PLAIN, SITE_CHECKS
from tests.site.test_accessibility import ACTION, AXE_SCRIPT, FIND_OVERFLOW, READINGS
from tests.site.test_keyboard import find_walk_faults

REFERENCE = load_reference()
BY_TEST = [number for number, item in REFERENCE.criteria.items() if item.decision != "main"]
BY_HAND = [number for number, item in REFERENCE.criteria.items() if item.decision == "main"]
STATIC = [number for number in BY_TEST if number not in FAULTS]
MORNING = 210  # minutes


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that notes what waits for a click, on the day of the tests."""
    context = browser.new_context(
        locale="fr-FR", permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce"
    )
    context.add_init_script(RECORD_LISTENERS)
    page = context.new_page()
    page.clock.set_fixed_time("2025-11-24T12:00:00+01:00")
    yield page
    context.close()


@pytest.fixture(scope="module")
def faults(full_site: Path) -> dict[str, list[str]]:
    """The faults of the whole site, by criterion: each page is read once."""
    found = defaultdict(list)
    readings: dict[str, list[tuple[str, object]]] = defaultdict(list)
    criteria_of = defaultdict(list)
    for number, (check, _) in PAGE_CHECKS.items():
        criteria_of[check].append(number)
    for file in list_pages(full_site):
        view = read_page(full_site, file)
        for check, numbers in criteria_of.items():
            for fault in check(view):
                for number in numbers:
                    found[number].append(f"{view.address}: {fault}")
        for number, (read, _, _) in SITE_CHECKS.items():
            readings[number] += read(view)
    for number, (_, compare, _) in SITE_CHECKS.items():
        found[number] += compare(readings[number])
    assets = read_assets(full_site)
    for number, checks in ASSET_CHECKS.items():
        found[number] += [fault for check, _ in checks for fault in check(assets)]
    return found


@pytest.mark.parametrize("number", STATIC)
def test_the_site_passes(faults: dict[str, list[str]], number: str) -> None:
    assert faults[number] == []


def view_page(site: Path, address: str, change: Callable[[str], str] = str) -> PageView:
    return parse_source(address, change((site / address / "index.html").read_text(encoding="utf-8")))


@pytest.mark.parametrize("number", PAGE_CHECKS)
def test_a_fault_of_a_page_is_found(full_site: Path, number: str) -> None:
    check, fault = PAGE_CHECKS[number]
    assert list(check(view_page(full_site, fault.address))) == []
    assert list(check(view_page(full_site, fault.address, fault.plant))) != []


def test_a_word_drawn_as_a_shape_is_found(full_site: Path) -> None:
    drawing = '<svg role="img" aria-label="Un titre"><path d="M0 0h9"/></svg></article>'
    view = view_page(full_site, PLAIN, lambda source: source.replace("</article>", drawing, 1))
    assert list(rgaa_checks.find_pixels(view)) != []


@pytest.mark.parametrize("number", SITE_CHECKS)
def test_a_page_that_differs_from_the_others_is_found(full_site: Path, number: str) -> None:
    read, compare, fault = SITE_CHECKS[number]
    sound = list(read(view_page(full_site, PLAIN)))
    assert list(compare([*sound, *sound])) == []
    assert list(compare([*sound, *read(view_page(full_site, PLAIN, fault.plant))])) != []


@pytest.mark.parametrize("number", ASSET_CHECKS)
def test_a_fault_of_the_styles_or_the_scripts_is_found(number: str) -> None:
    nothing = rgaa_checks.Assets({}, {})
    for check, spoil in ASSET_CHECKS[number]:
        assert list(check(nothing)) == []
        assert list(check(spoil(nothing))) != []


def find_faults_in_browser(page: Page, number: str) -> list[object]:
    """Return the faults of an open page for one criterion, as the test that decides of it looks for them."""
    if number in ("10.4", "10.11", "10.12"):
        reading = {"10.4": "text twice as large", "10.11": "as it is", "10.12": "text spaced out"}[number]
        READINGS[reading][0](page)
        return page.evaluate(FIND_OVERFLOW)
    if number in ("10.7", "12.8", "12.9"):
        return find_walk_faults(page, max_stops=60).get(number, [])
    if number == "7.4":
        return find_surprising_fields(page)
    if number == "7.5":
        return [] if announces_the_search(page) else ["nothing is announced"]
    if number == "3.2":
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(
            "axe.run('main', {runOnly: ['color-contrast']}).then(result => result.violations.length)"
        )
        return ["axe"] * found
    return find_rendered_faults(page).get(number, [])


def announces_the_search(page: Page) -> bool:
    page.get_by_role("button", name="Rechercher").click()
    page.locator("#recherche-mots").fill("perche")
    page.locator("#recherche-resultats li").first.wait_for()
    return bool(read_status_messages(page))


@pytest.mark.parametrize("number", FAULTS)
def test_a_fault_that_only_a_browser_tells_is_found(page: Page, full_address: str, number: str) -> None:
    page.set_viewport_size({"width": 320 if number == "10.11" else 640, "height": 800})
    page.goto(full_address + "mentions-legales/")
    plant(page, number)
    assert find_faults_in_browser(page, number) != []


def test_a_sound_page_has_none_of_these_faults(page: Page, full_address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(full_address + "mentions-legales/")
    for number in sorted(FAULTS, key="7.5".__eq__):
        assert find_faults_in_browser(page, number) == [], number


def test_a_faint_word_of_a_drawing_is_found(page: Page, full_address: str) -> None:
    page.goto(full_address + "axes/1/")
    assert "3.2" not in find_rendered_faults(page)
    page.evaluate("document.querySelectorAll('svg text').forEach(text => { text.style.fill = '#ccc' })")
    assert "3.2" in find_rendered_faults(page)


PAGES_OF_FIELDS = (
    "",
    "actions/",
    "territoires/",
    "contribuer/action/",
    "contribuer/reunion/",
    "contribuer/nouvelles/?action=atelier-smartphone",
)


@pytest.mark.parametrize("path", PAGES_OF_FIELDS)
def test_changing_a_field_moves_nobody(page: Page, full_address: str, path: str) -> None:
    page.goto(full_address + path, wait_until="networkidle")
    assert find_surprising_fields(page) == []


def _copy(page: Page) -> None:
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.locator("#copie-etat")).not_to_be_empty()


def _filter(page: Page) -> None:
    page.get_by_role("searchbox", name="Chercher dans les actions").fill("bus")
    expect(page.locator(".explorer-sentence")).to_contain_text("« bus »")


def _find_commune(page: Page) -> None:
    page.get_by_label("Votre commune ou votre code postal").fill("28400")
    expect(page.locator("#et-chez-moi .at-home__state")).not_to_be_empty()


def _answer(page: Page) -> None:
    page.fill("[name=date]", "15 janvier 2026")
    page.press("[name=date]", "Tab")
    expect(page.locator(".form-understood", has_text="15 janvier 2026").first).to_be_visible()


@pytest.mark.parametrize(
    ("path", "act", "message"),
    [
        (PLAIN, announces_the_search, "résultat"),
        ("actions/", _filter, "« bus »"),
        ("", _find_commune, "réponses"),
        (ACTION, _copy, "Lien copié."),
        ("contribuer/reunion/", _answer, "15 janvier 2026"),
    ],
)
def test_a_message_is_announced(
    page: Page, full_address: str, path: str, act: Callable[[Page], object], message: str
) -> None:
    page.goto(full_address + path)
    act(page)
    assert any(message in text for text in read_status_messages(page))


def test_the_file_and_the_table_of_checks_name_the_same_criteria() -> None:
    assert len(REFERENCE.criteria) == 106
    assert len(REFERENCE.themes) == 13
    checked = {*PAGE_CHECKS, *ASSET_CHECKS, *SITE_CHECKS, *FAULTS}
    assert checked == set(BY_TEST)
    assert not checked & set(BY_HAND)
    assert len(BY_TEST) >= 70
    for theme in REFERENCE.themes:
        assert [item.number for item in theme.criteria] == [
            f"{theme.number}.{number}" for number in range(1, len(theme.criteria) + 1)
        ]


def _list_tests(file: str) -> Iterator[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return (node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_each_criterion_names_a_test_that_exists() -> None:
    for number in BY_TEST:
        file, _, name = REFERENCE.criteria[number].test.partition("::")
        name, _, parameter = name.partition("[")
        assert name in set(_list_tests(file)), number
        if f"{file}::{name}" == SITE_TEST:
            assert parameter == f"{number}]"
            assert number in STATIC
    assert all(not REFERENCE.criteria[number].test for number in BY_HAND)


def test_what_a_hand_must_do_fits_in_a_morning(full_site: Path) -> None:
    assert sum(gesture.minutes for gesture in REFERENCE.gestures) <= MORNING
    assert {item.number for gesture in REFERENCE.gestures for item in gesture.criteria} == set(BY_HAND)
    for gesture in REFERENCE.gestures:
        assert all(item.minutes > 0 for item in gesture.criteria)
        for _, address in gesture.pages:
            assert (full_site / address).exists(), address
