"""The open data: what is published reads back, stays, and hurts no spreadsheet."""

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import frictionless
import pytest

from roadmap.build.cache import Cache
from roadmap.model.roadmap import build_roadmap
from roadmap.outputs.open_data import OpenData
from roadmap.outputs.tabular import CSV_TABLES, PUBLISHED_KINDS, list_columns
from roadmap.text import french
from roadmap.validation.check import check_project
from tests.conftest import SCHEMAS, project_of
from tests.validation.conftest import SHEET, Data, copy_data

# Others rely on these: a column that must go raises the version first.
PUBLISHED = Path(__file__).with_name("columns.json")
# What the check has found sound: a test changes a file or two.
CHECKED = Cache(None)
ATTACK = "=cmd|' /C calc'!A0"


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """A copy of the data."""
    return copy_data(tmp_path)


def files(root: Path) -> dict[str, str]:
    checked = check_project(project_of(root), CHECKED)
    assert checked.errors == ()
    data = OpenData(checked.corpus, build_roadmap(checked))
    published = (*data.build_json_files(), *data.build_csv_files(), *data.build_national_files())
    return {name: content.decode() for name, content in published}


def rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


def row(data: Data) -> dict[str, str]:
    """Return the row of the sheet that tests change."""
    return next(
        each for each in rows(files(data.root)["donnees/actions.csv"]) if each["identifiant"] == SHEET.stem
    )


def test_every_file_of_the_contract_is_published_with_its_version_licence_and_date(data: Data) -> None:
    published = files(data.root)
    names = {f"donnees/{name}.json" for name in ("actions", *PUBLISHED_KINDS)} | {
        f"donnees/{each.name}.csv" for each in CSV_TABLES
    }
    assert set(published) == names | {"donnees/datapackage.json", "donnees/mon-inclusion-numerique.csv"}
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
    corpus = check_project(project_of(data.root)).corpus
    sheets = {each["identifiant"]: each for each in json.loads(published["donnees/actions.json"])["actions"]}
    assert sheets[SHEET.stem] == {"identifiant": SHEET.stem, **corpus.actions[SHEET.stem].value}
    assert json.loads(published["donnees/axes.json"])["axes"] == corpus.files["axes"].value["axes"]
    # But for what may be typed in several ways.
    meetings = json.loads(published["donnees/calendrier.json"])["reunions"]
    filed = corpus.files["calendar"].value["reunions"]
    same = {"date": 0, "heure": 0}
    assert [each | same for each in meetings] == [each | same for each in filed]


def test_what_is_typed_in_several_ways_is_published_in_one(data: Data) -> None:
    data.replace("data/calendar.yaml", "heure: 9:30\n", "heure: 9h30\n    heure_fin: 9:45\n")
    data.replace("data/calendar.yaml", "date: 2024-06\n", "date: 2024\n")
    data.replace("data/axes.yaml", "date: 2024-05-28", "date: 2023")
    data.add(SHEET, "fin: 2027\netapes: [{titre: Une, date: 2026}, {titre: Deux}]\n")
    published = files(data.root)
    meetings = json.loads(published["donnees/calendrier.json"])["reunions"]
    assert [(each["heure"], each["heure_fin"]) for each in meetings if "heure_fin" in each] == [
        ("09:30", "09:45")
    ]
    assert all(isinstance(each["date"], str) for each in meetings)
    assert json.loads(published["donnees/axes.json"])["axes"][0]["source"]["date"] == "2023"
    table = rows(published["donnees/calendrier.csv"])
    assert [(each["heure"], each["date"]) for each in table if each["heure_fin"]] == [("09:30", "2024-03-12")]
    (sheet,) = (
        each
        for each in json.loads(published["donnees/actions.json"])["actions"]
        if each["identifiant"] == SHEET.stem
    )
    assert (sheet["fin"], sheet["etapes"][0]["date"]) == ("2027", "2026")
    assert (row(data)["fin"], row(data)["etapes_date"]) == ("2027", "2026|")


def test_groups_are_flattened_and_several_values_share_a_cell(data: Data) -> None:
    data.add(
        SHEET,
        "publics: [seniors, jeunes]\nporteur: {nom: Le Perche}\nbudget: {montant: 1200}\netapes:\n  - titre: Une\n  - titre: Deux | trois\n    date: 2026-03\n    realisee: true\n",
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


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\n=1", "'\n'=1"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1", "a;'=1"),
        ("a; -1", "a;' -1"),
        ('a;"@x"', 'a;\'"@x"'),
        ("a\n+1", "a\n'+1"),
        ("a\t=1", "a\t'=1"),
        ("une\n- liste\n- simple", "une\n- liste\n- simple"),
        ("une ; - liste", "une ; - liste"),
        ("une\n- @SOMME(1)", "une\n'- @SOMME(1)"),
        ("une ; - =1", "une ;' - =1"),
        ('une ;-  "+1', "une ;'-  \"+1"),
        ("une\n- -1", "une\n'- -1"),
        ("a = b ; c - d", "a = b ; c - d"),
    ],
)
def test_nor_where_a_french_spreadsheet_begins_a_cell(data: Data, text: str, written: str) -> None:
    data.add(SHEET, f"description: {json.dumps(text)}\n")
    assert row(data)["description"] == written


