"""The open data: what is published reads back, stays, and hurts no spreadsheet."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from roadmap.checking.check import check
from roadmap.modelling.model import from_checked
from roadmap.publishing.open_data import open_data_files
from roadmap.rendering.tables import FILES, TABLES, columns
from tests.checking.conftest import SHEET, TODAY, Data

# Others rely on these: a column that must go raises the version first.
PUBLISHED = Path(__file__).with_name("columns.json")
ATTACK = "=cmd|' /C calc'!A0"


@pytest.fixture
def data(project: Path) -> Data:
    """A copy of the data."""
    return Data(project)


def files(root: Path) -> dict[str, str]:
    checked = check(root, TODAY)
    assert checked.errors == ()
    return dict(open_data_files(checked.corpus, from_checked(checked)))


def rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


def row(data: Data) -> dict[str, str]:
    """Return the row of the sheet that tests change."""
    return next(
        each for each in rows(files(data.root)["donnees/actions.csv"]) if each["identifiant"] == SHEET.stem
    )


def test_every_file_of_the_contract_is_published_with_its_version_licence_and_date(data: Data) -> None:
    published = files(data.root)
    names = {f"donnees/{name}.json" for name in ("actions", *FILES)} | {
        f"donnees/{each.name}.csv" for each in TABLES
    }
    assert set(published) == names | {"donnees/datapackage.json"}
    for name in names:
        if name.endswith(".json"):
            value = json.loads(published[name])
            assert (value["version"], value["licence"], value["publie_le"]) == (
                "1.0",
                "etalab-2.0",
                "2025-11-24",
            )


def test_json_holds_the_data_as_they_are_filed(data: Data) -> None:
    published = files(data.root)
    corpus = check(data.root, TODAY).corpus
    sheets = {each["identifiant"]: each for each in json.loads(published["donnees/actions.json"])["actions"]}
    assert sheets[SHEET.stem] == {"identifiant": SHEET.stem, **corpus.actions[SHEET.stem].value}
    assert (
        json.loads(published["donnees/calendrier.json"])["reunions"]
        == corpus.files["calendar"].value["reunions"]
    )


def test_groups_are_flattened_and_several_values_share_a_cell(data: Data) -> None:
    data.add(
        SHEET,
        "publics: [seniors, jeunes]\nporteur: {nom: Le Perche}\nbudget: {montant: 1200}\n"
        "etapes:\n  - titre: Une\n  - titre: Deux | trois\n    date: 2026-03\n    realisee: true\n",
    )
    found = row(data)
    assert (found["publics"], found["porteur_nom"], found["budget_montant"]) == (
        "seniors|jeunes",
        "Le Perche",
        "1200",
    )
    assert (found["etapes_titre"], found["etapes_date"]) == ("Une|Deux ¦ trois", "|2026-03")
    assert found["etapes_realisee"] == "|true"
    assert found["porteur_siren"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_text_is_never_a_formula(data: Data, start: str) -> None:
    text = json.dumps(start + ATTACK)
    data.add(SHEET, f"porteur: {{nom: {text}}}\nindicateurs: [{{libelle: Solde, depart: -3}}]\n")
    found = row(data)
    assert found["porteur_nom"] == f"'{start}{ATTACK}".replace("|", "¦")
    assert found["indicateurs_depart"] == "-3"


def test_quotes_commas_and_lines_read_back(data: Data) -> None:
    data.add(SHEET, 'description: "une, \\"deux\\"\\ntrois"\n')
    assert row(data)["description"] == 'une, "deux"\ntrois'


def test_the_package_describes_every_column_of_every_table(data: Data) -> None:
    published = files(data.root)
    package: dict[str, Any] = json.loads(published["donnees/datapackage.json"])
    assert package["licenses"][0]["name"] == "etalab-2.0"
    for resource in package["resources"]:
        header = next(csv.reader(io.StringIO(published[f"donnees/{resource['path']}"])))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        assert all(field["title"] and field["description"] and field["type"] for field in fields)
        assert resource["schema"]["primaryKey"] in header


def test_no_published_column_disappears() -> None:
    frozen = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    for table in TABLES:
        assert set(frozen[table.name]) <= {column.name for column in columns(table)}


def test_the_page_explains_each_table(site: Path) -> None:
    page = (site / "donnees/index.html").read_text(encoding="utf-8")
    for table in TABLES:
        assert f'href="../donnees/{table.name}.csv"' in page
        assert f"curl -O http://127.0.0.1:8000/donnees/{table.name}.csv" in page
        for column in columns(table):
            assert f"<code>{column.name}</code>" in page
