"""What the tests of the form share: the built form in a real browser, and its answers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import build_site, copy_project
from tests.validation.conftest import Data, copy_data

REPOSITORY = "https://github.com/prefecture/feuille-de-route"
# The answers that the form requires.
REQUIRED_ANSWERS = {
    "titre": "Un atelier à Dreux",
    "resume": "Un atelier gratuit, chaque mois, pour débuter.",
    "axe": 2,
    "cible": "usagers",
    "territoires": ["eure-et-loir"],
    "statut": "envisagee",
    "confirme_le": "2025-11-24",
}
# The module instance that the page itself uses.
ANSWERS = "const answers = await import('/assets/form/answers.js'); const form = document.getElementById('formulaire');"


@pytest.fixture(scope="session")
def form_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that knows its repository."""
    return build_site(copy_project(tmp_path_factory.mktemp("form")), repo_url=REPOSITORY)


@pytest.fixture(scope="session")
def address(form_site: Path, serve: Callable[[Path], str]) -> str:
    """The address of that site."""
    return serve(form_site)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose scripts must not fail, on the day of the tests."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    page = context.new_page()
    page.clock.set_fixed_time("2025-11-24T12:00:00+01:00")
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    context.close()
    assert failures == []


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """A copy of the data of the tests."""
    return copy_data(tmp_path)


def open_form(page: Page, url: str) -> Page:
    """Open a form, wait until it is ready, and unfold all its parts."""
    page.goto(url)
    page.wait_for_selector("#formulaire:not([hidden])")
    unfold(page)
    return page


def unfold(page: Page) -> None:
    """Unfold all the parts of a form."""
    page.evaluate("document.querySelectorAll('.form-more').forEach(part => { part.open = true })")


def fill(page: Page, sheet: dict[str, Any], name: str = "une-action") -> None:
    """Put a sheet into the form, as restoring a draft does."""
    fill_and_read(page, [sheet], name)


def fill_and_read(
    page: Page, sheets: list[dict[str, Any]], name: str = "une-action"
) -> list[tuple[str, str, str]]:
    """Put sheets into the form, one after the other; return what it files of each, says of it, and misses."""
    if page.locator("[name=communes]").count():
        page.focus("[name=communes]")  # loads the communes
        page.wait_for_load_state("networkidle")
    return page.evaluate(
        f"""async ([sheets, name]) => {{
          {ANSWERS}
          return sheets.map((sheet) => {{
            answers.fillForm(form, sheet);
            form.elements.titre.dispatchEvent(new Event("input", {{bubbles: true}}));
            if (form.elements.identifiant) {{
              form.elements.identifiant.value = name;
              form.elements.identifiant.dispatchEvent(new Event("input", {{bubbles: true}}));
            }}
            return ["fiche-yaml", "manque-etat", "manque"].map((id) => document.getElementById(id).textContent);
          }});
        }}""",
        [sheets, name],
    )


def read_sheet_text(page: Page) -> str:
    """Return what the form files."""
    return page.locator("#fiche-yaml").text_content() or ""
