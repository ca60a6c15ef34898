"""The places of digital help of `data/lieux.csv`: what of the national map's export may be published.

`clean_place` is the only judge, of an export as of the file: a sound row of the file is unchanged by it.
"""

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from roadmap.problems.building import build_problem
from roadmap.problems.messages import PLACE_REASONS
from roadmap.problems.problem import Position, Problem
from roadmap.source.data_files import PLACES_FILE
from roadmap.text import addresses
from roadmap.text.folding import fold
from roadmap.text.opening_hours import format_opening_hours
from roadmap.validation.personal_data import MOBILE_NUMBER, find_personal_data

# The columns of the file: names of the national schema of places (LaMednum, 1.0.2), and no other.
COLUMNS = (
    *("nom", "adresse", "code_postal", "commune", "code_insee", "latitude", "longitude"),
    *("telephone", "site_web", "horaires", "services", "frais_a_charge", "date_maj"),
)
# What the file may hold at most.
MAX_PLACES, MAX_PLACES_BYTES = 3000, 2_000_000
MAX_TEXT, MAX_URL = 160, 300  # characters
FIRST_LINE = "# Cartographie nationale des lieux d'inclusion numérique, export du {}. Licence Ouverte 2.0."
_FIRST_LINE = re.compile(re.escape(FIRST_LINE).replace(r"\{\}", "([0-9]{4}-[0-9]{2}-[0-9]{2})"))
SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
COSTS = ("Gratuit", "Gratuit sous condition", "Payant")
NO_PUBLIC = "Ce lieu n'accueille pas de public"
_LIST_SEPARATOR = re.compile("[|;]")
_TELEPHONE = re.compile(r"(?:\+33|0)([1-59][0-9]{8})|(\+(?:262|508|590|594|596|681|687|689)[0-9]{6,9})")
_COORDINATE = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,12})?")
# What makes a spreadsheet run a cell, what draws or links, what a browser could take for HTML.
_UNSAFE = re.compile(r"^[=+\-@]|[<>\[\]{}|\\`]|://|www\.|&#|javascript:", re.IGNORECASE)
_ROLE = re.compile(r"\b(?:conseill|m[ée]diat(?:eur|rice)|aidant|animat|formatrice|formateur)", re.IGNORECASE)
_ARTICLES = frozenset({"le", "la", "les", "l", "saint", "sainte", "st", "ste"})

Row = dict[str, str]


class PlaceError(Exception):
    """Why a place cannot be published: its `reason` is a key of `PLACE_REASONS`."""

    def __init__(self, reason: str) -> None:
        """Store the reason."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Communes:
    """The communes of the department: their names by code, and the code of each way to tell one."""

    names: Mapping[str, str]
    codes: Mapping[str, str]  # former codes included
    codes_by_name: Mapping[tuple[str, str], str]  # by folded name and postcode

    @classmethod
    def of(cls, territories: Mapping[str, Any]) -> "Communes":
        """Return those of the content of `data/territories.yaml`, some fields of which may be missing."""
        communes = [
            commune
            for epci in territories.get("epci", ())
            for commune in epci.get("communes", ())
            if {"code", "nom"} <= commune.keys()
        ]
        former = {
            each["code"]: commune["code"]
            for commune in communes
            for each in commune.get("anciennes") or ()
            if each and "code" in each
        }
        return cls(
            {commune["code"]: commune["nom"] for commune in communes},
            former | {commune["code"]: commune["code"] for commune in communes},
            {
                (fold(commune["nom"]), postcode): commune["code"]
                for commune in communes
                for postcode in commune.get("codes_postaux") or ()
            },
        )

    def find(self, row: Mapping[str, str]) -> str | None:
        """Return the code of the commune of a place, None if it is not of the department."""
        code = row.get("code_insee", "").strip()
        if code:
            return self.codes.get(code)
        name = fold(row.get("commune", "")[:MAX_TEXT])
        return self.codes_by_name.get((name, row.get("code_postal", "").strip()))


def clean_place(row: Mapping[str, str], communes: Communes, today: dt.date) -> Row:
    """Return what may be published of a place; raise PlaceError when it may not be, or is of no use.

    A telephone number, a site, hours, a position or a service that cannot be published is left out alone.
    """
    code = communes.find(row)
    if code is None:
        raise PlaceError("elsewhere")
    if NO_PUBLIC in row.get("modalites_acces", ""):
        raise PlaceError("no-public")
    name, address = (_clean_text(row.get(key, "")) for key in ("nom", "adresse"))
    if _is_person(name):
        raise PlaceError("person")
    postcode = row.get("code_postal", "").strip()
    latitude, longitude = _clean_position(row.get("latitude", ""), row.get("longitude", ""))
    return {
        "nom": name,
        "adresse": address,
        "code_postal": postcode if re.fullmatch("[0-9]{5}", postcode, re.ASCII) else "",
        "commune": communes.names[code],
        "code_insee": code,
        "latitude": latitude,
        "longitude": longitude,
        "telephone": _clean_telephone(row.get("telephone", "")),
        "site_web": _clean_site(row.get("site_web", "")),
        "horaires": _clean_hours(row.get("horaires", "")),
        "services": _clean_choices(row.get("services", ""), SERVICES),
        "frais_a_charge": _clean_choices(row.get("frais_a_charge", ""), COSTS),
        "date_maj": _clean_date(row.get("date_maj", ""), today),
    }


def _clean_text(text: str) -> str:
    """Return a short text on one line; raise PlaceError when it is empty, too long, unsafe or of a person."""
    if len(text) > MAX_TEXT * 2:
        raise PlaceError("text")
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not text or len(text) > MAX_TEXT or not fold(text):
        raise PlaceError("text")
    if _UNSAFE.search(text) or any(unicodedata.category(char)[0] == "C" for char in text):
        raise PlaceError("unsafe")
    if "@" in text or next(find_personal_data(text), None):
        raise PlaceError("person")
    return text


def _is_person(name: str) -> bool:
    """Say whether the name of a place is most likely a person's: « Prénom Nom », « Conseillère Prénom »."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", name)
    if not any(word[0].isupper() and _is_first_name(word) for word in words):
        return False
    is_bare = (
        len(words) in (2, 3)
        and all(word[0].isupper() for word in words)
        and any(_is_first_name(word) for word in (words[0], words[-1]))
        and not {fold(word) for word in words} & (addresses.FUNCTION_WORDS | _ARTICLES)
    )
    return is_bare or _ROLE.search(name) is not None


