"""Fixtures of the tests of the workflows: a small GitHub and the clone of a contributor."""

from pathlib import Path

import pytest

from tests.contributions.runner import Runner, create_repository


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A repository on a small GitHub; its contributor works in `clone`."""
    return Runner(tmp_path, create_repository(tmp_path))


@pytest.fixture
def clone(runner: Runner) -> Path:
    """The contributor's clone."""
    return runner.folder / "clone"
