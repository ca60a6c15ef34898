"""Parse French answers that say several things: a period, an amount with the shares of its funders.

Each function returns what the data files store, or None when the text is not understood or is ambiguous:
« automne 2026 » is no date, « 12 réunions » no amount.
"""

import re

from roadmap.text.folding import fold
from roadmap.text.french_values import read_date, read_number

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_DASHES = re.compile(r"[‐‑‒–—−→➔]|->|=>")

_SINCE = re.compile(
    r"(?:a partir (?:du|de|d')|a compter (?:du|de|d')|depuis|des|debut|commence(?:nt)?|demarre(?:nt)?"
    r"|lance(?:e|es)?)"
    r"(?: (?:le|la|en))? ?(.+)"
)
_UNTIL = re.compile(
    r"(?:jusqu'(?:au|en|a)|avant(?: le| la)?|d'ici(?: a| au| le)?|au plus tard(?: le| en)?|echeance)"
    r"(?: la)?(?: fin)?(?: de| d')? ?(.+)"
)
_PERIOD_START = re.compile(r"(?:du|de|d'|entre|des|depuis|a partir de)(?: le)? ?")
_PERIOD_SPLIT = re.compile(r" - | au | a | et | jusqu'(?:au|en|a) (?:fin )?")
_YEARS = re.compile(r"([0-9]{4}) ?[-/] ?([0-9]{4})")
_SCHOOL_YEAR = re.compile(r"annees? scolaires? ([0-9]{4}) ?[-/] ?([0-9]{4}|[0-9]{2})")
_PART_OF_YEAR = re.compile(
    r"(?:(t|s)([1-4])|(1er|premier|2e|2eme|2nd|second|deuxieme|3e|3eme|troisieme|4e|4eme|quatrieme) "
    r"(trimestre|semestre))(?: de)?(?: l'annee)? ([0-9]{4})"
)
_ORDINALS = {
    "1": "1 1er premier",
    "2": "2 2e 2eme 2nd second deuxieme",
    "3": "3 3e 3eme troisieme",
    "4": "4 4e 4eme quatrieme",
}

_AMOUNT = (
    r"(?:environ |env\.? ?|~ ?|≈ ?)?[0-9](?:[0-9 .,'’]{0,20}[0-9])? ?(?:k ?€|m ?€|€|euros?|eur|k|m)?"
    r"(?: (?:ttc|ht))?(?![^\W\d_])"
)
_TOTAL_AND_SHARES = re.compile(rf"({_AMOUNT}) ?(?:[,:]? ?dont (.+)|\((?:dont )?(.+)\))", re.IGNORECASE)
_AMOUNT_FIRST = re.compile(
    rf"({_AMOUNT}) ?(?:de l['’]|de la |de |du |des |d['’]|par l['’]|par la |par le |par )?(.+)", re.IGNORECASE
)
_AMOUNT_LAST = re.compile(rf"([^0-9]+?) ?:? ?({_AMOUNT})", re.IGNORECASE)
_SHARE_SEPARATOR = re.compile(r" ?; ?|, ?(?![0-9])| \+ | et (?=[0-9])")
_FUNDER = re.compile(r"[^\W\d_][^0-9%€()]*")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_FUNDING_STATUSES = {
    "accorde": ("accord", "obtenu", "acquis", "notifi"),
    "demande": ("demand", "sollicit"),
    "refuse": ("refus", "rejet"),
}
_MAX_LENGTH = 500  # longer than any answer; bounds the time


def read_period(text: str) -> dict[str, str] | None:
    """Parse « janv. – déc. 2026 », « depuis 2025 », « 1er semestre 2026 » into `debut`, `fin` or both."""
    plain = _simplify(text)
    if len(plain) > _MAX_LENGTH:
        return None
    if date := read_date(plain):
        return {"debut": date}
    if match := _SCHOOL_YEAR.fullmatch(plain):
        return _order(f"{match[1]}-09", f"{match[1][:2]}{match[2][-2:]}-07")
    if match := _YEARS.fullmatch(plain):
        return _order(match[1], match[2])
    if match := _PART_OF_YEAR.fullmatch(plain):
        return _read_part_of_year(match)
    return _read_range(plain) or _read_bound(plain)


def _simplify(text: str) -> str:
    """Return a text in lower case, without accents, with plain spaces, apostrophes and dashes."""
    words = _DASHES.sub(" - ", text.replace("’", "'"))
    folded = "".join(_fold_letter(char) for char in words.lower())
    return _SPACES.sub(" ", folded).strip().rstrip(".")


def _fold_letter(char: str) -> str:
    return fold(char) or char if char.isalpha() else char


