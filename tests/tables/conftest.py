"""What the tests of the tables share: a project to import into, and tables to import."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from roadmap.__main__ import main
from tests.conftest import copy_project

Rows = list[list[Any]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the example project."""
    return copy_project(tmp_path / "projet")


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """What writes rows to an xlsx or csv file."""

    def write(rows: Rows, name: str = "plan.xlsx", **options: str) -> Path:
        path = tmp_path / name
        if path.suffix == ".xlsx":
            with xlsxwriter.Workbook(path) as book:
                page = book.add_worksheet("Plan")
                date = book.add_format({"num_format": "dd/mm/yyyy"})
                for line, row in enumerate(rows):
                    for column, value in enumerate(row):
                        page.write(line, column, value, *([date] if hasattr(value, "year") else []))
        else:
            with path.open("w", encoding=options.get("encoding", "utf-8"), newline="") as file:
                csv.writer(file, delimiter=options.get("delimiter", ";")).writerows(rows)
        return path

    return write


@pytest.fixture
def import_json(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, dict[str, Any]]]:
    """What imports a file by the command line; gives the exit code and the JSON."""

    def run(file: Path, *options: str) -> tuple[int, dict[str, Any]]:
        code = main(["import", str(file), "--root", str(project), "--format", "json", *options])
        return code, json.loads(capsys.readouterr().out)

    return run


def read_actions(project: Path) -> dict[str, bytes]:
    """Return the files of the actions of a project, by name."""
    return {path.name: path.read_bytes() for path in sorted((project / "data/actions").iterdir())}
