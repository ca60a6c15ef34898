"""The measures of an indicator: a list in a file, the last one alone in a form or a table, in both languages."""

import copy
import json
from typing import Any

from playwright.sync_api import Page

from roadmap.model.measures import flatten_measures, restore_measures
from roadmap.model.progress import build_chart
from roadmap.model.records import Indicator, Measure
from roadmap.text.partial_dates import PartialDate

FIRST = {"date": "2024", "valeur": 110, "source": "Le relevé"}
LAST = {"date": "2025-03", "valeur": 138, "source": "Le bilan"}
PUBLISHED = {
    "titre": "Une action",
    "indicateurs": [
        {"libelle": "Lieux", "cible": 200, "mesures": [FIRST, LAST]},
        {"libelle": "Autre", "actuel": 3},
    ],
}
FLAT = {"libelle": "Lieux", "cible": 200, "mesure_le": "2025-03", "actuel": 138, "source": "Le bilan"}
NEW = {"date": "2026", "valeur": 150, "source": "L'export"}
# What a form or a table says of the first indicator, and its measures once written back.
CASES = [
    ({}, [FIRST, LAST]),
    ({"mesure_le": "2026", "actuel": 150, "source": "L'export"}, [FIRST, LAST, NEW]),
    ({"actuel": 140}, [FIRST, {**LAST, "valeur": 140}]),
    ({"libelle": "Lieux ouverts"}, [FIRST, LAST]),
    ({"actuel": None, "mesure_le": None, "source": None}, [FIRST, LAST]),
]
RUN_IN_BROWSER = """async ([cases, published]) => {
  const { flattenMeasures, restoreMeasures } = await import(new URL("assets/form/measures.js", location.href).href);
  return [flattenMeasures(published), cases.map((sheet) => restoreMeasures(sheet, published))];
}"""


def say(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the sheet as a form or a table gives it back."""
    said = {key: value for key, value in (FLAT | changes).items() if value is not None}
    return {"titre": "Une action", "indicateurs": [said, {"libelle": "Autre", "actuel": 3}]}


def test_the_last_measure_stands_alone(page: Page, address: str) -> None:
    page.goto(address)
    before = copy.deepcopy(PUBLISHED)
    flat = flatten_measures(PUBLISHED)
    assert flat["indicateurs"] == [FLAT, {"libelle": "Autre", "actuel": 3}]
    assert before == PUBLISHED
    assert page.evaluate(RUN_IN_BROWSER, [[], PUBLISHED])[0] == flat
    assert flatten_measures({"titre": "Sans"}) == {"titre": "Sans"}


def test_no_measure_is_lost_when_a_sheet_is_written_back(page: Page, address: str) -> None:
    page.goto(address)
    sheets = [say(changes) for changes, _ in CASES]
    restored = [restore_measures(sheet, PUBLISHED) for sheet in sheets]
    assert page.evaluate(RUN_IN_BROWSER, [sheets, PUBLISHED])[1] == json.loads(json.dumps(restored))
    for sheet, (changes, measures) in zip(restored, CASES, strict=True):
        first, other = sheet["indicateurs"]
        assert first["mesures"] == measures, changes
        assert not {"actuel", "mesure_le", "source"} & first.keys()
        assert other == {"libelle": "Autre", "actuel": 3}


def test_an_indicator_that_is_removed_or_new_takes_no_measure_of_another() -> None:
    sheet = {"indicateurs": [{"libelle": "Autre", "actuel": 3}, {"libelle": "Nouveau", "actuel": 1}]}
    assert restore_measures(sheet, PUBLISHED) == sheet


def test_a_chart_has_points_only_where_something_was_measured() -> None:
    measures = tuple(
        Measure(PartialDate(year), value, "Le bilan") for year, value in ((2020, 50), (2024, 100))
    )
    chart = build_chart(Indicator("Lieux", cible=200, mesures=measures))
    assert [(point.x, point.y) for point in chart.points] == [(0, 25), (100, 50)]
    assert chart.target == 100
    single = Indicator("Lieux", actuel=3, mesure_le=PartialDate(2024), source="Le bilan")
    assert [(point.x, point.y) for point in build_chart(single).points] == [(50, 100)]
    assert build_chart(Indicator("Lieux", cible=200)) is None
    assert build_chart(Indicator("Lieux", mesures=(Measure(PartialDate(2024), -3, "Le bilan"),))) is None
