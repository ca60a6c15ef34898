"""Parser of a safe subset of YAML, with the line and column of every value.

The subset: one document, UTF-8, text keys; no anchor, alias, tag, merge or directive. Only `true`, `false`,
`null`, an empty value and decimal numbers are typed; everything else stays a text (`9:30`, `07100`,
`2025-03-01`, `no`).
"""

import codecs
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from roadmap.problems.naming import MAX_QUOTED_LENGTH, name_character, quote_value
from roadmap.problems.problem import FILE_START, Position, Slip
from roadmap.schema.schemas import Value, ValuePath
from roadmap.text.checksum import compute_checksum
from roadmap.text.mojibake import find_word, repair

MAX_BYTES = 1_000_000
MAX_LINES = 10_000
MAX_DEPTH = 12
MAX_NODES = 30_000
MAX_DUPLICATE_KEYS = 3  # with more, the whole text was pasted twice

# The parser of libyaml is ten times faster; it is optional in PyYAML.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NUMBER_PATTERN = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?", re.ASCII)
THOUSANDS_PATTERN = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}", re.ASCII)
# No language stacks as many: normalizing them would take a time that grows with the square of their number.
MAX_COMBINING_MARKS = 30
_MANY_MARKS = re.compile(f"[\u0300-\U0010ffff]{{{MAX_COMBINING_MARKS + 1},}}")
_CONSTANTS = {"true": True, "false": False, "null": None, "": None}
# Invisible characters that carry nothing, pasted along with a text: they are dropped.
IGNORED_CHARACTERS = re.compile("[\u00ad\u200b\u2060\ufeff]")
_EMOJI = "#*0-9\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
# Other characters that are invisible, break or reverse a line, or are not characters (in Unicode: default
# ignorable, private use, noncharacters). Emoji may hold U+200D and the variation selectors U+FE0E and U+FE0F.
_FORBIDDEN_BMP = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200e\u200f"
    "\u2028-\u202e\u2061-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0d\uffa0\ufff0-\ufffc\ufffe\uffff\ud800-\uf8ff"
)
_NONCHARACTERS = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xE0000, 0x10000)
)
FORBIDDEN_CHARACTERS = re.compile(
    f"[{_FORBIDDEN_BMP}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a{_NONCHARACTERS}\U000e0000-\U0010ffff]"
    f"|(?<![{_EMOJI}])[\ufe0e\ufe0f]|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
# A quick test, ten times faster: a single set, with all that lies beyond the Basic Multilingual Plane.
_MAYBE_FORBIDDEN = re.compile(f"[{_FORBIDDEN_BMP}\u200d\ufe0e\ufe0f\U00010000-\U0010ffff]")


class EntrySpan(NamedTuple):
    """Positions of an entry: its key (its value, in a list), its value, and the end of its value."""

    key: Position
    value: Position
    end: Position


# The path of an entry, the event of its key (of its value, in a list), the event of its value.
Node = tuple[ValuePath, yaml.Event, yaml.Event]


@dataclass
class Document:
    """A parsed file: its value, its content, and the position of each entry."""

    file: str
    value: Value = None
    content: bytes = b""
    has_bom: bool = False

    @functools.cached_property
    def checksum(self) -> str:
        """The checksum of the content."""
        return compute_checksum(self.content)

    @functools.cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the file."""
        return read_yaml(self.file, self.content)[0].lines

    @functools.cached_property
    def nodes(self) -> list[Node]:
        """All entries, in the order of the file."""
        return read_yaml(self.file, self.content)[0].nodes

    @functools.cached_property
    def spans(self) -> dict[ValuePath, EntrySpan]:
        """The positions of each entry, computed on demand: valid files do not need them."""
        return {path: build_span(key, event) for path, key, event in self.nodes}

    def key_position(self, path: ValuePath) -> Position:
        """Return the position of the key at `path`, that of its nearest ancestor if it does not exist."""
        while path not in self.spans and path:
            path = path[:-1]
        return self.spans[path].key if path in self.spans else FILE_START

    def value_position(self, path: ValuePath) -> Position:
        """Return the position of the value at `path`, that of the nearest key if it does not exist."""
        return self.spans[path].value if path in self.spans else self.key_position(path)


class _RejectedError(Exception):
    """Raised to stop at a slip; caught by `read_yaml`."""

    def __init__(self, position: Position, code: str, **details: object) -> None:
        super().__init__(code)
        self.slip = Slip(position, code, details)


def read_yaml(file: str, content: bytes) -> tuple[Document, list[Slip]]:
    """Parse `content`, the bytes of `file`; return the document and the slips found.

    If there is any slip, the value of the document is None: a partly valid file is never used.
    """
    document = Document(file, content=content, has_bom=content.startswith(codecs.BOM_UTF8))
    document.lines, document.nodes = (), []
    slips: list[Slip] = []
    try:
        text = _decode(content)
        document.lines = tuple(text.removesuffix("\n").split("\n")) if text else ()
        slips += _find_forbidden_characters(text, document.lines)
        if slips:
            return document, slips
        _reject_conflict(document.lines)
        _Builder(document, slips).build(text)
    except _RejectedError as error:
        slips.append(error.slip)
    except yaml.MarkedYAMLError as error:
        slips.append(_parser_slip(error))
    except (yaml.YAMLError, ValueError):
        slips.append(Slip(FILE_START, "yaml"))
    if slips:
        document.value = None
    return document, slips


def parse_scalar(text: str) -> Value:
    """Parse a text as the value of a key; None if it is invalid."""
    document, slips = read_yaml("", f"x: {text}\n".encode())
    return document.value["x"] if not slips and isinstance(document.value, dict) else None


def _parser_slip(error: yaml.MarkedYAMLError) -> Slip:
    """Convert a syntax error of PyYAML."""
    message = str(error.problem)
    # PyYAML reports a missing colon on the next line: its context mark is on the right one.
    mark = error.context_mark if "could not find expected ':'" in message else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    position = Position(mark.line + 1, mark.column + 1) if mark else FILE_START
    return Slip(position, "backslash" if "escape" in message else "yaml")


_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})(?: .*)?$")


def _reject_conflict(lines: tuple[str, ...]) -> None:
    """Reject the conflict markers of git."""
    marks = [(number, line[0]) for number, line in enumerate(lines, start=1) if _CONFLICT.match(line)]
    if marks:
        first, last = marks[0][0], marks[-1][0]
        code = "conflict" if last > first else "conflict-mark"
        raise _RejectedError(Position(first, 1), code, line=first, last=last)


def _decode(content: bytes) -> str:
    """Decode and normalize `content`, without its byte order mark and the characters that carry nothing."""
    if len(content) > MAX_BYTES:
        raise _RejectedError(FILE_START, "too-big", size=len(content), limit=MAX_BYTES)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_wide(content):
        raise _RejectedError(FILE_START, "utf-16")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _reject_encoding(content, error.start) from None
    text = IGNORED_CHARACTERS.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if (lines := text.count("\n")) > MAX_LINES:
        raise _RejectedError(FILE_START, "too-many-lines", lines=lines, limit=MAX_LINES)
    if (start := _find_mark_stack(text)) is not None:
        raise _RejectedError(_position_after(text[:start]), "combining-marks")
    # Some systems write an accented letter as two characters.
    return unicodedata.normalize("NFC", text)


def _reject_encoding(content: bytes, start: int) -> _RejectedError:
    """Return the error of bytes that are not UTF-8 at an offset, with the word around it."""
    begin = max(content.rfind(space, 0, start) for space in (b" ", b"\n", b"\t")) + 1
    word = re.match(rb"[^\s]*", content[max(begin, start - MAX_QUOTED_LENGTH) : start + MAX_QUOTED_LENGTH])[0]
    value = quote_value(word.decode("cp1252", errors="replace"))
    return _RejectedError(_position_after(content[:start].decode("utf-8")), "encoding", value=value)


def _find_mark_stack(text: str) -> int | None:
    """Return where more than MAX_COMBINING_MARKS combining marks follow each other, None if nowhere."""
    for match in _MANY_MARKS.finditer(text):
        start = match.start()
        for is_mark, group in itertools.groupby(match[0], lambda char: unicodedata.category(char)[0] == "M"):
            length = len(list(group))
            if is_mark and length > MAX_COMBINING_MARKS:
                return start
            start += length
    return None


def _find_forbidden_characters(text: str, lines: tuple[str, ...]) -> Iterator[Slip]:
    """Yield the first forbidden character of each line, with the line without any."""
    if not _MAYBE_FORBIDDEN.search(text):
        return
    for number, line in enumerate(lines, start=1):
        match = FORBIDDEN_CHARACTERS.search(line)
        if not match:
            continue
        position = Position(number, match.start() + 1)
        if "\x80" <= match[0] <= "\x9f":  # an accented letter decoded with the wrong encoding
            details = {
                "value": quote_value(find_word(line, *match.span())),
                "others": "",
                "fixed": repair(line),
            }
            yield Slip(position, "mojibake", details)
        else:
            fixed = FORBIDDEN_CHARACTERS.sub("", line)
            yield Slip(position, "character", {"character": name_character(match[0]), "fixed": fixed})


def _is_wide(content: bytes) -> bool:
    """Say whether the bytes look like UTF-16 or UTF-32 without a byte order mark: many are zero."""
    sample = content[:64]
    return len(sample) >= 4 and max(sample[0::2].count(0), sample[1::2].count(0)) * 4 > len(sample)  # noqa: PLR2004


def _position_after(text: str) -> Position:
    """Return the position just after `text`, from the beginning of the file."""
    return Position(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _position(event: yaml.Event) -> Position:
    return Position(event.start_mark.line + 1, event.start_mark.column + 1)


def build_span(key: yaml.Event, event: yaml.Event) -> EntrySpan:
    """Build the span of an entry from the events of its key and value."""
    end = Position(event.end_mark.line + 1, event.end_mark.column + 1)
    return EntrySpan(_position(key), _position(event), end)


def _scalar(event: yaml.ScalarEvent) -> Value:
    """Convert a scalar: unquoted constants and decimal numbers are typed, anything else is a text."""
    text = event.value
    if event.style == '"':
        text = IGNORED_CHARACTERS.sub("", text)
    if event.style:
        # The line break at the end of a block scalar is not part of the text.
        return text.rstrip("\n") if event.style in "|>" else text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    # People write « 20.000 » for twenty thousand: it stays a text, which the schema rejects.
    if (number := NUMBER_PATTERN.fullmatch(text)) and not THOUSANDS_PATTERN.fullmatch(text):
        return float(text) if number[2] else int(text)
    return text


class _Builder:
    """Builds a value from parse events, within the limits of depth and size."""

    def __init__(self, document: Document, slips: list[Slip]) -> None:
        self.document = document
        self.slips = slips
        self.nodes = document.nodes

    def build(self, text: str) -> None:
        """Parse `text` into the value of the document."""
        events = iter(_LOADER(text).get_event, None)
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RejectedError(_position(event), "documents")
                if event.version or event.tags:
                    raise _RejectedError(FILE_START, "directive")
            elif isinstance(event, yaml.NodeEvent):
                self.document.value = self._node(event, events, (), event)
        if self.document.value is None and not self.slips:
            raise _RejectedError(FILE_START, "empty")

    def _node(
        self, event: yaml.Event, events: Iterator[yaml.Event], path: ValuePath, key: yaml.Event
    ) -> Value:
        """Build the value that begins with `event`, and record its node."""
        if len(self.nodes) >= MAX_NODES:
            raise _RejectedError(_position(event), "too-many", limit=MAX_NODES)
        if len(path) > MAX_DEPTH:
            raise _RejectedError(_position(event), "too-deep", limit=MAX_DEPTH)
        _reject_unsupported(event)
        self.nodes.append((path, key, event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        _reject_forbidden_escapes(event)
        return _scalar(event)

    def _mapping(self, events: Iterator[yaml.Event], path: ValuePath) -> Value:
        mapping: dict[str, Value] = {}
        first_events: dict[str, yaml.Event] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = _key(event)
            if key in mapping:
                details = {"key": quote_value(key), "line": first_events[key].start_mark.line + 1}
                self.slips.append(Slip(_position(event), "duplicate-key", details))
            first_events[key] = event
            mapping[key] = self._node(next(events), events, (*path, key), event)
        self._merge_duplicate_keys(path)
        return mapping

    def _merge_duplicate_keys(self, path: ValuePath) -> None:
        """Replace the duplicate keys by a single slip if the whole file was pasted twice."""
        has_many = len(self.slips) > MAX_DUPLICATE_KEYS
        if not path and has_many and {slip.code for slip in self.slips} == {"duplicate-key"}:
            line = self.nodes[0][2].start_mark.line + 1
            self.slips[:] = [Slip(self.slips[0].position, "pasted-twice", {"line": line})]

    def _sequence(self, events: Iterator[yaml.Event], path: ValuePath) -> Value:
        items: list[Value] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items)), event))
        return items


def _key(event: yaml.Event) -> str:
    """Return the text of a key; reject anything but a plain or quoted scalar."""
    _reject_unsupported(event)
    if not isinstance(event, yaml.ScalarEvent):
        raise _RejectedError(_position(event), "key")
    if not event.value.strip():
        raise _RejectedError(_position(event), "empty-key")
    if event.value == "<<" and not event.style:
        raise _RejectedError(_position(event), "merge")
    _reject_forbidden_escapes(event)
    return event.value


def _reject_unsupported(event: yaml.Event) -> None:
    """Reject the parts of YAML outside the subset: aliases, anchors, tags."""
    if isinstance(event, yaml.AliasEvent):
        raise _RejectedError(_position(event), "alias", name=event.anchor)
    if event.anchor:
        raise _RejectedError(_position(event), "anchor", name=event.anchor)
    if event.tag:
        raise _RejectedError(_position(event), "tag", name=event.tag)


def _reject_forbidden_escapes(event: yaml.ScalarEvent) -> None:
    """Reject the forbidden characters that escapes of a double-quoted scalar produce."""
    if event.style == '"' and (match := FORBIDDEN_CHARACTERS.search(event.value)):
        raise _RejectedError(_position(event), "character", character=name_character(match[0]))
