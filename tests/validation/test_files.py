"""File names and folders: anything unexpected is reported, never skipped."""

import pytest

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
