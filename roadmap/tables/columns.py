"""The columns of a table of actions: how authorities name them, and the row that names them.

The browser has the same titles: what it understands of a pasted table is what the import does of a file.
"""

import difflib
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from roadmap.text.folding import fold

COLUMNS_FILE = Path(__file__).with_name("columns.yaml")
LEFT_OUT = "left-out"
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Words of a title that say how the cells are written, not what they say.
_UNIT_WORDS = re.compile(r"-(?:en|€|euros?|eur|ttc|ht|k|ke|keur|prevu|prevue|20[0-9]{2})(?=-|$)")
_THOUSANDS = re.compile(r"k ?(?:€|euros?|eur)|milliers", re.IGNORECASE)
MIN_SIMILARITY = 0.8
_MAX_HEADER_ROW = 40


@dataclass(frozen=True)
class Column:
    """A column of a table: its place from 0, its title, its field; `is_guess` when only near a known title.

    `is_in_thousands`: its amounts are in thousands of euros, as its title says.
    """

    index: int
    title: str
    field: str
    is_guess: bool = False
    is_in_thousands: bool = False


@dataclass(frozen=True)
class Header:
    """The row that names the columns: its place from 0, the columns read and the titles left out."""

    row: int
    columns: tuple[Column, ...]
    ignored: tuple[tuple[int, str], ...]


@functools.cache
def load_columns() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the reader and the titles of each field (see `columns.yaml`)."""
    content = yaml.safe_load(COLUMNS_FILE.read_text(encoding="utf-8"))
    return {field: (entry["reader"], tuple(entry["titles"])) for field, entry in content.items()}


@functools.cache
def list_titles() -> dict[str, str]:
    """Return the field of each title as it is compared; an empty one for the columns that are left out."""
    return {
        fold(title): "" if field == LEFT_OUT else field
        for field, (_, titles) in load_columns().items()
        for title in titles
    }


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the header of a sheet: the row that names most fields, the title among them; None without."""
    titles = list_titles()
    best, best_count = None, 1
    for index, row in enumerate(rows[:_MAX_HEADER_ROW]):
        fields = {match_title(cell, titles)[0] for cell in row if cell.strip()} - {None, ""}
        if "titre" in fields and len(fields) > best_count:
            best, best_count = index, len(fields)
    return None if best is None else _build_header(best, rows[best], titles)


def _build_header(index: int, row: Sequence[str], titles: dict[str, str]) -> Header:
    columns: list[Column] = []
    ignored: list[tuple[int, str]] = []
    for place, cell in enumerate(row):
        field, is_guess = match_title(cell, titles)
        column = Column(place, cell.strip(), field or "", is_guess, bool(_THOUSANDS.search(cell)))
        twin = next((known for known in columns if known.field == field), None)
        if not cell.strip():
            continue
        if not field or (twin and (is_guess or not twin.is_guess)):
            ignored.append((place, cell.strip()))
        else:
            if twin:
                columns.remove(twin)
                ignored.append((twin.index, twin.title))
            columns.append(column)
    return Header(index, tuple(columns), tuple(ignored))


def match_title(title: str, titles: dict[str, str]) -> tuple[str | None, bool]:
    """Return the field that a title names, and whether it is only near; None when it names none."""
    bare = _UNIT_WORDS.sub("", f"-{fold(_BRACKETS.sub(' ', title))}").strip("-")
    for key in (fold(title), fold(_BRACKETS.sub(" ", title)), bare):
        if key in titles:
            return titles[key], False
    near = difflib.get_close_matches(bare, titles, n=1, cutoff=MIN_SIMILARITY) if bare else []
    return (titles[near[0]], True) if near else (None, False)
