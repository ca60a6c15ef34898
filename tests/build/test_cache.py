"""The cache: kept for the next build of the same software, private to the user, and never the cause of a failure."""

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

from roadmap.build.cache import APPLICATION_NAME, Cache
from roadmap.build.workers import run_in_processes
from roadmap.project import Project
from tests.build.conftest import pretend_two_processors

ENTRIES = {"a": "1", "b": "2", "é œ 🙂": "<p>\n🙂</p>"}


@pytest.fixture
def empty_project(tmp_path: Path) -> Project:
    """A project whose folder is empty."""
    (tmp_path / "project").mkdir()
    return Project(tmp_path / "project")


@pytest.fixture
def saved_cache_path(tmp_path: Path) -> Path:
    """The path of a cache file that holds `ENTRIES`."""
    save_entries(Cache(path := tmp_path / "cache.sqlite"))
    return path


def save_entries(cache: Cache) -> None:
    for key, text in ENTRIES.items():
        cache.put(key, text)
    cache.save()


def read_entries(cache: Cache) -> dict[str, str]:
    return {key: text for key in ENTRIES if (text := cache.get(key)) is not None}


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def execute_sql(path: Path, statement: str) -> None:
    """Change the database without the cache."""
    database = sqlite3.connect(path)
    with database:
        assert database.execute(statement).rowcount
    database.close()


def test_a_saved_entry_is_read_by_the_next_build(saved_cache_path: Path) -> None:
    assert read_entries(Cache(saved_cache_path)) == ENTRIES
    assert Cache(saved_cache_path).get("c") is None


def test_a_new_entry_replaces_the_one_with_its_key(saved_cache_path: Path) -> None:
    cache = Cache(saved_cache_path)
    cache.put("a", "3")
    cache.save()
    assert read_entries(Cache(saved_cache_path)) == ENTRIES | {"a": "3"}


def test_entries_are_saved_before_a_long_build_ends(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    for number in range(1000):
        cache.put(str(number), "x")
    assert Cache(tmp_path / "cache.sqlite").get("0") == "x"


def test_pruning_keeps_only_the_entries_written_last(saved_cache_path: Path) -> None:
    cache = Cache(saved_cache_path)
    cache.put("a", "3")
    cache.save()
    cache.prune(2)
    assert read_entries(Cache(saved_cache_path)) == {"a": "3", "é œ 🙂": ENTRIES["é œ 🙂"]}


# Changes of the software, in its code and in its libraries.
def change_a_line(code: Path, _libraries: Path) -> None:
    (code / "validation/rules.py").write_text("two = 2")


def rename_a_module(code: Path, _libraries: Path) -> None:
    (code / "validation/rules.py").rename(code / "validation/other_rules.py")


def upgrade_a_library(_code: Path, libraries: Path) -> None:
    (libraries / "jinja2-3.1.6.dist-info").rename(libraries / "jinja2-3.1.7.dist-info")


def change_nothing(_code: Path, _libraries: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("alter", "is_found"),
    [(change_nothing, True), (change_a_line, False), (rename_a_module, False), (upgrade_a_library, False)],
)
def test_entries_of_other_software_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alter: Callable[[Path, Path], None], *, is_found: bool
) -> None:
    code, libraries, path = tmp_path / "roadmap", tmp_path / "libraries", tmp_path / "cache.sqlite"
    (code / "validation").mkdir(parents=True)
    (code / "validation/rules.py").write_text("one = 1")
    (libraries / "jinja2-3.1.6.dist-info").mkdir(parents=True)
    monkeypatch.setattr(importlib.resources, "files", lambda _: code)
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(libraries))
    save_entries(Cache(path))
    alter(code, libraries)
    assert read_entries(Cache(path)) == (ENTRIES if is_found else {})


def test_entries_of_another_python_are_not_read(
    saved_cache_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version", f"{sys.version}, rebuilt")
    assert read_entries(Cache(saved_cache_path)) == {}


def test_the_cache_is_outside_the_project_in_a_private_folder(
    user_cache_folder: Path, empty_project: Project
) -> None:
    save_entries(Cache.of(empty_project))
    assert read_entries(Cache.of(empty_project)) == ENTRIES
    assert list(empty_project.root.iterdir()) == []
    assert [path.parent for path in files_under(user_cache_folder)] == [user_cache_folder / APPLICATION_NAME]
    assert (user_cache_folder / APPLICATION_NAME).stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("user_cache_folder")
def test_each_project_has_its_own_cache_whatever_path_leads_to_it(
    tmp_path: Path, empty_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_entries(Cache.of(empty_project))
    (tmp_path / "other").mkdir()
    assert read_entries(Cache.of(Project(tmp_path / "other"))) == {}
    (tmp_path / "link").symlink_to(empty_project.root)
    assert read_entries(Cache.of(Project(tmp_path / "link"))) == ENTRIES
    monkeypatch.chdir(empty_project.root)
    assert read_entries(Cache.of(Project(Path()))) == ENTRIES


def assert_cache_is_not_used_in(project: Project, folder: Path) -> None:
    """Check that the cache of a project neither writes into a folder nor reads from it, and does not fail."""
    before = files_under(folder)
    cache = Cache.of(project)
    save_entries(cache)
    cache.prune(0)
    assert read_entries(Cache.of(project)) == {}
    assert cache.compiled_templates is None
    assert files_under(folder) == before


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770, 0o702])
def test_a_folder_that_others_can_write_is_not_used(
    user_cache_folder: Path, empty_project: Project, mode: int
) -> None:
    save_entries(Cache.of(empty_project))
    (user_cache_folder / APPLICATION_NAME).chmod(mode)
    assert_cache_is_not_used_in(empty_project, user_cache_folder)


