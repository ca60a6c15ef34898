"""The forms of the answer: text with a caret, annotations, summary; no value can issue a command."""

import re

from roadmap.problems import reports
from roadmap.problems.problem import Position, Problem
from tests.validation.conftest import SHEET, Data
from tests.validation.test_command import run

HOSTILE = "::set-output name=x::y ##[error] @everyone `$(id)` | <b> [a](http://b) %0A\n::error::z"


def problem(number: int = 1, file: str = "data/actions/a.yaml", severity: str = "error") -> Problem:
    return Problem(
        file, Position(number, 1), "x", f"Message {number} {HOSTILE}", f"Remède {HOSTILE}", severity
    )


def test_text_shows_the_source_line_with_a_caret_under_the_slip(data: Data) -> None:
    data.replace(SHEET, "statut: envisagee", "statut: En cours")
    lines = run(root=data.root).stdout.splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith(f"{SHEET}:"))
    assert lines[at + 1].endswith(" | statut: En cours")
    assert lines[at + 2].index("^") == lines[at + 1].index("En cours")
    assert lines[at + 3] == "    Écrivez : statut: en-cours"


def test_github_gives_ten_annotations_at_most_then_says_where_the_rest_is() -> None:
    many = [problem(number) for number in range(1, 20)] + [
        problem(1, "data/b.yaml"),
        problem(1, "data/c.yaml", "warning"),
    ]
    lines = reports.report_as_github(many).splitlines()
    assert len(lines) == 11
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert "file=data/b.yaml" in lines[1], "one problem of each file comes before the second of any"
    assert "11 autres problèmes" in lines[-1]


def test_github_annotations_hold_one_command_each_whatever_the_values() -> None:
    (line,) = reports.report_as_github([problem(file="data/a,b:c%.yaml")]).splitlines()
    head, _, said = line[2:].partition("::")
    assert head == "error file=data/a%2Cb%3Ac%25.yaml,line=1,col=1"
    assert "::" not in said
    assert "##[" not in said
    assert "%250A" in said


def test_the_summary_shows_values_letter_for_letter_without_html_link_or_mention() -> None:
    text = reports.report_as_markdown([problem()])
    table = [line for line in text.splitlines() if line.startswith("| 1 ")]
    assert len(table) == 1
    assert table[0].count("|") == 4
    assert not re.search(r"<|`|\]\(|@e|::|##\[|://|www\.", table[0])


def test_text_never_moves_the_cursor() -> None:
    shown = reports.report_as_text(
        [Problem("data/a\x1b[31m.yaml", Position(1, 1), "x", "M", "", "error", "a\x1b]0;titre\x07b", 0)]
    )
    assert all(char.isprintable() or char == "\n" for char in shown)
