"""`python -m roadmap export`, the workbooks of the site: read back, they change nothing, whatever they hold."""

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roadmap.__main__ import main
from roadmap.source.yaml_reader import read_yaml
from roadmap.source.yaml_writer import write_sheet
from roadmap.tables.columns import list_titles, match_title
from roadmap.tables.layout import DETAIL_SHEETS, MAIN_COLUMNS
from tests.conftest import SCHEMAS, build_site
from tests.form.sheet_generator import SheetGenerator
from tests.tables.conftest import read_actions
from tests.validation.conftest import RICH_SHEETS

ImportJson = Callable[..., tuple[int, dict[str, Any]]]
ORDER = list(SCHEMAS.of_kind("action")["properties"])


def export(project: Path) -> Path:
    path = project / "actions.xlsx"
    assert main(["export", str(path), "--root", str(project)]) == 0
    return path


def test_an_export_read_back_changes_nothing(
    project: Path, import_json: ImportJson, capsys: pytest.CaptureFixture[str]
) -> None:
    for sheet in RICH_SHEETS:
        shutil.copy(sheet, project / "data/actions")
    generator = SheetGenerator(5)
    for number in range(150):
        sheet = generator.sheet() | generator.optional()
        sheet |= {
            "titre": f"{number} {sheet['titre']}"[:120].strip(),
            "anciens_identifiants": [f"ancien-{number}"],
        }
        (project / f"data/actions/action-{number}.yaml").write_text(
            write_sheet(sheet, ORDER), encoding="utf-8"
        )
    before = read_actions(project)
    path = export(project)
    capsys.readouterr()
    code, result = import_json(path)
    assert (code, result["problems"]) == (0, [])
    assert {action["status"] for action in result["actions"]} == {"same"}
    assert len(result["actions"]) == len(before)
    assert read_actions(project) == before


def test_a_workbook_has_the_last_measure_and_an_import_loses_none(
    project: Path, import_json: ImportJson, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "data/actions/don-outils-numeriques.yaml"
    measures = "".join(
        f'      - {{date: "{year}", valeur: {value}, source: Le bilan}}\n'
        for year, value in ((2023, 5), (2024, 8))
    )
    text = path.read_text(encoding="utf-8") + "indicateurs:\n  - libelle: Dons\n    mesures:\n" + measures
    path.write_text(text, encoding="utf-8")
    before = read_actions(project)
    workbook = export(project)
    capsys.readouterr()
    code, result = import_json(workbook)
    assert (code, result["problems"]) == (0, [])
    assert {action["status"] for action in result["actions"]} == {"same"}
    assert read_actions(project) == before
    # The value of the sheet is no more that of the workbook: it comes back as a correction of the same date.
    path.write_text(text.replace("valeur: 8", "valeur: 9"), encoding="utf-8")
    code, result = import_json(workbook)
    assert code == 0
    assert [action["id"] for action in result["actions"] if action["status"] == "update"] == [path.stem]
    sheet = read_yaml("", path.read_bytes())[0].value
    assert [measure["valeur"] for measure in sheet["indicateurs"][0]["mesures"]] == [5, 8]


def test_every_field_of_an_action_has_its_place_in_the_workbook() -> None:
    """A new field needs a column in MAIN_COLUMNS, or a sheet of details: without it, an export loses it."""
    placed = {field.partition(".")[0] for field in MAIN_COLUMNS.values()}
    placed |= {detail.path[0] for detail in DETAIL_SHEETS.values()}
    assert placed == {"identifiant", *ORDER}
    for title, field in MAIN_COLUMNS.items():
        assert match_title(title, list_titles()) == (field, False)
    for detail in DETAIL_SHEETS.values():
        item = SCHEMAS.field("action", (*detail.path, 0))
        # The last measure of an indicator stands for its list.
        fields = [name for name in item.get("properties", ()) if name != "mesures"]
        assert [key for key in detail.columns.values() if key] == fields


def test_a_cell_changed_in_an_export_changes_its_field_alone(
    project: Path, import_json: ImportJson, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(next(sheet for sheet in RICH_SHEETS if "bus" in sheet.name), project / "data/actions")
    before = read_actions(project)
    path = export(project)
    capsys.readouterr()
    replace_in_workbook(path, "Mise en route", "Première tournée")
    code, result = import_json(path)
    assert code == 0
    changed = [action["id"] for action in result["actions"] if action["status"] != "same"]
    assert changed == ["bus-numerique-du-perche"]
    text = read_actions(project)["bus-numerique-du-perche.yaml"].decode()
    assert "Première tournée" in text
    unchanged = {name for name, content in before.items() if read_actions(project)[name] == content}
    assert unchanged == set(before) - {"bus-numerique-du-perche.yaml"}


def test_a_line_of_details_that_names_no_action_is_blamed(
    project: Path, import_json: ImportJson, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(next(sheet for sheet in RICH_SHEETS if "bus" in sheet.name), project / "data/actions")
    before = read_actions(project)
    path = export(project)
    capsys.readouterr()
    replace_in_workbook(path, ">bus-numerique-du-perche<", ">autre-chose<", sheet="sheet5")
    code, result = import_json(path)
    assert code == 1
    assert {(item["sheet"], item["cell"], item["code"]) for item in result["problems"]} == {
        ("Étapes", "A2", "table-no-such-action"),
        ("Étapes", "A3", "table-no-such-action"),
    }
    assert read_actions(project) == before


def replace_in_workbook(path: Path, old: str, new: str, sheet: str = "") -> None:
    """Replace a text in every part of a workbook whose name has `sheet`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            changed = content.replace(old.encode(), new.encode()) if sheet in name else content
            target.writestr(name, changed)
    path.write_bytes(buffer.getvalue())


def test_a_workbook_helps_who_fills_it_in_and_runs_nothing(project: Path) -> None:
    sheet = next(sheet for sheet in RICH_SHEETS if "bus" in sheet.name).read_text(encoding="utf-8")
    (project / "data/actions/piege.yaml").write_text(
        sheet.replace('titre: "Le bus', "titre: \"=cmd|' /C calc'!A0 Le bus", 1), encoding="utf-8"
    )
    with zipfile.ZipFile(export(project)) as archive:
        parts = {name: archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()}
    main_sheet = parts["xl/worksheets/sheet1.xml"]
    assert "<f>" not in "".join(parts.values())
    assert not [name for name in parts if "vba" in name.lower() or "external" in name.lower()]
    assert 'state="frozen"' in main_sheet
    assert main_sheet.count("<dataValidation ") == 6
    assert "Court et parlant." in "".join(text for name, text in parts.items() if "comments" in name)
    assert "/actions/don-outils-numeriques/" in parts["xl/worksheets/_rels/sheet1.xml.rels"]


def test_the_site_publishes_the_workbook_and_an_empty_model(project: Path, import_json: ImportJson) -> None:
    site = build_site(project)
    workbook, model = site / "donnees/actions.xlsx", site / "contribuer/modele-actions.xlsx"
    code, result = import_json(workbook)
    assert (code, {action["status"] for action in result["actions"]}) == (0, {"same"})
    code, result = import_json(model)
    assert (code, result["actions"]) == (0, [])
    page = (site / "donnees/index.html").read_text(encoding="utf-8")
    assert "actions.xlsx" in page
