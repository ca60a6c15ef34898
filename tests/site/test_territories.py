"""The territories in a real browser: the map, its table, and « Et chez moi ? »."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from roadmap.model.roadmap import load_roadmap
from tests.conftest import EXAMPLE, build_site, copy_project, make_project
from tests.validation.conftest import Data

HOSTILE = '<img src=x onerror="alert(1)">'
OWN_ACTIONS = {"perche": 4, "chartres-metropole": 2, "interco-normandie-sud-eure": 1}


@pytest.fixture(scope="module")
def address(site: Path, serve: Callable[[Path], str]) -> str:
    """The site whose territories have no action of their own."""
    return serve(site)


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """A site whose territories have actions, and whose data is hostile."""
    project = copy_project(tmp_path_factory.mktemp("territories"))
    data = Data(project)
    sheets = sorted((project / "data/actions").iterdir())
    for identifier, sheet in zip(
        [name for name in OWN_ACTIONS for _ in range(OWN_ACTIONS[name])], sheets, strict=False
    ):
        data.add(sheet.relative_to(project), f"\nterritoires: [{identifier}]\n")
    data.replace("data/territories.yaml", "nom: Allonnes,", f"nom: {json.dumps(HOSTILE)},")
    data.replace("data/territories.yaml", "nom: Bonnevalais", f"nom: {json.dumps(HOSTILE + ' Bonnevalais')}")
    return serve(build_site(project))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that must not fail, run a hostile value, or speak to anyone but the site."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    page = context.new_page()
    failures: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("dialog", lambda dialog: (failures.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert failures == []
    assert [url for url in asked if not url.startswith("http://127.0.0.1:")] == []


@pytest.fixture
def without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def normalize_spaces(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()


def search_commune(page: Page, words: str) -> list[str]:
    """Type in « Et chez moi ? » and return the results."""
    field = page.get_by_label("Votre commune ou votre code postal")
    field.fill("")
    expect(page.locator("#chez-moi-resultats li")).to_have_count(0)
    field.fill(words)
    expect(page.locator("#et-chez-moi [role=status]")).not_to_be_empty()
    return [normalize_spaces(item) for item in page.locator("#chez-moi-resultats a").all_inner_texts()]


@pytest.mark.parametrize("name", ["address", "hostile_address"])
def test_the_map_and_the_table_say_the_same_and_lead_to_the_same_pages(
    page: Page, name: str, request: pytest.FixtureRequest
) -> None:
    page.goto(request.getfixturevalue(name) + "territoires/")
    table = {}
    for row in page.locator(".territories .md-typeset__table tbody tr").all():
        link = row.locator("th a")
        table[link.get_attribute("href")] = normalize_spaces(
            f"{link.inner_text()} : {row.locator('td').last.inner_text()}"
        )
    links = page.get_by_role("group", name="Carte des intercommunalités").get_by_role("link")
    drawn = {
        link.get_attribute("href"): re.sub(
            r" actions? propres?$", "", normalize_spaces(link.locator("title").text_content())
        )
        for link in links.all()
    }
    assert len(drawn) == 12
    assert drawn == table


def test_every_shape_has_a_name_and_its_count_and_opens_its_page_from_the_keyboard(
    page: Page, hostile_address: str
) -> None:
    page.goto(hostile_address + "territoires/")
    expect(page.locator(".map__texts text")).to_have_count(12)
    counts = [int(item) for item in page.locator(".map__count").all_text_contents()]
    assert counts == [OWN_ACTIONS.get(epci.id, 0) for epci in load_roadmap(make_project(EXAMPLE)).epci]
    first = page.get_by_role("link", name="Chartres métropole : 2 actions propres")
    first.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Agglo du Pays de Dreux : 0 action propre")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(hostile_address + "territoires/agglo-du-pays-de-dreux/")


def test_the_map_explains_its_colours_or_says_that_there_is_nothing_to_colour(
    page: Page, address: str, hostile_address: str
) -> None:
    page.goto(hostile_address + "territoires/")
    assert [normalize_spaces(item) for item in page.locator(".map__key li").all_inner_texts()] == [
        "Aucune action propre",
        "1 action",
        "2 actions",
        "3 actions",
        "4 actions",
    ]
    page.goto(address + "territoires/")
    assert "Aucune intercommunalité n'a encore d'action propre" in page.inner_text(".map")
    assert page.locator(".map__key, .map__count").count() == 0


def test_the_territories_that_cross_the_border_are_named(page: Page, address: str) -> None:
    page.goto(address + "territoires/")
    said = normalize_spaces(page.inner_text(".map"))
    assert (
        "3 territoires s'étendent aussi hors du département : Agglo du Pays de Dreux, Pays Houdanais, Interco"
        in said
    )
    assert "La carte n'en montre que la partie en Eure-et-Loir." in said


def test_each_territory_shows_where_it_is_and_what_a_citizen_wants_first(
    page: Page, hostile_address: str
) -> None:
    for identifier, count in OWN_ACTIONS.items():
        page.goto(f"{hostile_address}territoires/{identifier}/")
        expect(page.get_by_role("img", name=re.compile("^Carte : .* en Eure-et-Loir$"))).to_be_visible()
        text = normalize_spaces(page.inner_text("main"))
        places = [
            text.index(words)
            for words in (
                "Trouver de l'aide",
                f"Dans la feuille de route : {count} action",
                "réunion à venir",
                "Communes",
            )
        ]
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("chartres", "Chartres (28000)"),
        ("CHÂTEAUDUN", "Châteaudun (28200)"),
        ("chateaudun", "Châteaudun (28200)"),
        ("St Georges", "Saint-Georges-sur-Eure (28190)"),
        ("st-georges sur eure", "Saint-Georges-sur-Eure (28190)"),
        ("saintgeorges", "Saint-Georges-sur-Eure (28190)"),
        ("bailleau l’eveque", "Bailleau-l'Évêque (28300)"),
        ("bailleau leveque", "Bailleau-l'Évêque (28300)"),
        ("loupe", "La Loupe (28240)"),
        ("épernon 28230", "Épernon (28230)"),
        ("28 000", "Chartres (28000)"),
        ("28\u00a0000\u202fChartres", "Chartres (28000)"),
        ("28000Chartres", "Chartres (28000)"),
        ("Chartres cedex", "Chartres (28000)"),
        ("CHARTRES CEDEX 9", "Chartres (28000)"),
        ("Chartres (28)", "Chartres (28000)"),
        ("Chartres, Eure-et-Loir", "Chartres (28000)"),
        ("Chartres, 28000, Eure et Loir, France", "Chartres (28000)"),
        ("Nogent-sur-Eure, Eure-et-Loir", "Nogent-sur-Eure (28120)"),
        ("Mairie d'Épernon", "Épernon (28230)"),
        ("commune de Chartres", "Chartres (28000)"),
        ("c", "Cernay (28120)"),
    ],
)
def test_a_commune_is_found_however_it_is_written(
    page: Page, address: str, words: str, first: str | None
) -> None:
    page.goto(address + "territoires/")
    assert search_commune(page, words)[:1] == ([first] if first else [])


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("28019 Chartres cedex", "Chartres (28000)"),
        ("28400 Chartres", "Chartres (28000)"),
        ("nogent le retrou", "Nogent-le-Rotrou (28400)"),
        ("nogentleretrou", "Nogent-le-Rotrou (28400)"),
        ("Nogent le Retrou (Eure-et-Loir)", "Nogent-le-Rotrou (28400)"),
        ("chateaudin", "Châteaudun (28200)"),
        ("chatre", "Chartres (28000)"),
        ("lucée", "Lucé (28110)"),
        ("epreno", "Épernon (28230)"),
        ("Chartres en Beauce", "Chartres (28000)"),
    ],
)
def test_a_commune_is_guessed_from_a_slip_of_spelling(
    page: Page, address: str, words: str, first: str
) -> None:
    page.goto(address + "territoires/")
    assert search_commune(page, words)[:1] == [first]
    said = normalize_spaces(page.locator("#et-chez-moi [role=status]").inner_text())
    assert said.endswith("Voulez-vous dire :")


def test_a_name_of_one_letter_is_found(page: Page, address: str) -> None:
    page.goto(address + "territoires/")
    names = page.evaluate("""async () => {
        const { findPlaces, indexPlaces } = await import("../assets/territories/find-communes.js");
        const communes = ["Ailly-sur-Somme", "Yvrench", "Y", "Saint-Valery-sur-Somme"].map((name) => [name, ["80190"]]);
        const places = indexPlaces([{ id: "est-de-la-somme", nom: "Est de la Somme", communes }]);
        return ["Y (Somme)", "y", "80 190 Y", "Ailly sur Somme (Somme)"].map((query) =>
            findPlaces(places, query, { code: "80", name: "Somme" }).places[0].name);
    }""")
    assert names == ["Y", "Y", "Y", "Ailly-sur-Somme"]


def test_a_former_commune_is_found_under_the_name_of_today_and_says_so(page: Page, address: str) -> None:
    page.goto(address + "territoires/")
    assert search_commune(page, "gatelles")[:1] == ["Thimert-Gâtelles (28170)"]
    assert search_commune(page, "Le Puiset") == ["Janville-en-Beauce (28310)"]
    item = page.locator("#chez-moi-resultats li")
    assert normalize_spaces(item.locator("p").inner_text()).startswith(
        "Le Puiset en fait partie. Cœur de Beauce :"
    )
    assert item.locator("a").get_attribute("href") == "../communes/janville-en-beauce/"
    # Found by its own name, it is listed once, without a word about the former one.
    assert search_commune(page, "Voves")[:1] == ["Les Villages Vovéens (28150)"]
    assert len(search_commune(page, "janville")) == 1


def test_a_postcode_lists_all_its_communes_each_with_its_territory(page: Page, hostile_address: str) -> None:
    page.goto(hostile_address + "territoires/")
    expected = {
        f"{commune.nom} ({', '.join(commune.codes_postaux)})": epci
        for epci in load_roadmap(make_project(EXAMPLE)).epci
        for commune in epci.communes
        if "28190" in commune.codes_postaux
    }
    assert len({epci.id for epci in expected.values()}) > 1
    assert sorted(search_commune(page, "28190")) == sorted(expected)
    assert page.locator("#et-chez-moi [role=status]").inner_text() == f"{len(expected)} réponses."
    for item in page.locator("#chez-moi-resultats li").all():
        epci = expected[normalize_spaces(item.locator("a").inner_text())]
        assert item.locator("a").get_attribute("href").startswith("../communes/")
        own = OWN_ACTIONS.get(epci.id, 0)
        said = f"{epci.nom} : {own} action{'s' * (own > 1)} propre{'s' * (own > 1)} et 16 actions de tout le département."
        assert normalize_spaces(item.locator("p").inner_text()) == said


def test_an_unknown_postcode_says_to_write_the_name(page: Page, address: str) -> None:
    page.goto(address + "territoires/")
    for postcode in ("28 019", "94 240"):
        assert search_commune(page, postcode) == []
        said = page.locator("#et-chez-moi [role=status]").inner_text()
        assert said.startswith("Aucune commune d'Eure-et-Loir n'a ce code postal.")


def test_nothing_found_says_what_to_try(page: Page, address: str) -> None:
    page.goto(address + "territoires/")
    for words in ("Шартр", "?", "28019 ;"):
        assert search_commune(page, words) == []
    assert search_commune(page, "xyzxyz") == []
    said = normalize_spaces(page.locator("#et-chez-moi [role=status]").inner_text())
    assert said.startswith("Aucune commune d'Eure-et-Loir ne correspond.")
    assert "code postal" in said


def test_too_many_results_are_cut_and_said_so(page: Page, address: str) -> None:
    page.goto(address + "territoires/")
    assert len(search_commune(page, "28")) == 50
    said = page.locator("#et-chez-moi [role=status]").inner_text()
    assert said.startswith("363 réponses ; les 50 premières sont affichées.")


def test_the_list_is_asked_for_once_from_the_site_and_only_when_the_field_is_used(
    page: Page, address: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert not [url for url in asked if "communes" in url]
    page.get_by_label("Votre commune ou votre code postal").focus()
    search_commune(page, "chartres")
    search_commune(page, "dreux")
    assert [url for url in asked if "communes.json" in url] == [address + "territoires/communes.json"]
    assert not [url for url in asked if "dreux" in url]


def test_enter_on_the_home_page_leads_to_an_address_that_gives_the_answer(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Votre commune ou votre code postal").fill("nogent le rotrou")
    page.keyboard.press("Enter")
    page.wait_for_url(address + "territoires/#commune=nogent%20le%20rotrou")
    result = page.get_by_role("link", name="Nogent-le-Rotrou (28400)")
    result.click()
    page.wait_for_url(address + "communes/nogent-le-rotrou/")


def test_enter_on_the_page_of_the_territories_stays_there_and_gives_an_address_to_send(
    page: Page, address: str
) -> None:
    page.goto(address + "territoires/")
    page.get_by_label("Votre commune ou votre code postal").fill("Épernon & Cie")
    page.keyboard.press("Enter")
    page.wait_for_url(address + "territoires/#commune=%C3%89pernon%20%26%20Cie")
    page.reload()
    assert page.get_by_label("Votre commune ou votre code postal").input_value() == "Épernon & Cie"


def test_what_is_typed_is_never_sent_to_the_host(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", "territoires/"):
        page.goto(address + path)
        page.get_by_label("Votre commune ou votre code postal").fill("dreux")
        page.get_by_role("button", name="Chercher", exact=True).click()
        expect(page.get_by_role("link", name="Dreux (28100)")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Dreux (28100)")).to_be_visible()
    assert not [url for url in asked if "dreux" in url.partition("#")[0]]


def test_a_former_address_gives_its_answer_and_leaves_for_one_that_is_not_sent(
    page: Page, address: str
) -> None:
    page.goto(address + "territoires/?commune=nogent+le+rotrou")
    expect(page.get_by_role("link", name="Nogent-le-Rotrou (28400)")).to_be_visible()
    assert page.url == address + "territoires/#commune=nogent%20le%20rotrou"
    page.evaluate("location.hash = 'commune=dreux'")
    expect(page.get_by_role("link", name="Dreux (28100)")).to_be_visible()
    assert page.get_by_label("Votre commune ou votre code postal").input_value() == "dreux"


def test_an_intercommunality_is_found_by_its_own_name(page: Page, address: str) -> None:
    page.goto(address + "territoires/")
    assert search_commune(page, "Chartres métropole") == ["Chartres métropole"]
    link = page.locator("#chez-moi-resultats a")
    assert link.get_attribute("href") == "../territoires/chartres-metropole/"
    said = normalize_spaces(page.locator("#chez-moi-resultats p").inner_text())
    assert said.startswith("Intercommunalité. Chartres métropole :")
    assert "Grand Châteaudun" in search_commune(page, "grand chateaudun")


def test_a_list_that_cannot_be_loaded_is_said_and_asked_for_again(page: Page, address: str) -> None:
    page.route("**/communes.json", lambda route: route.fulfill(status=503))
    page.goto(address + "territoires/")
    page.get_by_label("Votre commune ou votre code postal").fill("chartres")
    expect(page.locator("#et-chez-moi [role=status]")).to_contain_text("n'a pas pu être chargée")
    page.unroute("**/communes.json")
    page.get_by_label("Votre commune ou votre code postal").fill("chartre")
    expect(page.get_by_role("link", name="Chartres (28000)")).to_be_visible()


def test_hostile_names_show_letter_for_letter_and_nothing_runs(page: Page, hostile_address: str) -> None:
    page.goto(hostile_address + "territoires/#commune=" + "%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    assert page.locator("main img").count() == 0
    # The hostile commune is of Chartres métropole, and has the postcode 28150.
    assert f"{HOSTILE} (28150)" in search_commune(page, "28150")
    assert page.locator("main img").count() == 0
    page.get_by_role("link", name=re.compile(re.escape(f"{HOSTILE} Bonnevalais : 0 action"))).wait_for()
    page.goto(hostile_address + "territoires/bonnevalais/")
    assert page.locator("h1").inner_text() == f"{HOSTILE} Bonnevalais"
    assert page.locator("main img").count() == 0


def test_without_javascript_the_list_leads_every_commune_to_its_page(
    without_script: Page, address: str
) -> None:
    page = without_script
    page.goto(address)
    assert page.get_by_role("textbox").count() == page.get_by_role("searchbox").count() == 0
    page.get_by_role("link", name="Toutes les communes, de A à Z").click()
    page.wait_for_url(address + "territoires/#communes")
    listed = {
        normalize_spaces(item.text_content()): item.locator("a").get_attribute("href")
        for item in page.locator(".letters li").all()
    }
    roadmap = load_roadmap(make_project(EXAMPLE))
    assert listed == {
        f"{commune.nom} ({', '.join(commune.codes_postaux)}), {epci.nom}": f"../communes/{roadmap.commune_slug(commune)}/"
        for epci in roadmap.epci
        for commune in epci.communes
    }
    page.locator(".letters summary", has_text=re.compile("^E")).click()
    page.get_by_role("link", name="Épernon").click()
    page.wait_for_url(address + "communes/epernon/")
    page.locator(".lead a", has_text="Portes Euréliennes d'Île-de-France").click()
    page.wait_for_url(address + "territoires/portes-eureliennes-d-ile-de-france/")


# What a text on the map needs: 4.5:1 on each fill, which is laid on the paper.
CONTRAST = """() => {
  const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const paper = parse(getComputedStyle(document.body).backgroundColor);
  const ink = light(parse(getComputedStyle(document.querySelector(".map__texts")).fill));
  return [...document.querySelectorAll(".map__area")].map(area => {
    const style = getComputedStyle(area);
    const part = Number(style.fillOpacity);
    const ground = light(parse(style.fill).map((value, at) => value * part + paper[at] * (1 - part)));
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_texts_of_the_map_have_enough_contrast_on_every_colour(
    page: Page, hostile_address: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(hostile_address + "territoires/")
    assert min(page.evaluate(CONTRAST)) >= 4.5
