"""The previews of the pages that a proposal changes: one file each, which loads nothing and links to no unpublished page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from roadmap.contributions import previews
from roadmap.contributions.previews import ChangedPage
from tests.conftest import make_project


@pytest.fixture
def folder(site: Path, tmp_path: Path) -> Path:
    """The folder of the previews of four pages."""
    addresses = ("", "actions/", "actions/don-outils-numeriques/", "404.html")
    pages = [ChangedPage("modifiée", "x", address) for address in addresses]
    previews.write_previews(make_project(site.parent), pages, tmp_path / "apercu")
    return tmp_path / "apercu"


def test_a_preview_looks_like_the_page_and_loads_nothing(browser: Browser, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((folder / "actions-don-outils-numeriques.html").as_uri())
    assert requests == [page.url]
    assert page.inner_text("h1") == "Organiser le don d'outils numériques"
    assert "n'est pas publiée" in page.inner_text("main .admonition >> nth=0")
    background = page.evaluate("getComputedStyle(document.querySelector('.site-header')).backgroundColor")
    assert background.startswith("oklch(0.38")
    page.close()


def test_a_preview_links_only_to_other_previews_and_to_the_web(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {"accueil.html", "actions.html", "actions-don-outils-numeriques.html", "404.html"}
    for path in folder.iterdir():
        links = set(re.findall(r'<a[^>]* href="([^"]*)"', path.read_text(encoding="utf-8")))
        assert links
        for link in links:
            assert link.partition("#")[0] in names | {""} or link.startswith(
                ("https:", "mailto:", "http://127.0.0.1:8000/")
            )
    assert 'href="actions.html"' in (folder / "accueil.html").read_text(encoding="utf-8")


def test_the_preview_of_a_former_address_does_not_redirect(tmp_path: Path) -> None:
    (tmp_path / "site/ancienne").mkdir(parents=True)
    page = '<title>x</title><meta http-equiv="refresh" content="0; url=../nouvelle/"><main>Déplacée</main>'
    (tmp_path / "site/ancienne/index.html").write_text(page)
    previews.write_previews(
        make_project(tmp_path), [ChangedPage("nouvelle", "x", "ancienne/")], tmp_path / "apercu"
    )
    assert "refresh" not in (tmp_path / "apercu/ancienne.html").read_text(encoding="utf-8")


def test_a_change_of_the_layout_is_not_a_change_of_each_page(tmp_path: Path) -> None:
    page = "<title>Une page · Site</title><main>{}</main><footer>{}</footer>"
    for name, content, footer in (("avant", "a", "1er mai"), ("apres", "a", "2 mai")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(page.format(content, footer))
    layout_change = ChangedPage("habillage modifié", "Toutes les pages", "")
    assert previews.compare_pages(tmp_path / "avant", tmp_path / "apres") == (layout_change,)
    assert previews.compare_pages(tmp_path / "avant", tmp_path / "avant") == ()
    (tmp_path / "apres/index.html").write_text(page.format("b", "2 mai"))
    (tmp_path / "avant/ancienne").mkdir()
    (tmp_path / "avant/ancienne/index.html").write_text(page.format("c", ""))
    assert previews.compare_pages(tmp_path / "avant", tmp_path / "apres") == (
        ChangedPage("retirée", "Une page", "ancienne/"),
        ChangedPage("modifiée", "Une page", ""),
    )


def test_the_pages_of_the_communes_come_after_all_others(tmp_path: Path) -> None:
    for name, content in (("avant", "a"), ("apres", "b")):
        for address in ("communes/dreux", "communes/anet", "territoires/perche"):
            (tmp_path / name / address).mkdir(parents=True)
            (tmp_path / name / address / "index.html").write_text(f"<title>T</title><main>{content}</main>")
    pages = previews.compare_pages(tmp_path / "avant", tmp_path / "apres")
    assert [page.adresse for page in pages] == ["territoires/perche/", "communes/anet/", "communes/dreux/"]


def test_a_change_of_the_news_alone_is_not_a_change_of_a_meeting_pack(tmp_path: Path) -> None:
    news = '<section aria-labelledby="changements">{0}</section><aside class="acronyms">{0}</aside>'
    page = f"<title>Dossier · Site</title><main>{{1}}{news}</main>"
    for name, news_text in (("avant", "rien"), ("apres", "une nouvelle")):
        (tmp_path / name / "comite/cotech").mkdir(parents=True)
        (tmp_path / name / "comite/cotech/index.html").write_text(page.format(news_text, "a"))
        (tmp_path / name / "lettre").mkdir()
        (tmp_path / name / "lettre/index.html").write_text(news_text)
    assert previews.compare_pages(tmp_path / "avant", tmp_path / "apres") == ()
    (tmp_path / "apres/comite/cotech/index.html").write_text(page.format("une nouvelle", "b"))
    assert previews.compare_pages(tmp_path / "avant", tmp_path / "apres") == (
        ChangedPage("modifiée", "Dossier", "comite/cotech/"),
    )
