"""Opening hours written as in OpenStreetMap (`opening_hours`), read and said in French.

Only the plain part of that language is read: days, spans of hours, closures. Anything else is not guessed.
"""

import datetime as dt
import re

from roadmap.text import french

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MAX_LENGTH, MAX_RULES = 300, 14
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
_HOUR = "(?:[01]?[0-9]|2[0-4]):[0-5][0-9]"
_RULE = re.compile(
    rf"(?:(?P<days>{_DAY}(?:-{_DAY})?(?:, ?{_DAY}(?:-{_DAY})?)*) )?"
    rf"(?P<hours>{_HOUR}-{_HOUR}(?:, ?{_HOUR}-{_HOUR})*|off|closed)"
)


def format_opening_hours(text: str) -> tuple[str, ...]:
    """Return a French line a rule, « du lundi au vendredi : 9 h à 12 h »; none if a rule cannot be read."""
    if len(text) > MAX_LENGTH:
        return ()
    if text == "24/7":
        return ("tous les jours, à toute heure",)
    rules = [rule.strip() for rule in text.rstrip("; ").split(";")]
    lines = [_format_rule(rule) for rule in rules]
    return tuple(filter(None, lines)) if all(lines) and len(lines) <= MAX_RULES else ()


def _format_rule(rule: str) -> str:
    """Return a rule in French, empty if it cannot be read."""
    match = _RULE.fullmatch(rule)
    if not match:
        return ""
    days = _format_days(match["days"] or "Mo-Su")
    if match["hours"] in ("off", "closed"):
        return days and f"{days} : fermé"
    spans = [_format_span(span.strip()) for span in match["hours"].split(",")]
    return f"{days} : {_join(spans)}" if days and all(spans) else ""


def _format_days(text: str) -> str:
    """Return days in French: « du lundi au vendredi », « mardi et jeudi »; empty when a range is not one."""
    names = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if "PH" in (first, last):
            names.append("" if last else "jours fériés")
        elif not last:
            names.append(_FRENCH_DAYS[_DAYS.index(first)])
        else:
            names.append(_format_range(_DAYS.index(first), _DAYS.index(last)))
    return _join(names) if all(names) else ""


def _format_range(first: int, last: int) -> str:
    if (first, last) == (0, len(_DAYS) - 1):
        return "tous les jours"
    return f"du {_FRENCH_DAYS[first]} au {_FRENCH_DAYS[last]}" if first < last else ""


def _format_span(text: str) -> str:
    """Return a span of hours in French, « 9 h à 12 h »; empty when it does not end after it starts."""
    start, end = (tuple(map(int, hour.split(":"))) for hour in text.split("-"))
    if start >= end or end > (24, 0):
        return ""
    return " à ".join(
        "minuit" if hour == (24, 0) else french.format_hour(dt.time(*hour)) for hour in (start, end)
    )


def _join(parts: list[str]) -> str:
    """Join parts as in a sentence: « a, b et c »."""
    return " et ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
