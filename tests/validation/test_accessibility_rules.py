"""What people sign of the RGAA criteria, and what a site may then say of itself."""

import pytest

from roadmap.problems.problem import Problem
from tests.validation.conftest import BY_HAND, BY_TEST, Data, sign

SITE = "data/site.yaml"


def sign_all(data: Data, *signatures: tuple[list[str], str], declared: str = "non") -> list[Problem]:
    """Write signatures, a result for some criteria each, and the declared state; return the errors."""
    for numbers, result in signatures:
        sign(data, numbers, result=result)
    data.replace(SITE, "conformite: non", f"conformite: {declared}")
    return data.problems()


@pytest.mark.parametrize("declared", ["partiellement", "totalement"])
def test_a_site_is_not_conforming_while_a_hand_is_missing(data: Data, declared: str) -> None:
    (problem,) = sign_all(data, (BY_HAND[1:], "conforme"), declared=declared)
    assert problem.code == "conformity-unsigned"
    assert f"1 en tout ({BY_HAND[0]})" in problem.message
    assert "« conformite: non »" in problem.hint


def test_a_site_where_nothing_is_signed_is_told_how_much_waits(data: Data) -> None:
    (problem,) = sign_all(data, declared="partiellement")
    assert f"{len(BY_HAND)} en tout" in problem.message
    assert problem.message.endswith("…).")


@pytest.mark.parametrize("declared", ["non", "partiellement", "totalement"])
def test_a_site_where_all_is_signed_and_holds_says_what_it_wants(data: Data, declared: str) -> None:
    assert sign_all(data, (BY_HAND[:3], "conforme"), (BY_HAND[3:], "non-applicable"), declared=declared) == []


def test_one_failure_makes_a_site_partly_conforming(data: Data) -> None:
    signatures = ((BY_HAND[:1], "non-conforme"), (BY_HAND[1:], "conforme"))
    assert sign_all(data, *signatures, declared="partiellement") == []
    data.replace(SITE, "conformite: partiellement", "conformite: totalement")
    (problem,) = data.problems()
    assert problem.code == "conformity-total"
    assert f"({BY_HAND[0]})" in problem.message


def test_a_site_where_less_than_half_holds_is_not_conforming_and_a_hand_prevails_over_a_test(
    data: Data,
) -> None:
    signatures = ((BY_HAND, "conforme"), (BY_TEST, "non-conforme"))
    (problem,) = sign_all(data, *signatures, declared="partiellement")
    assert problem.code == "conformity-half"
    assert f"{len(BY_HAND) * 100 // (len(BY_HAND) + len(BY_TEST))} %" in problem.message


@pytest.mark.parametrize(
    ("numbers", "date", "code"),
    [
        (["14.1"], "2025-11-03", "criterion"),
        (["1.3"], "2026-11-03", "verification-date"),
        (["1.3", "1.3"], "2025-11-03", "uniqueItems"),
        (["premier"], "2025-11-03", "pattern"),
        (["1.3"], "novembre", "pattern"),
    ],
)
def test_a_signature_that_cannot_be_is_refused(data: Data, numbers: list[str], date: str, code: str) -> None:
    sign(data, numbers, date=date)
    (problem,) = data.problems()
    assert problem.code == code


def test_a_criterion_signed_twice_is_refused(data: Data) -> None:
    (problem,) = sign_all(data, (["1.3"], "conforme"), (["1.6", "1.3"], "non-applicable"))
    assert problem.code == "criterion-twice"
    assert "1.3" in problem.message


def test_a_number_without_quotes_is_refused_as_it_would_lose_its_zero(data: Data) -> None:
    sign_all(data, (["10.10"], "conforme"))
    data.replace(SITE, '["10.10"]', "[10.10]")
    (problem,) = data.problems()
    assert problem.code == "type-text"
    assert problem.hint == 'Écrivez : - criteres: ["10.10"]'


def test_a_failure_says_what_is_wrong_and_a_person_is_never_named(data: Data) -> None:
    sign_all(data, (["1.3"], "non-conforme"))
    data.replace(SITE, "      constat: Deux liens ont le même texte.\n", "")
    (problem,) = data.problems()
    assert problem.code == "required"
    assert "Constat" in problem.message
    data.replace(
        SITE, "par: La référente accessibilité", "par: Mme Jeanne Martin\n      constat: Un lien vide."
    )
    assert data.problems() == []
    assert "person-name" in [problem.code for problem in data.problems("warning")]
