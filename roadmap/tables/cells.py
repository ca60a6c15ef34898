"""Read a cell of a table of actions as the form reads an answer: French in, the values of a sheet out."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from roadmap.tables.vocabulary import NOTHING, Vocabulary, read_axis, read_status
from roadmap.text.compound_answers import read_budget, read_fundings, read_period
from roadmap.text.folding import fold
from roadmap.text.french_lists import read_names
from roadmap.text.french_values import read_date, read_mailbox, read_number, read_siren, read_url

# What a cell gives to its sheet: values by field, those of groups as mappings.
Values = dict[str, Any]
# A day as spreadsheets count them, from 30 December 1899: the years 1982 to 2091.
_DAY_NUMBER = re.compile(r"[3-6][0-9]{4}")
_DAY_ZERO = dt.date(1899, 12, 30)
_BULLET = re.compile(r"^\s*(?:[•●▪◦·*–—-]|[0-9]{1,2}[.)])\s+")
_ITEM_SEPARATOR = re.compile(r"[;\n\r]+")
_NAME_SEPARATOR = re.compile(r"[;\n\r]+|,(?![^()]*\))")
_STEP_DATE = re.compile(r"(.*\S)\s*(?:\(([^()]+)\)|:\s*([^:]+))")
_FORMULA = re.compile(r"^[=+@]\s*[A-Za-zÀ-ÿ]+[A-Za-zÀ-ÿ.]*\(|^=\s*[-+(]?\$?[A-Z]{1,3}\$?[0-9]+")
_ERROR_VALUE = re.compile(
    r"#(?:REF|N/A|VALUE|VALEUR|DIV/0|NAME|NOM|NUM|NOMBRE|NULL|NUL|CALC|SPILL)[!?]?", re.IGNORECASE
)


class CellError(Exception):
    """A cell that is not understood; the argument is the code of its problem."""


def is_blank(text: str) -> bool:
    """Say whether a cell tells nothing: « - », « à définir », « NC »."""
    plain = fold(text)
    return not plain or plain in NOTHING


def find_cell_fault(text: str) -> str:
    """Return the code of the problem of a cell that no reader can read; empty if there is none."""
    if _FORMULA.match(text):
        return "table-formula"
    return "table-error-value" if _ERROR_VALUE.fullmatch(text.strip()) else ""


def read_cell(field: str, reader: str, text: str, vocabulary: Vocabulary) -> Values:
    """Return what a cell says of its action; raise CellError when it is not understood."""
    value = _READERS[reader](text.strip(), vocabulary)
    if value is None:
        raise CellError("table-" + reader)
    if reader in _WHOLE_READERS:
        return value
    group, _, key = field.partition(".")
    return {group: {key: value}} if key else {field: _shape(field, value)}


def _shape(field: str, value: Any) -> Any:  # noqa: ANN401 - any value of a sheet
    """Give the value of a cell the shape of its field: a list of steps, of links, a group."""
    if field == "porteur":
        return {"nom": value}
    if field == "indicateurs":
        return [{"libelle": line} for line in value]
    return list(map(_read_step, value)) if field == "etapes" else value


def _read_step(line: str) -> Values:
    """Read « Premier atelier (mars 2026) »."""
    match = _STEP_DATE.fullmatch(line)
    date = match and _read_date((match[2] or match[3]).strip())
    return {"titre": match[1], "date": date} if match and date else {"titre": line}


def _read_date(text: str) -> str | None:
    if _DAY_NUMBER.fullmatch(text):
        return (_DAY_ZERO + dt.timedelta(days=int(text))).isoformat()
    return read_date(text)


def _read_one_date(text: str, _: Vocabulary) -> str | None:
    """Read a date, or the bound of « à partir de mars 2026 »; a whole period is another answer."""
    period = None if (date := _read_date(text)) else read_period(text)
    return date or (next(iter(period.values())) if period and len(period) == 1 else None)


def _read_day(text: str, _: Vocabulary) -> str | None:
    date = _read_date(text)
    return date if date and date.count("-") == 2 else None  # noqa: PLR2004 - a full date


def _read_period(text: str, _: Vocabulary) -> Values | None:
    date = _read_date(text)
    return {"debut": date} if date else read_period(text)


def _read_budget(text: str, _: Vocabulary) -> Values | None:
    budget = read_budget(text)
    return budget and {"budget": budget}


def _read_fundings(text: str, _: Vocabulary) -> Values | None:
    """Read shares, or names alone."""
    fundings = read_fundings(text)
    if fundings is None and not any(char.isdigit() for char in text):
        fundings = [{"financeur": name} for name in _split(text, _NAME_SEPARATOR)]
    return fundings and {"budget": {"financements": fundings}}


def _read_audience(text: str, vocabulary: Vocabulary) -> Values | None:
    """Read an audience: « Seniors et demandeurs d'emploi » are publics, who are users."""
    found = read_names(re.sub(r"\s/\s|/", ", ", text), vocabulary.audiences)
    if not all(name in vocabulary.audiences.values() for name in found):
        return None
    targets = [name for name in found if name in _TARGETS]
    publics = [name for name in found if name not in _TARGETS]
    wide = "tous" if len(set(targets)) > 1 or (publics and "professionnels" in targets) else ""
    values: Values = {"cible": wide or (targets[0] if targets else "usagers")}
    return values | {"publics": publics} if publics else values


