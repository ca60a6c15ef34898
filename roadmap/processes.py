"""Work shared between the machine's processors."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Less work than this a processor is not worth a process.
_LEAST = 20


def share(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> list[Result]:
    """Do `work` on the items, a share of them in each process; return what it returned for each share.

    The processes are copies of this one, as Linux alone makes them well, and while it runs a single thread:
    elsewhere, as in the live preview, there is one share. Raise what `work` raises here, and
    ChildProcessError, below what it printed, when it fails in a copy.
    """
    count = max(1, min(len(os.sched_getaffinity(0)), len(items) // _LEAST)) if _can_copy() else 1
    own, *others = (items[start::count] for start in range(count))
    copies = [_Copy(partial(_once, partial(work, each))) for each in others]
    try:
        return [work(own), *(next(copy.items()) for copy in copies)]
    finally:
        for copy in copies:
            copy.stop()


def start(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin some work in a copy of this process; return what waits for its result."""
    return partial(next, stream(partial(_once, work)))


def stream(work: Callable[[], Iterable[Item]]) -> Iterator[Item]:
    """Begin some work in a copy of this process; yield what it yields there, one by one.

    It raises what `share` does. Where there can be no copy, the work is done here.
    """
    return _Copy(work).items() if _can_copy() else iter(work())


def _once(work: Callable[[], Item]) -> Iterator[Item]:
    yield work()


def _can_copy() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


class _Copy:
    """A copy of this process, at work: it sends each item, alone in a tuple, then `()`."""

    def __init__(self, work: Callable[[], Iterable[Item]]) -> None:
        self._here, there = multiprocessing.Pipe(duplex=False)

        def send() -> None:
            for item in work():
                there.send((item,))
            there.send(())

        self._process = multiprocessing.get_context("fork").Process(target=send, daemon=True)
        gc.freeze()  # What is there already is not gone through in the copy, which would then hold it twice.
        try:
            self._process.start()
        finally:
            gc.unfreeze()
        there.close()

    def items(self) -> Iterator[Item]:
        """Yield what the copy sends; raise ChildProcessError when it fails."""
        try:
            while item := self._here.recv():
                yield item[0]
        except EOFError:
            message = "a process that shared the work failed: see what it printed above"
            raise ChildProcessError(message) from None

    def stop(self) -> None:
        """End the copy, whatever it still does."""
        self._process.terminate()
        self._process.join()
