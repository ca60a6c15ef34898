"""Fold a text into a slug, and find the closest of several words."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

# The usual combining marks, removed at once; any other is removed one by one.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_NOT_ALPHANUMERIC = re.compile("[^a-z0-9]+")


def fold(text: str) -> str:
    """Return a text as a slug, without accents, capitals or punctuation: « Un œil neuf » → `un-oeil-neuf`."""
    # Ligatures, superscripts and full-width letters are decomposed first: some become capitals.
    text = unicodedata.normalize("NFKD", text).lower().replace("œ", "oe").replace("æ", "ae")
    plain = _ACCENTS.sub("", text)
    for mark in (char for char in set(plain) if not char.isascii() and unicodedata.category(char)[0] == "M"):
        plain = plain.replace(mark, "")
    return _NOT_ALPHANUMERIC.sub("-", plain).strip("-")


def find_closest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that is most similar to a word, or None if none is close enough.

    A word or a choice without any Latin letter or digit is similar to nothing.
    """
    by_slug = {slug: choice for choice in choices if (slug := fold(choice).replace("-", ""))}
    slug = fold(word).replace("-", "")
    matches = difflib.get_close_matches(slug, by_slug, n=1, cutoff=0.6) if slug else []
    return by_slug[matches[0]] if matches else None
