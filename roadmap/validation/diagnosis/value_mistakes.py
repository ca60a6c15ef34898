"""The slips inside one line's key or value: quotes, brackets, signs, colons."""

import re
from collections.abc import Iterator

from roadmap.problems.problem import Position, Slip
from roadmap.source.lines import UNICODE_SPACES, Line, parse_line
from roadmap.text.quoting import find_quote_end, quote_yaml

_COLON_IN_TEXT = re.compile(r":(?=\s|$)")
_SPECIAL = re.compile(r"[@`%*&!|>,\]}]|[-?:](?=\s|$)")
_CLOSERS = {"[": "]", "{": "}"}


def slip_at(line: Line, column: int, code: str, fixed: str = "", **details: object) -> Slip:
    """Return a slip of a line at a column, counted from 0."""
    return Slip(Position(line.number, column + 1), code, {"fixed": fixed, **details})


def find(line: Line, lines: tuple[str, ...], keys: frozenset[str], skip_to: int) -> tuple[list[Slip], int]:
    """Return the slips in a line's key or value, and the last line that its value takes, or `skip_to`."""
    walk = _Value(lines, keys, skip_to)
    return list(walk.slips(line)), walk.skip_to


class _Value:
    """Follows a value to its end, which may be some lines below, but not past the next entry."""

    def __init__(self, lines: tuple[str, ...], keys: frozenset[str], skip_to: int) -> None:
        self.lines, self.keys, self.skip_to = lines, keys, skip_to

    def slips(self, line: Line) -> Iterator[Slip]:
        """Yield the slip in the key or in the value of a line."""
        if line.key is not None and re.search(
            rf"[{UNICODE_SPACES}]", line.text[line.column : line.value_column]
        ):
            fixed = re.sub(rf"[{UNICODE_SPACES}]+(?=:)", "", line.text[: line.value_column]) + line.value
            yield slip_at(line, line.column, "odd-space", fixed)
        elif not line.value or line.value.startswith("#") or line.is_block_header:
            return
        elif line.value[0] in "\"'":
            yield from self._quoted(line)
        elif line.value[0] in _CLOSERS:
            yield from self._bracketed(line)
        elif _SPECIAL.match(line.value):
            # A bullet before a sentence is no part of it; another sign may be.
            bare = re.sub(r"^[-*|>] +", "", line.value)
            fixed = _with_quotes(line) if bare == line.value else line.text[: line.value_column] + bare
            yield slip_at(line, line.value_column, "special-start", fixed, sign=line.value[0])
        elif colon := _COLON_IN_TEXT.search(line.value_without_comment):
            yield slip_at(line, line.value_column + colon.start(), "colon-in-text", _with_quotes(line))

    def _quoted(self, line: Line) -> Iterator[Slip]:
        """Follow a quoted text to its end; it may take several lines, but not reach the next entry."""
        quote, column = line.value[0], line.value_column
        end = find_quote_end(line.value, 1, quote)
        if end is not None:
            after = line.value[end:].strip()
            if after and not after.startswith("#"):
                code = "apostrophe" if quote == "'" else "inner-quote"
                yield slip_at(line, column + end - 1, code, _requoted(line))
            return
        for number, text in enumerate(self.lines[line.number :], start=line.number + 1):
            if self._begins_entry(text, line):
                break
            end = find_quote_end(text, 0, quote)
            if end is not None:
                self.skip_to = number
                after = text[end:].strip()
                if after and not after.startswith("#"):
                    yield slip_at(parse_line(number, text), end - 1, "inner-quote")
                return
        yield slip_at(line, column, "unclosed-quote", line.text + quote, quote=quote)

    def _bracketed(self, line: Line) -> Iterator[Slip]:
        """Follow a list or a group between brackets to its end."""
        depth, inside, sign = 0, "", line.value[0]
        for offset, text in enumerate((line.value, *self.lines[line.number :])):
            if offset and self._begins_entry(text, line):
                break
            for at, char in enumerate(text):
                if inside:
                    inside = "" if char == inside else inside
                elif char in "\"'" and (at == 0 or text[at - 1] in " [{,:"):
                    inside = char
                elif char in "[{":
                    depth += 1
                elif char in "]}":
                    depth -= 1
                if depth == 0:
                    self.skip_to = line.number + offset
                    after = text[at + 1 :].strip()
                    if after and not after.startswith("#"):
                        yield slip_at(line, line.value_column, "special-start", _with_quotes(line), sign=sign)
                    return
        yield slip_at(line, line.value_column, "unclosed-bracket", sign=sign, closer=_CLOSERS[sign])

    def _begins_entry(self, text: str, opening: Line) -> bool:
        """Say whether a line looks like the entry that follows the one where a text was opened."""
        line = parse_line(0, text)
        if line.dashes and opening.dashes and line.dashes[0] == opening.dashes[0]:
            return True
        return line.key in self.keys and line.level <= opening.column


def _with_quotes(line: Line) -> str:
    """Return the line with its whole value between double quotes."""
    return line.text[: line.value_column] + quote_yaml(line.value)


def _requoted(line: Line) -> str:
    """Return the line with its quoted text, which holds quotes of its own, between the right ones."""
    quote = line.value[0]
    inner = line.value[1:]
    end = find_quote_end(line.value, 1, quote) or 0
    if inner.endswith(quote):
        inner = inner[:-1]
    elif not line.value[end : end + 1].isalnum():
        inner = quote + inner  # « "Bonjour" dit-il »: both quotes belong to the text
    return line.text[: line.value_column] + quote_yaml(inner.replace("''", "'") if quote == "'" else inner)
