"""What was lost on the way in a text that is sound YAML: accents, quotes, invisible indentation."""

import html
import itertools
import re
from collections.abc import Iterator

from roadmap.problems.problem import Position, Slip
from roadmap.source.lines import find_block_indent, parse_line, parse_structure
from roadmap.source.yaml_reader import Document
from roadmap.text.quoting import quote_yaml
from roadmap.validation.diagnosis.yaml_mistakes import odd_indents

_LATIN = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
# UTF-8 read as cp1252 (« Ã© »), DOS or Mac text read as cp1252 (« ‚ », « Ž » inside a word), U+FFFD.
MOJIBAKE = re.compile(
    rf"[ÃÂ][{_LATIN}]|Å[“’¡]|â€.|ï¿½|\ufffd|(?<=[a-zà-ÿ])[ŠŒ™¢£¥¤¦§¨©ª¬®¯±²³´µ¶¸¹º¼½¾](?=[a-zà-ÿ])|[‚Žžˆ‡ƒ]"
    r"|[a-z][√∂¬][©†®™]"
)
# What all of them hold: looked for first, it spares most texts the search for the whole.
_SIGN_OF_MOJIBAKE = re.compile("[ÃÂÅ\ufffdŠŒ™¢£¥¤¦§¨©ª¬®¯±²³´µ¶¸¹º¼½¾‚Žžˆ‡ƒ√∂]|â€|ï¿")
# « ? » where a letter was: inside a word, before it, or alone before a small letter.
LOST = re.compile(r"(?<![\w/=&?.:-])[^\W\d_]*[^\W\d_]\?[a-zà-ÿ]|(?<=\s)\?[a-zà-ÿ]|[a-zà-ÿ]{2}\? [a-zà-ÿ]")
_ALONE = re.compile(r"[a-zà-ÿ] \? [a-zà-ÿ]")
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#[0-9]{2,5}|#x[0-9a-fA-F]{2,4});")
_CURLY = re.compile(r"(?:[“”„″][^“”„″]*[“”„″]|[‘’][^‘’]*[‘’])")
_QUOTES_OF_A_WORD_PROCESSOR = re.compile("[“”„″‘’«]")
_LANGUAGE_QUOTES = re.compile(r"«[^«»]*»")
_INDENTED_KEY = re.compile(r" +([a-z_]+):(?= |$)")
_BLOCK_MARK = re.compile(r"[|>][+-]?[1-9]?[+-]?\s*(#.*)?$")
LONGEST_LINE = 10_000


def find(lines: tuple[str, ...]) -> Iterator[tuple[str, Slip]]:
    """Yield what was lost, with its severity: `error` when sure, `warning` when likely.

    Damaged accents come once a file: they come by the dozen. A line too long for any field is passed
    over: the schema refuses it.
    """
    lines = tuple(text if len(text) <= LONGEST_LINE else "" for text in lines)
    whole = "\n".join(lines)
    yield from (("error", slip) for slip in (*odd_indents(lines), *_uneven_texts(lines)))
    yield from _accents(lines, whole)
    if not _QUOTES_OF_A_WORD_PROCESSOR.search(whole):
        return
    for number, text in enumerate(lines, start=1):
        if not _QUOTES_OF_A_WORD_PROCESSOR.search(text):
            continue
        line = parse_line(number, text)
        if text.lstrip().startswith("#") or not line.value or (line.key is None and not line.dashes):
            continue
        fixed = line.text[: line.value_column] + quote_yaml(line.value[1:-1].strip())
        if _CURLY.fullmatch(line.value):
            yield "error", Slip(Position(number, line.value_column + 1), "curly-quotes", {"fixed": fixed})
        elif _LANGUAGE_QUOTES.fullmatch(line.value):
            yield "warning", Slip(Position(number, line.value_column + 1), "curly-quotes", {"fixed": fixed})


def swallowed_keys(document: Document, missing: frozenset[str]) -> Iterator[Slip]:
    """Yield the lines of long texts that read as a `missing` key of the file: indented by mistake."""
    found = [
        (number, match)
        for number, text in enumerate(document.lines, start=1)
        if text[:1] == " " and (match := _INDENTED_KEY.match(text)) and match[1] in missing
    ]
    structural = {key.start_mark.line + 1 for _, key, _ in document.nodes} if found else set()
    for number, match in found:
        if number not in structural:
            yield Slip(
                Position(number, match.start(1) + 1),
                "swallowed-key",
                {"key": match[1], "fixed": match.string.strip()},
            )


def _uneven_texts(lines: tuple[str, ...]) -> Iterator[Slip]:
    """Yield the first line of a text that all others pass, and the dash that a folded text swallowed."""
    if not any(_BLOCK_MARK.search(text) for text in lines):
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
        inside = list(itertools.takewhile(lambda each: _indent(each[1]) >= column, text))
        others = {_indent(line) for _, line in inside[1:]}
        if len(inside) > 1 and min(others) > column and not re.search("[1-9]", header.value):
            yield _misaligned(inside[0], min(others))
        swallowed = (
            each for each in inside if header.value.startswith(">") and each[1].lstrip().startswith("- ")
        )
        for each in itertools.islice(swallowed, 1):
            yield _misaligned(each, header.level)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _misaligned(line: tuple[int, str], spaces: int) -> Slip:
    number, text = line
    return Slip(Position(number, _indent(text) + 1), "indentation", {"spaces": spaces})


def _accents(lines: tuple[str, ...], whole: str) -> Iterator[tuple[str, Slip]]:
    """Yield the first damaged accent that is sure, else the first that is likely."""
    sure = [
        *([MOJIBAKE] if _SIGN_OF_MOJIBAKE.search(whole) else []),
        *([LOST] if "?" in whole else []),
        *([ENTITY] if "&" in whole else []),
    ]
    for severity, patterns in (("error", sure), ("warning", [_ALONE] if " ? " in whole else [])):
        found = [
            (number, match)
            for number, text in enumerate(lines if patterns else (), start=1)
            if not text.lstrip().startswith("#")
            for pattern in patterns
            if (match := pattern.search(text))
        ]
        if found:
            yield severity, _of_accent(found)
            return


def _of_accent(found: list[tuple[int, re.Match[str]]]) -> Slip:
    number, match = found[0]
    others = len({line for line, _ in found}) - 1
    start = match.string.rfind(" ", 0, match.start()) + 1
    end = match.string.find(" ", match.end())
    word = match.string[start : min(end if end >= 0 else len(match.string), start + 40)]
    details = {
        "value": f"« {word} »",
        "others": f", ici et à {others} autre{'s' * (others > 1)} ligne{'s' * (others > 1)}"
        if others
        else "",
        "fixed": _recovered(match.string) if not others else "",
    }
    return Slip(Position(number, match.start() + 1), "mojibake", details)


def _recovered(text: str) -> str:
    """Return a line with its accents, when they can be told: `Ã©` and `&eacute;` can, `?` cannot."""
    try:
        recovered = html.unescape(text).encode("cp1252").decode("utf-8")
    except UnicodeError:
        recovered = html.unescape(text)
    return recovered if recovered != text and not MOJIBAKE.search(recovered) else ""
