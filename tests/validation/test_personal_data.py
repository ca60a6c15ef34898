"""Personal data in the sheets: what is certain is an error, what is likely a warning, and services are accepted."""

import json

import pytest

from roadmap.problems.problem import Problem
from tests.personal_data import (
    FUNCTIONS,
    MAILBOXES,
    MOBILES,
    OTHER_NUMBERS,
    PERSONS,
    SAFE_TARGETS,
    UNSAFE_TARGETS,
)
from tests.validation.conftest import SHEET, Data


def problems_of(data: Data, field: str) -> list[Problem]:
    """Return the problems of a sheet with one more field."""
    data.add(SHEET, f"{field}\n")
    return [problem for problem in data.check().problems if problem.file == str(SHEET)]


def codes_of(data: Data, text: str) -> list[tuple[str, str]]:
    """Return the severity and the code of the problems of a long text."""
    field = f"description: {json.dumps(f'Pour tous : {text}, le matin.', ensure_ascii=False)}"
    return [(problem.severity, problem.code) for problem in problems_of(data, field)]


@pytest.mark.parametrize("number", MOBILES)
def test_a_mobile_number_is_an_error_however_it_is_written(data: Data, number: str) -> None:
    assert codes_of(data, number) == [("error", "mobile")]


@pytest.mark.parametrize("number", OTHER_NUMBERS)
def test_another_number_is_not_taken_for_a_mobile(data: Data, number: str) -> None:
    assert codes_of(data, number) == []


@pytest.mark.parametrize("address", MAILBOXES)
def test_the_mailbox_of_a_contact_is_that_of_a_service(data: Data, address: str) -> None:
    problems = problems_of(data, f"contact:\n  service: Accueil\n  courriel: {address}")
    code = MAILBOXES[address]
    severity = "warning" if code == "maybe-personal-mailbox" else "error"
    assert {(problem.severity, problem.code) for problem in problems} <= {
        (severity, code),
        ("error", "pattern"),
    }
    assert bool(problems) == bool(code)


@pytest.mark.parametrize(
    "address", [address for address, code in MAILBOXES.items() if code != "mailbox-host"]
)
def test_so_is_a_mailbox_in_a_text(data: Data, address: str) -> None:
    code = MAILBOXES[address]
    severity = "warning" if code == "maybe-personal-mailbox" else "error"
    assert codes_of(data, address) == ([(severity, code)] if code else [])


@pytest.mark.parametrize("name", PERSONS)
def test_the_name_of_a_person_is_a_warning(data: Data, name: str) -> None:
    assert codes_of(data, name) == [("warning", "person-name")]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_not_taken_for_a_name(data: Data, name: str) -> None:
    assert codes_of(data, name) == []


@pytest.mark.parametrize("target", SAFE_TARGETS)
def test_a_safe_link_of_a_long_text_is_accepted(data: Data, target: str) -> None:
    assert codes_of(data, f"[la page]({target})") == []


@pytest.mark.parametrize("target", UNSAFE_TARGETS)
def test_a_link_elsewhere_or_to_several_mailboxes_is_an_error(data: Data, target: str) -> None:
    assert ("error", "link") in codes_of(data, f"[la page]({target})")
