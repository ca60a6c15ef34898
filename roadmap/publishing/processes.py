"""Work shared between the machine's processors."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")

# Less work than this a processor is not worth a process.
_LEAST = 200


def share(work: Callable[[Sequence[Item]], object], items: Sequence[Item]) -> None:
    """Do `work` on the items, a share of them in each process; raise what it raises.

    The processes are copies of this one, as Linux alone makes them well, and while it runs a single thread:
    elsewhere, as in the live preview, it does all the work.
    """
    can_copy = sys.platform == "linux" and threading.active_count() == 1
    count = max(1, min(len(os.sched_getaffinity(0)), len(items) // _LEAST)) if can_copy else 1
    own, *others = (items[start::count] for start in range(count))
    gc.freeze()  # What is there already is not gone through in each copy, which would then hold it twice.
    context = multiprocessing.get_context("fork")
    copies = [context.Process(target=work, args=(each,)) for each in others]
    for copy in copies:
        copy.start()
    try:
        work(own)
    finally:
        for copy in copies:
            copy.join()
        gc.unfreeze()
    if any(copy.exitcode for copy in copies):
        message = "a process that shared the work failed: see what it printed above"
        raise ChildProcessError(message)
