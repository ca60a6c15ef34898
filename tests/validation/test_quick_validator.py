"""The quick validator refuses what the full one refuses, and nothing else."""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.schema.schemas import KIND_BY_FILE, Value
from roadmap.source import yaml_reader
from tests.conftest import EXAMPLE, SCHEMAS

FOLDER = Path(__file__).parent
SOUND = [
    yaml_reader.read_yaml(path.name, path.read_bytes())[0].value
    for path in sorted(FOLDER.glob("sound/*.yaml"))
]
ODD = st.one_of(
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


def paths(value: Value, path: tuple = ()) -> Iterator[tuple]:
    if path:
        yield path
    for key, item in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from paths(item, (*path, key))


@given(st.sampled_from(SOUND), st.data(), ODD)
@settings(max_examples=400, deadline=None)
def test_the_quick_validator_and_the_full_one_agree(
    sheet: dict[str, Value], data: st.DataObject, odd: Value
) -> None:
    value = copy.deepcopy(sheet)
    *above, last = data.draw(st.sampled_from(list(paths(value))))
    place = value
    for step in above:
        place = place[step]
    place[last] = odd
    assert SCHEMAS.is_valid("action", value) == SCHEMAS.validator("action").is_valid(value)


@pytest.mark.parametrize("kind", KIND_BY_FILE.values())
def test_the_quick_validator_knows_every_kind_of_file(kind: str) -> None:
    sound = yaml_reader.read_yaml("", (EXAMPLE / f"data/{kind}.yaml").read_bytes())[0].value
    assert SCHEMAS.is_valid(kind, sound)
    assert not SCHEMAS.is_valid(kind, sound | {"clé inconnue": 1})
    assert not SCHEMAS.is_valid(kind, [])