def _is_first_name(word: str) -> bool:
    return fold(word).split("-")[0] in addresses.load_first_names()


def _clean_position(latitude: str, longitude: str) -> tuple[str, str]:
    """Return a position to the metre, empty unless both are numbers on the Earth."""
    texts = (latitude.strip(), longitude.strip())
    if not all(_COORDINATE.fullmatch(text) for text in texts):
        return "", ""
    north, east = map(float, texts)
    is_on_earth = abs(north) <= 90 and abs(east) <= 180  # noqa: PLR2004 - degrees
    return (f"{north:.5f}", f"{east:.5f}") if is_on_earth else ("", "")


def _clean_telephone(text: str) -> str:
    """Return an international number, empty for a mobile, which may be a person's, and for anything else."""
    match = _TELEPHONE.fullmatch(re.sub(r"[\s.\-]", "", text[:40]))
    number = (match[2] or f"+33{match[1]}") if match else ""
    return "" if MOBILE_NUMBER.search(number) else number


def _clean_site(text: str) -> str:
    """Return the first https address of a list, empty if there is none."""
    sites = (site.strip() for site in text[:2000].split("|"))
    return next(
        (
            site
            for site in sites
            if len(site) <= MAX_URL
            and re.fullmatch(r"https://[^\s\"'<>\\^`{|}]+", site)
            and site.isascii()
            and addresses.is_https_url(site)
            and "@" not in site
        ),
        "",
    )


def _clean_hours(text: str) -> str:
    """Return the opening hours if they can be said in French, else nothing."""
    text = text[: 2 * MAX_URL].strip().rstrip("; ").replace('"', "")
    return text if format_opening_hours(text) else ""


def _clean_choices(text: str, choices: tuple[str, ...]) -> str:
    """Return the items of a list that are among some choices, in their order, separated by `|`."""
    items = {item.strip().replace("’", "'") for item in _LIST_SEPARATOR.split(text[:2000])}
    return "|".join(choice for choice in choices if choice in items)


def _clean_date(text: str, today: dt.date) -> str:
    """Return the day of the last update; raise PlaceError when it is not a day, or is to come."""
    try:
        day = dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise PlaceError("date") from None
    if day > today or day.year < 2000:  # noqa: PLR2004 - the map did not exist
        raise PlaceError("date")
    return day.isoformat()


@dataclass(frozen=True)
class PlacesFile:
    """The content of `data/lieux.csv`: the day of the export, and the sound rows."""

    exported_on: dt.date | None
    rows: tuple[Row, ...] = field(default=())


def read_places(content: bytes, communes: Communes, today: dt.date, problems: list[Problem]) -> PlacesFile:
    """Read `data/lieux.csv`; append what is wrong in it to `problems`, line by line."""

    def add(code: str, line: int = 1, **details: object) -> None:
        problems.append(build_problem(PLACES_FILE, Position(line, 1), code, **details))

    text = content[:MAX_PLACES_BYTES].decode("utf-8-sig", errors="replace")
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    exported_on = _read_first_line(lines[0])
    if len(content) > MAX_PLACES_BYTES or len(lines) > MAX_PLACES + 2:
        add("places-size", limit=MAX_PLACES)
    elif exported_on is None or exported_on > today or lines[1:2] != [",".join(COLUMNS)]:
        add("places-header")
    else:
        rows = []
        for number, line in enumerate(lines[2:], 3):
            try:
                rows.append(_read_row(line, communes, today))
            except PlaceError as error:
                add("places-row", number, reason=PLACE_REASONS[error.reason])
        return PlacesFile(exported_on, tuple(rows))
    return PlacesFile(None)


def _read_first_line(line: str) -> dt.date | None:
    """Return the day of the export that the first line tells, None if it does not."""
    match = _FIRST_LINE.fullmatch(line)
    try:
        return dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _read_row(line: str, communes: Communes, today: dt.date) -> Row:
    """Return the row of a line; raise PlaceError unless it is what `clean_place` would write."""
    try:
        values = next(csv.reader([line], strict=True), [])
    except csv.Error:
        values = []
    if len(values) != len(COLUMNS):
        raise PlaceError("columns")
    row = dict(zip(COLUMNS, values, strict=True))
    if clean_place(row, communes, today) != row:
        raise PlaceError("changed")
    return row
