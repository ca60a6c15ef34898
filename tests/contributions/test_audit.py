"""The workflows and forms are what GitHub's schemas say, and an auditor finds nothing in them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(name)), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_auditor_finds_nothing() -> None:
    done = tool("zizmor", "--offline", "--persona", "auditor", "--no-progress", GITHUB)
    assert done.returncode == 0, done.stdout
    assert "No findings to report" in done.stdout


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("github-workflows", "workflows/*.yml"),
        ("dependabot", "dependabot.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
    ],
)
def test_each_file_follows_github_s_schema(schema: str, pattern: str) -> None:
    files = sorted(GITHUB.glob(pattern))
    assert files
    done = tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_holds_no_right_by_default_no_value_in_a_script_and_no_unpinned_action(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert int(job["timeout-minutes"]) <= 30
        assert "permissions" in job
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            # Two short commands at most: what is longer is code, and stands where it is tested.
            assert len(step.get("run", "").splitlines()) <= 2
    for action in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_a_proposal_meets_no_secret_and_only_the_comment_may_write_under_it() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert "pull_request_target" not in text
        assert ("pull-requests: write" in text) == (path.stem == "commentaire")
    contribution = yaml.safe_load((GITHUB / "workflows/contribution.yml").read_text(encoding="utf-8"))
    for job in contribution["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
