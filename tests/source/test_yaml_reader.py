"""The YAML reader: what is typed, what stays text, what is refused, and where."""

import pytest

from roadmap.problems.problem import Position
from roadmap.source.yaml_reader import MAX_BYTES, read_yaml


def read_value(text: str) -> object:
    document, slips = read_yaml("x.yaml", text.encode())
    assert slips == []
    return document.value


def read_slips(content: bytes | str) -> list[tuple[int, int, str]]:
    content = content.encode() if isinstance(content, str) else content
    document, slips = read_yaml("x.yaml", content)
    assert document.value is None
    return [(*slip.position, slip.code) for slip in slips]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("2.5", 2.5),
        ("0", 0),
        ("9:30", "9:30"),
        ("07100", "07100"),
        ("2025-03-01", "2025-03-01"),
        ("oui", "oui"),
        ("no", "no"),
        ("True", "True"),
        ("~", "~"),
        ("1e5", "1e5"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12345678901234567890", "12345678901234567890"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("a: b".replace(": ", ":"), "a:b"),
        ("é œ 🙂", "é œ 🙂"),
    ],
)
def test_only_true_false_null_and_decimal_numbers_are_typed(text: str, value: object) -> None:
    assert read_value(f"cle: {text}\n") == {"cle": value}


def test_keys_are_text_whatever_they_look_like() -> None:
    assert read_value("1: a\ntrue: b\n2025-01-01: c\n") == {"1": "a", "true": "b", "2025-01-01": "c"}


def test_positions_are_lines_and_columns_in_characters_from_one() -> None:
    document, _ = read_yaml("x.yaml", "é: 🙂\nliste:\n  - a\n  - b: 1\n".encode())
    assert document.spans["é",].value == Position(1, 4)
    assert document.spans["liste", 0].value == Position(3, 5)
    assert document.spans["liste", 1, "b"].key == Position(4, 5)
    assert document.key_position(("liste", 1, "absent")) == Position(4, 5)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [(3, 1, "duplicate-key")]),
        ("a: 1\na: 2\nb: 1\nb: 2\n", [(2, 1, "duplicate-key"), (4, 1, "duplicate-key")]),
        ("a: &x 1\n", [(1, 4, "anchor")]),
        ("a: *x\n", [(1, 4, "alias")]),
        ("a: !!str 1\n", [(1, 4, "tag")]),
        ("a:\n  <<: {b: 1}\n", [(2, 3, "merge")]),
        ("? [a]\n: 1\n", [(1, 3, "key")]),
        ('"": 1\n', [(1, 1, "empty-key")]),
        ("a: 1\n---\nb: 2\n", [(2, 1, "documents")]),
        ("%YAML 1.1\n---\na: 1\n", [(1, 1, "directive")]),
        ("# rien\n", [(1, 1, "empty")]),
        ("", [(1, 1, "empty")]),
        ('a: "\\0"\n', [(1, 4, "character")]),
        ("a: b\u200ec\n", [(1, 5, "character")]),
        ("é: b\u202ec\n", [(1, 5, "character")]),
        (b"a: \x00\n", [(1, 4, "character")]),
        ("a: été\n".encode("cp1252"), [(1, 4, "encoding")]),
        ("a: 1\n".encode("utf-16"), [(1, 1, "utf-16")]),
        (b"a: " + b"x" * MAX_BYTES, [(1, 1, "too-big")]),
        ("a: " + "[" * 25_000, [(1, 16, "too-deep")]),
        ("[" + "1," * 60_000 + "]", [(1, 60000, "too-many")]),
    ],
)
def test_unsupported_yaml_is_refused_at_its_position(content: bytes | str, expected: list) -> None:
    assert read_slips(content) == expected


def test_a_byte_order_mark_at_the_start_is_ignored() -> None:
    document, slips = read_yaml("x.yaml", b"\xef\xbb\xbfa: 1\n")
    assert (document.value, slips) == ({"a": 1}, [])


def test_a_broken_file_yields_one_slip_and_no_value() -> None:
    document, slips = read_yaml("x.yaml", b"a: [1\nb: 2\n")
    assert document.value is None
    assert len(slips) == 1
