"""Work shared between the machine's processors."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Less work than this a processor is not worth a process.
_LEAST = 200


def share(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> list[Result]:
    """Do `work` on the items, a share of them in each process; return what it returned for each share.

    The processes are copies of this one, as Linux alone makes them well, and while it runs a single thread:
    elsewhere, as in the live preview, there is one share. Raise what `work` raises here, and
    ChildProcessError, below what it printed, when it fails in a copy.
    """
    count = max(1, min(len(os.sched_getaffinity(0)), len(items) // _LEAST)) if _can_copy() else 1
    own, *others = (items[start::count] for start in range(count))
    copies = [_copy(partial(work, each)) for each in others]
    return [work(own), *(_result(each) for each in copies)]


def start(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin some work in a copy of this process; return what waits for its result.

    It raises what `share` does. Where there can be no copy, the work is done once its result is asked for.
    """
    return partial(_result, _copy(work)) if _can_copy() else work


def _can_copy() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _copy(work: Callable[[], Result]) -> Connection:
    """Start a copy of this process on some work; return where it will send its result."""
    here, there = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    gc.freeze()  # What is there already is not gone through in the copy, which would then hold it twice.
    try:
        context.Process(target=lambda: there.send(work()), daemon=True).start()
    finally:
        gc.unfreeze()
    there.close()
    return here


def _result(copy: Connection) -> Result:
    try:
        return copy.recv()
    except EOFError:
        message = "a process that shared the work failed: see what it printed above"
        raise ChildProcessError(message) from None
