"""Rules on one value that a regular expression cannot hold; the schemas name them in `format`.

Each function takes any value and says whether it is sound; a value of another type is not its concern.
"""

from collections.abc import Callable

from roadmap.text import addresses, french_values, partial_dates


def is_siren(value: object) -> bool:
    """Nine digits, the last one a control key."""
    text = str(value)
    return not isinstance(value, str | int) or (
        text.isascii() and text.isdigit() and french_values.luhn(text)
    )


def is_date(value: object) -> bool:
    """A day that exists, from 1900 to 2200."""
    return isinstance(value, bool) or not isinstance(value, str | int) or partial_dates.is_date(value)


def is_hour(value: object) -> bool:
    """An hour of the day."""
    return not isinstance(value, str) or partial_dates.is_hour(value)


def is_https(value: object) -> bool:
    """An https address with a full host name, without user name or password."""
    return not isinstance(value, str) or addresses.is_https(value)


def is_functional_mailbox(value: object) -> bool:
    """A service's mailbox: neither a person's nor a free webmail's."""
    return not isinstance(value, str) or addresses.is_functional_mailbox(value)


FORMATS: dict[str, Callable[[object], bool]] = {
    "siren": is_siren,
    "date-partielle": is_date,
    "heure": is_hour,
    "adresse-https": is_https,
    "courriel-fonctionnel": is_functional_mailbox,
}
