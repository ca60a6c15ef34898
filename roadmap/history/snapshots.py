"""States of the data to compare: a folder, or a revision of the git repository."""

import contextlib
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path


class UnknownSnapshotError(Exception):
    """What was named is neither a folder that holds data nor a revision."""


@contextlib.contextmanager
def state(name: str, root: Path) -> Iterator[Path]:
    """Give the folder that holds `data` as `name` says: a folder, or a git revision of `root`."""
    if (Path(name) / "data").is_dir():
        yield Path(name)
        return
    with tempfile.TemporaryDirectory() as folder:
        extract(name, root, Path(folder), "data")
        yield Path(folder)


def extract(name: str, root: Path, folder: Path, *parts: str) -> None:
    """Write `parts` of a revision of `root`, or the whole of it, into `folder`.

    Links are left out: they may lead anywhere. Raises UnknownSnapshotError when there is no such revision, or
    when it holds none of the parts.
    """
    command = ["git", "-C", str(root), "archive", "--format=tar", _commit(name, root), *parts]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, a hash
    if done.returncode:
        raise UnknownSnapshotError(name)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, [each for each in archive if not each.issym()], filter="data")


def clone(name: str, root: Path, folder: Path) -> None:
    """Make of `folder` a work tree of a revision of `root`, with its history and no other.

    Raise UnknownSnapshotError when there is no such revision.
    """
    commit = _commit(name, root)
    for command in (
        ["clone", "--quiet", "--no-checkout", "--shared", str(root.resolve()), str(folder)],
        ["-C", str(folder), "checkout", "--quiet", "--detach", commit],
    ):
        done = subprocess.run(["git", *command], capture_output=True, check=False)  # noqa: S603, S607 - no shell
        if done.returncode:
            raise UnknownSnapshotError(name)


def _commit(name: str, root: Path) -> str:
    command = [
        "git",
        "-C",
        str(root),
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{name}^{{commit}}",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    except OSError as error:
        raise UnknownSnapshotError(name) from error
    if done.returncode:
        raise UnknownSnapshotError(name)
    return done.stdout.strip()
