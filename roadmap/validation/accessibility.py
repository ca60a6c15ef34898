"""Check what people signed of the RGAA criteria, and that the declared conformity follows from it."""

from collections.abc import Iterator
from typing import Any

from roadmap.problems.building import build_problem
from roadmap.problems.naming import quote_value
from roadmap.problems.problem import Problem
from roadmap.schema.rgaa import compute_rate, compute_states, load_reference
from roadmap.schema.schemas import ValuePath
from roadmap.source.yaml_reader import Document
from roadmap.text.partial_dates import PartialDate
from roadmap.validation.corpus import Corpus

# Half of the applicable criteria: below, a site is « non conforme » (RGAA, état de conformité).
MIN_PARTIAL_RATE = 50
MAX_NUMBERS = 12  # listed in a message


def check_verifications(corpus: Corpus) -> Iterator[Problem]:
    """Check that signatures name criteria of the reference, once each, and no day to come."""
    document = corpus.files.get("site")
    first: dict[str, int] = {}
    for path, item in _iter_verifications(document):
        date = item.get("le")
        if date and PartialDate.parse(date).first_day > corpus.today:
            position = document.value_position((*path, "le"))
            yield build_problem(document.file, position, "verification-date", value=quote_value(date))
        for index, number in enumerate(item.get("criteres", [])):
            if number is None:
                continue
            position = document.value_position((*path, "criteres", index))
            if number not in load_reference().criteria:
                yield build_problem(document.file, position, "criterion", value=quote_value(number))
            elif number in first:
                details = {"value": quote_value(number), "line": first[number]}
                yield build_problem(document.file, position, "criterion-twice", **details)
            first.setdefault(number, position.line)


def check_declared_conformity(corpus: Corpus) -> Iterator[Problem]:
    """Check that all is signed before a site says that it conforms; then all holds, or half does."""
    document = corpus.files.get("site")
    declared = document.value.get("accessibilite", {}).get("conformite") if document else None
    if declared not in ("partiellement", "totalement"):
        return
    signed = {
        number: item["resultat"]
        for _, item in _iter_verifications(document)
        if "resultat" in item
        for number in item.get("criteres", ())
    }
    states = compute_states(signed)
    position = document.value_position(("accessibilite", "conformite"))
    unsigned = [number for number, state in states.items() if state == "a-verifier"]
    failed = [number for number, state in states.items() if state == "non-conforme"]
    rate = compute_rate(states)
    if unsigned:
        details = {"count": len(unsigned), "numbers": _list_numbers(unsigned)}
        yield build_problem(document.file, position, "conformity-unsigned", **details)
    elif declared == "totalement" and failed:
        numbers = _list_numbers(failed)
        yield build_problem(document.file, position, "conformity-total", numbers=numbers)
    elif rate is None or rate < MIN_PARTIAL_RATE:
        details = {"rate": rate or 0, "limit": MIN_PARTIAL_RATE}
        yield build_problem(document.file, position, "conformity-half", **details)


def _iter_verifications(document: Document | None) -> Iterator[tuple[ValuePath, dict[str, Any]]]:
    settings = document.value.get("accessibilite", {}) if document else {}
    for index, item in enumerate(settings.get("verifications") or ()):
        if isinstance(item, dict):
            yield ("accessibilite", "verifications", index), item


def _list_numbers(numbers: list[str]) -> str:
    return ", ".join(numbers[:MAX_NUMBERS]) + (", …" if len(numbers) > MAX_NUMBERS else "")
