"""French names of values, types and characters, for messages."""

import unicodedata

MAX_QUOTED_LENGTH = 60
TYPE_NAMES = {
    "string": "un texte",
    "integer": "un nombre entier",
    "number": "un nombre",
    "boolean": "true (oui) ou false (non)",
    "array": "une liste",
    "object": "un groupe de lignes « clé: valeur »",
    "null": "rien",
}


def quote_value(value: object) -> str:
    """Quote a value between « »: on one line, truncated, without invisible characters."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, list):
        return "une liste"
    elif isinstance(value, dict):
        return "un groupe de lignes « clé: valeur »"
    else:
        text = "".join(char if char.isprintable() else " " for char in str(value)[: MAX_QUOTED_LENGTH + 1])
    return f"« {text[: MAX_QUOTED_LENGTH - 1] + '…' if len(text) > MAX_QUOTED_LENGTH else text} »"


def name_type(value: object) -> str:
    """Name the type of a value, followed by the value of a text or a number."""
    if isinstance(value, str):
        return f"le texte {quote_value(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"le nombre {value}"
    if isinstance(value, list):
        return "une liste"
    return "un groupe de lignes « clé: valeur »" if isinstance(value, dict) else "rien"


def name_expected_types(types: str | list[str]) -> str:
    """Name the types of JSON Schema that a field accepts."""
    names = [types] if isinstance(types, str) else [name for name in types if name != "null"]
    return " ou ".join(TYPE_NAMES[name] for name in names)


def name_character(character: str) -> str:
    """Name a character that cannot be displayed, with its code point."""
    names = {
        "\x00": "octet nul",
        "\x1b": "échappement",
        "\u00ad": "trait d'union conditionnel",
        "\u200b": "espace sans largeur",
        "\ufeff": "marque d'ordre des octets",
    }
    code = f"U+{ord(character):04X}"
    if character in names:
        return f"{names[character]} ({code})"
    kinds = {"Cf": "marque de mise en forme", "Cc": "caractère de contrôle"}
    return f"{kinds.get(unicodedata.category(character), 'signe invisible')} ({code})"
