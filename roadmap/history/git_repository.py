"""Read access to the git repository of the data: the commits that touched it, and their files."""

import contextlib
import datetime as dt
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from roadmap.project import PARIS
from roadmap.source.yaml_reader import MAX_BYTES

# More than ten years of a roadmap; older commits would slow down the build, and nobody reads them.
MAX_COMMITS = 2000
_MAX_TIMESTAMP = int(dt.datetime(9999, 12, 31, tzinfo=dt.UTC).timestamp())


class NoHistoryError(Exception):
    """The folder is not the root of a git work tree, or git failed to read it."""


class UnreadableHistoryError(Exception):
    """Git refuses to read the repository, because its folder belongs to another user."""


@dataclass(frozen=True)
class Commit:
    """A commit of the published branch: its hash, date (Paris time) and changed data files."""

    hash: str
    at: dt.datetime
    files: frozenset[str]


@dataclass(frozen=True)
class Blob:
    """A file of a commit; `content` is cut just after the maximum size that the YAML reader accepts."""

    hash: str
    content: bytes = field(compare=False)


class GitRepository:
    """A local git repository, read without any network access.

    Every method raises NoHistoryError when git fails, UnreadableHistoryError when it refuses to read.
    """

    def __init__(self, root: Path) -> None:
        """Open the repository whose work tree is `root`; raise NoHistoryError when there is none."""
        self._root = root
        top, self._is_shallow = self._run("rev-parse", "--show-toplevel", "--is-shallow-repository")
        if Path(top).resolve() != root.resolve():
            raise NoHistoryError(root)
        self._cat_file: subprocess.Popen[bytes] | None = None

    def list_commits(self) -> tuple[tuple[Commit, ...], bool]:
        """Return the commits that changed the data, latest first, and whether none older is missing.

        Dates are committer dates, that is when changes were merged and published; author dates may be weeks
        older.
        """
        rows = self._run(
            *("-c", "log.follow=false", "-c", "log.showSignature=false"),
            *("log", "--first-parent", "-m", "--no-renames", "--name-only", f"--max-count={MAX_COMMITS}"),
            *("--format=commit %H %ct %P", "HEAD", "--", "data"),
        )
        entries: list[tuple[list[str], set[str]]] = []
        for row in rows:
            if row.startswith("commit "):
                entries.append((row.split(), set()))
            elif row:
                entries[-1][1].add(row)
        commits = tuple(
            Commit(
                header[1],
                dt.datetime.fromtimestamp(min(int(header[2]), _MAX_TIMESTAMP), PARIS),
                frozenset(files),
            )
            for header, files in entries
        )
        # In a shallow clone, the oldest commit seems to have no parent, and to add every file.
        is_truncated = not entries or (self._is_shallow == "true" and not entries[-1][0][3:])
        return commits, not is_truncated and len(commits) < MAX_COMMITS

    def read_blob(self, commit: str, path: str) -> Blob | None:
        """Return a file of a commit; None when it does not exist."""
        process = self._start_cat_file()
        try:
            process.stdin.write(f"{commit}:{path}\n".encode())
            process.stdin.flush()
        except OSError as error:
            raise NoHistoryError(path) from error
        header = process.stdout.readline().split()
        if not header:
            raise NoHistoryError(path)
        if header[-1] == b"missing":
            return None
        size = int(header[2])
        content = process.stdout.read(size + 1)[:-1]
        return Blob(header[0].decode(), content[: MAX_BYTES + 1])

    def list_files(self, commit: str, folder: str) -> list[str]:
        """Return the paths of the files of a folder in a commit."""
        return self._run("ls-tree", "-r", "--name-only", commit, "--", folder)

    def find_files_containing(self, commit: str, text: str, folder: str) -> list[str]:
        """Return the paths of the files of a folder that contain a text in a commit."""
        rows = self._grep("--files-with-matches", "--fixed-strings", text, commit, "--", folder)
        return [row.partition(":")[2] for row in rows]

    def find_lines(self, commit: str, pattern: str, folder: str) -> list[tuple[str, str]]:
        """Return the (path, line) pairs of the lines of a folder that match a basic pattern in a commit."""
        rows = self._grep("-I", "--no-color", "-e", pattern, commit, "--", folder)
        return [tuple(row.partition(":")[2].split(":", 1)) for row in rows]

    def _grep(self, *arguments: str) -> list[str]:
        """Return what git grep prints: nothing when no line matches, which it takes for a failure."""
        with contextlib.suppress(NoHistoryError):
            return self._run("grep", *arguments)
        return []

    def __enter__(self) -> Self:
        """Return the repository; `git cat-file` starts when the first file is read."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop `git cat-file`."""
        if self._cat_file:
            self._cat_file.communicate()

    def _start_cat_file(self) -> subprocess.Popen[bytes]:
        """Return the `git cat-file` process, started if it is not running yet."""
        if self._cat_file is None:
            self._cat_file = subprocess.Popen(  # noqa: S603 - no shell
                self._command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        return self._cat_file

    def _command(self, *arguments: str) -> list[str]:
        return ["git", "-C", str(self._root), "--no-replace-objects", *arguments]

    def _run(self, *arguments: str) -> list[str]:
        """Return the lines that a git command prints."""
        try:
            process = subprocess.run(  # noqa: S603 - no shell
                self._command(*arguments), capture_output=True, check=True, env=_environment()
            )
        except subprocess.CalledProcessError as error:
            if b"dubious ownership" in error.stderr:
                raise UnreadableHistoryError(self._root) from error
            raise NoHistoryError(self._root) from error
        except FileNotFoundError as error:  # git is not installed
            raise NoHistoryError(self._root) from error
        return process.stdout.decode("utf-8", "replace").split("\n")[:-1]


def _environment() -> dict[str, str]:
    """Return the environment for git: no variable that names another repository, no network access."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith("GIT_CONFIG")
    }
    return {
        **inherited,
        "LC_ALL": "C",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
