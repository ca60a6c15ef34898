"""The lines of a YAML file as a person sees them: indentation, dashes, key, value.

This looks at text that may be broken: it never fails, and claims nothing of what YAML makes of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Spaces that look like the plain one, and that YAML does not take for it.
ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASH = re.compile(r"-(?: +|$)")
_PLAIN_KEY = r"[^\s\"'#&*!|>@`%{}\[\],:•·–—-][^:#]*?(?::[^\s:#]+)*?"
_KEY = re.compile(rf"(\"[^\"]*\"|'[^']*'|{_PLAIN_KEY})[\s{ODD_SPACES}]*:(?=[ \t]|$)")
_BLOCK_HEADER = re.compile(r"[|>][+-]?[1-9]?[+-]?\s*(#.*)?$")
_ENDS_LIKE_HEADER = re.compile(r"[\w\"']\s*:?\s*[|>][+-]?\s*$")
# A key is short; a longer stretch of text is not searched for one.
LONGEST_KEY = 200


@dataclass(frozen=True)
class Line:
    """A line that is neither blank, nor a comment, nor inside a long text.

    Columns count from 0. `dashes` are the columns of its list marks; `column` is where its own text
    begins, after them; `key` is None when no key followed by a colon and a space begins it.
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
    def rest(self) -> str:
        """What follows the indentation and the dashes."""
        return self.text[self.column :]

    @property
    def level(self) -> int:
        """The column of the first dash, or of the text."""
        return self.dashes[0] if self.dashes else self.column

    @property
    def parent_column(self) -> int:
        """The column that the lines of a long text must pass."""
        return self.column if self.key is not None else self.dashes[-1] if self.dashes else -1

    @property
    def opens_block(self) -> bool:
        """Whether a long text, `|` or `>`, begins here."""
        return bool(_BLOCK_HEADER.match(self.value))

    @property
    def is_mark(self) -> bool:
        """Whether the line parts two documents."""
        return self.text in ("---", "...") or self.text.startswith("--- ")

    @property
    def plain_value(self) -> str:
        """The value without what a ` #` cuts off."""
        return "" if self.value.startswith("#") else re.split(r"\s#", self.value, maxsplit=1)[0].rstrip()


def split(number: int, text: str) -> Line:
    """Cut a line into its parts."""
    text = text.rstrip()
    indent = column = len(text) - len(text.lstrip(" "))
    dashes = []
    while mark := _DASH.match(text, column):
        dashes.append(column)
        column = mark.end()
    found = _KEY.match(text, column, column + LONGEST_KEY)
    key = found[1].strip("\"'") if found else None
    begin = found.end() if found else column
    value = text[begin:].strip(" \t")
    return Line(
        number, text, indent, tuple(dashes), column, key, value, len(text) - len(value) if value else begin
    )


def text_indent(header: Line, below: Sequence[str]) -> int | None:
    """Return the column where the long text that `header` opens stands, if it has any line.

    A number in the mark says it; else the first line does.
    """
    if number := re.match(r"[|>][+-]?([1-9])", header.value):
        return max(header.parent_column, 0) + int(number[1])
    first = next((text for text in below if text.strip()), "")
    indent = len(first) - len(first.lstrip(" "))
    return indent if indent > header.parent_column else None


def structure(lines: tuple[str, ...]) -> Iterator[Line]:
    """Yield the lines that make the structure: not the blank ones, the comments, nor long texts' own."""
    inside: int | None = None  # the column that keeps a line inside a long text
    for number, text in enumerate(lines, start=1):
        bare = text.strip()
        if inside is not None and (not bare or len(text) - len(text.lstrip(" ")) >= inside):
            continue
        inside = None
        if not bare or bare.startswith("#"):
            continue
        line = split(number, text)
        if line.opens_block:
            inside = text_indent(line, lines[number:])
        elif _ENDS_LIKE_HEADER.search(text[-40:]):
            inside = line.indent + 1  # the mark is there, what stands before it is wrong
        yield line
