"""What leaves the form by e-mail and by link: in French first, whole, and safe to open."""

import base64
import json
import re
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from roadmap.source.yaml_reader import read_yaml
from tests.conftest import EXAMPLE, ROOT, build_site, copy_project
from tests.form.conftest import REPOSITORY, REQUIRED_ANSWERS, fill, open_form, read_sheet_text
from tests.form.sheet_generator import SheetGenerator

LIST_NAVIGATIONS = """() => {
  window.opened = [];
  navigation.addEventListener("navigate", (event) => opened.push(event.destination.url));
}"""


def read_mail(page: Page) -> str:
    """Send by e-mail; return the body of the message that opens."""
    page.evaluate(LIST_NAVIGATIONS)
    page.click("#envoyer-courriel")
    expect(page.locator("#sortie-etat")).not_to_be_empty()
    (address,) = [url for url in page.evaluate("opened") if url.startswith("mailto:")]
    assert len(address) <= 2000
    return parse_qs(urlsplit(address).query)["body"][0].replace("\r\n", "\n")


def read_link(page: Page) -> str:
    """Return the link that carries the answers, once it is up to date."""
    link = page.locator("#lien-fiche")
    expect(link).to_have_attribute("href", re.compile("#fiche="))
    page.wait_for_timeout(100)
    return link.get_attribute("href")


