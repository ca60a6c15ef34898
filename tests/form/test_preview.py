"""The preview is the block itself: what the browser draws is what the site publishes."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jinja2
import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from roadmap.build.cache import Cache
from roadmap.form.jinja_to_js import UnsupportedError, build_preview_context, compile_block
from roadmap.model.roadmap import Roadmap, load_roadmap
from roadmap.render.blocks import Blocks, create_environment
from roadmap.source import yaml_reader
from tests.conftest import EXAMPLE, ROOT, SCHEMAS, TODAY, make_project
from tests.form.sheet_generator import SheetGenerator
from tests.validation.conftest import Data

PROJECT = make_project(EXAMPLE)
FORM = ROOT / "theme/assets/form"
SHEETS = sorted(
    [*(ROOT / "tests/validation/sound").glob("*.yaml"), *(EXAMPLE / "data/actions").glob("*.yaml")]
)
MARKDOWN = (
    "Un paragraphe avec **du gras**, *de l'italique* et [un lien](https://exemple.fr/a?b=c&d=e).",
    "- un point ;\n- un autre, avec EPCI.",
    "1. un\n2. deux",
    "> une citation\n> sur deux lignes",
    "<b>pas de HTML</b> & 'apostrophes' \"guillemets\"",
    "Deux lignes  \navec un retour, mot_avec_tirets_bas.",
    "- a\n    - b\n    - c\n- d",
    "Un titre :\n# pas un titre",
    "<https://exemple.fr> et [la boîte](mailto:accueil@exemple.fr)",
)


@pytest.fixture(scope="module")
def page(
    browser: Browser, serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """A page beside the preview's modules and the translated block."""
    folder = tmp_path_factory.mktemp("preview")
    for module in FORM.glob("*.js"):
        (folder / module.name).write_text(module.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "block.js").write_text(
        compile_block("page_action", create_environment(PROJECT, SCHEMAS)), encoding="utf-8"
    )
    (folder / "index.html").write_text("<!doctype html><title>Aperçu</title>", encoding="utf-8")
    page = browser.new_page()
    page.goto(serve(folder))
    yield page
    page.close()


@pytest.fixture(scope="module")
def roadmap() -> Roadmap:
    """The roadmap of the tests, without its actions."""
    return replace(load_roadmap(PROJECT), actions=())


def list_communes(roadmap: Roadmap) -> dict[str, Any]:
    """Return the communes by code, as the form takes them from the rules of the check."""
    communes = {
        commune.code: {"nom": commune.nom, "territoire": epci.id}
        for epci in roadmap.epci
        for commune in epci.communes
    }
    return {"communes": communes}


def preview_in_browser(page: Page, roadmap: Roadmap, sheets: list[dict[str, Any]]) -> list[str]:
    """Return what the browser draws of some sheets."""
    return page.evaluate(
        """async ([sheets, data, today]) => {
          const { renderPreview } = await import("/preview.js");
          const block = await import("/block.js");
          return sheets.map((sheet) => renderPreview(sheet, data, today, block));
        }""",
        [
            sheets,
            msgspec.to_builtins(build_preview_context(roadmap)) | list_communes(roadmap),
            TODAY.isoformat(),
        ],
    )


