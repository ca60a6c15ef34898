"""The form, as a person uses it: from the questions to the file that leaves."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from roadmap.build.cache import Cache
from roadmap.form.form_fields import UNASKED_FIELDS
from roadmap.source import yaml_reader
from roadmap.validation.check import check_project
from tests.conftest import EXAMPLE, ROOT, SCHEMAS, build_site, copy_project, make_project
from tests.form.conftest import (
    REPOSITORY,
    REQUIRED_ANSWERS,
    fill,
    fill_and_read,
    open_form,
    read_sheet_text,
    unfold,
)
from tests.form.sheet_generator import WORDS, SheetGenerator
from tests.validation.conftest import Data

# What the check has found sound of the other sheets.
NO_CACHE = Cache(None)
VALID_SHEETS = sorted((ROOT / "tests/validation/sound").glob("*.yaml"))


def parse_sheet(text: str) -> dict[str, Any]:
    document, problems = yaml_reader.read_yaml("data/actions/une-action.yaml", text.encode())
    assert problems == []
    return document.value


def list_errors(data: Data, text: str, name: str = "une-action") -> list[str]:
    """Check a filed sheet among the others."""
    path = data.root / f"data/actions/{name}.yaml"
    path.write_text(text, encoding="utf-8")
    problems = [item.message for item in check_project(make_project(data.root), NO_CACHE).errors]
    path.unlink()
    return problems


def test_every_field_of_the_schema_is_asked_by_its_path(page: Page, address: str) -> None:
    for url, kind, inside in (
        ("contribuer/action/", "action", ()),
        ("contribuer/reunion/", "calendar", ("reunions", 0)),
    ):
        open_form(page, address + url)
        names = set(
            page.eval_on_selector_all("#formulaire [name]", "all => all.map(element => element.name)")
        )
        asked = set()
        for path, field in SCHEMAS.fields(kind):
            has_inside = "properties" in field or "properties" in field.get("items", {})
            is_asked = not set(UNASKED_FIELDS) & set(path)
            if path[: len(inside)] != inside or path == inside or has_inside or not is_asked:
                continue
            name = "".join("[0]" if step == 0 else f".{step}" for step in path[len(inside) :]).removeprefix(
                "."
            )
            asked.add(name)
            assert name in names or f"{name}[0]" in names or name.removesuffix("[0]") in names, name
        assert len(asked) > 10


def test_required_answers_and_vocabularies_come_from_the_schema_and_the_data(
    page: Page, address: str
) -> None:
    open_form(page, f"{address}contribuer/action/")
    for key in SCHEMAS.of_kind("action")["required"]:
        assert "(obligatoire)" in page.inner_text(f'label[for="champ-{key}"]')
    options = page.eval_on_selector_all("[name=statut] option", "all => all.map(element => element.value)")
    assert options == ["", *SCHEMAS.labels("action", "statut")]
    boxes = page.eval_on_selector_all("[name=territoires]", "all => all.map(element => element.value)")
    epci = yaml.safe_load((EXAMPLE / "data/territories.yaml").read_text(encoding="utf-8"))["epci"]
    assert boxes == [*(item["id"] for item in epci), "eure-et-loir"]


def type_answer(page: Page, name: str, value: Any) -> None:  # noqa: ANN401 - any YAML value
    """Give an answer as a person does."""
    if isinstance(value, dict):
        for key, inside in value.items():
            type_answer(page, f"{name}.{key}", inside)
    elif isinstance(value, list) and page.locator(f'fieldset [name="{name}"]').count():
        for item in value:
            page.check(f'[name="{name}"][value="{item}"]')
    elif isinstance(value, list) and page.locator(f'textarea[name="{name}"]').count():
        page.fill(f'[name="{name}"]', ", ".join(value))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if index:
                page.click(f'[data-list="{name}"] > [data-add]')
            type_answer(page, f"{name}[{index}]", item)
    elif page.locator(f'select[name="{name}"]').count():
        page.select_option(f'[name="{name}"]', json.dumps(value) if isinstance(value, bool) else str(value))
    else:
        page.fill(f'#formulaire [name="{name}"]', str(value))


def test_every_answer_typed_by_hand_is_filed_letter_for_letter(page: Page, address: str, data: Data) -> None:
    open_form(page, f"{address}contribuer/action/")
    sheet = (
        SheetGenerator(1).sheet()
        | SheetGenerator(2).optional()
        | {"porteur": {"nom": "Cœur de Beauce", "siren": "200070159"}}
    )
    sheet |= {"statut": "en-pause", "motif": WORDS[1]}

    for key, value in sheet.items():
        type_answer(page, key, value)
    assert parse_sheet(read_sheet_text(page)) == sheet
    assert list_errors(data, read_sheet_text(page)) == []
    assert page.inner_text("#manque-etat") == "Tout est juste : vous pouvez proposer."


@pytest.mark.parametrize("count", [60, pytest.param(500, marks=pytest.mark.exhaustive)])
def test_generated_actions_are_filed_sound_and_read_back_equal(
    page: Page, address: str, data: Data, count: int
) -> None:
    open_form(page, f"{address}contribuer/action/")
    generator = SheetGenerator(3)
    sheets = [generator.sheet() for _ in range(count)]
    results = fill_and_read(page, sheets)
    for number, (sheet, (text, state, missing)) in enumerate(zip(sheets, results, strict=True)):
        assert parse_sheet(text) == sheet, number
        if number % 10 == 0:
            assert list_errors(data, text) == [], number
        assert state == "Tout est juste : vous pouvez proposer.", (number, missing)


def test_what_is_missing_is_told_beside_each_field_and_summed_up_with_links(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    assert page.locator(".form-error:visible").count() == 0
    page.fill("[name=titre]", "Test")
    page.select_option("[name=statut]", "en-cours")
    page.click("#telecharger")
    assert page.evaluate("document.activeElement.id") == "erreurs"
    summary = page.inner_text("#erreurs")
    for words in (
        "« Titre » est trop court : 4 caractères, pour 5 au moins.",
        "Il manque « Résumé ».",
        "Il manque « Porteur ».",
    ):
        assert words in summary
    assert page.get_attribute("[name=resume]", "aria-invalid") == "true"
    described = page.get_attribute("[name=resume]", "aria-describedby") or ""
    assert "champ-resume-erreur" in described.split()
    assert "Il manque « Résumé »." in page.inner_text("#champ-resume-erreur")
    page.click("#erreurs a:has-text('Résumé')")
    assert page.evaluate("document.activeElement.name") == "resume"
    page.keyboard.type("Un résumé assez long pour convenir.")
    assert page.locator("#champ-resume-erreur").is_hidden()


def test_drafts_of_two_sites_on_one_host_are_kept_apart(
    browser: Browser, form_site: Path, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    for name in ("eure-et-loir", "indre"):
        (tmp_path / name).symlink_to(form_site)
    host = serve(tmp_path)
    page = browser.new_page()
    page.goto(f"{host}eure-et-loir/contribuer/action/")
    page.fill("[name=titre]", "Un brouillon d'Eure-et-Loir")
    page.goto(f"{host}indre/contribuer/action/")
    page.wait_for_selector("#formulaire:not([hidden])")
    assert page.input_value("[name=titre]") == ""
    page.fill("[name=titre]", "Un brouillon de l'Indre")
    page.goto(f"{host}eure-et-loir/contribuer/action/")
    page.wait_for_selector("#formulaire:not([hidden])")
    assert page.input_value("[name=titre]") == "Un brouillon d'Eure-et-Loir"
    page.close()


def test_the_draft_survives_the_tab_and_is_erased_on_demand(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    page.fill("[name=titre]", "Un atelier à Dreux")
    page.click('[data-list="etapes"] > [data-add]')
    page.fill('[name="etapes[1].titre"]', "Deuxième étape")
    again = page.context.new_page()
    page.close()
    open_form(again, f"{address}contribuer/action/")
    assert again.input_value("[name=titre]") == "Un atelier à Dreux"
    assert again.input_value("[name=identifiant]") == "un-atelier-a-dreux"
    assert "Deuxième étape" in read_sheet_text(again)
    assert "Brouillon repris." in again.inner_text("#brouillon-etat")
    answers = ["dismiss", "accept"]
    again.on("dialog", lambda dialog: getattr(dialog, answers.pop(0))())
    again.click("#effacer-brouillon")
    assert again.input_value("[name=titre]") == "Un atelier à Dreux"  # on second thoughts
    expect(again.locator("#reprendre-brouillon")).to_be_hidden()
    with again.expect_navigation():
        again.click("#effacer-brouillon")
    again.wait_for_selector("#formulaire:not([hidden])")
    assert again.input_value("[name=titre]") == ""
    assert again.evaluate("localStorage.length") == 0
    with again.expect_navigation():
        again.click("#reprendre-brouillon")
    again.wait_for_selector("#formulaire:not([hidden])")
    assert again.input_value("[name=titre]") == "Un atelier à Dreux"


def test_a_draft_begun_before_the_site_moved_on_undoes_nobody(page: Page, address: str) -> None:
    url = f"{address}contribuer/action/?modifier=don-outils-numeriques"
    open_form(page, url)
    page.fill("[name=resume]", "Des ordinateurs donnés, remis en état, offerts.")
    page.fill("[name=debut]", "2026-03")
    published = json.loads(page.request.get(f"{address}donnees/actions.json").text())
    for action in published["actions"]:
        if action["identifiant"] == "don-outils-numeriques":
            action |= {"resume": "Un autre résumé, publié entre-temps.", "statut": "a-venir"}
            action["porteur"] = {"nom": "La préfecture"}
    page.route("**/donnees/actions.json", lambda route: route.fulfill(json=published))
    open_form(page, url)
    expect(page.locator("#conflit")).to_be_visible()
    taken = page.inner_text("#conflit-repris")
    assert "Statut" in taken
    assert "Porteur" in taken
    assert page.input_value("[name=statut]") == "a-venir"
    assert page.input_value('[name="porteur.nom"]') == "La préfecture"
    assert page.input_value("[name=debut]") == "2026-03"
    (row,) = page.locator("#conflit tbody tr").all()
    assert "Un autre résumé, publié entre-temps." in row.inner_text()
    assert page.input_value("[name=resume]") == "Des ordinateurs donnés, remis en état, offerts."
    row.get_by_role("button", name="Prendre celle du site").click()
    assert page.input_value("[name=resume]") == "Un autre résumé, publié entre-temps."
    expect(page.locator("#conflit-choix")).to_be_hidden()
    assert "début" in page.inner_text("#changements").lower()
    open_form(page, url)
    expect(page.locator("#conflit")).to_be_hidden()


def test_without_a_mailbox_the_form_says_so_and_shows_no_dead_button(
    browser: Browser, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    project = copy_project(tmp_path / "projet")
    Data(project).replace("data/site.yaml", "courriel: pref-sicppat-pat@eure-et-loir.gouv.fr", "courriel:")
    page = browser.new_page()
    open_form(page, f"{serve(build_site(project))}contribuer/action/")
    expect(page.get_by_text("La boîte aux lettres de ce site n'est pas encore connue")).to_be_visible()
    expect(page.get_by_role("button", name="Envoyer par courriel")).to_have_count(0)
    page.close()


def test_the_page_is_shown_once_it_has_a_title(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    assert page.locator("#apercu-page").is_hidden()
    page.fill("[name=titre]", "Un atelier à Dreux")
    assert page.locator("#apercu h1").is_visible()
    page.fill("[name=titre]", "")
    assert page.locator("#apercu-page").is_hidden()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            "action",
            {"un objectif", "un partenaire", "une étape", "un financement", "un indicateur", "un lien"}
            | {"un ancien identifiant"},
        ),
        (
            "reunion",
            {"un point à l'ordre du jour", "une décision", "une action concernée"}
            | {"un document de la réunion", "un ancien identifiant de la réunion"},
        ),
    ],
)
def test_a_line_is_added_in_french(page: Page, address: str, kind: str, names: set[str]) -> None:
    open_form(page, f"{address}contribuer/{kind}/")
    assert set(page.locator("[data-add]").all_inner_texts()) == {f"Ajouter {name}" for name in names}
    assert "Au choix" in page.inner_text("section[aria-labelledby=sortie]")
    assert "Trois façons" not in page.inner_text("main")


def test_items_are_added_and_removed_by_the_keyboard_alone(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    page.focus('[name="objectifs[0]"]')
    page.keyboard.type("Premier")
    page.keyboard.press("Tab")  # « Retirer »
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # « Ajouter »
    assert page.evaluate("document.activeElement.name") == "objectifs[1]"
    page.keyboard.type("Deuxième")
    page.focus('[name="objectifs[0]"]')
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.name") == "objectifs[0]"
    assert page.input_value('[name="objectifs[0]"]') == "Deuxième"
    assert re.search(r"objectifs:\n  - Deuxième\n", read_sheet_text(page))


def test_a_blank_item_leaves_no_trace(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    for _ in range(2):
        page.click('[data-list="liens"] > [data-add]')
    page.fill('[name="liens[2].titre"]', "Un lien")
    assert parse_sheet(read_sheet_text(page))["liens"] == [{"titre": "Un lien"}]
    page.click("#telecharger")
    assert "Il manque « Adresse du lien »." in page.inner_text('[id="champ-liens[2].url-erreur"]')


def fill_valid_sheet(page: Page, address: str, **changes: object) -> dict[str, Any]:
    """Open the form and give it a sound sheet."""
    open_form(page, f"{address}contribuer/action/")
    sheet = REQUIRED_ANSWERS | changes
    fill(page, sheet, "un-atelier-a-dreux")
    return sheet


def test_github_opens_on_the_new_file_already_filled(page: Page, address: str) -> None:
    sheet = fill_valid_sheet(page, address)
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    with page.expect_popup() as popup:
        page.click("#proposer-github")
    url = urlsplit(popup.value.url)
    query = parse_qs(url.query)
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{REPOSITORY}/new/main"
    assert query["filename"] == ["data/actions/un-atelier-a-dreux.yaml"]
    assert query["value"] == [read_sheet_text(page)]
    assert parse_sheet(query["value"][0]) == sheet


def test_a_sheet_too_long_for_an_address_is_copied_and_the_page_says_so(page: Page, address: str) -> None:
    fill_valid_sheet(page, address, description="Une longue phrase, répétée. " * 200)
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    with page.expect_popup() as popup:
        page.click("#proposer-github")
    assert "value=" not in popup.value.url
    assert page.evaluate("navigator.clipboard.readText()") == read_sheet_text(page)
    assert "Votre texte est copié." in page.inner_text("#sortie-etat")
    assert "trop long pour être écrit d'avance : collez-le" in page.inner_text("#sortie-etat")


@pytest.mark.parametrize("count", range(0, 140, 10))
def test_github_never_receives_an_address_too_long_once_signed_in(
    page: Page, address: str, count: int
) -> None:
    """Signed out, GitHub encodes the address again, inside that of its login page."""
    fill_valid_sheet(page, address, description="Une idée, répétée à l'été. " * count)
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    with page.expect_popup() as popup:
        page.click("#proposer-github")
    assert len(quote(popup.value.url, safe="")) < 8100
    assert page.evaluate("navigator.clipboard.readText()") == read_sheet_text(page)
    assert "connectez-vous d'abord" in page.inner_text("#sortie-etat")


def test_the_file_is_downloaded_under_its_name(page: Page, address: str) -> None:
    sheet = fill_valid_sheet(page, address)
    with page.expect_download() as download:
        page.click("#telecharger")
    assert download.value.suggested_filename == "un-atelier-a-dreux.yaml"
    assert parse_sheet(Path(download.value.path()).read_text(encoding="utf-8")) == sheet


def test_the_names_of_existing_actions_are_refused(page: Page, address: str) -> None:
    fill_valid_sheet(page, address)
    page.fill("[name=identifiant]", "don-outils-numeriques")
    page.click("#telecharger")
    assert page.get_attribute("[name=identifiant]", "aria-invalid") == "true"
    page.fill("[name=identifiant]", "Avec Espaces")
    page.click("#telecharger")
    assert page.get_attribute("[name=identifiant]", "aria-invalid") == "true"


def test_an_action_is_modified_from_what_is_published_and_the_changes_are_shown(
    page: Page, address: str
) -> None:
    page.goto(f"{address}actions/don-outils-numeriques/")
    page.click("text=Proposer une modification")
    page.wait_for_selector("#formulaire:not([hidden])")
    unfold(page)
    assert "Organiser le don d'outils numériques" in page.inner_text("#modification")
    assert page.locator("#changements").is_hidden()
    page.fill("[name=resume]", "Des ordinateurs donnés, remis en état, offerts.")
    page.fill("[name=debut]", "2026-03")
    page.select_option("[name=statut]", "en-cours")
    page.fill('[name="porteur.nom"]', "Chartres métropole")
    page.check("[name=publics][value=seniors]")
    rows = page.eval_on_selector_all("#changements tbody tr", "all => all.map(element => element.innerText)")
    assert rows == [
        "Résumé\tOrganiser le don d'outils numériques\tDes ordinateurs donnés, remis en état, offerts.",
        "Statut\tEnvisagée\tEn cours",
        "Porteur, nom de l'organisme\t—\tChartres métropole",
        "Début\t—\tmars 2026",
        "Publics visés\t—\tSeniors",
    ]
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    with page.expect_popup() as popup:
        page.click("#proposer-github")
    assert popup.value.url == f"{REPOSITORY}/edit/main/data/actions/don-outils-numeriques.yaml"
    assert page.evaluate("navigator.clipboard.readText()") == read_sheet_text(page)
    published = (EXAMPLE / "data/actions/don-outils-numeriques.yaml").read_bytes()
    before, _ = yaml_reader.read_yaml("x", published)
    changes = {"resume": "Des ordinateurs donnés, remis en état, offerts.", "debut": "2026-03"}
    changes |= {"statut": "en-cours", "porteur": {"nom": "Chartres métropole"}, "publics": ["seniors"]}
    assert parse_sheet(read_sheet_text(page)) == before.value | changes


def test_one_click_confirms_a_sheet_and_changes_nothing_else(page: Page, address: str) -> None:
    page.goto(f"{address}actions/don-outils-numeriques/")
    page.click("text=Toujours exact")
    page.wait_for_selector("#formulaire:not([hidden])")
    rows = page.eval_on_selector_all("#changements tbody tr", "all => all.map(element => element.innerText)")
    assert rows == ["Vérifiée le\t4\u00a0avril 2024\t24\u00a0novembre 2025"]
    assert page.inner_text("#manque-etat") == "Tout est juste : vous pouvez proposer."


@pytest.mark.parametrize("path", VALID_SHEETS, ids=lambda path: path.stem)
def test_a_published_sheet_goes_through_the_form_unchanged(page: Page, address: str, path: Path) -> None:
    document, _ = yaml_reader.read_yaml(path.name, path.read_bytes())
    open_form(page, f"{address}contribuer/action/")
    fill(page, document.value)

    def as_text(value: object) -> object:
        if isinstance(value, dict):
            return {key: as_text(inside) for key, inside in value.items()}
        return [as_text(item) for item in value] if isinstance(value, list) else str(value)

    assert as_text(parse_sheet(read_sheet_text(page))) == as_text(document.value)


def test_the_lines_of_a_meeting_are_added_to_the_calendar(page: Page, address: str, data: Data) -> None:
    open_form(page, f"{address}contribuer/reunion/")
    page.fill("[name=titre]", "Comité technique : suite « Pix »")
    page.select_option("[name=instance]", "comite-technique")
    page.fill("[name=date]", "2026-01-15")
    page.fill("[name=heure]", "9:30")
    page.fill('[name="ordre_du_jour[0]"]', WORDS[1])
    page.fill('[name="decisions[0].texte"]', WORDS[0])
    page.fill('[name="decisions[0].actions[0]"]', "don-outils-numeriques")
    page.fill("[name=id]", "cotech-2026-01-15")
    data.add("data/calendar.yaml", "\n" + read_sheet_text(page))
    assert data.problems() == []
    document, _ = yaml_reader.read_yaml("x", (data.root / "data/calendar.yaml").read_bytes())
    assert document.value["reunions"][-1] == {
        "id": "cotech-2026-01-15",
        "titre": "Comité technique : suite « Pix »",
        "instance": "comite-technique",
        "date": "2026-01-15",
        "heure": "9:30",
        "ordre_du_jour": [WORDS[1]],
        "decisions": [{"texte": WORDS[0], "actions": ["don-outils-numeriques"]}],
    }
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    with page.expect_popup() as popup:
        page.click("#proposer-github")
    assert popup.value.url == f"{REPOSITORY}/edit/main/data/calendar.yaml"
    assert page.evaluate("navigator.clipboard.readText()") == read_sheet_text(page)


def test_without_javascript_the_page_gives_the_template_the_mailbox_and_github(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}contribuer/action/")
    assert "Le formulaire a besoin de JavaScript" in page.inner_text("main")
    assert page.locator("#formulaire").is_hidden()
    assert (
        page.get_by_role("link", name="Créer le fichier sur GitHub").get_attribute("href")
        == f"{REPOSITORY}/new/main?filename=data%2Factions%2Fmon-action.yaml"
    )
    assert (
        page.get_by_role("link", name="Envoyer une proposition par courriel")
        .get_attribute("href")
        .startswith("mailto:")
    )
    page.click("text=Voir le modèle")
    assert "titre: Ateliers de prise en main" in page.inner_text(".template")
    context.close()


def test_hostile_answers_run_nothing_in_the_preview(page: Page, address: str) -> None:
    attack = "<img src=x onerror=\"document.title='piege'\"><script>document.title='piege'</script>"
    fill_valid_sheet(
        page,
        address,
        titre=attack,
        description=f"{attack}\n\n[x](javascript:alert(1))",
        porteur={"nom": attack},
    )
    page.wait_for_timeout(200)
    assert page.title() != "piege"
    assert page.locator("#apercu img, #apercu script").count() == 0
    assert attack in page.inner_text("#apercu h1")


def test_problems_come_in_the_order_of_the_page_and_say_which_item(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    page.fill('[name="liens[0].titre"]', "Un lien")
    page.click('[data-list="liens"] > [data-add]')
    page.fill('[name="liens[1].url"]', "http://exemple.fr")
    page.click("#telecharger")
    lines = page.eval_on_selector_all("#erreurs a", "all => all.map(element => element.innerText)")
    assert lines[:2] == ["Il manque « Titre ».", "Il manque « Résumé »."]
    assert not any("Identifiant" in line for line in lines)  # it comes from the title
    assert "Lien 1, adresse du lien : Il manque « Adresse du lien »." in lines
    assert "Lien 2, titre du lien : Il manque « Titre du lien »." in lines


def test_the_spaces_of_a_paste_are_no_part_of_an_address_a_date_or_a_number(page: Page, address: str) -> None:
    fill_valid_sheet(page, address)
    page.fill("[name=debut]", " 2026-03 ")
    page.fill('[name="budget.montant"]', "42500 ")
    page.fill('[name="liens[0].titre"]', " Un lien ")
    page.fill('[name="liens[0].url"]', " https://exemple.fr/ ")
    sheet = parse_sheet(read_sheet_text(page))
    assert (sheet["debut"], sheet["budget"]) == ("2026-03", {"montant": 42500})
    assert sheet["liens"] == [{"titre": " Un lien ", "url": "https://exemple.fr/"}]
    assert page.inner_text("#manque-etat") == "Tout est juste : vous pouvez proposer."


def test_accents_in_two_characters_are_counted_as_the_check_counts_them(
    page: Page, address: str, data: Data
) -> None:
    for title in ("e\u0301" * 6 + "a" * 113, "e\u0301te\u0301"):
        fill_valid_sheet(page, address, titre=title)
        is_sound = page.inner_text("#manque-etat") == "Tout est juste : vous pouvez proposer."
        assert is_sound == (list_errors(data, read_sheet_text(page)) == []), title


def test_a_sheet_that_does_not_exist_is_said_so(page: Page, address: str) -> None:
    page.goto(f"{address}contribuer/action/?modifier=nulle-part")
    page.wait_for_selector("#formulaire-inconnue:not([hidden])")
    assert page.locator("#formulaire").is_hidden()
    assert page.locator("#formulaire-panne").is_hidden()


def test_the_form_of_a_meeting_suggests_the_actions_that_a_decision_may_name(
    page: Page, address: str, data: Data
) -> None:
    open_form(page, f"{address}contribuer/reunion/")
    field = page.locator('[name="decisions[0].actions[0]"]')
    known = field.evaluate("field => [...field.list.options].map(element => element.value)")
    document, _ = yaml_reader.read_yaml(
        "x", (data.root / "data/actions/don-outils-numeriques.yaml").read_bytes()
    )
    assert document.value["titre"] in known
    assert len(known) == len(list((data.root / "data/actions").iterdir()))


def open_meeting(page: Page, address: str, identifier: str) -> None:
    """Open a published meeting from its page."""
    page.goto(f"{address}calendrier/{identifier}/")
    page.get_by_role("link", name="modifier la réunion").click()
    page.wait_for_selector("#formulaire:not([hidden])")


def paste(page: Page, name: str, text: str) -> None:
    """Paste a text into a control."""
    page.focus(f'#formulaire [name="{name}"]')
    page.evaluate(
        """([text]) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [text],
    )


