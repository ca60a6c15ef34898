"""Check all the data: every problem of every file, sorted, in one run."""

import dataclasses
import datetime as dt
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from roadmap import processes
from roadmap.checking import rules, schema_check, schemas
from roadmap.checking.rules import Corpus
from roadmap.checking.schemas import KIND_OF_FILE
from roadmap.checking.sound_files import sound_files
from roadmap.explaining import causes, damage
from roadmap.explaining.messages import problem
from roadmap.explaining.problems import START, Problem, Slip
from roadmap.reading import contours, dates, files, reader
from roadmap.reading.reader import Document

# A file with more slips than this is not what it should be at all; nobody reads the list.
MOST_PROBLEMS = 50
# With fewer new files than this, each is checked once, in its turn.
_WORTH_SHARING = 400
# Around a slip, this many characters of its line are shown.
EXCERPT = 120


@dataclass(frozen=True)
class Checked:
    """What could be read, without its unsound values, and all the problems, sorted."""

    corpus: Corpus
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid to build anything."""
        return tuple(found for found in self.problems if found.severity == "error")


def check(root: Path, today: dt.date | None = None) -> Checked:
    """Read and check the `data` folder of `root`."""
    run = _Run(root, today or dates.today())
    broken = itertools.chain(run.ruled, *(rule(run.corpus) for rule in rules.RULES))
    problems = _shortened(run.problems + _on_sound_lines(broken, run.problems))
    shown = (_with_excerpt(each, run.documents.get(each.file)) for each in problems)
    return Checked(run.corpus, tuple(sorted(shown, key=lambda each: each.sort_key)))


class _Run:
    """Reads every file; notes what is wrong with the shape of each, and what breaks the rules on one file."""

    def __init__(self, root: Path, today: dt.date) -> None:
        found = files.find(root)
        self.corpus = Corpus(today)
        self.problems = list(found.problems)
        self.ruled: list[Problem] = []
        self.documents: dict[str, Document] = {}
        self._sound = sound_files(root)
        read = list(self._read(root, found))
        self._find_sound(read)
        for document in read:
            self._add(document, _kind(document.file))
        self._sound.save()

    def _read(self, root: Path, found: files.Found) -> Iterator[Document]:
        """Yield each YAML file, its value still unknown."""
        for name in (*found.known, *found.actions):
            if name == files.CONTOURS:
                self.corpus.contours = _read_contours(root, self.problems)
                continue
            try:
                yield Document(name, content=_bytes(f"{root}/{name}"))
            except OSError:
                self.problems.append(problem(name, START, "not-a-file"))

    def _find_sound(self, read: list[Document]) -> None:
        """Keep the values of the new files that are sound, found by all processors; tell the rest later."""
        new = [each for each in read if self._sound.get(_key(each)) is None]
        if len(new) < _WORTH_SHARING:
            return
        for values in processes.share(_sound_values, new):
            for name, value in values.items():
                self._sound.set(name, msgspec.json.decode(value))

    def _add(self, document: Document, kind: str) -> None:
        """Add a file to the corpus, checked now or before."""
        document.value = self._sound.get(_key(document))
        if document.value is None:
            document = self._checked(document.file, document.content, kind)
        self.documents[document.file] = document
        if document.value is not None:
            self.corpus.add(kind, document)

    def _checked(self, name: str, content: bytes, kind: str) -> Document:
        shape: list[Problem] = []
        document = read_sound(name, content, kind, shape)
        ruled = of_file(document, kind)
        if any(each.severity == "error" for each in shape):
            self.corpus.unsound.add(kind)
        if not shape and not ruled:
            self._sound.set(_key(document), document.value)
            document.forget()
        self.problems += shape
        self.ruled += ruled
        return document


def _sound_values(read: Sequence[Document]) -> dict[str, bytes]:
    """Return the value of the files of which there is nothing to say, by key, as JSON: the lightest way."""
    found = {}
    for each in read:
        problems: list[Problem] = []
        kind = _kind(each.file)
        document = read_sound(each.file, each.content, kind, problems)
        if not problems and not of_file(document, kind):
            found[_key(each)] = msgspec.json.encode(document.value)
    return found


def read_sound(name: str, content: bytes, kind: str, problems: list[Problem]) -> Document:
    """Read the content of a file and check its shape; return what is sound in it, add to `problems`."""
    document, found = reader.read(name, content)
    if document.value is None:
        problems += causes.of_unreadable(document, kind, found)
    else:
        shape = schema_check.Shape(document, kind)
        problems += causes.explained(document, kind, shape)
        if shape.broken:
            document = schema_check.prune(document, shape.broken)
        problems += [causes.of_slip(name, slip) for slip in _swallowed(document, kind)]
    said = {each.position.line for each in problems if each.file == name}
    for severity, slip in damage.find(document.lines):
        if slip.position.line not in said:
            problems.append(causes.of_slip(name, slip, severity))
    if document.has_mark:
        problems.append(problem(name, START, "bom", severity="warning"))
    return document


def of_file(document: Document, kind: str) -> list[Problem]:
    """Return what breaks the rules on one file, in a document of which only what is sound is left."""
    if document.value is None:
        return []
    return list(itertools.chain.from_iterable(rule(kind, document) for rule in rules.FILE_RULES))


def _on_sound_lines(broken: Iterable[Problem], problems: list[Problem]) -> list[Problem]:
    """Return what rules found on other lines: what a rule thinks of a wrong line is the same slip."""
    wrong = {(each.file, each.position.line) for each in problems if each.severity == "error"}
    return [each for each in broken if (each.file, each.position.line) not in wrong]


def _shortened(problems: list[Problem]) -> list[Problem]:
    """Keep the first problems of each file, and say so where there are too many to be read."""
    by_file: dict[str, list[Problem]] = {}
    for each in sorted(problems, key=lambda each: each.sort_key):
        by_file.setdefault(each.file, []).append(each)
    for name, found in by_file.items():
        if len(found) > MOST_PROBLEMS:
            by_file[name] = [*found[:MOST_PROBLEMS], problem(name, found[MOST_PROBLEMS].position, "more")]
    return [each for found in by_file.values() for each in found]


def _swallowed(document: Document, kind: str) -> Iterator[Slip]:
    """Yield the keys of the file that stand inside a text, and nowhere else."""
    present = document.value if isinstance(document.value, dict) else {}
    absent = frozenset(schemas.of_kind(kind)["properties"]) - frozenset(present)
    return damage.swallowed_keys(document.lines, absent)


def _kind(name: str) -> str:
    return KIND_OF_FILE.get(name, "action")


def _key(document: Document) -> str:
    return f"{_kind(document.file)} {document.digest}"


def _bytes(path: str) -> bytes:
    """Return the content of a file, cut just past the size at which the reader refuses it."""
    # Ten thousand times, a file object costs more than the reading.
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(file, reader.MAX_BYTES + 1)
    finally:
        os.close(file)


def _with_excerpt(each: Problem, document: Document | None) -> Problem:
    """Add to a problem the line that it speaks of, cut around its place if it is long."""
    lines = document.lines if document else ()
    if not 1 <= each.position.line <= len(lines):
        return each
    line, at = lines[each.position.line - 1], each.position.column - 1
    start = max(0, at - EXCERPT // 2) if len(line) > EXCERPT else 0
    return dataclasses.replace(each, excerpt=line[start : start + EXCERPT], caret=at - start)


def _read_contours(root: Path, problems: list[Problem]) -> Document | None:
    """Read the contours, which the maps can then draw."""
    try:
        value = json.loads((root / files.CONTOURS).read_bytes())
        contours.parse(value)
    except (ValueError, LookupError, TypeError, RecursionError):
        problems.append(problem(files.CONTOURS, START, "geojson"))
        return None
    return Document(files.CONTOURS, value)
