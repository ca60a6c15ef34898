"""Suggested corrections of invalid values: rewrite what a contributor typed as its schema expects it."""

import json
import re
from collections.abc import Callable

from roadmap.schema.schemas import Schema
from roadmap.text.folding import find_closest, fold
from roadmap.text.french_values import (
    read_boolean,
    read_date,
    read_hour,
    read_mailbox,
    read_number,
    read_siren,
    read_url,
)
from roadmap.text.identifiers import IDENTIFIER, suggest_identifier
from roadmap.text.quoting import quote_yaml

# A longer value is not a typing mistake.
MAX_LENGTH = 300
# Quotation marks that may surround a value, including those that word processors insert.
_QUOTATION_MARKS = "“”„«»‹›‘’'\"`"


def find_nearest_choice(text: str, field: Schema) -> str | None:
    """Return the choice of an enum whose value or French label is nearest to the text; None if none is."""
    values = field["enum"]
    by_label = {label: value for value, label in field.get("x-libelles", {}).items()}
    return find_closest(text, values) or by_label.get(find_closest(text, by_label) or "")


_FIX_BY_FORMAT: dict[str, Callable[[str], str | None]] = {
    "date-partielle": read_date,
    "heure": read_hour,
    "siren": lambda text: quote_yaml(digits) if (digits := read_siren(text)) else None,
    "adresse-https": read_url,
    "courriel-fonctionnel": read_mailbox,
}


def suggest_value(value: object, field: Schema) -> str | None:
    """Return the YAML of a corrected value that fits the field, None when it cannot be guessed."""
    text = _to_text(value)
    if text is None or len(text) > MAX_LENGTH:
        return None
    if "enum" in field:
        return find_nearest_choice(text, field)
    format_name, types = field.get("format"), field.get("type", ())
    if format_name == "date-partielle":
        return read_date(text, full="integer" not in types)
    if format_name in _FIX_BY_FORMAT:
        return _FIX_BY_FORMAT[format_name](text)
    if isinstance(value, str):
        return _convert_to_type(text, field)
    return quote_yaml(text) if types == "string" else None


def _convert_to_type(text: str, field: Schema) -> str | None:
    """Return a text as the type of its field."""
    types = field.get("type")
    if types in ("integer", "number"):
        return read_number(text, whole=types == "integer")
    if types == "boolean":
        return read_boolean(text)
    if types == "array":
        return _convert_to_list(text, field)
    return suggest_identifier(text) or None if field.get("pattern") == IDENTIFIER.pattern else None


def _to_text(value: object) -> str | None:
    """Return a scalar as typed, without surrounding quotation marks; None for a list or a mapping."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    return value.strip().strip(_QUOTATION_MARKS).strip() if isinstance(value, str) else None


def _convert_to_list(text: str, field: Schema) -> str | None:
    """Convert « a, b et c » to a YAML list of what the field's items accept."""
    item = field["items"]
    if item.get("type") != "string":
        return None
    words = [word.strip() for word in re.split(r"[,;]|\bet\b", text) if word.strip()]
    if "enum" in item:
        choices = [find_nearest_choice(word, item) for word in words]
        return f"[{', '.join(filter(None, choices))}]" if all(choices) else None
    is_short = item.get("maxLength", 0) <= 120 and len(words) > 0  # noqa: PLR2004 - references and identifiers
    return f"[{', '.join(fold(word) for word in words)}]" if is_short else f"[{quote_yaml(text)}]"
