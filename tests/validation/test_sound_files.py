"""A file found sound is not read again until it changes; many files, shared, give what each gives alone."""

import datetime as dt
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from roadmap.build import workers
from roadmap.build.cache import Cache
from roadmap.schema.schemas import Schemas
from roadmap.source.yaml_reader import Document
from roadmap.validation import check as checking
from roadmap.validation.check import CheckResult, check_project
from tests.conftest import ROOT, project_of, project_on
from tests.validation.conftest import SHEET, Data


@pytest.fixture
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a cache, not there yet."""
    return tmp_path_factory.mktemp("cache") / "cache.sqlite"


def checked(data: Data, file: Path) -> CheckResult:
    """Check the data as a build does: with what the builds before left in a file."""
    cache = Cache(file)
    found = check_project(project_of(data.root), cache)
    cache.save()
    return found


def errors(data: Data, file: Path) -> list[tuple[str, str]]:
    return [(each.file, each.code) for each in checked(data, file).errors]


def values(checked: CheckResult) -> dict[str, object]:
    documents = {**checked.corpus.files, **checked.corpus.actions}
    return {name: each.value for name, each in documents.items()}


def test_what_was_found_sound_is_found_again_and_a_change_is_seen(data: Data, file: Path) -> None:
    first = checked(data, file)
    again = checked(data, file)
    assert again.problems == first.problems
    assert again.corpus.actions.keys() == first.corpus.actions.keys()
    assert values(again) == values(first) == values(check_project(project_of(data.root)))
    data.replace(SHEET, "axe: 1", "axe: 77")
    (problem,) = checked(data, file).errors
    assert (problem.file, problem.code) == (str(SHEET), "unknown-reference")
    assert problem.position.line > 1
    assert problem.excerpt == "axe: 77"
    data.replace(SHEET, "axe: 77", "axe: un")
    assert errors(data, file) == [(str(SHEET), "type")]


def test_what_was_found_sound_does_not_outlive_what_the_sheet_names_nor_today(data: Data, file: Path) -> None:
    data.add(SHEET, "territoires:\n  - chartres-metropole\n")
    assert errors(data, file) == []
    data.replace("data/territories.yaml", "id: chartres-metropole", "id: chartres")
    assert (str(SHEET), "unknown-reference") in errors(data, file)
    early = check_project(project_on(dt.date(2020, 1, 1), data.root), Cache(file))
    assert "future-confirmation" in {each.code for each in early.problems}


def test_after_one_change_only_that_file_is_read(
    data: Data, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(data, file)
    data.replace(SHEET, "axe: 1", "axe: 5")
    with monkeypatch.context() as patch:
        patch.setattr(checking, "load_valid_document", only(str(SHEET)))
        checked(data, file)
    monkeypatch.setattr(checking, "load_valid_document", only("nothing"))
    assert checked(data, file).corpus.actions[SHEET.stem].value["axe"] == 5


def only(name: str) -> Callable[..., Document]:
    """Return what reads a file of this name, and refuses any other."""
    load_valid_document = checking.load_valid_document

    def read(schemas: Schemas, document: Document, *rest: object) -> Document:
        assert document.file == name
        return load_valid_document(schemas, document, *rest)

    return read


def test_a_name_is_no_part_of_a_content_but_its_kind_is(data: Data, file: Path) -> None:
    """A copy of a sound file under another name is judged as what its new name makes of it."""
    checked(data, file)
    for copy in ("data/glossary.yaml", "data/actions/autre.yaml"):
        shutil.copy(data.root / SHEET, data.root / copy)
    assert {name for name, _ in errors(data, file)} == {"data/glossary.yaml"}
    assert {"autre", SHEET.stem} <= checked(data, file).corpus.actions.keys()


def test_another_schema_is_seen(data: Data, file: Path) -> None:
    data.add(SHEET, f"contexte: {'mot ' * 20}\n")
    assert errors(data, file) == []
    shutil.copytree(ROOT / "schemas", data.root / "schemas")
    data.replace("schemas/common.schema.json", '"maxLength": 6000', '"maxLength": 60')
    assert (str(SHEET), "maxLength") in errors(data, file)
    data.replace("schemas/action.schema.json", '"tous", ', "")
    assert {(str(SHEET), "enum"), (str(SHEET), "maxLength")} <= {*errors(data, file)}
    shutil.rmtree(data.root / "schemas")
    assert errors(data, file) == []


def test_a_damaged_database_is_as_good_as_none(data: Data, file: Path) -> None:
    data.replace(SHEET, "axe: 1", "axe: 5")
    expected = checked(data, file)
    content = file.read_bytes()
    for damaged in (b"", content[:300] + b"\xff" * 50, content[:-5000], content.replace(b"axe", b"axa")):
        file.write_bytes(damaged)
        found = checked(data, file)
        assert (found.problems, values(found)) == (expected.problems, values(expected))


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_many_files_give_what_each_gives_alone(
    data: Data, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(workers, "_count_threads", lambda: 1)  # the runner of the tests may have more
    data.replace(SHEET, "axe: 1", "axe: 77")
    data.add("data/actions/autre.yaml", "titre: [")
    alone = check_project(project_of(data.root))
    cache = Cache(file)
    for _ in range(2):  # the second time with what the first one left
        shared = check_project(project_of(data.root), cache, partial(workers.run_in_processes, min_items=1))
        cache.save()
        assert shared.problems == alone.problems
        assert values(shared) == values(alone)
    assert {each.file for each in alone.errors} == {str(SHEET), "data/actions/autre.yaml"}
