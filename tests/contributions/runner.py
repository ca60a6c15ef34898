"""Local runner of our GitHub workflows: runs their steps, in order, on this machine.

It supports what our workflows use and fails on the rest: the repository is a bare git remote, each action is
replaced by a few lines, and `gh` by `gh.py`.
"""

import atexit
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import EPOCH, EXAMPLE, ROOT
from tests.history.conftest import git

REPOSITORY_NAME = "prefecture/feuille-de-route"
SERVER_URL = "https://github.com"
PAGES_URL = "https://prefecture.github.io/feuille-de-route"
RUN_ID = "42"


@dataclass
class WorkflowStep:
    """A step of a workflow that ran: its exit code and its output."""

    name: str
    code: int
    output: str


@dataclass
class Run:
    """The results of a run of a workflow."""

    folder: Path
    steps: list[WorkflowStep] = field(default_factory=list)

    @property
    def temp(self) -> Path:
        """The folder of its temporary files."""
        return self.folder / "temp"

    @property
    def is_green(self) -> bool:
        """Whether every step succeeded."""
        return all(step.code == 0 for step in self.steps)

    @property
    def names(self) -> list[str]:
        """The names of the steps that ran."""
        return [step.name for step in self.steps]

    @property
    def output(self) -> str:
        """The output of all the steps."""
        return "\n".join(step.output for step in self.steps)

    @property
    def summary(self) -> str:
        """The job summary."""
        path = self.folder / "summary.md"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def artifact(self, name: str) -> Path:
        """The folder of an artifact."""
        return self.folder / "artifacts" / name


