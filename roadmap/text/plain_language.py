"""Plain language: sentences that are too long, acronyms that are not explained."""

import re

MAX_SENTENCE_WORDS = 15  # a choice of this site: no standard gives a number
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
# A sentence ends at its mark, or with its line when a blank line or an item of a list follows.
_SENTENCE_END = re.compile(r"(?<=[.!?…])[»”\"')*_]*\s+|\n\s*\n|\n\s*(?=[-*+]\s|[0-9]+[.)]\s)")
_WORD = re.compile(r"\S*\w\S*")
_ACRONYM = re.compile(r"\b[A-ZÀ-Þ]{2,}\b")
_ROMAN_NUMBER = re.compile("[IVXLCDM]+")


def find_long_sentences(text: str) -> list[tuple[str, int]]:
    """Return the sentences of a Markdown text with more than MAX_SENTENCE_WORDS words, and their number."""
    sentences = (" ".join(part.split()) for part in _SENTENCE_END.split(_LINK_TARGET.sub("]", text)))
    counted = ((sentence, len(_WORD.findall(sentence))) for sentence in sentences)
    return [(sentence, count) for sentence, count in counted if count > MAX_SENTENCE_WORDS]


def find_unexplained_acronyms(text: str) -> list[str]:
    """Return the acronyms of a text that no parentheses explain: neither « CAF (…) » nor « … (CAF) »."""
    found = dict.fromkeys(word for word in _ACRONYM.findall(text) if not _ROMAN_NUMBER.fullmatch(word))
    return [word for word in found if not re.search(rf"\b{word}\s*\(|\(\s*{word}\s*\)", text)]
