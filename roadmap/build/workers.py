"""Work shared between the machine's processors, by copies of this process."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Less work than this for a processor is not worth a process.
FEWEST_ITEMS = 200


def split(
    work: Callable[[Sequence[Item]], Result], items: Sequence[Item], fewest: int = FEWEST_ITEMS
) -> list[Result]:
    """Do `work` on the items, a share of them in each process; return what it returned for each share.

    A process has `fewest` items at least. The processes are copies of this one, as Linux alone makes them
    well, while it runs a single thread: elsewhere, or where it refuses a copy, there is one share.
    Raise what `work` raises here, and ChildProcessError, below what it printed, when it fails in a copy.
    """
    count = max(1, min(len(os.sched_getaffinity(0)), len(items) // fewest)) if _can_copy() else 1
    shares = [items[start::count] for start in range(count)]
    copies = [_start(partial(work, share)) for share in shares[1:]]
    try:
        results = [work(shares[0])]
        for share, copy in zip(shares[1:], copies, strict=True):
            results.append(_result(copy[1]) if copy else work(share))
        return results
    finally:
        for process, _ in filter(None, copies):
            process.terminate()
            process.join()


def _can_copy() -> bool:
    return sys.platform == "linux" and _thread_count() == 1


def _thread_count() -> int:
    """Return how many threads this process runs, as Linux counts them.

    Libraries have some that Python does not know, Typst's among them: a copy lacks them, and would wait for
    them for ever.
    """
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - names alone
    except OSError:
        return 0


def _start(work: Callable[[], Result]) -> tuple[multiprocessing.Process, Connection] | None:
    """Begin some work in a copy of this process; return it and where its result comes, None if refused."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=lambda: there.send(work()), daemon=True)
    try:
        process.start()
    except OSError:  # no more processes, or no more memory
        return None
    finally:
        there.close()
    return process, here


def _result(copy: Connection) -> object:
    try:
        return copy.recv()
    except (EOFError, OSError):  # it ended before its answer, or in the midst of it
        message = "a process that shared the work failed: see what it printed above"
        raise ChildProcessError(message) from None
