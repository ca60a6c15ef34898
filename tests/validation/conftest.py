"""What the tests of the check share: a copy of the example data, changed and checked again."""

import contextlib
import functools
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from roadmap.problems.problem import Problem
from roadmap.schema.rgaa import load_reference
from roadmap.validation.check import CheckResult, check_project
from roadmap.validation.corpus import Corpus
from tests.conftest import EXAMPLE, make_project

SHEET = Path("data/actions/cartographie-mediation-numerique.yaml")
OTHER_SHEET = Path("data/actions/don-outils-numeriques.yaml")
# Valid sheets that fill many fields.
RICH_SHEETS = sorted((Path(__file__).parent / "sound").glob("*.yaml"))


class MemoryCache:
    """A cache in memory, which does not outlive the test."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self.texts = dict(texts or {})

    def get(self, key: str) -> str | None:
        return self.texts.get(key)

    def put(self, key: str, text: str) -> None:
        self.texts[key] = text


@functools.cache
def example_corpus() -> Corpus:
    """Return the corpus of the example data, not to be changed."""
    return check_project(make_project(EXAMPLE)).corpus


@functools.cache
def example_cache_texts() -> dict[str, str]:
    """Return what a check of the example data puts in its cache."""
    check_project(make_project(EXAMPLE), cache := MemoryCache())
    return cache.texts


class Data:
    """A copy of the data that a test changes and checks again; each check reads only the changed files."""

    def __init__(self, root: Path) -> None:
        """Take the folder of the copy."""
        self.root = root
        self.cache = MemoryCache(example_cache_texts())

    def replace(self, file: str | Path, old: str, new: str) -> None:
        """Replace the first `old` of a file, which must have one."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def add(self, file: str | Path, text: str) -> None:
        """Add text at the end of a file, created if needed."""
        path = self.root / file
        path.parent.mkdir(exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + text, encoding="utf-8")

    def check(self) -> CheckResult:
        """Check the copy."""
        return check_project(make_project(self.root), self.cache)

    def problems(self, severity: str = "error") -> list[Problem]:
        """Check the copy and return its problems of one severity."""
        return [problem for problem in self.check().problems if problem.severity == severity]


# The RGAA criteria, by what decides them.
BY_HAND, BY_TEST = (
    [number for number, item in load_reference().criteria.items() if item.decision == decision]
    for decision in ("main", "test")
)


def sign(data: Data, *lists: list[str], result: str = "conforme", date: str = "2025-11-03") -> None:
    """Sign RGAA criteria in the settings of the site: one signature a list."""
    file = "data/site.yaml"
    if "  verifications:\n" not in (data.root / file).read_text(encoding="utf-8"):
        data.replace(file, "  plan_d_action:\n", "  plan_d_action:\n  verifications:\n")
    failure = "      constat: Deux liens ont le même texte.\n" if result == "non-conforme" else ""
    entries = "".join(
        f"    - criteres: {json.dumps(numbers)}\n      resultat: {result}\n      le: {date}\n"
        f"      par: La référente accessibilité\n{failure}"
        for numbers in lists
    )
    data.replace(file, "  verifications:\n", f"  verifications:\n{entries}")


@contextlib.contextmanager
def unreadable(folder: Path) -> Iterator[None]:
    """Make the system refuse to read a folder, as it does to a user without the right."""
    scandir = os.scandir

    def refuse(path: str | Path) -> object:
        if Path(path) == folder:
            raise PermissionError
        return scandir(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        yield


def copy_data(root: Path) -> Data:
    """Copy the example data into a folder, without the code or the schemas."""
    shutil.copytree(EXAMPLE / "data", root / "data")
    return Data(root)


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """A copy of the example data."""
    return copy_data(tmp_path)
