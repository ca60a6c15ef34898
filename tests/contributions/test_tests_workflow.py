"""The workflow of the tests: it runs them only for a proposal that changes code."""

from pathlib import Path

import pytest

from tests.contributions.runner import Runner, push_proposal
from tests.validation.conftest import SHEET, Data

LOOK_STEP, CLEAN_STEP, TESTS_STEP = "Chercher si le code change", "Partir de rien", "Lancer tous les tests"


@pytest.fixture
def runner(runner: Runner) -> Runner:
    """A repository where `make` prints its arguments and does nothing."""
    make = runner.folder / "bin/make"
    make.write_text("#!/bin/sh\necho make $*\n")
    make.chmod(0o755)
    return runner


def run_tests_workflow(runner: Runner, clone: Path) -> list[str]:
    """Propose the changes of a clone; return the steps of the workflow of the tests that ran."""
    proposal = push_proposal(clone, 12)
    run = runner.run("tests", proposal, "refs/pull/12/merge")
    assert run.is_green, run.output
    return run.names


def test_a_proposal_of_data_and_written_pages_does_not_run_the_tests(runner: Runner, clone: Path) -> None:
    Data(clone).replace(SHEET, "resume: ", "resume: Bien ")
    Data(clone).add("content/glossaire.md", "\nUne phrase de plus.\n")
    assert run_tests_workflow(runner, clone) == [LOOK_STEP]


@pytest.mark.parametrize(
    "path", ["schemas/common.schema.json", "theme/main.html", "data.py", "requirements.txt"]
)
def test_a_proposal_that_changes_anything_else_runs_the_tests(runner: Runner, clone: Path, path: str) -> None:
    Data(clone).replace(SHEET, "resume: ", "resume: Bien ")
    Data(clone).add(path, "\n")
    assert run_tests_workflow(runner, clone) == [LOOK_STEP, CLEAN_STEP, TESTS_STEP]
