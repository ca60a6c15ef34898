"""Check all the data: every problem of every file, sorted, in one run."""

import dataclasses
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec

from roadmap import geometry
from roadmap.problems.messages import build_problem, build_problem_from_slip
from roadmap.problems.problem import FILE_START, Problem, Slip
from roadmap.project import Project
from roadmap.schema.schemas import Schemas, Value
from roadmap.source import yaml_reader
from roadmap.source.data_files import CONTOURS_FILE, DataFiles, file_kind, find_data_files, read_data_file
from roadmap.source.yaml_reader import Document
from roadmap.validation import rules, schema_errors
from roadmap.validation.corpus import Corpus
from roadmap.validation.diagnosis import diagnose, encoding_damage

# A file with more slips than this is not what it should be at all; nobody reads the list.
MOST_PROBLEMS = 50
# Around a slip, this many characters of its line are shown.
EXCERPT = 120


class Results(Protocol):
    """What remembers texts from one run to the next (see `build.cache`)."""

    def get(self, key: str) -> str | None:
        """Return what is remembered under a key."""

    def put(self, key: str, text: str) -> None:
        """Remember a text."""


class NoResults(dict[str, str]):
    """Remembers nothing."""

    def put(self, key: str, text: str) -> None:
        """Forget at once."""


# Does some work on items, a share of them at a time (see `build.workers`); returns what each share gave.
Split = Callable[[Callable[[Sequence[Any]], Any], Sequence[Any]], list[Any]]


def in_one_share(work: Callable[[Sequence[Any]], Any], items: Sequence[Any]) -> list[Any]:
    """Do the work here and now."""
    return [work(items)]


@dataclass(frozen=True)
class Checked:
    """What could be read, without its unsound values, and all the problems, sorted."""

    corpus: Corpus
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid to build anything."""
        return tuple(found for found in self.problems if found.severity == "error")


def check(project: Project, cache: Results | None = None, split: Split = in_one_share) -> Checked:
    """Read and check the data of a project; `cache` remembers sound files, `split` shares the work."""
    schemas = Schemas(project.schemas)
    corpus = Corpus(project.today, schemas)
    found = find_data_files(project.root)
    problems, broken = list(found.problems), []
    documents = {each.file: each for each in _documents(project.root, found, problems)}
    sound = _sound_values(schemas, list(documents.values()), cache or NoResults(), split)
    for name, document in documents.items():
        kind = file_kind(name)
        if name in sound:
            document.value = sound[name]
        else:
            slips: list[Problem] = []
            document = documents[name] = read_sound(schemas, document, slips)  # noqa: PLW2901 - as it is read
            problems += slips
            broken += break_rules(schemas, document)
            if any(each.severity == "error" for each in slips):
                corpus.unsound.add(kind)
        if document.value is not None:
            corpus.add(kind, document)
    corpus.contours = _read_contours(project.root, found, problems)
    broken += itertools.chain.from_iterable(rule(corpus) for rule in rules.RULES)
    problems = _shortened(problems + _on_sound_lines(broken, problems))
    shown = (_with_excerpt(each, documents.get(each.file)) for each in problems)
    return Checked(corpus, tuple(sorted(shown, key=lambda each: each.sort_key)))


def _documents(root: Path, found: DataFiles, problems: list[Problem]) -> Iterator[Document]:
    """Yield each YAML file, its value still unknown."""
    for name in (*found.files, *found.action_files):
        if name != CONTOURS_FILE:
            try:
                yield Document(name, content=read_data_file(root, name))
            except OSError:
                problems.append(build_problem(name, FILE_START, "not-a-file"))


def _sound_values(
    schemas: Schemas, documents: Sequence[Document], cache: Results, split: Split
) -> dict[str, Value]:
    """Return the value of each file of which there is nothing to say, by name."""
    keys = {
        each.file: f"sound {schemas.checksum} {file_kind(each.file)} {each.checksum}" for each in documents
    }
    texts = {each.file: cache.get(keys[each.file]) for each in documents}
    unknown = [each for each in documents if texts[each.file] is None]
    for share in split(partial(_sound_texts, schemas), unknown):
        for name, text in share.items():
            cache.put(keys[name], text)
        texts |= share
    return {name: msgspec.json.decode(text) for name, text in texts.items() if text is not None}


def _sound_texts(schemas: Schemas, documents: Sequence[Document]) -> dict[str, str]:
    """Return the value, as JSON, of each file of which there is nothing to say."""
    texts = {}
    for each in documents:
        slips: list[Problem] = []
        document = read_sound(schemas, each, slips)
        if not slips and not break_rules(schemas, document):
            texts[each.file] = msgspec.json.encode(document.value).decode()
    return texts


def read_sound(schemas: Schemas, document: Document, problems: list[Problem]) -> Document:
    """Read the content of a file and check its shape; return what is sound in it, add to `problems`."""
    name, kind = document.file, file_kind(document.file)
    document, slips = yaml_reader.read_yaml(name, document.content)
    if document.value is None:
        problems += diagnose.of_unreadable(document, schemas, kind, slips)
    else:
        shape = schema_errors.Shape(document, schemas, kind)
        problems += diagnose.explained(document, shape)
        if shape.broken:
            document = schema_errors.prune(document, shape.broken)
        problems += [build_problem_from_slip(name, slip) for slip in _swallowed(document, schemas, kind)]
    said = {each.position.line for each in problems if each.file == name}
    for severity, slip in encoding_damage.find(document.lines):
        if slip.position.line not in said:
            problems.append(build_problem_from_slip(name, slip, severity))
    if document.has_bom:
        problems.append(build_problem(name, FILE_START, "bom", severity="warning"))
    return document


def break_rules(schemas: Schemas, document: Document) -> list[Problem]:
    """Return what breaks the rules on one file, in a document of which only what is sound is left."""
    if document.value is None:
        return []
    kind = file_kind(document.file)
    return list(itertools.chain.from_iterable(rule(schemas, kind, document) for rule in rules.FILE_RULES))


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
            by_file[name] = [
                *found[:MOST_PROBLEMS],
                build_problem(name, found[MOST_PROBLEMS].position, "more"),
            ]
    return [each for found in by_file.values() for each in found]


def _swallowed(document: Document, schemas: Schemas, kind: str) -> Iterator[Slip]:
    """Yield the keys of the file that stand inside a text, and nowhere else."""
    present = document.value if isinstance(document.value, dict) else {}
    absent = frozenset(schemas.of_kind(kind)["properties"]) - frozenset(present)
    return encoding_damage.swallowed_keys(document, absent)


def _with_excerpt(each: Problem, document: Document | None) -> Problem:
    """Add to a problem the line that it speaks of, cut around its place if it is long."""
    lines = document.lines if document else ()
    if not 1 <= each.position.line <= len(lines):
        return each
    line, at = lines[each.position.line - 1], each.position.column - 1
    start = max(0, at - EXCERPT // 2) if len(line) > EXCERPT else 0
    return dataclasses.replace(each, excerpt=line[start : start + EXCERPT], caret=at - start)


def _read_contours(root: Path, found: DataFiles, problems: list[Problem]) -> Document | None:
    """Return the contours of the territories, by id; None when the file cannot be read."""
    if CONTOURS_FILE not in found.files:
        return None
    try:
        content = (root / CONTOURS_FILE).read_bytes()
        return Document(CONTOURS_FILE, geometry.parse_geojson(json.loads(content)), content)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        problems.append(build_problem(CONTOURS_FILE, FILE_START, "geojson"))
        return None
