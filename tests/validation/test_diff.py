"""`python -m roadmap diff`: what changed for a reader, and the addresses that must not die."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from roadmap.history import diff_report
from roadmap.history.diff import Change, Difference, diff_corpora
from roadmap.validation.check import check_project
from tests.conftest import EXAMPLE, ROOT, project_of
from tests.history.conftest import begin
from tests.validation.conftest import SHEET, Data

OTHER = "data/actions/don-outils-numeriques.yaml"
BEFORE = check_project(project_of(EXAMPLE)).corpus


def difference_of(data: Data) -> Difference:
    return diff_corpora(BEFORE, data.check().corpus)


def changes(data: Data) -> tuple[Change, ...]:
    return difference_of(data).changes


def details(data: Data) -> tuple[str, ...]:
    (change,) = changes(data)
    assert change.nature == "modification"
    return tuple(detail.replace("\u00a0", " ").replace("\u202f", " ") for detail in change.details)


def test_nothing_changed(data: Data) -> None:
    assert changes(data) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            SHEET,
            "statut: envisagee",
            "statut: a-venir\nporteur: {nom: Mairie}",
            "statut : envisagée → à venir",
        ),
        (SHEET, "cible: tous", "cible: usagers", "à destination de : tous → usagers"),
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
def test_a_change_is_told_field_by_field_as_a_reader_sees_it(
    data: Data, file: str, old: str, new: str, said: str
) -> None:
    data.replace(file, old, new.replace("15h", "15:00"))
    assert said in details(data)


def test_an_added_and_a_removed_action(data: Data) -> None:
    text = (data.root / OTHER).read_text(encoding="utf-8").replace("Organiser le don", "Encourager le don")
    (data.root / OTHER).unlink()
    data.add("data/actions/encourager-le-don.yaml", text)
    assert {(change.id, change.nature) for change in changes(data)} == {
        ("encourager-le-don", "ajout"),
        ("don-outils-numeriques", "retrait"),
    }


def test_a_renamed_action_that_keeps_its_former_name_is_no_problem(data: Data) -> None:
    text = (data.root / OTHER).read_text(encoding="utf-8")
    (data.root / OTHER).unlink()
    data.add("data/actions/don-materiel.yaml", text + "anciens_identifiants: [don-outils-numeriques]\n")
    difference = difference_of(data)
    assert [(change.id, change.nature) for change in difference.changes] == [
        ("don-materiel", "changement de nom")
    ]
    assert difference.problems == ()


def test_an_address_that_dies_is_a_problem(data: Data) -> None:
    text = (data.root / OTHER).read_text(encoding="utf-8")
    (data.root / OTHER).unlink()
    data.add("data/actions/don-materiel.yaml", text)
    (data.root / SHEET).unlink()
    data.replace("data/calendar.yaml", "id: bilaterale-caf", "id: bilaterale-caisse")
    found = difference_of(data).problems
    assert sorted(problem.code for problem in found) == ["removed-action", "renamed-id", "renamed-id"]


def renamed(data: Data, before: str, after: str) -> list[str]:
    """Return the codes of the problems when the second state of a meeting's names follows the first."""
    states = []
    for old, new in (("id: bilaterale-caf\n", before), (before, after)):
        data.replace("data/calendar.yaml", old, new)
        checked = data.check()
        assert checked.errors == ()
        states.append(checked.corpus)
    return [each.code for each in diff_corpora(*states).problems]


PLAIN = "id: caf\n"
RENAMED = "id: caf\n    anciens_identifiants: [bilaterale]\n"


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        (PLAIN, RENAMED.replace("id: caf", "id: caf-2").replace("bilaterale", "caf"), []),
        (RENAMED, "id: caf-2\n    anciens_identifiants: [bilaterale, caf]\n", []),
        (RENAMED, "id: caf\n    anciens_identifiants: [bilaterale, autre]\n", []),
        (RENAMED, "id: caf-2\n    anciens_identifiants: [caf, bilaterale]\n", ["agenda-name-moved"]),
        (RENAMED, "id: caf-2\n    anciens_identifiants: [caf]\n", ["agenda-name-moved"]),
        (RENAMED, PLAIN, ["agenda-name-moved"]),
        (PLAIN, RENAMED, ["agenda-name-taken"]),
        (PLAIN, "id: caf-2\n    anciens_identifiants: [autre, caf]\n", ["agenda-name-moved"]),
    ],
)
def test_a_meeting_keeps_the_identifier_that_agendas_know_it_by(
    data: Data, before: str, after: str, codes: list[str]
) -> None:
    assert renamed(data, before, after) == codes


@pytest.mark.parametrize(
    ("file", "old", "new", "address"),
    [
        ("axes", "numero: 5", "numero: 6", "/axes/5/"),
        ("calendar", "  - id: echeance\n", "  - id: jalon\n", "/calendrier/echeance.ics"),
        ("resources", "id: dora", "id: dora-2", "/ressources/#dora"),
        ("territories", "id: perche", "id: le-perche", "/territoires/perche/"),
    ],
)
def test_the_address_of_an_entry_does_not_die(
    data: Data, file: str, old: str, new: str, address: str
) -> None:
    data.replace(f"data/{file}.yaml", old, new)
    (found,) = difference_of(data).problems
    assert (found.code, found.file, found.severity) == ("removed-entry", f"data/{file}.yaml", "error")
    assert f"l'adresse {address}, déjà publiée" in found.message


def test_markdown_escapes_values_and_json_holds_everything(data: Data) -> None:
    data.replace(OTHER, "titre: Organiser le don d'outils numériques", 'titre: "@tous <b>gras</b> |"')
    difference = difference_of(data)
    text = diff_report.diff_to_markdown(difference)
    assert "<b>" not in text
    assert "@t" not in text
    assert json.loads(diff_report.diff_to_json(difference))["changements"][0]["id"] == "don-outils-numeriques"


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "roadmap", "diff", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_revisions_of_a_repository_are_compared(tmp_path: Path) -> None:
    past = begin(tmp_path)
    past.commit()
    past.replace(SHEET, "cible: tous", "cible: usagers")
    assert "à destination de : tous → usagers" in run("HEAD", cwd=past.root).stdout
    past.commit()
    done = run("HEAD~1", "HEAD", cwd=past.root)
    assert done.returncode == 0
    assert "à destination de : tous → usagers" in done.stdout
    (past.root / SHEET).unlink()
    assert run("HEAD", cwd=past.root).returncode == 1
    for unknown in ("inconnue", "--output=x", "HEAD:data"):
        assert run("--", unknown, cwd=past.root).returncode == 2
