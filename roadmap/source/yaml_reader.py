"""Read one YAML file as a small, safe profile, with the line and column of every value when asked for.

The profile: one document, UTF-8, text keys; no anchor, alias, tag, merge or directive; only `true`,
`false`, `null` or nothing, and decimal numbers are typed; everything else is the text as written
(`9:30`, `07100`, `2025-03-01`, `no`).
"""

import codecs
import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from roadmap.problems.naming import name_of_character, quote
from roadmap.problems.problem import START, Position, Slip
from roadmap.schema.schemas import Value, ValuePath
from roadmap.text.checksum import checksum

MAX_BYTES = 1_000_000
MAX_LINES = 30_000
MAX_DEPTH = 12
# With more keys written twice than this, it is the whole text that was pasted twice.
MOST_DUPLICATES = 3
MAX_NODES = 30_000

# libyaml's parser is ten times quicker; it is optional in PyYAML.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?", re.ASCII)
THOUSANDS = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}", re.ASCII)
_CONSTANTS = {"true": True, "false": False, "null": None, "": None}
# Characters that a reader cannot see, or that break or turn the line he sees; emoji are made with U+200D.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\ud800-\uf8ff"
    "\U000e0000-\U000e0fff]|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)


class Place(NamedTuple):
    """Where an entry stands: its key (or its value, in a list), its value, and where the value ends."""

    key: Position
    value: Position
    end: Position


# The path of an entry, the event of its key (of its value, in a list), that of its value.
Node = tuple[ValuePath, yaml.Event, yaml.Event]


@dataclass
class Document:
    """A file's value and content, and where each part stands; `has_mark` tells a byte order mark."""

    file: str
    value: Value = None
    content: bytes = b""
    has_mark: bool = False

    @functools.cached_property
    def checksum(self) -> str:
        """The checksum of the content."""
        return checksum(self.content)

    @functools.cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the file."""
        return read(self.file, self.content)[0].lines

    @functools.cached_property
    def nodes(self) -> list[Node]:
        """Every entry, in the order of the file."""
        return read(self.file, self.content)[0].nodes

    @functools.cached_property
    def places(self) -> dict[ValuePath, Place]:
        """Where each entry stands, worked out when it is first asked for: most files are sound."""
        return {path: place_of(key, event) for path, key, event in self.nodes}

    def key_position(self, path: ValuePath) -> Position:
        """Say where the entry at `path` begins; the nearest entry above it if it does not exist."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places[path].key if path in self.places else START

    def value_position(self, path: ValuePath) -> Position:
        """Say where the value at `path` begins."""
        return self.places[path].value if path in self.places else self.key_position(path)


class _Refused(Exception):  # noqa: N818 - a signal inside this module, never seen outside
    def __init__(self, position: Position, code: str, **details: object) -> None:
        super().__init__(code)
        self.slip = Slip(position, code, details)


def read(file: str, content: bytes) -> tuple[Document, list[Slip]]:
    """Read `content`, the bytes of `file`, into a document and the slips met.

    When there is any slip, the document's value is None: half a file is never used.
    """
    document = Document(file, content=content, has_mark=content.startswith(codecs.BOM_UTF8))
    document.lines, document.nodes = (), []
    slips: list[Slip] = []
    try:
        text = _decode(content)
        document.lines = tuple(text.splitlines())
        _refuse_conflict(document.lines)
        _Builder(document, slips).build(text)
    except _Refused as refused:
        slips.append(refused.slip)
    except yaml.MarkedYAMLError as error:
        slips.append(_parser_slip(error))
    except (yaml.YAMLError, ValueError):
        slips.append(Slip(START, "yaml"))
    if slips:
        document.value = None
    return document, slips


def scalar_of(written: str) -> Value:
    """Return the value that `written` stands for after a key, or None if it is none."""
    document, slips = read("", f"x: {written}\n".encode())
    return document.value["x"] if not slips and isinstance(document.value, dict) else None


def _parser_slip(error: yaml.MarkedYAMLError) -> Slip:
    """Return what the parser says, where it began to stumble."""
    said = str(error.problem)
    # The parser finds only at the next line that a line has no colon.
    mark = error.context_mark if "could not find expected ':'" in said else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    position = Position(mark.line + 1, mark.column + 1) if mark else START
    return Slip(position, "backslash" if "escape" in said else "yaml")


_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})(?: .*)?$")


def _refuse_conflict(lines: tuple[str, ...]) -> None:
    """Refuse the marks that git leaves between two versions."""
    marks = [(number, line[0]) for number, line in enumerate(lines, start=1) if _CONFLICT.match(line)]
    if marks:
        first, last = marks[0][0], marks[-1][0]
        code = "conflict" if last > first else "conflict-mark"
        raise _Refused(Position(first, 1), code, line=first, last=last)


