"""Every page of the built site: addresses, links, HTML, third parties, French, content."""

import itertools
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from roadmap.model.roadmap import load_roadmap
from roadmap.render.blocks import Blocks
from roadmap.text.folding import fold
from tests.conftest import EXAMPLE, ROOT, make_project
from tests.french_words import not_french, written_words
from tests.site.html import (
    list_element_ids,
    list_pages,
    parse_errors,
    parse_page,
    read_attribute_texts,
    read_texts,
    text,
)
from tests.validation.conftest import SHEET, Data

PROMISED_ADDRESSES = (
    "",
    "actions/",
    "territoires/",
    "calendrier/",
    "ressources/",
    "financements/",
    "gouvernance/",
    "glossaire/",
    "contribuer/",
    "contribuer/action/",
    "donnees/",
    "nouveautes/",
    "lettre/",
    "accessibilite/",
    "accessibilite/grille/",
    "mentions-legales/",
)


def render_block(data: Data, name: str, **context: object) -> str:
    project = make_project(data.root)
    return Blocks(project, load_roadmap(project)).render(name, ".", **context)


def test_every_address_of_the_contract_exists(site: Path) -> None:
    roadmap = load_roadmap(make_project(EXAMPLE))
    generated = [
        *(f"axes/{axis.numero}/" for axis in roadmap.axes),
        *(f"actions/{action.id}/" for action in roadmap.actions),
        *(f"calendrier/{meeting.id}/" for meeting in roadmap.reunions),
        *(f"territoires/{epci.id}/" for epci in roadmap.epci),
        f"territoires/{roadmap.departement.id}/",
        *(f"integrer/{place.id}/" for place in (roadmap.departement, *roadmap.epci)),
        *(
            f"communes/{roadmap.commune_slug(item)}/"
            for epci in roadmap.epci
            for commune in epci.communes
            for item in (commune, *commune.anciennes)
        ),
    ]
    for address in (*PROMISED_ADDRESSES, *generated):
        assert (site / address / "index.html").is_file(), address


@pytest.fixture(params=["site", "long_site"])
def valid_pages(request: pytest.FixtureRequest) -> tuple[Path, list[Path]]:
    """A site and its pages; of the site of long lists, the lists and one of the many sheets, all alike."""
    site = request.getfixturevalue(request.param)
    if request.param == "site":
        return site, list_pages(site)
    lists = ("actions", "axes/1", "territoires/perche", "actions/permanence-001")
    following = site.rglob("page/2/index.html")
    return site, [*(site / address / "index.html" for address in lists), *following]


def test_html_parses_without_any_error(valid_pages: tuple[Path, list[Path]]) -> None:
    for page in valid_pages[1]:
        assert parse_errors(page) == [], page


def test_identifiers_are_unique_and_labels_exist(valid_pages: tuple[Path, list[Path]]) -> None:
    for page in valid_pages[1]:
        elements = list(parse_page(page).iter())
        ids = [element.get("id") for element in elements if element.get("id")]
        assert len(ids) == len(set(ids)), page
        for element in elements:
            for name in (element.get("aria-labelledby") or "").split():
                assert name in ids, (page, name)


def test_every_internal_link_and_anchor_resolves(valid_pages: tuple[Path, list[Path]]) -> None:
    site, linking = valid_pages
    for page in linking:
        if page.name == "404.html":
            continue
        base = "http://site/" + page.relative_to(site).as_posix().removesuffix("index.html")
        for element in parse_page(page).iter():
            for attribute in ("href", "src"):
                target = urlsplit(urljoin(base, element.get(attribute) or ""))
                if target.netloc != "site":
                    continue
                path = site / unquote(target.path).lstrip("/")
                path = path / "index.html" if path.is_dir() else path
                assert path.is_file(), (page, element.get(attribute))
                if target.fragment:
                    assert unquote(target.fragment) in list_element_ids(path), (page, element.get(attribute))


def test_nothing_is_loaded_from_a_third_party(site: Path) -> None:
    for page in list_pages(site):
        for element in parse_page(page).iter():
            loaded = [element.get("src"), element.get("srcset"), element.get("poster")]
            if element.tag == "link" and element.get("rel") != "canonical":
                loaded.append(element.get("href"))
            for address in filter(None, loaded):
                assert not urlsplit(address).netloc, (page, address)
    for sheet in site.rglob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)|@import\s+(\S+)", sheet.read_text(encoding="utf-8")):
            assert not re.match(r"""["']?(https?:)?//""", "".join(address)), (sheet, address)