def test_the_decisions_of_a_published_meeting_are_added_to_its_whole_block(
    page: Page, address: str, data: Data
) -> None:
    before = yaml_reader.read_yaml("x", (data.root / "data/calendar.yaml").read_bytes())[0].value["reunions"]
    (meeting,) = (item for item in before if item["id"] == "gt-sante")
    open_meeting(page, address, "gt-sante")
    assert page.inner_text("h1") == "Modifier une réunion"
    assert page.locator("#changements").is_hidden()
    paste(page, "decisions[0].texte", "•\tOuvrir une permanence\r\n•\tRéunir les aidants\r\n")
    assert page.input_value('[name="decisions[1].texte"]') == "Réunir les aidants"
    page.fill('[name="decisions[0].actions[0]"]', "Organiser le don d'outils numériques")
    page.fill('[name="decisions[0].responsable"]', "Secrétariat du comité technique")
    page.fill('[name="decisions[0].echeance"]', "sept. 2024")
    page.fill('[name="decisions[1].faite_le"]', "2 octobre 2024")
    block = read_sheet_text(page)
    calendar = (data.root / "data/calendar.yaml").read_text(encoding="utf-8")
    start = calendar.index("  - id: gt-sante\n")
    end = calendar.index("  - id: ", start + 5)
    (data.root / "data/calendar.yaml").write_text(calendar[:start] + block + calendar[end:], encoding="utf-8")
    assert data.problems() == []
    document, _ = yaml_reader.read_yaml("x", (data.root / "data/calendar.yaml").read_bytes())
    decisions = [
        {
            "texte": "Ouvrir une permanence",
            "actions": ["don-outils-numeriques"],
            "responsable": "Secrétariat du comité technique",
            "echeance": "2024-09",
        },
        {"texte": "Réunir les aidants", "faite_le": "2024-10-02"},
    ]
    expected = [item | {"decisions": decisions} if item is meeting else item for item in before]
    assert [dict(item) for item in document.value["reunions"]] == [dict(item) for item in expected]
    page.click("#copier-texte")
    expect(page.locator("#sortie-etat")).to_contain_text("copié")
    message = page.evaluate("navigator.clipboard.readText()")
    assert "Je propose de modifier la réunion" in message
    assert "il remplace celui qui commence par « - id: gt-sante » :" in message
    assert block in message
    assert "à ajouter" not in message


