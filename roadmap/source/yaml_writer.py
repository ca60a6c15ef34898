"""Write the file of an action as YAML, in the style that contributors write by hand.

The same rules as `theme/assets/form/yaml.js`, byte for byte: what a spreadsheet brings is filed as the form
files it. `source/yaml_reader.py` must read back the same texts, and no line may look like a mistake that
`validation/diagnosis/` detects. A text is plain when that is safe, a block when it has several lines,
double-quoted otherwise.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

_MODELINE = "# yaml-language-server: $schema=../../schemas/action.schema.json"
_INDENT = "  "

_SAFE_START = re.compile(r"[^\W_]|\(")
_UNSAFE = (
    re.compile(r"[\s'\"|>]\Z|[|>][+-]\Z"),  # a stray quote, a block indicator
    re.compile(r"(?<![0-9]):(?!//)|:(?!//|[0-9])"),  # a colon, but for `https://` and `9:30`
    re.compile(r"\s#"),  # a comment
)
# What some YAML parsers read as a number or a constant; all read a full date or an hour as text.
_AMBIGUOUS_SCALAR = re.compile(
    r"(?:[0-9_.]+(?:e[+-]?[0-9]+)?|0[xob][0-9a-f_]+|true|false|null|yes|no|on|off|y|n)\Z", re.IGNORECASE
)
_UNSAFE_BLOCK_LINES = (
    re.compile(r"\s+\Z"),  # spaces that editors strip
    re.compile(r" *[^\S ]"),  # a tab or an unusual space in the indentation
    re.compile(r" *[a-z_]+:(?: |\Z)"),  # what looks like a wrongly indented key
    re.compile(r" *\?\S"),  # looks like a lost accent once indented
)
# Curly quotes around what looks like a value.
_CURLY_QUOTES = re.compile(r"[-:]\s*[“”„″‘’«].*[“”„″‘’»]\s*\Z")
# Inside quotes, what looks like an entry: `date: x`, or `a": b` after a dash.
_LIKE_A_KEY = re.compile(r"(^[a-z_]+'?\s*|\\\"\s*):(?!//)")
# Line breaks and tabs whose escape would look like part of a damaged word: `\nŒuvre`, `\na? b`.
_NEEDS_HEXADECIMAL = re.compile("[\n\t](?=[\u0080-\u00bf\u0100-\U0010ffff]|[ a-zà-ÿ]?\\?)")
_QUESTION_AFTER_ESCAPE = re.compile(r"(\\[xuU][0-9A-F]+)\?")  # the same before a question mark
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Zl", "Zp"})
_JOINER = "\u200d"  # joins emoji
_MAX_DECIMALS = 15


def write_sheet(sheet: Mapping[str, Any], order: Iterable[str]) -> str:
    """Return the file of an action; its keys come in the given order."""
    entries = [_write_entry(key, sheet[key], "") for key in order if key in sheet]
    return "\n".join([_MODELINE, *entries, ""])


def write_item(meeting: Mapping[str, Any], order: Iterable[str]) -> str:
    """Return the lines of a meeting in the `reunions:` list of the calendar, its keys in the given order."""
    return _write_collection([{key: meeting[key] for key in order if key in meeting}], _INDENT) + "\n"


def _write_collection(value: Any, indent: str) -> str:  # noqa: ANN401 - any YAML value
    if isinstance(value, Mapping):
        return "\n".join(_write_entry(key, child, indent) for key, child in value.items())
    return "\n".join(f"{indent}- {_write_item(item, indent + _INDENT)}" for item in value)


def _write_item(item: Any, indent: str) -> str:  # noqa: ANN401 - any YAML value
    if isinstance(item, Mapping | list | tuple):
        return _write_collection(item, indent)[len(indent) :]
    return _write_scalar(item, indent)


def _write_entry(key: str, value: Any, indent: str) -> str:  # noqa: ANN401 - any YAML value
    deeper = indent + _INDENT
    is_collection = isinstance(value, Mapping | list | tuple)
    text = f"\n{_write_collection(value, deeper)}" if is_collection else f" {_write_scalar(value, deeper)}"
    return f"{indent}{_write_inline(key)}:{text}"


def _write_scalar(value: Any, indent: str) -> str:  # noqa: ANN401 - any YAML value
    """Write a text, a number or a boolean; the lines of a block are indented by `indent`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _write_number(value)
    return _write_block(value, indent) if _fits_block(value) else _write_inline(value)


def _write_number(value: float) -> str:
    """Write a number with 15 decimals at most, without exponent, as the reader requires."""
    text = format(Decimal(repr(value)), "f")
    whole, _, decimals = text.partition(".")
    if len(decimals) > _MAX_DECIMALS:
        text = f"{value:.{_MAX_DECIMALS}f}"
        whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    text = f"{whole}.{decimals}" if decimals else whole
    # The reader keeps « 20.125 », perhaps thousands, as a text.
    return f"{text}0" if re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", text) else text


def _write_inline(text: str) -> str:
    return text if _is_safe_plain(text) else _write_quoted(text)


def _is_safe_plain(text: str) -> bool:
    is_ambiguous = _AMBIGUOUS_SCALAR.match(text) or any(pattern.search(text) for pattern in _UNSAFE)
    return bool(_SAFE_START.match(text)) and not is_ambiguous and _is_visible(text)


def _is_invisible(char: str) -> bool:
    return char != _JOINER and unicodedata.category(char) in _INVISIBLE_CATEGORIES


def _is_visible(text: str) -> bool:
    """Say whether all characters can be written without an escape: visible, in NFC as the reader wants."""
    return unicodedata.is_normalized("NFC", text) and not any(map(_is_invisible, text))


def _fits_block(text: str) -> bool:
    """Say whether a text of several lines can be a block: the reader drops the final newlines of one."""
    if "\n" not in text or text.endswith("\n") or not _is_visible(re.sub(r"[\n\t]", " ", text)):
        return False
    lines = text.split("\n")
    return not any(
        any(pattern.match(line) for pattern in _UNSAFE_BLOCK_LINES) or _CURLY_QUOTES.search(line)
        for line in lines
    )


def _write_block(text: str, indent: str) -> str:
    lines = [line and indent + line for line in text.split("\n")]
    return "\n".join(["|2-" if _needs_indicator(text) else "|-", *lines])


def _needs_indicator(text: str) -> bool:
    """Say whether a block needs an indentation indicator: its first line, or all others, is indented."""
    first, *others = filter(None, text.split("\n"))
    return first.startswith(" ") or (bool(others) and all(line.startswith(" ") for line in others))


def _write_quoted(text: str) -> str:
    body = re.sub(r"[\"\\]", lambda match: f"\\{match[0]}", text)
    body = _NEEDS_HEXADECIMAL.sub(lambda match: _escape(match[0]), body)
    body = body.replace("\n", "\\n").replace("\t", "\\t")
    body = "".join(_escape(char) if _is_invisible(char) else char for char in body)
    body = _LIKE_A_KEY.sub(r"\1\\x3A", body)
    if not unicodedata.is_normalized("NFC", body):
        body = "".join(char if " " <= char <= "~" else _escape(char) for char in body)
    return '"' + _QUESTION_AFTER_ESCAPE.sub(r"\1\\x3F", body) + '"'


def _escape(char: str) -> str:
    """Escape a character with capital digits: a small letter would look like part of the next word."""
    code = ord(char)
    if code < 0x100:  # noqa: PLR2004
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"  # noqa: PLR2004
