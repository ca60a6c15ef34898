"""The explorer of actions in a real browser: filters, words, order, address; and the page without JavaScript."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from roadmap.model.roadmap import load_roadmap
from tests.conftest import EXAMPLE, make_project
from tests.site.conftest import ADDED_ACTIONS, HOSTILE

EXAMPLE_ACTIONS = len(load_roadmap(make_project(EXAMPLE)).actions)
TOTAL = EXAMPLE_ACTIONS + ADDED_ACTIONS


@pytest.fixture
def page(browser: Browser, long_address: str) -> Iterator[Page]:
    """The page of the actions; nothing of it may fail."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="fr-FR")
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("dialog", lambda dialog: (failures.append(dialog.message), dialog.dismiss()))
    page.goto(f"{long_address}actions/")
    yield page
    context.close()
    assert failures == []


def expect_sentence(page: Page, sentence: str) -> None:
    """Wait until the sentence says this; the spaces that cannot break are read as others."""
    expect(page.locator(".explorer-sentence")).to_have_text(sentence)


def tick(page: Page, *labels: str) -> None:
    """Tick choices, as a reader does."""
    page.evaluate(
        "document.querySelectorAll('.explorer-form details').forEach(element => { element.open = true })"
    )
    for label in labels:
        page.get_by_role("checkbox", name=re.compile(f"^{label}")).check()


def read_count(page: Page, name: str, value: str) -> str:
    """Return the count beside a choice."""
    label = page.locator(f".explorer-form label:has([name={name}][value='{value}'])")
    return label.locator(".explorer-count").text_content() or ""


def read_titles(page: Page) -> list[str]:
    """Return the titles of the results."""
    return page.locator(".explorer-results .item__title").all_inner_texts()


def read_query(page: Page) -> list[tuple[str, str]]:
    """Return what the address holds."""
    return parse_qsl(urlsplit(page.url).query)


def test_without_javascript_the_list_and_the_table_are_whole(browser: Browser, long_address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{long_address}actions/")
    assert page.locator(".explorer-list .item").count() == 100
    assert page.get_by_role("link", name="Page suivante").is_visible()
    assert not page.locator(".explorer-form").is_visible()
    page.get_by_text("Tableau : combien d'actions").click()
    rows = page.locator(".explorer-matrix tbody tr")
    cells = {
        row.locator("th").inner_text(): [
            cell.inner_text().split("\n")[0][:3] for cell in row.locator("td").all()
        ]
        for row in rows.all()
    }
    assert len(cells) == 13
    assert cells["Chartres métropole"] == ["0"] * 5
    assert cells["Perche"][1:] == ["0"] * 4
    assert cells["Perche"][0].startswith("101")
    context.close()


def test_a_cell_of_the_table_leads_to_its_actions(page: Page) -> None:
    page.get_by_text("Tableau : combien d'actions").click()
    page.locator(".explorer-matrix td a", has_text="Perche").click()
    expect_sentence(page, f"{ADDED_ACTIONS} actions sur {TOTAL} répondent à ces choix : axe 1, Perche.")
    assert page.locator(".explorer-chips").first.locator("button").count() == 2


def test_nothing_is_loaded_before_the_first_choice(page: Page, long_address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{long_address}actions/")
    page.get_by_text("Filtrer", exact=True).click()
    assert not any("explorateur.json" in url for url in asked)
    tick(page, "Professionnels")
    expect_sentence(page, f"6 actions sur {TOTAL} répondent à ce choix : pour les professionnels.")
    assert sum("explorateur.json" in url for url in asked) == 1


def test_choices_of_a_facet_add_up_and_facets_narrow_each_other(page: Page) -> None:
    tick(page, "Axe 2", "Axe 3")
    expect_sentence(page, f"11 actions sur {TOTAL} répondent à ce choix : axe 2 ou axe 3.")
    tick(page, "Professionnels")
    actions = [
        item
        for item in load_roadmap(make_project(EXAMPLE)).actions
        if item.axe in (2, 3) and item.cible == "professionnels"
    ]
    expect_sentence(
        page,
        f"{len(actions)} actions sur {TOTAL} répondent à ces choix : axe 2 ou axe 3, pour les professionnels.",
    )
    assert read_titles(page) == [item.titre for item in actions]
    assert read_query(page) == [("axe", "2"), ("axe", "3"), ("cible", "professionnels")]
    page.get_by_role("button", name="Tout effacer").click()
    expect_sentence(page, "")
    assert read_query(page) == []
    assert page.locator(".explorer-list").is_visible()


def test_counts_are_those_that_each_choice_would_give_beside_the_others(page: Page) -> None:
    assert read_count(page, "cible", "usagers") == str(ADDED_ACTIONS + 8)
    tick(page, "Axe 2")
    expect_sentence(page, f"5 actions sur {TOTAL} répondent à ce choix : axe 2.")
    in_axis = [item.cible for item in load_roadmap(make_project(EXAMPLE)).actions_of_axis(2)]
    for value in ("usagers", "professionnels", "tous", "non-precise"):
        assert read_count(page, "cible", value) == str(in_axis.count(value))
    assert read_count(page, "axe", "1") == str(ADDED_ACTIONS + 4)
    assert read_count(page, "territoire", "perche") == "0"


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("En retard", f"1 action sur {TOTAL} répond à ce choix : en retard."),
        ("Envisagée", f"Les {TOTAL} actions répondent à ce choix : envisagée."),
        ("Seniors", f"{ADDED_ACTIONS} actions sur {TOTAL} répondent à ce choix : public : seniors."),
        (
            "Aucun public en particulier",
            f"{EXAMPLE_ACTIONS} actions sur {TOTAL} répondent à ce choix : aucun public en particulier.",
        ),
        ("Santé", f"{ADDED_ACTIONS} actions sur {TOTAL} répondent à ce choix : thématique : santé."),
        (
            "Vérifiée il y a plus de douze mois",
            f"{EXAMPLE_ACTIONS} actions sur {TOTAL} répondent à ce choix : vérifiée il y a plus de douze mois.",
        ),
        (
            "Tout le département",
            f"{EXAMPLE_ACTIONS} actions sur {TOTAL} répondent à ce choix : tout le département.",
        ),
    ],
)
def test_every_facet_filters(page: Page, label: str, sentence: str) -> None:
    tick(page, label)
    expect_sentence(page, sentence)


