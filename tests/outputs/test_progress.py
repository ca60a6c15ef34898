"""The page « L'avancement » and its open data: counts, money, quarters, and what is not known."""

import csv
import datetime as dt
import io
import re

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from roadmap.history.history import History
from roadmap.history.quarters import QuarterEnd
from roadmap.model.records import Action, Budget, Funding, Indicator, Measure, Place
from roadmap.model.roadmap import Roadmap
from roadmap.model.status_counts import count_by_axis, count_by_territory
from roadmap.outputs.open_data import OpenData
from roadmap.outputs.progress_figures import COLUMNS, build_figure_rows
from roadmap.render.blocks import Blocks
from roadmap.render.news import News
from roadmap.text.partial_dates import PartialDate
from roadmap.validation.check import check_project
from tests.outputs.conftest import EXAMPLE_PROJECT, PUBLISHED_PROJECT, SITE_URL

ACTION = Action("une", "Une action", "Une action.", 1, "tous", "en-cours", PartialDate(2025, 11, 1))
END = QuarterEnd(2025, 3, dt.date(2025, 9, 20), "abcdef0123456789", {"envisagee": 4, "en-cours": 2})


@pytest.fixture
def roadmap(roadmap: Roadmap) -> Roadmap:
    """A roadmap of three actions: the whole department's, one territory's, two territories'."""
    actions = (
        ACTION,
        replace(ACTION, id="deux", statut="realisee", territoires=("perche",)),
        replace(ACTION, id="trois", axe=2, territoires=("perche", "terres-de-perche")),
    )
    return replace(roadmap, actions=actions)


def render(roadmap: Roadmap, history: History | None = None) -> BeautifulSoup:
    blocks = Blocks(PUBLISHED_PROJECT, roadmap, News(history or History()))
    return BeautifulSoup(re.sub("[\u00a0\u202f]", " ", blocks.render("avancement", "..")), "html.parser")


def read_row(page: BeautifulSoup, identifier: str) -> list[str]:
    """Return the cells of a row."""
    return [cell.get_text() for cell in page.find(id=identifier).find_all(["th", "td"])]


def read_figures(roadmap: Roadmap, history: History | None = None) -> dict[str, dict[str, str]]:
    header, *rows = build_figure_rows(roadmap, history or History())
    figures = [dict(zip(header, row, strict=True)) for row in rows]
    assert len({figure["identifiant"] for figure in figures}) == len(figures)
    return {figure["identifiant"]: figure for figure in figures}


def test_actions_are_counted_by_axis_and_by_territory(roadmap: Roadmap) -> None:
    page = render(roadmap)
    assert read_row(page, "axe-1")[1:] == ["1", "1", "2"]  # under way, done, all
    assert read_row(page, "axe-2")[1:] == ["1", "0", "1"]
    assert read_row(page, "territoire-eure-et-loir")[1:] == ["1", "0", "1"]
    assert read_row(page, "territoire-perche")[1:] == ["1", "1", "2"]
    assert read_row(page, "territoire-terres-de-perche")[1:] == ["1", "0", "1"]
    assert sum(counts.actions for counts in count_by_axis(roadmap)) == len(roadmap.actions)
    assert {counts.actions for counts in count_by_territory(roadmap)} == {0, 1, 2}


def test_money_that_is_not_known_is_said_so_and_is_no_figure(roadmap: Roadmap) -> None:
    assert "Aucun montant n'est connu" in render(roadmap).get_text().replace("’", "'")
    assert not [name for name in read_figures(roadmap) if name.startswith(("couts", "financements"))]


def test_money_is_given_by_axis_and_in_all(roadmap: Roadmap) -> None:
    budget = Budget(38000, (Funding("L'État", 20000, "accorde"), Funding("La région", 5000, "demande")))
    roadmap = replace(roadmap, actions=(replace(ACTION, budget=budget), *roadmap.actions[1:]))
    rows = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in render(roadmap).find(attrs={"aria-labelledby": "argent"}).find_all("tr")
    ]
    assert rows[1][1:] == ["38 000 €", "5 000 €", "20 000 €"]
    assert rows[2][1:] == ["—", "—", "—"]
    assert rows[-1] == ["Tous les axes", "38 000 €", "5 000 €", "20 000 €"]
    figures = read_figures(roadmap)
    assert figures["financements-accordes-axe-1"]["valeur"] == "20000"
    assert "financements-accordes-axe-2" not in figures


