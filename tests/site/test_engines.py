"""The site does not hang on MkDocs: its fork builds the same files, another generator the same pages."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup, Tag

from roadmap.text.french import NBSP
from tests.site.conftest import run_module
from tests.validation.conftest import SHEET, Data


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the content of every built file, by its path in the site."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(path): (folder / path).read_bytes() for path in paths}


@pytest.mark.exhaustive
def test_properdocs_builds_the_same_files_byte_for_byte(site: Path, project: Path) -> None:
    done = run_module(project, "properdocs", "build")
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    expected, built = read_files(site), read_files(project / "site")
    assert built.keys() == expected.keys()
    assert [name for name in built if built[name] != expected[name]] == []


@pytest.mark.parametrize("engine", ["mkdocs", pytest.param("properdocs", marks=pytest.mark.exhaustive)])
def test_wrong_data_is_refused_in_french(project: Path, engine: str) -> None:
    Data(project).replace(SHEET, "axe: 1", "axe: 9")
    done = run_module(project, engine, "build")
    assert done.returncode != 0
    assert "Le site n'est pas construit : 1 erreur dans les données." in done.stdout
    assert "Traceback" not in done.stderr
    assert not (project / "site").exists()


# The least that Zensical asks for; without a menu, it would put every page in that of every page.
ZENSICAL = """[project]
site_name = "Feuille de route"
site_url = "http://127.0.0.1:8000/"
docs_dir = "docs"
site_dir = "site"
nav = ["index.md", "actions.md", "territoires.md", "calendrier.md"]
"""


@pytest.fixture(scope="module")
def zensical_site(long_site: Path) -> Path:
    """The folder of the site that Zensical builds from the exported pages of the site of long lists."""
    project = long_site.parent
    folder = project / "zensical"
    done = run_module(project, "roadmap.build.markdown_export", folder / "docs")
    assert done.returncode == 0, done.stderr
    (folder / "zensical.toml").write_text(ZENSICAL, encoding="utf-8")
    # Strict: a link of a written page to another, or of a page to its own parts, must lead somewhere.
    done = run_module(folder, "zensical", "build", "--strict")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def list_pages(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("index.html")}


@pytest.mark.exhaustive
def test_zensical_gives_every_page_its_address_its_title_its_text_and_its_links(
    long_site: Path, zensical_site: Path
) -> None:
    assert list_pages(zensical_site) == list_pages(long_site)
    # One of the many added sheets is enough: the hostile one. The pages for frames are files, not pages.
    pages = list_pages(long_site)
    for page in (item for item in pages if not re.search(r"permanence-(?!000)|^integrer/", str(item))):
        ours, theirs = (_soup(folder / page) for folder in (long_site, zensical_site))
        assert theirs.title.text.startswith(ours.title.text.rpartition(" · ")[0].replace(NBSP, " "))
        assert not theirs.select("[onerror]"), page
        assert _text(theirs.article) == _text(ours.main), page
        assert _links(theirs.article, page) == _links(ours.main, page), page


@pytest.mark.exhaustive
def test_zensical_publishes_the_same_files(long_site: Path, zensical_site: Path) -> None:
    kinds = {".csv", ".css", ".eml", ".ics", ".js", ".json", ".pdf", ".png", ".svg", ".yaml"}
    expected, built = read_files(long_site), read_files(zensical_site)
    names = [item for item in expected if Path(item).suffix in kinds or item.startswith("integrer/")]
    assert "recherche.json" in names
    assert [name for name in names if built.get(name) != expected[name]] == []


def test_the_export_refuses_wrong_data_in_french(project: Path) -> None:
    Data(project).replace(SHEET, "axe: 1", "axe: 9")
    done = run_module(project, "roadmap.build.markdown_export", "pages")
    assert done.returncode == 1
    assert "« 9 » n'est pas le numéro d'un axe." in done.stderr
    assert not (project / "pages").exists()


def _soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def _text(page: Tag) -> str:
    """Return the text of a page, without spaces, nor what its generator adds around it."""
    for added in page.select(
        ".md-content__button, .md-path, .outline, .printed-from, .acronyms, .headerlink, script"
    ):
        added.decompose()
    return "".join(page.get_text().split())


def _links(text: Tag, page: Path) -> list[str]:
    """Return the addresses that the links of a page lead to, from the root of its site."""
    return [urljoin(f"/{page.as_posix()}", link["href"]) for link in text.select("a[href]")]