_TARGETS = ("usagers", "professionnels", "tous", "non-precise")


def _read_places(text: str, vocabulary: Vocabulary) -> Values | None:
    found = read_names(re.sub(r"\s/\s", ", ", text), vocabulary.places)
    if not all(name in vocabulary.places.values() for name in found):
        return None
    communes = [name for name in found if name in vocabulary.communes]
    territories = [name for name in found if name not in vocabulary.communes]
    return ({"territoires": territories} if territories else {}) | (
        {"communes": communes} if communes else {}
    )


def _read_thematics(text: str, vocabulary: Vocabulary) -> Values | None:
    found = read_names(text, vocabulary.thematics)
    return {"thematiques": found} if all(name in vocabulary.thematics.values() for name in found) else None


def _read_status(text: str, vocabulary: Vocabulary) -> Values | None:
    status = read_status(text, vocabulary)
    return {"statut": status} if status else None


def _read_axis(text: str, vocabulary: Vocabulary) -> Values | None:
    axis = read_axis(text, vocabulary)
    return None if axis is None else {"axe": axis}


def _read_urls(text: str, _: Vocabulary) -> Values | None:
    urls = [read_url(part) for part in re.split(r"[;\s]+", text) if part]
    return (
        {"liens": [{"titre": urlsplit(url).hostname, "url": url} for url in urls if url]}
        if all(urls)
        else None
    )


def _split(text: str, separator: re.Pattern[str]) -> list[str]:
    """Return the items of a list in a cell, without their bullets."""
    return [item for part in separator.split(text) if (item := _BULLET.sub("", part).strip(" .\t"))]


def _join_lines(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def multiply_thousands(text: str) -> str:
    """Return an amount given in thousands, as the title of its column says, in euros; any other as it is."""
    number = read_number(text, whole=False)
    is_bare = number is not None and not re.search(r"[a-z€]", text, re.IGNORECASE)
    return str(round(float(number) * 1000)) if is_bare and number else text


_READERS: dict[str, Callable[[str, Vocabulary], Any]] = {
    "text": lambda text, _: text,
    "line": lambda text, _: _join_lines(text),
    "paragraphs": lambda text, _: text.replace("\r\n", "\n"),
    "lines": lambda text, _: _split(text, _ITEM_SEPARATOR),
    "organisation": lambda text, _: _join_lines(text),
    "organisations": lambda text, _: [{"nom": name} for name in _split(text, _NAME_SEPARATOR)],
    "date": _read_one_date,
    "day": _read_day,
    "siren": lambda text, _: read_siren(text),
    "url": lambda text, _: read_url(text),
    "mailbox": lambda text, _: read_mailbox(text),
    "period": _read_period,
    "budget": _read_budget,
    "fundings": _read_fundings,
    "audience": _read_audience,
    "places": _read_places,
    "thematics": _read_thematics,
    "status": _read_status,
    "axis": _read_axis,
    "urls": _read_urls,
}
# The readers that give whole fields.
_WHOLE_READERS = frozenset("period budget fundings audience places thematics status axis urls".split())
