"""Limits: whatever a file of a megabyte holds, it is answered in a few seconds; lists and texts are bounded."""

import os
import subprocess
import sys

import pytest

from roadmap.render.markdown import MAX_BRACKETS, to_html
from tests.conftest import ROOT, SCHEMAS
from tests.validation.conftest import SHEET, Data

SHARES = 20


@pytest.mark.parametrize(
    "share", [0, *(pytest.param(share, marks=pytest.mark.exhaustive) for share in range(1, SHARES))]
)
def test_hostile_files_are_answered(share: int) -> None:
    """A runaway takes minutes: the limit is far above what all the files of a share take, less than a minute."""
    command = [sys.executable, "-m", "tests.validation.hostile_files", str(share), str(SHARES)]
    result = subprocess.run(
        command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) > 50


def test_every_list_is_bounded() -> None:
    fields = [field for kind in SCHEMAS.texts if kind != "common" for _, field in SCHEMAS.fields(kind)]
    lists = [field for field in fields if field.get("type") == "array"]
    assert lists
    assert all(0 < field["maxItems"] <= 5000 for field in lists)


def test_a_list_that_is_too_long_is_one_problem(data: Data) -> None:
    data.add(SHEET, "objectifs: [" + "un but précis, " * 1500 + "]\n")
    assert {problem.code for problem in data.problems()} >= {"maxItems"}


def test_a_text_of_brackets_is_shown_as_typed() -> None:
    assert to_html("[a](https://exemple.fr) " * MAX_BRACKETS).count("<a ") == MAX_BRACKETS
    assert to_html("[a" * 3000) == f"<p>{'[a' * 3000}</p>"
