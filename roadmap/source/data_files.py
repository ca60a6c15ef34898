"""Find and read the data files, and report the unexpected ones."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from roadmap.problems.building import build_problem
from roadmap.problems.naming import quote_value
from roadmap.problems.problem import FILE_START, Problem
from roadmap.problems.system_errors import explain_system_error
from roadmap.schema.schemas import KIND_BY_FILE
from roadmap.source.yaml_reader import MAX_BYTES
from roadmap.text.identifiers import is_identifier, suggest_identifier

ACTIONS_FOLDER = "data/actions"
CONTOURS_FILE = "data/territories.geojson"
# Optional: the places of digital help, written by `python -m roadmap lieux`.
PLACES_FILE = "data/lieux.csv"
# Optional: public documents of meetings, published as they are.
DOCUMENTS_FOLDER = "data/documents"
MAX_PDF_BYTES = 10_000_000
_PDF_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.pdf")
# The first bytes of a PDF (ISO 32000-1, 7.5.2).
_PDF_HEADER = b"%PDF-"
# Created by git and by desktop environments.
_IGNORED = frozenset({".gitkeep", ".DS_Store", "Thumbs.db"})


@dataclass
class DataFiles:
    """The files to read, as POSIX paths relative to the root, and the problems of the others."""

    files: list[str] = field(default_factory=list)
    action_files: list[str] = field(default_factory=list)
    pdf_sizes: dict[str, int] = field(default_factory=dict)  # bytes, by name in DOCUMENTS_FOLDER
    problems: list[Problem] = field(default_factory=list)


def find_data_files(root: Path) -> DataFiles:
    """Find the data files under `root`, sorted by name."""
    data_files = DataFiles()
    try:
        entries, action_entries = _scan(root, "data"), _scan(root, ACTIONS_FOLDER)
        pdf_entries = _scan(root, DOCUMENTS_FOLDER)
    except OSError:
        data_files.problems.append(build_problem("data", FILE_START, "unreadable-folder"))
        return data_files
    if not _is_folder(root / ACTIONS_FOLDER):
        data_files.problems.append(build_problem(ACTIONS_FOLDER, FILE_START, "not-a-folder"))
    _sort_single_files(root, entries, data_files)
    for name, entry in action_entries.items():
        if problem := _check_action_file(name, entry):
            data_files.problems.append(problem)
        else:
            data_files.action_files.append(name)
    for name, entry in pdf_entries.items():
        if problem := _check_pdf(root, name, entry):
            data_files.problems.append(problem)
        else:
            data_files.pdf_sizes[entry.name] = entry.stat().st_size
    return data_files


def _sort_single_files(root: Path, entries: dict[str, os.DirEntry[str]], data_files: DataFiles) -> None:
    """Add the files that stand alone in the folder of data, and a problem for all else that is in it."""
    expected = {*KIND_BY_FILE, CONTOURS_FILE}
    for name, entry in entries.items():
        is_expected = name in expected | {PLACES_FILE}
        if name == ACTIONS_FOLDER or (name == DOCUMENTS_FOLDER and _is_folder(root / name)):
            continue
        if is_expected and _is_regular_file(entry):
            data_files.files.append(name)
        else:
            code = "not-a-file" if is_expected or entry.is_dir() else "unexpected-file"
            data_files.problems.append(build_problem(name, FILE_START, code))
    for name in sorted(expected - entries.keys()):
        data_files.problems.append(build_problem(name, FILE_START, "missing-file"))


def read_data_file(root: Path, name: str, limit: int = MAX_BYTES) -> bytes:
    """Return the first `limit` + 1 bytes of a file; raise OSError when it cannot be read."""
    # A file object is slower than the read itself, which matters with ten thousand files.
    file = os.open(f"{root}/{name}", os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(file, limit + 1)
    finally:
        os.close(file)


def file_kind(name: str) -> str | None:
    """Return the kind of a data file, None for any other file."""
    return KIND_BY_FILE.get(name) or ("action" if action_id(name) else None)


def _scan(root: Path, folder: str) -> dict[str, os.DirEntry[str]]:
    """Return the sorted entries of a folder, by path relative to the root; none if it is a symbolic link."""
    if not _is_folder(root / folder):
        return {}
    with os.scandir(root / folder) as entries:
        by_name = sorted(entries, key=lambda entry: entry.name)
    return {f"{folder}/{entry.name}": entry for entry in by_name if entry.name not in _IGNORED}


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_regular_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def action_id(name: str) -> str | None:
    """Return the identifier of the action in a file, None for any other file."""
    folder, _, base = name.rpartition("/")
    stem = base.removesuffix(".yaml")
    return stem if folder == ACTIONS_FOLDER and stem != base and is_identifier(stem) else None


def suggest_action_file(name: str) -> str:
    """Return the name that the file of an action should have, from the one that it has."""
    stem = re.sub(r"(\.ya?ml|\.txt)+$", "", name, flags=re.IGNORECASE)
    return f"{suggest_identifier(stem, 'mon-action')}.yaml"


def _check_action_file(name: str, entry: os.DirEntry[str]) -> Problem | None:
    """Return the problem of an entry of the folder of actions, None if it is a well-named file."""
    if not _is_regular_file(entry):
        return build_problem(name, FILE_START, "not-a-file")
    if action_id(name):
        return None
    suggestion = f"« {suggest_action_file(entry.name)} »"
    return build_problem(name, FILE_START, "file-name", name=quote_value(entry.name), suggestion=suggestion)


def _check_pdf(root: Path, name: str, entry: os.DirEntry[str]) -> Problem | None:
    """Return the problem of an entry of the folder of documents, None if it is a PDF to publish.

    Of its content, only the first bytes are read.
    """
    if not _is_regular_file(entry):
        return build_problem(name, FILE_START, "not-a-file")
    if not _PDF_NAME.fullmatch(entry.name):
        stem = re.sub(r"(\.pdf)+$", "", entry.name, flags=re.IGNORECASE)
        suggestion = f"« {suggest_identifier(stem, 'document')}.pdf »"
        return build_problem(name, FILE_START, "document-name", suggestion=suggestion)
    if entry.stat().st_size > MAX_PDF_BYTES:
        return build_problem(name, FILE_START, "document-size")
    try:
        header = read_data_file(root, name, len(_PDF_HEADER) - 1)
    except OSError as error:
        return build_problem(name, FILE_START, "unreadable-file", reason=explain_system_error(error))
    return None if header == _PDF_HEADER else build_problem(name, FILE_START, "document-kind")
