"""`python -m roadmap diff`: what changed for a reader, and the published addresses that would disappear."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from roadmap.history import diff_report
from roadmap.history.diff import Change, Difference, diff_corpora
from tests.conftest import ROOT
from tests.history.conftest import create_data_repository
from tests.validation.conftest import OTHER_SHEET, SHEET, Data, example_corpus


def diff_with_example(data: Data) -> Difference:
    """Compare the example data with a changed copy."""
    return diff_corpora(example_corpus(), data.check().corpus)


def list_changes(data: Data) -> tuple[Change, ...]:
    return diff_with_example(data).changes


def list_details(data: Data) -> tuple[str, ...]:
    """Return the details of the only change, with ordinary spaces."""
    (change,) = list_changes(data)
    assert change.nature == "modification"
    return tuple(detail.replace("\u00a0", " ").replace("\u202f", " ") for detail in change.details)


def test_unchanged_data_has_no_change(data: Data) -> None:
    assert list_changes(data) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "detail"),
    [
        (
            SHEET,
            "statut: envisagee",
            "statut: a-venir\nporteur: {nom: Mairie}",
            "statut : envisagée → à venir",
        ),
        (SHEET, "cible: tous", "cible: usagers", "pour qui : tous → usagers"),
        (SHEET, "axe: 1", "axe: 1\nfin: 2027-06", "fin : juin 2027 (ajouté)"),
        (SHEET, "axe: 1", "axe: 1\nterritoires: [perche]", "territoires : ajout de Perche"),
        (SHEET, "axe: 1", "axe: 1\nbudget: {montant: 42500}", "budget : « 42 500 € » (ajouté)"),
        (SHEET, "axe: 1", "axe: 1\ncontexte: Un besoin.", "contexte : texte ajouté"),
        (
            "data/calendar.yaml",
            "date: 2024-06\n",
            "date: 2024-06-12\n",
            "date : juin 2024 → mercredi 12 juin 2024",
        ),
        (
            "data/calendar.yaml",
            "      - texte: Le comité de pilotage, initialement",
            "      - {texte: Agir, actions: [don-outils-numeriques, filiere-reconditionnement]}\n      - texte: Le comité de pilotage, initialement",
            "décisions : ajout de « Agir, Organiser le don d'outils numériques, Structurer une filière de reconditionnement »",
        ),
        ("data/calendar.yaml", "heure: 14:30", "heure: 15h", "heure de début : 14 h 30 → 15 h"),
        (
            "data/calendar.yaml",
            "salle André Malraux",
            "salle Marceau",
            "lieu : Préfecture d'Eure-et-Loir, salle André Malraux → Préfecture d'Eure-et-Loir, salle Marceau",
        ),
    ],
)
def test_a_change_is_described_field_by_field_in_the_words_of_the_site(
    data: Data, file: str, old: str, new: str, detail: str
) -> None:
    data.replace(file, old, new.replace("15h", "15:00"))
    assert detail in list_details(data)


def test_an_added_and_a_removed_action_are_listed(data: Data) -> None:
    text = (
        (data.root / OTHER_SHEET).read_text(encoding="utf-8").replace("Organiser le don", "Encourager le don")
    )
    (data.root / OTHER_SHEET).unlink()
    data.add("data/actions/encourager-le-don.yaml", text)
    assert {(change.id, change.nature) for change in list_changes(data)} == {
        ("encourager-le-don", "ajout"),
        ("don-outils-numeriques", "retrait"),
    }


def test_a_renamed_action_that_lists_its_former_name_is_no_problem(data: Data) -> None:
    text = (data.root / OTHER_SHEET).read_text(encoding="utf-8")
    (data.root / OTHER_SHEET).unlink()
    data.add("data/actions/don-materiel.yaml", text + "anciens_identifiants: [don-outils-numeriques]\n")
    difference = diff_with_example(data)
    assert [(change.id, change.nature) for change in difference.changes] == [
        ("don-materiel", "changement de nom")
    ]
    assert difference.problems == ()


def test_a_removed_or_renamed_identifier_is_a_problem(data: Data) -> None:
    text = (data.root / OTHER_SHEET).read_text(encoding="utf-8")
    (data.root / OTHER_SHEET).unlink()
    data.add("data/actions/don-materiel.yaml", text)
    (data.root / SHEET).unlink()
    data.replace("data/calendar.yaml", "id: bilaterale-caf", "id: bilaterale-caisse")
    problems = diff_with_example(data).problems
    assert sorted(problem.code for problem in problems) == ["removed-action", "renamed-id", "renamed-id"]


def list_rename_problems(data: Data, before: str, after: str) -> list[str]:
    """Give a meeting two sets of identifiers, one after the other; return the codes of the problems between them."""
    states = []
    for old, new in (("id: bilaterale-caf\n", before), (before, after)):
        data.replace("data/calendar.yaml", old, new)
        result = data.check()
        assert result.errors == ()
        states.append(result.corpus)
    return [problem.code for problem in diff_corpora(*states).problems]


MEETING_ID = "id: caf\n"
MEETING_WITH_FORMER_ID = "id: caf\n    anciens_identifiants: [bilaterale]\n"


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        (MEETING_ID, MEETING_WITH_FORMER_ID.replace("id: caf", "id: caf-2").replace("bilaterale", "caf"), []),
        (MEETING_WITH_FORMER_ID, "id: caf-2\n    anciens_identifiants: [bilaterale, caf]\n", []),
        (MEETING_WITH_FORMER_ID, "id: caf\n    anciens_identifiants: [bilaterale, autre]\n", []),
        (
            MEETING_WITH_FORMER_ID,
            "id: caf-2\n    anciens_identifiants: [caf, bilaterale]\n",
            ["agenda-name-moved"],
        ),
        (MEETING_WITH_FORMER_ID, "id: caf-2\n    anciens_identifiants: [caf]\n", ["agenda-name-moved"]),
        (MEETING_WITH_FORMER_ID, MEETING_ID, ["agenda-name-moved"]),
        (MEETING_ID, MEETING_WITH_FORMER_ID, ["agenda-name-taken"]),
        (MEETING_ID, "id: caf-2\n    anciens_identifiants: [autre, caf]\n", ["agenda-name-moved"]),
    ],
)
def test_a_meeting_keeps_the_identifier_published_in_calendars(
    data: Data, before: str, after: str, codes: list[str]
) -> None:
    assert list_rename_problems(data, before, after) == codes


@pytest.mark.parametrize(
    ("file", "old", "new", "address"),
    [
        ("axes", "numero: 5", "numero: 6", "/axes/5/"),
        ("calendar", "  - id: echeance\n", "  - id: jalon\n", "/calendrier/echeance.ics"),
        ("resources", "id: dora", "id: dora-2", "/ressources/#dora"),
        ("territories", "id: perche", "id: le-perche", "/territoires/perche/"),
    ],
)
def test_removing_a_published_entry_is_an_error(
    data: Data, file: str, old: str, new: str, address: str
) -> None:
    data.replace(f"data/{file}.yaml", old, new)
    (problem,) = diff_with_example(data).problems
    assert (problem.code, problem.file, problem.severity) == ("removed-entry", f"data/{file}.yaml", "error")
    assert f"l'adresse {address}, déjà publiée" in problem.message


ABONDANT = '{code: "28001", nom: Abondant, codes_postaux: ["28410"]'


@pytest.mark.parametrize(
    ("new", "is_kept"),
    [
        ('{code: "28001", nom: Abondance, codes_postaux: ["28410"]', False),
        (
            '{code: "28001", nom: Abondance, codes_postaux: ["28410"], anciennes: [{code: "28001", nom: Abondant}]',
            True,
        ),
        (
            '{code: "28999", nom: Val, codes_postaux: ["28410"], anciennes: [{code: "28001", nom: Abondant}]',
            True,
        ),
    ],
)
def test_the_address_of_a_commune_renamed_or_merged_must_still_lead_to_it(
    data: Data, new: str, is_kept: bool
) -> None:
    data.replace("data/territories.yaml", ABONDANT, new)
    problems = diff_with_example(data).problems
    assert [problem.code for problem in problems] == ([] if is_kept else ["removed-commune"])
    assert all("/communes/abondant/" in problem.message for problem in problems)


def test_markdown_escapes_values_and_json_lists_the_change(data: Data) -> None:
    data.replace(OTHER_SHEET, "titre: Organiser le don d'outils numériques", 'titre: "@tous <b>gras</b> |"')
    difference = diff_with_example(data)
    text = diff_report.diff_to_markdown(difference)
    assert "<b>" not in text
    assert "@t" not in text
    assert json.loads(diff_report.diff_to_json(difference))["changements"][0]["id"] == "don-outils-numeriques"


def run_diff(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "roadmap", "diff", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_revisions_of_a_repository_are_compared(tmp_path: Path) -> None:
    repository = create_data_repository(tmp_path)
    repository.commit()
    repository.replace(SHEET, "cible: tous", "cible: usagers")
    assert "pour qui : tous → usagers" in run_diff("HEAD", cwd=repository.root).stdout
    repository.commit()
    done = run_diff("HEAD~1", "HEAD", cwd=repository.root)
    assert done.returncode == 0
    assert "pour qui : tous → usagers" in done.stdout
    (repository.root / SHEET).unlink()
    assert run_diff("HEAD", cwd=repository.root).returncode == 1
    for unknown in ("inconnue", "--output=x", "HEAD:data"):
        assert run_diff("--", unknown, cwd=repository.root).returncode == 2
