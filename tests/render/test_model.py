"""What follows from the data: order, lateness, freshness, what is past."""

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap.model.records import Action, Meeting
from roadmap.model.roadmap import Roadmap, load_roadmap
from roadmap.problems.problem import DataError
from roadmap.render.schema_help import build_action_template
from tests.conftest import EXAMPLE, SCHEMAS, TODAY, project_of, project_on
from tests.validation.conftest import SHEET, Data, copy_data


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return copy_data(tmp_path)


def roadmap(root: Path = EXAMPLE, today: dt.date = TODAY) -> Roadmap:
    return load_roadmap(project_on(today, root))


@pytest.mark.parametrize(
    ("kind", "record", "path"), [("action", Action, ()), ("calendar", Meeting, ("reunions", 0))]
)
def test_a_record_has_the_fields_of_its_schema(kind: str, record: type, path: tuple) -> None:
    properties = SCHEMAS.field(kind, path)["properties"] if path else SCHEMAS.of_kind(kind)["properties"]
    fields = set(record.__struct_fields__)
    assert fields == {*properties, "id"}


def test_no_roadmap_is_made_of_data_with_errors(data: Data) -> None:
    data.replace(SHEET, "axe: 1", "axe: 9")
    with pytest.raises(DataError) as raised:
        load_roadmap(project_of(data.root))
    assert "unknown-reference" in {problem.code for problem in raised.value.problems}


def test_an_action_is_late_when_still_open_after_its_end(data: Data) -> None:
    data.add(SHEET, "fin: 2025-10\n")
    action = roadmap(data.root).action(SHEET.stem)
    assert roadmap(data.root, dt.date(2025, 11, 1)).is_late(action)
    assert not roadmap(data.root, dt.date(2025, 10, 31)).is_late(action)
    assert not roadmap(data.root).is_late(replace(action, statut="realisee"))


def test_a_sheet_is_stale_twelve_months_after_its_confirmation() -> None:
    action = roadmap().actions[0]
    assert not roadmap(today=dt.date(2025, 4, 4)).is_stale(action)
    assert roadmap(today=dt.date(2025, 4, 5)).is_stale(action)


def test_the_next_meeting_is_never_past_and_a_month_may_be_any_of_its_days() -> None:
    coming = roadmap(today=dt.date(2024, 6, 30)).upcoming_meetings
    assert [meeting.id for meeting in coming] == [
        "copil-prefiguration",
        "echeance-feuille-de-route",
        "pre-feuille-de-route",
    ]
    assert roadmap(today=dt.date(2025, 1, 1)).upcoming_meetings == ()


def test_a_cancelled_meeting_is_not_announced_as_the_next(data: Data) -> None:
    data.replace("data/calendar.yaml", "date: 2024-06-05", "date: 2024-06-05\n    statut: annulee")
    day = dt.date(2024, 6, 1)
    assert "cotech-2024-06-05" not in {meeting.id for meeting in roadmap(data.root, day).upcoming_meetings}
    assert [meeting.id for meeting in roadmap(data.root, day).cancelled_meetings] == ["cotech-2024-06-05"]


def test_the_commented_template_is_a_sound_sheet_and_names_every_field(data: Data) -> None:
    template = build_action_template(roadmap())
    data.add("data/actions/modele.yaml", template)
    assert data.problems() == []
    for key in SCHEMAS.of_kind("action")["properties"]:
        assert f"\n{key}:" in template or f"\n# {key}:" in template


def test_the_commented_template_stays_sound_with_all_its_examples(data: Data) -> None:
    """Uncomment every example: each must be worth copying."""
    keys = tuple(SCHEMAS.of_kind("action")["properties"])
    lines, keep = [], False
    for line in build_action_template(roadmap()).splitlines():
        bare = line.removeprefix("# ")
        if line.startswith("# ") and (bare.split(":")[0] in keys or (keep and bare.startswith(" "))):
            lines.append(bare)
            keep = True
        elif not line.startswith("#"):
            lines.append(line)
            keep = False
    data.add("data/actions/modele.yaml", "\n".join(lines).replace("atelier-smartphone", "atelier-ancien"))
    assert data.problems() == []
