"""Dates known to the day, the month or the year, and today's date in Paris."""

import calendar
import datetime as dt
import functools
import os
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
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


@dataclass(frozen=True)
class PartialDate:
    """A date as precise as it is known: a month is never taken for its first day."""

    annee: int
    mois: int | None = None
    jour: int | None = None

    @classmethod
    @functools.lru_cache(maxsize=4096, typed=True)
    def parse(cls, value: str | int) -> "PartialDate":
        """Read AAAA, AAAA-MM or AAAA-MM-JJ; raise ValueError for anything else, 30 February included."""
        shape = SHAPE.fullmatch(str(value))
        if not shape:
            message = f"not a date: {value!r}"
            raise ValueError(message)
        date = cls(*(int(part) if part else None for part in shape.groups()))
        dt.date(date.annee, 1 if date.mois is None else date.mois, 1 if date.jour is None else date.jour)
        if not FIRST_YEAR <= date.annee <= LAST_YEAR:
            message = f"year out of range: {value!r}"
            raise ValueError(message)
        return date

    @property
    def first_day(self) -> dt.date:
        """The first day that this date may be."""
        return dt.date(self.annee, self.mois or 1, self.jour or 1)

    @property
    def last_day(self) -> dt.date:
        """The last day that this date may be."""
        mois = self.mois or 12
        return dt.date(self.annee, mois, self.jour or calendar.monthrange(self.annee, mois)[1])

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.jour is not None

    def __str__(self) -> str:
        """Write the date as it stands in the data: AAAA, AAAA-MM or AAAA-MM-JJ."""
        parts = (f"{self.annee:04}", *(f"{part:02}" for part in (self.mois, self.jour) if part is not None))
        return "-".join(parts)


def parse_hour(text: str) -> dt.time:
    """Read `9:30`, `09:30` or `9h30`; raise ValueError for anything else."""
    hours, _, minutes = text.lower().replace("h", ":").partition(":")
    return dt.time(int(hours), int(minutes))


def local_zone(department: str) -> ZoneInfo:
    """Return the time zone that the hours of a department are told in, by its code."""
    return ZoneInfo(_OVERSEAS[department]) if department in _OVERSEAS else PARIS


def now() -> dt.datetime:
    """Return the present moment in Paris; SOURCE_DATE_EPOCH, in seconds, stands in for the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(epoch), PARIS) if epoch else dt.datetime.now(PARIS)


def today() -> dt.date:
    """Return today's date in Paris."""
    return now().date()
