"""Damage that text suffers on its way into valid YAML: mojibake, curly quotes, wrong indentation."""

import html
import itertools
import re
from collections.abc import Iterator

from roadmap.problems.problem import Position, Slip
from roadmap.source.lines import find_block_indent, parse_line, parse_structure
from roadmap.source.yaml_reader import Document
from roadmap.text.quoting import quote_yaml
from roadmap.validation.diagnosis.yaml_mistakes import find_odd_indents

_LATIN = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
# UTF-8 read as cp1252 (« Ã© »), DOS or Mac text read as cp1252 (« ‚ », « Ž » inside a word), U+FFFD.
MOJIBAKE = re.compile(
    rf"[ÃÂ][{_LATIN}]|Å[“’¡]|â€.|ï¿½|\ufffd|(?<=[a-zà-ÿ])[ŠŒ™¢£¥¤¦§¨©ª¬®¯±²³´µ¶¸¹º¼½¾](?=[a-zà-ÿ])|[‚Žžˆ‡ƒ]"
    r"|[a-z][√∂¬][©†®™]"
)
# A character that every match of MOJIBAKE contains: a quick test that spares most texts the full search.
_MOJIBAKE_CHARACTER = re.compile("[ÃÂÅ\ufffdŠŒ™¢£¥¤¦§¨©ª¬®¯±²³´µ¶¸¹º¼½¾‚Žžˆ‡ƒ√∂]|â€|ï¿")
# « ? » in place of a letter: inside a word, at its start, or after it and before a lower-case letter.
LOST_LETTER = re.compile(
    r"(?<![\w/=&?.:-])[^\W\d_]*[^\W\d_]\?[a-zà-ÿ]|(?<=\s)\?[a-zà-ÿ]|[a-zà-ÿ]{2}\? [a-zà-ÿ]"
)
_LONE_QUESTION_MARK = re.compile(r"[a-zà-ÿ] \? [a-zà-ÿ]")
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#[0-9]{2,5}|#x[0-9a-fA-F]{2,4});")
_CURLY_QUOTED = re.compile(r"(?:[“”„″][^“”„″]*[“”„″]|[‘’][^‘’]*[‘’])")
_CURLY_QUOTE = re.compile("[“”„″‘’«]")
_GUILLEMET_QUOTED = re.compile(r"«[^«»]*»")
_INDENTED_KEY = re.compile(r" +([a-z_]+):(?= |$)")
_BLOCK_HEADER = re.compile(r"[|>][+-]?[1-9]?[+-]?\s*(#.*)?$")
MAX_LINE_LENGTH = 10_000


def find_encoding_damage(lines: tuple[str, ...]) -> Iterator[tuple[str, Slip]]:
    """Yield each damage with its severity: `error` when certain, `warning` when likely.

    Damaged accents, which come in dozens, are reported once per file. Lines longer than MAX_LINE_LENGTH,
    which the schema refuses anyway, are skipped.
    """
    lines = tuple(text if len(text) <= MAX_LINE_LENGTH else "" for text in lines)
    content = "\n".join(lines)
    yield from (("error", slip) for slip in (*find_odd_indents(lines), *_find_uneven_blocks(lines)))
    yield from _find_damaged_accents(lines, content)
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
        if (
            not header.is_block_header
            or (column := find_block_indent(header, lines[header.number :])) is None
        ):
            continue
        text = [
            (number, line)
            for number, line in enumerate(lines[header.number :], start=header.number + 1)
            if line.strip()
        ]
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


def _find_damaged_accents(lines: tuple[str, ...], content: str) -> Iterator[tuple[str, Slip]]:
    """Yield the first certain damage, else the first likely one."""
    certain = [
        *([MOJIBAKE] if _MOJIBAKE_CHARACTER.search(content) else []),
        *([LOST_LETTER] if "?" in content else []),
        *([ENTITY] if "&" in content else []),
    ]
    for severity, patterns in (
        ("error", certain),
        ("warning", [_LONE_QUESTION_MARK] if " ? " in content else []),
    ):
        matches = [
            (number, match)
            for number, text in enumerate(lines if patterns else (), start=1)
            if not text.lstrip().startswith("#")
            for pattern in patterns
            if (match := pattern.search(text))
        ]
        if matches:
            yield severity, _accent_slip(matches)
            return


def _accent_slip(matches: list[tuple[int, re.Match[str]]]) -> Slip:
    """Return the mistake of the first match, and the number of other lines that have one."""
    number, match = matches[0]
    others = len({line for line, _ in matches}) - 1
    start = match.string.rfind(" ", 0, match.start()) + 1
    end = match.string.find(" ", match.end())
    word = match.string[start : min(end if end >= 0 else len(match.string), start + 40)]
    details = {
        "value": f"« {word} »",
        "others": f", ici et à {others} autre{'s' * (others > 1)} ligne{'s' * (others > 1)}"
        if others
        else "",
        "fixed": _repair(match.string) if not others else "",
    }
    return Slip(Position(number, match.start() + 1), "mojibake", details)


def _repair(text: str) -> str:
    """Return a line with its accents restored (`Ã©`, `&eacute;`), empty when they cannot be (`?`)."""
    try:
        repaired = html.unescape(text).encode("cp1252").decode("utf-8")
    except UnicodeError:
        repaired = html.unescape(text)
    return repaired if repaired != text and not MOJIBAKE.search(repaired) else ""
