"""File names and folders: anything unexpected is reported, never skipped."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from roadmap.text.identifiers import IDENTIFIER, MAX_LENGTH, MIN_LENGTH, is_identifier
from tests.conftest import SCHEMAS
from tests.validation.conftest import SHEET, Data, unreadable

ANY_TEXT = "axe: 1\n"


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("Mon action.yaml", "mon-action.yaml"),
        ("éclair.yaml", "eclair.yaml"),
        ("ATELIER.yaml", "atelier.yaml"),
        ("atelier.yml", "atelier.yaml"),
        ("atelier.txt", "atelier.yaml"),
        ("atelier.yaml.txt", "atelier.yaml"),
        ("atelier.yaml.yaml", "atelier.yaml"),
        ("atelier_numerique.yaml", "atelier-numerique.yaml"),
        (".yaml", "mon-action.yaml"),
        ("Помощь.yaml", "mon-action.yaml"),
        ("aux.yaml", "aux-1.yaml"),
        ("LPT1.yaml", "lpt1-1.yaml"),
        ("a.yaml", "a-1.yaml"),
        (f"{'un-mot-' * 14}fin.yaml", f"{'un-mot-' * 11}un.yaml"),
    ],
)
def test_a_wrong_file_name_gets_a_suggestion(data: Data, name: str, suggestion: str) -> None:
    data.add(f"data/actions/{name}", ANY_TEXT)
    (problem,) = data.problems()
    assert (problem.file, problem.code) == (f"data/actions/{name}", "file-name")
    assert f"« {suggestion} »" in problem.hint


def test_a_link_or_a_folder_in_place_of_a_sheet_is_refused(data: Data) -> None:
    (data.root / "data/actions/lien.yaml").symlink_to(data.root / SHEET)
    (data.root / "data/actions/dossier").mkdir()
    assert [problem.code for problem in data.problems()] == ["not-a-file", "not-a-file"]


@pytest.mark.parametrize("name", ["ab", "a" * 80, "con-court", "nul1", "auxiliaire"])
def test_a_name_within_the_limits_is_accepted(data: Data, name: str) -> None:
    data.add(f"data/actions/{name}.yaml", (data.root / SHEET).read_text(encoding="utf-8"))
    assert data.problems() == []


@pytest.mark.parametrize("name", ["con", "com1", "a", "a" * 81, "é", "A", "a--b", "-a", "a\n"])
def test_a_former_identifier_follows_the_rule_of_file_names(data: Data, name: str) -> None:
    data.add(SHEET, f"anciens_identifiants: [{json.dumps(name)}]\n")
    assert len(data.problems()) == 1
    assert not is_identifier(name)


def test_the_schema_and_the_file_names_have_one_rule() -> None:
    definition = SCHEMAS.definition("identifiant")
    assert definition["pattern"] == IDENTIFIER.pattern
    assert (definition["minLength"], definition["maxLength"]) == (MIN_LENGTH, MAX_LENGTH)


def replace_by_link(folder: Path) -> None:
    folder.rename(folder.with_name("vrai"))
    folder.symlink_to("vrai")


def replace_by_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.touch()


def replace_by_pipe(folder: Path) -> None:
    shutil.rmtree(folder)
    os.mkfifo(folder)


@pytest.mark.parametrize("change", [shutil.rmtree, replace_by_link, replace_by_file, replace_by_pipe])
def test_the_folder_of_actions_must_be_a_real_folder(data: Data, change: Callable[[Path], None]) -> None:
    change(data.root / "data/actions")
    codes = {(problem.file, problem.code) for problem in data.problems()}
    assert ("data/actions", "not-a-folder") in codes


@pytest.mark.parametrize("name", ["data/actions/tube.yaml", "data/axes.yaml", "data/territories.geojson"])
def test_a_pipe_in_place_of_a_file_is_refused_and_not_read(data: Data, name: str) -> None:
    (data.root / name).unlink(missing_ok=True)
    os.mkfifo(data.root / name)
    assert (name, "not-a-file") in {(problem.file, problem.code) for problem in data.problems()}


@pytest.mark.parametrize("name", [str(SHEET), "data/axes.yaml", "data/territories.geojson"])
def test_a_file_without_the_right_to_read_it_is_said_to_be_so(
    data: Data, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_file = os.open

    def refuse(path: str, flags: int) -> int:
        if str(path).endswith(name):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return open_file(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    problems = {(problem.file, problem.code): problem for problem in data.problems()}
    assert problems[name, "unreadable-file"].message.endswith("le droit d'y accéder manque.")


def test_an_unexpected_file_is_refused(data: Data) -> None:
    data.add("data/agenda.yaml", ANY_TEXT)
    assert [problem.code for problem in data.problems()] == ["unexpected-file"]


def test_a_missing_file_is_reported(data: Data) -> None:
    (data.root / "data/glossary.yaml").unlink()
    assert [(problem.file, problem.code) for problem in data.problems()] == [
        ("data/glossary.yaml", "missing-file")
    ]


@pytest.mark.parametrize("folder", ["data", "data/actions"])
def test_an_unreadable_folder_is_the_only_problem_reported(data: Data, folder: str) -> None:
    with unreadable(data.root / folder):
        assert [(problem.file, problem.code) for problem in data.problems()] == [
            ("data", "unreadable-folder")
        ]


MEETING = "  - id: cotech-2024-04-04\n"
PDF = b"%PDF-1.7\n"


def add_document(data: Data, content: bytes = PDF, name: str = "releve-de-juin.pdf") -> Path:
    """Put a file among the documents of the meetings."""
    path = data.root / "data/documents" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def name_document(data: Data, name: str = "releve-de-juin.pdf") -> None:
    """Make the first meeting with a title show a document."""
    document = f"    documents: [{{titre: Relevé, fichier: {name}}}]\n"
    data.replace("data/calendar.yaml", MEETING, MEETING + document)


def test_a_pdf_that_a_meeting_shows_is_sound(data: Data) -> None:
    add_document(data)
    name_document(data)
    assert data.problems() == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("Relevé de juin.PDF", PDF, "document-name"),
        ("releve.docx", PDF, "document-name"),
        ("releve.pdf.exe", PDF, "document-name"),
        ("releve.pdf", b"<script>alert(1)</script>", "document-kind"),
        ("releve.pdf", b"", "document-kind"),
        ("releve.pdf", PDF + b" " * 10_000_000, "document-size"),
    ],
)
def test_a_document_is_a_small_well_named_pdf(data: Data, name: str, content: bytes, code: str) -> None:
    add_document(data, content, name)
    (problem,) = data.problems()
    assert (problem.file, problem.code) == (f"data/documents/{name}", code)


def test_a_wrong_name_of_document_gets_a_suggestion(data: Data) -> None:
    add_document(data, name="Relevé de juin.PDF")
    (problem,) = data.problems()
    assert "« releve-de-juin.pdf »" in problem.hint


def test_a_document_is_neither_a_link_nor_a_folder(data: Data) -> None:
    path = add_document(data)
    path.unlink()
    path.symlink_to("/etc/passwd")
    (data.root / "data/documents/dossier.pdf").mkdir()
    assert [problem.code for problem in data.problems()] == ["not-a-file", "not-a-file"]


def test_a_folder_of_documents_that_is_a_link_is_refused(data: Data, tmp_path: Path) -> None:
    (data.root / "data/documents").symlink_to(tmp_path)
    (problem,) = data.problems()
    assert problem.file == "data/documents"


def test_a_document_that_is_not_there_gets_the_nearest_name(data: Data) -> None:
    add_document(data)
    name_document(data, "releve-de-jun.pdf")
    (problem,) = data.problems()
    assert problem.code == "document-unknown"
    assert "« releve-de-juin.pdf »" in problem.hint


def test_a_document_that_no_meeting_shows_is_a_warning(data: Data) -> None:
    add_document(data)
    assert data.problems() == []
    (problem,) = (problem for problem in data.problems("warning") if problem.code == "document-unused")
    assert problem.file == "data/documents/releve-de-juin.pdf"


def test_a_document_needs_an_address_or_a_file(data: Data) -> None:
    data.replace("data/calendar.yaml", MEETING, MEETING + "    documents: [{titre: Relevé}]\n")
    (problem,) = data.problems()
    assert problem.code == "required"
    assert "à défaut, le nom de son fichier" in problem.hint
