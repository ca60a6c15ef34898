"""The quick validator refuses what the full one refuses, and nothing else."""

import copy
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.schema.schemas import KIND_BY_FILE, Value
from roadmap.source import yaml_reader
from tests.conftest import EXAMPLE, SCHEMAS
from tests.validation.conftest import RICH_SHEETS

VALUES_OF_RICH_SHEETS = [yaml_reader.read_yaml(path.name, path.read_bytes())[0].value for path in RICH_SHEETS]
ODD_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(max_size=8).filter(
        lambda text: not yaml_reader.FORBIDDEN_CHARACTERS.search(text)
    ),  # the reader refuses them
    st.sampled_from(
        "\u3000 \n| \u00a0|\u0660\u0661|2025-02-30|2025-1|2025-01-01\n|24:00|9h5|https://a|HTTPS://a.fr|a@b|j.d@a.fr"
        "|200033181|200033182|é\u0301|🙂".split("|")
    ),
    st.sampled_from(
        [[], {}, [[]], [1, 1.0], [True, 1], ["a", "a"], {"nom": ""}, 1.0, 200033181, 2026, 2026.0]
    ),
)


def iter_paths(value: Value, path: tuple = ()) -> Iterator[tuple]:
    """Yield the path of every part of a value."""
    if path:
        yield path
    for key, item in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from iter_paths(item, (*path, key))


@given(st.sampled_from(VALUES_OF_RICH_SHEETS), st.data(), ODD_VALUES)
@settings(max_examples=400, deadline=None)
def test_the_quick_validator_and_the_full_one_agree(
    sheet_value: dict[str, Value], data: st.DataObject, odd_value: Value
) -> None:
    value = copy.deepcopy(sheet_value)
    *parent_path, key = data.draw(st.sampled_from(list(iter_paths(value))))
    parent = value
    for step in parent_path:
        parent = parent[step]
    parent[key] = odd_value
    assert SCHEMAS.is_valid("action", value) == SCHEMAS.validator("action").is_valid(value)


@pytest.mark.parametrize("kind", KIND_BY_FILE.values())
def test_the_quick_validator_knows_every_kind_of_file(kind: str) -> None:
    value = yaml_reader.read_yaml("", (EXAMPLE / f"data/{kind}.yaml").read_bytes())[0].value
    assert SCHEMAS.is_valid(kind, value)
    assert not SCHEMAS.is_valid(kind, value | {"clé inconnue": 1})
    assert not SCHEMAS.is_valid(kind, [])
