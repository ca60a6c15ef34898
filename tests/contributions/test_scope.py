"""What a proposal waits for: its verification always, the tests of the code only when it changes code."""

from pathlib import Path

import pytest

from tests.contributions.runner import Runner, push_proposal
from tests.validation.conftest import SHEET, Data

LOOK, CLEAN, TESTS = "Chercher si le code change", "Partir de rien", "Lancer tous les tests"


@pytest.fixture
def runner(runner: Runner) -> Runner:
    """A repository where `make` only says that it was called."""
    make = runner.folder / "bin/make"
    make.write_text("#!/bin/sh\necho make $*\n")
    make.chmod(0o755)
    return runner


def steps(runner: Runner, clone: Path) -> list[str]:
    """Return the steps of the workflow of the tests that run for what changed in a clone."""
    proposed = push_proposal(clone, 12)
    run = runner.run("tests", proposed, "refs/pull/12/merge")
    assert run.is_green, run.output
    return run.names


def test_a_proposal_of_data_and_written_pages_alone_does_not_wait_for_the_tests(
    runner: Runner, clone: Path
) -> None:
    Data(clone).replace(SHEET, "resume: ", "resume: Bien ")
    Data(clone).add("content/glossaire.md", "\nUne phrase de plus.\n")
    assert steps(runner, clone) == [LOOK]


@pytest.mark.parametrize(
    "file", ["schemas/common.schema.json", "theme/main.html", "data.py", "requirements.txt"]
)
def test_a_proposal_that_changes_anything_else_is_tested(runner: Runner, clone: Path, file: str) -> None:
    Data(clone).replace(SHEET, "resume: ", "resume: Bien ")
    Data(clone).add(file, "\n")
    assert steps(runner, clone) == [LOOK, CLEAN, TESTS]
