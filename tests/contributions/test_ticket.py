"""A ticket in ordinary French becomes a proposal; a hostile one becomes a sentence, and writes nothing."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from roadmap.contributions.__main__ import main
from roadmap.contributions.ticket import push_branch, read_ticket
from roadmap.contributions.ticket_proposal import TicketError
from roadmap.source.yaml_reader import read_yaml
from roadmap.validation.check import check_project
from tests.conftest import ROOT, copy_project, make_project

ANSWERS = {
    "Titre": "Bus numérique itinérant",
    "En deux phrases": "Un bus s'arrête chaque semaine dans douze communes.\nOn y aide aux démarches en ligne.",
    "Axe": "1",
    "Pour qui": "Usagers",
    "Qui porte": "Communauté de communes d'essai",
    "Où": "Chartres, Lucé et Maintenon",
    "Où en est-elle": "En cours",
    "Depuis quand (et jusqu'à quand)": "janv. 2026 – déc. 2026",
    "Combien": "38 000 € dont 20 000 € de l'État (accordé)",
}
MEETING = {
    "Quelle réunion ?": "Groupe de travail : les aidants",
    "De quelle instance ?": "Groupe de travail",
    "Que se passe-t-il ?": "À confirmer",
    "Quel jour ?": "15 janvier 2026",
    "À quelle heure ?": "de 9 h 30 à 11h",
    "Ordre du jour ou décisions": "- Bilan\n- Suite",
    "D'où vient l'information ?": "Secrétariat du comité technique",
}
TEMPLATES = ROOT / ".github/ISSUE_TEMPLATE"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the data."""
    return copy_project(tmp_path / "projet")


def write_body(answers: dict[str, str]) -> str:
    """Return the body that GitHub makes of the answers of a form."""
    return "\n\n".join(f"### {label}\n\n{text or '_No response_'}" for label, text in answers.items())


def make_event(body: object, label: str = "accepté") -> dict[str, Any]:
    return {
        "action": "labeled",
        "label": {"name": label},
        "issue": {"number": 12, "title": "Action : @tous", "body": body, "user": {"login": "quelqu-un"}},
    }


