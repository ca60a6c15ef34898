"""Understand what a contributor wrote, and write it as the data wants it.

Each function takes the text as it stands in the file and returns the right form, or None when it
cannot be known: a guess that may be wrong is not offered.
"""

import json
import re
from collections.abc import Callable

from roadmap.checking import formats
from roadmap.checking.schemas import Schema, resolved
from roadmap.explaining.quoting import quoted
from roadmap.explaining.suggestions import fold, nearest

_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_SHORT_MONTHS = {name[:length]: at for at, name in enumerate(_MONTHS, start=1) for length in (3, 4, 5)} | {
    "sept": 9
}
_DAYS_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.\- ]([0-9]{1,2})(?:[/.\- ]([0-9]{1,2}))?")
_IN_WORDS = re.compile(r"(?:(?:[a-z]+di|dimanche)-)?(?:le-)?(?:([0-9]{1,2})(?:er)?-)?([a-z]+)-([0-9]{4})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{4})")
_HOUR = re.compile(r"(?:a )?([0-9]{1,2})(?: ?(?:h|:|\.|heures?) ?([0-9]{1,2})?(?: ?(?:min|mn|minutes?))?)?")
_YES, _NO = (
    {"oui", "vrai", "true", "yes", "x", "o", "ok", "fait", "1"},
    {"non", "faux", "false", "no", "n", "0"},
)
_MULTIPLIERS = {"k": 1000, "ke": 1000, "m": 1_000_000, "me": 1_000_000}
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
# Past this many characters, a value is not a slip of the pen.
LONGEST = 300
# Quotes that a word processor puts where straight ones are meant.
_CURLY = "“”„«»‹›‘’'\"`"


def date(text: str, *, full: bool = False) -> str | None:
    """Read a French date: 12/03/2026, 1er mars 2026, mars 2026, 2026/3/12."""
    plain = text.strip()
    if found := _DAYS_FIRST.fullmatch(plain):
        day, month, year = found.groups()
        parts = [int(year) + (2000 if len(year) < 4 else 0), int(month), int(day)]  # noqa: PLR2004 - two digits
    elif found := _YEAR_FIRST.fullmatch(plain):
        parts = [int(part) for part in found.groups() if part]
    elif found := _MONTH_YEAR.fullmatch(plain):
        parts = [int(found[2]), int(found[1])]
    elif (found := _IN_WORDS.fullmatch(fold(plain))) and (month := _month(found[2])):
        parts = [int(found[3]), month, *([int(found[1])] if found[1] else [])]
    elif re.fullmatch(r"[0-9]{4}", plain) and not full:
        parts = [int(plain)]
    else:
        return None
    written = "-".join(f"{part:02}" for part in parts)
    return written if formats.is_date(written) and (len(parts) == 3 or not full) else None  # noqa: PLR2004


def _month(word: str) -> int | None:
    if word in _MONTHS:
        return _MONTHS.index(word) + 1
    return _SHORT_MONTHS.get(word) or ((guess := nearest(word, _MONTHS)) and _MONTHS.index(guess) + 1) or None


def number(text: str, *, whole: bool) -> str | None:
    """Read an amount or a count: « 42 500 € », « 42.500 », « 12,5 », « 12 k€ », « environ 200 »."""
    plain = _SPACES.sub("", text.lower().replace("’", "").replace("'", ""))
    found = re.fullmatch(
        r"(?:environ|env\.?|~|≈|axe|n°)?(-?[0-9]{1,15}(?:[.,][0-9]{1,15})*)(k€?|m€?|ke|me)?(?:€|euros?|eur|ttc|ht)*",
        plain,
    )
    if not found:
        return None
    digits, unit = found[1], (found[2] or "").replace("€", "")
    if re.fullmatch(r"-?[0-9]{1,3}([.,][0-9]{3})+", digits) and not unit:
        return re.sub(r"[.,]", "", digits)
    if len(re.findall(r"[.,]", digits)) > 1:
        return None
    value = float(digits.replace(",", ".")) * _MULTIPLIERS.get(unit, 1)
    if value == int(value):
        return str(int(value))
    return None if whole else repr(value)