def test_no_word_is_left_in_english(site: Path) -> None:
    """Every word is French, or one that people wrote: in the data, in the pages, in the list of names."""
    written = written_words(EXAMPLE / "data", ROOT / "content")
    written |= {fold(word) for word in written}  # as addresses write them
    for page in list_pages(site):
        assert parse_page(page).get("lang") == "fr"
        shown = " ".join([*read_texts(page), *read_attribute_texts(page)])
        assert not_french(shown) - written == set(), page


@pytest.mark.parametrize(
    "words", ["Skip to content", "Search", "Back to top", "Next", "Previous", "Made with", "Not found"]
)
def test_an_english_word_of_the_theme_would_be_found(words: str) -> None:
    assert not_french(words)


def test_every_page_has_one_heading_a_title_and_a_description(valid_pages: tuple[Path, list[Path]]) -> None:
    titles = {}
    for page in valid_pages[1]:
        document = parse_page(page)
        assert len(document.findall(".//h1")) == 1, page
        assert document.find(".//meta[@name='description']").get("content"), page
        titles.setdefault(document.find(".//title").text, []).append(page)
    assert [group for group in titles.values() if len(group) > 1] == []


def test_the_description_of_a_meeting_says_when_and_where(site: Path) -> None:
    document = parse_page(site / "calendrier/cotech-2024-06-05/index.html")
    description = document.find(".//meta[@name='description']").get("content").replace("\u00a0", " ")
    assert description.startswith(
        "Comité technique, mercredi 5 juin 2024 à 9 h 30, Préfecture d'Eure-et-Loir"
    )


def test_headings_go_down_one_level_at_a_time(valid_pages: tuple[Path, list[Path]]) -> None:
    for page in valid_pages[1]:
        main = parse_page(page).find(".//main")
        levels = [int(heading.tag[1]) for heading in main.iter() if re.fullmatch(r"h[1-6]", str(heading.tag))]
        assert levels[0] == 1, page
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), page


def test_every_page_leads_to_the_accessibility_statement(site: Path) -> None:
    for page in list_pages(site):
        assert "Accessibilité\u00a0: non conforme" in text(page) or "Accessibilité : non conforme" in text(
            page
        ), page


def test_every_fact_of_an_action_shows_on_its_page(site: Path) -> None:
    for action in load_roadmap(make_project(EXAMPLE)).actions:
        shown = (
            text(site / "actions" / action.id / "index.html").replace("\u202f", " ").replace("\u00a0", " ")
        )
        assert action.titre in shown
        assert action.resume in shown
        assert "Envisagée" in shown
        assert "Vérifiées le 4 avril 2024" in shown
        assert "plus de douze mois" in shown


def test_the_home_page_says_what_a_visitor_needs(site: Path) -> None:
    shown = text(site / "index.html").replace("\u202f", " ").replace("\u00a0", " ")
    for words in (
        "Projet, pas encore adopté (état au 4 avril 2024)",
        "Besoin d'aide avec le numérique ?",
        "138 lieux (objectif : environ 200)",
        "Aucune réunion à venir n'est annoncée",
        "Comment contribuer",
        "5 actions",
    ):
        assert words in shown
    for axis in load_roadmap(make_project(EXAMPLE)).axes:
        assert axis.titre_court in shown


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("calendrier/cotech-2024-06-05", "mercredi 5 juin 2024, 9 h 30"),
        ("calendrier/copil-prefiguration", "juin 2024 (prévue initialement en avril 2024)"),
        ("calendrier", "préfiguration Date reportée juin 2024 , prévue initialement en avril 2024"),
        ("financements", "42 500 €"),
        ("financements", "Montants de 2024 ; leur reconduction n'est pas connue."),
        ("financements", "À préciser Circuit à reconfirmer : depuis le 1er mars 2024"),
        ("territoires/perche", "près de chez moi La carte s'ouvre sur les lieux de ce territoire."),
        (
            "territoires/perche",
            "Trouver un lieu Ouvrez la carte depuis la page de ce territoire : elle montre",
        ),
        ("communes/le-coudray", "Voir les lieux d'aide au Coudray"),
        ("communes/les-villages-voveens", "Voir les lieux d'aide aux Villages Vovéens"),
        ("communes/les-villages-voveens", "Anciennes communes : Montainville, Rouvray-Saint-Florentin"),
        ("communes/chartres", "Commune de l'intercommunalité Chartres métropole · 28000"),
        ("communes/chartres", "23 actions de tout le département la concernent aussi."),
        ("territoires/chartres-metropole", "66 communes et 136 921 habitants"),
        (
            "territoires/interco-normandie-sud-eure",
            "Communauté de communes dont 1 commune, qui compte 272 habitants, est en Eure-et-Loir",
        ),
        ("territoires/pays-houdanais", "communes, qui comptent 4 129 habitants, sont en Eure-et-Loir"),
        ("mentions-legales", "à compléter par l'éditeur"),
        ("accessibilite", "non conforme avec le référentiel général"),
    ],
)
def test_pages_say_things_the_french_way(site: Path, page: str, words: str) -> None:
    assert words in text(site / page / "index.html").replace("\u202f", " ").replace("\u00a0", " ")


