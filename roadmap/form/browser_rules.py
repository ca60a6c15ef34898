"""What the browser needs to refuse what the check refuses, in the same words, taken from the check itself."""

import functools
import re
from collections.abc import Iterable
from typing import Any

from roadmap.problems import naming
from roadmap.problems.messages import FORM_WORDINGS, WORDINGS, build_problem
from roadmap.problems.problem import FILE_START
from roadmap.schema.formats import FORMAT_CHECKS
from roadmap.schema.references import ALL_THEMATICS, ENTRY_LISTS, REFERENCES
from roadmap.schema.schemas import Schema, Schemas
from roadmap.source.yaml_reader import FORBIDDEN_CHARACTERS, NUMBER_PATTERN, THOUSANDS_PATTERN
from roadmap.text.addresses import FREE_WEBMAIL, FUNCTION_WORDS, MAILBOX_SEPARATORS
from roadmap.text.partial_dates import DATE_PATTERN, MAX_YEAR, MIN_YEAR
from roadmap.validation.corpus import Corpus
from roadmap.validation.diagnosis.encoding_damage import ENTITY, LOST_LETTER, MOJIBAKE
from roadmap.validation.rules import (
    AUTOLINK,
    EMAIL_ADDRESS,
    INLINE_LINK,
    MOBILE_NUMBER,
    REFERENCE_LINK,
    describe_unknown_reference,
)
from roadmap.validation.schema_errors import VALUE_KEYWORDS, format_example

# The problems of what a person may type: the keywords and formats of the schemas say the others.
_CODES = (
    *("additionalProperties", "budget", "character", "dependentRequired", "end-before-start", "former-id"),
    *("free-webmail", "future-confirmation", "link", "mobile", "mojibake", "personal-mailbox", "required"),
    *("type-text", "unknown-reference"),
)

_NOBODY = "?"


def rules(corpus: Corpus) -> dict[str, Any]:
    """Return all that the form's check needs, as plain data; `corpus` is the checked data of the site."""
    schemas = corpus.schemas
    action = _flat(schemas, schemas.source("action"))
    meeting = _flat(schemas, schemas.source("calendar"))["properties"]["reunions"]["items"]
    return {
        "schemas": {"action": action, "reunion": meeting},
        "identifiant": _flat(schemas, schemas.definition("identifiant")),
        "keywords": list(VALUE_KEYWORDS),
        "wordings": _wordings(),
        "names": _names(),
        "patterns": {name: ecma_source(pattern) for name, pattern in _PATTERNS.items()},
        "limits": {
            "long_text": schemas.definition("texte")["maxLength"],
            "first_year": MIN_YEAR,
            "last_year": MAX_YEAR,
        },
        "free_webmail": sorted(FREE_WEBMAIL),
        "function_words": sorted(FUNCTION_WORDS),
        "known": _known(corpus),
        "references": {
            "action": _references(corpus, "action", 0),
            "reunion": _references(corpus, "calendar", 2),
        },
    }


_PATTERNS = {
    "address": EMAIL_ADDRESS,
    "autolink": AUTOLINK,
    "date": DATE_PATTERN,
    "entity": ENTITY,
    "forbidden": FORBIDDEN_CHARACTERS,
    "link": INLINE_LINK,
    "lost": LOST_LETTER,
    "mobile": MOBILE_NUMBER,
    "mojibake": MOJIBAKE,
    "number": NUMBER_PATTERN,
    "reference_link": REFERENCE_LINK,
    "separators": MAILBOX_SEPARATORS,
    "thousands": THOUSANDS_PATTERN,
}


def _wordings() -> dict[str, tuple[str, str]]:
    """Return the message and the remedy of each problem that a typed value may have."""
    codes = {*_CODES, *VALUE_KEYWORDS, *FORMAT_CHECKS}
    # A format has words of its own only when its reason is not told by another code, or by the pattern.
    silent = {"format", *FORMAT_CHECKS} - set(WORDINGS)
    return {**FORM_WORDINGS, **{code: WORDINGS[code] for code in sorted(codes - silent)}}


def _flat(schemas: Schemas, part: Schema) -> Schema:
    """Return a part of a schema without reference, down to its leaves.

    Where a part narrows what it refers to, both hold: what it overrides is kept in `allOf`, for the message
    of the check is about the first that a value breaks. `x-exemple` shows the first example as it is written.
    """
    base = schemas.resolve({"$ref": part["$ref"]}) if "$ref" in part else {}
    whole = {key: value for key, value in schemas.resolve(part).items() if key != "$schema"}
    narrowed = {key: base[key] for key in VALUE_KEYWORDS if key in base and base[key] != whole[key]}
    if narrowed:
        whole["allOf"] = [narrowed, *whole.get("allOf", ())]
    if "properties" in whole:
        whole["properties"] = {name: _flat(schemas, child) for name, child in whole["properties"].items()}
    if "items" in whole:
        whole["items"] = _flat(schemas, whole["items"])
    return whole | ({"x-exemple": format_example(whole)} if "title" in whole else {})


# --- Regular expressions

_PIECE = re.compile(r"\[\^\\W\\d_\]|\\u[0-9a-f]{4}|\\.|.", re.DOTALL)
_LETTERS = {"[^\\W\\d_]": r"[\p{L}\p{Nl}\p{No}]"}
# An escaped letter that means the same in both languages; what may be written inside a class, or alone.
_SAME_ESCAPES = frozenset("\\" + char for char in "unrtfvsS^$.*+?()[]{}|/\\")
_SETS = {"\\w": r"\p{L}\p{N}_"}
_ASCII_SETS = {"\\w": "A-Za-z0-9_", "\\s": " \\t-\\r"}