def test_each_quarter_is_read_from_its_revision(roadmap: Roadmap) -> None:
    history = History(quarters=(END,))
    page = render(roadmap, history)
    assert read_row(page, "2025-t3") == ["3e trimestre 2025", "4", "2", "6", "20 septembre 2025"]
    assert "Un seul trimestre est connu" in page.get_text()
    figure = read_figures(roadmap, history)["actions-envisagee-2025-t3"]
    assert (figure["valeur"], figure["date"]) == ("4", "2025-09-20")
    assert figure["source"].endswith("révision abcdef0123")
    two = render(roadmap, History(quarters=(END, QuarterEnd(2025, 1, END.day, "b", {"en-cours": 1}))))
    assert "1er trimestre 2025" in two.get_text()
    assert "Un seul trimestre est connu" not in two.get_text()


def test_without_a_history_the_page_says_so(roadmap: Roadmap) -> None:
    assert "L'historique des fiches n'est pas disponible" in render(roadmap).get_text().replace("’", "'")


def test_every_section_has_its_source_and_an_address_that_quotes_it(roadmap: Roadmap) -> None:
    page = render(roadmap, History(quarters=(END,)))
    for section in page.find_all("section", recursive=False):
        identifier = section["aria-labelledby"]
        assert section.find(class_="source").find("a", href=f"#{identifier}")
        assert f"{SITE_URL}avancement/#{identifier}" in section.get_text()
        assert page.find(id=identifier)


def test_hostile_words_stay_text(roadmap: Roadmap) -> None:
    hostile = "=HYPERLINK(1) <img src=x onerror=alert(1)>"
    indicator = Indicator(hostile, hostile, actuel=3, mesure_le=PartialDate(2025), source=hostile)
    roadmap = replace(roadmap, indicateurs=(indicator,))
    assert not render(roadmap).find("img")
    data = OpenData(check_project(EXAMPLE_PROJECT).corpus, roadmap)
    files = dict(data.build_progress_files(History()))
    rows = list(csv.DictReader(io.StringIO(files["donnees/avancement.csv"].decode())))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[-1]["source"] == f"'{hostile}"


def test_the_places_of_help_are_a_measure_of_their_own(roadmap: Roadmap) -> None:
    assert "lieux-d-aide" not in read_figures(roadmap)
    assert render(roadmap).find(id="lieux") is None
    place = Place("Un lieu", "", "", "Chartres", "28085", None, "", "", "", (), (), dt.date(2025, 10, 1))
    roadmap = replace(roadmap, lieux=(place,) * 12, lieux_exportes_le=dt.date(2025, 10, 1))
    assert read_figures(roadmap)["lieux-d-aide"]["valeur"] == "12"
    text = render(roadmap).find(id="lieux").get_text()
    assert text.startswith("12 lieux d'aide sont dans l'export")
    assert "ne prolonge aucun des indicateurs" in text


def test_each_measure_is_a_point_a_line_of_its_table_and_a_row(roadmap: Roadmap) -> None:
    measures = (
        Measure(PartialDate(2024), 110, "Le <b>relevé</b>"),
        Measure(PartialDate(2025, 3), 1380000, "Le bilan"),
    )
    indicator = Indicator("Lieux", "lieux", cible=2000000, mesures=measures, actuel=1380000)
    roadmap = replace(roadmap, indicateurs=(indicator,))
    section = render(roadmap).find(id="indicateur-1")
    assert len(section.find_all("circle")) == 2
    assert not section.find(["polyline", "path"])
    assert section.find("desc").get_text() == "2024 : 110 ; mars 2025 : 1 380 000"
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in section.find_all("tr")[1:]]
    assert rows == [["2024", "110", "Le <b>relevé</b>"], ["mars 2025", "1 380 000", "Le bilan"]]
    assert read_figures(roadmap)["mesure-lieux-2025-03"]["valeur"] == "1380000"


def test_indicators_of_one_name_have_rows_of_their_own(roadmap: Roadmap) -> None:
    indicator = Indicator("Lieux", actuel=3, mesure_le=PartialDate(2025), source="Le bilan")
    roadmap = replace(roadmap, indicateurs=(indicator, replace(indicator, actuel=5)))
    figures = read_figures(roadmap)
    assert figures["mesure-lieux-2025"]["valeur"] == "3"
    assert figures["mesure-lieux-2025.2"]["valeur"] == "5"
