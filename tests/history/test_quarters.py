"""The ends of quarters: the last valid revision of each, its actions by status."""

import datetime as dt

from roadmap.history.history import History, read_history
from roadmap.history.quarters import quarter_of
from tests.conftest import SCHEMAS, make_project
from tests.history.conftest import DataRepository
from tests.validation.conftest import SHEET


def read(data: DataRepository) -> History:
    return read_history(make_project(data.root), SCHEMAS)


def test_each_quarter_has_the_statuses_of_its_last_valid_revision(repository: DataRepository) -> None:
    under_way = "statut: en-cours # depuis mars\nporteur: {nom: La préfecture}"
    repository.replace(SHEET, "statut: envisagee", under_way)
    repository.commit("2025-05-02T12:00:00Z")
    repository.replace(SHEET, "statut: en-cours # depuis mars", "statut: inconnu")
    repository.commit("2025-05-03T12:00:00Z")
    repository.replace(SHEET, "statut: inconnu", 'statut: "realisee"')
    repository.commit("2025-08-31T12:00:00Z")
    third, second, first = read(repository).quarters
    assert [(end.year, end.quarter) for end in (third, second, first)] == [(2025, 3), (2025, 2), (2025, 1)]
    assert first.by_status == {"envisagee": first.actions}
    assert second.by_status == {"envisagee": first.actions - 1, "en-cours": 1}
    assert second.day == dt.date(2025, 5, 2)
    assert third.by_status == {"envisagee": first.actions - 1, "realisee": 1}


def test_a_sheet_written_as_json_is_counted(repository: DataRepository) -> None:
    path = repository.root / SHEET
    text = path.read_text(encoding="utf-8").replace("\nstatut:", '\n"statut":')
    path.write_text(text, encoding="utf-8")
    repository.commit()
    (end,) = read(repository).quarters
    assert sum(end.by_status.values()) == len(list((repository.root / "data/actions").glob("*.yaml")))


def test_quarters_begin_in_january_april_july_and_october() -> None:
    days = [dt.date(2025, month, 1) for month in range(1, 13)]
    assert [quarter_of(day)[1] for day in days] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
