"""Write what a contributor meant as the schema of its field wants it."""

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
from roadmap.text.quoting import quote_yaml

# Past this many characters, a value is not a slip of the pen.
LONGEST = 300
# Quotes that a word processor puts where straight ones are meant.
_CURLY = "“”„«»‹›‘’'\"`"


def choice(text: str, field: Schema) -> str | None:
    """Find the choice whose value or French label is nearest."""
    values = field["enum"]
    by_label = {label: value for value, label in field.get("x-libelles", {}).items()}
    return find_closest(text, values) or by_label.get(find_closest(text, by_label) or "")


_BY_FORMAT: dict[str, Callable[[str], str | None]] = {
    "date-partielle": read_date,
    "heure": read_hour,
    "siren": lambda text: quote_yaml(siren) if (siren := read_siren(text)) else None,
    "adresse-https": read_url,
    "courriel-fonctionnel": read_mailbox,
}


def scalar(value: object, field: Schema) -> str | None:
    """Return how to write `value` so that it suits `field`, or None."""
    text = _plain(value)
    if text is None or len(text) > LONGEST:
        return None
    if "enum" in field:
        return choice(text, field)
    name, types = field.get("format"), field.get("type", ())
    if name == "date-partielle":
        return read_date(text, full="integer" not in types)
    if name in _BY_FORMAT:
        return _BY_FORMAT[name](text)
    return (
        _by_type(text, field) if isinstance(value, str) else quote_yaml(text) if types == "string" else None
    )


def _by_type(text: str, field: Schema) -> str | None:
    """Return how to write a text where its field's type wants something else."""
    types = field.get("type")
    if types in ("integer", "number"):
        return read_number(text, whole=types == "integer")
    if types == "boolean":
        return read_boolean(text)
    if types == "array":
        return _list(text, field)
    return fold(text) or None if field.get("pattern", "").startswith("^[a-z0-9]+(") else None


def _plain(value: object) -> str | None:
    """Return the text of a value as it was written, without quotes of a word processor; None for a group."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    return value.strip().strip(_CURLY).strip() if isinstance(value, str) else None


def _list(text: str, field: Schema) -> str | None:
    """Read « a, b et c » as a list of what the field's items take."""
    item = field["items"]
    if item.get("type") != "string":
        return None
    words = [word.strip() for word in re.split(r"[,;]|\bet\b", text) if word.strip()]
    if "enum" in item:
        found = [choice(word, item) for word in words]
        return f"[{', '.join(each for each in found if each)}]" if all(found) else None
    short = item.get("maxLength", 0) <= 120 and len(words) > 0  # noqa: PLR2004 - references and identifiers
    return f"[{', '.join(fold(word) for word in words)}]" if short else f"[{quote_yaml(text)}]"
