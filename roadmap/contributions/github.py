"""The repository on GitHub, asked through `gh`: it stands on every runner and holds the token."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BOT = "github-actions[bot]"


class GitHubError(Exception):
    """GitHub refused a request, or gave an answer of another form than documented."""


class GitHub:
    """The REST API of one repository, `owner/name`."""

    def __init__(self, repository: str) -> None:
        """Take the repository."""
        self._repository = repository

    @classmethod
    def from_environment(cls) -> "GitHub":
        """Return the repository of the running workflow."""
        return cls(os.environ["GITHUB_REPOSITORY"])

    def items(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield every item of a list, page after page."""
        for page in json.loads(self._call(path, "--paginate", "--slurp")):
            yield from page

    def get(self, path: str) -> dict[str, Any]:
        """Return the object at `path`."""
        return json.loads(self._call(path))

    def download(self, path: str) -> bytes:
        """Return the file at `path`."""
        return self._call(path)

    def send(self, method: str, path: str, **fields: object) -> dict[str, Any]:
        """Create or change an object; return it as it has become."""
        body = json.dumps(fields).encode()
        return json.loads(self._call(path, "--method", method, "--input", "-", body=body))

    def _call(self, path: str, *options: str, body: bytes | None = None) -> bytes:
        command = ["gh", "api", f"repos/{self._repository}/{path}", *options]
        done = subprocess.run(command, input=body, capture_output=True, check=False)  # noqa: S603 - no shell
        if done.returncode:
            message = f"GitHub a refusé « {path} » : {done.stderr.decode(errors='replace').strip()}"
            raise GitHubError(message)
        return done.stdout


def event() -> dict[str, Any]:
    """Return what set the workflow off, as GitHub describes it."""
    return json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))


def run_url() -> str:
    """Return the address of the running workflow, empty outside GitHub."""
    if "GITHUB_RUN_ID" not in os.environ:
        return ""
    return "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}".format_map(os.environ)
