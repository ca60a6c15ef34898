"""The open data: contents of the JSON and CSV files, safety in spreadsheets, columns that never disappear."""

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
from roadmap.history.history import History
from roadmap.model.roadmap import build_roadmap
from roadmap.outputs.open_data import OpenData
from roadmap.outputs.tabular import CSV_TABLES, PUBLISHED_KINDS, list_columns
from roadmap.text import french
from roadmap.validation.check import check_project
from tests.conftest import SCHEMAS, make_project
from tests.validation.conftest import SHEET, Data, copy_data

# The columns published so far: users rely on them, so removing one requires a new version first.
PUBLISHED_COLUMNS_FILE = Path(__file__).with_name("columns.json")
# Shared, because a test changes a file or two: the others are not checked again.
CHECK_CACHE = Cache(None)
MARK = "\ufeff"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """A copy of the data."""
    return copy_data(tmp_path)


def build_published_files(root: Path) -> dict[str, str]:
    checked = check_project(make_project(root), CHECK_CACHE)
    assert checked.errors == ()
    data = OpenData(checked.corpus, build_roadmap(checked))
    published = (
        *data.build_json_files(),
        *data.build_csv_files(),
        *data.build_national_files(),
        *data.build_progress_files(History()),
        *data.build_accessibility_files(),
    )
    return {name: content.decode() for name, content in published}