class Runner:
    """Runs the workflows of `remote`, a bare repository, in folders under `folder`."""

    def __init__(self, folder: Path, remote: Path) -> None:
        """Put a double of `gh` in PATH, with an empty state."""
        self.folder, self.remote = folder, remote
        self.published = folder / "published"
        self.github = folder / "github.json"
        empty = {name: [] for name in ("pulls", "artifacts", "comments", "issues", "labels")}
        self.github.write_text(json.dumps(empty))
        self.run_count = 0
        (folder / "bin").mkdir()
        gh = folder / "bin/gh"
        gh.write_text(f"#!{sys.executable}\n{Path(__file__).with_name('gh.py').read_text(encoding='utf-8')}")
        gh.chmod(0o755)
        clock = folder / "bin/date"
        clock.write_text(f"#!/bin/sh\necho {EPOCH}\n")  # workflows only call `date +%s`
        clock.chmod(0o755)

    def run(
        self, workflow: str, event: dict[str, Any], ref: str = "main", only_job: str | None = None
    ) -> Run:
        """Run a workflow, in its version at `ref`, for `event`: all its jobs, or one that needs no other."""
        self.run_count += 1
        run = Run(self.folder / f"run-{self.run_count}")
        run.temp.mkdir(parents=True)
        text = git(self.remote, "show", f"{ref}:.github/workflows/{workflow}.yml")
        content = yaml.safe_load(text)
        (run.folder / "event.json").write_text(json.dumps(event))
        finished_jobs: dict[str, Any] = {}
        for name, job in content["jobs"].items():
            if only_job not in (None, name):
                continue
            context = {
                "github": {
                    "server_url": SERVER_URL,
                    "repository": REPOSITORY_NAME,
                    "token": "jeton",
                    "event": event,
                    "ref_name": ref,
                },
                "runner": {"temp": str(run.temp)},
                "needs": finished_jobs,
                "steps": {},
            }
            environment = content.get("env", {}).items()
            context["env"] = {variable: _interpolate(value, context) for variable, value in environment}
            needs = job.get("needs")
            is_skipped = needs and (not run.is_green or needs not in finished_jobs)
            if is_skipped or not _is_true(job.get("if"), context):
                continue
            self._run_job(job, context, run, ref)
            outputs = job.get("outputs", {}).items()
            values = {output: _interpolate(value, context) for output, value in outputs}
            finished_jobs[name] = {"outputs": values}
        return run

    def _run_job(self, job: dict[str, Any], context: dict[str, Any], run: Run, ref: str) -> None:
        workspace = run.folder / f"workspace-{len(run.steps)}"
        has_failed, exported_env = False, {}
        for step in job["steps"]:
            condition = step.get("if")
            if (has_failed and "cancelled()" not in (condition or "")) or not _is_true(condition, context):
                continue
            env = {
                name: _interpolate(value, context)
                for name, value in {
                    **context["env"],
                    **job.get("env", {}),
                    **exported_env,
                    **step.get("env", {}),
                }.items()
            }
            options = {name: _interpolate(value, context) for name, value in step.get("with", {}).items()}
            if "uses" in step:
                outputs = self._run_action(step["uses"].partition("@")[0], options, workspace, run, ref)
                context["steps"][step.get("id", "")] = {"outputs": outputs}
            else:
                command_files = {name: run.temp / name for name in ("GITHUB_ENV", "GITHUB_OUTPUT")}
                for file in command_files.values():
                    file.write_text("")
                env |= {name: str(file) for name, file in command_files.items()}
                result = self._run_script(step["run"], workspace, run, env)
                exported_env |= _parse_pairs(command_files["GITHUB_ENV"])
                context["steps"][step.get("id", "")] = {
                    "outputs": _parse_pairs(command_files["GITHUB_OUTPUT"])
                }
                run.steps.append(WorkflowStep(step.get("name", ""), result.returncode, result.stdout))
                has_failed = has_failed or result.returncode != 0

    def _run_script(
        self, script: str, workspace: Path, run: Run, env: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        runner = {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_PATH": str(run.folder / "event.json"),
            "GITHUB_REPOSITORY": REPOSITORY_NAME,
            "GITHUB_RUN_ID": RUN_ID,
            "GITHUB_SERVER_URL": SERVER_URL,
            "GITHUB_STEP_SUMMARY": str(run.folder / "summary.md"),
            "RUNNER_TEMP": str(run.temp),
            "FAKE_GITHUB": str(self.github),
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "SOURCE_DATE_EPOCH": EPOCH,
            "XDG_CACHE_HOME": str(run.folder / "cache"),
        }
        return subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=workspace,
            env={**os.environ, **runner, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _run_action(
        self, action: str, options: dict[str, str], workspace: Path, run: Run, ref: str
    ) -> dict[str, str]:
        """Run the double of an action; return its outputs."""
        if action == "actions/checkout":
            assert options["persist-credentials"] == "false"
            git(run.folder, "init", "--quiet", str(workspace))
            depth = options.get("fetch-depth", "1")
            git(
                workspace,
                "fetch",
                "--quiet",
                *([] if depth == "0" else [f"--depth={depth}"]),
                self.remote.as_uri(),
                options.get("ref", ref),
            )
            git(workspace, "checkout", "--quiet", "FETCH_HEAD")
        elif action == "actions/setup-python":
            # As with a warm cache: the libraries that run these tests are already installed.
            (workspace / ".venv").mkdir(exist_ok=True)
            for path in Path(sys.prefix).iterdir():
                (workspace / ".venv" / path.name).symlink_to(path)
            for name in ("requirements.txt", "requirements-test.txt", "requirements-uv.txt"):
                os.utime(workspace / name, (0, 0))
        elif action == "actions/configure-pages":
            return {"base_url": PAGES_URL}
        elif action == "actions/upload-artifact":
            _upload_artifact(workspace, options, run.artifact(options["name"]))
        elif action == "actions/upload-pages-artifact":
            _upload_artifact(workspace, options, run.artifact("github-pages"))
        elif action == "actions/deploy-pages":
            shutil.rmtree(self.published, ignore_errors=True)
            shutil.copytree(run.artifact("github-pages"), self.published)
        else:
            message = f"unknown action: {action}"
            raise AssertionError(message)
        return {}


def _parse_pairs(file: Path) -> dict[str, str]:
    """Parse a file of `name=value` lines, written by a step for the next ones."""
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


def _upload_artifact(workspace: Path, options: dict[str, str], artifact: Path) -> None:
    """Copy the files of an artifact: hidden ones only on demand, as GitHub does."""
    source = workspace / options["path"]
    artifact.mkdir(parents=True, exist_ok=True)
    if options.get("include-hidden-files") != "true" and "/." in f"/{options['path']}":
        return
    if source.is_dir():
        shutil.copytree(source, artifact, dirs_exist_ok=True)
    elif source.exists():
        shutil.copy(source, artifact)


def _interpolate(value: object, context: dict[str, Any]) -> str:
    """Replace the `${{ }}` expressions of a value; steps receive text."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(_evaluate(match[1], context) or ""), text)


def _is_true(condition: str | None, context: dict[str, Any]) -> bool:
    if condition is None:
        return True
    expression = re.sub(r"^\$\{\{(.*)\}\}$", r"\1", condition.strip())
    left, operator, right = expression.partition("==")
    if operator:
        return _evaluate(left, context) == _evaluate(right.strip().strip("()"), context)
    assert expression.strip() == "!cancelled()"
    return True


def _evaluate(expression: str, context: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    """Return the first operand of `a || b` that is set: a literal, or a path such as `github.token`."""
    for path in expression.split("||"):
        if path.strip().startswith("'"):
            return path.strip().strip("'")
        value: Any = context
        for key in path.strip().split("."):
            value = value.get(key, {}) if isinstance(value, dict) else {}
        if value:
            return value
    return None


def create_repository(folder: Path) -> Path:
    """Create a bare remote of this project with the tests' data, and a contributor's `clone` beside it."""
    first = _first_repository(os.environ.get("GIT_COMMITTER_DATE", ""))
    shutil.copytree(first, folder, dirs_exist_ok=True)
    remote = folder / "remote.git"
    git(folder / "clone", "remote", "add", "origin", str(remote))
    return remote


@functools.cache
def _first_repository(_date: str) -> Path:
    """Return the folder of a repository committed on a date, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="repository-"))
    atexit.register(shutil.rmtree, folder)
    clone = folder / "clone"
    clone.mkdir()
    names = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file() and not name.startswith(("data/", "tests/")):
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    shutil.copytree(EXAMPLE / "data", clone / "data")
    git(clone, "init", "--quiet", "--initial-branch=main")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message=Le site")
    git(folder, "clone", "--quiet", "--bare", str(clone), str(folder / "remote.git"))
    return folder


