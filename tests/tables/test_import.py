"""`python -m roadmap import`: what a table says becomes sheets; what is not understood is blamed at its cell."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roadmap.__main__ import main
from roadmap.project import Project
from roadmap.source.yaml_reader import read_yaml
from roadmap.tables.importing import import_file
from roadmap.tables.workbooks import column_letters
from roadmap.validation.check import check_project
from tests.conftest import make_project
from tests.tables.conftest import Rows, read_actions
from tests.tables.table_generator import TableGenerator

ImportJson = Callable[..., tuple[int, dict[str, Any]]]
WriteTable = Callable[..., Path]

HEADER = [
    "N°",
    "Action",
    "Descriptif",
    "Axe FdR",
    "Structure porteuse",
    "Calendrier",
    "Budget",
    "Avancement",
    "Observations (interne)",
]
BUS = [
    *(1, "Bus numérique itinérant", "Un bus s'arrête chaque semaine dans douze communes.", "Axe 1"),
    *("Communauté de communes d'essai", "janv. 2026 – déc. 2026", "38 000 € dont 20 000 € État (accordé)"),
    *("En cours", "à relancer"),
]


def find_errors(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["cell"], item["code"]) for item in result["problems"] if item["severity"] == "error"]


def test_a_plan_as_authorities_keep_it_becomes_sheets(
    table: WriteTable, import_json: ImportJson, project: Path
) -> None:
    before = read_actions(project)
    path = table([["Plan 2026", *[""] * 8], [""] * 9, HEADER, BUS, ["TOTAL", *[""] * 5, 38000, "", ""]])
    code, result = import_json(path)
    assert code == 0
    assert result["ignored_columns"] == ["N°", "Observations (interne)"]
    (action,) = result["actions"]
    assert {key: action[key] for key in ("row", "id", "file", "status")} == {
        "row": 4,
        "id": "bus-numerique-itinerant",
        "file": "data/actions/bus-numerique-itinerant.yaml",
        "status": "new",
    }
    assert action["understood"]["debut"] == "2026-01"
    (total,) = result["problems"]
    assert (total["cell"], total["code"], total["severity"]) == ("A5", "table-total-row", "warning")
    assert read_actions(project) == before | {
        "bus-numerique-itinerant.yaml": (project / action["file"]).read_bytes()
    }
    sheet, problems = read_yaml("x", (project / action["file"]).read_bytes())
    assert problems == []
    today = check_project(Project(project)).corpus.today.isoformat()
    assert sheet.value == {
        "titre": "Bus numérique itinérant",
        "resume": "Un bus s'arrête chaque semaine dans douze communes.",
        "axe": 1,
        "cible": "non-precise",
        "statut": "en-cours",
        "confirme_le": today,
        "porteur": {"nom": "Communauté de communes d'essai"},
        "debut": "2026-01",
        "fin": "2026-12",
        "budget": {
            "montant": 38000,
            "financements": [{"financeur": "État", "montant": 20000, "statut": "accorde"}],
        },
    }
    assert check_project(make_project(project)).errors == ()


def test_nothing_is_written_when_a_cell_is_not_understood(
    table: WriteTable, import_json: ImportJson, project: Path
) -> None:
    before = read_actions(project)
    code, result = import_json(
        table(
            [
                HEADER,
                BUS,
                [
                    2,
                    "Café numérique",
                    "Un lieu ouvert le jeudi.",
                    4,
                    "Pays d'essai",
                    "tous les mois",
                    "",
                    "En cours",
                    "",
                ],
            ]
        )
    )
    assert code == 1
    (problem,) = result["problems"]
    assert (problem["sheet"], problem["row"], problem["column"], problem["cell"]) == (
        "Plan",
        3,
        "Calendrier",
        "F3",
    )
    assert problem["message"] == "« tous les mois » n'est pas une période comprise."
    assert "janv. 2026" in problem["hint"]
    assert read_actions(project) == before


def test_a_dry_run_writes_nothing(table: WriteTable, import_json: ImportJson, project: Path) -> None:
    before = read_actions(project)
    code, result = import_json(table([HEADER, BUS]), "--dry-run")
    assert (code, result["actions"][0]["status"]) == (0, "new")
    assert read_actions(project) == before


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("plan.csv", {}),
        ("plan.csv", {"encoding": "cp1252"}),
        ("plan.csv", {"encoding": "utf-8-sig", "delimiter": ","}),
        ("plan.csv", {"encoding": "utf-16"}),
        ("plan.tsv", {"delimiter": "\t"}),
    ],
)
def test_a_csv_is_read_whatever_its_encoding_and_its_delimiter(
    table: WriteTable, import_json: ImportJson, name: str, options: dict[str, str]
) -> None:
    row = [cell.replace("–", "-") if isinstance(cell, str) else cell for cell in BUS]
    code, result = import_json(table([HEADER, row], name, **options), "--dry-run")
    assert (code, result["actions"][0]["understood"]["fin"]) == (0, "2026-12")


CELLS: list[tuple[str, Any, dict[str, Any]]] = [
    ("Début", dt.date(2026, 3, 12), {"debut": "2026-03-12"}),
    ("Début", 46266, {"debut": "2026-09-01"}),
    ("Début", 2026, {"debut": "2026"}),
    ("Début", "sept-26", {"debut": "2026-09"}),
    ("Échéance", "30/06/2027", {"fin": "2027-06-30"}),
    ("Budget (k€)", 38, {"budget": {"montant": 38000}}),
    ("Budget", "non chiffré", {}),
    ("Budget", "-", {}),
    (
        "Plan de financement",
        "État ; CAF",
        {"budget": {"financements": [{"financeur": "État"}, {"financeur": "CAF"}]}},
    ),
    (
        "Partenaires",
        "Département ; CAF\nMission locale",
        {"partenaires": [{"nom": "Département"}, {"nom": "CAF"}, {"nom": "Mission locale"}]},
    ),
    ("Communes", "Chartres, Lucé et St-Prest", {"communes": ["28085", "28218", "28358"]}),
    ("EPCI", "Chartres métropole", {"territoires": ["chartres-metropole"]}),
    (
        "Public visé",
        "Seniors et demandeurs d'emploi",
        {"cible": "usagers", "publics": ["seniors", "demandeurs-emploi"]},
    ),
    ("Pour qui", "AGENTS", {"cible": "professionnels"}),
    ("Objectifs", "- Aller vers\n- Former", {"objectifs": ["Aller vers", "Former"]}),
    (
        "Étapes",
        "Achat (mars 2026) ; Bilan",
        {"etapes": [{"titre": "Achat", "date": "2026-03"}, {"titre": "Bilan"}]},
    ),
    (
        "Site",
        "www.exemple.fr/page",
        {"liens": [{"titre": "www.exemple.fr", "url": "https://www.exemple.fr/page"}]},
    ),
    ("SIRET", "200 033 181 00012", {"porteur": {"nom": "Pays d'essai", "siren": "200033181"}}),
]


@pytest.mark.parametrize(("title", "cell", "said"), CELLS)
def test_a_cell_is_read_as_the_form_reads_french(
    table: WriteTable, import_json: ImportJson, title: str, cell: object, said: dict[str, Any]
) -> None:
    header = ["Titre", "Résumé", "Axe", "Porteur", "Statut", title]
    row = [
        "Café numérique",
        "Un lieu ouvert le jeudi, sans rendez-vous.",
        2,
        "Pays d'essai",
        "En cours",
        cell,
    ]
    code, result = import_json(table([header, row]), "--dry-run")
    understood = result["actions"][0]["understood"]
    assert (code, find_errors(result)) == (0, [])
    assert {key: understood.get(key) for key in said} == said


@pytest.mark.parametrize("titles", [("Pour qui", "Public visé"), ("Public visé", "Pour qui")])
def test_the_column_of_the_target_says_it_whatever_the_order(
    table: WriteTable, import_json: ImportJson, titles: tuple[str, str]
) -> None:
    said = {"Pour qui": "Tous", "Public visé": "Seniors"}
    header = ["Titre", "Résumé", "Axe", "Statut", *titles]
    row = ["Café numérique", "Un lieu ouvert le jeudi, sans rendez-vous.", 2, "Envisagée"]
    code, result = import_json(table([header, [*row, *(said[title] for title in titles)]]), "--dry-run")
    understood = result["actions"][0]["understood"]
    assert (code, understood["cible"], understood["publics"]) == (0, "tous", ["seniors"])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Réalisé", "realisee"),
        ("TERMINÉE", "realisee"),
        ("100 %", "realisee"),
        ("en cours", "en-cours"),
        ("Partiellement réalisée", "en-cours"),
        ("50%", "en-cours"),
        ("A venir", "a-venir"),
        ("Non démarrée", "a-venir"),
        ("pas encore commencé", "a-venir"),
        ("Suspendu", "en-pause"),
        ("Annulé", "abandonnee"),
        ("à l'étude", "envisagee"),
        ("En cours de réflexion", "envisagee"),
    ],
)
def test_a_status_is_read_in_any_gender_and_case(
    table: WriteTable, import_json: ImportJson, text: str, status: str
) -> None:
    header = ["Titre", "Résumé", "Axe", "Porteur", "Statut", "Motif"]
    row = [
        "Café numérique",
        "Un lieu ouvert le jeudi, sans rendez-vous.",
        2,
        "Pays d'essai",
        text,
        "Faute de local.",
    ]
    _, result = import_json(table([header, row]), "--dry-run")
    assert (find_errors(result), result["actions"][0]["understood"]["statut"]) == ([], status)


@pytest.mark.parametrize(
    ("text", "axis"),
    [
        ("Axe 2 : compétences", 2),
        ("2", 2),
        ("axe n° 3", 3),
        ("Axe II", 2),
        ("1 - Coordonner", 1),
        ("2.1", 2),
        ("1 et 2", None),
        ("9", None),
        ("à voir", None),
    ],
)
def test_an_axis_is_read_by_its_number_or_its_title(
    table: WriteTable, import_json: ImportJson, text: str, axis: int | None
) -> None:
    header = ["Titre", "Résumé", "Axe", "Statut"]
    row = ["Café numérique", "Un lieu ouvert le jeudi, sans rendez-vous.", text, "Envisagée"]
    _, result = import_json(table([header, row]), "--dry-run")
    assert result["actions"][0]["understood"].get("axe") == axis
    assert find_errors(result) == ([] if axis else [("C2", "table-axis")])


def test_a_row_of_one_cell_that_names_an_axis_gives_it_to_the_next_ones(
    table: WriteTable, import_json: ImportJson
) -> None:
    header = ["Titre", "Résumé", "Statut"]
    rows = [
        header,
        ["AXE 2 : COMPÉTENCES", "", ""],
        ["Café numérique", "Un lieu ouvert le jeudi, sans rendez-vous.", "Envisagée"],
    ]
    code, result = import_json(table(rows), "--dry-run")
    assert (code, result["actions"][0]["understood"]["axe"]) == (0, 2)


def test_the_reason_of_an_abandoned_action_is_taken_from_the_remarks(
    table: WriteTable, import_json: ImportJson
) -> None:
    row = [*BUS[:7], "Abandonnée", "motif : budget non voté"]
    code, result = import_json(table([HEADER, row]), "--dry-run")
    assert (code, result["actions"][0]["understood"]["motif"]) == (0, "budget non voté")
    code, result = import_json(table([HEADER, [*BUS[:7], "Abandonnée", ""]]), "--dry-run")
    assert code == 1
    assert "Motif" in result["problems"][0]["message"]
    assert result["problems"][0]["hint"] == ""  # a table has no line to add a key to


FAULTS: list[tuple[Rows, tuple[str, str]]] = [
    ([["Titre", "Axe", "Statut"], ["", 2, "Envisagée"]], ("A2", "table-missing-title")),
    ([["Titre", "Résumé", "Statut"], ["Café numérique", "Un lieu ouvert le jeudi.", "Envisagée"]], ("A2", "table-missing-axe")),
    ([["Titre", "Axe", "Statut"], ["Café numérique", 2, "Envisagée"]], ("A2", "table-missing-summary")),
    ([["Titre", "Résumé", "Axe", "Statut"], ["Café numérique", "Un lieu ouvert le jeudi.", 2, ""]], ("D2", "table-missing-statut")),
    ([["Titre", "Résumé", "Axe", "Statut"], ["Café numérique", "Un lieu ouvert le jeudi.", "#REF!", "Envisagée"]], ("C2", "table-error-value")),
    ([["Titre", "Résumé", "Axe", "Statut", "Porteur"], ["Café numérique", "Un lieu ouvert le jeudi.", 2, "En cours", ""]], ("E2", "required")),
    ([["Titre", "Résumé", "Axe", "Statut"], ["Café numérique", "Trop court.", 2, "Envisagée"]], ("B2", "minLength")),
    ([["Titre", "Résumé", "Axe", "Statut", "Début", "Fin"], ["Café numérique", "Un lieu ouvert le jeudi.", 2, "Envisagée", "2027", "2026"]], ("F2", "end-before-start")),
    ([["Titre", "Résumé", "Axe", "Statut", "Financeurs"], ["Café numérique", "Un lieu ouvert le jeudi.", 2, "Envisagée", "État : 10 000 € ; CAF"]], ("E2", "table-fundings")),
    ([["Titre", "Résumé", "Axe", "Statut", "Courriel", "Service"], ["Café numérique", "Un lieu ouvert le jeudi.", 2, "Envisagée", "06 12 34 56 78", "Accueil"]], ("E2", "table-mailbox")),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "problem"), FAULTS)
def test_a_fault_is_blamed_at_its_cell(
    table: WriteTable, import_json: ImportJson, rows: Rows, problem: tuple[str, str]
) -> None:
    rows = [[*row, ""] for row in rows]
    code, result = import_json(table(rows))
    assert code == 1
    assert find_errors(result) == [problem]


def test_a_title_published_already_is_an_update_that_keeps_the_rest(
    table: WriteTable, import_json: ImportJson, project: Path
) -> None:
    name = "don-outils-numeriques"
    shutil.copy(
        Path(__file__).parents[1] / "validation/sound/bus-numerique-du-perche.yaml", project / "data/actions"
    )
    before = read_yaml("x", (project / f"data/actions/{name}.yaml").read_bytes())[0].value
    header = ["Action", "Avancement", "Porteur"]
    rows = [
        header,
        ["Organiser le don d'outil numérique", "En cours", "Pays d'essai"],
        ["Le bus numérique : l'aller-vers dans le Perche", "à venir", ""],
    ]
    code, result = import_json(table(rows))
    assert code == 0
    assert [(action["id"], action["status"]) for action in result["actions"]] == [
        (name, "update"),
        ("bus-numerique-du-perche", "same"),
    ]
    assert [item["code"] for item in result["problems"]] == ["table-near-title"]
    after = read_yaml("x", (project / f"data/actions/{name}.yaml").read_bytes())[0].value
    assert after == before | {
        "titre": after["titre"],
        "statut": "en-cours",
        "porteur": {"nom": "Pays d'essai"},
    }


def test_two_rows_of_one_action_are_refused(table: WriteTable, import_json: ImportJson) -> None:
    code, result = import_json(table([HEADER, BUS, BUS]))
    assert (code, find_errors(result)) == (1, [("B3", "table-twin-row")])


def test_a_table_without_titles_of_columns_is_said_so(table: WriteTable, import_json: ImportJson) -> None:
    code, result = import_json(table([["a", "b"], [1, 2]]))
    assert code == 1
    assert result["problems"][0]["message"].startswith("Aucune ligne de titres")


def test_a_title_only_near_is_told(table: WriteTable, import_json: ImportJson) -> None:
    header = [*HEADER[:4], "Porteurs de l'action", *HEADER[5:]]
    code, result = import_json(table([header, BUS]), "--dry-run")
    assert code == 0
    (guess,) = result["problems"]
    assert guess["code"] == "table-column-guess"
    assert guess["message"] == "La colonne « Porteurs de l'action » est lue comme « Porteur »."


@pytest.mark.parametrize("name", ["absent.xlsx", "image.png"])
def test_what_is_no_table_is_a_wrong_usage(project: Path, tmp_path: Path, name: str) -> None:
    if name == "image.png":
        (tmp_path / name).write_bytes(b"x")
    assert main(["import", str(tmp_path / name), "--root", str(project)]) == 2


def test_the_text_gives_a_line_for_each_action_and_the_place_of_each_problem(
    table: WriteTable, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = [*BUS[:6], "12 personnes", *BUS[7:]]
    assert main(["import", str(table([HEADER, row])), "--root", str(project)]) == 1
    output = capsys.readouterr()
    assert (
        "ligne 2 : Bus numérique itinérant → data/actions/bus-numerique-itinerant.yaml (nouvelle)"
        in output.out
    )
    assert (
        "Plan, ligne 2, colonne « Budget », G2 : « 12 personnes » n'est pas un montant compris." in output.out
    )
    assert "1 case à corriger : rien n'est écrit." in output.err


def test_tables_of_all_kinds_are_understood_and_their_faults_blamed_at_the_cell(
    table: WriteTable, project: Path
) -> None:
    for seed in range(25):
        made = TableGenerator(seed).table()
        result = import_file(make_project(project), table(made.rows))
        blamed = {problem.cell for problem in result.problems if problem.severity == "error"}
        assert blamed == {f"{column_letters(column)}{line}" for line, column in made.faults}, seed
        understood = {action.row: action.understood for action in result.actions}
        for line, values in made.expected.items():
            assert {key: understood[line].get(key) for key in values} == values, (seed, line)
