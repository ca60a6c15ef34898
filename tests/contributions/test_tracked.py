"""What builds make has no place in a contribution: it is refused there, and nobody believes it."""

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
from tests.conftest import ROOT, SCHEMAS, build, built_site, copy_project, project_of
from tests.contributions.runner import Runner, git, push_proposal
from tests.contributions.test_path import contribution
from tests.validation.conftest import SHEET, Data

SENTENCE = "Ceci est fabriqué par les outils, et ne fait pas partie d'une proposition."
PRODUCTS = {
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


def track(root: Path, name: str, text: str = "forgé") -> None:
    """Write a file and have git track it, although it should be left out."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    git(root, "add", "--force", name)


@pytest.mark.parametrize(
    ("product", "name"),
    [
        *PRODUCTS.items(),
        (".cache", ".cache/un/deux/trois"),
        (".site-old", ".site-old/index.html"),
        (".site-lock", ".site-lock"),
        ("roadmap/text/__pycache__", "roadmap/text/__pycache__/un.cpython-313.pyc"),
        ("yaml.pyc", "yaml.pyc"),
    ],
)
def test_a_product_that_git_tracks_is_an_error(repository: Path, product: str, name: str) -> None:
    track(repository, name)
    (found,) = find_build_products(repository)
    assert (found.file, found.code, found.severity) == (product, "tracked-product", "error")
    assert found.message == SENTENCE
    assert "git rm -r --cached" in found.hint


@pytest.mark.parametrize("name", [".cache", ".site-draft", ".venv", "site", "__pycache__"])
def test_a_link_in_the_place_of_a_product_is_an_error(repository: Path, name: str) -> None:
    (repository / name).symlink_to("ailleurs")
    git(repository, "add", "--force", name)
    assert [each.file for each in find_build_products(repository)] == [name]


def test_what_git_leaves_out_and_what_only_looks_like_a_product_is_none(repository: Path) -> None:
    for name in PRODUCTS.values():
        (repository / name).parent.mkdir(parents=True)
        (repository / name).touch()
    for name in (
        "site.md",
        "content/site/index.md",
        "docs/.cache/notes.txt",
        "sites/index.html",
        "un.pyc.md",
    ):
        track(repository, name)
    git(repository, "add", "--all")
    assert list(find_build_products(repository)) == []


def test_a_proposal_that_tracks_products_is_refused_and_says_each_of_them(
    runner: Runner, clone: Path
) -> None:
    for name in PRODUCTS.values():
        track(clone, name)
    Data(clone).replace(SHEET, "axe: 1", "axe: 9")
    review = contribution(runner, push_proposal(clone, 1))
    assert "Construire le site" not in review.names
    assert not review.artifact("site").exists()
    assert "## À corriger : 6\u00a0erreurs" in review.summary
    assert review.summary.count(SENTENCE) == len(PRODUCTS)
    for name in PRODUCTS:
        assert f"### {name.replace('_', '&#95;')}\n" in review.summary
        assert f"::error file={name},line=1,col=1::{SENTENCE}" in review.output
    assert "« 9 » n'est pas le numéro d'un axe." in review.summary


def wrong_sheet(project: Path) -> str:
    return (project / SHEET).read_text(encoding="utf-8").replace("statut: envisagee", "statut: envisagé")


def forge(project: Path, home: Path) -> None:
    """Have the cache of a build tell something else of every page, and that a wrong sheet is sound."""
    cache = Cache.of(project_of(project))
    right, wrong = (
        f"sound {SCHEMAS.checksum} action {Document(str(SHEET), content=content).checksum}"
        for content in ((project / SHEET).read_bytes(), wrong_sheet(project).encode())
    )
    cache.put(wrong, cache.get(right))
    cache.save()
    (file,) = home.glob("*/*.sqlite")
    with closing(sqlite3.connect(file)) as database, database:
        for key, text in database.execute("SELECT key, text FROM entries").fetchall():
            told = text.replace("Cette fiche", "Cette fiche, forgée,")
            change = (compute_checksum(key.encode(), told.encode()), told, key)
            database.execute("UPDATE entries SET sum = ?, text = ? WHERE key = ?", change)


@pytest.fixture
def forged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that holds the forged products of its own builds; its cache would be believed elsewhere."""
    project = copy_project(tmp_path / "projet")
    with monkeypatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        built_site(project)
        forge(project, tmp_path / "cache")
        page = built_site(project) / f"actions/{SHEET.stem}/index.html"
        assert "Cette fiche, forgée," in page.read_text(encoding="utf-8")
        sound = (project / SHEET).read_bytes()
        (project / SHEET).write_text(wrong_sheet(project), encoding="utf-8")
        assert check_project(project_of(project), Cache.of(project_of(project))).errors == ()
        (project / SHEET).write_bytes(sound)
    shutil.copytree(tmp_path / "cache", project / ".cache")
    (project / "site/mensonge.html").write_text("forgé", encoding="utf-8")
    for leftover in (".site-draft", ".site-old"):
        shutil.copytree(project / "site", project / leftover, dirs_exist_ok=True)
    (project / ".venv").mkdir()
    (project / ".venv/sitecustomize.py").write_text("raise SystemExit('forgé')", encoding="utf-8")
    return project


def content(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_forged_products_change_neither_the_verdict_nor_the_pages(
    forged: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, sound = content(site), (forged / SHEET).read_bytes()
    # Even where this machine's cache is said to be in the project, nothing is read there.
    for home in (tmp_path / "ailleurs", forged / ".cache"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(home))
        found = content(built_site(forged))
        assert found.keys() == expected.keys()
        assert [name for name in found if found[name] != expected[name]] == []
        (forged / SHEET).write_text(wrong_sheet(forged), encoding="utf-8")
        (error,) = check_project(project_of(forged), Cache.of(project_of(forged))).errors
        assert error.file == str(SHEET)
        assert not build(forged).is_done
        (forged / SHEET).write_bytes(sound)
    assert not (forged / ".site-old").exists()
