"""Parse French user input: dates, numbers, hours, booleans, SIREN, URLs, mailboxes.

Each function takes a text as a person typed it and returns it as the data files store it, or None when it is
invalid or ambiguous.
"""

import re
from urllib.parse import quote

from roadmap.text.addresses import find_mailbox_problem, is_https_url
from roadmap.text.folding import find_closest, fold
from roadmap.text.partial_dates import is_date, is_hour

_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_SHORT_MONTHS = {name[:size]: month for month, name in enumerate(_MONTHS, start=1) for size in (3, 4, 5)}
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.\- ]([0-9]{1,2})(?:[/.\- ]([0-9]{1,2}))?")
_IN_WORDS = re.compile(
    r"(?:(?:[a-z]+di|dimanche)-)?(?:le-)?(?:([0-9]{1,2})(?:er)?-)?([a-z]+)-([0-9]{4}|[0-9]{2})"
)
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{4})")
_HOUR = re.compile(r"(?:a )?([0-9]{1,2})(?: ?(?:h|:|\.|heures?) ?([0-9]{1,2})?(?: ?(?:min|mn|minutes?))?)?")
_YES, _NO = (
    {"oui", "vrai", "true", "yes", "x", "o", "ok", "fait", "1"},
    {"non", "faux", "false", "no", "n", "0"},
)
_MULTIPLIERS = {"k": 1000, "ke": 1000, "m": 1_000_000, "me": 1_000_000}
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


def read_date(text: str, *, full: bool = False) -> str | None:
    """Parse a French date: 12/03/2026, 1er mars 2026, mars 2026, 2026/3/12; `full` requires the day."""
    stripped = text.strip()
    if match := _DAY_FIRST.fullmatch(stripped):
        day, month, year = match.groups()
        parts = [_read_year(year), int(month), int(day)]
    elif match := _YEAR_FIRST.fullmatch(stripped):
        parts = [int(part) for part in match.groups() if part]
    elif match := _MONTH_YEAR.fullmatch(stripped):
        parts = [int(match[2]), int(match[1])]
    elif (match := _IN_WORDS.fullmatch(fold(stripped))) and (month := _read_month(match[2])):
        parts = [_read_year(match[3]), month, *([int(match[1])] if match[1] else [])]
    elif re.fullmatch(r"[0-9]{4}", stripped) and not full:
        parts = [int(stripped)]
    else:
        return None
    iso_date = "-".join(f"{part:02}" for part in parts)
    return iso_date if is_date(iso_date) and (len(parts) == 3 or not full) else None  # noqa: PLR2004


def _read_year(digits: str) -> int:
    """Return a year of four digits, or of the last two: « 26 », « janv-26 » as spreadsheets show it."""
    return int(digits) + (2000 if len(digits) < 4 else 0)  # noqa: PLR2004


def _read_month(word: str) -> int | None:
    if word in _MONTHS:
        return _MONTHS.index(word) + 1
    return (
        _SHORT_MONTHS.get(word)
        or ((guess := find_closest(word, _MONTHS)) and _MONTHS.index(guess) + 1)
        or None
    )


def read_number(text: str, *, whole: bool) -> str | None:
    """Parse « 42 500 € », « 42.500 », « 12,5 », « 12 k€ », « environ 200 »; `whole` requires an integer."""
    compact = _SPACES.sub("", text.lower().replace("’", "").replace("'", ""))
    match = re.fullmatch(
        r"(?:environ|env\.?|~|≈|axe|n°)?(-?[0-9]{1,15}(?:[.,][0-9]{1,15})*)(k€?|m€?|ke|me)?(?:€|euros?|eur|ttc|ht)*",
        compact,
    )
    if not match:
        return None
    digits, unit = match[1], (match[2] or "").replace("€", "")
    if re.fullmatch(r"-?[0-9]{1,3}([.,][0-9]{3})+", digits) and not unit:
        return re.sub(r"[.,]", "", digits)
    if len(re.findall(r"[.,]", digits)) > 1:
        return None
    value = float(digits.replace(",", ".")) * _MULTIPLIERS.get(unit, 1)
    if value == int(value):
        return str(int(value))
    return None if whole else repr(value)


def read_boolean(text: str) -> str | None:
    """Parse « oui », « non », « vrai », « fait »."""
    word = fold(text)
    return "true" if word in _YES else "false" if word in _NO else None


def read_hour(text: str) -> str | None:
    """Parse « 9h », « 9 h 30 », « 9.30 », « 14 heures »."""
    match = _HOUR.fullmatch(_SPACES.sub(" ", text.strip().lower().replace("à", "a")))
    if not match:
        return None
    minutes = match[2] or "00"
    value = f"{int(match[1])}:{minutes}"
    return value if len(minutes) == 2 and is_hour(value) and int(match[1]) < 24 else None  # noqa: PLR2004


def read_siren(text: str) -> str | None:
    """Parse a SIREN with spaces, or the SIREN at the beginning of a SIRET."""
    digits = re.sub(r"[^0-9]", "", text)
    return digits[:9] if len(digits) in (9, 14) and is_luhn_valid(digits[:9]) else None


def read_url(text: str) -> str | None:
    """Parse a URL without its scheme, or with http, and return it with https, its forbidden signs encoded."""
    bare = re.sub(r"^(https?:?/{0,2}|//)", "", text.strip().strip("<>"), flags=re.IGNORECASE)
    url = "https://" + re.sub(r"[\s\"<>\\^`{|}]", lambda sign: quote(sign[0]), bare)
    is_well_formed = re.fullmatch(r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}([/?#]\S*)?", url)
    return url if is_well_formed and is_https_url(url) else None


def read_mailbox(text: str) -> str | None:
    """Parse an e-mail address of a service, with spaces, « mailto: » or <> around it."""
    bare = re.sub(r"^mailto:", "", _SPACES.sub("", text), flags=re.IGNORECASE).strip("<>")
    is_well_formed = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", bare)
    return bare if is_well_formed and not find_mailbox_problem(bare) else None


def is_luhn_valid(digits: str) -> bool:
    """Say whether a number passes the Luhn check (ISO/IEC 7812-1), as a SIREN must."""
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0
