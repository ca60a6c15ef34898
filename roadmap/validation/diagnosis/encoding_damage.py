"""Damage that text suffers on its way into valid YAML: mojibake, curly quotes, wrong indentation."""

import itertools
import re
from collections.abc import Callable, Iterator

from roadmap.problems.problem import Position, Slip
from roadmap.source.lines import find_block_indent, parse_line, parse_structure
from roadmap.source.values import iter_texts
from roadmap.source.yaml_reader import Document
from roadmap.text import mojibake
from roadmap.text.addresses import mask_web_addresses
from roadmap.text.quoting import quote_yaml
from roadmap.validation.diagnosis.pasted_text import MAX_CORRECTED_LENGTH, correct_file
from roadmap.validation.diagnosis.yaml_mistakes import find_odd_indents

# Tags that editors and mail programs write; anything else between « < » and « > » is text.
_TAG_NAMES = (
    "a|abbr|b|big|blockquote|body|br|center|code|div|em|font|h[1-6]|head|hr|html|i|iframe|img|li|link|meta|ol|p|pre|s"
    "|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|title|tr|tt|u|ul"
)
HTML_TAG = re.compile(rf"</?(?:{_TAG_NAMES}|{_TAG_NAMES.upper()})(?: +[a-zA-Z:-]+ *=[^<>]*)? */?>")
_BLOCK_TAG = re.compile(
    r"</?(?:blockquote|br|center|div|h[1-6]|hr|li|ol|p|section|table|td|th|tr|ul)\b", re.IGNORECASE
)
_CURLY_QUOTED = re.compile(r"(?:[“”„″][^“”„″]*[“”„″]|[‘’][^‘’]*[‘’])")
_CURLY_QUOTE = re.compile("[“”„″‘’«]")
_GUILLEMET_QUOTED = re.compile(r"«[^«»]*»")
_INDENTED_KEY = re.compile(r" +([a-z_]+):(?= |$)")
_BLOCK_HEADER = re.compile(r"[|>][+-]?[1-9]?[+-]?\s*(#.*)?$")
MAX_LINE_LENGTH = 10_000


def find_encoding_damage(document: Document) -> Iterator[tuple[str, Slip]]:
    """Yield each damage with its severity: `error` when certain, `warning` when likely.

    Damaged accents and HTML tags, which come in dozens, are reported once per file. Lines longer than
    MAX_LINE_LENGTH, which the schema refuses anyway, are skipped.
    """
    lines = tuple(text if len(text) <= MAX_LINE_LENGTH else "" for text in document.lines)
    content = "\n".join(lines)
    yield from (("error", slip) for slip in (*find_odd_indents(lines), *_find_uneven_blocks(lines)))
    yield from _find_damaged_accents(document, lines, content)
    if "<" in content and (tags := list(_search(lines, HTML_TAG.search))):
        yield "warning", _describe(lines, tags, "html-tag", _remove_tags)
    if not _CURLY_QUOTE.search(content):
        return
    for number, text in enumerate(lines, start=1):
        if not _CURLY_QUOTE.search(text):
            continue
        line = parse_line(number, text)
        if text.lstrip().startswith("#") or not line.value or (line.key is None and not line.dashes):
            continue
        fixed = line.text[: line.value_column] + quote_yaml(line.value[1:-1].strip())
        if _CURLY_QUOTED.fullmatch(line.value):
            yield "error", Slip(Position(number, line.value_column + 1), "curly-quotes", {"fixed": fixed})
        elif _GUILLEMET_QUOTED.fullmatch(line.value):
            yield "warning", Slip(Position(number, line.value_column + 1), "curly-quotes", {"fixed": fixed})


def find_swallowed_keys(document: Document, missing: frozenset[str]) -> Iterator[Slip]:
    """Yield the lines of block texts that look like a `missing` key of the file, indented by mistake."""
    candidates = [
        (number, match)
        for number, text in enumerate(document.lines, start=1)
        if text[:1] == " " and (match := _INDENTED_KEY.match(text)) and match[1] in missing
    ]
    key_lines = {key.start_mark.line + 1 for _, key, _ in document.nodes} if candidates else set()
    for number, match in candidates:
        if number not in key_lines:
            yield Slip(
                Position(number, match.start(1) + 1),
                "swallowed-key",
                {"key": match[1], "fixed": match.string.strip()},
            )


