"""What is typed in French is read alike by the check of the files and by the form, which says what it understood."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from roadmap.text import french_values
from roadmap.text.compound_answers import read_budget, read_period
from roadmap.text.french_lists import index_names, read_names
from tests.conftest import ROOT
from tests.form.conftest import open_form, read_sheet_text
from tests.form.test_check import BROWSER_RULES
from tests.french_answers import BUDGETS, CASES, LISTS_OF_NAMES, PERIODS, PLACES

READERS: dict[str, Callable[[str], str | None]] = {
    "date": french_values.read_date,
    "day": lambda text: french_values.read_date(text, full=True),
    "hour": french_values.read_hour,
    "integer": lambda text: french_values.read_number(text, whole=True),
    "mailbox": french_values.read_mailbox,
    "number": lambda text: french_values.read_number(text, whole=False),
    "siren": french_values.read_siren,
    "url": french_values.read_url,
}
# Pieces of answers, sound or not, put side by side at random.
PIECES = (
    *(
        "1",
        "12",
        "31",
        "2026",
        "26",
        "9",
        "38",
        "000",
        "1er",
        "le",
        "à",
        "janvier",
        "févr.",
        "mar",
        "juil",
        "janvir",
    ),
    *(
        "octobe",
        "décembre",
        "€",
        "k€",
        "K",
        "euros",
        "environ",
        "h",
        " h ",
        "heures",
        ":",
        "/",
        "-",
        ".",
        ",",
        " ",
    ),
    *(
        "\u00a0",
        "\u202f",
        "'",
        "lundi",
        "200033181",
        "exemple.fr",
        "https://",
        "@",
        "accueil",
        "<",
        ">",
        "mailto:",
        "é",
    ),
)


def read_in_browser(
    browser: Browser, serve: Callable[[Path], str], cases: list[tuple[str, str]]
) -> list[str | None]:
    page = browser.new_page()
    page.goto(serve(ROOT / "theme/assets") + "form/reading.js")
    script = """async ([cases, rules]) => {
      const { readAnswer } = await import("/form/reading.js");
      return cases.map(([reader, text]) => readAnswer(reader, text, rules));
    }"""
    answers = page.evaluate(script, [cases, BROWSER_RULES])
    page.close()
    return answers


@pytest.mark.parametrize(("reader", "text", "stored"), CASES)
def test_an_answer_is_read_in_python(reader: str, text: str, stored: str | None) -> None:
    assert READERS[reader](text) == stored


def test_the_browser_reads_as_python_does(browser: Browser, serve: Callable[[Path], str]) -> None:
    rng = random.Random(2026)  # noqa: S311 - the same cases each time, no secret
    texts = ["".join(rng.choices(PIECES, k=rng.randint(1, 6))) for _ in range(3000)]
    cases = [(reader, text) for reader, text, _ in CASES] + [
        (reader, text) for reader in READERS for text in texts
    ]
    expected = [READERS[reader](text) for reader, text in cases]
    assert sum(item is not None for item in expected) > 500
    read = read_in_browser(browser, serve, cases)
    differences = [case for case in zip(cases, expected, read, strict=True) if case[1] != case[2]]
    assert differences == []


@pytest.mark.parametrize(("typed", "read"), LISTS_OF_NAMES)
def test_a_list_of_names_is_read_in_python(typed: str, read: list[str]) -> None:
    assert read_names(typed, index_names(dict(PLACES))) == read


def test_the_browser_reads_lists_of_names_as_python_does(
    browser: Browser, serve: Callable[[Path], str]
) -> None:
    rng = random.Random(2026)  # noqa: S311 - the same cases each time, no secret
    pieces = [name for _, names in PLACES for name in names] + [
        " et ",
        ", ",
        " & ",
        "(",
        ")",
        "St ",
        "mairie du ",
    ]
    texts = [typed for typed, _ in LISTS_OF_NAMES]
    texts += ["".join(rng.choices(pieces, k=rng.randint(1, 7))) for _ in range(3000)]
    page = browser.new_page()
    page.goto(serve(ROOT / "theme/assets") + "form/reading.js")
    script = """async ([texts, places]) => {
      const { indexNames, readNames } = await import("/form/names.js");
      return texts.map((text) => readNames(text, indexNames(places)));
    }"""
    read = page.evaluate(script, [texts, PLACES])
    page.close()
    index = index_names(dict(PLACES))
    assert [(text, read_names(text, index)) for text in texts] == list(zip(texts, read, strict=True))


@pytest.mark.parametrize(("typed", "start", "end"), PERIODS)
def test_a_period_is_read_in_python(typed: str, start: str | None, end: str | None) -> None:
    said = {key: date for key, date in (("debut", start), ("fin", end)) if date}
    assert read_period(typed) == (said or None)


@pytest.mark.parametrize(("typed", "amount", "fundings"), BUDGETS)
def test_a_budget_is_read_in_python(typed: str, amount: int | None, fundings: list[dict]) -> None:
    budget = {"montant": amount, **({"financements": fundings} if fundings else {})}
    assert read_budget(typed) == (None if amount is None else budget)


def test_the_browser_reads_periods_and_budgets_as_python_does(
    browser: Browser, serve: Callable[[Path], str]
) -> None:
    rng = random.Random(2027)  # noqa: S311 - the same cases each time, no secret
    words = (
        "du ",
        "au ",
        " à ",
        "mars",
        "juin",
        " 2026",
        "2027",
        " - ",
        "–",
        "1er ",
        "15",
        "/04",
        "T1",
        "dès ",
        "jusqu'en ",
    )
    shares = (
        "38 000 €",
        " dont ",
        "20 k€",
        " de l'",
        "État",
        " (accordé)",
        "(",
        ")",
        ", ",
        " et ",
        "CAF",
        " 1 500",
        "%",
        " : ",
    )
    make = lambda pieces: "".join(rng.choices(pieces, k=rng.randint(2, 8)))  # noqa: E731
    periods = [typed for typed, *_ in PERIODS] + [make(words) for _ in range(3000)]
    budgets = [typed for typed, *_ in BUDGETS] + [make(shares) for _ in range(3000)]
    page = browser.new_page()
    page.goto(serve(ROOT / "theme/assets") + "form/reading.js")
    script = """async ([periods, budgets, rules]) => {
      const { readBudget, readPeriod } = await import("/form/compound.js");
      return [periods.map((text) => readPeriod(text, rules)), budgets.map(readBudget)];
    }"""
    read = page.evaluate(script, [periods, budgets, BROWSER_RULES])
    page.close()
    assert list(zip(periods, map(read_period, periods), strict=True)) == list(
        zip(periods, read[0], strict=True)
    )
    assert list(zip(budgets, map(read_budget, budgets), strict=True)) == list(
        zip(budgets, read[1], strict=True)
    )
    assert sum(item is not None for item in read[0]) > 50
    assert sum(item is not None for item in read[1]) > 10


def test_communes_are_picked_by_name_several_at_once(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    page.fill("[name=communes]", "Chartres, luce")
    page.press("[name=communes]", "Tab")
    field = page.locator('.form-field:has(> [name="communes"])')
    expect(field.locator(".form-understood")).to_have_text("Compris : Chartres, Lucé")
    assert 'communes:\n  - "28085"\n  - "28218"' in read_sheet_text(page)
    page.fill("[name=communes]", "Chartres, maintenan")
    page.press("[name=communes]", "Tab")
    assert "« maintenan »" in page.inner_text("#champ-communes-erreur")
    page.fill("[name=communes]", "Chartres, maint")
    page.locator("#champ-communes-propositions").get_by_role("button", name="Maintenon").click()
    assert page.input_value("[name=communes]") == "Chartres, Maintenon, "
    expect(page.locator("[name=communes]")).to_be_focused()
    page.fill("[name=titre]", "Un atelier")
    assert "Chartres métropole (Chartres, Maintenon)" in page.inner_text("#apercu")


def test_where_the_action_takes_place_must_be_said(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    assert "Il manque « Territoires »." in page.inner_text("#manque")
    page.check("[name=territoires][value=eure-et-loir]")
    assert "Territoires" not in page.inner_text("#manque")
    page.uncheck("[name=territoires][value=eure-et-loir]")
    page.fill("[name=communes]", "Chartres")
    assert "Territoires" not in page.inner_text("#manque")


def understood(page: Page, name: str) -> str:
    """Return what the form says that it understood of an answer."""
    return page.locator(f'.form-field:has(> [name="{name}"]) > .form-understood').inner_text()


@pytest.mark.parametrize(
    "case",
    [
        ("debut", "15 janvier 2026", "Compris : 15\u00a0janvier 2026", "debut: 2026-01-15"),
        ("fin", "déc. 2026", "Compris : décembre 2026", "fin: 2026-12"),
        (
            "debut",
            "janv. 2026 – déc. 2026",
            "Compris : début : janvier 2026 ; fin : décembre 2026",
            "fin: 2026-12",
        ),
        (
            "budget.montant",
            "38 000 € dont 20 000 € de l'État (accordé)",
            "Compris : 38\u202f000\u00a0€, dont État : 20\u202f000\u00a0€ (accordé)",
            "  montant: 38000\n  financements:\n    - financeur: État\n      montant: 20000\n      statut: accorde\n",
        ),
        ("budget.montant", "38 k€", "Compris : 38\u202f000\u00a0€", "  montant: 38000"),
        ("porteur.siren", "200 033 181 00012", "Compris : 200 033 181", '  siren: "200033181"'),
        ("liens[0].url", "exemple.fr/a", "Compris : https://exemple.fr/a", "url: https://exemple.fr/a"),
    ],
)
def test_the_form_says_what_it_understood_and_leaves_what_was_typed(
    page: Page, address: str, case: tuple[str, str, str, str]
) -> None:
    name, typed, said, filed = case
    open_form(page, f"{address}contribuer/action/")
    page.fill(f'[name="{name}"]', typed)
    page.press(f'[name="{name}"]', "Tab")
    assert understood(page, name) == said
    assert page.input_value(f'[name="{name}"]') == typed
    assert filed in read_sheet_text(page)
    page.fill(f'[name="{name}"]', "")
    page.press(f'[name="{name}"]', "Tab")
    expect(page.locator(f'.form-field:has(> [name="{name}"]) > .form-understood')).to_be_hidden()


def test_an_answer_that_is_not_understood_is_said_so_once_left_with_its_remedy(
    page: Page, address: str
) -> None:
    open_form(page, f"{address}contribuer/action/")
    page.fill("[name=debut]", "bientôt")
    expect(page.locator("#champ-debut-erreur")).to_be_hidden()
    page.press("[name=debut]", "Tab")
    expect(page.locator("#champ-debut-erreur")).to_have_text(
        "« bientôt » n'est pas compris. Écrivez ainsi : 15/01/2026, janvier 2026 ou 2026."
    )
    expect(page.locator("#champ-titre-erreur")).to_be_hidden()  # not answered yet
    expect(page.locator("#erreurs")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(1280, 3200), (390, 5200)])
def test_the_first_sight_of_the_form_is_short(page: Page, address: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}contribuer/action/")
    page.wait_for_selector("#formulaire:not([hidden])")
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    assert page.locator(".form-more[open]").count() == 0


def test_what_is_filled_is_open_and_an_error_opens_its_part(page: Page, address: str) -> None:
    page.goto(f"{address}contribuer/action/?modifier=cartographie-mediation-numerique")
    page.wait_for_selector("#formulaire:not([hidden])")
    expect(page.locator("[name='source.document']")).to_be_visible()
    expect(page.locator("[name=contexte]")).to_be_hidden()
    page.goto(f"{address}contribuer/action/")
    page.wait_for_selector("#formulaire:not([hidden])")
    page.evaluate("document.querySelector('[name=confirme_le]').value = 'hier'")
    page.click("#telecharger")
    page.locator("#erreurs a", has_text="hier").click()
    expect(page.locator("[name=confirme_le]")).to_be_focused()


def test_on_a_telephone_what_is_missing_and_the_way_out_stay_in_sight(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}contribuer/action/")
    page.wait_for_selector("#formulaire:not([hidden])")
    bar = page.locator(".form-bar")
    expect(bar).to_be_in_viewport()
    expect(bar).to_contain_text("6 réponses manquent")
    bar.get_by_role("button", name="Voir").click()
    expect(page.locator("[name=titre]")).to_be_focused()
    box, top = page.locator("[name=titre]").bounding_box(), bar.bounding_box()
    assert box["y"] + box["height"] <= top["y"]
    bar.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#erreurs")).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(bar).to_be_hidden()


def test_what_is_typed_in_its_own_field_wins_over_what_another_one_says(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    page.fill("[name=debut]", "janv. – déc. 2026")
    page.fill("[name=fin]", "mars 2027")
    page.fill('[name="budget.montant"]', "38 000 € dont 20 000 € de l'État")
    page.fill('[name="budget.financements[0].financeur"]', "CAF")
    text = read_sheet_text(page)
    assert "debut: 2026-01\nfin: 2027-03\n" in text
    assert "    - financeur: CAF\n    - financeur: État\n      montant: 20000\n" in text
    page.fill('[name="budget.montant"]', "38 000 € dont la moitié de l'État")
    page.press('[name="budget.montant"]', "Tab")
    expect(page.locator('[id="champ-budget.montant-erreur"]')).to_contain_text("n'est pas compris")


def test_a_doubt_does_not_look_like_an_error(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    page.fill("[name=titre]", "Bus")
    page.press("[name=titre]", "Tab")
    page.fill("[name='contact.courriel']", "prenom.nom@exemple.fr")
    page.press("[name='contact.courriel']", "Tab")
    error, doubt = page.locator("#champ-titre-erreur"), page.locator('[id="champ-contact.courriel-erreur"]')
    expect(error).to_be_visible()
    expect(doubt).to_be_visible()
    expect(doubt).to_contain_text("À vérifier : ")
    expect(error).not_to_contain_text("À vérifier")
    colour = "element => getComputedStyle(element).color"
    assert doubt.evaluate(colour) != error.evaluate(colour)
    assert page.get_attribute("[name='contact.courriel']", "aria-invalid") is None