def test_words_are_found_without_accents(page: Page) -> None:
    page.get_by_label("Chercher dans les actions").fill("ECOUTE proxi")
    expect_sentence(page, f"{ADDED_ACTIONS - 1} actions sur {TOTAL} contiennent « ECOUTE proxi ».")
    assert read_query(page) == [("q", "ECOUTE proxi")]
    page.get_by_label("Chercher dans les actions").fill("coute")
    expect_sentence(page, f"Aucune des {TOTAL} actions ne contient « coute ».")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "territoire=chartres-metropole",
            f"Aucune des {TOTAL} actions ne répond à ce choix : Chartres métropole.",
        ),
        (
            "axe=2&q=zzz",
            f"Aucune des {TOTAL} actions ne répond à la fois à ces choix : axe 2, texte contenant « zzz ».",
        ),
        (
            "statut=en-retard&q=onerror",
            f"1 action sur {TOTAL} répond à ces choix : en retard, texte contenant « onerror ».",
        ),
        ("tri=titre", f"Les {TOTAL} actions, triées par titre."),
        ("tri=fin", f"Les {TOTAL} actions, triées par date de fin, la plus proche d'abord."),
    ],
)
def test_every_answer_is_a_whole_sentence(page: Page, long_address: str, query: str, sentence: str) -> None:
    page.goto(f"{long_address}actions/?{query}")
    expect_sentence(page, sentence)


def test_what_was_typed_keeps_its_letters(page: Page) -> None:
    page.get_by_label("Chercher dans les actions").fill("zzz")
    expect_sentence(page, f"Aucune des {TOTAL} actions ne contient « zzz ».")
    chip = page.locator(".explorer-chips").first.locator(".explorer-chip")
    assert chip.inner_text().replace("\u00a0", " ").casefold() == "texte « zzz »"
    assert "« zzz »" in chip.inner_text().replace("\u00a0", " ")