def render_published(data: Data, roadmap: Roadmap, sheets: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the same sheets as the site publishes them."""
    for number, sheet in enumerate(sheets):
        lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in sheet.items())
        (data.root / f"data/actions/une-action-{number}.yaml").write_text("".join(lines), encoding="utf-8")
    read_sheet_text, compiled = load_roadmap(make_project(data.root)), Cache.of(PROJECT).compiled_templates
    for number in range(len(sheets)):
        action = read_sheet_text.action(f"une-action-{number}")
        alone = replace(roadmap, actions=(action,))
        yield Blocks(PROJECT, alone, compiled=compiled).render("page_action", ".", action=action)


def normalize_html(html: str) -> str:
    """Return HTML without what a sheet not yet filed cannot have: its identifier."""
    html = re.sub(r"une-action-\d+", "", html).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    return re.sub(r"\s+", " ", html)


def read_sheet(path: Path) -> dict[str, Any]:
    document, _ = yaml_reader.read_yaml(path.name, path.read_bytes())
    return document.value


def generate_sheets(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield sheets whose long texts are simple Markdown and whose others hold what HTML fears."""
    generator = SheetGenerator(seed)
    for _ in range(count):
        sheet = generator.sheet()
        if sheet["statut"] != "envisagee":
            sheet["porteur"] = {"nom": 'L\'EPCI <b>& "Cie"</b> : ANCT', "siren": "200033181"}
        for key in ("contexte", "description"):
            if key in sheet:
                sheet[key] = "\n\nPuis :\n\n".join(generator.random.sample(MARKDOWN, 4))
        yield sheet


def test_the_browser_draws_what_the_site_publishes(page: Page, roadmap: Roadmap, data: Data) -> None:
    sheets = [*map(read_sheet, SHEETS), *generate_sheets(11, 200)]
    for sheet in sheets:
        sheet.pop("anciens_identifiants", None)
    pairs = zip(
        preview_in_browser(page, roadmap, sheets), render_published(data, roadmap, sheets), strict=True
    )
    for sheet, (html, expected) in zip(sheets, pairs, strict=True):
        assert normalize_html(html) == normalize_html(expected), sheet["titre"]


def test_a_text_of_brackets_is_drawn_as_typed_as_on_the_site(
    page: Page, roadmap: Roadmap, data: Data
) -> None:
    sheet = read_sheet(SHEETS[0]) | {
        "description": "[a](https://exemple.fr) & " * 201,
        "contexte": "[a](https://exemple.fr) " * 200,
    }
    sheet.pop("anciens_identifiants", None)
    [html], [expected] = preview_in_browser(page, roadmap, [sheet]), render_published(data, roadmap, [sheet])
    assert normalize_html(html) == normalize_html(expected)
    assert html.count('href="https://exemple.fr"') == 200


@pytest.mark.parametrize(
    "sheet",
    [
        {},
        {"titre": "a", "axe": 99, "statut": "inconnu", "cible": ""},
        {"debut": "2026-02-30", "fin": "demain", "confirme_le": "x"},
        {"axe": "un", "budget": {"montant": "beaucoup", "financements": [{"montant": 3}]}},
        {
            "porteur": {},
            "etapes": [{}],
            "indicateurs": [{"cible": "x"}],
            "liens": [{"url": "javascript:alert(1)"}],
        },
        {"territoires": ["nulle-part"], "thematiques": ["rien"], "publics": ["personne"]},
        {"contexte": ">" * 6000, "description": "- " * 3000},
        {"contexte": "[" * 500, "description": "**" * 500 + "\n- " * 50},
    ],
)
def test_a_sheet_being_typed_is_always_drawn(page: Page, roadmap: Roadmap, sheet: dict[str, Any]) -> None:
    [html] = preview_in_browser(page, roadmap, [sheet])
    assert "<h1>" in html
    assert "javascript:" not in html


def test_nothing_typed_becomes_html(page: Page, roadmap: Roadmap) -> None:
    attack = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
    sheet: dict[str, Any] = dict.fromkeys(("titre", "resume", "motif", "contexte", "description"), attack)
    sheet |= {
        "porteur": {"nom": attack, "siren": attack},
        "liens": [{"titre": attack, "url": f"https://a.fr/{attack}"}],
    }
    sheet |= {
        "contact": {"service": attack, "courriel": attack},
        "objectifs": [attack],
        "territoires": [attack],
    }
    [html] = preview_in_browser(page, roadmap, [sheet])
    kinds = page.evaluate(
        "html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('img, script, [onerror]')].length",
        html,
    )
    assert kinds == 0


def test_a_template_that_cannot_be_translated_is_refused_with_its_line() -> None:
    sources = {
        "x.html": "<p>\n{% for a in b recursive %}{{ loop(a) }}{% endfor %}</p>",
        "y.html": "{{ a ** 2 }}",
    }
    env = jinja2.Environment(loader=jinja2.DictLoader(sources), autoescape=True)
    with pytest.raises(UnsupportedError, match=r"x\.html:2"):
        compile_block("x", env)
    with pytest.raises(UnsupportedError, match=r"y\.html:1"):
        compile_block("y", env)


def test_nothing_is_evaluated_in_the_browser() -> None:
    for text in (
        compile_block("page_action", create_environment(PROJECT, SCHEMAS)),
        *(path.read_text(encoding="utf-8") for path in FORM.glob("*.js")),
    ):
        assert not re.search(r"\beval\b|new Function|document\.write", text)
