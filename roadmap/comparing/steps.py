"""What changed between two commits, by the files that they touched; kept from a build to the next."""

import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from roadmap import caching
from roadmap.checking.check import of_file, read_sound
from roadmap.checking.rules import RULES, Corpus
from roadmap.checking.schemas import KIND_OF_FILE
from roadmap.comparing.diff import Change, compare
from roadmap.explaining.problems import Problem
from roadmap.reading.files import ACTIONS, action_id
from roadmap.reading.reader import Document
from roadmap.reading.repository import Blob, Repository

CALENDAR = "data/calendar.yaml"
# What actions and meetings refer to: needed to read any of them, and seldom changed.
CONTEXT = ("data/axes.yaml", "data/territories.yaml")
FORMER_IDS = "anciens_identifiants"
# Libraries that have a say in what is sound and in how it is worded.
_LIBRARIES = ("babel", "jsonschema", "pyyaml")
_MOST_KEPT_FILES = 512


@dataclass(frozen=True)
class Step:
    """A change between two commits; `first_id` is the first identifier of what changed."""

    first_id: str
    change: Change


class _UnsoundError(Exception):
    """A file of a state holds errors: the site was not published from it."""


class Steps:
    """Compares states of the data; what was found is kept in `folder`, which may be deleted at any time."""

    def __init__(self, repository: Repository, folder: Path) -> None:
        """Read what was kept by the same code."""
        code = caching.of_code("roadmap", libraries=_LIBRARIES), caching.of_files("schemas")
        self._repository, self._folder = repository, folder
        self._file = folder / f"{caching.fingerprint(*(each.encode() for each in code))}.json"
        self._kept: dict[str, list | None] = json.loads(caching.kept(self._file) or b"{}")
        self._before, self._used = frozenset(self._kept), {}
        self._read = functools.lru_cache(_MOST_KEPT_FILES)(_read)
        self._document = functools.lru_cache(_MOST_KEPT_FILES)(self._read_document)

    def between(
        self, before: str, after: str, files: AbstractSet[str], own: AbstractSet[str]
    ) -> tuple[Step, ...] | None:
        """Return what changed from one commit to another, a sound one; None when `before` is unsound.

        The two differ by `files`; `own` are those that `before` itself touched. Every other file is taken to
        be as sound as it is in `after`.
        """
        key = f"{before}..{after}/{len(own)}"
        if key not in self._kept:
            found = self._compared(before, after, files, own)
            self._kept[key] = None if found is None else [dataclasses.asdict(step) for step in found]
        rows = self._used[key] = self._kept[key]
        return None if rows is None else tuple(_step(**row) for row in rows)

    def counts(self, commit: str) -> tuple[int, int]:
        """Return how many actions and meetings a sound commit holds."""
        if commit not in self._kept:
            actions = [name for name in self._repository.names(commit, ACTIONS) if action_id(name)]
            meetings = self._corpus(commit, {CALENDAR}, is_checked=False).entries("calendar", "reunions")
            self._kept[commit] = [len(actions), sum(1 for _ in meetings)]
        actions, meetings = self._used[commit] = self._kept[commit]
        return actions, meetings

    def keep(self) -> None:
        """Write what this run used, for the next one."""
        if self._used.keys() != self._before:
            caching.keep(self._file, json.dumps(self._used, ensure_ascii=False).encode())
            caching.forget(self._folder, ".json", but=frozenset([self._file.name]))

    def _compared(
        self, before: str, after: str, files: AbstractSet[str], own: AbstractSet[str]
    ) -> tuple[Step, ...] | None:
        files = {name for name in files if _kind(name)}
        if self._names_change(before, after, files):
            for commit in (before, after):
                files.update(self._repository.names_with(commit, FORMER_IDS, ACTIONS))
        if CALENDAR in files:  # what its decisions name is read in both states, or it would seem new in one
            for commit in (before, after):
                files.update(self._decided_actions(commit))
        try:
            self._corpus(before, files | own, is_checked=True)
        except _UnsoundError:
            return None
        old, new = (self._corpus(commit, files, is_checked=False) for commit in (before, after))
        return tuple(Step(_first_id(each, new, old), each) for each in compare(old, new).changes)

    def _names_change(self, before: str, after: str, files: AbstractSet[str]) -> bool:
        """Say whether an action came or went: it may have had another name."""
        return any(
            (self._document(before, name) is None) != (self._document(after, name) is None)
            for name in files
            if action_id(name)
        )

    def _corpus(self, commit: str, files: AbstractSet[str], *, is_checked: bool) -> Corpus:
        """Return the corpus of some files of a commit, and of what they refer to."""
        corpus = _corpus()
        named = self._decided_actions(commit) if CALENDAR in files else ()
        for name in sorted({*CONTEXT, *files, *named}):
            kind, read = _kind(name), self._document(commit, name) if _kind(name) else None
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
        read, corpus = self._document(commit, CALENDAR), _corpus()
        if read and read.document.value is not None:
            corpus.add("calendar", read.document)
        return {
            f"{ACTIONS}/{name}.yaml"
            for _, _, meeting in corpus.entries("calendar", "reunions")
            for decision in filter(None, meeting.get("decisions", ()))
            for name in filter(None, decision.get("actions", ()))
        }

    def _read_document(self, commit: str, name: str) -> "_Read | None":
        """Read a file as it was in a commit, with the eyes of today; None when it was not there."""
        blob = self._repository.file(commit, name)
        return self._read(name, blob) if blob else None


@dataclass(frozen=True)
class _Read:
    """A file as it was, without its unsound values, and whether it had any."""

    document: Document
    is_sound: bool


def _read(name: str, blob: Blob) -> _Read:
    problems: list[Problem] = []
    kind = _kind(name)
    document = read_sound(name, blob.content, kind, problems)
    return _Read(document, not _has_errors([*problems, *of_file(document, kind)]))


def _corpus() -> Corpus:
    """Return an empty corpus, whose today never makes a date one to come."""
    return Corpus(dt.date.max)


def _has_errors(problems: Iterable[Problem]) -> bool:
    return any(each.severity == "error" for each in problems)


def _kind(name: str) -> str | None:
    """Return the kind of a file of the data; None when it is not one that says something of a change."""
    return KIND_OF_FILE.get(name) or ("action" if action_id(name) else None)


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


def _step(first_id: str, change: dict[str, object]) -> Step:
    """Return a step from what was kept of it."""
    return Step(first_id, Change(**{**change, "details": tuple(change["details"])}))
