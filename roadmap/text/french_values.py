"""Read values as the French write them: dates, amounts, hours, yes and no, SIREN, addresses.

Each function takes a text as a person wrote it and returns it as the data wants it, or None when it cannot be
known: a guess that may be wrong is not offered.
"""

import re

from roadmap.text.addresses import is_functional_mailbox, is_https
from roadmap.text.folding import fold, nearest
from roadmap.text.partial_dates import is_date, is_hour

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
    return written if is_date(written) and (len(parts) == 3 or not full) else None  # noqa: PLR2004


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
    return written if len(minutes) == 2 and is_hour(written) and int(found[1]) < 24 else None  # noqa: PLR2004


def siren(text: str) -> str | None:
    """Read a SIREN with its spaces, or the SIREN that begins a SIRET."""
    digits = re.sub(r"[^0-9]", "", text)
    return digits[:9] if len(digits) in (9, 14) and luhn(digits[:9]) else None


def address(text: str) -> str | None:
    """Read a web address without https://."""
    bare = re.sub(r"^(https?:?/{0,2}|//)", "", text.strip().strip("<>"), flags=re.IGNORECASE)
    written = f"https://{bare}"
    looks_right = re.fullmatch(r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(/[^\s\"'<>\\^`{|}]*)?", written)
    return written if looks_right and is_https(written) else None


def mailbox(text: str) -> str | None:
    """Read a mailbox with spaces or « mailto: » around it."""
    bare = re.sub(r"^mailto:", "", _SPACES.sub("", text), flags=re.IGNORECASE).strip("<>")
    sound = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", bare)
    return bare if sound and is_functional_mailbox(bare) else None


def luhn(digits: str) -> bool:
    """Say whether `digits` end with their Luhn key, the control of a SIREN (Insee, ISO/IEC 7812-1)."""
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0
