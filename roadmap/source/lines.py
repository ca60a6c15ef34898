"""Tolerant line parser for YAML files that may be invalid: indentation, dashes, key and value of each line.

It never fails, and does not say how YAML itself would parse the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Spaces other than the ASCII one, which YAML does not accept in their place; a class of a regular expression.
UNICODE_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASH = re.compile(r"-(?: +|$)")
_PLAIN_KEY = r"[^\s\"'#&*!|>@`%{}\[\],:•·–—-][^:#]*?(?::[^\s:#]+)*?"
_KEY = re.compile(rf"(\"[^\"]*\"|'[^']*'|{_PLAIN_KEY})[\s{UNICODE_SPACES}]*:(?=[ \t]|$)")
_BLOCK_HEADER = re.compile(r"[|>][+-]?[1-9]?[+-]?\s*(#.*)?$")
_MALFORMED_HEADER = re.compile(r"[\w\"']\s*:?\s*[|>][+-]?\s*$")
MAX_KEY_LENGTH = 200  # characters in which a key is searched for


@dataclass(frozen=True)
class Line:
    """A structural line: neither blank, nor a comment, nor inside a block scalar.

    Columns count from 0. `dashes` are the columns of its list markers; `column` is where its content
    begins, after them; `key` is None unless the content begins with a key, a colon and a space.
    """

    number: int
    text: str
    indent: int
    dashes: tuple[int, ...]
    column: int
    key: str | None
    value: str
    value_column: int

    @property
    def content(self) -> str:
        """The text after the indentation and the dashes."""
        return self.text[self.column :]

    @property
    def level(self) -> int:
        """The column of the first dash, or of the content."""
        return self.dashes[0] if self.dashes else self.column

    @property
    def parent_column(self) -> int:
        """The column that the lines of a block scalar opened here must exceed."""
        return self.column if self.key is not None else self.dashes[-1] if self.dashes else -1

    @property
    def is_block_header(self) -> bool:
        """Whether a block scalar, `|` or `>`, begins here."""
        return bool(_BLOCK_HEADER.match(self.value))

    @property
    def is_document_mark(self) -> bool:
        """Whether the line separates two documents."""
        return self.text in ("---", "...") or self.text.startswith("--- ")

    @property
    def value_without_comment(self) -> str:
        """The value without a comment at its end."""
        return "" if self.value.startswith("#") else re.split(r"\s#", self.value, maxsplit=1)[0].rstrip()


def parse_line(number: int, text: str) -> Line:
    """Parse a line; `number` counts from 1."""
    text = text.rstrip()
    indent = column = len(text) - len(text.lstrip(" "))
    dashes = []
    while dash := _DASH.match(text, column):
        dashes.append(column)
        column = dash.end()
    match = _KEY.match(text, column, column + MAX_KEY_LENGTH)
    key = match[1].strip("\"'") if match else None
    begin = match.end() if match else column
    value = text[begin:].strip(" \t")
    return Line(
        number, text, indent, tuple(dashes), column, key, value, len(text) - len(value) if value else begin
    )


def find_block_indent(header: Line, lines: Sequence[str]) -> int | None:
    """Return the indentation of the block scalar that `header`, one of `lines`, opens; None if it is empty.

    It is given by a number in the header, else by the first line that is not blank.
    """
    if number := re.match(r"[|>][+-]?([1-9])", header.value):
        return max(header.parent_column, 0) + int(number[1])
    below = (lines[index] for index in range(header.number, len(lines)))
    first = next((text for text in below if text.strip()), "")
    indent = len(first) - len(first.lstrip(" "))
    return indent if indent > header.parent_column else None


def parse_structure(lines: tuple[str, ...]) -> Iterator[Line]:
    """Parse the structural lines: all but blank ones, comments, and those inside block scalars."""
    block_indent: int | None = None  # the minimal indentation of the current block scalar
    for number, text in enumerate(lines, start=1):
        stripped = text.strip()
        if block_indent is not None and (not stripped or len(text) - len(text.lstrip(" ")) >= block_indent):
            continue
        block_indent = None
        if not stripped or stripped.startswith("#"):
            continue
        line = parse_line(number, text)
        if line.is_block_header:
            block_indent = find_block_indent(line, lines)
        elif _MALFORMED_HEADER.search(text[-40:]):
            block_indent = line.indent + 1  # the text before `|` or `>` is wrong
        yield line
