"""Build products in a contribution: they are refused, and builds and checks never use them."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from roadmap.build.cache import Cache
from roadmap.contributions.build_products import find_build_products
from roadmap.source.yaml_reader import Document
from roadmap.text.checksum import compute_checksum
from roadmap.validation.check import check_project
from tests.conftest import ROOT, SCHEMAS, build, build_site, copy_project, make_project
from tests.contributions.runner import Runner, push_proposal, review_proposal
from tests.history.conftest import git
from tests.validation.conftest import SHEET, Data

BUILD_PRODUCT_MESSAGE = "Ceci est fabriqué par les outils, et ne fait pas partie d'une proposition."
BUILD_PRODUCTS = {
    ".cache": ".cache/feuille-de-route/entries.sqlite",
    ".site-draft": ".site-draft/index.html",
    ".venv": ".venv/sitecustomize.py",
    "roadmap/__pycache__": "roadmap/__pycache__/__main__.cpython-313.pyc",
    "site": "site/index.html",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository that ignores what ours does, and tracks nothing yet."""
    git(tmp_path, "init", "--quiet")
    shutil.copy(ROOT / ".gitignore", tmp_path)
    return tmp_path


def track_file(root: Path, name: str, text: str = "forgé") -> None:
    """Write a file and have git track it, although .gitignore excludes it."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    git(root, "add", "--force", name)


@pytest.mark.parametrize(
    ("product", "name"),
    [
        *BUILD_PRODUCTS.items(),
        (".cache", ".cache/un/deux/trois"),
        (".site-old", ".site-old/index.html"),
        (".site-lock", ".site-lock"),
        ("roadmap/text/__pycache__", "roadmap/text/__pycache__/un.cpython-313.pyc"),
        ("yaml.pyc", "yaml.pyc"),
    ],
)
def test_a_build_product_tracked_by_git_is_an_error(repository: Path, product: str, name: str) -> None:
    track_file(repository, name)
    (problem,) = find_build_products(repository)
    assert (problem.file, problem.code, problem.severity) == (product, "tracked-product", "error")
    assert problem.message == BUILD_PRODUCT_MESSAGE
    assert "git rm -r --cached" in problem.hint


@pytest.mark.parametrize("name", [".cache", ".site-draft", ".venv", "site", "__pycache__"])
def test_a_link_named_as_a_build_product_is_an_error(repository: Path, name: str) -> None:
    (repository / name).symlink_to("ailleurs")
    git(repository, "add", "--force", name)
    assert [problem.file for problem in find_build_products(repository)] == [name]


def test_ignored_products_and_files_with_similar_names_are_accepted(repository: Path) -> None:
    for name in BUILD_PRODUCTS.values():
        (repository / name).parent.mkdir(parents=True)
        (repository / name).touch()
    for name in (
        "site.md",
        "content/site/index.md",
        "docs/.cache/notes.txt",
        "sites/index.html",
        "un.pyc.md",
    ):
        track_file(repository, name)
    git(repository, "add", "--all")
    assert list(find_build_products(repository)) == []


def test_the_review_of_a_proposal_lists_every_build_product_in_it(runner: Runner, clone: Path) -> None:
    for name in BUILD_PRODUCTS.values():
        track_file(clone, name)
    Data(clone).replace(SHEET, "axe: 1", "axe: 9")
    review = review_proposal(runner, push_proposal(clone, 1))
    assert "Construire le site" not in review.names
    assert not review.artifact("site").exists()
    assert "## À corriger : 6\u00a0erreurs" in review.summary
    assert review.summary.count(BUILD_PRODUCT_MESSAGE) == len(BUILD_PRODUCTS)
    for name in BUILD_PRODUCTS:
        assert f"### {name.replace('_', '&#95;')}\n" in review.summary
        assert f"::error file={name},line=1,col=1::{BUILD_PRODUCT_MESSAGE}" in review.output
    assert "« 9 » n'est pas le numéro d'un axe." in review.summary


def get_invalid_sheet(project: Path) -> str:
    return (project / SHEET).read_text(encoding="utf-8").replace("statut: envisagee", "statut: envisagé")


def forge_cache(project: Path, home: Path) -> None:
    """Change every page in the cache of a build, and mark an invalid sheet as valid there."""
    cache = Cache.of(make_project(project))
    valid_key, invalid_key = (
        f"sound {SCHEMAS.checksum} action {Document(str(SHEET), content=content).checksum}"
        for content in ((project / SHEET).read_bytes(), get_invalid_sheet(project).encode())
    )
    cache.put(invalid_key, cache.get(valid_key))
    cache.save()
    (database_path,) = home.glob("*/*.sqlite")
    with closing(sqlite3.connect(database_path)) as database, database:
        for key, text in database.execute("SELECT key, text FROM entries").fetchall():
            forged_text = text.replace("Ces informations", "Cette fiche, forgée,")
            values = (compute_checksum(key.encode(), forged_text.encode()), forged_text, key)
            database.execute("UPDATE entries SET sum = ?, text = ? WHERE key = ?", values)


@pytest.fixture
def forged_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that contains forged build products; the same cache, as the cache of the machine, would be used."""
    project = copy_project(tmp_path / "projet")
    with monkeypatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        build_site(project)
        forge_cache(project, tmp_path / "cache")
        page = build_site(project) / f"actions/{SHEET.stem}/index.html"
        assert "Cette fiche, forgée," in page.read_text(encoding="utf-8")
        valid_content = (project / SHEET).read_bytes()
        (project / SHEET).write_text(get_invalid_sheet(project), encoding="utf-8")
        assert check_project(make_project(project), Cache.of(make_project(project))).errors == ()
        (project / SHEET).write_bytes(valid_content)
    shutil.copytree(tmp_path / "cache", project / ".cache")
    (project / "site/mensonge.html").write_text("forgé", encoding="utf-8")
    for leftover in (".site-draft", ".site-old"):
        shutil.copytree(project / "site", project / leftover, dirs_exist_ok=True)
    (project / ".venv").mkdir()
    (project / ".venv/sitecustomize.py").write_text("raise SystemExit('forgé')", encoding="utf-8")
    return project


def read_files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_forged_build_products_change_neither_the_check_nor_the_pages(
    forged_project: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, valid_content = read_files(site), (forged_project / SHEET).read_bytes()
    # Even when the cache of the machine is configured inside the project, nothing is read from it.
    for cache_home in (tmp_path / "ailleurs", forged_project / ".cache"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
        pages = read_files(build_site(forged_project))
        assert pages.keys() == expected.keys()
        assert [name for name in pages if pages[name] != expected[name]] == []
        (forged_project / SHEET).write_text(get_invalid_sheet(forged_project), encoding="utf-8")
        (error,) = check_project(make_project(forged_project), Cache.of(make_project(forged_project))).errors
        assert error.file == str(SHEET)
        assert not build(forged_project).is_done
        (forged_project / SHEET).write_bytes(valid_content)
    assert not (forged_project / ".site-old").exists()
