"""Identifiers, past and present: names of files of actions, ids of meetings. They form addresses."""

import re

from roadmap.text.folding import fold

MIN_LENGTH, MAX_LENGTH = 2, 80
# Windows cannot have a file of these names, whatever its extension.
_RESERVED = "con|prn|aux|nul|conin|conout|clock|com[0-9]|lpt[0-9]"
# The same rule is in schemas/common.schema.json (`identifiant`), for editors and for the form.
IDENTIFIER = re.compile(f"^(?!(?:{_RESERVED})$)[a-z0-9]+(-[a-z0-9]+)*$", re.ASCII)


def is_identifier(text: str) -> bool:
    """Say whether a text may be an identifier."""
    return MIN_LENGTH <= len(text) <= MAX_LENGTH and IDENTIFIER.fullmatch(text) is not None


def suggest_identifier(text: str, default: str = "") -> str:
    """Return an identifier made of the first words of a text, `default` if it has no letter or digit."""
    slug = fold(text)
    if len(slug) > MAX_LENGTH:
        slug = slug[:MAX_LENGTH].rpartition("-")[0] or slug[:MAX_LENGTH]
    if not slug:
        return default
    return slug if is_identifier(slug) else f"{slug}-1"
