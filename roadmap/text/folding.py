"""Guess what a contributor meant: the nearest of the words that are possible."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

# The marks of European letters; others are looked for one by one.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_OTHERS = re.compile("[^a-z0-9]+")


def fold(text: str) -> str:
    """Return `text` without accents, capitals or punctuation: « Un œil neuf » → `un-oeil-neuf`."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    for mark in filter(unicodedata.combining, set(plain)):
        plain = plain.replace(mark, "")
    return _OTHERS.sub("-", plain).strip("-")


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that `word` most likely stands for, or None if none is near."""
    by_fold = {fold(choice).replace("-", ""): choice for choice in choices}
    close = difflib.get_close_matches(fold(word).replace("-", ""), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None
