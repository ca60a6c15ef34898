"""Name the cause of a YAML slip, where a person made it: the parser only knows where it stumbled.

`find` reads the lines of a file that is known to be wrong and yields what looks like a slip. It may
be wrong about a sound file: only ask it about others. `damage` is about the text of any file,
`value_slips` about one line's value.
"""

import re
from collections import Counter
from collections.abc import Iterator

from roadmap.problems.problem import Position, Slip
from roadmap.schema.schemas import Schemas
from roadmap.source.lines import UNICODE_SPACES, Line, find_block_indent, parse_line, parse_structure
from roadmap.validation.diagnosis import value_mistakes
from roadmap.validation.diagnosis.value_mistakes import slip_at

_ODD_INDENT = re.compile(rf"[ \t{UNICODE_SPACES}]*[\t{UNICODE_SPACES}]")
_NO_SPACE_AFTER_COLON = re.compile(rf"[\"']?([\w-]+)[\"']?:(?!//)[{UNICODE_SPACES}]*(\S.*)")
_NO_COLON = re.compile(r"([\w-]+)(?:\s*(?:=>?|->|[;,：∶﹕.])\s*|\s+)(.*)")
_BULLET = re.compile(rf"(?:-[{UNICODE_SPACES}]*|[*•·–—+>][\s{UNICODE_SPACES}]+)(?=[^\s-])")
_COLON_IN_TEXT = re.compile(r":(?=\s|$)")
_QUOTED_PAIR = re.compile(r"([\"'])([\w-]+)\s*:\s*(.*)\1$")


def find(lines: tuple[str, ...], schemas: Schemas, kind: str) -> list[Slip]:
    """Return the slips that the lines of a wrong file show, at most one a line, in order."""
    by_line: dict[int, Slip] = {}
    for slip in (*odd_indents(lines), *_Scan(lines, schemas, kind).slips()):
        by_line.setdefault(slip.position.line, slip)
    return [by_line[number] for number in sorted(by_line)]


def odd_indents(lines: tuple[str, ...]) -> Iterator[Slip]:
    """Yield the first tab, and the first odd space, that stand for indentation: they come by the dozen."""
    said = set()
    for number, text in enumerate(lines, start=1):
        if (found := _ODD_INDENT.match(text)) and text.strip():
            code = "tab" if "\t" in found[0] else "odd-indent"
            if code not in said:
                said.add(code)
                mended = _plain_indent(text)
                spaces = len(mended) - len(mended.lstrip(" "))
                yield Slip(Position(number, found.end()), code, {"fixed": mended, "spaces": spaces})


def _plain_indent(text: str) -> str:
    """Return a line with its indentation in plain spaces: two for a tab."""
    bare = re.sub(rf"^[ \t{UNICODE_SPACES}]+", "", text)
    before = text[: len(text) - len(bare)]
    return " " * sum(2 if char == "\t" else 1 for char in before) + bare


