"""What the tests of the check share."""

from pathlib import Path

import pytest

from roadmap.problems.problem import Problem
from roadmap.validation.check import check

SHEET = Path("data/actions/cartographie-mediation-numerique.yaml")


class Data:
    """A copy of the data, changed by text, and checked."""

    def __init__(self, root: Path) -> None:
        """Take the root of the copy."""
        self.root = root

    def replace(self, file: str | Path, old: str, new: str) -> None:
        """Replace the first `old` in a file, which must be there."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def add(self, file: str | Path, text: str) -> None:
        """Add text at the end of a file, made if need be."""
        path = self.root / file
        path.parent.mkdir(exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + text, encoding="utf-8")

    def problems(self, severity: str = "error") -> list[Problem]:
        """Check the copy and return its problems of one severity."""
        return [each for each in check(project_of(self.root)).problems if each.severity == severity]


@pytest.fixture
def data(project: Path) -> Data:
    """A copy of the project's data."""
    return Data(project)
