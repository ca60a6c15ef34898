"""A table pasted in the browser is understood as the import understands it in a file: one set of cases for both."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from roadmap.tables.browser_rules import build_table_rules
from roadmap.tables.importing import import_file
from roadmap.tables.workbooks import format_cell
from tests.conftest import EXAMPLE, ROOT, make_project
from tests.form.test_check import BROWSER_RULES, EXAMPLE_CORPUS
from tests.tables.conftest import Rows
from tests.tables.table_generator import TableGenerator
from tests.tables.test_import import BUS, CELLS, FAULTS, HEADER

READ = """async ([grids, rules, today]) => {
  const { readTable } = await import("/table/rows.js");
  return JSON.stringify(grids.map((grid) => {
    const reading = readTable(grid, rules, today);
    if (!reading) return null;
    return {
      ignored: reading.header.ignored,
      rows: reading.rows.map(({ line, understood, problems, published }) => ({ line, understood, published: published ?? null,
        problems: problems.map(({ cell, code, severity, message }) => [cell, code, severity, message]) })),
      notices: reading.notices.map(({ cell, code }) => [cell, code]),
    };
  }));
}"""
TITLES = [
    *(
        "Budget 2026 en k€",
        "COÛT TTC",
        "Partenaire(s)",
        "Echeance",
        "Porteurs de l'action",
        "Descriptif succinct",
    ),
    *(
        "Date de fin prévisionnelle",
        "Chef de projet",
        "Financement acquis",
        "Public ciblé",
        "Référence interne",
    ),
]


def as_texts(rows: Rows) -> list[list[str]]:
    width = max(len(row) for row in rows)
    texts = [
        [
            format_cell(dt.datetime.combine(cell, dt.time())) if hasattr(cell, "year") else format_cell(cell)
            for cell in row
        ]
        for row in rows
    ]
    return [[*row, *[""] * (width - len(row))] for row in texts]


def list_grids() -> list[list[list[str]]]:
    """Return the cases: generated tables, each kind of cell, each fault, odd titles, rows that are no action."""
    tables = [TableGenerator(seed).table().rows for seed in range(100, 130)]
    sheet = ["Café numérique", "Un lieu ouvert le jeudi, sans rendez-vous.", 2, "Pays d'essai", "En cours"]
    cells = [
        [["Titre", "Résumé", "Axe", "Porteur", "Statut", title], [*sheet, cell]] for title, cell, _ in CELLS
    ]
    titles = [[["Titre", "Résumé", "Axe", "Porteur", "Statut", title], [*sheet, "12"]] for title in TITLES]
    odd: list[Rows] = [
        [HEADER, BUS, BUS, ["TOTAL"], HEADER, ["", "", "une note"], ["AXE 3"], [2, "Réseau des médiateurs"]],
        [
            HEADER,
            [
                1,
                "Organiser le don d'outil numérique",
                "",
                5,
                "Pays d'essai",
                "2026",
                "",
                "Annulé",
                "motif : faute de moyens",
            ],
        ],
        [["a", "b"], [1, 2]],
        [
            ["Titre", "Public visé", "Pour qui", "Axe", "Statut"],
            ["Café numérique", "Seniors", "Tous", 2, "Envisagée"],
        ],
    ]
    return [as_texts(rows) for rows in (*tables, *cells, *titles, *odd, *(rows for rows, _ in FAULTS))]


def read_in_python(grid: list[list[str]], table: Callable[..., Path]) -> dict[str, Any] | None:
    result = import_file(make_project(EXAMPLE), table(grid, "grille.csv"))
    if any(problem.code == "table-no-header" for problem in result.problems):
        return None
    errors = [problem for problem in result.problems if problem.code.startswith("table-")]
    return {
        "understood": {action.row: action.understood for action in result.actions},
        "problems": sorted(
            (problem.cell, problem.code) for problem in errors if problem.code != "table-column-guess"
        ),
    }


def test_the_browser_reads_a_table_as_the_import_does(
    browser: Browser, serve: Callable[[Path], str], table: Callable[..., Path]
) -> None:
    grids = list_grids()
    rules = {"table": build_table_rules(EXAMPLE_CORPUS), "form": BROWSER_RULES}
    today = make_project(EXAMPLE).now.date().isoformat()
    page = browser.new_page()
    page.goto(serve(ROOT / "theme/assets") + "table/rows.js")
    readings = json.loads(page.evaluate(READ, [grids, json.loads(json.dumps(rules)), today]))
    page.close()
    for grid, reading in zip(grids, readings, strict=True):
        expected = read_in_python(grid, table)
        if expected is None:
            assert reading is None
            continue
        rows = {row["line"]: row["understood"] for row in reading["rows"]}
        known = {line: rows.get(line) for line in expected["understood"]}
        assert known == expected["understood"], grid
        found = [(cell, code) for row in reading["rows"] for cell, code, *_ in row["problems"]]
        found += [tuple(notice) for notice in reading["notices"]]
        assert sorted(pair for pair in found if pair[1].startswith("table-")) == expected["problems"], grid