def ecma_source(pattern: re.Pattern[str]) -> str:
    r"""Return a pattern as JavaScript reads it with the flag `u`; refuse what is not known to be the same.

    Python's `\w` knows all letters, its `^` and `$` all lines when asked, and its `\s` less when ASCII.
    """
    if pattern.flags & ~(re.UNICODE | re.ASCII | re.MULTILINE) or "(?P" in pattern.pattern:
        message = f"not to be said in JavaScript: {pattern.pattern!r}"
        raise ValueError(message)
    is_inside, written = False, []
    for piece in _PIECE.findall(pattern.pattern):
        written.append(_ecma_piece(piece, pattern.flags, is_inside=is_inside))
        is_inside = piece != "]" if is_inside else piece == "["
    return "".join(written)


def _ecma_piece(piece: str, flags: int, *, is_inside: bool) -> str:
    sets = _ASCII_SETS if flags & re.ASCII else _SETS
    if piece in sets:
        return sets[piece] if is_inside else f"[{sets[piece]}]"
    if piece in _LETTERS and not flags & re.ASCII:
        return _LETTERS[piece]
    if piece in ("^", "$") and not is_inside and flags & re.MULTILINE:
        return r"(?<![^\n])" if piece == "^" else r"(?![^\n])"
    if len(piece) == 1 and (is_inside or piece != "$"):
        return piece if " " <= piece <= "~" else f"\\u{{{ord(piece):x}}}"
    if piece[:2] in _SAME_ESCAPES or (piece == "\\-" and is_inside):
        return piece
    message = f"not to be said in JavaScript: {piece!r}"
    raise ValueError(message)


# --- Words


def _names() -> dict[str, Any]:
    """Return how values, types and characters are named: templates, filled by the browser."""
    shown = naming.quote_value(_NOBODY)
    return {
        "short": naming.MAX_QUOTED_LENGTH,
        "types": naming.TYPE_NAMES,
        "text": naming.name_type(_NOBODY).replace(shown, "{value}"),
        "number": naming.name_type(0).replace("0", "{value}"),
        "list": naming.name_type([]),
        "group": naming.name_type({}),
        "nothing": naming.name_type(None),
        "quoted": shown.replace(_NOBODY, "{value}"),
        "characters": _characters(),
    }


@functools.cache
def _characters() -> dict[str, Any]:
    """Return how a forbidden character is named: as a format mark (`Cf`), as another, or by its own name."""
    mark, other = (_name(ord(char)) for char in ("\u200e", "\x01"))
    forbidden = (code for code in range(0x10000) if FORBIDDEN_CHARACTERS.fullmatch(chr(code)))
    own = {str(code): name for code in forbidden if (name := _name(code)) not in (mark, other)}
    return {"mark": mark, "other": other, "own": own}


def _name(code: int) -> str:
    """Return the name of a character, with its number left to fill in."""
    return naming.name_character(chr(code)).replace(f"{code:04X}", "{number}")


# --- The data


def _known(corpus: Corpus) -> dict[str, Any]:
    """Return what a sheet or a meeting may name, and the identifiers that are taken."""
    territories = corpus.files["territories"].value
    sheets = {name: document.value for name, document in corpus.actions.items()}
    meetings = {item["id"]: item for _, _, item in corpus.entries("calendar", "reunions")}
    return {
        "axes": _picked(corpus, "axes"),
        "thematiques": [*_picked(corpus, "thematiques"), {"id": ALL_THEMATICS, "titre": "Toutes"}],
        "territoires": [
            *_picked(corpus, "territoires"),
            {key: territories["departement"][key] for key in ("id", "nom")},
        ],
        "instances": _picked(corpus, "instances"),
        "actions": [{"id": name, "titre": sheet["titre"]} for name, sheet in sheets.items()],
        "reunions": _picked(corpus, "reunions"),
        "anciens": {"action": _former(sheets.items()), "reunion": _former(meetings.items())},
    }


def _picked(corpus: Corpus, name: str) -> list[dict[str, Any]]:
    """Return the identifier and the names of each entry of a list."""
    listed = ENTRY_LISTS[name]
    keys = (listed.id_key, *listed.label_keys)
    entries = corpus.entries(listed.kind, listed.key)
    return [{key: item[key] for key in keys if key in item} for _, _, item in entries]


def _former(entries: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    """Return the former identifiers, each with the entry that had it."""
    return {former: name for name, item in entries for former in item.get("anciens_identifiants", ())}


def _references(corpus: Corpus, kind: str, inside: int) -> list[dict[str, Any]]:
    """Return, for each reference of a kind of file, the words of the check when it names nothing.

    `path` is that of the field in a sheet, which stands at `inside` steps in the file.
    """
    found = []
    for path, name in REFERENCES[kind].items():
        details = describe_unknown_reference(name, _NOBODY, corpus.names_by_id(name))
        said = build_problem("", FILE_START, "unknown-reference", **details)
        message = said.message.replace(naming.quote_value(_NOBODY), "{value}")
        found.append({"path": list(path[inside:]), "known": name, "message": message, "hint": said.hint})
    return found
