"""The quick pass refuses what the schema refuses; a file found sound is not asked again, a changed one is."""

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.project import Project
from roadmap.schema import schemas
from roadmap.source import yaml_reader
from roadmap.source.yaml_reader import Document
from roadmap.validation import check as checking
from roadmap.validation import sound_files
from roadmap.validation.check import check
from tests.conftest import EXAMPLE, project_of
from tests.validation.conftest import SHEET, Data

FOLDER = Path(__file__).parent
SOUND = [
    yaml_reader.read(path.name, path.read_bytes())[0].value for path in sorted(FOLDER.glob("sound/*.yaml"))
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(max_size=8).filter(
        lambda text: not yaml_reader.FORBIDDEN.search(text)
    ),  # the reader refuses them
    st.sampled_from(
        "\u3000 \n| \u00a0|\u0660\u0661|2025-02-30|2025-1|2025-01-01\n|24:00|9h5|https://a|HTTPS://a.fr|a@b|j.d@a.fr"
        "|200033181|200033182|é\u0301|🙂".split("|")
    ),
    st.sampled_from(
        [[], {}, [[]], [1, 1.0], [True, 1], ["a", "a"], {"nom": ""}, 1.0, 200033181, 2026, 2026.0]
    ),
)


def paths(value: yaml_reader.Value, path: tuple = ()) -> Iterator[tuple]:
    if path:
        yield path
    for key, item in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from paths(item, (*path, key))


@given(st.sampled_from(SOUND), st.data(), ODD)
@settings(max_examples=400, deadline=None)
def test_the_quick_pass_and_the_schema_agree(
    sheet: dict[str, yaml_reader.Value], data: st.DataObject, odd: yaml_reader.Value
) -> None:
    value = copy.deepcopy(sheet)
    *above, last = data.draw(st.sampled_from(list(paths(value))))
    place = value
    for step in above:
        place = place[step]
    place[last] = odd
    assert schemas.is_sound("action", value) == schemas.validator("action").is_valid(value)


@pytest.mark.parametrize("kind", schemas.KIND_OF_FILE.values())
def test_the_quick_pass_knows_every_kind_of_file(kind: str) -> None:
    sound = yaml_reader.read("", (EXAMPLE / f"data/{kind}.yaml").read_bytes())[0].value
    assert schemas.is_sound(kind, sound)
    assert not schemas.is_sound(kind, sound | {"clé inconnue": 1})
    assert not schemas.is_sound(kind, [])


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_files, "FOLDER", tmp_path_factory.mktemp("kept"))


def test_what_was_found_sound_is_found_again_and_a_change_is_seen(data: Data) -> None:
    first = check(project_of(data.root))
    again = check(project_of(data.root))
    assert again.problems == first.problems
    assert again.corpus.actions.keys() == first.corpus.actions.keys()
    assert all(again.corpus.actions[name].value == each.value for name, each in first.corpus.actions.items())
    data.replace(SHEET, "axe: 1", "axe: 77")
    assert [(each.code, each.position.line > 1) for each in data.problems()] == [("unknown-reference", True)]
    data.replace(SHEET, "axe: 77", "axe: un")
    assert [each.code for each in data.problems()] == ["type"]


def test_a_kept_verdict_does_not_outlive_what_the_sheet_names_nor_today(data: Data) -> None:
    data.add(SHEET, "territoires:\n  - chartres-metropole\n")
    assert data.problems() == []
    data.replace("data/territories.yaml", "id: chartres-metropole", "id: chartres")
    assert "unknown-reference" in {each.code for each in data.problems() if each.file == str(SHEET)}
    early = check(Project.on(dt.date(2020, 1, 1), data.root))
    assert "future-confirmation" in {each.code for each in early.problems}


def test_after_one_change_only_what_is_new_is_read_and_written(
    data: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(project_of(data.root))
    (whole,) = sound_files.FOLDER.glob("*.json")
    before = whole.read_bytes()
    data.replace(SHEET, "axe: 1", "axe: 5")
    with monkeypatch.context() as patched:
        patched.setattr(checking, "read_sound", only(str(SHEET)))
        check(project_of(data.root))
    assert whole.read_bytes() == before
    monkeypatch.setattr(checking, "read_sound", only("nothing"))
    assert check(project_of(data.root)).corpus.actions[SHEET.stem].value["axe"] == 5


def only(name: str) -> Callable[..., Document]:
    """Return what reads a file of this name, and refuses any other."""
    read_sound = checking.read_sound

    def read(file: str, *rest: object) -> Document:
        assert file == name
        return read_sound(file, *rest)

    return read


def test_a_damaged_store_is_as_good_as_none(data: Data) -> None:
    check(project_of(data.root))
    data.replace(SHEET, "axe: 1", "axe: 5")
    expected = check(project_of(data.root)).problems
    for file in sound_files.FOLDER.iterdir():
        file.write_bytes(file.read_bytes()[:300] + b"\n\xff\n{\n" + b"x" * 50)
    assert check(project_of(data.root)).problems == expected


def test_values_kept_by_other_code_are_not_used(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data.problems() == []
    kept = {file.name for file in sound_files.FOLDER.iterdir()}
    monkeypatch.setattr(sound_files.caching, "of_code", lambda *_folders, **_libraries: "changed")
    assert data.problems() == []
    assert {file.name for file in sound_files.FOLDER.iterdir()} > kept