def test_the_glossary_shows_meanings_then_the_sources_that_can_be_read(site: Path) -> None:
    glossary = parse_page(site / "glossaire/index.html").find(".//dl[@class='glossary']")
    entries = {item.get("id"): item for item in glossary}
    shown = {name: " ".join(" ".join(item.itertext()).split()) for name, item in entries.items()}
    links = {name: [link.get("href") for link in item.iter("a")] for name, item in entries.items()}
    assert shown["terme-ars"] == "ARS agence régionale de santé"
    assert shown["terme-dta"].replace("\u00a0", " ").endswith("Source : anct.gouv.fr")
    assert links["terme-dta"] == ["https://anct.gouv.fr"]
    assert links["terme-caf"] == []
    assert shown["terme-copil"] == "COPIL comité de pilotage"
    assert not [name for name, words in shown.items() if "confirmer" in words]


def test_links_never_checked_are_told_once_and_former_addresses_never(site: Path) -> None:
    shown = text(site / "ressources/index.html")
    assert (
        shown.count("vérifié")
        - sum(item.description.count("vérifié") for item in load_roadmap(make_project(EXAMPLE)).ressources)
        == 1
    )
    assert "Les liens de cette page n'ont pas encore été vérifiés." in shown
    assert "Adresse d'origine" not in shown
    assert "dora.fabrique.social.gouv.fr" not in shown


def test_links_checked_on_a_day_say_so(project: Path) -> None:
    data = Data(project)
    data.replace(
        "data/resources.yaml",
        "categorie: comprendre-le-territoire",
        "categorie: comprendre-le-territoire\n    verifie_le: 2026-02-01",
    )
    html = render_block(data, "ressources").replace("\u00a0", " ")
    assert html.count("Lien vérifié le 1er février 2026.") == 1
    assert html.count("Les liens sans date de vérification n'ont pas encore été vérifiés.") == 1


@pytest.mark.parametrize("page", ["index.html", "404.html", "calendrier/cotech-2024-04-04/index.html"])
def test_no_colon_begins_a_line_and_no_date_is_cut(site: Path, page: str) -> None:
    html = (site / page).read_text(encoding="utf-8")
    prose = re.sub(
        r"<(script|style)\b.*?</\1>|<[^>]*>", "|", html.replace("&nbsp;", "\u00a0"), flags=re.DOTALL
    )
    assert re.findall(r"\w+ :", prose) == []
    assert re.findall(r"\d (?:avril|mai|juin) ", prose) == []


def test_enumerations_have_one_capital(project: Path) -> None:
    data = Data(project)
    data.add(SHEET, "publics: [seniors, demandeurs-emploi]\nthematiques: [sante, emploi-insertion]\n")
    html = render_block(data, "page_action", action=load_roadmap(make_project(data.root)).action(SHEET.stem))
    assert ">Seniors, demandeurs d'emploi<" in html.replace("&#39;", "'")
    assert ">Santé, emploi / insertion<" in html


def test_amounts_of_this_year_are_not_called_past(project: Path) -> None:
    data = Data(project)
    for _ in load_roadmap(make_project(EXAMPLE)).dispositifs:
        data.replace("data/funding.yaml", "annee: 2024", "annee: 2025")
    assert "reconduction" not in render_block(data, "financements")


def test_what_is_no_body_of_the_governance_stands_under_other_dates(site: Path) -> None:
    main = parse_page(site / "gouvernance/index.html").find(".//main")
    found: dict[str, list[str]] = {}
    for item in main.iter("section"):
        for panel in item.findall("section"):
            found.setdefault(item.get("aria-labelledby"), []).append(panel.get("id"))
    assert found == {
        "instances": ["comite-technique", "comite-de-pilotage", "groupe-de-travail"],
        "autres-dates": ["rencontre-bilaterale", "echeance"],
    }


def test_acronyms_are_spelt_out_on_pages_written_and_generated(site: Path) -> None:
    for page in ("gouvernance", "calendrier/cotech-2024-04-04"):
        marked = {
            item.text for item in parse_page(site / page / "index.html").iter("abbr") if item.get("title")
        }
        assert "EPCI" in marked