def parse_csv(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


def find_sheet(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the record of the sheet that tests change."""
    (sheet,) = (record for record in records if record["identifiant"] == SHEET.stem)
    return sheet


def build_sheet_row(data: Data) -> dict[str, str]:
    """Publish the data; return the CSV row of the sheet that tests change."""
    return find_sheet(parse_csv(build_published_files(data.root)["donnees/actions.csv"]))


def test_every_file_is_published_with_its_version_licence_and_date(data: Data) -> None:
    published = build_published_files(data.root)
    names = {f"donnees/{name}.json" for name in ("actions", *PUBLISHED_KINDS)} | {
        f"donnees/{table.name}.csv" for table in CSV_TABLES
    }
    tables = {name for name in names if name.endswith(".csv")}
    tables |= {f"donnees/{name}.csv" for name in ("mon-inclusion-numerique", "avancement", "accessibilite")}
    copies = {name.replace(".csv", "-excel.csv") for name in tables}
    assert set(published) == names | tables | copies | {"donnees/datapackage.json"}
    for name in names:
        if name.endswith(".json"):
            value = json.loads(published[name])
            assert (value["version"], value["licence"], value["publie_le"]) == (
                "1.0",
                "etalab-2.0",
                "2025-11-24",
            )


def test_json_files_contain_the_source_data_unchanged(data: Data) -> None:
    published = build_published_files(data.root)
    corpus = check_project(make_project(data.root)).corpus
    sheet = find_sheet(json.loads(published["donnees/actions.json"])["actions"])
    assert sheet == {"identifiant": SHEET.stem, **corpus.actions[SHEET.stem].value}
    assert json.loads(published["donnees/axes.json"])["axes"] == corpus.files["axes"].value["axes"]
    # Except dates and hours, which may be typed in several ways.
    meetings = json.loads(published["donnees/calendrier.json"])["reunions"]
    source_meetings = corpus.files["calendar"].value["reunions"]
    ignored = {"date": 0, "heure": 0}
    assert [meeting | ignored for meeting in meetings] == [meeting | ignored for meeting in source_meetings]


def test_dates_and_hours_are_published_in_one_format(data: Data) -> None:
    data.replace("data/calendar.yaml", "heure: 9:30\n", "heure: 9h30\n    heure_fin: 9:45\n")
    data.replace("data/calendar.yaml", "date: 2024-06\n", "date: 2024\n")
    data.replace("data/axes.yaml", "date: 2024-05-28", "date: 2023")
    data.add(SHEET, "fin: 2027\netapes: [{titre: Une, date: 2026}, {titre: Deux}]\n")
    published = build_published_files(data.root)
    meetings = json.loads(published["donnees/calendrier.json"])["reunions"]
    assert [(meeting["heure"], meeting["heure_fin"]) for meeting in meetings if "heure_fin" in meeting] == [
        ("09:30", "09:45")
    ]
    assert all(isinstance(meeting["date"], str) for meeting in meetings)
    assert json.loads(published["donnees/axes.json"])["axes"][0]["source"]["date"] == "2023"
    csv_meetings = parse_csv(published["donnees/calendrier.csv"])
    assert [(meeting["heure"], meeting["date"]) for meeting in csv_meetings if meeting["heure_fin"]] == [
        ("09:30", "2024-03-12")
    ]
    sheet = find_sheet(json.loads(published["donnees/actions.json"])["actions"])
    assert (sheet["fin"], sheet["etapes"][0]["date"]) == ("2027", "2026")
    assert (build_sheet_row(data)["fin"], build_sheet_row(data)["etapes_date"]) == ("2027", "2026|")


def test_groups_are_flattened_and_lists_are_joined_in_one_cell(data: Data) -> None:
    data.add(
        SHEET,
        "publics: [seniors, jeunes]\nporteur: {nom: Le Perche}\nbudget: {montant: 1200}\netapes:\n  - titre: Une\n  - titre: Deux | trois\n    date: 2026-03\n    realisee: true\n",
    )
    sheet_row = build_sheet_row(data)
    assert (sheet_row["publics"], sheet_row["porteur_nom"], sheet_row["budget_montant"]) == (
        "seniors|jeunes",
        "Le Perche",
        "1200",
    )
    assert (sheet_row["etapes_titre"], sheet_row["etapes_date"]) == ("Une|Deux ¦ trois", "|2026-03")
    assert sheet_row["etapes_realisee"] == "|true"
    assert sheet_row["porteur_siren"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_text_is_never_a_spreadsheet_formula(data: Data, start: str) -> None:
    text = json.dumps(start + FORMULA)
    data.add(SHEET, f"porteur: {{nom: {text}}}\nindicateurs: [{{libelle: Solde, depart: -3}}]\n")
    sheet_row = build_sheet_row(data)
    assert sheet_row["porteur_nom"] == f"'{start}{FORMULA}".replace("|", "¦")
    assert sheet_row["indicateurs_depart"] == "-3"


@pytest.mark.parametrize(
    ("text", "published"),
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
def test_a_text_is_never_a_formula_where_a_french_spreadsheet_splits_cells(
    data: Data, text: str, published: str
) -> None:
    data.add(SHEET, f"description: {json.dumps(text)}\n")
    assert build_sheet_row(data)["description"] == published


@pytest.mark.parametrize(
    ("text", "published"), [("a; - b", "a;' - b"), ("a ;-b", "a ;'-b"), ("a - b", "a - b")]
)
def test_a_dash_is_escaped_in_a_text_without_markdown_lists(data: Data, text: str, published: str) -> None:
    data.add(SHEET, f"porteur: {{nom: {json.dumps(text)}}}\n")
    assert build_sheet_row(data)["porteur_nom"] == published
    national = parse_csv(build_published_files(data.root)["donnees/mon-inclusion-numerique.csv"])
    assert find_sheet(national)["porteurs"] == published


def test_quotes_commas_and_line_breaks_survive_csv(data: Data) -> None:
    data.add(SHEET, 'description: "une, \\"deux\\"\\ntrois"\n')
    assert build_sheet_row(data)["description"] == 'une, "deux"\ntrois'


def test_the_package_describes_every_column_of_every_table(data: Data) -> None:
    published = build_published_files(data.root)
    package: dict[str, Any] = json.loads(published["donnees/datapackage.json"])
    assert package["licenses"][0]["name"] == "etalab-2.0"
    for resource in package["resources"]:
        text = published[f"donnees/{resource['path']}"].removeprefix(MARK)
        header = next(csv.reader(io.StringIO(text), delimiter=resource["dialect"]["delimiter"]))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        assert all(field["title"] and field["description"] and field["type"] for field in fields)
        assert resource["schema"]["primaryKey"] in header


def validate_package(data: Data, folder: Path) -> frictionless.Report:
    """Publish the data into a folder; return the report of Frictionless on the package."""
    for address, content in build_published_files(data.root).items():
        path = folder / address
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(content, encoding="utf-8", newline="")
    return frictionless.validate(folder / "donnees/datapackage.json")


FULL_SHEET = """
porteur: {nom: "Mairie, de « Chartres »", siren: 200033181}
publics: [seniors, jeunes]
debut: 2026-03
fin: 2027
budget: {montant: 1200, financements: [{financeur: CAF, montant: 200, statut: accorde}, {financeur: MSA, statut: refuse}, {financeur: EPCI}]}
etapes: [{titre: Une}, {titre: Deux, date: 2026-03, realisee: true}]
description: "Une ligne\\n\\nune autre"
"""


def test_frictionless_accepts_the_package_and_refuses_invalid_values(data: Data, tmp_path: Path) -> None:
    data.add(SHEET, FULL_SHEET)
    report = validate_package(data, tmp_path / "paquet")
    assert report.valid, report
    tables = {"accessibilite", "actions", "avancement", "calendrier", "mon-inclusion-numerique", "ressources"}
    assert {task.name for task in report.tasks} == tables | {f"{name}-excel" for name in tables}
    table = tmp_path / "paquet/donnees/actions.csv"
    text = table.read_text(encoding="utf-8")
    for valid, invalid in (("2024-04-04", "avril"), ("envisagee", "peut-etre"), ("200033181", "12")):
        table.write_text(text.replace(valid, invalid, 1), encoding="utf-8")
        assert not frictionless.validate(table.with_name("datapackage.json")).valid, invalid


def test_each_table_has_a_copy_that_a_french_spreadsheet_opens(data: Data) -> None:
    data.add(SHEET, FULL_SHEET)
    published = build_published_files(data.root)
    for name in (
        *(table.name for table in CSV_TABLES),
        "mon-inclusion-numerique",
        "avancement",
        "accessibilite",
    ):
        text = published[f"donnees/{name}-excel.csv"]
        assert text.startswith(MARK), name
        rows = csv.DictReader(io.StringIO(text.removeprefix(MARK), newline=""), delimiter=";")
        assert list(rows) == parse_csv(published[f"donnees/{name}.csv"])


def test_the_package_declares_the_csv_dialect_so_that_quotes_do_not_mislead_readers(
    data: Data, tmp_path: Path
) -> None:
    path = data.root / "data/resources.yaml"
    hostile = """description: 'Dire "oui", puis ;"un"; ;"deux"; ;"trois"; ;"quatre";'"""
    text = re.sub(r"description: .*(\n      .*)*", lambda _: hostile, path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    report = validate_package(data, tmp_path / "paquet")
    assert report.valid, report


def test_the_national_form_contains_only_what_the_sheet_says(data: Data) -> None:
    data.add(SHEET, FULL_SHEET)
    published = build_published_files(data.root)["donnees/mon-inclusion-numerique.csv"]
    sheet_row = find_sheet(parse_csv(published))
    assert sheet_row.pop("nom").startswith("Cartographier")
    assert sheet_row == {
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


def test_the_national_form_has_no_end_year_when_it_is_the_start_year(data: Data) -> None:
    data.add(SHEET, "debut: 2026-01\nfin: 2026-12\n")
    sheet_row = find_sheet(parse_csv(build_published_files(data.root)["donnees/mon-inclusion-numerique.csv"]))
    assert (sheet_row["anneeDeDebut"], sheet_row["anneeDeFin"]) == ("2026", "")
    assert sheet_row["description"].startswith("Élaboration d'une cartographie")


def test_no_published_column_disappears() -> None:
    frozen_columns = json.loads(PUBLISHED_COLUMNS_FILE.read_text(encoding="utf-8"))
    for table in CSV_TABLES:
        assert set(frozen_columns[table.name]) <= {column.name for column in list_columns(SCHEMAS, table)}


def test_the_page_explains_each_file_with_its_size_a_command_and_an_example(site: Path) -> None:
    page = html.unescape((site / "donnees/index.html").read_text(encoding="utf-8")).replace("\u00a0", " ")
    for name in [
        *(f"{kind}.json" for kind in ("actions", *PUBLISHED_KINDS)),
        *(f"{table.name}.csv" for table in CSV_TABLES),
        *(f"{table.name}-excel.csv" for table in CSV_TABLES),
        "mon-inclusion-numerique.csv",
        "mon-inclusion-numerique-excel.csv",
    ]:
        size = french.format_file_size((site / "donnees" / name).stat().st_size).replace("\u00a0", " ")
        assert f'<a href="../donnees/{name}" download>{name}</a> ({size})' in page
        assert f"<code>curl -O http://127.0.0.1:8000/donnees/{name}</code>" in page
    for table in CSV_TABLES:
        first_row = parse_csv((site / f"donnees/{table.name}.csv").read_bytes().decode())[0]
        for column in list_columns(SCHEMAS, table):
            assert f"<code>{column.name}</code>" in page
        assert f"Exemple : <code>{first_row['titre']}</code>" in page
    assert "<code>dispositifs.circuit.acteur</code>" in page
    assert '<code>{"version":"1.0","licence":"etalab-2.0"' in page
