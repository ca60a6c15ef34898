"""Run work in parallel on all the processors, in forked processes."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import TypeVar

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

# With fewer items, starting a process costs more than it saves.
MIN_ITEMS_PER_PROCESS = 200


def run_in_processes(
    work: Callable[[Sequence[ItemT]], ResultT], items: Sequence[ItemT], min_items: int = MIN_ITEMS_PER_PROCESS
) -> list[ResultT]:
    """Split the items between processes that each call `work` on their share; return one result per share.

    Each process gets at least `min_items`; this one takes the first share. Forking is only safe on Linux and
    in a single-threaded process: otherwise there is a single share. A share whose fork fails is run here.
    Raise what `work` raises in this process, and ChildProcessError when it fails in another, whose traceback
    was printed.
    """
    count = max(1, min(len(os.sched_getaffinity(0)), len(items) // min_items)) if _can_fork() else 1
    shares = [items[start::count] for start in range(count)]
    children = [_start_process(partial(work, share)) for share in shares[1:]]
    try:
        results = [work(shares[0])]
        for share, child in zip(shares[1:], children, strict=True):
            results.append(_receive_result(child[1]) if child else work(share))
        return results
    finally:
        for process, _ in filter(None, children):
            process.terminate()
            process.join()


def _can_fork() -> bool:
    return sys.platform == "linux" and _count_threads() == 1


def _count_threads() -> int:
    """Return the number of threads of this process, from Linux, 0 if unknown.

    `threading` does not count those of native libraries, such as Typst's: after a fork they are missing, and
    the child would wait for them for ever.
    """
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - only their number
    except OSError:
        return 0


def _start_process(work: Callable[[], ResultT]) -> tuple[multiprocessing.Process, Connection] | None:
    """Run work in a forked process; return it and the pipe of its result, None if the fork fails."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=lambda: sender.send(work()), daemon=True)
    try:
        process.start()
    except OSError:  # process limit reached, or out of memory
        return None
    finally:
        sender.close()
    return process, receiver


def _receive_result(receiver: Connection) -> object:
    try:
        return receiver.recv()
    except (EOFError, OSError):  # the process ended before it had sent its whole result
        message = "a worker process failed: see its traceback above"
        raise ChildProcessError(message) from None
