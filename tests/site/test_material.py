"""What Material gives and is kept: the palette, and what its documentation says of written pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2
import pytest
from playwright.sync_api import Browser, Page, expect

from roadmap.build import material_template
from tests.conftest import build_site, copy_project
from tests.site.test_browser import CONTRAST
from tests.validation.conftest import SHEET

WRITTEN_PAGE = """---
title: Essai
---

# Essai

!!! note "Un titre"
    Une note.

!!! warning
    Sans titre.

??? tip "À déplier"
    Le conseil déplié.

=== "Premier onglet"

    Le premier texte.

=== "Second onglet"

    Le second texte.

[Un bouton](actions.md){ .md-button .md-button--primary }

<div class="grid cards" markdown>

- **Une carte**

    Son texte.

- **Une autre**

    Son texte.

</div>

Une icône :material-lifebuoy:, une autre :fontawesome-solid-envelope:, et :material-inconnue-absente:.

L'EPCI.

| Une | Table |
|---|---|
| 1 | 2 |
"""
# The names that Material's documentation gives to colours.
PRIMARIES = (
    *("red", "pink", "purple", "deep-purple", "indigo", "blue", "light-blue", "cyan", "teal", "green"),
    *("light-green", "lime", "yellow", "amber", "orange", "deep-orange", "brown", "grey", "blue-grey"),
    *("black", "white"),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a page that uses each means of Material, and another colour."""
    project = copy_project(tmp_path_factory.mktemp("material"))
    (project / "content/essai.md").write_text(WRITTEN_PAGE, encoding="utf-8")
    config = project / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    text = text.replace("  lettre.md\n", "  lettre.md\n  essai.md\n").replace(
        "primary: custom", "primary: teal"
    )
    config.write_text(text, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def address(project: Path, serve: Callable[[Path], str]) -> str:
    return serve(build_site(project))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert refused == []


def test_a_written_page_has_the_means_that_material_documents(page: Page, address: str) -> None:
    page.goto(f"{address}essai/")
    for title in ("Un titre", "Attention"):
        box = page.locator(".admonition", has_text=title)
        expect(box.locator(".admonition-title")).to_be_visible()
        assert box.evaluate("element => getComputedStyle(element).borderTopStyle") == "solid"
    expect(page.get_by_text("Le conseil déplié.")).to_be_hidden()
    page.get_by_text("À déplier").click()
    expect(page.get_by_text("Le conseil déplié.")).to_be_visible()
    button = page.get_by_role("link", name="Un bouton")
    assert button.evaluate("element => getComputedStyle(element).backgroundColor") != "rgba(0, 0, 0, 0)"
    first, second = page.locator(".grid.cards li").all()
    assert first.bounding_box()["y"] == second.bounding_box()["y"]
    assert page.locator(".twemoji svg").count() == 2
    assert page.locator(".twemoji svg").first.bounding_box()["width"] > 10
    assert ":material-inconnue-absente:" in page.inner_text("article")
    assert page.locator("abbr[title]", has_text="EPCI").count() == 1


def test_a_tab_shows_its_text_by_mouse_and_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}essai/")
    first, second = page.get_by_text("Le premier texte."), page.get_by_text("Le second texte.")
    expect(first).to_be_visible()
    expect(second).to_be_hidden()
    page.get_by_text("Second onglet").click()
    expect(second).to_be_visible()
    expect(first).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(first).to_be_visible()


def test_the_colour_of_the_settings_is_that_of_every_page(page: Page, address: str) -> None:
    colours = set()
    for path in ("", "actions/", f"actions/{SHEET.stem}/", "territoires/perche/", "404.html"):
        page.goto(address + path)
        expect(page.locator("body")).to_have_attribute("data-md-color-primary", "teal")
        colours.add(page.locator(".site-header").evaluate("e => getComputedStyle(e).backgroundColor"))
    assert len(colours) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_material_has_enough_contrast(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}actions/{SHEET.stem}/")
    for primary in PRIMARIES:
        page.evaluate("name => { document.body.dataset.mdColorPrimary = name }", primary)
        assert page.evaluate(CONTRAST) == [], primary


def test_a_template_of_material_that_changed_is_said_at_the_build(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(material_template, "_REPLACEMENTS", (("<absent>", ""),))
    with pytest.raises(jinja2.TemplateError, match="no longer has this part once: <absent>"):
        build_site(project)


def test_long_written_pages_list_their_parts(page: Page, address: str) -> None:
    page.goto(f"{address}contribuer/")
    page.get_by_text("Sur cette page").click()
    page.get_by_role("link", name="Signaler une erreur").click()
    assert page.url.endswith("#signaler-une-erreur")
    page.goto(f"{address}glossaire/")
    expect(page.get_by_text("Sur cette page")).to_have_count(0)