def test_a_choice_that_leads_to_nothing_cannot_be_made(page: Page, long_address: str) -> None:
    expect(page.locator("[value=chartres-metropole]")).to_be_disabled()
    tick(page, "Axe 2")
    expect(page.locator("[value=perche]")).to_be_disabled()
    page.get_by_role("button", name="Tout effacer").click()
    expect(page.locator("[value=perche]")).to_be_enabled()
    page.goto(f"{long_address}actions/?territoire=chartres-metropole")
    expect(page.locator("[value=chartres-metropole]")).to_be_enabled()
    expect(page.locator("[value=chartres-metropole]")).to_be_checked()


def test_a_facet_that_all_actions_answer_alike_is_left_out_but_its_addresses_hold(
    browser: Browser, site: Path, serve: Callable[[Path], str]
) -> None:
    page = browser.new_page()
    page.goto(f"{serve(site)}actions/?statut=envisagee")
    expect_sentence(page, f"Les {EXAMPLE_ACTIONS} actions répondent à ce choix : envisagée.")
    page.evaluate("document.querySelector('.explorer-filters').open = true")
    shown = page.locator("[data-facet]").locator("visible=true").locator("legend")
    assert shown.all_text_contents() == ["Axe", "Pour qui"]
    page.close()


def test_on_a_phone_the_answer_is_told_beside_the_filters(page: Page) -> None:
    link = page.locator(".explorer-answer a")
    expect(link).to_be_hidden()
    tick(page, "Axe 2")
    expect(link).to_have_text("5 actions : voir la liste")
    expect(link).to_be_in_viewport()
    link.click()
    expect(page.locator(".explorer-results .item").first).to_be_in_viewport()
    assert page.locator(".explorer-results .item").count() == 5


def test_the_first_fifty_are_shown_then_the_rest(page: Page) -> None:
    tick(page, "Perche")
    expect_sentence(page, f"{ADDED_ACTIONS} actions sur {TOTAL} répondent à ce choix : Perche.")
    for shown in (50, 100, 101):
        assert len(read_titles(page)) == shown
        if shown < ADDED_ACTIONS:
            page.get_by_role("button", name="Afficher la suite").click()
            assert page.evaluate("document.activeElement.textContent") == read_titles(page)[shown]
    assert not page.get_by_role("button", name="Afficher la suite").is_visible()


@pytest.mark.parametrize(
    ("order", "first", "note"),
    [
        ("titre", "Accompagner", ""),
        ("confirmation", HOSTILE, "Vérification : 1er novembre 2025"),
        ("fin", HOSTILE, "Fin : janvier 2025"),
    ],
)
def test_the_order_is_chosen_and_a_date_is_shown(page: Page, order: str, first: str, note: str) -> None:
    page.get_by_label("Trier par").select_option(order)
    page.locator(".explorer-results .item").first.wait_for()
    if order == "titre":
        expected = sorted(read_titles(page), key=str.casefold)
        assert read_titles(page)[-1] == expected[-1]
    else:
        assert read_titles(page)[0].startswith(first)
    notes = page.locator(".explorer-results .item").first.locator(".item__note").all_inner_texts()
    assert [item.replace("\u00a0", " ") for item in notes] == ([note] if note else [])
    assert read_query(page) == [("tri", order)]


def test_the_address_gives_the_choice_back_and_the_back_button_too(page: Page, long_address: str) -> None:
    page.goto(f"{long_address}actions/?axe=1&cible=usagers&q=ecoute&tri=titre")
    sentence = f"{ADDED_ACTIONS} actions sur {TOTAL} répondent à ces choix : axe 1, pour les usagers, texte contenant « ecoute »."
    expect_sentence(page, sentence)
    page.locator(".explorer-results .item__title").nth(3).click()
    page.wait_for_url("**/actions/permanence-*/")
    page.go_back()
    expect_sentence(page, sentence)
    assert page.get_by_label("Trier par").input_value() == "titre"
    page.goto(long_address)
    page.go_back()
    expect_sentence(page, sentence)


def test_choices_add_nothing_to_the_history(page: Page, long_address: str) -> None:
    page.goto(long_address)
    page.goto(f"{long_address}actions/")
    tick(page, "Axe 2", "Axe 3")
    expect_sentence(page, f"11 actions sur {TOTAL} répondent à ce choix : axe 2 ou axe 3.")
    page.go_back()
    assert page.url == long_address


