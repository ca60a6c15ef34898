"""Check all the data: every problem of every file, sorted, in one run."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from roadmap import dates, files, reader, rules, schema_check
from roadmap.messages import problem
from roadmap.problems import START, Problem
from roadmap.rules import Corpus
from roadmap.schemas import KIND_OF_FILE


@dataclass(frozen=True)
class Checked:
    """The documents that are sound in shape, and all the problems, sorted."""

    corpus: Corpus
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid to build anything."""
        return tuple(found for found in self.problems if found.severity == "error")


def check(root: Path, today: dt.date | None = None) -> Checked:
    """Read and check the `data` folder of `root`."""
    found = files.find(root)
    problems = list(found.problems)
    corpus = Corpus(today or dates.today())
    for name in found.known:
        if name == files.CONTOURS:
            corpus.contours = _read_contours(root, problems)
        elif document := _read(root, name, KIND_OF_FILE[name], problems):
            corpus.files[KIND_OF_FILE[name]] = document
    for name in found.actions:
        if document := _read(root, name, "action", problems):
            corpus.actions[Path(name).stem] = document
    for rule in rules.RULES:
        problems += rule(corpus)
    return Checked(corpus, tuple(sorted(problems, key=lambda each: each.sort_key)))


def _read(root: Path, name: str, kind: str, problems: list[Problem]) -> reader.Document | None:
    """Read a file and check its shape; return it if it is sound."""
    document, slips = reader.read(name, (root / name).read_bytes())
    slips = slips or schema_check.check(document, kind)
    problems += slips
    return None if slips else document


def _read_contours(root: Path, problems: list[Problem]) -> reader.Document | None:
    """Read the contours: a GeoJSON collection whose features carry a territory's `id`."""
    try:
        value = json.loads((root / files.CONTOURS).read_bytes())
        for feature in value["features"]:
            feature["geometry"]["coordinates"], feature["properties"]["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        problems.append(problem(files.CONTOURS, START, "geojson"))
        return None
    return reader.Document(files.CONTOURS, value)