def boolean(text: str) -> str | None:
    """Read « oui », « non », « vrai », « fait »."""
    word = fold(text)
    return "true" if word in _YES else "false" if word in _NO else None


def hour(text: str) -> str | None:
    """Read « 9h », « 9 h 30 », « 9.30 », « 14 heures »."""
    found = _HOUR.fullmatch(_SPACES.sub(" ", text.strip().lower().replace("à", "a")))
    if not found:
        return None
    minutes = found[2] or "00"
    written = f"{int(found[1])}:{minutes}"
    return written if len(minutes) == 2 and formats.is_hour(written) and int(found[1]) < 24 else None  # noqa: PLR2004


def siren(text: str) -> str | None:
    """Read a SIREN with its spaces, or the SIREN that begins a SIRET."""
    digits = re.sub(r"[^0-9]", "", text)
    return f'"{digits[:9]}"' if len(digits) in (9, 14) and formats.luhn(digits[:9]) else None


def address(text: str) -> str | None:
    """Read a web address without https://."""
    bare = re.sub(r"^(https?:?/{0,2}|//)", "", text.strip().strip("<>"), flags=re.IGNORECASE)
    written = f"https://{bare}"
    looks_right = re.fullmatch(r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(/[^\s\"'<>\\^`{|}]*)?", written)
    return written if looks_right and formats.is_https(written) else None


def mailbox(text: str) -> str | None:
    """Read a mailbox with spaces or « mailto: » around it."""
    bare = re.sub(r"^mailto:", "", _SPACES.sub("", text), flags=re.IGNORECASE).strip("<>")
    sound = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", bare)
    return bare if sound and formats.is_functional_mailbox(bare) else None


def choice(text: str, field: Schema) -> str | None:
    """Find the choice whose value or French label is nearest."""
    values = field["enum"]
    by_label = {label: value for value, label in field.get("x-libelles", {}).items()}
    return nearest(text, values) or by_label.get(nearest(text, by_label) or "")


def identifier(text: str) -> str | None:
    """Write a name as an identifier."""
    return fold(text) or None


_BY_FORMAT: dict[str, Callable[[str], str | None]] = {
    "date-partielle": date,
    "heure": hour,
    "siren": siren,
    "adresse-https": address,
    "courriel-fonctionnel": mailbox,
}


def scalar(value: object, field: Schema) -> str | None:
    """Return how to write `value` so that it suits `field`, or None."""
    text = _plain(value)
    if text is None or len(text) > LONGEST:
        return None
    if "enum" in field:
        return choice(text, field)
    name, types = field.get("format"), field.get("type", ())
    if name == "date-partielle":
        return date(text, full="integer" not in types)
    if name in _BY_FORMAT:
        return _BY_FORMAT[name](text)
    return _by_type(text, field) if isinstance(value, str) else quoted(text) if types == "string" else None


def _by_type(text: str, field: Schema) -> str | None:
    """Return how to write a text where its field's type wants something else."""
    types = field.get("type")
    if types in ("integer", "number"):
        return number(text, whole=types == "integer")
    if types == "boolean":
        return boolean(text)
    if types == "array":
        return _list(text, field)
    return identifier(text) if field.get("pattern", "").startswith("^[a-z0-9]+(") else None


def _plain(value: object) -> str | None:
    """Return the text of a value as it was written, without quotes of a word processor; None for a group."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    return value.strip().strip(_CURLY).strip() if isinstance(value, str) else None


def _list(text: str, field: Schema) -> str | None:
    """Read « a, b et c » as a list of what the field's items take."""
    item = resolved(field["items"])
    if item.get("type") != "string":
        return None
    words = [word.strip() for word in re.split(r"[,;]|\bet\b", text) if word.strip()]
    if "enum" in item:
        found = [choice(word, item) for word in words]
        return f"[{', '.join(each for each in found if each)}]" if all(found) else None
    short = item.get("maxLength", 0) <= 120 and len(words) > 0  # noqa: PLR2004 - references and identifiers
    return f"[{', '.join(fold(word) for word in words)}]" if short else f"[{quoted(text)}]"
