"""Mistakes that the schemas refuse: each gives one French message, at the right line."""

import copy
import re
from pathlib import Path

import pytest
import yaml

from roadmap.problems import messages
from roadmap.problems.problem import Problem
from roadmap.schema.schemas import FILE_KINDS, KIND_BY_FILE
from tests.conftest import SCHEMAS
from tests.validation.conftest import SHEET, Data

NEGATIVE_FILES = sorted((Path(__file__).parent / "negative").glob("*.yaml"))


def format_problem(problem: Problem) -> str:
    return f"{problem.position.line}:{problem.position.column} {problem.message} → {problem.hint}"


@pytest.mark.parametrize("path", NEGATIVE_FILES, ids=lambda path: path.stem)
def test_each_negative_file_gets_its_expected_messages_and_no_other(data: Data, path: Path) -> None:
    expected, _, sheet = path.read_text(encoding="utf-8").partition("---8<---\n")
    data.add("data/actions/cas.yaml", sheet)
    lines = [format_problem(problem) for problem in data.problems()]
    assert lines == [line.removeprefix("# ") for line in expected.splitlines()]


def test_the_example_data_is_valid(data: Data) -> None:
    assert data.problems() == []


@pytest.mark.parametrize("key", SCHEMAS.of_kind("action")["required"])
def test_a_missing_required_key_of_an_action_is_reported(data: Data, key: str) -> None:
    path = data.root / SHEET
    text = re.sub(rf"^{key}:.*\n(  .*\n)*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    (problem,) = data.problems()
    assert problem.code == "required"
    assert problem.file == str(SHEET)
    assert f"« {SCHEMAS.field('action', (key,))['title']} »" in problem.message


@pytest.mark.parametrize("key", SCHEMAS.of_kind("action")["required"])
def test_a_misspelt_key_is_one_problem_on_its_line_with_the_right_word(data: Data, key: str) -> None:
    data.replace(SHEET, f"\n{key}:", f"\n{key}e:")
    (problem,) = data.problems()
    line = (data.root / SHEET).read_text(encoding="utf-8").splitlines()[problem.position.line - 1]
    assert line.startswith(f"{key}e:")
    assert f"Vouliez-vous dire « {key} »" in problem.hint


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_a_missing_required_key_of_any_file_is_reported(data: Data, kind: str) -> None:
    """Remove each required key of the first entry that has it, anywhere in the file."""
    name = next((name for name, value in KIND_BY_FILE.items() if value == kind), str(SHEET))
    path = data.root / name
    original = path.read_text(encoding="utf-8")
    file_value = yaml.load(original, Loader=yaml.CBaseLoader)  # noqa: S506 - text only, our own data
    for field_path, field in [((), SCHEMAS.of_kind(kind)), *SCHEMAS.fields(kind)]:
        for key in field.get("required", ()):
            broken = copy.deepcopy(file_value)
            parent = find_first(broken, field_path)
            if not isinstance(parent, dict) or key not in parent:
                continue
            del parent[key]
            path.write_text(yaml.dump(broken, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
            missing = [problem for problem in data.problems() if problem.code == "required"]
            assert any(
                f"« {field['properties'][key].get('title', '')}" in problem.message or key in problem.hint
                for problem in missing
            )
    path.write_text(original, encoding="utf-8")


def find_first(value: object, path: tuple) -> object:
    """Return the value at a path of a schema, taking the first item that has it."""
    for index, step in enumerate(path):
        if step == 0:
            if not isinstance(value, list):
                return None
            return next(
                (first for item in value if (first := find_first(item, path[index + 1 :])) is not None), None
            )
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value


def test_every_keyword_of_the_schemas_has_a_french_message() -> None:
    structure = {
        "$schema",
        "$ref",
        "$defs",
        "title",
        "description",
        "examples",
        "x-aide",
        "x-libelles",
        "properties",
        "items",
        "allOf",
        "if",
        "then",
        "not",
    }
    keywords: set[str] = set()

    def walk(part: object, *, names: bool = False) -> None:
        if isinstance(part, dict):
            if not names:
                keywords.update(part)
            for key, child in part.items():
                if key not in ("examples", "x-libelles", "enum", "dependentRequired"):
                    walk(child, names=not names and key in ("properties", "$defs"))
        elif isinstance(part, list):
            for child in part:
                walk(child)

    for name in SCHEMAS.texts:
        walk(SCHEMAS.source(name))
    assert keywords - structure - {"format"} <= set(messages.WORDINGS)


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_every_field_has_a_french_title_a_description_and_an_example(kind: str) -> None:
    for path, field in SCHEMAS.fields(kind):
        assert field.get("title"), path
        assert field.get("description", "").endswith("."), path
        assert field.get("examples"), path
        assert set(field.get("x-libelles", field.get("enum", ()))) == set(field.get("enum", ())), path


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_every_example_of_a_field_is_valid(kind: str) -> None:
    for path, field in SCHEMAS.fields(kind):
        if field.get("type") in ("object", "array"):
            continue  # examples of groups are short on purpose
        for example in field["examples"]:
            assert SCHEMAS.accepts(kind, {**field, "allOf": []}, example), (path, example)
