"""Work shared between processes: the same results as in one process, and no failure is ignored."""

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
from tests.build.conftest import pretend_two_processors

# The real function, before the tests replace it.
COUNT_THREADS = workers._count_threads  # noqa: SLF001


@pytest.fixture(autouse=True)
def _use_two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_two_processors(monkeypatch)


def return_share_and_process(share: Sequence[int]) -> tuple[list[int], int]:
    return list(share), os.getpid()


def compute_inverses(share: Sequence[int]) -> list[float]:
    return [1 / number for number in share]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_each_process_does_its_own_share_of_the_items() -> None:
    (own_share, own_process), (other_share, other_process) = run_in_processes(
        return_share_and_process, range(5), min_items=1
    )
    assert (own_share, other_share) == ([0, 2, 4], [1, 3])
    assert own_process == os.getpid() != other_process


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_changes_nothing_in_this_one() -> None:
    received: list[int] = []
    run_in_processes(received.extend, range(4), min_items=1)
    assert received == [0, 2]


@pytest.mark.parametrize("count", [0, 1, 399])
def test_few_items_are_done_in_this_process(count: int) -> None:
    assert run_in_processes(return_share_and_process, range(count)) == [([*range(count)], os.getpid())]


def test_work_is_done_in_this_process_while_threads_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_count_threads", lambda: 2)
    assert run_in_processes(return_share_and_process, range(4), min_items=1) == [([0, 1, 2, 3], os.getpid())]


def test_the_threads_of_native_libraries_are_counted() -> None:
    lock = _thread.allocate_lock()
    lock.acquire()
    count = COUNT_THREADS()
    _thread.start_new_thread(lock.acquire, ())  # Python does not list it
    assert COUNT_THREADS() == count + 1
    lock.release()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_failure_in_a_forked_process_is_raised_in_this_one(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ChildProcessError):
        run_in_processes(compute_inverses, [1, 0], min_items=1)
    assert "ZeroDivisionError" in capfd.readouterr().err
    with pytest.raises(ZeroDivisionError):
        run_in_processes(compute_inverses, [0, 1], min_items=1)
    assert multiprocessing.active_children() == []


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_killed_while_it_answers_is_an_error() -> None:
    def long_answer(share: Sequence[bool]) -> bytes:
        (is_here,) = share
        if is_here:
            time.sleep(0.3)  # the other process answers meanwhile, more than a pipe can hold
            for process in multiprocessing.active_children():
                process.kill()
        return b"" if is_here else bytes(10_000_000)

    with pytest.raises(ChildProcessError):
        run_in_processes(long_answer, [True, False], min_items=1)


def test_a_share_whose_fork_is_refused_is_done_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process: ForkProcess) -> NoReturn:
        raise BlockingIOError

    monkeypatch.setattr(ForkProcess, "start", refuse)
    assert run_in_processes(return_share_and_process, range(5), min_items=1) == [
        ([0, 2, 4], os.getpid()),
        ([1, 3], os.getpid()),
    ]
