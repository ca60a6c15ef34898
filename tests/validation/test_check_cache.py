"""The cache of the check: a valid file is not read again until it changes. Two processes find what one does."""

import datetime as dt
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from roadmap.build.cache import Cache
from roadmap.build.workers import run_in_processes
from roadmap.schema.schemas import Schemas
from roadmap.source.yaml_reader import Document
from roadmap.validation import check as checking
from roadmap.validation.check import CheckResult, check_project
from tests.build.conftest import pretend_two_processors
from tests.conftest import ROOT, make_project, make_project_on
from tests.validation.conftest import SHEET, Data


@pytest.fixture
def cache_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a cache file that does not exist yet."""
    return tmp_path_factory.mktemp("cache") / "cache.sqlite"


def check_with_cache(data: Data, cache_path: Path) -> CheckResult:
    """Check the data as a build does: with the cache of the builds before."""
    cache = Cache(cache_path)
    result = check_project(make_project(data.root), cache)
    cache.save()
    return result


def list_errors(data: Data, cache_path: Path) -> list[tuple[str, str]]:
    return [(problem.file, problem.code) for problem in check_with_cache(data, cache_path).errors]


def values_by_name(result: CheckResult) -> dict[str, object]:
    documents = {**result.corpus.files, **result.corpus.actions}
    return {name: document.value for name, document in documents.items()}


def test_a_second_check_gives_the_same_result_and_sees_a_change(data: Data, cache_path: Path) -> None:
    first = check_with_cache(data, cache_path)
    second = check_with_cache(data, cache_path)
    assert second.problems == first.problems
    assert second.corpus.actions.keys() == first.corpus.actions.keys()
    assert (
        values_by_name(second)
        == values_by_name(first)
        == values_by_name(check_project(make_project(data.root)))
    )
    data.replace(SHEET, "axe: 1", "axe: 77")
    (problem,) = check_with_cache(data, cache_path).errors
    assert (problem.file, problem.code) == (str(SHEET), "unknown-reference")
    assert problem.position.line > 1
    assert problem.excerpt == "axe: 77"
    data.replace(SHEET, "axe: 77", "axe: un")
    assert list_errors(data, cache_path) == [(str(SHEET), "type")]


def test_a_cached_sheet_is_checked_again_when_a_reference_or_the_day_changes(
    data: Data, cache_path: Path
) -> None:
    data.add(SHEET, "territoires:\n  - chartres-metropole\n")
    assert list_errors(data, cache_path) == []
    data.replace("data/territories.yaml", "id: chartres-metropole", "id: chartres")
    assert (str(SHEET), "unknown-reference") in list_errors(data, cache_path)
    earlier = check_project(make_project_on(dt.date(2020, 1, 1), data.root), Cache(cache_path))
    assert "future-confirmation" in {problem.code for problem in earlier.problems}


def test_after_one_change_only_that_file_is_read_again(
    data: Data, cache_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_with_cache(data, cache_path)
    data.replace(SHEET, "axe: 1", "axe: 5")
    with monkeypatch.context() as patch:
        patch.setattr(checking, "load_valid_document", load_only(str(SHEET)))
        check_with_cache(data, cache_path)
    monkeypatch.setattr(checking, "load_valid_document", load_only("nothing"))
    assert check_with_cache(data, cache_path).corpus.actions[SHEET.stem].value["axe"] == 5


def load_only(name: str) -> Callable[..., Document]:
    """Return a loader that accepts this file only."""
    load_valid_document = checking.load_valid_document

    def load(schemas: Schemas, document: Document, *rest: object) -> Document:
        assert document.file == name
        return load_valid_document(schemas, document, *rest)

    return load


def test_a_copy_of_a_cached_sheet_is_checked_as_its_own_name_says(data: Data, cache_path: Path) -> None:
    """The content is the same, but its name makes it a glossary: the cached result does not apply."""
    check_with_cache(data, cache_path)
    for name in ("data/glossary.yaml", "data/actions/autre.yaml"):
        shutil.copy(data.root / SHEET, data.root / name)
    assert {name for name, _ in list_errors(data, cache_path)} == {"data/glossary.yaml"}
    assert {"autre", SHEET.stem} <= check_with_cache(data, cache_path).corpus.actions.keys()


def test_a_changed_schema_applies_to_cached_sheets(data: Data, cache_path: Path) -> None:
    data.add(SHEET, f"contexte: {'mot ' * 20}\n")
    assert list_errors(data, cache_path) == []
    shutil.copytree(ROOT / "schemas", data.root / "schemas")
    data.replace("schemas/common.schema.json", '"maxLength": 6000', '"maxLength": 60')
    assert (str(SHEET), "maxLength") in list_errors(data, cache_path)
    data.replace("schemas/action.schema.json", '"tous", ', "")
    assert {(str(SHEET), "enum"), (str(SHEET), "maxLength")} <= {*list_errors(data, cache_path)}
    shutil.rmtree(data.root / "schemas")
    assert list_errors(data, cache_path) == []


def test_a_damaged_cache_file_changes_no_result(data: Data, cache_path: Path) -> None:
    data.replace(SHEET, "axe: 1", "axe: 5")
    expected = check_with_cache(data, cache_path)
    content = cache_path.read_bytes()
    for damaged in (b"", content[:300] + b"\xff" * 50, content[:-5000], content.replace(b"axe", b"axa")):
        cache_path.write_bytes(damaged)
        result = check_with_cache(data, cache_path)
        assert (result.problems, values_by_name(result)) == (expected.problems, values_by_name(expected))


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_two_processes_find_what_one_finds(
    data: Data, cache_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_two_processors(monkeypatch)
    data.replace(SHEET, "axe: 1", "axe: 77")
    data.add("data/actions/autre.yaml", "titre: [")
    alone = check_project(make_project(data.root))
    cache = Cache(cache_path)
    for _ in range(2):  # the second time with what the first one left
        shared = check_project(make_project(data.root), cache, partial(run_in_processes, min_items=1))
        cache.save()
        assert shared.problems == alone.problems
        assert values_by_name(shared) == values_by_name(alone)
    assert {problem.file for problem in alone.errors} == {str(SHEET), "data/actions/autre.yaml"}
