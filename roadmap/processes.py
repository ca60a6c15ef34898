"""Work shared between the machine's processors."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
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
    can_copy = sys.platform == "linux" and threading.active_count() == 1
    count = max(1, min(len(os.sched_getaffinity(0)), len(items) // _LEAST)) if can_copy else 1
    own, *others = (items[start::count] for start in range(count))
    gc.freeze()  # What is there already is not gone through in each copy, which would then hold it twice.
    try:
        copies = [_copy(work, each) for each in others]
        return [work(own), *(_result(each) for each in copies)]
    finally:
        gc.unfreeze()


def _copy(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> Connection:
    """Start a copy of this process on a share of the items; return where it will send its result."""
    here, there = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    context.Process(target=lambda: there.send(work(items)), daemon=True).start()
    there.close()
    return here


def _result(copy: Connection) -> Result:
    try:
        return copy.recv()
    except EOFError:
        message = "a process that shared the work failed: see what it printed above"
        raise ChildProcessError(message) from None
