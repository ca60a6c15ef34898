"""The 106 criteria of RGAA 4.1.2, and how each is decided: by a test, a proof, or by hand (`rgaa.yaml`)."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CRITERIA_FILE = Path(__file__).with_name("rgaa.yaml")
OFFICIAL_PAGE = "https://accessibilite.numerique.gouv.fr/methode/criteres-et-tests/"
# What a test or a proof looks at, and its name, unless the file tells otherwise.
ALL_PAGES = "toutes les pages"
SITE_TEST = "tests/site/test_rgaa.py::test_the_site_passes"
# How a criterion is decided -> its state, as long as nobody signed it.
_UNSIGNED_STATES = {"test": "test", "preuve": "preuve", "main": "a-verifier"}
_HELD, _OUT_OF_SCOPE = ("test", "conforme"), ("preuve", "non-applicable")


@dataclass(frozen=True)
class Criterion:
    """A criterion in our own words; one decided by hand has a gesture and minutes.

    `method` tells what is looked at, on which pages (`pages`); `test` names the test, empty by hand.
    """

    number: str
    level: str
    statement: str
    decision: str  # "test", "preuve" or "main"
    method: str
    pages: str
    test: str = ""
    gesture: str = ""
    minutes: int = 0

    @property
    def url(self) -> str:
        """The address of the official text."""
        return f"{OFFICIAL_PAGE}#{self.number}"


@dataclass(frozen=True)
class Theme:
    """One of the thirteen themes of the criteria."""

    number: int
    name: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Gesture:
    """What a person does to decide some criteria, on pages: their titles, and their addresses."""

    id: str
    title: str
    method: str
    pages: tuple[tuple[str, str], ...]
    criteria: tuple[Criterion, ...]

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(criterion.minutes for criterion in self.criteria)


@dataclass(frozen=True)
class Reference:
    """The whole reference: its themes, and the gestures of what is decided by hand."""

    version: str
    themes: tuple[Theme, ...]
    gestures: tuple[Gesture, ...]

    @functools.cached_property
    def criteria(self) -> dict[str, Criterion]:
        """The criteria, by number, in their order."""
        return {criterion.number: criterion for theme in self.themes for criterion in theme.criteria}


@functools.cache
def load_reference() -> Reference:
    """Read the criteria."""
    content = yaml.safe_load(CRITERIA_FILE.read_text(encoding="utf-8"))
    page_counts = {name: len(gesture["pages"]) for name, gesture in content["gestes"].items()}
    themes = tuple(
        Theme(
            number,
            theme["nom"],
            tuple(_read_criterion(*item, page_counts) for item in theme["criteres"].items()),
        )
        for number, theme in enumerate(content["themes"], start=1)
    )
    criteria = [criterion for theme in themes for criterion in theme.criteria]
    gestures = tuple(
        Gesture(
            name,
            gesture["titre"],
            gesture["comment"],
            tuple(gesture["pages"].items()),
            tuple(criterion for criterion in criteria if criterion.gesture == name),
        )
        for name, gesture in content["gestes"].items()
    )
    return Reference(content["version"], themes, gestures)


def _read_criterion(number: str, entry: dict[str, Any], page_counts: Mapping[str, int]) -> Criterion:
    common = {"number": number, "level": entry["niveau"], "statement": entry["enonce"]}
    if "geste" in entry:
        return Criterion(
            **common,
            decision="main",
            method=entry["regarder"],
            pages=f"{page_counts[entry['geste']]} pages",
            gesture=entry["geste"],
            minutes=entry["minutes"],
        )
    decision = "test" if "test" in entry else "preuve"
    return Criterion(
        **common,
        decision=decision,
        method=entry[decision],
        pages=entry.get("pages", ALL_PAGES),
        test=entry.get("par", f"{SITE_TEST}[{number}]"),
    )


def compute_states(signed: Mapping[str, str]) -> dict[str, str]:
    """Return the state of each criterion, by number, from the results that people signed, which prevail."""
    return {
        number: signed.get(number) or _UNSIGNED_STATES[criterion.decision]
        for number, criterion in load_reference().criteria.items()
    }


def compute_rate(states: Mapping[str, str]) -> int | None:
    """Return the percentage of applicable criteria that hold, rounded down; None while a hand is missing."""
    values = list(states.values())
    applicable = [state for state in values if state not in _OUT_OF_SCOPE]
    if "a-verifier" in values or not applicable:
        return None
    return sum(state in _HELD for state in applicable) * 100 // len(applicable)