def run(project: Path, event: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    path = project.parent / "event.json"
    path.write_text(event if isinstance(event, str) else json.dumps(event), encoding="utf-8")
    code = main(
        ["ticket", str(path), "--root", str(project), "--comment", str(project.parent / "reponse.md")]
    )
    comment = (project.parent / "reponse.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip() == comment.strip()
    return code, comment


def list_files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_ticket_in_ordinary_french_becomes_a_sheet_that_the_check_accepts(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = list_files(project)
    code, comment = run(project, make_event(write_body(ANSWERS)), capsys)
    assert code == 0, comment
    added = set(list_files(project)) - set(before)
    assert added == {"data/actions/bus-numerique-itinerant.yaml"}
    value = read_yaml("x", (project / added.pop()).read_bytes())[0].value
    assert value["communes"] == ["28085", "28218", "28227"]
    assert (value["debut"], value["fin"]) == ("2026-01", "2026-12")
    assert value["budget"]["financements"] == [{"financeur": "État", "montant": 20000, "statut": "accorde"}]
    assert check_project(make_project(project)).errors == ()
    assert "/compare/main...ticket-12?expand=1&" in comment
    assert "Bus numérique itinérant" in comment


def test_what_is_not_understood_is_said_and_nothing_is_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = list_files(project)
    answers = ANSWERS | {
        "Où": "Trifouillis",
        "Depuis quand (et jusqu'à quand)": "tous les mois",
        "Qui porte": "",
    }
    code, comment = run(project, make_event(write_body(answers)), capsys)
    assert code == 1
    assert "Trifouillis" in comment
    assert "tous les mois" in comment
    assert "compare/" not in comment
    assert list_files(project) == before


def test_what_the_form_of_the_site_wrote_is_taken_as_it_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = (ROOT / "tests/validation/sound/bus-numerique-du-perche.yaml").read_text(encoding="utf-8")
    text = f"Bonjour,\n\nJe propose une action :\n\nTitre : Le bus\n\nLe fichier data/actions/bus-du-perche-deux.yaml :\n\n{sheet}"
    code, _ = run(
        project, make_event(write_body({"Ce que le formulaire a écrit": text.replace("\n", "\r\n")})), capsys
    )
    assert code == 0
    assert (project / "data/actions/bus-du-perche-deux.yaml").read_text(
        encoding="utf-8"
    ).strip() == sheet.strip()


def test_a_meeting_is_added_then_moved(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, comment = run(project, make_event(write_body(MEETING)), capsys)
    assert code == 0, comment
    calendar = project / "data/calendar.yaml"
    meetings = read_yaml("x", calendar.read_bytes())[0].value["reunions"]
    assert meetings[-1] == {
        "id": meetings[-1]["id"],
        "titre": "Groupe de travail : les aidants",
        "instance": "groupe-de-travail",
        "date": "2026-01-15",
        "heure": "9:30",
        "heure_fin": "11:00",
        "statut": "a-confirmer",
        "ordre_du_jour": ["Bilan", "Suite"],
        "source": {"document": "Secrétariat du comité technique"},
    }
    assert check_project(make_project(project)).errors == ()
    moved = MEETING | {"Que se passe-t-il ?": "Date reportée", "Quel jour ?": "20/02/2026"}
    assert run(project, make_event(write_body(moved)), capsys)[0] == 0
    again = read_yaml("x", calendar.read_bytes())[0].value["reunions"]
    assert len(again) == len(meetings)
    assert {key: again[-1][key] for key in ("date", "date_initiale", "statut")} == {
        "date": "2026-02-20",
        "date_initiale": "2026-01-15",
        "statut": "reportee",
    }
    assert again[:-1] == meetings[:-1]


def test_the_block_of_a_published_meeting_is_replaced_and_no_other(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    block = "  - id: gt-sante\n    titre: Groupe de travail Santé\n    instance: groupe-de-travail\n    date: 2024-05-16\n    decisions:\n      - texte: Ouvrir une permanence\n"
    text = f"Je propose de modifier la réunion :\n\nLe bloc entier de cette réunion. Dans data/calendar.yaml, il remplace celui qui commence par « - id: gt-sante » :\n\n{block}"
    before = read_yaml("x", (project / "data/calendar.yaml").read_bytes())[0].value["reunions"]
    assert run(project, make_event(text), capsys)[0] == 0
    after = read_yaml("x", (project / "data/calendar.yaml").read_bytes())[0].value["reunions"]
    changed = [item["id"] for old, item in zip(before, after, strict=True) if old != item]
    assert changed == ["gt-sante"]
    assert after[[item["id"] for item in after].index("gt-sante")]["decisions"] == [
        {"texte": "Ouvrir une permanence"}
    ]


def test_an_attached_table_is_read(project: Path) -> None:
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return TABLE.encode()

    link = "https://github.com/user-attachments/files/123/plan.csv"
    proposal = read_ticket(make_project(project), make_event(f"Voici : [plan.csv]({link})"), fetch)
    assert asked == [link]
    assert list(proposal.files) == ["data/actions/cafe-numerique.yaml"]
    assert proposal.problems == []


TABLE = "Titre;Résumé;Axe;Statut\nCafé numérique;Un lieu ouvert le jeudi, sans rendez-vous.;2;Envisagée\n"
SOUND = write_body(ANSWERS)
SHEET = "titre: Piège\n"
HOSTILE: list[object] = [
    "pas du JSON",
    [],
    {"issue": {"number": "12; rm -rf /", "body": SOUND}, "label": {"name": "accepté"}},
    make_event(SOUND, label="autre"),
    make_event(None),
    make_event("   "),
    make_event("x" * 300_000),
    make_event("### " * 20_000),
    make_event("Le fichier data/actions/../../etc/passwd.yaml :\n\n" + SHEET),
    make_event("Le fichier data/actions/con.yaml :\n\n" + SHEET),
    make_event("Le fichier data/actions/bombe.yaml :\n\na: &a [x]\nb: [*a, *a, *a]\n"),
    make_event("Le fichier data/actions/tag.yaml :\n\ntitre: !!python/object/apply:os.system ['true']\n"),
    make_event(
        "Le bloc entier de cette réunion. il remplace « - id: absente » :\n\n  - id: absente\n    titre: Rien\n"
    ),
    make_event("[plan.xlsx](https://github.com/autre/depot/raw/main/plan.xlsx)"),
    make_event(write_body({"Une question": "Bonjour @tous"})),
    make_event(
        write_body(ANSWERS | {"Titre": "$(touch piege) <script>alert(1)</script> @tous", "Axe": "99"})
    ),
]


@pytest.mark.parametrize("event", HOSTILE)
def test_a_hostile_ticket_becomes_a_sentence_and_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str], event: object
) -> None:
    before = list_files(project)
    code, comment = run(project, event, capsys)
    assert code == 1
    assert comment.strip()
    assert "@tous" not in comment
    assert "<script" not in comment
    assert "Traceback" not in comment
    assert list_files(project) == before


def test_an_address_elsewhere_is_never_fetched(project: Path) -> None:
    def fetch(address: str) -> bytes:
        raise AssertionError(address)

    for address in (
        "https://github.com/autre/depot/raw/main/plan.csv",
        "https://github.com/user-attachments/assets/../x/plan.csv",
    ):
        with pytest.raises(TicketError):
            read_ticket(make_project(project), make_event(f"[plan]({address})"), fetch)


def test_the_forms_of_tickets_ask_what_is_understood(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = yaml.safe_load((TEMPLATES / "proposer-une-action.yml").read_text(encoding="utf-8"))
    labels = [part["attributes"]["label"] for part in form["body"] if part["type"] != "markdown"]
    assert labels == list(ANSWERS)
    for part in form["body"]:
        for choice in part.get("attributes", {}).get("options", ()):
            answers = ANSWERS | {part["attributes"]["label"]: choice}
            comment = run(project, make_event(write_body(answers)), capsys)[1]
            assert "n'est pas" not in comment, choice
    meeting = yaml.safe_load((TEMPLATES / "annoncer-une-reunion.yml").read_text(encoding="utf-8"))
    labels = [part["attributes"]["label"] for part in meeting["body"] if part["type"] != "markdown"]
    assert set(MEETING) <= set(labels)


def test_a_ticket_becomes_a_branch_on_a_bare_remote(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def git(*words: str, cwd: Path = project) -> str:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@exemple.fr", *words]
        return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout

    remote = tmp_path / "distant.git"
    git("init", "--bare", "-b", "main", str(remote), cwd=tmp_path)
    for words in (
        ("init", "-b", "main"),
        ("add", "."),
        ("commit", "-m", "Début"),
        ("remote", "add", "origin", str(remote)),
    ):
        git(*words)
    git("push", "origin", "main")
    assert run(project, make_event(SOUND), capsys)[0] == 0
    push_branch(project, 12)
    shown = git("diff", "--stat", "main", "ticket-12", cwd=remote)
    assert "data/actions/bus-numerique-itinerant.yaml" in shown
    assert "1 file changed" in shown
