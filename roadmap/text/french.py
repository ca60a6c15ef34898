"""French typography: dates, hours, numbers, spaces, acronyms. Jinja filters of the templates."""

import datetime as dt
import functools
import re
from collections.abc import Mapping

from babel import dates, numbers
from markupsafe import Markup, escape

from roadmap.text.partial_dates import PartialDate

LOCALE = "fr_FR"
NBSP, NARROW_NBSP = "\u00a0", "\u202f"


@functools.lru_cache(maxsize=4096)
def format_date(value: PartialDate | dt.date) -> str:
    """Format a date with its weekday, or a partial one: « jeudi 4 avril 2024 », « juin 2024 », « 2024 »."""
    if isinstance(value, PartialDate):
        if value.mois is None:
            return str(value.annee)
        if not value.is_full:
            return dates.format_date(value.first_day, "MMMM y", locale=LOCALE)
        value = value.first_day
    return _format_first(dates.format_date(value, f"EEEE d{NBSP}MMMM y", locale=LOCALE))


@functools.lru_cache(maxsize=4096)
def format_short_date(value: PartialDate | dt.date) -> str:
    """Format a date without its weekday: « 4 avril 2024 »."""
    if isinstance(value, PartialDate):
        if not value.is_full:
            return format_date(value)
        value = value.first_day
    return _format_first(dates.format_date(value, f"d{NBSP}MMMM y", locale=LOCALE))


def format_month_name(value: PartialDate) -> str:
    """Return the name of the month of a date, « juin », empty when only its year is known."""
    return dates.format_date(value.first_day, "MMMM", locale=LOCALE) if value.mois else ""


def format_on_date(value: PartialDate | dt.date) -> str:
    """Format a date with its preposition: « le 4 avril 2024 », « en juin 2024 », « en 2024 »."""
    has_day = isinstance(value, dt.date) or value.is_full
    return f"{'le' if has_day else 'en'} {format_short_date(value)}"


def format_follow_up(who: str | None, due: PartialDate | None, done: PartialDate | None) -> str:
    """Say who takes care of a decision, for when, and when it was done; empty when nothing is known."""
    parts = [
        f"responsable : {who}" if who else "",
        f"à faire pour {format_on_date(due) if due.is_full else format_short_date(due)}" if due else "",
        f"faite {format_on_date(done)}" if done else "",
    ]
    return " ; ".join(filter(None, parts))


def _format_first(text: str) -> str:
    """Replace « 1 mars » by « 1er mars »."""
    return re.sub(rf"(^|\s)1{NBSP}", rf"\g<1>1er{NBSP}", text)


def format_hour(value: dt.time) -> str:
    """Format an hour: « 9 h 30 », « 14 h »."""
    minutes = f"{NBSP}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


@functools.lru_cache(maxsize=4096)
def format_number(value: float) -> str:
    """Format a number: « 25 000 », « 12,5 »."""
    return numbers.format_decimal(value, locale=LOCALE)


def format_euros(value: int) -> str:
    """Format an amount: « 42 500 € »."""
    return f"{format_number(value)}{NBSP}€"


def format_file_size(count: int) -> str:
    """Format a size given in bytes: « 12,3 ko », « 4 Mo »."""
    if count < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{format_number(round(count / 1000, 1))}{NBSP}ko"
    return f"{format_number(round(count / 1_000_000, 1))}{NBSP}Mo"


def pluralize(count: float, one: str, many: str | None = None) -> str:
    """Format a count with its noun: « 1 action », « 4 actions »; 0 and 1.5 are singular in French."""
    noun = one if abs(count) < 2 else many or f"{one}s"  # noqa: PLR2004 - the plural begins at two
    return f"{format_number(count)}{NBSP}{noun}"


def format_at_place(name: str) -> str:
    """Format the name of a commune with its preposition: « à Chartres », « au Coudray », « aux Corvées »."""
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"


