"""A git repository whose data changes commit by commit."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import EXAMPLE
from tests.validation.conftest import Data

IDENTITY = {
    "GIT_AUTHOR_NAME": "Camille Secret",
    "GIT_AUTHOR_EMAIL": "camille.secret@exemple.fr",
    "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "Camille Secret",
    "GIT_COMMITTER_EMAIL": "camille.secret@exemple.fr",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(folder: Path, *arguments: str, **environment: str) -> str:
    """Run git, as an author whose name must never be published; return what it prints."""
    command = ["git", "-C", str(folder), *arguments]
    env = {**os.environ, **IDENTITY, **environment}
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()


class DataRepository(Data):
    """The data in a git repository: one commit a day, from 1 March 2025."""

    commit_count = 0

    def commit(self, at: str = "") -> str:
        """Commit everything; return the hash."""
        self.commit_count += 1
        date = (
            at
            or f"2025-{3 + (self.commit_count - 1) // 28:02}-{1 + (self.commit_count - 1) % 28:02}T23:30:00Z"
        )
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--message", "Message secret", GIT_COMMITTER_DATE=date)
        return git(self.root, "rev-parse", "HEAD")


def create_data_repository(root: Path) -> DataRepository:
    """Make `root` a repository that holds the example data, not committed yet."""
    root.mkdir(exist_ok=True)
    if not (root / "data").exists():
        shutil.copytree(EXAMPLE / "data", root / "data")
    git(root, "init", "--quiet", "--initial-branch=main")
    (root / ".gitignore").write_text("/site/\n__pycache__/\n")
    return DataRepository(root)


@pytest.fixture
def repository(tmp_path: Path) -> DataRepository:
    """A repository with one commit."""
    repository = create_data_repository(tmp_path / "depot")
    repository.commit()
    return repository
