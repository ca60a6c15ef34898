"""Work shared between processors: the same outcome as done here, and no failure without a word."""

import _thread
import multiprocessing
import os
import time
from collections.abc import Sequence
from multiprocessing.context import ForkProcess
from typing import NoReturn

import pytest

from roadmap.build import workers
from roadmap.build.workers import run_in_processes

COUNTED = workers._count_threads  # noqa: SLF001 - before the tests play it


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(workers, "_count_threads", lambda: 1)  # the runner of the tests may have more


def share_and_process(share: Sequence[int]) -> tuple[list[int], int]:
    return list(share), os.getpid()


def inverses(share: Sequence[int]) -> list[float]:
    return [1 / number for number in share]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_each_processor_has_its_share_and_no_item_is_done_twice() -> None:
    (own, here), (other, there) = run_in_processes(share_and_process, range(5), min_items=1)
    assert (own, other) == ([0, 2, 4], [1, 3])
    assert here == os.getpid() != there


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_what_a_copy_changes_is_not_changed_here() -> None:
    seen: list[int] = []
    run_in_processes(seen.extend, range(4), min_items=1)
    assert seen == [0, 2]


@pytest.mark.parametrize("count", [0, 1, 399])
def test_little_work_is_done_here(count: int) -> None:
    assert run_in_processes(share_and_process, range(count)) == [([*range(count)], os.getpid())]


def test_while_threads_run_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_count_threads", lambda: 2)
    assert run_in_processes(share_and_process, range(4), min_items=1) == [([0, 1, 2, 3], os.getpid())]


def test_the_threads_of_libraries_are_counted_too() -> None:
    lock = _thread.allocate_lock()
    lock.acquire()
    count = COUNTED()
    _thread.start_new_thread(lock.acquire, ())  # Python does not list it
    assert COUNTED() == count + 1
    lock.release()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_what_fails_in_a_copy_fails_here(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ChildProcessError):
        run_in_processes(inverses, [1, 0], min_items=1)
    assert "ZeroDivisionError" in capfd.readouterr().err
    with pytest.raises(ZeroDivisionError):
        run_in_processes(inverses, [0, 1], min_items=1)
    assert multiprocessing.active_children() == []


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_copy_killed_while_it_answers_fails_here() -> None:
    def long_answer(share: Sequence[bool]) -> bytes:
        (is_here,) = share
        if is_here:
            time.sleep(0.3)  # the copy answers meanwhile, more than a pipe can hold
            for copy in multiprocessing.active_children():
                copy.kill()
        return b"" if is_here else bytes(10_000_000)

    with pytest.raises(ChildProcessError):
        run_in_processes(long_answer, [True, False], min_items=1)


def test_a_copy_that_the_machine_refuses_leaves_its_share_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process: ForkProcess) -> NoReturn:
        raise BlockingIOError

    monkeypatch.setattr(ForkProcess, "start", refuse)
    assert run_in_processes(share_and_process, range(5), min_items=1) == [
        ([0, 2, 4], os.getpid()),
        ([1, 3], os.getpid()),
    ]
