"""Work shared between the machine's processors."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    copies = [start(partial(work, each)) for each in others]
    return [work(own), *(result() for result in copies)]


def start(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin some work in a copy of this process; return what waits for its result."""
    return partial(next, stream(lambda: [work()]))


def stream(work: Callable[[], Iterable[Item]]) -> Iterator[Item]:
    """Begin some work in a copy of this process; yield what it yields there, one by one.

    It raises what `share` does. Where there can be no copy, the work is done here.
    """
    return _received(_copy(work)) if _can_copy() else iter(work())


def _can_copy() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _copy(work: Callable[[], Iterable[Item]]) -> Connection:
    """Start a copy of this process; return where it sends each item, alone in a tuple, then `()`."""
    here, there = multiprocessing.Pipe(duplex=False)

    def send() -> None:
        for item in work():
            there.send((item,))
        there.send(())

    context = multiprocessing.get_context("fork")
    gc.freeze()  # What is there already is not gone through in the copy, which would then hold it twice.
    try:
        context.Process(target=send, daemon=True).start()
    finally:
        gc.unfreeze()
    there.close()
    return here


def _received(copy: Connection) -> Iterator[Item]:
    try:
        while item := copy.recv():
            yield item[0]
    except EOFError:
        message = "a process that shared the work failed: see what it printed above"
        raise ChildProcessError(message) from None