def push_proposal(clone: Path, number: int) -> dict[str, Any]:
    """Commit the changes of `clone` to a branch, and push its merge as GitHub creates it for a pull request.

    Return the event of the pull request.
    """
    branch = f"proposition-{number}"
    before = git(clone, "rev-parse", "HEAD")
    git(clone, "checkout", "--quiet", "-b", branch)
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message=Une proposition")
    head = git(clone, "rev-parse", "HEAD")
    git(clone, "checkout", "--quiet", "main")
    git(clone, "merge", "--quiet", "--no-ff", "--message=Fusion d'essai", branch)
    git(clone, "push", "--quiet", "origin", f"HEAD:refs/pull/{number}/merge")
    git(clone, "reset", "--quiet", "--hard", before)
    return {
        "number": number,
        "branch": branch,
        "head": head,
        "pull_request": {"number": number, "head": {"sha": head}},
    }


def merge_proposal(clone: Path, proposal: dict[str, Any]) -> None:
    """Merge a proposal into the main branch of the remote."""
    git(clone, "merge", "--quiet", "--no-ff", "--message=Proposition acceptée", proposal["branch"])
    git(clone, "push", "--quiet", "origin", "main")


def review_proposal(runner: Runner, proposal: dict[str, Any]) -> Run:
    """Run the workflow that reviews a proposal, in the version that the proposal has of it."""
    return runner.run("contribution", proposal, f"refs/pull/{proposal['number']}/merge")
