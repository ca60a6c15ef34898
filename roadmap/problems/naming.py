"""Name values, types and characters to a person, in French."""

import unicodedata

SHORT = 60
TYPES = {
    "string": "un texte",
    "integer": "un nombre entier",
    "number": "un nombre",
    "boolean": "true (oui) ou false (non)",
    "array": "une liste",
    "object": "un groupe de lignes « clé: valeur »",
    "null": "rien",
}


def quote(value: object) -> str:
    """Show a value to a person: between « », one line, shortened, nothing invisible."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, list):
        return "une liste"
    elif isinstance(value, dict):
        return "un groupe de lignes « clé: valeur »"
    else:
        text = "".join(char if char.isprintable() else " " for char in str(value)[: SHORT + 1])
    return f"« {text[: SHORT - 1] + '…' if len(text) > SHORT else text} »"


def type_of(value: object) -> str:
    """Name in French the type of a value."""
    if isinstance(value, str):
        return f"le texte {quote(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"le nombre {value}"
    if isinstance(value, list):
        return "une liste"
    return "un groupe de lignes « clé: valeur »" if isinstance(value, dict) else "rien"


def expected(types: str | list[str]) -> str:
    """Name in French the types that a field takes."""
    names = [types] if isinstance(types, str) else [name for name in types if name != "null"]
    return " ou ".join(TYPES[name] for name in names)


def name_of_character(character: str) -> str:
    """Name a character that cannot be shown."""
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
    direction = unicodedata.category(character) == "Cf"
    return f"{'marque de mise en forme' if direction else 'caractère de contrôle'} ({code})"
