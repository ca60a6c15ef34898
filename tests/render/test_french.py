"""French formatting: dates, hours, amounts, spaces, acronyms."""

import datetime as dt

import pytest

from roadmap.project import Project
from roadmap.text import french
from roadmap.text.partial_dates import PartialDate, parse_hour
from tests.conftest import EXAMPLE


def parse_date(text: str) -> PartialDate:
    return PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "in_full", "on_date"),
    [
        ("2024-04-04", "jeudi 4\u00a0avril 2024", "le 4\u00a0avril 2024"),
        ("2024-03-01", "vendredi 1er\u00a0mars 2024", "le 1er\u00a0mars 2024"),
        ("2024-12-31", "mardi 31\u00a0décembre 2024", "le 31\u00a0décembre 2024"),
        ("2024-06", "juin 2024", "en juin 2024"),
        ("2024", "2024", "en 2024"),
    ],
)
def test_a_date_is_formatted_with_the_precision_of_its_text(text: str, in_full: str, on_date: str) -> None:
    assert french.format_date(parse_date(text)) == in_full
    assert french.format_on_date(parse_date(text)) == on_date
    assert str(parse_date(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-30",
        "2025-00-12",
        "2025-03-00",
        "2025-00",
        "2025-13",
        "2025-1-1",
        "25",
        "٢٠٢٥",
        "2025-01-01\n",
        "1899",
        "",
    ],
)
def test_an_invalid_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text)


def test_a_month_spans_all_its_days() -> None:
    assert parse_date("2024-02").first_day == dt.date(2024, 2, 1)
    assert parse_date("2024-02").last_day == dt.date(2024, 2, 29)
    assert parse_date("2024").last_day == dt.date(2024, 12, 31)


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("9:30", "9\u00a0h\u00a030"),
        ("09:30", "9\u00a0h\u00a030"),
        ("9h30", "9\u00a0h\u00a030"),
        ("14:00", "14\u00a0h"),
        ("9:05", "9\u00a0h\u00a005"),
    ],
)
def test_an_hour_is_formatted(text: str, formatted: str) -> None:
    assert french.format_hour(parse_hour(text)) == formatted


def test_amounts_and_counts_are_formatted() -> None:
    assert french.format_euros(42500) == "42\u202f500\u00a0€"
    assert french.format_number(12.5) == "12,5"
    assert [french.pluralize(count, "action") for count in (0, 1, 2)] == [
        "0\u00a0action",
        "1\u00a0action",
        "2\u00a0actions",
    ]


def test_non_breaking_spaces_are_inserted() -> None:
    assert french.insert_nbsp("Quoi ? « Oui » : 42 500 € ; non !") == (
        "Quoi\u202f? «\u00a0Oui\u00a0»\u00a0: 42\u202f500\u00a0€\u202f; non\u202f!"
    )


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("Comité technique du 4 avril 2024", "Comité technique du 4\u00a0avril 2024"),
        ("depuis le 1er mars 2024", "depuis le 1er\u00a0mars 2024"),
        ("du 4 avril au 15 mai", "du 4\u00a0avril au 15\u00a0mai"),
        ("10 marsouins", "10 marsouins"),
    ],
)
def test_a_day_stays_on_the_line_of_its_month(text: str, spaced: str) -> None:
    assert french.insert_nbsp(text) == spaced


@pytest.mark.parametrize(
    ("text", "lowercased"),
    [
        ("Demandeurs d'emploi", "demandeurs d'emploi"),
        ("Éducation / jeunesse", "éducation / jeunesse"),
        ("EPCI du département", "EPCI du département"),
        ("", ""),
    ],
)
def test_a_first_letter_is_lowercased_unless_it_begins_an_acronym(text: str, lowercased: str) -> None:
    assert french.lowercase_first(text) == lowercased


def test_non_breaking_spaces_are_not_inserted_in_tags_or_code() -> None:
    html = '<a title="a : b">c : d</a><code>e : f</code><p>g : h</p>'
    assert (
        french.insert_nbsp_in_html(html)
        == '<a title="a : b">c\u00a0: d</a><code>e : f</code><p>g\u00a0: h</p>'
    )


def test_acronyms_are_marked_as_separate_words_and_text_is_escaped() -> None:
    mark = french.Acronyms({"EPCI": "un « groupe » & co", "CAF": "caisse"}).mark
    assert mark("Les EPCI <b> et la CAFÉ, CAF.") == (
        'Les <abbr title="un « groupe » &amp; co">EPCI</abbr> &lt;b&gt; et la CAFÉ, <abbr title="caisse">CAF</abbr>.'
    )
    assert french.Acronyms({}).mark("<i>") == "&lt;i&gt;"


def test_the_time_of_the_build_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1719871200")  # 1 July 2024, 22:00 in London
    project = Project(EXAMPLE)
    assert project.now.isoformat() == "2024-07-02T00:00:00+02:00"


def test_a_short_hyphenated_word_is_not_split_in_a_title() -> None:
    assert french.keep_hyphenated_whole("Le bus <b> : l'aller-vers") == (
        'Le bus &lt;b&gt; : <span class="whole">l&#39;aller-vers</span>'
    )
    for text in ("Saint-Denis-d'Authou-le-Grand", "à - b", "-5", ""):
        assert "whole" not in french.keep_hyphenated_whole(text)