def format_telephone(number: str) -> str:
    """Format an international number as people dial it in France: « 02 37 00 00 00 »."""
    national = f"0{number.removeprefix('+33')}" if number.startswith("+33") else number
    first = len(national) % 2 or 2
    pairs = (national[index : index + 2] for index in range(first, len(national), 2))
    return NBSP.join([national[:first], *pairs])


def lowercase_first(text: str) -> str:
    """Lowercase the first letter, unless the text begins with an acronym."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def is_to_be_confirmed(text: str) -> bool:
    """Say whether a text says that it is provisional: « circuit à reconfirmer »."""
    return bool(_TO_BE_CONFIRMED.search(text))


_TO_BE_CONFIRMED = re.compile(r"\bà (?:faire )?(?:re)?(?:préciser|confirmer|vérifier)\b", re.IGNORECASE)


def keep_hyphenated_whole(text: str) -> Markup:
    """Return an escaped title whose short hyphenated words, « l'aller-vers », never break across lines."""
    if not _HYPHENATED.search(text):
        return escape(text)
    return Markup("").join(
        Markup('<span class="whole">{}</span>').format(piece) if index % 2 else piece
        for index, piece in enumerate(_HYPHENATED.split(text))
    )


# At most 14 characters: the largest title still fits on the narrowest screen.
_HYPHENATED = re.compile(r"(?<!\S)(?=\S*[^\s-]-[^\s-])(\S{3,14})(?!\S)")


def insert_nbsp(text: str) -> str:
    """Make spaces non-breaking as in French: before « : ; ! ? », inside « », amounts and dates."""
    return _SPACES.sub(_to_nbsp, text)


def insert_nbsp_in_html(html: str) -> str:
    """Insert non-breaking spaces in the text of a page; tags, code, scripts and styles are unchanged."""
    excluded = [match.span() for match in _EXCLUDED_ELEMENTS.finditer(html)]

    def replace(match: re.Match[str]) -> str:
        index = match.start()
        is_in_tag = html.rfind("<", 0, index) > html.rfind(">", 0, index)
        is_prose = not (is_in_tag or any(start < index < end for start, end in excluded))
        return _to_nbsp(match) if is_prose else " "

    return _SPACES.sub(replace, html)


_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
# The spaces to replace, by name of group. The rarest conditions come first: this runs on every page.
_SPACES = re.compile(
    r" (?:(?P<narrow>(?=[;!?]))|(?P<wide>(?=[:»]))|(?<=[0-9«r] )(?:"
    r"(?P<thousands>(?<=[0-9] )(?=[0-9]{3}(?![0-9])))"
    rf"|(?P<glued>(?<=« )|(?<=[0-9] )(?=[€%])|(?:(?<=[0-9] )|(?<=1er ))(?=(?:{_MONTHS})\b))))"
)
_EXCLUDED_ELEMENTS = re.compile(r"<(pre|code|script|style)\b.*?</\1>", re.DOTALL)
_NBSP_BY_GROUP = {"narrow": NARROW_NBSP, "thousands": NARROW_NBSP, "wide": NBSP, "glued": NBSP}


def _to_nbsp(match: re.Match[str]) -> str:
    return _NBSP_BY_GROUP[match.lastgroup]


class Acronyms:
    """Wraps acronyms of a plain text in `abbr` elements."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        """Store the meaning of each acronym."""
        self._meanings = meanings
        longest_first = sorted(map(re.escape, meanings), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)({'|'.join(longest_first)})(?!\w)") if meanings else None

    def mark(self, text: str) -> Markup:
        """Return the text escaped, each acronym in an `abbr`; a Markup is returned unchanged."""
        if isinstance(text, Markup):
            return text
        if self._pattern is None or not self._pattern.search(text):
            return escape(text)
        pieces = self._pattern.split(text)
        return Markup("").join(
            Markup('<abbr title="{}">{}</abbr>').format(self._meanings[piece], piece) if index % 2 else piece
            for index, piece in enumerate(pieces)
        )
