"""Client of GitHub's REST API through `gh`, which is installed on every runner and holds the token."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BOT_LOGIN = "github-actions[bot]"
BOT_EMAIL = "41898282+github-actions[bot]@users.noreply.github.com"


class GitHubError(Exception):
    """GitHub refused a request, or its response is not as documented."""


class GitHub:
    """The REST API of one repository, `owner/name`."""

    def __init__(self, repository: str) -> None:
        """Create a client of a repository."""
        self._repository = repository

    @classmethod
    def from_environment(cls) -> "GitHub":
        """Create a client of the repository of the running workflow."""
        return cls(os.environ["GITHUB_REPOSITORY"])

    def paginate(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield every item of a paginated list."""
        for page in json.loads(self._call(path, "--paginate", "--slurp")):
            yield from page

    def get(self, path: str) -> dict[str, Any]:
        """Return the JSON object at `path`."""
        return json.loads(self._call(path))

    def download(self, path: str) -> bytes:
        """Return the content of the file at `path`."""
        return self._call(path)

    def send(self, method: str, path: str, **fields: object) -> dict[str, Any]:
        """Create or change an object; return its new state."""
        body = json.dumps(fields).encode()
        return json.loads(self._call(path, "--method", method, "--input", "-", body=body))

    def compare_url(self, base: str, branch: str) -> str:
        """Return the page where a person proposes a branch: one that a workflow proposes starts no check."""
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{self._repository}/compare/{base}...{branch}?expand=1"

    def _call(self, path: str, *options: str, body: bytes | None = None) -> bytes:
        command = ["gh", "api", f"repos/{self._repository}/{path}", *options]
        result = subprocess.run(command, input=body, capture_output=True, check=False)  # noqa: S603 - no shell
        if result.returncode:
            message = f"GitHub a refusé « {path} » : {result.stderr.decode(errors='replace').strip()}"
            raise GitHubError(message)
        return result.stdout


def load_event() -> dict[str, Any]:
    """Load the payload of the event that triggered the workflow."""
    return json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))


def get_run_url() -> str:
    """Return the URL of the current workflow run, empty outside GitHub."""
    if "GITHUB_RUN_ID" not in os.environ:
        return ""
    return "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}".format_map(os.environ)


def get_judged_commit() -> str:
    """Return the hash of the contribution's last commit in the event of this run, empty without one."""
    if "GITHUB_EVENT_PATH" not in os.environ:
        return ""
    event = load_event()
    return event.get("pull_request", {}).get("head", {}).get("sha", "")