def pack(draft: object) -> str:
    """Return what a link carries, as the form compresses it."""
    packer = zlib.compressobj(wbits=-15)
    content = packer.compress(json.dumps(draft).encode()) + packer.flush()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def test_the_mail_says_the_answers_in_french_then_the_link_then_the_file(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    fill(page, REQUIRED_ANSWERS, "un-atelier-a-dreux")
    body = read_mail(page)
    parts = [
        body.index(words)
        for words in (
            "Je propose une action :",
            "Titre : Un atelier à Dreux",
            "Pour qui : Usagers",
            f"{address}contribuer/action/#fiche=",
            "Le fichier data/actions/un-atelier-a-dreux.yaml :",
            read_sheet_text(page),
        )
    ]
    assert parts == sorted(parts)


def test_the_mail_of_a_change_says_what_changes_and_nothing_else(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/?modifier=don-outils-numeriques")
    page.fill("[name=debut]", "mars 2026")
    body = read_mail(page)
    told = body.partition("Le fichier data/actions/don-outils-numeriques.yaml")[0]
    assert "Début : — → mars 2026" in told
    assert "Pour qui" not in told


@pytest.mark.parametrize("length", [600, 1500, 4500])
def test_a_long_sheet_loses_nothing(page: Page, address: str, length: int) -> None:
    open_form(page, f"{address}contribuer/action/")
    fill(
        page,
        REQUIRED_ANSWERS | {"description": ("Une idée n'est jamais la même. " * 200)[:length]},
        "un-atelier-a-dreux",
    )
    body = read_mail(page)
    link = read_link(page)
    if "#fiche=" not in body:
        expect(page.locator("#sortie-etat")).to_contain_text("il est copié, collez-le")
        body = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
        assert read_sheet_text(page) in body
    assert link in body


def test_the_text_is_copied_whole(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    fill(page, REQUIRED_ANSWERS, "un-atelier-a-dreux")
    page.click("#copier-texte")
    expect(page.locator("#sortie-etat")).to_contain_text("Le texte est copié")
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert read_sheet_text(page) in copied
    assert read_link(page) in copied


def test_the_link_opens_the_form_filled_and_keeps_the_draft_of_who_receives_it(
    page: Page, browser: Browser, address: str
) -> None:
    open_form(page, f"{address}contribuer/action/")
    fill(page, REQUIRED_ANSWERS, "un-atelier-a-dreux")
    page.fill("[name=debut]", "15 janvier 2026")
    text, link = read_sheet_text(page), read_link(page)
    receiver = browser.new_page()
    open_form(receiver, f"{address}contribuer/action/")
    receiver.fill("[name=titre]", "Mon propre brouillon")
    receiver.goto("about:blank")
    asked: list[str] = []
    receiver.on("request", lambda request: asked.append(request.url))
    open_form(receiver, link)
    assert read_sheet_text(receiver) == text
    assert receiver.input_value("[name=debut]") == "15 janvier 2026"
    assert not [url for url in asked if "fiche=" in url.partition("#")[0]]
    receiver.goto("about:blank")
    open_form(receiver, f"{address}contribuer/action/")
    assert receiver.input_value("[name=titre]") == "Mon propre brouillon"
    receiver.close()


def test_from_the_received_message_to_the_proposal_are_three_clicks(
    page: Page, browser: Browser, address: str
) -> None:
    open_form(page, f"{address}contribuer/action/")
    fill(page, REQUIRED_ANSWERS, "un-atelier-a-dreux")
    text, body = read_sheet_text(page), read_mail(page)
    (link,) = re.findall(r"\S+#fiche=\S+", body)
    receiver = browser.new_page()
    receiver.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    receiver.set_content(f'<a href="{link}">Le message reçu</a>')
    receiver.click("a")  # 1: the link of the message
    expect(receiver.locator("#manque-etat")).to_have_text("Tout est juste : vous pouvez proposer.")
    with receiver.expect_popup() as popup:
        receiver.click("#proposer-github")  # 2; the third one, « Propose changes », is on GitHub's page
    url = urlsplit(popup.value.url)
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{REPOSITORY}/new/main"
    query = parse_qs(url.query)
    assert query["filename"] == ["data/actions/un-atelier-a-dreux.yaml"]
    assert query["value"] == [text]
    receiver.close()


@pytest.mark.parametrize(
    "packed",
    [
        "",
        "!!!",
        "abc",
        pack([]),
        pack("texte"),
        pack({"value": 3}),
        pack({"value": {"description": "x" * 10_000_000}, "identifiant": "x"}),
    ],
)
def test_a_damaged_link_is_said_to_be_so(page: Page, address: str, packed: str) -> None:
    open_form(page, f"{address}contribuer/action/#fiche={packed}")
    expect(page.locator("#lien-abime")).to_be_visible()
    assert page.input_value("[name=titre]") == ""


def test_a_hostile_link_runs_nothing_and_does_not_freeze(page: Page, address: str) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    value = {"titre": hostile, "etapes": [{"titre": hostile}] * 3000, "__proto__": {"a": 1}, hostile: hostile}
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    open_form(page, f"{address}contribuer/action/#fiche={pack({'value': value, 'identifiant': hostile})}")
    assert page.input_value("[name=titre]") == hostile
    assert page.locator("[data-list=etapes] > [data-item]").count() == 100


@pytest.mark.parametrize(("length", "is_filled"), [(0, True), (4500, False)])
def test_a_ticket_opens_already_filled_or_the_text_is_copied(
    page: Page, address: str, length: int, is_filled: bool
) -> None:
    open_form(page, f"{address}contribuer/action/")
    description = {"description": ("Une idée n'est jamais la même. " * 300)[:length]} if length else {}
    fill(page, REQUIRED_ANSWERS | description, "un-atelier-a-dreux")
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    with page.expect_popup() as popup:
        page.click("#ouvrir-ticket")
    url = urlsplit(popup.value.url)
    query = parse_qs(url.query)
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{REPOSITORY}/issues/new"
    assert (ROOT / ".github/ISSUE_TEMPLATE" / query["template"][0]).is_file()
    assert query["title"] == ["Proposition d'action : Un atelier à Dreux"]
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert read_sheet_text(page) in copied
    assert ("fiche" in query) == is_filled
    if is_filled:
        assert query["fiche"] == [copied]
    assert len(quote(popup.value.url, safe="")) < 8100


BUS_SHEET = ROOT / "tests/validation/sound/bus-numerique-du-perche.yaml"


@pytest.fixture(scope="module")
def news_address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The address of a site whose action has steps and indicators."""
    project = copy_project(tmp_path_factory.mktemp("news"))
    shutil.copy(BUS_SHEET, project / "data/actions")
    return serve(build_site(project))


def test_news_of_an_action_change_nothing_else_and_ask_what_a_status_requires(
    page: Page, address: str
) -> None:
    page.goto(f"{address}actions/don-outils-numeriques/")
    page.get_by_role("link", name="Donner des nouvelles").click()
    page.wait_for_selector("#formulaire:not([hidden])")
    expect(page.locator("#manque-etat")).to_have_text("Tout est juste : vous pouvez proposer.")
    expect(page.locator('[name="porteur.nom"]')).to_be_hidden()
    page.get_by_label("En cours").check()
    page.fill('[name="porteur.nom"]', "Chartres métropole")
    page.fill("#mot", "Le premier atelier a eu lieu.")
    before, _ = read_yaml("x", (EXAMPLE / "data/actions/don-outils-numeriques.yaml").read_bytes())
    after, problems = read_yaml("x", read_sheet_text(page).encode())
    assert problems == []
    assert after.value == before.value | {
        "statut": "en-cours",
        "porteur": {"nom": "Chartres métropole"},
        "confirme_le": "2025-11-24",
    }
    told = read_mail(page).partition("Le fichier")[0]
    assert "Statut : Envisagée → En cours" in told
    assert "Vérifiée le : " in told
    assert "Le premier atelier a eu lieu." in told
    assert "contribuer/nouvelles/?action=don-outils-numeriques#fiche=" in told


def test_news_tick_the_steps_and_give_the_latest_figures(page: Page, news_address: str) -> None:
    page.goto(f"{news_address}contribuer/nouvelles/?action=bus-numerique-du-perche")
    page.wait_for_selector("#formulaire:not([hidden])")
    assert page.inner_text("h1") == "Où en est « Le bus numérique : l'aller-vers dans le Perche » ?"
    expect(page.locator('[name="etapes[0].titre"]')).to_be_hidden()
    expect(page.locator('[name="indicateurs[0].source"]')).to_be_hidden()
    page.get_by_label("Achat du véhicule").check()
    page.get_by_label("Arrêts réalisés (arrêts)").fill("1 200")
    page.get_by_label("Arrêts réalisés (arrêts)").press("Tab")
    assert page.input_value('[name="indicateurs[0].mesure_le"]') == "2025-11-24"
    page.fill('[name="indicateurs[0].source"]', "Carnet de bord")
    before, _ = read_yaml("x", BUS_SHEET.read_bytes())
    after, problems = read_yaml("x", read_sheet_text(page).encode())
    assert problems == []
    step, *other_steps = before.value["etapes"]
    figure, *other_figures = before.value["indicateurs"]
    measure = {"actuel": 1200, "mesure_le": "2025-11-24", "source": "Carnet de bord"}
    assert after.value == before.value | {
        "confirme_le": "2025-11-24",
        "etapes": [step | {"realisee": True}, *other_steps],
        "indicateurs": [figure | measure, *other_figures],
    }
    page.get_by_role("button", name="Ajouter une étape").click()
    page.fill('[name="etapes[2].titre"]', "Bilan")
    assert "titre: Bilan" in read_sheet_text(page)


def test_news_of_no_action_say_so(page: Page, address: str) -> None:
    for query in ("", "?action=absente"):
        page.goto(f"{address}contribuer/nouvelles/{query}")
        expect(page.get_by_text("Cette action n'existe pas, ou n'existe plus")).to_be_visible()


def test_what_is_changed_of_a_received_link_is_kept(browser: Browser, address: str) -> None:
    page = browser.new_page()
    link = f"{address}contribuer/action/#fiche={pack({'value': REQUIRED_ANSWERS, 'identifiant': 'un-atelier-a-dreux'})}"
    open_form(page, link)
    page.fill("[name=titre]", "Deux ateliers à Dreux")
    page.goto("about:blank")
    open_form(page, link)
    assert page.input_value("[name=titre]") == "Deux ateliers à Dreux"
    page.close()


def test_a_link_received_late_undoes_nobody(page: Page, address: str) -> None:
    url = f"{address}contribuer/action/?modifier=don-outils-numeriques"
    open_form(page, url)
    page.fill("[name=debut]", "2026-03")
    link = read_link(page)
    published = json.loads(page.request.get(f"{address}donnees/actions.json").text())
    for action in published["actions"]:
        if action["identifiant"] == "don-outils-numeriques":
            action["statut"] = "a-venir"
            action["porteur"] = {"nom": "La préfecture"}
    page.route("**/donnees/actions.json", lambda route: route.fulfill(json=published))
    page.goto("about:blank")
    open_form(page, link)
    expect(page.locator("#conflit-repris")).to_contain_text("Statut")
    assert page.input_value("[name=statut]") == "a-venir"
    assert page.input_value("[name=debut]") == "2026-03"


def reopen(page: Page, name: str, content: bytes) -> None:
    """Open a file in the form."""
    page.set_input_files("#reprendre-fichier", {"name": name, "mimeType": "text/yaml", "buffer": content})


def test_a_downloaded_file_is_opened_again_whole(page: Page, address: str) -> None:
    generator = SheetGenerator(11)
    open_form(page, f"{address}contribuer/action/")
    page.on("dialog", lambda dialog: dialog.accept())
    for _ in range(12):
        sheet = generator.sheet() | generator.optional()
        fill(page, sheet, "une-action-reprise")
        text = read_sheet_text(page)
        fill(page, REQUIRED_ANSWERS, "un-atelier-a-dreux")
        reopen(page, "une-action-reprise.yaml", text.encode())
        expect(page.locator("#brouillon-etat")).to_have_text("« une-action-reprise.yaml » est repris.")
        assert read_sheet_text(page) == text
        assert page.input_value("[name=identifiant]") == "une-action-reprise"


MEASURED = {
    "libelle": "Lieux ouverts",
    "mesures": [
        {"date": "2024", "valeur": 110, "source": "Le relevé"},
        {"date": "2025-03", "valeur": 138, "source": "Le bilan"},
    ],
}


def read_measures(page: Page) -> list[dict[str, Any]]:
    """Return the measures of the first indicator of the sheet that the form writes."""
    value = read_yaml("", read_sheet_text(page).encode())[0].value
    return value["indicateurs"][0]["mesures"]


def test_the_form_shows_the_last_measure_and_loses_none(page: Page, address: str) -> None:
    published = json.loads(page.request.get(f"{address}donnees/actions.json").text())
    for action in published["actions"]:
        if action["identifiant"] == "don-outils-numeriques":
            action["indicateurs"] = [MEASURED]
    page.route("**/donnees/actions.json", lambda route: route.fulfill(json=published))
    for path in ("action/?modifier=", "nouvelles/?action="):
        open_form(page, f"{address}contribuer/{path}don-outils-numeriques")
        assert read_measures(page) == MEASURED["mesures"]
        value = page.locator('[name="indicateurs[0].actuel"]')
        assert value.input_value() == "138"
        value.evaluate("""(control) => {
          control.value = "150";
          control.form.elements["indicateurs[0].mesure_le"].value = "2025-10";
          control.dispatchEvent(new Event("input", { bubbles: true }));
        }""")
        measures = read_measures(page)
        assert measures[:2] == MEASURED["mesures"]
        assert measures[2]["valeur"] == 150
        assert len(measures) == 3
        page.evaluate("localStorage.clear()")


def write_file(indicator: dict[str, Any]) -> bytes:
    return json.dumps(REQUIRED_ANSWERS | {"indicateurs": [indicator]}, ensure_ascii=False).encode()


def test_the_measures_of_a_file_stay_in_its_draft_and_in_its_link_and_in_no_other_sheet(
    page: Page, browser: Browser, address: str
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(page, f"{address}contribuer/action/")
    reopen(page, "un-atelier.yaml", write_file(MEASURED))
    expect(page.locator("#brouillon-etat")).to_have_text("« un-atelier.yaml » est repris.")
    assert read_measures(page) == MEASURED["mesures"]
    link = read_link(page)
    page.goto("about:blank")
    open_form(page, f"{address}contribuer/action/")
    assert read_measures(page) == MEASURED["mesures"]
    receiver = browser.new_page()
    open_form(receiver, link)
    assert read_measures(receiver) == MEASURED["mesures"]
    receiver.close()
    reopen(page, "un-autre.yaml", write_file({"libelle": "Autre chose", "unite": "lieux"}))
    expect(page.locator("#brouillon-etat")).to_have_text("« un-autre.yaml » est repris.")
    value = read_yaml("", read_sheet_text(page).encode())[0].value
    assert value["indicateurs"] == [{"libelle": "Autre chose", "unite": "lieux"}]


@pytest.mark.parametrize("measured", [3, [], {"indicateurs": 3}, {"indicateurs": [{"mesures": [None]}]}])
def test_hostile_measures_of_a_link_do_not_stop_the_form(page: Page, address: str, measured: object) -> None:
    content = {"value": REQUIRED_ANSWERS, "identifiant": "un-atelier", "measured": measured}
    open_form(page, f"{address}contribuer/action/#fiche={pack(content)}")
    assert page.input_value("[name=titre]") == REQUIRED_ANSWERS["titre"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"- a\n- b\n",
        b"titre: [",
        b"\x00\xff",
        b"a: &a [1, 2]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(3)) + b"x" * 200_001,
        b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n + 1, n + 1, b", ".join([b"*a%d" % n] * 10)) for n in range(9)),
        b"titre: &a [*a]\n",
    ],
)
def test_a_file_that_holds_no_sheet_is_said_so_and_changes_nothing(
    page: Page, address: str, content: bytes
) -> None:
    open_form(page, f"{address}contribuer/action/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("[name=titre]", "Un atelier à Dreux")
    before = read_sheet_text(page)
    reopen(page, "<b>piège</b>.yaml", content)
    expect(page.locator("#brouillon-etat")).to_contain_text("« <b>piège</b>.yaml » n'est pas une fiche")
    assert read_sheet_text(page) == before


def test_several_new_actions_have_each_their_draft_listed_by_title(page: Page, address: str) -> None:
    open_form(page, f"{address}contribuer/action/")
    expect(page.locator("#brouillons")).to_be_hidden()
    page.fill("[name=titre]", "Un atelier à Dreux")
    page.get_by_role("link", name="Commencer une autre action").click()
    page.wait_for_url("**/?brouillon=2")
    page.wait_for_selector("#formulaire:not([hidden])")
    assert page.input_value("[name=titre]") == ""
    page.fill("[name=titre]", "<b>Un bus</b>")
    page.get_by_role("link", name="Un atelier à Dreux").click()
    page.wait_for_selector("#formulaire:not([hidden])")
    assert page.input_value("[name=titre]") == "Un atelier à Dreux"
    page.get_by_role("link", name="<b>Un bus</b>").click()
    page.wait_for_selector("#formulaire:not([hidden])")
    expect(page.locator("[name=titre]")).to_have_value("<b>Un bus</b>")
