"""A word without end breaks where it stands: no page is ever wider than the screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import build_site, copy_project
from tests.site.test_accessibility import FIND_OVERFLOW
from tests.validation.conftest import SHEET

WORD = "W" * 90
ACTION = f"actions/{SHEET.stem}/"
PAGES = ("", "actions/", "axes/5/", ACTION, f"{ACTION}#affiche", "glossaire/", "mentions-legales/")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    project = copy_project(tmp_path_factory.mktemp("long-words"))
    sheet = (project / SHEET).read_text(encoding="utf-8").splitlines()
    sheet = [line for line in sheet if not line.startswith("titre:")]
    sheet += [f"titre: {WORD}", f"porteur: {{nom: {WORD}}}", f"contact: {{service: {WORD}}}"]
    sheet += [f"partenaires: [{{nom: {WORD}, siren: 200033181}}]", f"objectifs: [{WORD}]"]
    (project / SHEET).write_text("\n".join(sheet) + "\n", encoding="utf-8")
    site = project / "data/site.yaml"
    text = site.read_text(encoding="utf-8").replace("  adresse:\n", f"  adresse: {WORD}\n")
    site.write_text(text, encoding="utf-8")
    with (project / "data/glossary.yaml").open("a", encoding="utf-8") as terms:
        terms.write(f"\n  - terme: {WORD[:80]}\n    sens: {WORD}\n    confirmation: usage\n")
    return serve(build_site(project))


def test_a_word_without_end_breaks(browser: Browser, address: str) -> None:
    page = browser.new_page()
    wrong = {}
    for path in PAGES:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('main details').forEach(element => { element.open = true })")
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if cut := page.evaluate(FIND_OVERFLOW):
                wrong[path, width] = cut
    page.close()
    assert wrong == {}
