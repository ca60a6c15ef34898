"""Which words are French: those of a lexicon, and the names that the site needs."""

import functools
import re
from pathlib import Path

from spellchecker import SpellChecker

# Two letters are too few to tell a language; an elided letter goes with the word that follows.
_WORD = re.compile(r"[^\W\d_]{3,}")
# Names of things, acronyms, and French words of the trade that the lexicon lacks.
NAMES = frozenset(_WORD.findall(Path(__file__).with_name("french_names.txt").read_text("utf-8").lower()))


def not_french(text: str) -> set[str]:
    """Return the words of a text that are neither French nor a name, in small letters."""
    return {word for word in _words(text) if word not in _lexicon() and word not in NAMES}


def written_words(*folders: Path) -> set[str]:
    """Return the words of the files that people wrote in some folders, and of their names, in any language."""
    files = (path for folder in folders for path in folder.rglob("*") if path.suffix in (".md", ".yaml"))
    return {word for path in files for word in _words(f"{path.stem} {path.read_text(encoding='utf-8')}")}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


@functools.cache
def _lexicon() -> SpellChecker:
    return SpellChecker(language="fr", distance=1)