def test_unknown_values_of_the_address_are_ignored_with_a_word(page: Page, long_address: str) -> None:
    page.goto(f"{long_address}actions/?axe=99&cible=%3Cb%3E&tri=rien&utm_source=x&territoire=perche")
    expect_sentence(page, f"{ADDED_ACTIONS} actions sur {TOTAL} répondent à ce choix : Perche.")
    told = page.locator(".explorer-ignored").inner_text().replace("\u00a0", " ")
    assert told.endswith("choix inconnus, ignorés : axe=99, cible=<b>, tri=rien.")


def test_when_nothing_answers_the_filters_to_drop_are_named(page: Page, long_address: str) -> None:
    page.goto(f"{long_address}actions/?territoire=perche&axe=2")
    expect_sentence(page, f"Aucune des {TOTAL} actions ne répond à la fois à ces choix : axe 2, Perche.")
    ways = page.locator(".explorer-help button")
    expect(ways).to_have_text(
        ["Retirer le filtre : « Axe » : 101 actions✕", "Retirer le filtre : « Territoire » : 5 actions✕"]
    )
    ways.last.click()
    expect_sentence(page, f"5 actions sur {TOTAL} répondent à ce choix : axe 2.")
    page.goto(f"{long_address}actions/?axe=2&territoire=perche&cible=professionnels")
    expect_sentence(
        page,
        f"Aucune des {TOTAL} actions ne répond à la fois à ces choix : axe 2, pour les professionnels, Perche.",
    )
    page.get_by_role("button", name="Tout effacer").click()
    expect_sentence(page, "")


def test_a_filter_is_removed_by_its_name_and_the_focus_stays(page: Page) -> None:
    tick(page, "Axe 2", "Usagers")
    page.get_by_role("button", name="Retirer le filtre : axe 2").press("Enter")
    expect_sentence(page, f"{ADDED_ACTIONS + 8} actions sur {TOTAL} répondent à ce choix : pour les usagers.")
    expect(page.get_by_role("button", name="Retirer le filtre : pour les usagers")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Chercher dans les actions")).to_be_focused()
    box = page.get_by_label("Professionnels")
    box.focus()
    page.keyboard.press("Space")
    expect_sentence(page, f"6 actions sur {TOTAL} répondent à ce choix : pour les professionnels.")
    expect(box).to_be_focused()


def test_a_hostile_title_shows_letter_for_letter(page: Page) -> None:
    page.get_by_label("Chercher dans les actions").fill("onerror")
    expect_sentence(page, f"1 action sur {TOTAL} contient « onerror ».")
    assert read_titles(page)[0].replace("\u00a0", " ") == HOSTILE
    assert page.locator(".explorer-results img").count() == 0


def test_a_failed_load_is_said_and_tried_again(page: Page) -> None:
    page.route("**/explorateur.json", lambda route: route.abort())
    tick(page, "Axe 2")
    expect_sentence(page, "Les filtres ne sont pas disponibles pour l'instant. Vérifiez votre connexion.")
    assert page.locator(".explorer-list").is_visible()
    page.unroute("**/explorateur.json")
    tick(page, "Axe 3")
    expect_sentence(page, f"11 actions sur {TOTAL} répondent à ce choix : axe 2 ou axe 3.")


def test_what_a_finger_touches_is_large_enough_and_nothing_overflows(page: Page) -> None:
    tick(page, "Perche", "Axe 1")
    expect_sentence(page, f"{ADDED_ACTIONS} actions sur {TOTAL} répondent à ces choix : axe 1, Perche.")
    page.get_by_text("Tableau : combien d'actions").click()
    for width in (320, 768, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        targets = page.locator(".explorer-form label, .explorer summary, .explorer button:visible")
        assert (
            targets.evaluate_all(
                "all => all.filter(element => element.getBoundingClientRect().height < 43.9).length"
            )
            == 0
        )


def test_paper_keeps_the_list_alone(page: Page) -> None:
    tick(page, "Perche")
    expect_sentence(page, f"{ADDED_ACTIONS} actions sur {TOTAL} répondent à ce choix : Perche.")
    page.emulate_media(media="print")
    for name in ("form", "chips", "clear", "more", "matrix"):
        assert not page.locator(f".explorer-{name}").first.is_visible(), name
    assert page.locator(".explorer-results .item").first.is_visible()
