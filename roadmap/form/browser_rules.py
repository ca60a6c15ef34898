"""The validation rules and messages of the data check, exported as JSON for the form's JavaScript."""

import functools
import re
from collections.abc import Iterable
from typing import Any

from roadmap.form.form_fields import UNASKED_FIELDS
from roadmap.problems import naming
from roadmap.problems.building import build_problem
from roadmap.problems.messages import FORM_WORDINGS, WORDINGS
from roadmap.problems.problem import FILE_HINT_CODES, FILE_START
from roadmap.schema.formats import FORMAT_CHECKS
from roadmap.schema.references import ALL_THEMATICS, ENTRY_LISTS, REFERENCES
from roadmap.schema.schemas import Schema, Schemas
from roadmap.source.yaml_reader import (
    FORBIDDEN_CHARACTERS,
    IGNORED_CHARACTERS,
    NUMBER_PATTERN,
    THOUSANDS_PATTERN,
)
from roadmap.text import mojibake
from roadmap.text.addresses import (
    EMAIL_ADDRESS,
    FREE_WEBMAIL,
    FUNCTION_WORDS,
    HOST_NAME,
    MAILBOX_SEPARATORS,
    MAILTO_LINK,
    MAX_ACRONYM_LENGTH,
    MAX_HOST_LENGTH,
    SERVICE_DOMAINS,
    WEB_ADDRESS,
    load_first_names,
)
from roadmap.text.partial_dates import DATE_PATTERN, MAX_YEAR, MIN_YEAR
from roadmap.validation.corpus import Corpus
from roadmap.validation.diagnosis.encoding_damage import HTML_TAG
from roadmap.validation.personal_data import MOBILE_NUMBER, PERSON_NAME
from roadmap.validation.rules import (
    AUTOLINK,
    EXAMPLE_MARK,
    INLINE_LINK,
    REFERENCE_LINK,
    describe_unknown_reference,
)
from roadmap.validation.schema_errors import VALUE_KEYWORDS, format_example

# The codes of the problems that a form answer may have, apart from the schemas' keywords and formats.
_PROBLEM_CODES = tuple(
    """
    additionalProperties budget character dependentRequired end-before-start example former-id
    free-webmail future-confirmation html-tag link mailbox-host maybe-mojibake maybe-personal-mailbox mobile
    mojibake person-name personal-mailbox required type-text unknown-reference
    """.split()
)

# Those that only the answers about a meeting may have.
MEETING_CODES = ("document-targets", "done-before", "done-in-future")

# Stands for the value in the messages that become templates.
_SAMPLE_VALUE = "?"


def build_browser_rules(corpus: Corpus) -> dict[str, Any]:
    """Return the rules for `theme/assets/form/check.js` as plain data; `corpus` is the checked data."""
    schemas = corpus.schemas
    action = _resolve_schema(schemas, schemas.source("action"))
    meeting = _resolve_schema(schemas, schemas.source("calendar"))["properties"]["reunions"]["items"]
    return {
        "schemas": {"action": action, "reunion": meeting},
        "identifiant": _resolve_schema(schemas, schemas.definition("identifiant")),
        "keywords": list(VALUE_KEYWORDS),
        "file_hint_codes": sorted(FILE_HINT_CODES),
        "wordings": _build_wordings(),
        "names": _build_name_templates(),
        "patterns": {name: to_javascript_regex(pattern) for name, pattern in _PATTERNS.items()},
        "limits": {
            "long_text": schemas.definition("texte")["maxLength"],
            "first_year": MIN_YEAR,
            "last_year": MAX_YEAR,
            "odd_capitals": mojibake.MIN_ODD_CAPITALS,
            "acronym": MAX_ACRONYM_LENGTH,
            "host": MAX_HOST_LENGTH,
            "damaged_word": mojibake.MAX_WORD_LENGTH,
        },
        "free_webmail": sorted(FREE_WEBMAIL),
        "function_words": sorted(FUNCTION_WORDS),
        "first_names": " ".join(sorted(load_first_names())),
        "service_domains": sorted(SERVICE_DOMAINS),
        "known": _collect_entries(corpus),
        "references": {
            "action": _build_reference_rules(corpus, "action", 0),
            "reunion": _build_reference_rules(corpus, "calendar", 2),
        },
    }