@pytest.mark.parametrize(
    ("text", "written"), [("a; - b", "a;' - b"), ("a ;-b", "a ;'-b"), ("a - b", "a - b")]
)
def test_nor_is_a_dash_in_a_text_that_holds_no_list(data: Data, text: str, written: str) -> None:
    data.add(SHEET, f"porteur: {{nom: {json.dumps(text)}}}\n")
    assert row(data)["porteur_nom"] == written
    national = rows(files(data.root)["donnees/mon-inclusion-numerique.csv"])
    assert next(each for each in national if each["identifiant"] == SHEET.stem)["porteurs"] == written


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


def validated(data: Data, folder: Path) -> frictionless.Report:
    """Return what Frictionless says of the published package."""
    for address, content in files(data.root).items():
        path = folder / address
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(content, encoding="utf-8", newline="")
    return frictionless.validate(folder / "donnees/datapackage.json")


FULL = """
porteur: {nom: "Mairie, de « Chartres »", siren: 200033181}
publics: [seniors, jeunes]
debut: 2026-03
fin: 2027
budget: {montant: 1200, financements: [{financeur: CAF, montant: 200, statut: accorde}, {financeur: MSA, statut: refuse}, {financeur: EPCI}]}
etapes: [{titre: Une}, {titre: Deux, date: 2026-03, realisee: true}]
description: "Une ligne\\n\\nune autre"
"""


def test_the_package_is_valid_for_another_program_and_its_constraints_are_live(
    data: Data, tmp_path: Path
) -> None:
    data.add(SHEET, FULL)
    report = validated(data, tmp_path / "paquet")
    assert report.valid, report
    assert {task.name for task in report.tasks} == {
        "actions",
        "calendrier",
        "mon-inclusion-numerique",
        "ressources",
    }
    table = tmp_path / "paquet/donnees/actions.csv"
    text = table.read_text(encoding="utf-8")
    for sound, slip in (("2024-04-04", "avril"), ("envisagee", "peut-etre"), ("200033181", "12")):
        table.write_text(text.replace(sound, slip, 1), encoding="utf-8")
        assert not frictionless.validate(table.with_name("datapackage.json")).valid, slip


def test_the_package_says_how_its_tables_are_written_so_that_no_program_guesses(
    data: Data, tmp_path: Path
) -> None:
    path = data.root / "data/resources.yaml"
    hostile = """description: 'Dire "oui", puis ;"un"; ;"deux"; ;"trois"; ;"quatre";'"""
    text = re.sub(r"description: .*(\n      .*)*", lambda _: hostile, path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    report = validated(data, tmp_path / "paquet")
    assert report.valid, report


def test_the_national_form_is_filled_with_what_the_sheet_says_and_nothing_else(data: Data) -> None:
    data.add(SHEET, FULL)
    published = files(data.root)["donnees/mon-inclusion-numerique.csv"]
    found = next(each for each in rows(published) if each["identifiant"] == SHEET.stem)
    assert found.pop("nom").startswith("Cartographier")
    assert found == {
        "identifiant": SHEET.stem,
        "besoins": "",
        "contexte": "",
        "description": "Une ligne\n\nune autre",
        "porteurs": "Mairie, de « Chartres »",
        "anneeDeDebut": "2026",
        "anneeDeFin": "2027",
        "budgetGlobal": "1200",
        "demandeDeSubvention": "",
        "coFinancements_coFinanceur": "CAF|EPCI",
        "coFinancements_montant": "200|",
        "destinataires": "",
    }


def test_an_action_that_ends_the_year_it_begins_has_no_year_of_end_in_the_national_form(data: Data) -> None:
    data.add(SHEET, "debut: 2026-01\nfin: 2026-12\n")
    (found,) = (
        each
        for each in rows(files(data.root)["donnees/mon-inclusion-numerique.csv"])
        if each["identifiant"] == SHEET.stem
    )
    assert (found["anneeDeDebut"], found["anneeDeFin"]) == ("2026", "")
    assert found["description"].startswith("Élaboration d'une cartographie")


def test_no_published_column_disappears() -> None:
    frozen = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    for table in CSV_TABLES:
        assert set(frozen[table.name]) <= {column.name for column in list_columns(SCHEMAS, table)}


def test_the_page_explains_each_file_with_its_size_a_command_and_an_example(site: Path) -> None:
    page = html.unescape((site / "donnees/index.html").read_text(encoding="utf-8")).replace("\u00a0", " ")
    for name in [
        *(f"{each}.json" for each in ("actions", *PUBLISHED_KINDS)),
        *(f"{each.name}.csv" for each in CSV_TABLES),
        "mon-inclusion-numerique.csv",
    ]:
        size = french.format_file_size((site / "donnees" / name).stat().st_size).replace("\u00a0", " ")
        assert f'<a href="../donnees/{name}" download>{name}</a> ({size})' in page
        assert f"<code>curl -O http://127.0.0.1:8000/donnees/{name}</code>" in page
    for table in CSV_TABLES:
        first = rows((site / f"donnees/{table.name}.csv").read_bytes().decode())[0]
        for column in list_columns(SCHEMAS, table):
            assert f"<code>{column.name}</code>" in page
        assert f"Exemple : <code>{first['titre']}</code>" in page
    assert "<code>dispositifs.circuit.acteur</code>" in page
    assert '<code>{"version":"1.0","licence":"etalab-2.0"' in page
