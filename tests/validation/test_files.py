"""File names and places: what is not expected is said, never skipped."""

import pytest

from tests.validation.conftest import SHEET, Data, unreadable

SOUND = "axe: 1\n"


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
    ],
)
def test_a_file_name_that_is_no_identifier_gets_the_right_one(data: Data, name: str, suggestion: str) -> None:
    data.add(f"data/actions/{name}", SOUND)
    (problem,) = data.problems()
    assert (problem.file, problem.code) == (f"data/actions/{name}", "file-name")
    assert f"« {suggestion} »" in problem.hint


def test_a_link_or_a_folder_is_no_sheet(data: Data) -> None:
    (data.root / "data/actions/lien.yaml").symlink_to(data.root / SHEET)
    (data.root / "data/actions/dossier").mkdir()
    assert [problem.code for problem in data.problems()] == ["not-a-file", "not-a-file"]


def test_a_file_that_is_not_expected_is_refused(data: Data) -> None:
    data.add("data/agenda.yaml", SOUND)
    assert [problem.code for problem in data.problems()] == ["unexpected-file"]


def test_a_missing_file_is_said(data: Data) -> None:
    (data.root / "data/glossary.yaml").unlink()
    assert [(problem.file, problem.code) for problem in data.problems()] == [
        ("data/glossary.yaml", "missing-file")
    ]


@pytest.mark.parametrize("folder", ["data", "data/actions"])
def test_a_folder_that_cannot_be_read_is_said_alone(data: Data, folder: str) -> None:
    with unreadable(data.root / folder):
        assert [(problem.file, problem.code) for problem in data.problems()] == [
            ("data", "unreadable-folder")
        ]
