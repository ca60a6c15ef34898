"""Changes between two commits, computed from the files that they touched and cached between builds."""

import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import msgspec

from roadmap.history.diff import Change, diff_corpora
from roadmap.history.git_repository import Blob, GitRepository
from roadmap.problems.problem import Problem
from roadmap.schema.schemas import Schemas
from roadmap.source.data_files import ACTIONS_FOLDER, action_id, file_kind
from roadmap.source.yaml_reader import Document, read_yaml
from roadmap.validation.check import ResultCache, check_file_rules, load_valid_document
from roadmap.validation.corpus import Corpus
from roadmap.validation.rules import RULES

CALENDAR_FILE = "data/calendar.yaml"
# Files that actions and meetings refer to: always read, seldom changed.
REFERENCE_FILES = ("data/axes.yaml", "data/territories.yaml")
FORMER_IDS = "anciens_identifiants"
_MAX_FILES_IN_MEMORY = 512
_FAR_FUTURE = dt.datetime(dt.MAXYEAR, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class CommitChange:
    """A change between two commits; `first_id` is the first identifier that its action or meeting had."""

    first_id: str
    change: Change


class _InvalidDataError(Exception):
    """The data of a commit has errors: the site was not published from it."""


class CommitComparer:
    """Compares the data of commits, validated with the current schemas; results are stored in `cache`."""

    def __init__(self, repository: GitRepository, schemas: Schemas, cache: ResultCache) -> None:
        """Prepare to read the repository."""
        self._repository, self._schemas, self._cache = repository, schemas, cache
        self._parse = functools.lru_cache(_MAX_FILES_IN_MEMORY)(self._parse_blob)
        self._load = functools.lru_cache(_MAX_FILES_IN_MEMORY)(self._load_file)

    def find_changes(
        self, before: str, after: str, files: AbstractSet[str], own_files: AbstractSet[str]
    ) -> tuple[CommitChange, ...] | None:
        """Return the changes from commit `before` to commit `after`; None when `before` has errors.

        `after` must be valid. The commits differ by `files`; `own_files` are those that `before` touched. All
        other files are assumed to be as valid as in `after`.
        """
        key = f"changes {self._schemas.checksum} {before}..{after}/{len(own_files)}"
        if (text := self._cache.get(key)) is None:
            changes = self._compute_changes(before, after, files, own_files)
            text = msgspec.json.encode(changes).decode()
            self._cache.put(key, text)
        return msgspec.json.decode(text, type=tuple[CommitChange, ...] | None)

    def count_entries(self, commit: str) -> tuple[int, int]:
        """Return the numbers of actions and of meetings of a valid commit."""
        actions = [path for path in self._repository.list_files(commit, ACTIONS_FOLDER) if action_id(path)]
        meetings = self._build_corpus(commit, {CALENDAR_FILE}).entries("calendar", "reunions")
        return len(actions), sum(1 for _ in meetings)

    def count_statuses(self, commit: str) -> dict[str, int]:
        """Return the numbers of actions by status of a valid commit."""
        key = f"statuses {self._schemas.checksum} {commit}"
        if (text := self._cache.get(key)) is None:
            text = msgspec.json.encode(Counter(self._read_statuses(commit))).decode()
            self._cache.put(key, text)
        return msgspec.json.decode(text, type=dict[str, int])

    def _read_statuses(self, commit: str) -> Iterator[str]:
        """Yield the status of each action of a commit; a whole sheet is read only if it has no usual line."""
        lines = dict(self._repository.find_lines(commit, "^statut:", ACTIONS_FOLDER))
        for path in filter(action_id, self._repository.list_files(commit, ACTIONS_FOLDER)):
            if path in lines:
                yield _read_status(lines[path])
            elif (file := self._load(commit, path)) and file.document.value:
                yield file.document.value["statut"]

    def _compute_changes(
        self, before: str, after: str, files: AbstractSet[str], own_files: AbstractSet[str]
    ) -> tuple[CommitChange, ...] | None:
        files = {path for path in files if file_kind(path)}
        if self._has_added_or_removed_action(before, after, files):
            for commit in (before, after):
                files.update(self._repository.find_files_containing(commit, FORMER_IDS, ACTIONS_FOLDER))
        if (
            CALENDAR_FILE in files
        ):  # both sides need the actions that decisions name, or they would seem added
            for commit in (before, after):
                files.update(self._find_decided_actions(commit))
        try:
            self._build_valid_corpus(before, files | own_files)
        except _InvalidDataError:
            return None
        old, new = (self._build_corpus(commit, files) for commit in (before, after))
        return tuple(
            CommitChange(_find_first_id(change, new, old), change)
            for change in diff_corpora(old, new).changes
        )

    def _has_added_or_removed_action(self, before: str, after: str, files: AbstractSet[str]) -> bool:
        """Say whether an action was added or removed: it may have been renamed."""
        return any(
            (self._load(before, path) is None) != (self._load(after, path) is None)
            for path in files
            if action_id(path)
        )

    def _build_corpus(self, commit: str, files: AbstractSet[str]) -> Corpus:
        """Return the corpus of some files of a commit and of the files that they refer to."""
        corpus = self._empty_corpus()
        for path in self._with_references(commit, files):
            if (file := self._load(commit, path)) and file.document.value is not None:
                corpus.add(file_kind(path), file.document)
        return corpus

    def _build_valid_corpus(self, commit: str, files: AbstractSet[str]) -> Corpus:
        """Return the same; raise _InvalidDataError when it has errors, or when a required file is missing."""
        for path in self._with_references(commit, files):
            file = self._load(commit, path)
            is_valid = file.is_valid if file else path not in (*REFERENCE_FILES, CALENDAR_FILE)
            if not is_valid:
                raise _InvalidDataError(path)
        corpus = self._build_corpus(commit, files)
        if _has_errors(problem for rule in RULES for problem in rule(corpus)):
            raise _InvalidDataError(commit)
        return corpus

    def _with_references(self, commit: str, files: AbstractSet[str]) -> list[str]:
        """Return the data files among `files`, and those that they refer to, sorted."""
        actions = self._find_decided_actions(commit) if CALENDAR_FILE in files else ()
        return [path for path in sorted({*REFERENCE_FILES, *files, *actions}) if file_kind(path)]

    def _find_decided_actions(self, commit: str) -> set[str]:
        """Return the paths of the actions that decisions of meetings name in a commit."""
        file, corpus = self._load(commit, CALENDAR_FILE), self._empty_corpus()
        if file and file.document.value is not None:
            corpus.add("calendar", file.document)
        return {
            f"{ACTIONS_FOLDER}/{name}.yaml"
            for _, _, meeting in corpus.entries("calendar", "reunions")
            for decision in filter(None, meeting.get("decisions", ()))
            for name in filter(None, decision.get("actions", ()))
        }

    def _load_file(self, commit: str, path: str) -> "_ParsedFile | None":
        """Return a file of a commit, validated with the current schemas; None when it does not exist."""
        blob = self._repository.read_blob(commit, path)
        return self._parse(path, blob) if blob else None

    def _parse_blob(self, path: str, blob: Blob) -> "_ParsedFile":
        problems: list[Problem] = []
        document = load_valid_document(self._schemas, Document(path, content=blob.content), problems)
        return _ParsedFile(document, not _has_errors([*problems, *check_file_rules(self._schemas, document)]))

    def _empty_corpus(self) -> Corpus:
        """Return an empty corpus, dated so that no date is in the future."""
        return Corpus(_FAR_FUTURE, self._schemas)


@dataclass(frozen=True)
class _ParsedFile:
    """A file of a commit without its invalid values; `is_valid` if it had none."""

    document: Document
    is_valid: bool


@functools.cache
def _read_status(line: str) -> str:
    """Return the value of a line « statut: … » of a valid sheet."""
    return read_yaml("", line.encode())[0].value["statut"]


def _has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _find_first_id(change: Change, *corpora: Corpus) -> str:
    """Return the first identifier of what changed, from the first corpus that has it."""
    for corpus in corpora:
        if change.kind == "action":
            values = [corpus.actions[change.id].value] if change.id in corpus.actions else []
        else:
            meetings = corpus.entries("calendar", "reunions")
            values = [meeting for _, _, meeting in meetings if meeting.get("id") == change.id]
        for value in values:
            return next(filter(None, value.get(FORMER_IDS, ())), change.id)
    return change.id
