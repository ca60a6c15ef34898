"""Damage of a whole file that was pasted from an e-mail or a web page, and the file without it."""

import re

from roadmap.problems.problem import Position, Slip
from roadmap.schema.schemas import Schemas
from roadmap.source.lines import UNICODE_SPACES

MIN_LINES = 3  # lines with the same damage: fewer are corrected one by one
MAX_CORRECTED_LENGTH = 20_000  # characters
_ODD_SPACE = re.compile(f"[{UNICODE_SPACES}]")
_ODD_START = re.compile(f"\n[ \t]*[>{UNICODE_SPACES}]")  # a quick test: most files have none
_QUOTE_MARKS = re.compile(r"[ \t]*(?:>[ \t]?)*>")
_ODD_INDENT = re.compile(rf"[ \t]*[{UNICODE_SPACES}][ \t{UNICODE_SPACES}]*")
_ODD_SPACE_IN_BRACES = re.compile(
    rf"(?<=[{{,] )([a-z_]+:)[{UNICODE_SPACES}]+|(?<=[{{,])([a-z_]+:)[{UNICODE_SPACES}]+"
)
_ODD_SPACES_OF_PAIR = re.compile(
    rf"( *(?:-[ {UNICODE_SPACES}]+)*)([\"']?)([a-z_]+)\2[ {UNICODE_SPACES}]*:(?:[ {UNICODE_SPACES}]+|$)"
)


def find_pasted_text(lines: tuple[str, ...], schemas: Schemas, kind: str) -> Slip | None:
    """Return the mistake of a file whose lines are quoted as in an e-mail, or indented with odd spaces.

    The mistake is None when only a line or two are concerned.
    """
    if not _ODD_START.search("\n".join(["", *lines])):
        return None
    filled = [text for text in lines if text.strip()]
    quoted = [number for number, text in enumerate(lines, start=1) if text.lstrip().startswith(">")]
    if len(quoted) >= MIN_LINES and 2 * len(quoted) > len(filled):
        mended = {number: _QUOTE_MARKS.sub("", lines[number - 1], count=1) for number in quoted}
        if all(text.startswith(" ") for text in mended.values() if text):
            mended = {number: text[1:] for number, text in mended.items()}
        return _describe(lines, mended, "mail-quotes")
    indented = [
        number for number, text in enumerate(lines, start=1) if _ODD_INDENT.match(text) and text.strip()
    ]
    if len(indented) >= MIN_LINES:
        keys = schemas.key_names(kind)
        plain = ((number, text, _use_plain_spaces(text, keys)) for number, text in enumerate(lines, start=1))
        mended = {number: mend for number, text, mend in plain if mend != text}
        return _describe(lines, mended, "odd-indents")
    return None


def _use_plain_spaces(text: str, keys: frozenset[str]) -> str:
    """Return a line whose indentation, and the space after its key, are made of plain spaces."""
    if match := _ODD_INDENT.match(text):
        text = _ODD_SPACE.sub(" ", match[0].replace("\t", "  ")) + text[match.end() :]
    match = _ODD_SPACES_OF_PAIR.match(text)
    if match and match[3] in keys:
        value = text[match.end() :]
        key = f"{match[2]}{match[3]}{match[2]}"
        text = f"{_ODD_SPACE.sub(' ', match[1])}{key}:{' ' if value else ''}{value}"
    return _ODD_SPACE_IN_BRACES.sub(lambda pair: f"{pair[0].rstrip()} ", text)


def _describe(lines: tuple[str, ...], mended: dict[int, str], code: str) -> Slip:
    number = min(mended)
    details = {"count": len(mended), "fixed": "", "corrected_file": correct_file(lines, mended)}
    return Slip(Position(number, 1), code, details)


def correct_file(lines: tuple[str, ...], mended: dict[int, str]) -> str:
    """Return the text of a file with the lines `mended`, by number; empty if it is too long."""
    text = "\n".join(mended.get(number, line) for number, line in enumerate(lines, start=1)) + "\n"
    return text if len(text) <= MAX_CORRECTED_LENGTH else ""
