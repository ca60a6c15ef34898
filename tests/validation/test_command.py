"""`python -m roadmap check`: exit codes and output formats."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from roadmap.__main__ import main
from roadmap.contributions.__main__ import main as contributions_main
from tests.conftest import EXAMPLE, ROOT
from tests.history.conftest import create_data_repository, git
from tests.validation.conftest import SHEET, Data


def run_check(*arguments: str, root: Path = EXAMPLE, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "roadmap", "check", "--root", str(root), *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_valid_data_exits_0_even_with_warnings() -> None:
    done = run_check("--format", "json")
    assert done.returncode == 0
    assert {problem["severity"] for problem in json.loads(done.stdout)} == {"warning"}


def test_errors_exit_1_with_file_line_column_and_an_indented_hint(data: Data) -> None:
    data.replace(SHEET, "axe: 1", "axe: 9")
    done = run_check(root=data.root)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(f"{SHEET}:"))
    assert lines[start].split(":")[1:3] == ["8", "6"]
    assert lines[start + 1].startswith("    ")


def test_json_gives_every_part_of_a_problem(data: Data) -> None:
    data.replace(SHEET, "axe: 1", "axe: 9")
    errors = [
        problem
        for problem in json.loads(run_check("--format", "json", root=data.root).stdout)
        if problem["severity"] == "error"
    ]
    assert [set(problem) for problem in errors] == [
        {"file", "line", "column", "severity", "code", "message", "hint", "corrected_file"}
    ]


def test_misuse_exits_2(tmp_path: Path) -> None:
    assert run_check(root=tmp_path).returncode == 2
    assert run_check("--format", "xml").returncode == 2


def test_a_built_site_that_git_tracks_is_a_problem(tmp_path: Path) -> None:
    repository = create_data_repository(tmp_path)
    repository.add("site/index.html", "<p>")
    assert run_check(root=repository.root).returncode == 0
    git(repository.root, "add", "--force", "site")
    done = run_check("--format", "json", root=repository.root)
    assert done.returncode == 1
    errors = [problem for problem in json.loads(done.stdout) if problem["severity"] == "error"]
    assert [(problem["file"], problem["code"]) for problem in errors] == [("site", "tracked-product")]


def test_what_the_system_refuses_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "run", refuse)
    for command in (
        lambda: main(["check", "--root", str(EXAMPLE)]),
        lambda: contributions_main(["annotate", "HEAD"]),
    ):
        assert command() != 0
        expected = "Le système refuse : la machine ne peut pas lancer un programme de plus ; réessayez dans un instant.\n"
        assert capsys.readouterr().err == expected


def test_the_data_is_checked_without_git_too() -> None:
    assert run_check(PATH="").returncode == 0
