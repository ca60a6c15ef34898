"""Text damaged by a wrong character encoding (mojibake): patterns that find it, and its repair.

Web addresses are left out of the search (see `mask_web_addresses`): `%C3%A9` or `?si=` are sound there.
"""

import contextlib
import html
import re
from collections.abc import Iterator

from roadmap.text.addresses import mask_web_addresses

_FRENCH = "àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛŒ’‘“”«»–—…€°\u00a0"
# How a text was read when it is UTF-8, or when it is not: the usual encodings of Windows, DOS and the Mac.
_UTF8_READ_AS = ("cp1252", "latin-1", "cp850", "cp437", "mac-roman")
_MISREADINGS = (
    *(("cp850", "cp1252"), ("cp437", "cp1252"), ("mac-roman", "cp1252")),
    *(("cp1252", "cp850"), ("cp1252", "mac-roman"), ("latin-1", "mac-roman"), ("latin-1", "cp850")),
)
# The accents of French by frequency: a sign that may stand for several is the most frequent one.
_BY_FREQUENCY = "éèàêçâîôûùëïüœæ"
MAX_WORD_LENGTH = 40  # characters shown of a damaged word
_MAX_REPAIRS = 3  # a text may have been damaged several times
_LOWER, _LETTERS = "a-zß-öø-ÿœ", "A-Za-zÀ-ÖØ-öø-ÿŒœ"
_OTHER_ALPHABETS = "\u0370-\u03ff\u0400-\u04ff"


def _misread_utf8(*encodings: str) -> str:
    """Return a pattern of the French letters in UTF-8 as they show when read in other encodings."""
    last_by_start: dict[str, set[str]] = {}
    for encoding in encodings:
        for char in _FRENCH:
            shown = char.encode().decode(encoding)
            last_by_start.setdefault(shown[:-1], set()).add(shown[-1])
    return "|".join(
        f"{re.escape(start)}[{''.join(re.escape(last) for last in sorted(lasts))}]"
        for start, lasts in sorted(last_by_start.items())
    )


_CP1252_TAIL = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
)
_CONTROLS = "[\x80-\x9f]"
CERTAIN_DAMAGE = re.compile(
    "|".join(
        (
            # UTF-8 read as Windows-1252 (« Ã© »), DOS or Mac text; a replacement character.
            rf"{_CONTROLS}|[ÃÂ][{_CP1252_TAIL}]|Å[“’¡]|â€.|ï¿½|\ufffd",
            _misread_utf8("cp850", "cp437", "mac-roman"),
            # Windows-1252 read as DOS or Mac text, and the reverse: a sign between small letters.
            rf"(?<=[{_LOWER}])[™¢£¥¤¦§¨©ª¬®¯±²³µ¶¹º¼½¾‚ˆ‡ƒ‰þ](?=[{_LOWER}])",
            # A letter of another alphabet in a word.
            rf"(?<=[{_LETTERS}])[{_OTHER_ALPHABETS}](?=[{_LETTERS}])",
            rf"[{_OTHER_ALPHABETS}](?=[{_LETTERS}][{_LETTERS}])|(?<=[{_LETTERS}][{_LETTERS}])[{_OTHER_ALPHABETS}]",
            # A question mark in place of a letter inside a word.
            rf"(?<![\w/=&?.:-])[{_LETTERS}]*[{_LETTERS}]\?[{_LOWER}]",
            # Escape sequences: of e-mails (quoted-printable), of web addresses.
            rf"=C[23]=[89AB][0-9A-F]|=E2=80=|(?<=[{_LOWER}])=[CEF][0-9A-F](?=[{_LOWER}])",
            rf"%C[23]%[89ABab][0-9A-Fa-f]|(?<=[{_LOWER}])%E[0-9A-F](?=[{_LOWER}])",
            r"&(?:[a-zA-Z]{2,8}|#[0-9]{2,5}|#x[0-9a-fA-F]{2,4});",
        )
    )
)
# Escape sequences of programs: a double-quoted text of YAML may hold them.
ESCAPED_LETTER = re.compile(r"\\u[0-9a-fA-F]{4}|\\x[89a-fA-F][0-9a-fA-F]")
# A capital with an accent after a small letter (« numÈrique »): a name may have one, a damaged text has many.
ODD_CAPITAL = re.compile(rf"(?<=[{_LOWER}])[ÀÂÄÇÈÉÊËÌÍÎÏÒÓÔÖÙÚÛÜÞŒŠŽ](?:(?=[{_LOWER}])|(?!\w))")
MIN_ODD_CAPITALS = 2  # words of a file that have one: the damage is certain
# A question mark, or a sign that the DOS or the Mac put for a letter, where it may also be meant.
LIKELY_DAMAGE = re.compile(
    rf"(?<=\s)\?[{_LOWER}]|[{_LOWER}][{_LOWER}]\? [{_LOWER}]|[{_LOWER}] \? [{_LOWER}]"
    rf"|(?<=[{_LOWER}])[´¨¸](?=[{_LOWER}])|(?<=[{_LOWER}])[‚ˆ‡ƒŽ]|[‚ˆƒ](?=[{_LOWER}])"
    rf"|(?<=[{_LOWER}])=[CEF][0-9A-F](?![0-9A-Za-z])"
)
# What every match of a pattern above contains: most texts have none of it. Patterns that begin with a set of
# characters are faster than alternatives.
_SIGNS = (
    re.compile(rf"[\x80-\x9fÃÅ\ufffd?&=%\\™¢£¥¤¦§¨©ª¬®¯±²³´µ¶¸¹º¼½¾‚ˆ‡ƒ‰þ├┬┼√≈Γ{_OTHER_ALPHABETS}]"),
    re.compile(rf"[€¿Çé{_CP1252_TAIL}](?<=â€|ï¿|ÔÇ|Ôé|Â.)"),
    re.compile(rf"[À-ÞŒŠŽ](?<=[{_LOWER}].)"),
)