def test_a_folder_of_another_user_is_not_used(
    user_cache_folder: Path, empty_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_entries(Cache.of(empty_project))
    owner = (user_cache_folder / APPLICATION_NAME).stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert_cache_is_not_used_in(empty_project, user_cache_folder)


def test_a_folder_or_a_file_that_is_a_link_is_not_used(
    user_cache_folder: Path, empty_project: Project, tmp_path: Path
) -> None:
    save_entries(Cache.of(empty_project))
    (path,) = files_under(user_cache_folder)
    path.rename(elsewhere := tmp_path / "elsewhere.sqlite")
    path.symlink_to(elsewhere)
    assert read_entries(Cache.of(empty_project)) == {}
    elsewhere.replace(path)
    assert read_entries(Cache.of(empty_project)) == ENTRIES
    (user_cache_folder / APPLICATION_NAME).rename(tmp_path / "elsewhere")
    (user_cache_folder / APPLICATION_NAME).symlink_to(tmp_path / "elsewhere")
    assert_cache_is_not_used_in(empty_project, tmp_path)


def test_a_folder_inside_the_project_is_neither_used_nor_created(
    tmp_path: Path, empty_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(empty_project.root)
    for folder in (empty_project.root, empty_project.root / ".cache", tmp_path / "link"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
        assert_cache_is_not_used_in(empty_project, empty_project.root)
    assert list(empty_project.root.iterdir()) == []


def test_a_folder_that_cannot_be_created_is_not_needed(
    tmp_path: Path, empty_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert_cache_is_not_used_in(empty_project, tmp_path)


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
def test_a_damaged_or_changed_entry_is_not_read(saved_cache_path: Path, damage: str) -> None:
    execute_sql(saved_cache_path, f"UPDATE entries SET {damage} WHERE rowid = 1")  # noqa: S608 - our own words
    assert Cache(saved_cache_path).get("a") is None


def truncate(content: bytes) -> bytes:
    return content[:5000]


def erase_a_page(content: bytes) -> bytes:
    return content[:4096] + bytes(4096) + content[8192:]


@pytest.mark.parametrize(
    "damage_content", [lambda _: b"", lambda _: b"no database " * 1000, truncate, erase_a_page, bytes.upper]
)
def test_a_damaged_file_is_replaced(saved_cache_path: Path, damage_content: Callable[[bytes], bytes]) -> None:
    saved_cache_path.write_bytes(damage_content(saved_cache_path.read_bytes()))
    cache = Cache(saved_cache_path)
    assert read_entries(cache).items() <= ENTRIES.items()
    save_entries(cache)
    save_entries(Cache(saved_cache_path))
    assert read_entries(Cache(saved_cache_path)) == ENTRIES


def test_a_database_with_another_structure_is_replaced(saved_cache_path: Path) -> None:
    execute_sql(saved_cache_path, "ALTER TABLE entries ADD COLUMN more")
    save_entries(Cache(saved_cache_path))
    save_entries(Cache(saved_cache_path))
    assert read_entries(Cache(saved_cache_path)) == ENTRIES


def test_a_cache_removed_during_a_build_does_not_stop_it(tmp_path: Path) -> None:
    (folder := tmp_path / "folder").mkdir()
    cache = Cache(folder / "cache.sqlite")
    save_entries(cache)
    shutil.rmtree(folder)
    save_entries(cache)
    assert Cache(folder / "cache.sqlite").get("a") is None


def test_a_build_waits_for_another_that_writes(saved_cache_path: Path) -> None:
    other = sqlite3.connect(saved_cache_path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    timer = threading.Timer(0.2, other.execute, ["COMMIT"])
    timer.start()
    assert read_entries(Cache(saved_cache_path)) == ENTRIES
    timer.join()
    other.close()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forked_processes_use_the_same_cache(saved_cache_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_two_processors(monkeypatch)
    cache = Cache(saved_cache_path)
    cache.put("here", "not written yet")

    def put_share(share: Sequence[str]) -> dict[str, str]:
        for name in share:
            cache.put(name, name)
        cache.save()
        return read_entries(cache)

    assert run_in_processes(put_share, ("c", "d"), min_items=1) == [ENTRIES, ENTRIES]
    assert [Cache(saved_cache_path).get(name) for name in ("here", "c", "d")] == ["not written yet", "c", "d"]


def test_compiled_templates_are_beside_the_cache_and_never_behind_a_link(
    user_cache_folder: Path, empty_project: Project, tmp_path: Path
) -> None:
    templates = Cache.of(empty_project).compiled_templates
    loader = jinja2.DictLoader({"a.html": "<p>{{ x }}</p>"})
    jinja2.Environment(loader=loader, bytecode_cache=templates, autoescape=True).get_template("a.html")
    assert [path.parent for path in files_under(user_cache_folder)] == [
        user_cache_folder / APPLICATION_NAME / "templates"
    ]
    (user_cache_folder / APPLICATION_NAME / "templates").rename(tmp_path / "elsewhere")
    (user_cache_folder / APPLICATION_NAME / "templates").symlink_to(tmp_path / "elsewhere")
    assert Cache.of(empty_project).compiled_templates is None
    assert Cache(None).compiled_templates is None
