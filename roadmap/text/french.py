"""French as it is printed: dates, hours, amounts, spaces, acronyms. Jinja filters of the blocks."""

import datetime as dt
import functools
import re
from collections.abc import Mapping

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from roadmap.text.partial_dates import PartialDate

LOCALE = "fr_FR"
NBSP, NARROW_NBSP = "\u00a0", "\u202f"


@functools.lru_cache(maxsize=4096)
def date(value: PartialDate | dt.date) -> str:
    """Write a date as precisely as it is known: « jeudi 4 avril 2024 », « juin 2024 », « 2024 »."""
    if isinstance(value, PartialDate):
        if value.mois is None:
            return str(value.annee)
        if not value.is_full:
            return format_date(value.first_day, "MMMM y", locale=LOCALE)
        value = value.first_day
    return _first(format_date(value, f"EEEE d{NBSP}MMMM y", locale=LOCALE))


@functools.lru_cache(maxsize=4096)
def short_date(value: PartialDate | dt.date) -> str:
    """Write a date without the day's name: « 4 avril 2024 »."""
    if isinstance(value, PartialDate):
        if not value.is_full:
            return date(value)
        value = value.first_day
    return _first(format_date(value, f"d{NBSP}MMMM y", locale=LOCALE))


def on_date(value: PartialDate | dt.date) -> str:
    """Write when: « le 4 avril 2024 », « en juin 2024 », « en 2024 »."""
    known_to_the_day = isinstance(value, dt.date) or value.is_full
    return f"{'le' if known_to_the_day else 'en'} {short_date(value)}"


def _first(text: str) -> str:
    """Write the first of the month as the French do: « 1er mars »."""
    return re.sub(rf"(^|\s)1{NBSP}", rf"\g<1>1er{NBSP}", text)


def hour(value: dt.time) -> str:
    """Write an hour: « 9 h 30 », « 14 h »."""
    minutes = f"{NBSP}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


@functools.lru_cache(maxsize=4096)
def number(value: float) -> str:
    """Write a number: « 25 000 », « 12,5 »."""
    return format_decimal(value, locale=LOCALE)


def euros(value: int) -> str:
    """Write an amount: « 42 500 € »."""
    return f"{number(value)}{NBSP}€"


def file_size(count: int) -> str:
    """Write a size, given in bytes: « 12,3 ko », « 4 Mo »."""
    if count < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{number(round(count / 1000, 1))}{NBSP}ko"
    return f"{number(round(count / 1_000_000, 1))}{NBSP}Mo"


def plural(count: float, one: str, many: str | None = None) -> str:
    """Write a count with its noun: « 1 action », « 4 actions »; French counts 0 and 1.5 as one."""
    noun = one if abs(count) < 2 else many or f"{one}s"  # noqa: PLR2004 - the plural begins at two
    return f"{number(count)}{NBSP}{noun}"


def lower_first(text: str) -> str:
    """Write a text inside an enumeration: without its capital, unless it begins with initials."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def is_to_be_settled(text: str) -> bool:
    """Say whether a text tells of itself that it is not settled: « circuit à reconfirmer »."""
    return bool(_UNSETTLED.search(text))


_UNSETTLED = re.compile(r"\bà (?:faire )?(?:re)?(?:préciser|confirmer|vérifier)\b", re.IGNORECASE)


def whole(text: str) -> Markup:
    """Return a title escaped, its short words with a hyphen, « l'aller-vers », kept on one line."""
    if not _HYPHENED.search(text):
        return escape(text)
    return Markup("").join(
        Markup('<span class="whole">{}</span>').format(piece) if index % 2 else piece
        for index, piece in enumerate(_HYPHENED.split(text))
    )


# Short enough for the largest title on the narrowest screen, whatever the reader's spacing.
_HYPHENED = re.compile(r"(?<!\S)(?=\S*[^\s-]-[^\s-])(\S{3,14})(?!\S)")


def spaces(text: str) -> str:
    """Put the non-breaking spaces that French wants before « : ; ! ? », inside « », amounts and dates."""
    return _SPACES.sub(_space, text)


def spaces_in_html(html: str) -> str:
    """Put French spaces in the prose of a page; tags, code and scripts stay as they are."""
    without_prose = [found.span() for found in _WITHOUT_PROSE.finditer(html)]

    def space(found: re.Match[str]) -> str:
        at = found.start()
        is_in_tag = html.rfind("<", 0, at) > html.rfind(">", 0, at)
        is_prose = not (is_in_tag or any(start < at < end for start, end in without_prose))
        return _space(found) if is_prose else " "

    return _SPACES.sub(space, html)


_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
# A space to make narrow, or wide, and unbreakable: by what follows it, or by what stands on both sides. What
# most spaces have not around them is looked for first.
_SPACES = re.compile(
    r" (?:(?P<narrow>(?=[;!?]))|(?P<wide>(?=[:»]))|(?<=[0-9«r] )(?:"
    r"(?P<thousands>(?<=[0-9] )(?=[0-9]{3}(?![0-9])))"
    rf"|(?P<glued>(?<=« )|(?<=[0-9] )(?=[€%])|(?:(?<=[0-9] )|(?<=1er ))(?=(?:{_MONTHS})\b))))"
)
_WITHOUT_PROSE = re.compile(r"<(pre|code|script|style)\b.*?</\1>", re.DOTALL)
_SPACE = {"narrow": NARROW_NBSP, "thousands": NARROW_NBSP, "wide": NBSP, "glued": NBSP}


def _space(found: re.Match[str]) -> str:
    return _SPACE[found.lastgroup]


class Acronyms:
    """Marks acronyms in plain text with their meaning."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        """Take the acronyms' meanings."""
        self._meanings = meanings
        longest_first = sorted(map(re.escape, meanings), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)({'|'.join(longest_first)})(?!\w)") if meanings else None

    def mark(self, text: str) -> Markup:
        """Return `text` escaped, each acronym in an `abbr`."""
        if isinstance(text, Markup):
            return text
        if self._pattern is None or not self._pattern.search(text):
            return escape(text)
        pieces = self._pattern.split(text)
        return Markup("").join(
            Markup('<abbr title="{}">{}</abbr>').format(self._meanings[piece], piece) if index % 2 else piece
            for index, piece in enumerate(pieces)
        )