def _decode(content: bytes) -> str:
    """Return the text of `content`, without a leading byte order mark."""
    if len(content) > MAX_BYTES:
        raise _Refused(START, "too-big", size=len(content), limit=MAX_BYTES)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_wide(content):
        raise _Refused(START, "utf-16")
    try:
        # Accents typed on some systems come as two characters; they are the same letters.
        text = unicodedata.normalize("NFC", content.decode("utf-8").removeprefix("\ufeff"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        around = (
            re.search(rb"[^\s]*$", content[: error.start])[0]
            + re.match(rb"[^\s]*", content[error.start :])[0]
        )
        word = quote(around.decode("cp1252", errors="replace"))
        raise _Refused(_position_after(before), "encoding", value=word) from None
    if (lines := text.count("\n")) > MAX_LINES:
        raise _Refused(START, "too-many-lines", lines=lines, limit=MAX_LINES)
    if found := FORBIDDEN.search(text):
        position = _position_after(text[: found.start()])
        if "\x80" <= found[0] <= "\x9f":  # what is left of an accent read in the wrong encoding
            around = re.search(r"\S*$", text[: found.start()])[0] + re.match(r"\S*", text[found.start() :])[0]
            raise _Refused(position, "mojibake", value=quote(around), others="")
        raise _Refused(
            _position_after(text[: found.start()]), "character", character=name_of_character(found[0])
        )
    return text


def _is_wide(content: bytes) -> bool:
    """Say whether the bytes look like UTF-16 or UTF-32 without a mark: every other one is zero."""
    sample = content[:64]
    return len(sample) >= 4 and max(sample[0::2].count(0), sample[1::2].count(0)) * 4 > len(sample)  # noqa: PLR2004


def _position_after(text: str) -> Position:
    """Return the position that follows `text`."""
    return Position(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _position(event: yaml.Event) -> Position:
    return Position(event.start_mark.line + 1, event.start_mark.column + 1)


def place_of(key: yaml.Event, event: yaml.Event) -> Place:
    """Return where an entry stands."""
    end = Position(event.end_mark.line + 1, event.end_mark.column + 1)
    return Place(_position(key), _position(event), end)


def _scalar(event: yaml.ScalarEvent) -> Value:
    """Return a plain `true`, `false`, `null` or decimal number typed, anything else as text."""
    text = event.value
    if event.style:
        # The line break that ends a block is not part of what was written.
        return text.rstrip("\n") if event.style in "|>" else text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    # « 20.000 » is twenty thousand to whoever writes it so: it stays a text, for the schema to refuse.
    if (number := NUMBER.fullmatch(text)) and not THOUSANDS.fullmatch(text):
        return float(text) if number[2] else int(text)
    return text


class _Builder:
    """Builds values from parse events: the stack is ours, so depth and size are ours to limit."""

    def __init__(self, document: Document, slips: list[Slip]) -> None:
        self.document = document
        self.slips = slips
        self.nodes = document.nodes

    def build(self, text: str) -> None:
        """Fill the document from `text`."""
        events = iter(_LOADER(text).get_event, None)
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(_position(event), "documents")
                if event.version or event.tags:
                    raise _Refused(START, "directive")
            elif isinstance(event, yaml.NodeEvent):
                self.document.value = self._node(event, events, (), event)
        if self.document.value is None and not self.slips:
            raise _Refused(START, "empty")

    def _node(
        self, event: yaml.Event, events: Iterator[yaml.Event], path: ValuePath, key: yaml.Event
    ) -> Value:
        """Return the value that begins with `event`; note it."""
        if len(self.nodes) >= MAX_NODES:
            raise _Refused(_position(event), "too-many", limit=MAX_NODES)
        if len(path) > MAX_DEPTH:
            raise _Refused(_position(event), "too-deep", limit=MAX_DEPTH)
        _refuse_extras(event)
        self.nodes.append((path, key, event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        _refuse_escaped(event)
        return _scalar(event)

    def _mapping(self, events: Iterator[yaml.Event], path: ValuePath) -> Value:
        mapping: dict[str, Value] = {}
        first: dict[str, yaml.Event] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = _key(event)
            if key in mapping:
                details = {"key": quote(key), "line": first[key].start_mark.line + 1}
                self.slips.append(Slip(_position(event), "duplicate-key", details))
            first[key] = event
            mapping[key] = self._node(next(events), events, (*path, key), event)
        self._say_pasted_twice(path)
        return mapping

    def _say_pasted_twice(self, path: ValuePath) -> None:
        """Say once that a whole file is there twice, not once a key."""
        is_long = len(self.slips) > MOST_DUPLICATES
        if not path and is_long and {each.code for each in self.slips} == {"duplicate-key"}:
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
    """Return the text of a key; refuse anything but plain or quoted text."""
    _refuse_extras(event)
    if not isinstance(event, yaml.ScalarEvent):
        raise _Refused(_position(event), "key")
    if not event.value.strip():
        raise _Refused(_position(event), "empty-key")
    if event.value == "<<" and not event.style:
        raise _Refused(_position(event), "merge")
    _refuse_escaped(event)
    return event.value


def _refuse_extras(event: yaml.Event) -> None:
    """Refuse what the profile leaves out of YAML: aliases, anchors, tags."""
    if isinstance(event, yaml.AliasEvent):
        raise _Refused(_position(event), "alias", name=event.anchor)
    if event.anchor:
        raise _Refused(_position(event), "anchor", name=event.anchor)
    if event.tag:
        raise _Refused(_position(event), "tag", name=event.tag)


def _refuse_escaped(event: yaml.ScalarEvent) -> None:
    """Refuse what an escape can still make once the text was searched; only double quotes know any."""
    if event.style == '"' and (found := FORBIDDEN.search(event.value)):
        raise _Refused(_position(event), "character", character=name_of_character(found[0]))
