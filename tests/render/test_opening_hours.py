"""Opening hours of OpenStreetMap, said in French or not at all."""

import pytest

from roadmap.text.opening_hours import format_opening_hours


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
            ["du lundi au vendredi : 9 h à 12 h et 14 h à 18 h 30", "samedi : 8 h 30 à 12 h"],
        ),
        ("Tu,Th 14:00-17:00;", ["mardi et jeudi : 14 h à 17 h"]),
        ("Mo, We-Fr 9:00-12:30", ["lundi et du mercredi au vendredi : 9 h à 12 h 30"]),
        ("Mo,Tu,Th 10:00-11:00", ["lundi, mardi et jeudi : 10 h à 11 h"]),
        ("Mo-Su 08:00-24:00", ["tous les jours : 8 h à minuit"]),
        ("08:00-12:00", ["tous les jours : 8 h à 12 h"]),
        ("Mo 09:00-12:00; PH off", ["lundi : 9 h à 12 h", "jours fériés : fermé"]),
        ("24/7", ["tous les jours, à toute heure"]),
        # Anything else is not guessed, in part or in whole.
        ("", []),
        ("Mo-Fr 09:00-12:00; sunset-22:00", []),
        ('Mo-Fr 09:00-12:00 || "sur rendez-vous"', []),
        ("Fr-Mo 09:00-12:00", []),
        ("Mo-PH 09:00-12:00", []),
        ("Mo 12:00-09:00", []),
        ("Mo 09:00-24:30", []),
        ("Mo 25:00-26:00", []),
        ("Mo ٠٩:00-12:00", []),
        ("week 1-10 Mo 09:00-12:00", []),
        ("<script>alert(1)</script>", []),
        ("Mo 09:00-12:00; " * 15, []),
        ("Mo 09:00-12:00," * 10_000, []),
    ],
)
def test_hours_are_said_in_french_or_left_out(text: str, lines: list[str]) -> None:
    assert [line.replace("\u00a0", " ") for line in format_opening_hours(text)] == lines
