"""Check all data files of a project: parse them, validate them, and return every problem found."""

import dataclasses
import itertools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec

from roadmap import geometry
from roadmap.problems.building import build_problem, build_problem_from_slip
from roadmap.problems.problem import FILE_START, Problem, Slip
from roadmap.problems.system_errors import explain_system_error
from roadmap.project import Project
from roadmap.schema.schemas import Schemas, Value
from roadmap.source import yaml_reader
from roadmap.source.data_files import (
    CONTOURS_FILE,
    PLACES_FILE,
    DataFiles,
    file_kind,
    find_data_files,
    read_data_file,
)
from roadmap.source.yaml_reader import Document
from roadmap.validation import places, rules, schema_errors
from roadmap.validation.corpus import Corpus
from roadmap.validation.diagnosis import diagnose, encoding_damage, pasted_text

# A file with more problems is not what it should be at all, and nobody reads a longer list.
MAX_PROBLEMS_PER_FILE = 50
# Characters of the source line shown with a problem.
EXCERPT_LENGTH = 120
# Twenty times the contours of a department; reading them takes eighty times their size in memory.
MAX_CONTOURS_BYTES = 3_000_000


class ResultCache(Protocol):
    """A persistent cache of texts (see `build.cache`)."""

    def get(self, key: str) -> str | None:
        """Return the text stored under a key, None if there is none."""

    def put(self, key: str, text: str) -> None:
        """Store a text."""


class NullCache(dict[str, str]):
    """A cache that stores nothing."""

    def put(self, key: str, text: str) -> None:
        """Discard the text."""


# Applies a function to chunks of a sequence, maybe in parallel; returns the results (see `build.workers`).
ChunkMapper = Callable[[Callable[[Sequence[Any]], Any], Sequence[Any]], list[Any]]


def map_in_one_chunk(function: Callable[[Sequence[Any]], Any], items: Sequence[Any]) -> list[Any]:
    """Apply the function to all items at once, in this process."""
    return [function(items)]


@dataclass(frozen=True)
class CheckResult:
    """The valid part of the data, and all its problems, sorted."""

    corpus: Corpus
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that prevent building the site."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def check_project(
    project: Project, cache: ResultCache | None = None, map_chunks: ChunkMapper = map_in_one_chunk
) -> CheckResult:
    """Check the data of a project; `cache` stores the parsed values of files without problems."""
    schemas = Schemas(project.schemas)
    corpus = Corpus(project.now, schemas)
    data_files = find_data_files(project.root)
    problems, rule_problems = list(data_files.problems), []
    documents = {document.file: document for document in _read_documents(project.root, data_files, problems)}
    valid_values = _load_valid_values(schemas, list(documents.values()), cache or NullCache(), map_chunks)
    for path, document in documents.items():
        kind = file_kind(path)
        if path in valid_values:
            document.value = valid_values[path]
        else:
            file_problems: list[Problem] = []
            document = documents[path] = load_valid_document(schemas, document, file_problems)  # noqa: PLW2901
            problems += file_problems
            rule_problems += check_file_rules(schemas, document)
            if any(problem.severity == "error" for problem in file_problems):
                corpus.kinds_with_errors.add(kind)
        if document.value is not None:
            corpus.add(kind, document)
    corpus.pdf_sizes = data_files.pdf_sizes
    corpus.contours = _load_contours(project.root, data_files, problems)
    corpus.places = _load_places(project.root, data_files, corpus, problems)
    rule_problems += itertools.chain.from_iterable(rule(corpus) for rule in rules.RULES)
    problems = _truncate(problems + _drop_repeated(rule_problems, problems))
    excerpted = (_add_excerpt(problem, documents.get(problem.file)) for problem in problems)
    return CheckResult(corpus, tuple(sorted(excerpted, key=lambda problem: problem.sort_key)))