_PATTERNS = {
    "address": EMAIL_ADDRESS,
    "autolink": AUTOLINK,
    "certain_damage": mojibake.CERTAIN_DAMAGE,
    "date": DATE_PATTERN,
    "escaped_letter": mojibake.ESCAPED_LETTER,
    "example": EXAMPLE_MARK,
    "forbidden": FORBIDDEN_CHARACTERS,
    "host_name": HOST_NAME,
    "html_tag": HTML_TAG,
    "ignored": IGNORED_CHARACTERS,
    "likely_damage": mojibake.LIKELY_DAMAGE,
    "link": INLINE_LINK,
    "mailto": MAILTO_LINK,
    "mobile": MOBILE_NUMBER,
    "number": NUMBER_PATTERN,
    "person_name": PERSON_NAME,
    "odd_capital": mojibake.ODD_CAPITAL,
    "reference_link": REFERENCE_LINK,
    "separators": MAILBOX_SEPARATORS,
    "thousands": THOUSANDS_PATTERN,
    "web_address": WEB_ADDRESS,
}


def _build_wordings() -> dict[str, tuple[str, str]]:
    """Return the message and the hint of each problem that a form answer may have, by code."""
    codes = {*_PROBLEM_CODES, *MEETING_CODES, *VALUE_KEYWORDS, *FORMAT_CHECKS}
    # Some formats have no message of their own: another code, or the pattern, explains the error.
    without_wording = {"format", *FORMAT_CHECKS} - set(WORDINGS)
    return {**FORM_WORDINGS, **{code: WORDINGS[code] for code in sorted(codes - without_wording)}}


# What only the page of the form shows.
_PAGE_KEYWORDS = {"examples", "x-aide", "x-libelles"}


