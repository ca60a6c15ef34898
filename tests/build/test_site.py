"""The pipeline: what it refuses beyond the check of the data."""

import pytest

from roadmap.build.cache import Cache
from roadmap.build.site import make_site
from roadmap.problems.problem import DataError
from tests.conftest import make_project
from tests.history.conftest import DataRepository, repository  # noqa: F401 - a fixture


def remove_all_actions(data: DataRepository) -> None:
    for path in (data.root / "data/actions").iterdir():
        path.unlink()
    (data.root / "data/actions/.gitkeep").touch()
    calendar = data.root / "data/calendar.yaml"  # whose decisions name actions
    text = calendar.read_text(encoding="utf-8").splitlines(keepends=True)
    calendar.write_text("".join(line for line in text if "actions:" not in line), encoding="utf-8")


def test_the_loss_of_all_the_actions_at_once_is_refused(repository: DataRepository) -> None:  # noqa: F811
    remove_all_actions(repository)
    repository.commit()
    project = make_project(repository.root)
    with pytest.raises(DataError) as raised:
        make_site(project, Cache(None))
    assert [(problem.file, problem.code) for problem in raised.value.problems] == [
        ("data/actions", "all-actions-removed")
    ]