def check_with_files(project: Project, files: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return the problems that some files would have among the data: their texts, by path from the root."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(project.data, root / "data")
        for name, text in files.items():
            (root / name).write_text(text, encoding="utf-8", newline="\n")
        problems = check_project(project.with_root(root)).problems
    return tuple(problem for problem in problems if problem.file in files)


def _read_documents(root: Path, data_files: DataFiles, problems: list[Problem]) -> Iterator[Document]:
    """Yield each YAML file, read but not parsed; append unreadable files to `problems`."""
    for path in (*data_files.files, *data_files.action_files):
        if path not in (CONTOURS_FILE, PLACES_FILE):
            try:
                yield Document(path, content=read_data_file(root, path))
            except OSError as error:
                problems.append(_build_unreadable(path, error))


def _build_unreadable(path: str, error: OSError) -> Problem:
    return build_problem(path, FILE_START, "unreadable-file", reason=explain_system_error(error))


def _load_valid_values(
    schemas: Schemas, documents: Sequence[Document], cache: ResultCache, map_chunks: ChunkMapper
) -> dict[str, Value]:
    """Return the values of the files without problems, by path, from the cache when possible."""
    keys = {
        document.file: f"sound {schemas.checksum} {file_kind(document.file)} {document.checksum}"
        for document in documents
    }
    texts = {path: cache.get(key) for path, key in keys.items()}
    uncached = [document for document in documents if texts[document.file] is None]
    for chunk_texts in map_chunks(partial(_serialize_valid_values, schemas), uncached):
        for path, text in chunk_texts.items():
            cache.put(keys[path], text)
        texts |= chunk_texts
    return {path: msgspec.json.decode(text) for path, text in texts.items() if text is not None}


def _serialize_valid_values(schemas: Schemas, documents: Sequence[Document]) -> dict[str, str]:
    """Return the values, as JSON, of the files without problems, by path."""
    texts = {}
    for document in documents:
        problems: list[Problem] = []
        valid = load_valid_document(schemas, document, problems)
        if not problems and not check_file_rules(schemas, valid):
            texts[document.file] = msgspec.json.encode(valid.value).decode()
    return texts


def load_valid_document(schemas: Schemas, document: Document, problems: list[Problem]) -> Document:
    """Parse a file and validate it against its schema; return it without its invalid values.

    Append what is wrong to `problems`. The value is None when the file cannot be parsed.
    """
    path, kind = document.file, file_kind(document.file)
    document, slips = yaml_reader.read_yaml(path, document.content)
    if pasted := pasted_text.find_pasted_text(document.lines, schemas, kind):
        problems.append(build_problem_from_slip(path, pasted))
        document.value = None
        return document
    if document.value is None:
        problems += diagnose.diagnose_syntax_errors(document, schemas, kind, slips)
    else:
        errors = schema_errors.SchemaErrors(document, schemas, kind)
        problems += diagnose.diagnose_schema_errors(document, errors)
        if errors.invalid_paths:
            document = schema_errors.prune(document, errors.invalid_paths)
        problems += [
            build_problem_from_slip(path, slip) for slip in _find_swallowed_keys(document, schemas, kind)
        ]
    reported_lines = {problem.position.line for problem in problems if problem.file == path}
    for severity, slip in encoding_damage.find_encoding_damage(document):
        if slip.position.line not in reported_lines:
            problems.append(build_problem_from_slip(path, slip, severity))
    if document.has_bom:
        problems.append(build_problem(path, FILE_START, "bom", severity="warning"))
    return document


def check_file_rules(schemas: Schemas, document: Document) -> list[Problem]:
    """Return the violations of the rules that involve one file only, in a document without invalid values."""
    if document.value is None:
        return []
    kind = file_kind(document.file)
    return list(itertools.chain.from_iterable(rule(schemas, kind, document) for rule in rules.FILE_RULES))


def _drop_repeated(rule_problems: Iterable[Problem], problems: list[Problem]) -> list[Problem]:
    """Return the rule violations, except on lines with another error: it is most likely their cause."""
    error_lines = {(error.file, error.position.line) for error in problems if error.severity == "error"}
    return [problem for problem in rule_problems if (problem.file, problem.position.line) not in error_lines]


def _truncate(problems: list[Problem]) -> list[Problem]:
    """Keep the first MAX_PROBLEMS_PER_FILE problems of each file, then one that says there are more."""
    by_file: dict[str, list[Problem]] = {}
    for item in sorted(problems, key=lambda problem: problem.sort_key):
        by_file.setdefault(item.file, []).append(item)
    for path, items in by_file.items():
        if len(items) > MAX_PROBLEMS_PER_FILE:
            more = build_problem(path, items[MAX_PROBLEMS_PER_FILE].position, "more")
            by_file[path] = [*items[:MAX_PROBLEMS_PER_FILE], more]
    return list(itertools.chain.from_iterable(by_file.values()))


def _find_swallowed_keys(document: Document, schemas: Schemas, kind: str) -> Iterator[Slip]:
    """Yield the top-level keys that are missing from the file and appear inside a block of text."""
    present = document.value if isinstance(document.value, dict) else {}
    missing = frozenset(schemas.of_kind(kind)["properties"]) - frozenset(present)
    return encoding_damage.find_swallowed_keys(document, missing)


def _add_excerpt(problem: Problem, document: Document | None) -> Problem:
    """Return the problem with its source line, cut around its column when long."""
    lines = document.lines if document else ()
    if not 1 <= problem.position.line <= len(lines):
        return problem
    line, column = lines[problem.position.line - 1], problem.position.column - 1
    start = max(0, column - EXCERPT_LENGTH // 2) if len(line) > EXCERPT_LENGTH else 0
    return dataclasses.replace(problem, excerpt=line[start : start + EXCERPT_LENGTH], caret=column - start)


def _load_places(
    root: Path, data_files: DataFiles, corpus: Corpus, problems: list[Problem]
) -> places.PlacesFile | None:
    """Return the places; None when there is no file, or when the communes that tell them are not known."""
    if PLACES_FILE not in data_files.files or not corpus.has_all_entries("territories"):
        return None
    try:
        content = read_data_file(root, PLACES_FILE, places.MAX_PLACES_BYTES)
    except OSError as error:
        problems.append(_build_unreadable(PLACES_FILE, error))
        return None
    communes = places.Communes.of(corpus.files["territories"].value)
    return places.read_places(content, communes, corpus.today, problems)


def _load_contours(root: Path, data_files: DataFiles, problems: list[Problem]) -> Document | None:
    """Return the contours of the territories, by id; None when the file is missing or unreadable."""
    if CONTOURS_FILE not in data_files.files:
        return None
    try:
        content = read_data_file(root, CONTOURS_FILE, MAX_CONTOURS_BYTES)
        if len(content) > MAX_CONTOURS_BYTES:
            problems.append(build_problem(CONTOURS_FILE, FILE_START, "contour-size"))
            return None
        return Document(CONTOURS_FILE, geometry.parse_geojson(json.loads(content)), content)
    except geometry.ContourError as error:
        problems.append(build_problem(CONTOURS_FILE, FILE_START, f"contour-{error.reason}"))
    except OSError as error:
        problems.append(_build_unreadable(CONTOURS_FILE, error))
    except (ValueError, LookupError, TypeError, RecursionError):
        problems.append(build_problem(CONTOURS_FILE, FILE_START, "geojson"))
    return None
