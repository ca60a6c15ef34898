"""Name the cause of a YAML slip, where a person made it: the parser only knows where it stumbled.

`find` reads the lines of a file that is known to be wrong and yields what looks like a slip. It may
be wrong about a sound file: only ask it about others. `damage` is about text, and any file.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from roadmap import schemas
from roadmap.lines import ODD_SPACES, Line, split, structure
from roadmap.problems import Position
from roadmap.quoting import end_of_quote, requoted, with_quotes

_ODD_INDENT = re.compile(rf"[ \t{ODD_SPACES}]*[\t{ODD_SPACES}]")
_NO_SPACE_AFTER_COLON = re.compile(rf"[\"']?([\w-]+)[\"']?:(?!//)[{ODD_SPACES}]*(\S.*)")
_NO_COLON = re.compile(r"([\w-]+)(?:\s*(?:=>?|->|[;,：∶﹕.])\s*|\s+)(.*)")
_BULLET = re.compile(rf"(?:-[{ODD_SPACES}]*|[*•·–—+>][\s{ODD_SPACES}]+)(?=[^\s-])")
_COLON_IN_TEXT = re.compile(r":(?=\s|$)")
_SPECIAL = re.compile(r"[@`%*&!|>,\]}]|[-?:](?=\s|$)")
_QUOTED_PAIR = re.compile(r"([\"'])([\w-]+)\s*:\s*(.*)\1$")
_CLOSERS = {"[": "]", "{": "}"}
_WORDS = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Slip:
    """A slip: its place, its code in the wordings, and the details that the wording takes.

    `details["fixed"]` is the corrected line, when it can be known.
    """

    position: Position
    code: str
    details: dict[str, object] = field(default_factory=dict)

    @property
    def hides(self) -> str | None:
        """The key that the slip hides from the parser, if the corrected line has one."""
        found = _WORDS.search(str(self.details.get("fixed", "")))
        return found[0] if found else None


def find(lines: tuple[str, ...], kind: str) -> list[Slip]:
    """Return the slips that the lines of a wrong file show, at most one a line, in order."""
    by_line: dict[int, Slip] = {}
    for slip in (*odd_indents(lines), *_Scan(lines, kind).slips()):
        by_line.setdefault(slip.position.line, slip)
    return [by_line[number] for number in sorted(by_line)]


def _slip(line: Line, column: int, code: str, fixed: str = "", **details: object) -> Slip:
    return Slip(Position(line.number, column + 1), code, {"fixed": fixed, **details})


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
    bare = re.sub(rf"^[ \t{ODD_SPACES}]+", "", text)
    before = text[: len(text) - len(bare)]
    return " " * sum(2 if char == "\t" else 1 for char in before) + bare


class _Scan:
    """Walks the lines with the columns that are open, as a reader who knows the schema would.

    Once a slip is named, the walk goes on as if it were mended: one slip is told once.
    """

    def __init__(self, lines: tuple[str, ...], kind: str) -> None:
        self.lines = lines
        self.outline = schemas.outline(kind)
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
        for line in structure(self.lines):
            if line.number <= self.skip_to:
                continue
            if line.is_mark:
                if self.previous:
                    yield _slip(line, 0, "documents")
                    return
            else:
                yield from self._line(line)

    def _line(self, line: Line) -> Iterator[Slip]:
        if _ODD_INDENT.match(line.text):
            line = split(line.number, _plain_indent(line.text))
        if self._is_text(line):
            slip = self._in_text(line)
            if slip is None:
                return
            yield slip
            if slip.code not in ("indentation", "space-after-colon"):
                return
            line = _mended(line, slip)
        elif line.key is None and (slip := self._hidden_key(line)):
            yield slip
            if not slip.details["fixed"]:
                return
            line = _mended(line, slip)
        if slip := self._misplaced(line):
            yield slip
            if slip.position.line == line.number:
                line = _mended(line, slip)
        yield from self._content(line)
        self.previous = line
        self.opener = line if line.key is not None and not line.plain_value else None

    def _is_text(self, line: Line) -> bool:
        """Say whether a line goes on with the text that the lines above began."""
        above = self.previous
        if above is None or above.opens_block or line.indent <= above.parent_column:
            return False
        if above.plain_value:
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
        if line.key is None and not _COLON_IN_TEXT.search(line.rest):
            return None
        if not above.plain_value:
            return _slip(above, above.column, "missing-bar", f"{above.text} |", key=above.key)
        colon = line.text.find(":", line.column)
        return _slip(line, colon, "colon-in-lines", key=above.key or "")

    def _hidden_key(self, line: Line) -> Slip | None:
        """Return the slip that hides the key, or the dash, of a line that shows no key."""
        before = line.text[: line.column]
        if missing := self._space_after_colon(line):
            return missing
        if (found := _QUOTED_PAIR.fullmatch(line.rest)) and found[2] in self.keys:
            return _slip(line, line.column, "quoted-pair", f"{before}{found[2]}: {found[3]}")
        expected = self._expected_keys(line)
        found = _NO_COLON.fullmatch(line.rest + " ")
        if found and found[1] in expected:
            fixed = f"{before}{found[1]}: {found[2]}".rstrip()
            return _slip(line, line.column + found.end(1), "missing-colon", fixed)
        if line.dashes:
            return None
        if found := _BULLET.match(line.rest):
            code = "space-after-dash" if line.rest[0] == "-" else "bullet"
            return _slip(line, line.column, code, f"{before}- {line.rest[found.end() :]}")
        return _slip(line, line.column, "orphan") if line.rest[0] not in "\"'[{" else None

    def _expected_keys(self, line: Line) -> frozenset[str]:
        """Return the keys that a line without colon may have meant."""
        if not line.dashes:
            return self.keys
        holder = self.opener or self.listed_by.get(line.dashes[0])
        return self.outline.get((holder.key if holder else None) or "", frozenset())

    def _space_after_colon(self, line: Line) -> Slip | None:
        found = _NO_SPACE_AFTER_COLON.match(line.rest)
        if found and found[1] in self.keys:
            fixed = f"{line.text[: line.column]}{found[1]}: {found[2]}"
            return _slip(line, line.column + found.end(1), "space-after-colon", fixed)
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
        holder = self.listed_by.get(line.level)
        return not line.dashes and holder is not None and holder.column != line.level

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
        known = [column for column in self.open if self._fits(line, column)] or self.open
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
        at_the_margin = line.dashes[0] == 0 and not holds_list and 0 not in self.listed_by
        if line.key in self.keys and (inside_group or at_the_margin):
            fixed = line.text[: line.dashes[0]] + line.rest
            return _slip(line, line.dashes[0], "extra-dash", fixed)
        return None

    def _indentation(self, line: Line, column: int) -> Slip:
        fixed = " " * column + line.text.lstrip(" ")
        return Slip(Position(line.number, line.indent + 1), "indentation", {"fixed": fixed, "spaces": column})

    def _content(self, line: Line) -> Iterator[Slip]:
        """Yield the slip in the key or in the value of a line."""
        if line.key is not None and re.search(rf"[{ODD_SPACES}]", line.text[line.column : line.value_column]):
            fixed = re.sub(rf"[{ODD_SPACES}]+(?=:)", "", line.text[: line.value_column]) + line.value
            yield _slip(line, line.column, "odd-space", fixed)
        elif not line.value or line.value.startswith("#") or line.opens_block:
            return
        elif line.value[0] in "\"'":
            yield from self._quoted(line)
        elif line.value[0] in _CLOSERS:
            yield from self._bracketed(line)
        elif _SPECIAL.match(line.value):
            yield _slip(line, line.value_column, "special-start", with_quotes(line), sign=line.value[0])
        elif colon := _COLON_IN_TEXT.search(line.plain_value):
            yield _slip(line, line.value_column + colon.start(), "colon-in-text", with_quotes(line))

    def _quoted(self, line: Line) -> Iterator[Slip]:
        """Follow a quoted text to its end; it may take several lines, but not reach the next entry."""
        quote, column = line.value[0], line.value_column
        end = end_of_quote(line.value, 1, quote)
        if end is not None:
            after = line.value[end:].strip()
            if after and not after.startswith("#"):
                code = "apostrophe" if quote == "'" else "inner-quote"
                yield _slip(line, column + end - 1, code, requoted(line))
            return
        for number, text in enumerate(self.lines[line.number :], start=line.number + 1):
            if self._begins_entry(text, line):
                break
            end = end_of_quote(text, 0, quote)
            if end is not None:
                self.skip_to = number
                after = text[end:].strip()
                if after and not after.startswith("#"):
                    yield _slip(split(number, text), end - 1, "inner-quote")
                return
        yield _slip(line, column, "unclosed-quote", line.text + quote, quote=quote)

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
                        yield _slip(line, line.value_column, "special-start", with_quotes(line), sign=sign)
                    return
        yield _slip(line, line.value_column, "unclosed-bracket", sign=sign, closer=_CLOSERS[sign])

    def _begins_entry(self, text: str, opening: Line) -> bool:
        """Say whether a line looks like the entry that follows the one where a text was opened."""
        line = split(0, text)
        if line.dashes and opening.dashes and line.dashes[0] == opening.dashes[0]:
            return True
        return line.key in self.keys and line.level <= opening.column


def _mended(line: Line, slip: Slip) -> Line:
    return split(line.number, str(slip.details["fixed"]))


def _usual_steps(lines: tuple[str, ...]) -> tuple[int, int]:
    """Return how far a file's groups, then its lists, stand from what holds them, most often."""
    steps: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    opener: Line | None = None
    for line in structure(lines):
        if opener and line.level >= opener.column and (line.dashes or line.key):
            steps[bool(line.dashes)][line.level - opener.column] += 1
        opener = line if line.key is not None and not line.value else None
    groups, dashes = ((counter.most_common(1) or [(2, 0)])[0][0] for counter in steps)
    return groups, dashes
