"""The reports of the check: text, GitHub annotations, summary. No value can issue a command in them."""

import dataclasses
import re

from roadmap.problems import reports
from roadmap.problems.problem import Position, Problem
from tests.validation.conftest import SHEET, Data
from tests.validation.test_command import run_check

TEXT_WITH_COMMANDS = "::set-output name=x::y ##[error] @everyone `$(id)` | <b> [a](http://b) %0A\n::error::z"


def make_problem(number: int = 1, file: str = "data/actions/a.yaml", severity: str = "error") -> Problem:
    return Problem(
        file,
        Position(number, 1),
        "x",
        f"Message {number} {TEXT_WITH_COMMANDS}",
        f"Remède {TEXT_WITH_COMMANDS}",
        severity,
    )


CORRECTED_FILE = (
    "titre: a :: b ##[error]\ncontact: {courriel: accueil@exemple.fr}\n::error::z\nlien: https://exemple.fr\n"
)


def make_problem_of_a_file(text: str) -> Problem:
    return dataclasses.replace(make_problem(), message="Message", hint="Remède", corrected_file=text)


def test_a_corrected_file_is_given_whole_and_can_be_pasted_but_holds_no_command() -> None:
    problem = make_problem_of_a_file(CORRECTED_FILE)
    for text in (reports.report_as_text([problem]), reports.report_as_markdown([problem])):
        assert not re.search(r"##\[|^\s*::", text, flags=re.MULTILINE)
        # The reader of the sheets drops these spaces.
        pasted = text.replace(reports.ZERO_WIDTH, "")
        assert all(line in pasted for line in CORRECTED_FILE.splitlines())
    assert not re.search(r"@\w|https?://", reports.report_as_markdown([problem]))


def test_a_corrected_file_with_signs_of_html_is_not_in_a_summary() -> None:
    text = reports.report_as_markdown(
        [make_problem_of_a_file("titre: <b>\n"), make_problem_of_a_file("titre: `a`\n")]
    )
    assert "titre" not in text


def test_the_text_shows_no_character_that_moves_the_cursor() -> None:
    problem = dataclasses.replace(make_problem_of_a_file("a\x1b[2K\n"), hint="b\x1b[2K")
    assert "\x1b" not in reports.report_as_text([problem])


def test_the_text_shows_the_source_line_with_a_caret_under_the_mistake(data: Data) -> None:
    data.replace(SHEET, "statut: envisagee", "statut: En cours")
    lines = run_check(root=data.root).stdout.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(f"{SHEET}:"))
    assert lines[start + 1].endswith(" | statut: En cours")
    assert lines[start + 2].index("^") == lines[start + 1].index("En cours")
    assert lines[start + 3] == "    Écrivez : statut: en-cours"


def test_github_gets_ten_annotations_at_most_then_the_count_of_the_others() -> None:
    problems = [make_problem(number) for number in range(1, 20)] + [
        make_problem(1, "data/b.yaml"),
        make_problem(1, "data/c.yaml", "warning"),
    ]
    lines = reports.report_as_github(problems).splitlines()
    assert len(lines) == 11
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert "file=data/b.yaml" in lines[1], "one problem of each file comes before the second of any"
    assert "11 autres problèmes" in lines[-1]


def test_a_value_cannot_add_a_command_to_an_annotation() -> None:
    (line,) = reports.report_as_github([make_problem(file="data/a,b:c%.yaml")]).splitlines()
    head, _, message = line[2:].partition("::")
    assert head == "error file=data/a%2Cb%3Ac%25.yaml,line=1,col=1"
    assert "::" not in message
    assert "##[" not in message
    assert "%250A" in message


def test_the_summary_shows_values_without_html_link_or_mention() -> None:
    text = reports.report_as_markdown([make_problem()])
    rows = [line for line in text.splitlines() if line.startswith("| 1 ")]
    assert len(rows) == 1
    assert rows[0].count("|") == 4
    assert not re.search(r"<|`|\]\(|@e|::|##\[|://|www\.", rows[0])


def test_the_text_has_no_control_character() -> None:
    text = reports.report_as_text(
        [Problem("data/a\x1b[31m.yaml", Position(1, 1), "x", "M", "", "error", "a\x1b]0;titre\x07b", 0)]
    )
    assert all(char.isprintable() or char == "\n" for char in text)


def test_a_summary_longer_than_github_takes_is_cut_at_a_line_and_says_so() -> None:
    problems = [make_problem(file=f"data/actions/a{number}.yaml") for number in range(5000)]
    text = reports.report_as_markdown(problems)
    assert len(text.encode()) < 1_048_576
    assert text.endswith(
        "\n\nCe texte est trop long pour être montré en entier. Corrigez ces premières erreurs : la suite viendra après.\n"
    )
