"""Texts folded for search and identifiers: the same in Python and in the browser."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from roadmap.text.folding import fold
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Un œil neuf, Ægir", "un-oeil-neuf-aegir"),
        ("Conﬁer les oﬃces", "confier-les-offices"),
        ("Le 1ᵉʳ mars, nᵒ 2, № 3, Ａide", "le-1er-mars-no-2-no-3-aide"),
        ("L’accès à l'ÉTÉ", "l-acces-a-l-ete"),
        ("------ Помощь 🙂", ""),
    ],
)
def test_a_text_is_folded_to_its_plain_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_the_browser_folds_every_character_as_python_does(
    browser: Browser, serve: Callable[[Path], str]
) -> None:
    page = browser.new_page()
    page.goto(serve(ROOT / "theme/assets/shared") + "folding.js")
    # A browser may know characters of a more recent version of Unicode.
    characters = [char for char in map(chr, range(0x30000)) if unicodedata.category(char) not in ("Cn", "Cs")]
    texts = ["a".join(characters[start : start + 64]) for start in range(0, len(characters), 64)]
    folded = page.evaluate(
        "async (texts) => { const { fold } = await import('/folding.js'); return texts.map(fold); }", texts
    )
    page.close()
    assert folded == [fold(text) for text in texts]