def keep_kind(rules: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the rules without what the other kind of form alone needs; an action refers to no meeting."""
    known = rules["known"] | ({"reunions": [], "instances": []} if kind == "action" else {})
    unused = MEETING_CODES if kind == "action" else ()
    wordings = {code: texts for code, texts in rules["wordings"].items() if code not in unused}
    kept = {key: {kind: _drop_unasked(rules[key][kind])} for key in ("schemas", "references")}
    return rules | kept | {"known": known, "wordings": wordings}


def _drop_unasked(part: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a part of a schema without the fields that the form does not ask."""
    if isinstance(part, list):
        return [_drop_unasked(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {key: _drop_unasked(value) for key, value in part.items() if key not in UNASKED_FIELDS}


def _resolve_schema(schemas: Schemas, part: Schema) -> Schema:
    """Return a part of a schema with every `$ref` replaced by its target, recursively.

    Keywords of the target that the part overrides move to `allOf`: both apply, and the check reports the
    first that a value breaks. `x-exemple` is the first example as the check formats it.
    """
    target = schemas.resolve({"$ref": part["$ref"]}) if "$ref" in part else {}
    resolved = {key: value for key, value in schemas.resolve(part).items() if key != "$schema"}
    common = (key for key in VALUE_KEYWORDS if key in target)
    overridden = {key: target[key] for key in common if target[key] != resolved[key]}
    if overridden:
        resolved["allOf"] = [overridden, *resolved.get("allOf", ())]
    if "properties" in resolved:
        properties = resolved["properties"].items()
        resolved["properties"] = {name: _resolve_schema(schemas, child) for name, child in properties}
    if "items" in resolved:
        resolved["items"] = _resolve_schema(schemas, resolved["items"])
    example = {"x-exemple": format_example(resolved)} if "title" in resolved else {}
    return {key: value for key, value in resolved.items() if key not in _PAGE_KEYWORDS} | example


# --- Regular expressions

# What the translation handles one by one: a class of letters, an escape sequence, or a character.
_ATOM = re.compile(r"\[\^\\W\\d_\]|\\u[0-9a-f]{4}|\\.|.", re.DOTALL)
_LETTER_CLASSES = {"[^\\W\\d_]": r"[\p{L}\p{Nl}\p{No}]"}
# Escape sequences that mean the same in Python and in JavaScript.
_COMMON_ESCAPES = frozenset("\\" + char for char in "unrtfvsS^$.*+?()[]{}|/\\")
_UNICODE_SETS = {"\\w": r"\p{L}\p{N}_"}
_ASCII_SETS = {"\\w": "A-Za-z0-9_", "\\s": " \\t-\\r"}


def to_javascript_regex(pattern: re.Pattern[str]) -> str:
    r"""Translate a Python regular expression to the source of a JavaScript one with the flag `u`.

    Handle the differences of `\w` (Unicode or ASCII), `\s` (ASCII), and `^` and `$` (multiline). Raise
    ValueError on any construct not known to mean the same in both languages.
    """
    if pattern.flags & ~(re.UNICODE | re.ASCII | re.MULTILINE) or "(?P" in pattern.pattern:
        message = f"cannot be translated to JavaScript: {pattern.pattern!r}"
        raise ValueError(message)
    is_in_class, translated = False, []
    for atom in _ATOM.findall(pattern.pattern):
        translated.append(_translate_atom(atom, pattern.flags, is_in_class=is_in_class))
        is_in_class = atom != "]" if is_in_class else atom == "["
    return "".join(translated)


def _translate_atom(atom: str, flags: int, *, is_in_class: bool) -> str:
    """Translate an atom of a pattern; `is_in_class` says whether it is inside a character class `[…]`."""
    sets = _ASCII_SETS if flags & re.ASCII else _UNICODE_SETS
    if atom in sets:
        return sets[atom] if is_in_class else f"[{sets[atom]}]"
    if atom in _LETTER_CLASSES and not flags & re.ASCII:
        return _LETTER_CLASSES[atom]
    if atom in ("^", "$") and not is_in_class and flags & re.MULTILINE:
        return r"(?<![^\n])" if atom == "^" else r"(?![^\n])"
    if len(atom) == 1 and (is_in_class or atom != "$"):
        return atom if " " <= atom <= "~" else f"\\u{{{ord(atom):x}}}"
    if atom[:2] in _COMMON_ESCAPES or (atom == "\\-" and is_in_class):
        return atom
    message = f"cannot be translated to JavaScript: {atom!r}"
    raise ValueError(message)


# --- Names of values, types and characters


def _build_name_templates() -> dict[str, Any]:
    """Return the names of values, types and characters, as templates that the browser fills in."""
    quoted = naming.quote_value(_SAMPLE_VALUE)
    return {
        "short": naming.MAX_QUOTED_LENGTH,
        "types": naming.TYPE_NAMES,
        "text": naming.name_type(_SAMPLE_VALUE).replace(quoted, "{value}"),
        "number": naming.name_type(0).replace("0", "{value}"),
        "list": naming.name_type([]),
        "group": naming.name_type({}),
        "nothing": naming.name_type(None),
        "quoted": quoted.replace(_SAMPLE_VALUE, "{value}"),
        "characters": _build_character_names(),
    }


@functools.cache
def _build_character_names() -> dict[str, Any]:
    """Return the names of forbidden characters: of format marks (`Cf`), of others, and individual ones."""
    mark, other = (_name_template(ord(char)) for char in ("\u200e", "\ue000"))
    forbidden = (code for code in range(0x10000) if FORBIDDEN_CHARACTERS.fullmatch(chr(code)))
    own = {str(code): name for code in forbidden if (name := _name_template(code)) not in (mark, other)}
    return {"mark": mark, "other": other, "own": own}


def _name_template(code: int) -> str:
    """Return the name of a character with `{number}` in place of its code point."""
    return naming.name_character(chr(code)).replace(f"{code:04X}", "{number}")


# --- Entries of the data


def _collect_entries(corpus: Corpus) -> dict[str, Any]:
    """Return the entries that an action or a meeting may refer to, and the identifiers already in use."""
    territories = corpus.files["territories"].value
    sheets = {name: document.value for name, document in corpus.actions.items()}
    meetings = {item["id"]: item for _, _, item in corpus.entries("calendar", "reunions")}
    return {
        "axes": _list_entries(corpus, "axes"),
        "thematiques": [*_list_entries(corpus, "thematiques"), {"id": ALL_THEMATICS, "titre": "Toutes"}],
        "territoires": [
            *_list_entries(corpus, "territoires"),
            {key: territories["departement"][key] for key in ("id", "nom")},
        ],
        "communes": [],  # loaded when an answer needs them (form/communes.js)
        "instances": _list_entries(corpus, "instances"),
        "actions": [{"id": name, "titre": sheet["titre"]} for name, sheet in sheets.items()],
        "reunions": _list_entries(corpus, "reunions"),
        "anciens": {
            "action": _index_former_ids(sheets.items()),
            "reunion": _index_former_ids(meetings.items()),
        },
    }


def _list_entries(corpus: Corpus, name: str) -> list[dict[str, Any]]:
    """Return the identifier and the names of each entry of a list of the data."""
    source = ENTRY_LISTS[name]
    keys = (source.id_key, *source.label_keys)
    entries = corpus.entries(source.kind, *source.keys)
    return [{key: item[key] for key in keys if key in item} for _, _, item in entries]


def _index_former_ids(entries: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    """Return the current identifier of the entry that had each former identifier."""
    return {former: name for name, item in entries for former in item.get("anciens_identifiants", ())}


def _build_reference_rules(corpus: Corpus, kind: str, depth: int) -> list[dict[str, Any]]:
    """Return the message shown when a reference of a kind of file matches no entry, for each reference.

    `path` starts at the action or the meeting, which is `depth` steps below the root of its file.
    """
    rules = []
    for path, name in REFERENCES[kind].items():
        details = describe_unknown_reference(name, _SAMPLE_VALUE, corpus.names_by_id(name))
        template = build_problem("", FILE_START, "unknown-reference", **details)
        message = template.message.replace(naming.quote_value(_SAMPLE_VALUE), "{value}")
        rules.append({"path": list(path[depth:]), "known": name, "message": message, "hint": template.hint})
    return rules
