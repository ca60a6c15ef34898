"""What the tests of the check share."""

import contextlib
import functools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from roadmap.problems.problem import Problem
from roadmap.validation.check import CheckResult, check_project
from tests.conftest import EXAMPLE, project_of

SHEET = Path("data/actions/cartographie-mediation-numerique.yaml")


class MemoryCache:
    """A cache in memory, which does not outlive the test."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self.texts = dict(texts or {})

    def get(self, key: str) -> str | None:
        return self.texts.get(key)

    def put(self, key: str, text: str) -> None:
        self.texts[key] = text


@functools.cache
def example_cache_texts() -> dict[str, str]:
    """Return what a check of the data of the tests puts in its cache."""
    check_project(project_of(EXAMPLE), cache := MemoryCache())
    return cache.texts


class Data:
    """A copy of the data, changed by text, and checked again and again: only what changed is read again."""

    def __init__(self, root: Path) -> None:
        """Take the root of the copy."""
        self.root = root
        self.cache = MemoryCache(example_cache_texts())

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

    def check(self) -> CheckResult:
        """Check the copy."""
        return check_project(project_of(self.root), self.cache)

    def problems(self, severity: str = "error") -> list[Problem]:
        """Check the copy and return its problems of one severity."""
        return [each for each in self.check().problems if each.severity == severity]


@contextlib.contextmanager
def unreadable(folder: Path) -> Iterator[None]:
    """Have a folder refused, as the system does to whoever has no right to read it."""
    scandir = os.scandir

    def refuse(path: str | Path) -> object:
        if Path(path) == folder:
            raise PermissionError
        return scandir(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        yield


def copy_data(root: Path) -> Data:
    """Copy the data of the tests into a folder, and nothing else: the software is the repository's own."""
    shutil.copytree(EXAMPLE / "data", root / "data")
    return Data(root)


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """A copy of the data of the tests."""
    return copy_data(tmp_path)