def test_a_meeting_that_changes_days_is_postponed_and_keeps_its_first_day(page: Page, address: str) -> None:
    open_meeting(page, address, "gt-sante")
    page.fill("[name=date]", "20 juin 2024")
    page.press("[name=date]", "Tab")
    assert page.input_value("[name=statut]") == "reportee"
    assert page.input_value("[name=date_initiale]") == "16\u00a0mai 2024"
    assert "date: 2024-06-20" in read_sheet_text(page)
    assert "date_initiale: 2024-05-16" in read_sheet_text(page)


def test_a_meeting_that_does_not_exist_is_said_so(page: Page, address: str) -> None:
    page.goto(f"{address}contribuer/reunion/?modifier=inconnue")
    expect(page.locator("#formulaire-inconnue")).to_contain_text("Cette réunion n'existe pas")
    expect(page.locator("#formulaire")).to_be_hidden()


def test_a_pasted_list_becomes_items_or_a_list_in_markdown(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    paste(page, "objectifs[0]", "1.\tPremier objectif\n2.\tDeuxième objectif\n3)\tTroisième objectif")
    paste(page, "description", "Trois points :\n•\tun\n•\tdeux\n")
    text = read_sheet_text(page)
    assert "objectifs:\n  - Premier objectif\n  - Deuxième objectif\n  - Troisième objectif\n" in text
    assert page.input_value("textarea[name=description]") == "Trois points :\n- un\n- deux"
    paste(page, "titre", "Un titre\ncoupé en deux")
    assert page.input_value("[name=titre]") == ""  # left to the browser, which puts it on one line
