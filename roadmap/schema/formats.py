"""Rules on one value that a regular expression cannot hold; the schemas name them in `format`.

Each function takes any value and says whether it is sound; a value of another type is not its concern.
"""

from collections.abc import Callable

from roadmap.text import addresses, french_values, partial_dates

# The functions, by the name of their format.
FORMATS: dict[str, Callable[[object], bool]] = {}


def _format(name: str) -> Callable[[Callable[[object], bool]], Callable[[object], bool]]:
    """Register a function under the name of its format."""

    def register(function: Callable[[object], bool]) -> Callable[[object], bool]:
        FORMATS[name] = function
        return function

    return register


@_format("siren")
def is_siren(value: object) -> bool:
    """Nine digits, the last one a control key."""
    text = str(value)
    return not isinstance(value, str | int) or (
        text.isascii() and text.isdigit() and french_values.luhn(text)
    )


@_format("date-partielle")
def is_date(value: object) -> bool:
    """A day that exists, from 1900 to 2200."""
    return isinstance(value, bool) or not isinstance(value, str | int) or partial_dates.is_date(value)


@_format("heure")
def is_hour(value: object) -> bool:
    """An hour of the day."""
    return not isinstance(value, str) or partial_dates.is_hour(value)


@_format("adresse-https")
def is_https(value: object) -> bool:
    """An https address with a full host name, without user name or password."""
    return not isinstance(value, str) or addresses.is_https(value)


@_format("courriel-fonctionnel")
def is_functional_mailbox(value: object) -> bool:
    """A service's mailbox: neither a person's nor a free webmail's."""
    return not isinstance(value, str) or addresses.is_functional_mailbox(value)