def _find_uneven_blocks(lines: tuple[str, ...]) -> Iterator[Slip]:
    """Yield first lines of block texts that are less indented than the rest, and list items in a `>` text."""
    if not any(_BLOCK_HEADER.search(text) for text in lines):
        return
    for header in parse_structure(lines):
        if not header.is_block_header or (column := find_block_indent(header, lines)) is None:
            continue
        below = ((index + 1, lines[index]) for index in range(header.number, len(lines)))
        text = ((number, line) for number, line in below if line.strip())
        block = list(itertools.takewhile(lambda numbered: _indent(numbered[1]) >= column, text))
        other_indents = {_indent(line) for _, line in block[1:]}
        if len(block) > 1 and min(other_indents) > column and not re.search("[1-9]", header.value):
            yield _indentation_slip(*block[0], min(other_indents))
        if header.value.startswith(">"):
            items = ((number, line) for number, line in block if line.lstrip().startswith("- "))
            for number, line in itertools.islice(items, 1):
                yield _indentation_slip(number, line, header.level)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _indentation_slip(number: int, line: str, spaces: int) -> Slip:
    return Slip(Position(number, _indent(line) + 1), "indentation", {"spaces": spaces})


def _remove_tags(line: str) -> str:
    """Return a line without HTML tags; those between two blocks of text become a space."""
    indent = line[: _indent(line)]
    text = HTML_TAG.sub(lambda tag: " " if _BLOCK_TAG.match(tag[0]) else "", line)
    return indent + re.sub(" +(?=[,.)])", "", re.sub(" +", " ", text.strip(" ")))


# The number of a line, and what was found in it.
_Found = tuple[int, re.Match[str]]


def _search(lines: tuple[str, ...], search: Callable[[str], re.Match[str] | None]) -> Iterator[_Found]:
    """Yield the first match of each line but the comments."""
    for number, text in enumerate(lines, start=1):
        if (match := search(text)) and not text.lstrip().startswith("#"):
            yield number, match


def _find_damaged_accents(
    document: Document, lines: tuple[str, ...], content: str
) -> Iterator[tuple[str, Slip]]:
    """Yield the first certain damage, else the first likely one."""
    if not mojibake.may_be_damaged(content):
        return
    masked = tuple(mask_web_addresses(text) if mojibake.may_be_damaged(text) else "" for text in lines)
    capitals = list(_search(masked, mojibake.ODD_CAPITAL.search))
    matches = (match for _, first in capitals for match in mojibake.ODD_CAPITAL.finditer(first.string))
    words = {mojibake.find_word(match.string, *match.span()) for match in matches}
    is_certain = len(words) >= mojibake.MIN_ODD_CAPITALS
    certain = [
        *_search(masked, mojibake.CERTAIN_DAMAGE.search),
        *_find_escaped_letters(document, masked),
        *(capitals if is_certain else ()),
    ]
    likely = [*capitals, *_search(masked, mojibake.LIKELY_DAMAGE.search)]
    if certain:
        yield "error", _describe(lines, certain, "mojibake", mojibake.repair)
    elif likely:
        yield "warning", _describe(lines, likely, "maybe-mojibake", lambda _text: "")


def _find_escaped_letters(document: Document, lines: tuple[str, ...]) -> Iterator[_Found]:
    """Yield the escape sequences that are in the values, not those that double quotes of YAML decode."""
    values = (
        "\n".join(text for _, text in iter_texts(document.value))
        if any("\\" in text for text in lines)
        else ""
    )
    for number, match in _search(lines, mojibake.ESCAPED_LETTER.search):
        if document.value is None or match[0] in values:
            yield number, match


def _describe(lines: tuple[str, ...], found: list[_Found], code: str, mend: Callable[[str], str]) -> Slip:
    """Return the mistake of the first line found, with its correction, and the number of other such lines."""
    number, match = min(found, key=lambda item: (item[0], item[1].start()))
    others = len({line for line, _ in found}) - 1
    word = mojibake.find_word(lines[number - 1], *match.span())
    details = {
        "value": f"« {word} »",
        "others": f", ici et à {others} autre{'s' * (others > 1)} ligne{'s' * (others > 1)}"
        if others
        else "",
        "fixed": mend(lines[number - 1]),
    }
    if others:
        is_short = sum(map(len, lines)) <= MAX_CORRECTED_LENGTH
        mended = {line: mend(lines[line - 1]) for line, _ in found} if is_short else {}
        corrected = correct_file(lines, mended) if mended and all(mended.values()) else ""
        details |= {"corrected_file": corrected, "fixed": details["fixed"] if corrected else ""}
    return Slip(Position(number, match.start() + 1), code, details)
