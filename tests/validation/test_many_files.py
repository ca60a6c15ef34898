"""Many new files at once: checked by all the processors, with the same outcome."""

import pytest

from roadmap.build import workers
from roadmap.validation import check as checking
from roadmap.validation import sound_files
from roadmap.validation.check import check
from tests.conftest import project_of
from tests.validation.conftest import SHEET, Data


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(workers.threading, "active_count", lambda: 1)  # the runner of the tests may have more


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_many_files_give_what_each_gives_alone(
    data: Data, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.replace(SHEET, "axe: 1", "axe: 77")
    data.add("data/actions/autre.yaml", "titre: [")
    outcomes = []
    for most in (10_000, 1):
        monkeypatch.setattr(sound_files, "FOLDER", tmp_path_factory.mktemp("kept"))
        monkeypatch.setattr(checking, "_WORTH_SHARING", most)
        monkeypatch.setattr(workers, "_LEAST", most)
        checked = check(project_of(data.root))
        outcomes.append(
            (checked.problems, {name: each.value for name, each in checked.corpus.actions.items()})
        )
    assert outcomes[0] == outcomes[1]
    assert {each.file for each in outcomes[0][0] if each.severity == "error"} == {
        str(SHEET),
        "data/actions/autre.yaml",
    }


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_work_begun_in_a_copy_gives_here_what_it_made_there(capfd: pytest.CaptureFixture[str]) -> None:
    here: list[int] = []
    assert workers.start(lambda: here.append(1) or "made")() == "made"
    assert list(workers.stream(lambda: map(str, range(3)))) == ["0", "1", "2"]
    assert here == []
    broken = workers.stream(lambda: (1 // number for number in (1, 0)))
    assert next(broken) == 1
    with pytest.raises(ChildProcessError):
        next(broken)
    assert "ZeroDivisionError" in capfd.readouterr().err


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_what_fails_in_a_copy_fails_here(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workers, "_LEAST", 1)
    assert sorted(map(sorted, workers.share(list, range(5)))) == [[0, 2, 4], [1, 3]]
    with pytest.raises(ChildProcessError):
        workers.share(lambda share: [1 / number for number in share], [1, 0])
    assert "ZeroDivisionError" in capfd.readouterr().err
    with pytest.raises(ZeroDivisionError):
        workers.share(lambda share: [1 / number for number in share], [0, 1])
