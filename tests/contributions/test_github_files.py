"""The files of `.github`: valid by GitHub's schemas, and safe by zizmor and by our own rules."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

GITHUB_FOLDER = ROOT / ".github"
WORKFLOW_FILES = sorted((GITHUB_FOLDER / "workflows").glob("*.yml"))


def run_tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(name)), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    process = run_tool("zizmor", "--offline", "--persona", "auditor", "--no-progress", GITHUB_FOLDER)
    assert process.returncode == 0, process.stdout
    assert "No findings to report" in process.stdout


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("github-workflows", "workflows/*.yml"),
        ("dependabot", "dependabot.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
    ],
)
def test_files_follow_the_schemas_of_github(schema: str, pattern: str) -> None:
    files = sorted(GITHUB_FOLDER.glob(pattern))
    assert files
    process = run_tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    assert process.returncode == 0, process.stdout + process.stderr


@pytest.mark.parametrize("path", WORKFLOW_FILES, ids=lambda path: path.stem)
def test_a_workflow_has_no_default_permission_no_expression_in_scripts_and_only_pinned_actions(
    path: Path,
) -> None:
    text = path.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert int(job["timeout-minutes"]) <= 60
        assert "permissions" in job
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            # Two short commands at most: longer code belongs in modules that have tests.
            assert len(step.get("run", "").splitlines()) <= 2
    for action in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_no_workflow_uses_secrets_and_only_the_comment_may_write_to_pull_requests() -> None:
    for path in WORKFLOW_FILES:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert "pull_request_target" not in text
        assert ("pull-requests: write" in text) == (path.stem == "commentaire")
    contribution = yaml.safe_load((GITHUB_FOLDER / "workflows/contribution.yml").read_text(encoding="utf-8"))
    for job in contribution["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
