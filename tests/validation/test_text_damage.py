"""Damaged accents, HTML tags, invisible characters and pasted e-mails: found, told once, with the text as it should read."""

import json
from pathlib import Path

import pytest

from roadmap.problems.problem import Problem
from roadmap.source.yaml_reader import Document, read_yaml
from roadmap.validation.check import load_valid_document
from tests.conftest import SCHEMAS
from tests.damaged_texts import CERTAIN, LIKELY, SOUND, TAGGED
from tests.validation.conftest import RICH_SHEETS

SHEET_NAME = "data/actions/essai.yaml"
SHEET = """titre: Ateliers de prise en main
resume: {}
axe: 2
cible: usagers
statut: envisagee
confirme_le: 2026-03-12
"""


def check_text(text: str) -> list[Problem]:
    """Check a sheet."""
    problems: list[Problem] = []
    load_valid_document(SCHEMAS, Document(SHEET_NAME, content=text.encode()), problems)
    return problems


def check_resume(text: str) -> list[Problem]:
    """Check a sheet with a text as summary, padded to the length that it must have."""
    return check_text(SHEET.format(f"Aide, {text} dans le bourg"))


@pytest.mark.parametrize("text", CERTAIN)
def test_a_damaged_text_is_an_error_with_the_mended_line(text: str) -> None:
    (problem,) = check_resume(text)
    assert (problem.code, problem.severity, problem.position.line) == ("mojibake", "error", 2)
    assert (f"Écrivez : resume: Aide, {CERTAIN[text]} dans le bourg" == problem.hint) == bool(CERTAIN[text])


@pytest.mark.parametrize("text", LIKELY)
def test_a_text_that_may_be_damaged_is_a_warning(text: str) -> None:
    (problem,) = check_resume(text)
    assert (problem.code, problem.severity, problem.position.line) == ("maybe-mojibake", "warning", 2)


@pytest.mark.parametrize("text", SOUND)
def test_a_sound_text_has_no_problem(text: str) -> None:
    assert check_text(SHEET.format(json.dumps(f"Pour les habitants : {text}", ensure_ascii=False))) == []


@pytest.mark.parametrize("text", TAGGED)
def test_html_tags_are_a_warning_with_the_line_without_them(text: str) -> None:
    (problem,) = check_text(SHEET.format(f"'Aide {text}, et bien plus.'"))
    assert (problem.code, problem.severity, problem.position.line) == ("html-tag", "warning", 2)
    assert problem.hint == f"Écrivez : resume: 'Aide {TAGGED[text]}, et bien plus.'"


def test_an_escape_between_double_quotes_is_the_letter() -> None:
    assert check_text(SHEET.format('"Un lieu num\\u00e9rique pour tous"')) == []
    assert [
        problem.code for problem in check_text(SHEET.format('"Un lieu num\\\\u00e9rique pour tous"'))
    ] == ["mojibake"]


def test_damage_on_several_lines_is_told_once_with_the_whole_file() -> None:
    text = SHEET.format("Un lieu num√©rique pour les habitants.").replace("main", "mÈmoire dÈfinie")
    (problem,) = check_text(text)
    assert problem.position.line == 1
    assert problem.corrected_file == SHEET.format("Un lieu numérique pour les habitants.").replace(
        "main", "mémoire définie"
    )


IGNORED = "\u00ad\u200b\u2060\ufeff"
INVISIBLE = [
    *"\u2800\u034f\u17b4\u180b\ufe0f\U0001d173\U0001bca0\ue000\U000f0000\ufdd0\U0001fffe\u200e\u202e\u3164\u115f\u2064\U000e0041\ufe00"
]


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda character: f"U+{ord(character):04X}")
def test_an_invisible_character_is_an_error_with_the_line_without_it(character: str) -> None:
    (problem,) = check_text(SHEET.format(f"Chaque mois, un atelier{character} gratuit."))
    assert (problem.code, problem.position.line) == ("character", 2)
    assert f"U+{ord(character):04X}" in problem.message
    assert problem.hint == "Écrivez : resume: Chaque mois, un atelier gratuit."


def test_all_the_lines_with_an_invisible_character_are_told_at_once() -> None:
    text = SHEET.format("Chaque mois,\u200e un atelier gratuit.").replace("Ateliers", "Ateliers\u2800")
    assert [(problem.code, problem.position.line) for problem in check_text(text)] == [
        ("character", 1),
        ("character", 2),
    ]


def test_invisible_characters_that_carry_nothing_are_dropped() -> None:
    text = SHEET.format(f"Cha{IGNORED}que mois, un atelier gratuit.")
    assert check_text(text) == []
    assert read_yaml(SHEET_NAME, text.encode())[0].value["resume"] == "Chaque mois, un atelier gratuit."
    quoted = SHEET.format('"Cha\\u200bque mois, un atelier gratuit."')
    assert read_yaml(SHEET_NAME, quoted.encode())[0].value["resume"] == "Chaque mois, un atelier gratuit."


@pytest.mark.parametrize("title", [IGNORED, f'"{IGNORED}"', '"\\u200b\\u2060"'])
def test_a_title_of_characters_that_carry_nothing_is_empty(title: str) -> None:
    text = SHEET.format("Chaque mois, un atelier gratuit.").replace("Ateliers de prise en main", title)
    assert [problem.position.line for problem in check_text(text)] == [1]


def test_an_emoji_keeps_its_joiners_and_selectors() -> None:
    text = SHEET.format("Des ateliers 👩\u200d💻 et des visites ❤\ufe0f de proximité")
    assert check_text(text) == []


def pasted(text: str) -> str:
    """Return a sheet as pasted from a mail: its indentation and the space after its keys are non-breaking."""
    lines = [line.replace(": ", ":\u00a0", 1) for line in text.splitlines()]
    return "".join("\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") + "\n" for line in lines)


@pytest.mark.parametrize("path", RICH_SHEETS, ids=lambda path: path.stem)
def test_a_sheet_pasted_with_odd_spaces_is_one_problem_with_the_whole_sheet(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    (problem,) = check_text(pasted(text))
    assert problem.code == "odd-indents"
    assert check_text(problem.corrected_file) == []
    plain = problem.corrected_file.replace("\u00a0", " ")
    assert read_yaml(SHEET_NAME, plain.encode())[0].value == read_yaml(SHEET_NAME, text.encode())[0].value


@pytest.mark.parametrize("mark", ["> ", ">", ">> ", "> > ", "  > "])
@pytest.mark.parametrize("path", RICH_SHEETS[:3], ids=lambda path: path.stem)
def test_a_sheet_quoted_by_a_mail_is_one_problem_with_the_whole_sheet(path: Path, mark: str) -> None:
    text = path.read_text(encoding="utf-8")
    (problem,) = check_text("".join(f"{mark}{line}\n" for line in text.splitlines()))
    assert problem.code == "mail-quotes"
    assert problem.corrected_file == text
