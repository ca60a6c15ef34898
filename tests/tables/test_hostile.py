"""Hostile tables: refused in a sentence, or read as texts; nothing of them is run, nothing is half written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roadmap.problems.table_messages import TABLE_WORDINGS
from roadmap.tables.workbooks import TableError, read_workbook
from tests.tables.conftest import read_actions
from tests.tables.hostile_tables import REFUSED, build_xlsx, write

ImportJson = Callable[..., tuple[int, dict[str, Any]]]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_table_of_actions_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    path = write(tmp_path, name)
    try:
        grids = read_workbook(path)
    except TableError as error:
        message, hint = TABLE_WORDINGS[str(error)]
        assert message.endswith(".")
        assert hint.endswith((".", "…"))
    else:  # compressed bytes read as a text
        assert sum(len(grid.rows) for grid in grids) < 100


def test_what_a_cell_holds_is_a_text_whatever_it_looks_like(
    table: Callable[..., Path], import_json: ImportJson
) -> None:
    hostile = ("../../etc/passwd", "<script>alert(1)</script> action", "$(touch piege) `id` action", "con")
    rows = [["Titre", "Résumé", "Axe", "Statut"]]
    rows += [[text, "Un lieu ouvert le jeudi, sans rendez-vous.", 2, "Envisagée"] for text in hostile]
    code, result = import_json(table(rows))
    assert all(action["file"].startswith("data/actions/") for action in result["actions"])
    assert all(action["file"].count("/") == 2 for action in result["actions"])
    assert code == 1  # what `check` refuses is refused here
    blamed = {problem["cell"] for problem in result["problems"] if problem["severity"] == "error"}
    assert "A5" in blamed


def test_a_formula_is_never_a_value(import_json: ImportJson, tmp_path: Path, project: Path) -> None:
    path = tmp_path / "formules.csv"
    path.write_text(
        'Titre;Résumé;Axe;Statut;Budget\nCafé numérique;"=HYPERLINK(""http://x"";""y"")";2;Envisagée;=SOMME(B2:B9)\n',
        encoding="utf-8",
    )
    before = read_actions(project)
    code, result = import_json(path)
    assert code == 1
    assert [(item["cell"], item["code"]) for item in result["problems"]] == [
        ("B2", "table-formula"),
        ("E2", "table-formula"),
    ]
    assert read_actions(project) == before


def test_an_error_of_the_spreadsheet_is_blamed_at_its_cell(import_json: ImportJson, tmp_path: Path) -> None:
    def cell(reference: str, text: str) -> str:
        return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'

    titles = "".join(
        cell(f"{letter}1", title)
        for letter, title in zip("ABCDE", ("Titre", "Résumé", "Axe", "Statut", "Budget"), strict=True)
    )
    texts = cell("A2", "Café numérique") + cell("B2", "Un lieu ouvert le jeudi, sans rendez-vous.")
    rest = cell("C2", "2") + cell("D2", "Envisagée") + '<c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    path = tmp_path / "erreurs.xlsx"
    path.write_bytes(build_xlsx(f'<row r="1">{titles}</row><row r="2">{texts}{rest}</row>'))
    code, result = import_json(path)
    assert code == 1
    assert [(item["cell"], item["code"]) for item in result["problems"]] == [("E2", "table-error-value")]
