"""What git remembers of the data: the commits that touched it, and the files as they were."""

import contextlib
import datetime as dt
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from roadmap.project import PARIS
from roadmap.source.yaml_reader import MAX_BYTES

# More than a roadmap sees in ten years: beyond, a build would take its time from a past nobody reads.
MAX_COMMITS = 2000
_LATEST = int(dt.datetime(9999, 12, 31, tzinfo=dt.UTC).timestamp())


class NoHistoryError(Exception):
    """The folder is not the top of a work tree, or git cannot read it."""


class UnreadableHistoryError(Exception):
    """There is a repository, but git refuses to read it: its folder belongs to another user."""


@dataclass(frozen=True)
class Commit:
    """A commit of the published branch: its hash, its moment in Paris, the data files that it touched."""

    hash: str
    at: dt.datetime
    files: frozenset[str]


@dataclass(frozen=True)
class Blob:
    """A file as it was in a commit; `content` is cut past the size that the reader refuses."""

    hash: str
    content: bytes = field(compare=False)


class Repository:
    """The git repository whose work tree is a folder; reads what is there, asks no other machine."""

    def __init__(self, root: Path) -> None:
        """Raise NoHistoryError when `root` is not the top of a work tree that git can read."""
        self._root = root
        top, self._is_shallow = self._lines("rev-parse", "--show-toplevel", "--is-shallow-repository")
        if Path(top).resolve() != root.resolve():
            raise NoHistoryError(root)
        self._files: subprocess.Popen[bytes] | None = None

    def commits(self) -> tuple[tuple[Commit, ...], bool]:
        """Return the commits that touched the data, the latest first, and whether the first of all is there.

        A commit's moment is the committer's: that of the merge, when readers got the change. The author's
        may be weeks older.
        """
        rows = self._lines(
            *("-c", "log.follow=false", "-c", "log.showSignature=false"),
            *("log", "--first-parent", "-m", "--no-renames", "--name-only", f"--max-count={MAX_COMMITS}"),
            *("--format=commit %H %ct %P", "HEAD", "--", "data"),
        )
        found: list[tuple[list[str], set[str]]] = []
        for row in rows:
            if row.startswith("commit "):
                found.append((row.split(), set()))
            elif row:
                found[-1][1].add(row)
        commits = tuple(
            Commit(head[1], dt.datetime.fromtimestamp(min(int(head[2]), _LATEST), PARIS), frozenset(files))
            for head, files in found
        )
        # In a shallow clone, the oldest commit seems to have no parent, and to bring every file.
        is_cut = not found or (self._is_shallow == "true" and not found[-1][0][3:])
        return commits, not is_cut and len(commits) < MAX_COMMITS

    def file(self, commit: str, name: str) -> Blob | None:
        """Return a file as it was in a commit; None when it was not there."""
        process = self._cat_file()
        try:
            process.stdin.write(f"{commit}:{name}\n".encode())
            process.stdin.flush()
        except OSError as error:
            raise NoHistoryError(name) from error
        head = process.stdout.readline().split()
        if not head:
            raise NoHistoryError(name)
        if head[-1] == b"missing":
            return None
        size = int(head[2])
        content = process.stdout.read(size + 1)[:-1]
        return Blob(head[0].decode(), content[: MAX_BYTES + 1])

    def names(self, commit: str, folder: str) -> list[str]:
        """Return the names of the files of a folder in a commit."""
        return self._lines("ls-tree", "-r", "--name-only", commit, "--", folder)

    def names_with(self, commit: str, text: str, folder: str) -> list[str]:
        """Return the names of the files of a folder that held a text in a commit."""
        with contextlib.suppress(NoHistoryError):  # git fails when no file does
            rows = self._lines("grep", "--files-with-matches", "--fixed-strings", text, commit, "--", folder)
            return [row.partition(":")[2] for row in rows]
        return []

    def __enter__(self) -> Self:
        """Let the process that gives files start when the first is asked for."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop the process that gives files."""
        if self._files:
            self._files.communicate()

    def _cat_file(self) -> subprocess.Popen[bytes]:
        if self._files is None:
            self._files = subprocess.Popen(  # noqa: S603 - no shell
                self._command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        return self._files

    def _command(self, *arguments: str) -> list[str]:
        return ["git", "-C", str(self._root), "--no-replace-objects", *arguments]

    def _lines(self, *arguments: str) -> list[str]:
        """Return what a git command prints, a row a line; raise NoHistoryError when it fails."""
        try:
            done = subprocess.run(  # noqa: S603 - no shell
                self._command(*arguments), capture_output=True, check=True, env=_environment()
            )
        except subprocess.CalledProcessError as error:
            if b"dubious ownership" in error.stderr:
                raise UnreadableHistoryError(self._root) from error
            raise NoHistoryError(self._root) from error
        except OSError as error:
            raise NoHistoryError(self._root) from error
        return done.stdout.decode("utf-8", "replace").split("\n")[:-1]


def _environment() -> dict[str, str]:
    """Return our environment without what may name another repository, and without any way out."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith("GIT_CONFIG")
    }
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
