"""The model: late actions, stale sheets, upcoming meetings, the commented template."""

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap.model.records import Action, Meeting
from roadmap.model.roadmap import Roadmap, load_roadmap
from roadmap.problems.problem import DataError
from roadmap.render.schema_help import build_action_template
from tests.conftest import EXAMPLE, SCHEMAS, TODAY, make_project, make_project_on
from tests.validation.conftest import SHEET, Data, copy_data


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return copy_data(tmp_path)


def roadmap_of(root: Path = EXAMPLE, today: dt.date = TODAY) -> Roadmap:
    return load_roadmap(make_project_on(today, root))


@pytest.mark.parametrize(
    ("kind", "record", "path"), [("action", Action, ()), ("calendar", Meeting, ("reunions", 0))]
)
def test_a_record_has_the_fields_of_its_schema(kind: str, record: type, path: tuple) -> None:
    properties = SCHEMAS.field(kind, path)["properties"] if path else SCHEMAS.of_kind(kind)["properties"]
    fields = set(record.__struct_fields__)
    assert fields == {*properties, "id"}


def test_data_with_errors_cannot_be_loaded(data: Data) -> None:
    data.replace(SHEET, "axe: 1", "axe: 9")
    with pytest.raises(DataError) as raised:
        load_roadmap(make_project(data.root))
    assert "unknown-reference" in {problem.code for problem in raised.value.problems}


def test_an_action_is_late_when_still_open_after_its_end(data: Data) -> None:
    data.add(SHEET, "fin: 2025-10\n")
    action = roadmap_of(data.root).action(SHEET.stem)
    assert roadmap_of(data.root, dt.date(2025, 11, 1)).is_late(action)
    assert not roadmap_of(data.root, dt.date(2025, 10, 31)).is_late(action)
    assert not roadmap_of(data.root).is_late(replace(action, statut="realisee"))


def test_a_sheet_is_stale_twelve_months_after_its_confirmation() -> None:
    action = roadmap_of().actions[0]
    assert not roadmap_of(today=dt.date(2025, 4, 4)).is_stale(action)
    assert roadmap_of(today=dt.date(2025, 4, 5)).is_stale(action)


def test_upcoming_meetings_are_not_past_and_one_dated_by_its_month_lasts_until_its_end() -> None:
    meetings = roadmap_of(today=dt.date(2024, 6, 30)).upcoming_meetings
    assert [meeting.id for meeting in meetings] == [
        "copil-prefiguration",
        "echeance-feuille-de-route",
        "pre-feuille-de-route",
    ]
    assert roadmap_of(today=dt.date(2025, 1, 1)).upcoming_meetings == ()


def test_a_cancelled_meeting_is_not_upcoming(data: Data) -> None:
    data.replace("data/calendar.yaml", "date: 2024-06-05", "date: 2024-06-05\n    statut: annulee")
    day = dt.date(2024, 6, 1)
    assert "cotech-2024-06-05" not in {meeting.id for meeting in roadmap_of(data.root, day).upcoming_meetings}
    assert [meeting.id for meeting in roadmap_of(data.root, day).cancelled_meetings] == ["cotech-2024-06-05"]


def test_the_commented_template_is_a_valid_sheet_and_names_every_field(data: Data) -> None:
    template = build_action_template(roadmap_of())
    data.add("data/actions/modele.yaml", template)
    assert data.problems() == []
    for key in SCHEMAS.of_kind("action")["properties"]:
        assert f"\n{key}:" in template or f"\n# {key}:" in template


def test_the_commented_template_is_valid_with_all_its_examples_uncommented(data: Data) -> None:
    keys = tuple(SCHEMAS.of_kind("action")["properties"])
    lines, is_kept = [], False
    for line in build_action_template(roadmap_of()).splitlines():
        uncommented = line.removeprefix("# ")
        if line.startswith("# ") and (
            uncommented.split(":")[0] in keys or (is_kept and uncommented.startswith(" "))
        ):
            lines.append(uncommented)
            is_kept = True
        elif not line.startswith("#"):
            lines.append(line)
            is_kept = False
    data.add("data/actions/modele.yaml", "\n".join(lines).replace("atelier-smartphone", "atelier-ancien"))
    assert data.problems() == []
