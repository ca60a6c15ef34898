"""Snapshots of the data: a folder, or a revision of the git repository extracted to a folder."""

import contextlib
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path


class UnknownSnapshotError(Exception):
    """The name is neither a folder that holds data nor a git revision."""


@contextlib.contextmanager
def open_snapshot(name: str, root: Path) -> Iterator[Path]:
    """Yield a folder that contains `data`: the folder `name`, else the git revision `name` of `root`.

    Raise UnknownSnapshotError when it is neither.
    """
    if (Path(name) / "data").is_dir():
        yield Path(name)
        return
    with tempfile.TemporaryDirectory() as folder:
        extract_revision(name, root, Path(folder), "data")
        yield Path(folder)


def extract_revision(name: str, root: Path, folder: Path, *paths: str) -> None:
    """Write `paths` of a revision of the repository `root`, all of it by default, into `folder`.

    Symbolic links are left out: they may lead anywhere. Raise UnknownSnapshotError when there is no such
    revision, or when it has none of the paths.
    """
    command = ["git", "-C", str(root), "archive", "--format=tar", _resolve_commit(name, root), *paths]
    process = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, a hash
    if process.returncode:
        raise UnknownSnapshotError(name)
    with tarfile.open(fileobj=io.BytesIO(process.stdout)) as archive:
        archive.extractall(folder, [member for member in archive if not member.issym()], filter="data")


def clone_revision(name: str, root: Path, folder: Path) -> None:
    """Clone the repository `root` into `folder`, at a revision.

    Raise UnknownSnapshotError when there is no such revision.
    """
    commit = _resolve_commit(name, root)
    for command in (
        ["clone", "--quiet", "--no-checkout", "--shared", str(root.resolve()), str(folder)],
        ["-C", str(folder), "checkout", "--quiet", "--detach", commit],
    ):
        process = subprocess.run(["git", *command], capture_output=True, check=False)  # noqa: S603, S607 - no shell
        if process.returncode:
            raise UnknownSnapshotError(name)


def _resolve_commit(name: str, root: Path) -> str:
    """Return the hash of the commit of a revision."""
    revision = f"{name}^{{commit}}"
    command = ["git", "-C", str(root), "rev-parse", "--verify", "--quiet", "--end-of-options", revision]
    try:
        process = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError as error:  # git is not installed
        raise UnknownSnapshotError(name) from error
    if process.returncode:
        raise UnknownSnapshotError(name)
    return process.stdout.strip()
