"""Typing mistakes inside the key or the value of one line: quotes, brackets, special characters, colons."""

import itertools
import re
from collections.abc import Iterator

from roadmap.problems.problem import Position, Slip
from roadmap.source.lines import UNICODE_SPACES, Line, parse_line
from roadmap.text.quoting import find_quote_end, quote_yaml

COLON_IN_TEXT = re.compile(r":(?=\s|$)")
_SPECIAL_START = re.compile(r"[@`%*&!|>,\]}]|[-?:](?=\s|$)")
_CLOSERS = {"[": "]", "{": "}"}


def make_slip(line: Line, column: int, code: str, fixed: str = "", **details: object) -> Slip:
    """Return a mistake of a line at a column, counted from 0."""
    return Slip(Position(line.number, column + 1), code, {"fixed": fixed, **details})


MAX_VALUE_LENGTH = 40_000  # characters below its key: the end of a longer value is not searched for
_LINE_COST = 10  # characters that the parsing of a line counts for


def find_value_mistakes(
    line: Line, lines: tuple[str, ...], keys: frozenset[str], skip_to: int
) -> tuple[list[Slip], int]:
    """Return the mistakes in a line's key or value, and the number of the last line of the value.

    `keys` are those of the schema. The line number is `skip_to` when the value does not continue below.
    """
    scanner = _ValueScanner(lines, keys, skip_to)
    return list(scanner.find_slips(line)), scanner.skip_to


class _ValueScanner:
    """Scans a value to its end, which may be on a line below, but not after the next entry."""

    def __init__(self, lines: tuple[str, ...], keys: frozenset[str], skip_to: int) -> None:
        self.lines, self.keys, self.skip_to = lines, keys, skip_to

    def find_slips(self, line: Line) -> Iterator[Slip]:
        """Yield the mistake in the key or in the value of a line, one at most."""
        if line.key is not None and re.search(
            rf"[{UNICODE_SPACES}]", line.text[line.column : line.value_column]
        ):
            fixed = re.sub(rf"[{UNICODE_SPACES}]+(?=:)", "", line.text[: line.value_column]) + line.value
            yield make_slip(line, line.column, "odd-space", fixed)
        elif not line.value or line.value.startswith("#") or line.is_block_header:
            return
        elif line.value[0] in "\"'":
            yield from self._scan_quoted(line)
        elif line.value[0] in _CLOSERS:
            yield from self._scan_brackets(line)
        elif _SPECIAL_START.match(line.value):
            # A bullet before a sentence is not part of it; another character may be.
            stripped = re.sub(r"^[-*|>] +", "", line.value)
            fixed = (
                _with_quotes(line) if stripped == line.value else line.text[: line.value_column] + stripped
            )
            yield make_slip(line, line.value_column, "special-start", fixed, sign=line.value[0])
        elif colon := COLON_IN_TEXT.search(line.value_without_comment):
            yield make_slip(line, line.value_column + colon.start(), "colon-in-text", _with_quotes(line))

    def _scan_quoted(self, line: Line) -> Iterator[Slip]:
        """Scan a quoted text to its closing quote; it may span several lines, but not the next entry."""
        quote, column = line.value[0], line.value_column
        end = find_quote_end(line.value, 1, quote)
        if end is not None:
            after = line.value[end:].strip()
            if after and not after.startswith("#"):
                code = "apostrophe" if quote == "'" else "inner-quote"
                yield make_slip(line, column + end - 1, code, _fix_quotes(line))
            return
        for number, text in enumerate(self._lines_below(line), start=line.number + 1):
            if self._begins_entry(text, line):
                break
            end = find_quote_end(text, 0, quote)
            if end is not None:
                self.skip_to = number
                after = text[end:].strip()
                if after and not after.startswith("#"):
                    yield make_slip(parse_line(number, text), end - 1, "inner-quote")
                return
        yield make_slip(line, column, "unclosed-quote", line.text + quote, quote=quote)

    def _scan_brackets(self, line: Line) -> Iterator[Slip]:
        """Scan a flow sequence or mapping to its closing bracket."""
        depth, open_quote, bracket = 0, "", line.value[0]
        for offset, text in enumerate(itertools.chain([line.value], self._lines_below(line))):
            if offset and self._begins_entry(text, line):
                break
            for column, char in enumerate(text):
                if open_quote:
                    open_quote = "" if char == open_quote else open_quote
                elif char in "\"'" and (column == 0 or text[column - 1] in " [{,:"):
                    open_quote = char
                elif char in "[{":
                    depth += 1
                elif char in "]}":
                    depth -= 1
                if depth == 0:
                    self.skip_to = line.number + offset
                    after = text[column + 1 :].strip()
                    if after and not after.startswith("#"):
                        yield make_slip(
                            line, line.value_column, "special-start", _with_quotes(line), sign=bracket
                        )
                    return
        yield make_slip(line, line.value_column, "unclosed-bracket", sign=bracket, closer=_CLOSERS[bracket])

    def _lines_below(self, line: Line) -> Iterator[str]:
        """Yield the lines below a line, up to MAX_VALUE_LENGTH characters of them."""
        length = 0
        for index in range(line.number, len(self.lines)):
            length += len(self.lines[index]) + _LINE_COST
            if length > MAX_VALUE_LENGTH:
                return
            yield self.lines[index]

    def _begins_entry(self, text: str, opening: Line) -> bool:
        """Say whether a line looks like the start of the entry after the `opening` line of a value."""
        line = parse_line(0, text)
        if line.dashes and opening.dashes and line.dashes[0] == opening.dashes[0]:
            return True
        return line.key in self.keys and line.level <= opening.column


def _with_quotes(line: Line) -> str:
    """Return the line with its whole value in double quotes."""
    return line.text[: line.value_column] + quote_yaml(line.value)


def _fix_quotes(line: Line) -> str:
    """Return the line with its quoted text, which contains quotes, correctly quoted and escaped."""
    quote = line.value[0]
    inner = line.value[1:]
    end = find_quote_end(line.value, 1, quote) or 0
    if inner.endswith(quote):
        inner = inner[:-1]
    elif not line.value[end : end + 1].isalnum():
        inner = quote + inner  # « "Bonjour" dit-il »: both quotes are part of the text
    return line.text[: line.value_column] + quote_yaml(inner.replace("''", "'") if quote == "'" else inner)
