"""Dates known to the day, the month or the year; hours, and the time zones that they are told in."""

import calendar
import datetime as dt
import functools
import re
from zoneinfo import ZoneInfo

# The time zones of the departments and collectivities overseas, by code (tz database, zone.tab).
_OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
}
FIRST_YEAR, LAST_YEAR = 1900, 2200
SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


class PartialDate:
    """A date as precise as it is known: a month is never taken for its first day.

    `first_day` and `last_day` are the first and the last that it may be. No dataclass: it is read from a
    text, not from its fields.
    """

    __slots__ = ("annee", "first_day", "jour", "last_day", "mois")

    def __init__(self, annee: int, mois: int | None = None, jour: int | None = None) -> None:
        """Take what is known; raise ValueError for a day that is in no calendar."""
        self.annee, self.mois, self.jour = annee, mois, jour
        self.first_day = dt.date(annee, 1 if mois is None else mois, 1 if jour is None else jour)
        last = mois or 12
        self.last_day = dt.date(annee, last, jour or calendar.monthrange(annee, last)[1])

    @classmethod
    @functools.lru_cache(maxsize=4096, typed=True)
    def parse(cls, value: str | int) -> "PartialDate":
        """Read AAAA, AAAA-MM or AAAA-MM-JJ; raise ValueError for anything else, 30 February included."""
        shape = SHAPE.fullmatch(str(value))
        if not shape:
            message = f"not a date: {value!r}"
            raise ValueError(message)
        date = cls(*(int(part) if part else None for part in shape.groups()))
        if not FIRST_YEAR <= date.annee <= LAST_YEAR:
            message = f"year out of range: {value!r}"
            raise ValueError(message)
        return date

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.jour is not None

    def __eq__(self, other: object) -> bool:
        """Say whether two dates are known to be the same."""
        return isinstance(other, PartialDate) and self._known == other._known

    def __hash__(self) -> int:
        """Return the hash of what is known."""
        return hash(self._known)

    def __repr__(self) -> str:
        """Show a date in a failed test."""
        return f"PartialDate.parse({str(self)!r})"

    def __str__(self) -> str:
        """Write the date as it stands in the data: AAAA, AAAA-MM or AAAA-MM-JJ."""
        return "-".join(f"{part:02}" for part in self._known if part is not None)

    @property
    def _known(self) -> tuple[int, int | None, int | None]:
        return self.annee, self.mois, self.jour


def parse_hour(text: str) -> dt.time:
    """Read `9:30`, `09:30` or `9h30`; raise ValueError for anything else."""
    hours, _, minutes = text.lower().replace("h", ":").partition(":")
    return dt.time(int(hours), int(minutes))


def local_zone(department: str) -> ZoneInfo:
    """Return the time zone that the hours of a department are told in, by its code."""
    return ZoneInfo(_OVERSEAS.get(department, "Europe/Paris"))


def is_date(text: str | int) -> bool:
    """Say whether a text is a date as the data writes it."""
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True


def is_hour(text: str) -> bool:
    """Say whether a text is an hour of the day as the data writes it."""
    try:
        parse_hour(text)
    except ValueError:
        return False
    return True
