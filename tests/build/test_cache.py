"""The cache: found again by all its causes, never trusted where others write, never in the way."""

import importlib.resources
import os
import shutil
import sqlite3
import sys
import sysconfig
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import jinja2
import pytest

from roadmap.build import workers
from roadmap.build.cache import APPLICATION_NAME, Cache
from roadmap.project import Project

ENTRIES = {"a": "1", "b": "2", "é œ 🙂": "<p>\n🙂</p>"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all the user's caches, empty."""
    (home := tmp_path / "home").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    return home


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project, in a folder of its own."""
    (tmp_path / "project").mkdir()
    return Project(tmp_path / "project")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that holds a cache of some entries."""
    fill(Cache(file := tmp_path / "cache.sqlite"))
    return file


def fill(cache: Cache) -> None:
    for key, text in ENTRIES.items():
        cache.put(key, text)
    cache.save()


def found(cache: Cache) -> dict[str, str]:
    return {key: text for key in ENTRIES if (text := cache.get(key)) is not None}


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def change(file: Path, statement: str) -> None:
    """Change the database behind the cache's back."""
    database = sqlite3.connect(file)
    with database:
        assert database.execute(statement).rowcount
    database.close()


def test_what_one_build_saves_the_next_finds(file: Path) -> None:
    assert found(Cache(file)) == ENTRIES
    assert Cache(file).get("c") is None


def test_what_is_put_again_replaces_what_was_there(file: Path) -> None:
    cache = Cache(file)
    cache.put("a", "3")
    cache.save()
    assert found(Cache(file)) == ENTRIES | {"a": "3"}


def test_a_build_that_never_ends_has_written_what_it_could(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    for number in range(1000):
        cache.put(str(number), "x")
    assert Cache(tmp_path / "cache.sqlite").get("0") == "x"


def test_only_the_entries_written_last_outlive_a_pruning(file: Path) -> None:
    cache = Cache(file)
    cache.put("a", "3")
    cache.save()
    cache.prune(2)
    assert found(Cache(file)) == {"a": "3", "é œ 🙂": ENTRIES["é œ 🙂"]}


# What the software is made of, and how each part of it may change.
def another_line(code: Path, _libraries: Path) -> None:
    (code / "validation/rules.py").write_text("two = 2")


def another_name(code: Path, _libraries: Path) -> None:
    (code / "validation/rules.py").rename(code / "validation/other_rules.py")


def another_version(_code: Path, libraries: Path) -> None:
    (libraries / "jinja2-3.1.6.dist-info").rename(libraries / "jinja2-3.1.7.dist-info")


def nothing(_code: Path, _libraries: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("alter", "is_found"),
    [(nothing, True), (another_line, False), (another_name, False), (another_version, False)],
)
def test_what_other_software_made_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alter: Callable[[Path, Path], None], *, is_found: bool
) -> None:
    code, libraries, file = tmp_path / "roadmap", tmp_path / "libraries", tmp_path / "cache.sqlite"
    (code / "validation").mkdir(parents=True)
    (code / "validation/rules.py").write_text("one = 1")
    (libraries / "jinja2-3.1.6.dist-info").mkdir(parents=True)
    monkeypatch.setattr(importlib.resources, "files", lambda _: code)
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(libraries))
    fill(Cache(file))
    alter(code, libraries)
    assert found(Cache(file)) == (ENTRIES if is_found else {})


def test_what_another_python_made_is_not_found(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version", f"{sys.version}, rebuilt")
    assert found(Cache(file)) == {}


def test_the_cache_lies_outside_the_project_where_the_user_alone_can_look(
    home: Path, project: Project
) -> None:
    fill(Cache.of(project))
    assert found(Cache.of(project)) == ENTRIES
    assert list(project.root.iterdir()) == []
    assert [path.parent for path in files_under(home)] == [home / APPLICATION_NAME]
    assert (home / APPLICATION_NAME).stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("home")
def test_each_project_has_its_own_whatever_leads_to_it(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(Cache.of(project))
    (tmp_path / "other").mkdir()
    assert found(Cache.of(Project(tmp_path / "other"))) == {}
    (tmp_path / "link").symlink_to(project.root)
    assert found(Cache.of(Project(tmp_path / "link"))) == ENTRIES
    monkeypatch.chdir(project.root)
    assert found(Cache.of(Project(Path()))) == ENTRIES


def assert_is_not_used(project: Project, folder: Path) -> None:
    """Fail if anything is written into a folder, read from it, or if the project cannot be built."""
    before = files_under(folder)
    cache = Cache.of(project)
    fill(cache)
    cache.prune(0)
    assert found(Cache.of(project)) == {}
    assert cache.compiled_templates is None
    assert files_under(folder) == before


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770, 0o702])
def test_a_folder_that_others_can_write_is_not_used(home: Path, project: Project, mode: int) -> None:
    fill(Cache.of(project))
    (home / APPLICATION_NAME).chmod(mode)
    assert_is_not_used(project, home)


