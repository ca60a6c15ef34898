"""Parse lists of names that people type or paste: « Chartres, Lucé et Le Coudray »."""

import re
from collections.abc import Iterable, Mapping

from roadmap.text.folding import fold

_SEPARATORS = re.compile(r"[,;|\n\r\t•●▪·]+")
_LAST_SEPARATOR = re.compile(r"\s(?:et|&)\s")
_MAX_PIECES = 3  # of a name with « et »
# « Coudray (Le) », as sorted lists write it.
_ARTICLE_AT_THE_END = re.compile(r"(.*\S)\s*\((le|la|les|l['’])\)\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
# What people write before the name of a place: « mairie du Coudray » is that of « Le Coudray ».
_PREFIX = re.compile(r"^(?:commune|mairie|ville|village)-(de-|d-|du-|des-|)")
_ARTICLES = {"du-": "le-", "des-": "les-"}


def index_names(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the identifier of each name, by the name as `read_names` compares it.

    `names` gives the names of each identifier, which is a name too. A name of two identifiers is left out.
    """
    index: dict[str, str | None] = {}
    for identifier, labels in names.items():
        for key in filter(None, dict.fromkeys(map(_simplify_name, (identifier, *labels)))):
            index[key] = identifier if index.get(key, identifier) == identifier else None
    return {key: identifier for key, identifier in index.items() if identifier is not None}


def read_names(text: str, index: Mapping[str, str]) -> list[str]:
    """Return the identifiers that a text names, once each; a name that the index has not stays as typed."""
    parts = filter(None, (part.strip() for part in _SEPARATORS.split(text)))
    return list(dict.fromkeys(name for part in parts for name in _read_part(part, index)))


def _read_part(part: str, index: Mapping[str, str]) -> list[str]:
    """Read « Lèves et Lucé », where a name may have an « et » of its own; as typed when none is known."""
    pieces = [piece.strip() for piece in _LAST_SEPARATOR.split(part)]
    found: list[str] = []
    is_known = False
    while pieces:
        sizes = range(min(_MAX_PIECES, len(pieces)), 0, -1)
        named = ((size, _find_name(" et ".join(pieces[:size]), index)) for size in sizes)
        size, identifier = next((pair for pair in named if pair[1]), (1, None))
        is_known = is_known or identifier is not None
        found.append(identifier or pieces[0])
        pieces = pieces[size:]
    return found if is_known else [part]


def _find_name(name: str, index: Mapping[str, str]) -> str | None:
    """Return the identifier of a name, whatever is in brackets: « Lucé (28110) »; None without one."""
    return index.get(_simplify_name(name)) or index.get(_simplify_name(_BRACKETS.sub(" ", name)))


def _simplify_name(name: str) -> str:
    """Return a name folded, « St » written out, its article first: « Coudray (Le) » → `le-coudray`."""
    if match := _ARTICLE_AT_THE_END.fullmatch(name):
        name = f"{match[2]} {match[1]}"
    words = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in fold(name).split("-")]
    return _PREFIX.sub(lambda match: _ARTICLES.get(match[1], ""), "-".join(words), count=1)