def _read_part_of_year(match: re.Match[str]) -> dict[str, str] | None:
    letter, digit, ordinal, name, year = match.groups()
    size = 3 if letter == "t" or name == "trimestre" else 6
    number = next(int(key) for key, words in _ORDINALS.items() if (digit or ordinal) in words.split())
    if number * size > 12:  # noqa: PLR2004 - months
        return None
    return {"debut": f"{year}-{(number - 1) * size + 1:02}", "fin": f"{year}-{number * size:02}"}


def _read_range(plain: str) -> dict[str, str] | None:
    """Read « du 1er mars au 15 juin 2026 », where the start may leave out what the end says."""
    bare = _PERIOD_START.sub("", plain, count=1) if _PERIOD_START.match(plain) else plain
    places = [
        *_PERIOD_SPLIT.finditer(bare),
        *re.finditer(r"(?<=[a-z.])-(?=[a-z])|(?<=[0-9])-(?=[0-9]{1,2}/)", bare),
    ]
    for place in places:
        start, end = bare[: place.start()].strip(), bare[place.end() :].strip()
        last = read_date(end.removeprefix("le "))
        first = last and _read_start(start, last)
        if first and last:
            return _order(first, last)
    return None


def _read_start(start: str, last: str) -> str | None:
    """Read the start of a period, with the year, or the month and the year, of its end."""
    year, *month = last.split("-")
    candidates = [start, f"{start} {year}", f"{start}/{year}"]
    if month:
        candidates.append(f"{start.removesuffix('er')}/{month[0]}/{year}")
    return next(filter(None, map(read_date, candidates)), None)


def _order(first: str, last: str) -> dict[str, str] | None:
    """Return a period, unless its end is before its start."""
    size = min(len(first), len(last))
    return {"debut": first, "fin": last} if first[:size] <= last[:size] else None


def _read_bound(plain: str) -> dict[str, str] | None:
    """Read « à partir de mars 2026 » and « jusqu'en juin 2027 »."""
    for key, pattern in (("debut", _SINCE), ("fin", _UNTIL)):
        match = pattern.fullmatch(plain)
        if match and (date := read_date(match[1])):
            return {key: date}
    return None


def read_budget(text: str) -> dict | None:
    """Parse « 38 000 € dont 20 000 € de l'État (accordé) » into `montant` and `financements`, in whole euros.

    None when a share is not understood, or when the shares exceed the amount.
    """
    plain = _SPACES.sub(" ", text).strip().rstrip(".")
    if len(plain) > _MAX_LENGTH:
        return None
    if amount := read_number(plain, whole=True):
        return {"montant": int(amount)}
    match = _TOTAL_AND_SHARES.fullmatch(plain)
    amount = match and read_number(match[1], whole=True)
    if not match or not amount:
        return None
    fundings = read_fundings(match[2] or match[3])
    if fundings is None or sum(funding["montant"] for funding in fundings) > int(amount):
        return None
    return {"montant": int(amount), "financements": fundings}


def read_fundings(text: str) -> list[dict] | None:
    """Parse « État : 10 000 € demandé ; CAF : 5 000 € » into shares; None if one is not understood."""
    plain = _SPACES.sub(" ", text).strip().rstrip(".")
    if len(plain) > _MAX_LENGTH:
        return None
    shares = [_read_share(share.strip()) for share in _SHARE_SEPARATOR.split(plain)]
    fundings = [share for share in shares if share]
    return fundings if len(fundings) == len(shares) else None


def _read_share(text: str) -> dict | None:
    """Read « 20 000 € de l'État (accordé) » or « État : 20 000 € demandés »."""
    status, bare = _split_status(text)
    if match := _AMOUNT_FIRST.fullmatch(bare):
        written, name = match[1], match[2]
    elif match := _AMOUNT_LAST.fullmatch(bare):
        name, written = match[1], match[2]
    else:
        return None
    amount = read_number(written, whole=True)
    name = name.strip(" :")
    if amount is None or not _FUNDER.fullmatch(name):
        return None
    return {"financeur": name, "montant": int(amount), **({"statut": status} if status else {})}


def _split_status(text: str) -> tuple[str, str]:
    """Return the status of a funding, empty if it is not said, and the text without it."""
    bracketed = _BRACKETED.search(text)
    candidates = [bracketed] if bracketed else list(re.finditer(r"[^\W\d_]+$", text))
    for match in candidates:
        word = fold(match[match.lastindex or 0])
        for status, beginnings in _FUNDING_STATUSES.items():
            if word.startswith(beginnings):
                return status, _SPACES.sub(" ", text[: match.start()] + text[match.end() :]).strip()
    return "", text
