"""What the check accepts is built, in every output, however odd: each file of the site can be read."""

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
import pypdf
import pytest

from tests.build.odd_data import OddData
from tests.conftest import build, copy_project
from tests.site.html import list_pages, parse_errors, parse_page


def read_every_file(site: Path) -> None:
    """Read each file of a site with a parser of its format, which raises on a mistake."""
    for path in sorted(site.rglob("*")):
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".ics":
            icalendar.Calendar.from_ical(path.read_bytes())
        elif path.suffix == ".xml":
            ET.parse(path)  # noqa: S314 - our own files
        elif path.suffix == ".csv":
            delimiter = ";" if path.stem.endswith("-excel") else ","
            lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
            rows = list(csv.reader(lines, delimiter=delimiter))
            assert len({len(row) for row in rows}) == 1, path
        elif path.suffix == ".pdf":
            assert pypdf.PdfReader(path).pages


def find_html_mistakes(site: Path) -> list[tuple[str, object]]:
    """Return the parse errors and the repeated ids of the pages of a site."""
    mistakes: list[tuple[str, object]] = []
    for page in list_pages(site):
        name = page.relative_to(site).as_posix()
        mistakes += [(name, error) for error in parse_errors(page)]
        ids = [element.get("id") for element in parse_page(page).iter() if element.get("id") is not None]
        mistakes += [(name, identifier) for identifier in ids if not identifier or ids.count(identifier) > 1]
    return mistakes


@pytest.mark.parametrize(
    "seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(2, 30))]
)
def test_odd_data_that_the_check_accepts_is_built(tmp_path: Path, seed: int) -> None:
    root = copy_project(tmp_path / "project")
    assert OddData(root, seed).write() > 300
    result = build(root)
    assert result.is_done, result.output
    read_every_file(root / "site")
    assert find_html_mistakes(root / "site") == []