def test_a_folder_of_another_user_is_not_used(
    home: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(Cache.of(project))
    owner = (home / APPLICATION_NAME).stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert_is_not_used(project, home)


def test_a_folder_or_a_file_that_is_a_link_is_not_used(home: Path, project: Project, tmp_path: Path) -> None:
    fill(Cache.of(project))
    (file,) = files_under(home)
    file.rename(elsewhere := tmp_path / "elsewhere.sqlite")
    file.symlink_to(elsewhere)
    assert found(Cache.of(project)) == {}
    elsewhere.replace(file)
    assert found(Cache.of(project)) == ENTRIES
    (home / APPLICATION_NAME).rename(tmp_path / "elsewhere")
    (home / APPLICATION_NAME).symlink_to(tmp_path / "elsewhere")
    assert_is_not_used(project, tmp_path)


def test_a_folder_inside_the_project_is_not_used_nor_made(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(project.root)
    for home in (project.root, project.root / ".cache", tmp_path / "link"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(home))
        assert_is_not_used(project, project.root)
    assert list(project.root.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_done_without(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert_is_not_used(project, tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        "text = text || ' '",
        "text = '3'",
        "text = NULL",
        "text = x'ff'",
        "text = CAST(x'ff' AS TEXT)",
        "sum = NULL",
        "sum = ''",
        "(sum, text) = (SELECT sum, text FROM entries WHERE rowid = 2)",
    ],
)
def test_an_entry_that_was_damaged_or_changed_is_not_given_back(file: Path, damage: str) -> None:
    change(file, f"UPDATE entries SET {damage} WHERE rowid = 1")  # noqa: S608 - our own words
    assert Cache(file).get("a") is None


def without_its_end(content: bytes) -> bytes:
    return content[:5000]


def with_a_hole(content: bytes) -> bytes:
    return content[:4096] + bytes(4096) + content[8192:]


@pytest.mark.parametrize(
    "damaged", [lambda _: b"", lambda _: b"no database " * 1000, without_its_end, with_a_hole, bytes.upper]
)
def test_a_damaged_file_is_as_good_as_none(file: Path, damaged: Callable[[bytes], bytes]) -> None:
    file.write_bytes(damaged(file.read_bytes()))
    cache = Cache(file)
    assert found(cache).items() <= ENTRIES.items()
    fill(cache)
    fill(Cache(file))
    assert found(Cache(file)) == ENTRIES


def test_a_database_of_another_shape_is_made_anew(file: Path) -> None:
    change(file, "ALTER TABLE entries ADD COLUMN more")
    fill(Cache(file))
    fill(Cache(file))
    assert found(Cache(file)) == ENTRIES


def test_a_cache_that_vanishes_does_not_stop_the_build(tmp_path: Path) -> None:
    (folder := tmp_path / "folder").mkdir()
    cache = Cache(folder / "cache.sqlite")
    fill(cache)
    shutil.rmtree(folder)
    fill(cache)
    assert Cache(folder / "cache.sqlite").get("a") is None


def test_a_build_waits_for_another_that_writes(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    timer = threading.Timer(0.2, other.execute, ["COMMIT"])
    timer.start()
    assert found(Cache(file)) == ENTRIES
    timer.join()
    other.close()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_copies_of_this_process_use_the_same_cache(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(workers, "_count_threads", lambda: 1)  # the runner of the tests may have more
    cache = Cache(file)
    cache.put("here", "not written yet")

    def keep(share: Sequence[str]) -> dict[str, str]:
        for name in share:
            cache.put(name, name)
        cache.save()
        return found(cache)

    assert workers.run_in_processes(keep, ("c", "d"), min_items=1) == [ENTRIES, ENTRIES]
    assert [Cache(file).get(name) for name in ("here", "c", "d")] == ["not written yet", "c", "d"]


def test_compiled_templates_are_kept_beside(home: Path, project: Project, tmp_path: Path) -> None:
    templates = Cache.of(project).compiled_templates
    loader = jinja2.DictLoader({"a.html": "<p>{{ x }}</p>"})
    jinja2.Environment(loader=loader, bytecode_cache=templates, autoescape=True).get_template("a.html")
    assert [path.parent for path in files_under(home)] == [home / APPLICATION_NAME / "templates"]
    (home / APPLICATION_NAME / "templates").rename(tmp_path / "elsewhere")
    (home / APPLICATION_NAME / "templates").symlink_to(tmp_path / "elsewhere")
    assert Cache.of(project).compiled_templates is None
    assert Cache(None).compiled_templates is None
