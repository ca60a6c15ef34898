"""What changed between two commits, by the files that they touched; remembered from a build to the next."""

import datetime as dt
import functools
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import msgspec

from roadmap.history.diff import Change, compare
from roadmap.history.git_repository import Blob, Repository
from roadmap.problems.problem import Problem
from roadmap.schema.schemas import Schemas
from roadmap.source.data_files import ACTIONS_FOLDER, action_id, file_kind
from roadmap.source.yaml_reader import Document
from roadmap.validation.check import Results, break_rules, read_sound
from roadmap.validation.corpus import Corpus
from roadmap.validation.rules import RULES

CALENDAR = "data/calendar.yaml"
# What actions and meetings refer to: needed to read any of them, and seldom changed.
CONTEXT = ("data/axes.yaml", "data/territories.yaml")
FORMER_IDS = "anciens_identifiants"
_MOST_FILES = 512


@dataclass(frozen=True)
class CommitChange:
    """A change between two commits; `first_id` is the first identifier of what changed."""

    first_id: str
    change: Change


class _UnsoundError(Exception):
    """A file of a state holds errors: the site was not published from it."""


class CommitChanges:
    """Compares the commits of a repository by their data, with today's schemas; remembers in `cache`."""

    def __init__(self, repository: Repository, schemas: Schemas, cache: Results) -> None:
        """Take the repository."""
        self._repository, self._schemas, self._cache = repository, schemas, cache
        self._read = functools.lru_cache(_MOST_FILES)(self._read_blob)
        self._document = functools.lru_cache(_MOST_FILES)(self._read_document)

    def between(
        self, before: str, after: str, files: AbstractSet[str], own: AbstractSet[str]
    ) -> tuple[CommitChange, ...] | None:
        """Return what changed from one commit to another, a sound one; None when `before` is unsound.

        The two differ by `files`; `own` are those that `before` itself touched. Every other file is taken to
        be as sound as it is in `after`.
        """
        key = f"changes {self._schemas.checksum} {before}..{after}/{len(own)}"
        if (text := self._cache.get(key)) is None:
            text = msgspec.json.encode(self._compared(before, after, files, own)).decode()
            self._cache.put(key, text)
        return msgspec.json.decode(text, type=tuple[CommitChange, ...] | None)

    def counts(self, commit: str) -> tuple[int, int]:
        """Return how many actions and meetings a sound commit holds."""
        actions = [name for name in self._repository.names(commit, ACTIONS_FOLDER) if action_id(name)]
        meetings = self._corpus(commit, {CALENDAR}, is_checked=False).entries("calendar", "reunions")
        return len(actions), sum(1 for _ in meetings)

    def _compared(
        self, before: str, after: str, files: AbstractSet[str], own: AbstractSet[str]
    ) -> tuple[CommitChange, ...] | None:
        files = {name for name in files if file_kind(name)}
        if self._names_change(before, after, files):
            for commit in (before, after):
                files.update(self._repository.names_with(commit, FORMER_IDS, ACTIONS_FOLDER))
        if CALENDAR in files:  # what its decisions name is read in both states, or it would seem new in one
            for commit in (before, after):
                files.update(self._decided_actions(commit))
        try:
            self._corpus(before, files | own, is_checked=True)
        except _UnsoundError:
            return None
        old, new = (self._corpus(commit, files, is_checked=False) for commit in (before, after))
        return tuple(CommitChange(_first_id(each, new, old), each) for each in compare(old, new).changes)

    def _names_change(self, before: str, after: str, files: AbstractSet[str]) -> bool:
        """Say whether an action came or went: it may have had another name."""
        return any(
            (self._document(before, name) is None) != (self._document(after, name) is None)
            for name in files
            if action_id(name)
        )

    def _corpus(self, commit: str, files: AbstractSet[str], *, is_checked: bool) -> Corpus:
        """Return the corpus of some files of a commit, and of what they refer to."""
        corpus = self._empty_corpus()
        named = self._decided_actions(commit) if CALENDAR in files else ()
        for name in sorted({*CONTEXT, *files, *named}):
            kind, read = file_kind(name), self._document(commit, name) if file_kind(name) else None
            if read is None:
                if is_checked and name in (*CONTEXT, CALENDAR):  # no site is built without it
                    raise _UnsoundError(name)
                continue
            if is_checked and not read.is_sound:
                raise _UnsoundError(name)
            if read.document.value is not None:
                corpus.add(kind, read.document)
        if is_checked and _has_errors(problem for rule in RULES for problem in rule(corpus)):
            raise _UnsoundError(commit)
        return corpus

    def _decided_actions(self, commit: str) -> set[str]:
        """Return the files of the actions that the decisions of meetings name in a commit."""
        read, corpus = self._document(commit, CALENDAR), self._empty_corpus()
        if read and read.document.value is not None:
            corpus.add("calendar", read.document)
        return {
            f"{ACTIONS_FOLDER}/{name}.yaml"
            for _, _, meeting in corpus.entries("calendar", "reunions")
            for decision in filter(None, meeting.get("decisions", ()))
            for name in filter(None, decision.get("actions", ()))
        }

    def _read_document(self, commit: str, name: str) -> "_Read | None":
        """Read a file as it was in a commit, with the eyes of today; None when it was not there."""
        blob = self._repository.file(commit, name)
        return self._read(name, blob) if blob else None

    def _read_blob(self, name: str, blob: Blob) -> "_Read":
        problems: list[Problem] = []
        document = read_sound(self._schemas, Document(name, content=blob.content), problems)
        return _Read(document, not _has_errors([*problems, *break_rules(self._schemas, document)]))

    def _empty_corpus(self) -> Corpus:
        """Return an empty corpus, whose today never makes a date one to come."""
        return Corpus(dt.date.max, self._schemas)


@dataclass(frozen=True)
class _Read:
    """A file as it was, without its unsound values, and whether it had any."""

    document: Document
    is_sound: bool


def _has_errors(problems: Iterable[Problem]) -> bool:
    return any(each.severity == "error" for each in problems)


def _first_id(change: Change, *corpora: Corpus) -> str:
    """Return the first identifier of what changed, as the latest state that knows it tells."""
    for corpus in corpora:
        if change.kind == "action":
            values = [corpus.actions[change.id].value] if change.id in corpus.actions else []
        else:
            meetings = corpus.entries("calendar", "reunions")
            values = [value for _, _, value in meetings if value.get("id") == change.id]
        for value in values:
            return next(filter(None, value.get(FORMER_IDS, ())), change.id)
    return change.id
