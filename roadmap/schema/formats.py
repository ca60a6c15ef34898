"""Validators of the custom JSON Schema formats: rules that a regular expression cannot express.

As JSON Schema requires, a format accepts any value of a type that it does not apply to.
"""

from collections.abc import Callable

from roadmap.text import addresses, french_values, partial_dates


def _check_siren(value: object) -> bool:
    """Accept nine digits that pass the Luhn check; the pattern of the schema counts them."""
    text = str(value)
    return not isinstance(value, str | int) or (
        text.isascii() and text.isdigit() and french_values.is_luhn_valid(text)
    )


def _check_date(value: object) -> bool:
    """Accept a full or partial date from 1900 to 2200; an integer is a year."""
    return isinstance(value, bool) or not isinstance(value, str | int) or partial_dates.is_date(value)


def _for_texts(is_valid: Callable[[str], bool]) -> Callable[[object], bool]:
    """Return the check of a format that applies to texts only."""
    return lambda value: not isinstance(value, str) or is_valid(value)


def _is_functional_mailbox(text: str) -> bool:
    """Accept the mailbox of a service, and one that may be that of a person: a rule warns of it."""
    return addresses.find_mailbox_problem(text) in (None, "maybe-personal-mailbox")


FORMAT_CHECKS: dict[str, Callable[[object], bool]] = {
    "siren": _check_siren,
    "date-partielle": _check_date,
    "heure": _for_texts(partial_dates.is_hour),
    "adresse-https": _for_texts(addresses.is_https_url),
    "courriel-fonctionnel": _for_texts(_is_functional_mailbox),
}
