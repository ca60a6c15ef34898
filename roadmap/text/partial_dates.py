"""Dates known to the day, the month or the year; hours; time zones of the departments."""

import calendar
import datetime as dt
import functools
import re
from zoneinfo import ZoneInfo

# Time zones of the overseas departments and collectivities, by code (tz database, zone.tab).
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
MIN_YEAR, MAX_YEAR = 1900, 2200
DATE_PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


class PartialDate:
    """A date known to the day, the month or the year: `mois` and `jour` are None when unknown.

    `first_day` and `last_day` bound the period. Not a dataclass: msgspec must decode it from a string.
    """

    __slots__ = ("annee", "first_day", "jour", "last_day", "mois")

    def __init__(self, annee: int, mois: int | None = None, jour: int | None = None) -> None:
        """Store the parts; raise ValueError for a day that does not exist."""
        self.annee, self.mois, self.jour = annee, mois, jour
        self.first_day = dt.date(annee, 1 if mois is None else mois, 1 if jour is None else jour)
        last_month = mois or 12
        self.last_day = dt.date(annee, last_month, jour or calendar.monthrange(annee, last_month)[1])

    @classmethod
    @functools.lru_cache(maxsize=4096, typed=True)
    def parse(cls, value: str | int) -> "PartialDate":
        """Parse YYYY, YYYY-MM or YYYY-MM-DD; raise ValueError for anything else, 30 February included."""
        match = DATE_PATTERN.fullmatch(str(value))
        if not match:
            message = f"not a date: {value!r}"
            raise ValueError(message)
        date = cls(*(int(part) if part else None for part in match.groups()))
        if not MIN_YEAR <= date.annee <= MAX_YEAR:
            message = f"year out of range: {value!r}"
            raise ValueError(message)
        return date

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.jour is not None

    def __eq__(self, other: object) -> bool:
        """Compare the parts: two dates known to the month are equal if their months are."""
        return isinstance(other, PartialDate) and self._parts == other._parts

    def __hash__(self) -> int:
        """Hash the parts."""
        return hash(self._parts)

    def __repr__(self) -> str:
        """Show how to build the date."""
        return f"PartialDate.parse({str(self)!r})"

    def __str__(self) -> str:
        """Format the date as in the data files: YYYY, YYYY-MM or YYYY-MM-DD."""
        return "-".join(f"{part:02}" for part in self._parts if part is not None)

    @property
    def _parts(self) -> tuple[int, int | None, int | None]:
        return self.annee, self.mois, self.jour


def parse_hour(text: str) -> dt.time:
    """Parse `9:30`, `09:30` or `9h30`; raise ValueError for anything else."""
    hours, _, minutes = text.lower().replace("h", ":").partition(":")
    return dt.time(int(hours), int(minutes))


def find_time_zone(department: str) -> ZoneInfo:
    """Return the time zone of a department, by its code."""
    return ZoneInfo(_OVERSEAS.get(department, "Europe/Paris"))


def is_date(text: str | int) -> bool:
    """Say whether a text is a valid date of the data files (see `PartialDate.parse`)."""
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True


def is_hour(text: str) -> bool:
    """Say whether a text is a valid hour of the day (see `parse_hour`)."""
    try:
        parse_hour(text)
    except ValueError:
        return False
    return True
