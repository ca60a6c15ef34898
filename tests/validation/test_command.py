"""`python -m roadmap check`: exit codes and forms of the answer."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import EXAMPLE, ROOT
from tests.history.conftest import begin, git
from tests.validation.conftest import SHEET, Data


def run(*arguments: str, root: Path = EXAMPLE, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "roadmap", "check", "--root", str(root), *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_sound_data_exits_0_even_with_warnings() -> None:
    done = run("--format", "json")
    assert done.returncode == 0
    assert {each["severity"] for each in json.loads(done.stdout)} == {"warning"}


def test_problems_exit_1_with_file_line_column_and_an_indented_remedy(data: Data) -> None:
    data.replace(SHEET, "axe: 1", "axe: 9")
    done = run(root=data.root)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith(f"{SHEET}:"))
    assert lines[at].split(":")[1:3] == ["8", "6"]
    assert lines[at + 1].startswith("    ")


def test_json_gives_every_part_of_a_problem(data: Data) -> None:
    data.replace(SHEET, "axe: 1", "axe: 9")
    found = [
        each
        for each in json.loads(run("--format", "json", root=data.root).stdout)
        if each["severity"] == "error"
    ]
    assert [set(each) for each in found] == [
        {"file", "line", "column", "severity", "code", "message", "hint"}
    ]


def test_misuse_exits_2(tmp_path: Path) -> None:
    assert run(root=tmp_path).returncode == 2
    assert run("--format", "xml").returncode == 2


def test_a_built_site_that_git_tracks_is_a_problem(tmp_path: Path) -> None:
    past = begin(tmp_path)
    past.add("site/index.html", "<p>")
    assert run(root=past.root).returncode == 0
    git(past.root, "add", "--force", "site")
    done = run("--format", "json", root=past.root)
    assert done.returncode == 1
    errors = [each for each in json.loads(done.stdout) if each["severity"] == "error"]
    assert [(each["file"], each["code"]) for each in errors] == [("site", "tracked-product")]


def test_without_git_the_data_is_checked_all_the_same() -> None:
    assert run(PATH="").returncode == 0