def may_be_damaged(text: str) -> bool:
    """Say quickly whether a text has a sign of damage: if not, no pattern above matches."""
    return any(pattern.search(text) for pattern in _SIGNS)


def is_damaged(text: str) -> bool:
    """Return whether a text has a certain or a likely damage, an odd capital included."""
    masked = mask_web_addresses(text)
    patterns = (CERTAIN_DAMAGE, ESCAPED_LETTER, ODD_CAPITAL, LIKELY_DAMAGE)
    return any(pattern.search(masked) for pattern in patterns)


def find_word(line: str, start: int, end: int) -> str:
    """Return the word of a line around a span, of at most MAX_WORD_LENGTH characters."""
    first = line.rfind(" ", 0, start) + 1
    last = line.find(" ", end)
    return line[first : min(last if last >= 0 else len(line), first + MAX_WORD_LENGTH)]


def repair(text: str) -> str:
    """Return a line whose damaged words are repaired; empty if one of them cannot be."""
    repaired = re.sub("[^ ]+", lambda match: _repair_word(match[0]), text)
    return "" if is_damaged(repaired) else repaired


def _repair_word(word: str) -> str:
    for _ in range(_MAX_REPAIRS):
        if not is_damaged(word):
            break
        readings = [*_unescape(word), *_read_as_utf8(word), *_read_as_french(word)]
        word = next((text for text in readings if not is_damaged(text)), next(iter(readings), word))
    return word


def _unescape(word: str) -> Iterator[str]:
    """Yield a word without its escape sequences, for each kind that it has."""
    for read in (html.unescape, _unescape_letters, _decode_quoted_printable, _decode_percent):
        if (text := read(word)) != word:
            yield text


def _read_as_utf8(word: str) -> Iterator[str]:
    """Yield a word decoded from UTF-8, for each encoding in which it may have been read."""
    for encoding in _UTF8_READ_AS:
        with contextlib.suppress(UnicodeError):
            yield word.encode(encoding).decode()


def _read_as_french(word: str) -> list[str]:
    """Return the readings of a word whose other letters are small accented ones, the most frequent first."""
    texts = []
    for wrong, right in _MISREADINGS:
        with contextlib.suppress(UnicodeError):
            text = word.encode(wrong).decode(right)
            if all(char.isascii() or char in _BY_FREQUENCY for char in text):
                texts.append(text)
    return sorted(
        texts,
        key=lambda text: min((_BY_FREQUENCY.find(char) for char in text if not char.isascii()), default=0),
    )


def _unescape_letters(word: str) -> str:
    return ESCAPED_LETTER.sub(lambda match: chr(int(f"0x{match[0][2:]}", base=0)), word)


def _decode_quoted_printable(word: str) -> str:
    return re.sub("(?:=[0-9A-F]{2})+", lambda match: _decode_bytes(match[0].replace("=", "")), word)


def _decode_percent(word: str) -> str:
    return re.sub("(?:%[0-9A-Fa-f]{2})+", lambda match: _decode_bytes(match[0].replace("%", "")), word)


def _decode_bytes(digits: str) -> str:
    """Decode bytes written in hexadecimal: UTF-8, else Windows-1252."""
    content = bytes.fromhex(digits)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