class _Scan:
    """Walks the lines with the columns that are open, as a reader who knows the schema would.

    Once a slip is named, the walk goes on as if it were mended: one slip is told once.
    """

    def __init__(self, lines: tuple[str, ...], schemas: Schemas, kind: str) -> None:
        self.lines = lines
        self.outline = schemas.allowed_keys(kind)
        self.lists = schemas.list_keys(kind)
        self.keys = frozenset().union(*self.outline.values())
        self.usual = _usual_steps(lines)
        self.open: list[int] = []
        self.previous: Line | None = None
        self.opener: Line | None = None  # the line whose key is still waiting for what it holds
        self.opened_by: dict[int, Line] = {}  # what holds each open level
        self.listed_by: dict[int, Line | None] = {}  # what holds the list whose dashes stand at a column
        self.skip_to = 0

    def slips(self) -> Iterator[Slip]:
        """Yield the slips, line after line."""
        for line in parse_structure(self.lines):
            if line.number <= self.skip_to:
                continue
            if line.is_document_mark:
                if self.previous:
                    yield slip_at(line, 0, "documents")
                    return
            else:
                yield from self._line(line)

    def _line(self, line: Line) -> Iterator[Slip]:
        if _ODD_INDENT.match(line.text):
            line = parse_line(line.number, _plain_indent(line.text))
        if (indent := self._text_indent(line)) is not None:
            if line.indent != indent:
                yield self._indentation(line, indent)
            return
        if slip := self._text_before_list(line):
            yield slip
            self.previous = self.opener = _mended(self.previous, slip)
        if self._is_text(line):
            slip = self._in_text(line)
            goes_on = slip is not None and slip.code in ("indentation", "space-after-colon")
        else:
            slip = self._hidden_key(line) if line.key is None else None
            goes_on = slip is None or bool(slip.details["fixed"])
        if slip:
            yield slip
        if goes_on:
            yield from self._entry(_mended(line, slip))

    def _entry(self, line: Line) -> Iterator[Slip]:
        """Yield the slips of a line that holds a key or a list's item: its place, then its value."""
        if slip := self._misplaced(line):
            yield slip
            line = _mended(line, slip)
        found, self.skip_to = value_mistakes.find(line, self.lines, self.keys, self.skip_to)
        yield from found
        self.previous = line
        self.opener = line if line.key is not None and not line.value_without_comment else None

    def _text_indent(self, line: Line) -> int | None:
        """Return where the long text above stands, when a line that left it can only be a part of it."""
        above = self.previous
        if above is None or not above.is_block_header or line.dashes or line.key in self.keys:
            return None
        looks_like_key = (
            self._begins_with_key(line) if line.key is None else re.fullmatch(r"[\w-]+", line.key)
        )
        if line.indent <= above.parent_column and looks_like_key:
            return None  # a key misspelt, or that lost its colon
        return find_block_indent(above, self.lines[above.number :])

    def _begins_with_key(self, line: Line) -> bool:
        found = _NO_COLON.match(line.content + " ")
        return bool(found) and found[1] in self.keys

    def _text_before_list(self, line: Line) -> Slip | None:
        """Return the slip of a text beside the name of a list, when the list itself follows."""
        above = self.previous
        if above is None or not line.dashes or above.key not in self.lists or not above.value_without_comment:
            return None
        if line.level < above.column or above.is_block_header or above.value[0] in "[{":
            return None
        return slip_at(
            above,
            above.value_column,
            "text-before-list",
            above.text[: above.value_column].rstrip(),
            key=above.key,
        )

    def _is_text(self, line: Line) -> bool:
        """Say whether a line goes on with the text that the lines above began."""
        above = self.previous
        if above is None or above.is_block_header or line.indent <= above.parent_column:
            return False
        if above.value_without_comment:
            return above.value[0] not in "\"'[{"
        # Under a key that holds a text, a line without key or dash is that text.
        holds_text = above.key is not None and above.key not in self.outline and above.key not in self.lists
        return holds_text and line.key not in self.keys and not line.dashes

    def _in_text(self, line: Line) -> Slip | None:
        """Return the slip in a line that goes on with a text."""
        above = self.previous
        assert above is not None  # noqa: S101 - `_is_text` saw it
        if line.key in self.keys or (line.dashes and above.dashes):
            level = above.dashes[0] if line.dashes and above.dashes else self._nearest_level(line)
            return self._blame_above(line) or self._indentation(line, level)
        if missing := self._space_after_colon(line):
            return missing
        if line.key is None and not _COLON_IN_TEXT.search(line.content):
            return None
        if not above.value_without_comment:
            return slip_at(above, above.column, "missing-bar", f"{above.text} |", key=above.key)
        colon = line.text.find(":", line.column)
        return slip_at(line, colon, "colon-in-lines", key=above.key or "")

    def _hidden_key(self, line: Line) -> Slip | None:
        """Return the slip that hides the key, or the dash, of a line that shows no key."""
        before = line.text[: line.column]
        if missing := self._space_after_colon(line):
            return missing
        if (found := _QUOTED_PAIR.fullmatch(line.content)) and found[2] in self.keys:
            return slip_at(line, line.column, "quoted-pair", f"{before}{found[2]}: {found[3]}")
        expected = self._expected_keys(line)
        found = _NO_COLON.fullmatch(line.content + " ")
        if found and found[1] in expected:
            fixed = f"{before}{found[1]}: {found[2]}".rstrip()
            return slip_at(line, line.column + found.end(1), "missing-colon", fixed)
        if line.dashes:
            return None
        if found := _BULLET.match(line.content):
            code = "space-after-dash" if line.content[0] == "-" else "bullet"
            return slip_at(line, line.column, code, f"{before}- {line.content[found.end() :]}")
        return slip_at(line, line.column, "orphan") if line.content[0] not in "\"'[{" else None

    def _expected_keys(self, line: Line) -> frozenset[str]:
        """Return the keys that a line without colon may have meant."""
        if not line.dashes:
            return self.keys
        return self._items_of(self.opener or self.listed_by.get(line.dashes[0]))

    def _space_after_colon(self, line: Line) -> Slip | None:
        found = _NO_SPACE_AFTER_COLON.match(line.content)
        if found and found[1] in self.keys:
            fixed = f"{line.text[: line.column]}{found[1]}: {found[2]}"
            return slip_at(line, line.column + found.end(1), "space-after-colon", fixed)
        return None

    def _misplaced(self, line: Line) -> Slip | None:
        """Open or close levels for this line; return the slip if it stands at none of them."""
        opener, column = self.opener, line.level
        if self.previous is None:
            at_the_margin = any(text[:1].isalpha() for text in self.lines[line.number :])
            self.open = [0 if at_the_margin else column]
            return self._indentation(line, 0) if column and at_the_margin else None
        if wrong := self._beside_its_group(line):
            self._enter(line, self.previous.column, line.column + 2)
            return wrong
        if line.dashes and (wrong := self._extra_dash(line)):
            self._enter(line, opener.column if opener else column, column)
            return wrong
        if opener and (column > opener.column or (line.dashes and column == opener.column)):
            self._enter(line, opener.column, column)
        elif column not in self.open or self._stands_on_dashes(line):
            return self._off_level(line)
        elif (deeper := self._deeper_home(line)) is not None:
            self._enter(line, deeper)
            return self._indentation(line, deeper)
        else:
            self._enter(line, column)
        self.listed_by = {
            at: holder for at, holder in self.listed_by.items() if at < column + bool(line.dashes)
        }
        if line.dashes:
            self.listed_by.setdefault(column, opener)
            for dash in (*line.dashes[1:], line.column):
                self._enter(line, *self.open, dash)
        return None

    def _enter(self, line: Line, *columns: int) -> None:
        """Close the levels deeper than the first of `columns`; open the others, begun by `line`."""
        first = columns[0]
        self.open = [column for column in self.open if column <= first]
        for column in columns[1:]:
            if column not in self.open:
                self.open.append(column)
                self.opened_by[column] = self.opener or line

    def _stands_on_dashes(self, line: Line) -> bool:
        """Say whether a line without dash stands where only dashes do."""
        return not line.dashes and self._is_for_dashes(line.level)

    def _is_for_dashes(self, column: int) -> bool:
        holder = self.listed_by.get(column)
        return holder is not None and holder.column != column

    def _deeper_home(self, line: Line) -> int | None:
        """Return the open level where the key of a line belongs, when it is not the one where it stands."""
        if line.key not in self.keys or line.dashes or self._fits(line, line.level):
            return None
        deeper = [column for column in self.open if column > line.level and self._fits(line, column)]
        return max(deeper, default=None)

    def _off_level(self, line: Line) -> Slip:
        """Blame the line above when it is the one that stands unusually, else this line."""
        if blamed := self._blame_above(line):
            return blamed
        nearest = self._nearest_level(line)
        self._enter(line, nearest)
        return self._indentation(line, nearest)

    def _blame_above(self, line: Line) -> Slip | None:
        """Return the slip of the line above, when it begins a group at an unusual place, unlike `line`."""
        above = self.previous
        holders = self.listed_by if above and above.dashes else self.opened_by
        holder = holders.get(above.level) if above else None
        if above is None or holder is None or holder.number != above.number - 1:
            return None
        right = holder.column + self.usual[bool(above.dashes)]
        inside = above.column + right - above.level
        if above.level == right or line.level not in (right, inside):
            return None
        self.open = [column for column in self.open if column <= holder.column] + [right, inside]
        self.opened_by |= {right: holder, inside: holder}
        if above.dashes:
            self.listed_by = {**self.listed_by, right: holder}
        return self._indentation(above, right)

    def _nearest_level(self, line: Line) -> int:
        """Return the level where a line most likely belongs: a dash among dashes, a key where it fits."""
        if line.dashes:
            known = [column for column in self.open if column in self.listed_by] or self.open
        else:
            keys = [column for column in self.open if not self._is_for_dashes(column)] or self.open
            known = [column for column in keys if self._fits(line, column)] or keys
        return min(known, key=lambda column: (abs(column - line.level), -column))

    def _fits(self, line: Line, column: int) -> bool:
        """Say whether the key of a line may stand at an open level, by the schema."""
        if line.key is None or line.dashes:
            return True
        holder = self.opened_by.get(column)
        return line.key in self.outline.get((holder.key if holder else None) or "", self.keys)

    def _beside_its_group(self, line: Line) -> Slip | None:
        """Return the slip of a group's first line that stands under the group's name instead of inside it."""
        above = self.opener
        if above is None or line.dashes or line.column != above.column:
            return None
        children = self.outline.get(above.key or "", frozenset())
        here = self.outline.get(self._holder_key(above), frozenset())
        return self._indentation(line, line.column + 2) if line.key in children - here else None

    def _holder_key(self, line: Line) -> str:
        holder = self.opened_by.get(line.column)
        return (holder.key if holder and holder.key in self.outline else "") or ""

    def _extra_dash(self, line: Line) -> Slip | None:
        """Return the slip of a dash where the schema wants no list."""
        opener = self.opener
        inside_group = opener is not None and opener.key in self.outline and opener.key not in self.lists
        holds_list = opener is not None and opener.key in self.lists
        in_a_list = any(line.key in self._items_of(holder) for holder in self.listed_by.values())
        at_the_margin = line.dashes[0] == 0 and not holds_list and not in_a_list and 0 not in self.listed_by
        if line.key in self.keys and (inside_group or at_the_margin):
            fixed = line.text[: line.dashes[0]] + line.content
            return slip_at(line, line.dashes[0], "extra-dash", fixed)
        return None

    def _items_of(self, holder: Line | None) -> frozenset[str]:
        return self.outline.get((holder.key if holder else None) or "", frozenset())

    def _indentation(self, line: Line, column: int) -> Slip:
        fixed = " " * column + line.text.lstrip(" ")
        return Slip(Position(line.number, line.indent + 1), "indentation", {"fixed": fixed, "spaces": column})


def _mended(line: Line, slip: Slip | None) -> Line:
    """Return a line as its slip's remedy leaves it; the line itself when the slip is not its own."""
    if slip is None or slip.position.line != line.number or not slip.details["fixed"]:
        return line
    return parse_line(line.number, str(slip.details["fixed"]))


def _usual_steps(lines: tuple[str, ...]) -> tuple[int, int]:
    """Return how far a file's groups, then its lists, stand from what holds them, most often."""
    steps: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    opener: Line | None = None
    for line in parse_structure(lines):
        if opener and line.level >= opener.column and (line.dashes or line.key):
            steps[bool(line.dashes)][line.level - opener.column] += 1
        opener = line if line.key is not None and not line.value else None
    groups, dashes = ((counter.most_common(1) or [(2, 0)])[0][0] for counter in steps)
    return groups, dashes
