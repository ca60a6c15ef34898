"""Find the typing mistakes that make a YAML file invalid, with a suggested correction.

The parser only knows where it failed; this module scans the lines and uses the keys of the schema to find the
cause. It may report mistakes in valid files: call it for invalid files only.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from roadmap.problems.problem import Position, Slip
from roadmap.schema.schemas import Schemas
from roadmap.source.lines import UNICODE_SPACES, Line, find_block_indent, parse_line, parse_structure
from roadmap.validation.diagnosis import value_mistakes
from roadmap.validation.diagnosis.value_mistakes import COLON_IN_TEXT, make_slip

MAX_SLIPS = 60  # more than are shown
_ODD_INDENT = re.compile(rf"[ \t{UNICODE_SPACES}]*[\t{UNICODE_SPACES}]")
_NO_SPACE_AFTER_COLON = re.compile(rf"[\"']?([\w-]+)[\"']?:(?!//)[{UNICODE_SPACES}]*(\S.*)")
_NO_COLON = re.compile(r"([\w-]+)(?:\s*(?:=>?|->|[;,：∶﹕.])\s*|\s+)(.*)")
_BULLET = re.compile(rf"(?:-[{UNICODE_SPACES}]*|[*•·–—+>][\s{UNICODE_SPACES}]+)(?=[^\s-])")
_QUOTED_PAIR = re.compile(r"([\"'])([\w-]+)\s*:\s*(.*)\1$")


def find_yaml_mistakes(lines: tuple[str, ...], schemas: Schemas, kind: str) -> list[Slip]:
    """Return the mistakes in the lines of an invalid file, sorted, at most one per line."""
    by_line: dict[int, Slip] = {}
    slips = itertools.islice(_LineScanner(lines, schemas, kind).find_slips(), MAX_SLIPS)
    for slip in (*find_odd_indents(lines), *slips):
        by_line.setdefault(slip.position.line, slip)
    return [by_line[number] for number in sorted(by_line)]


def find_odd_indents(lines: tuple[str, ...]) -> Iterator[Slip]:
    """Yield the first tab and the first non-ASCII space used as indentation; others are likely many."""
    codes = set()
    for number, text in enumerate(lines, start=1):
        if (match := _ODD_INDENT.match(text)) and text.strip():
            code = "tab" if "\t" in match[0] else "odd-indent"
            if code not in codes:
                codes.add(code)
                fixed = _normalize_indent(text)
                spaces = len(fixed) - len(fixed.lstrip(" "))
                yield Slip(Position(number, match.end()), code, {"fixed": fixed, "spaces": spaces})


def _normalize_indent(text: str) -> str:
    """Return a line with its indentation in plain spaces, two per tab."""
    stripped = re.sub(rf"^[ \t{UNICODE_SPACES}]+", "", text)
    indent = text[: len(text) - len(stripped)]
    return " " * sum(2 if char == "\t" else 1 for char in indent) + stripped


class _LineScanner:
    """Scans the lines of a file while tracking the open indentation levels, guided by the keys of the schema.

    After a mistake, the scan continues as if it were corrected, so that each mistake is reported once.
    """

    def __init__(self, lines: tuple[str, ...], schemas: Schemas, kind: str) -> None:
        self.lines = lines
        self.outline = schemas.allowed_keys(kind)
        self.list_keys = schemas.list_keys(kind)
        self.keys = schemas.key_names(kind)
        self.usual_indents = _usual_indents(lines)
        self.open_columns: list[int] = []
        self.previous: Line | None = None
        self.opener: Line | None = None  # the line of a key whose value is still to come
        self.parents: dict[int, Line] = {}  # for each open column, the line of the parent key
        self.list_parents: dict[int, Line | None] = {}  # the same, for the columns of dashes
        self.skip_to = 0

    def find_slips(self) -> Iterator[Slip]:
        """Yield the mistakes, line by line."""
        for line in parse_structure(self.lines):
            if line.number <= self.skip_to:
                continue
            if line.is_document_mark:
                if self.previous:
                    yield make_slip(line, 0, "documents")
                    return
            else:
                yield from self._scan_line(line)

    def _scan_line(self, line: Line) -> Iterator[Slip]:
        """Yield the mistakes of a line."""
        if _ODD_INDENT.match(line.text):
            line = parse_line(line.number, _normalize_indent(line.text))
        if (indent := self._block_indent(line)) is not None:
            if line.indent != indent:
                yield self._indentation_slip(line, indent)
            return
        if slip := self._find_text_before_list(line):
            yield slip
            self.previous = self.opener = _apply_fix(self.previous, slip)
        if self._continues_text(line):
            slip = self._find_slip_in_text(line)
            is_entry = slip is not None and slip.code in ("indentation", "space-after-colon")
        else:
            slip = self._find_hidden_key(line) if line.key is None else None
            is_entry = slip is None or bool(slip.details["fixed"])
        if slip:
            yield slip
        if is_entry:
            yield from self._scan_entry(_apply_fix(line, slip))

    def _scan_entry(self, line: Line) -> Iterator[Slip]:
        """Yield the mistakes of a line with a key or a list item: in its indentation, then in its value."""
        if slip := self._place_line(line):
            yield slip
            line = _apply_fix(line, slip)
        slips, self.skip_to = value_mistakes.find_value_mistakes(line, self.lines, self.keys, self.skip_to)
        yield from slips
        self.previous = line
        self.opener = line if line.key is not None and not line.value_without_comment else None

    def _block_indent(self, line: Line) -> int | None:
        """Return the indentation of the block text above when a less indented line can only be part of it."""
        above = self.previous
        if above is None or not above.is_block_header or line.dashes or line.key in self.keys:
            return None
        looks_like_key = (
            self._begins_with_key(line) if line.key is None else re.fullmatch(r"[\w-]+", line.key)
        )
        if line.indent <= above.parent_column and looks_like_key:
            return None  # a misspelt key, or a key without its colon
        return find_block_indent(above, self.lines)

    def _begins_with_key(self, line: Line) -> bool:
        match = _NO_COLON.match(line.content + " ")
        return bool(match) and match[1] in self.keys

    def _find_text_before_list(self, line: Line) -> Slip | None:
        """Return the mistake of a text after the key of a list whose items follow."""
        above = self.previous
        if (
            above is None
            or not line.dashes
            or above.key not in self.list_keys
            or not above.value_without_comment
        ):
            return None
        if line.level < above.column or above.is_block_header or above.value[0] in "[{":
            return None
        return make_slip(
            above,
            above.value_column,
            "text-before-list",
            above.text[: above.value_column].rstrip(),
            key=above.key,
        )

    def _continues_text(self, line: Line) -> bool:
        """Say whether a line continues the text of the lines above."""
        above = self.previous
        if above is None or above.is_block_header or line.indent <= above.parent_column:
            return False
        if above.value_without_comment:
            return above.value[0] not in "\"'[{"
        # Below a key whose value is a text, a line without key or dash is that text.
        holds_text = (
            above.key is not None and above.key not in self.outline and above.key not in self.list_keys
        )
        return holds_text and line.key not in self.keys and not line.dashes

    def _find_slip_in_text(self, line: Line) -> Slip | None:
        """Return the mistake in a line that continues a text."""
        above = self.previous
        assert above is not None  # noqa: S101 - `_continues_text` ensures it
        if line.key in self.keys or (line.dashes and above.dashes):
            level = above.dashes[0] if line.dashes and above.dashes else self._nearest_level(line)
            return self._find_wrong_line_above(line) or self._indentation_slip(line, level)
        if missing := self._find_missing_space(line):
            return missing
        if line.key is None and not COLON_IN_TEXT.search(line.content):
            return None
        if not above.value_without_comment:
            return make_slip(above, above.column, "missing-bar", f"{above.text} |", key=above.key)
        colon = line.text.find(":", line.column)
        return make_slip(line, colon, "colon-in-lines", key=above.key or "")

    def _find_hidden_key(self, line: Line) -> Slip | None:
        """Return the mistake that hides the key or the dash of a line without key."""
        before = line.text[: line.column]
        if missing := self._find_missing_space(line):
            return missing
        if (match := _QUOTED_PAIR.fullmatch(line.content)) and match[2] in self.keys:
            return make_slip(line, line.column, "quoted-pair", f"{before}{match[2]}: {match[3]}")
        match = _NO_COLON.fullmatch(line.content + " ")
        if match and match[1] in self._expected_keys(line):
            fixed = f"{before}{match[1]}: {match[2]}".rstrip()
            return make_slip(line, line.column + match.end(1), "missing-colon", fixed)
        if line.dashes:
            return None
        if match := _BULLET.match(line.content):
            code = "space-after-dash" if line.content[0] == "-" else "bullet"
            return make_slip(line, line.column, code, f"{before}- {line.content[match.end() :]}")
        return make_slip(line, line.column, "orphan") if line.content[0] not in "\"'[{" else None

    def _expected_keys(self, line: Line) -> frozenset[str]:
        """Return the keys that a line without colon may begin with."""
        if not line.dashes:
            return self.keys
        return self._item_keys(self.opener or self.list_parents.get(line.dashes[0]))

    def _find_missing_space(self, line: Line) -> Slip | None:
        match = _NO_SPACE_AFTER_COLON.match(line.content)
        if match and match[1] in self.keys:
            fixed = f"{line.text[: line.column]}{match[1]}: {match[2]}"
            return make_slip(line, line.column + match.end(1), "space-after-colon", fixed)
        return None

    def _place_line(self, line: Line) -> Slip | None:
        """Open or close the levels for this line; return the mistake if its column is not one of them."""
        opener, column = self.opener, line.level
        if self.previous is None:
            is_at_margin = any(text[:1].isalpha() for text in self.lines[line.number :])
            self.open_columns = [0 if is_at_margin else column]
            return self._indentation_slip(line, 0) if column and is_at_margin else None
        if slip := self._find_unindented_child(line):
            self._open_levels(line, self.previous.column, line.column + 2)
            return slip
        if line.dashes and (slip := self._find_extra_dash(line)):
            self._open_levels(line, opener.column if opener else column, column)
            return slip
        if opener and (column > opener.column or (line.dashes and column == opener.column)):
            self._open_levels(line, opener.column, column)
        elif column not in self.open_columns or self._is_at_dash_column(line):
            return self._find_wrong_level(line)
        elif (deeper := self._deeper_level(line)) is not None:
            self._open_levels(line, deeper)
            return self._indentation_slip(line, deeper)
        else:
            self._open_levels(line, column)
        self.list_parents = {
            at: parent for at, parent in self.list_parents.items() if at < column + bool(line.dashes)
        }
        if line.dashes:
            self.list_parents.setdefault(column, opener)
            for dash in (*line.dashes[1:], line.column):
                self._open_levels(line, *self.open_columns, dash)
        return None

    def _open_levels(self, line: Line, *columns: int) -> None:
        """Close the levels deeper than the first of `columns`, and open the others below `line`."""
        first = columns[0]
        self.open_columns = [column for column in self.open_columns if column <= first]
        for column in columns[1:]:
            if column not in self.open_columns:
                self.open_columns.append(column)
                self.parents[column] = self.opener or line

    def _is_at_dash_column(self, line: Line) -> bool:
        """Say whether a line without dash begins at a column of dashes."""
        return not line.dashes and self._is_dash_column(line.level)

    def _is_dash_column(self, column: int) -> bool:
        parent = self.list_parents.get(column)
        return parent is not None and parent.column != column

    def _deeper_level(self, line: Line) -> int | None:
        """Return the deeper open level that accepts the key of a line; None when its own level accepts it."""
        if line.key not in self.keys or line.dashes or self._fits(line, line.level):
            return None
        deeper = [column for column in self.open_columns if column > line.level and self._fits(line, column)]
        return max(deeper, default=None)

    def _find_wrong_level(self, line: Line) -> Slip:
        """Return the mistake of a line at no open level: that of the line above if unusual, else its own."""
        if slip := self._find_wrong_line_above(line):
            return slip
        nearest = self._nearest_level(line)
        self._open_levels(line, nearest)
        return self._indentation_slip(line, nearest)

    def _find_wrong_line_above(self, line: Line) -> Slip | None:
        """Return the mistake of the line above when it opens a level with an unusual indentation."""
        above = self.previous
        parents = self.list_parents if above and above.dashes else self.parents
        parent = parents.get(above.level) if above else None
        if above is None or parent is None or parent.number != above.number - 1:
            return None
        expected = parent.column + self.usual_indents[bool(above.dashes)]
        inside = above.column + expected - above.level
        if above.level == expected or line.level not in (expected, inside):
            return None
        self.open_columns = [column for column in self.open_columns if column <= parent.column] + [
            expected,
            inside,
        ]
        self.parents |= {expected: parent, inside: parent}
        if above.dashes:
            self.list_parents = {**self.list_parents, expected: parent}
        return self._indentation_slip(above, expected)

    def _nearest_level(self, line: Line) -> int:
        """Return the nearest level that suits a line: a level of dashes, or one that accepts its key."""
        if line.dashes:
            columns = [
                column for column in self.open_columns if column in self.list_parents
            ] or self.open_columns
        else:
            keys = [
                column for column in self.open_columns if not self._is_dash_column(column)
            ] or self.open_columns
            columns = [column for column in keys if self._fits(line, column)] or keys
        return min(columns, key=lambda column: (abs(column - line.level), -column))

    def _fits(self, line: Line, column: int) -> bool:
        """Say whether the schema accepts the key of a line at an open level."""
        if line.key is None or line.dashes:
            return True
        parent = self.parents.get(column)
        return line.key in self.outline.get((parent.key if parent else None) or "", self.keys)

    def _find_unindented_child(self, line: Line) -> Slip | None:
        """Return the mistake of the first line of a mapping that is not indented below its parent key."""
        above = self.opener
        if above is None or line.dashes or line.column != above.column:
            return None
        child_keys = self.outline.get(above.key or "", frozenset())
        sibling_keys = self.outline.get(self._parent_key(above), frozenset())
        return (
            self._indentation_slip(line, line.column + 2) if line.key in child_keys - sibling_keys else None
        )

    def _parent_key(self, line: Line) -> str:
        parent = self.parents.get(line.column)
        return (parent.key if parent and parent.key in self.outline else "") or ""

    def _find_extra_dash(self, line: Line) -> Slip | None:
        """Return the mistake of a dash where the schema expects no list."""
        opener = self.opener
        is_in_mapping = opener is not None and opener.key in self.outline and opener.key not in self.list_keys
        is_list = opener is not None and opener.key in self.list_keys
        is_in_list = any(line.key in self._item_keys(parent) for parent in self.list_parents.values())
        is_at_margin = line.dashes[0] == 0 and not is_list and not is_in_list and 0 not in self.list_parents
        if line.key in self.keys and (is_in_mapping or is_at_margin):
            fixed = line.text[: line.dashes[0]] + line.content
            return make_slip(line, line.dashes[0], "extra-dash", fixed)
        return None

    def _item_keys(self, parent: Line | None) -> frozenset[str]:
        return self.outline.get((parent.key if parent else None) or "", frozenset())

    def _indentation_slip(self, line: Line, column: int) -> Slip:
        fixed = " " * column + line.text.lstrip(" ")
        return Slip(Position(line.number, line.indent + 1), "indentation", {"fixed": fixed, "spaces": column})


def _apply_fix(line: Line, slip: Slip | None) -> Line:
    """Return a line corrected; unchanged when the mistake is on another line or has no correction."""
    if slip is None or slip.position.line != line.number or not slip.details["fixed"]:
        return line
    return parse_line(line.number, str(slip.details["fixed"]))


def _usual_indents(lines: tuple[str, ...]) -> tuple[int, int]:
    """Return the most frequent indentations, relative to the parent key: of mappings, then of lists."""
    counters: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    opener: Line | None = None
    for line in parse_structure(lines):
        if opener and line.level >= opener.column and (line.dashes or line.key):
            counters[bool(line.dashes)][line.level - opener.column] += 1
        opener = line if line.key is not None and not line.value else None
    groups, dashes = ((counter.most_common(1) or [(2, 0)])[0][0] for counter in counters)
    return groups, dashes
