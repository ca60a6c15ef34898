"""Sheets added out of their folder: refused, with the right path."""

from pathlib import Path

import pytest

from roadmap.contributions.misplaced_sheets import find_misplaced_sheets
from tests.conftest import ROOT
from tests.history.conftest import create_data_repository, git

SHEET = (ROOT / "tests/validation/sound/wifi-des-gites.yaml").read_text(encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the example data in its first commit."""
    create_data_repository(tmp_path).commit()
    return tmp_path


def add(root: Path, name: str, text: str = SHEET) -> None:
    """Add a file to the index of a repository."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    git(root, "add", "--force", name)


@pytest.mark.parametrize(
    "name",
    [
        "Ma fiche.yaml",
        "actions/Ma fiche.yaml",
        "Data/actions/ma-fiche.yaml",
        "Data/Actions/ma-fiche.yml",
        "content/ma-fiche.yaml",
        "docs/ma-fiche.yaml.txt",
        "donnees/actions/ma-fiche.yaml",
    ],
)
def test_a_sheet_out_of_its_folder_is_refused_with_the_right_path(root: Path, name: str) -> None:
    add(root, name)
    (problem,) = find_misplaced_sheets(root, "HEAD")
    assert (problem.file, problem.code, problem.severity) == (name, "misplaced-sheet", "error")
    assert "« data/actions/ma-fiche.yaml »" in problem.hint


def test_other_files_are_not_taken_for_sheets(root: Path) -> None:
    add(root, "data/actions/ma-fiche.yaml")
    add(root, "tests/validation/sound/ma-fiche.yaml")
    add(root, "renovate.yaml", "titre: autre chose\n")
    add(root, "content/page.md", "# Une page\n")
    (root / "lien.yaml").symlink_to("data/actions/ma-fiche.yaml")
    git(root, "add", "lien.yaml")
    assert list(find_misplaced_sheets(root, "HEAD")) == []


def test_a_sheet_that_was_there_before_is_not_blamed(root: Path) -> None:
    add(root, "ma-fiche.yaml")
    git(root, "commit", "--quiet", "--message", "déjà là")
    assert list(find_misplaced_sheets(root, "HEAD")) == []
