"""Work handed out to processes, each with the database open for itself; results come in order."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stderr, suppress
from typing import TypeVar

from tui_dunning.errors import DunningError
from tui_dunning.store.database import address, open_database

Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD = 2
"""Parts that each process may have waiting."""


def in_order(
    work: Callable[[Part], Result],
    parts: Iterable[Part],
    workers: int,
    *,
    broken: DunningError,
    begin: Callable[[], None] | None = None,
    unwanted: Callable[[Result], None] | None = None,
) -> Generator[Result, None, None]:
    """Yield what `work` makes of each part, worked out by so many processes.

    Args:
        work: a function of a module (or a partial of one), called in one of the processes.
        parts: what it is called with.
        workers: how many processes.
        broken: raised where a process was ended from outside.
        begin: called in each process after its database was opened.
        unwanted: told the results that were made but are not wanted any more, after a stop.
    """
    from multiprocessing import get_context, resource_tracker

    with redirect_stderr(sys.__stderr__):  # the menus' own has no file for the tracker to inherit
        resource_tracker.ensure_running()
    pool = ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_begin, initargs=(*address(), begin)
    )
    waiting: deque[Future[Result]] = deque()
    try:
        for part in parts:
            waiting.append(pool.submit(work, part))
            if len(waiting) >= workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise broken from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        for future in waiting:
            if unwanted is not None and not future.cancelled() and future.exception() is None:
                unwanted(future.result())


def _begin(url: str, wait_seconds: float, begin: Callable[[], None] | None) -> None:
    """Get a process ready: the database, and an end with the process that started it."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides and says so
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.join,), daemon=True).start()
    open_database(url, wait_seconds=wait_seconds)
    if begin is not None:
        begin()
    gc.freeze()


def _end_with(wait: Callable[[], None]) -> None:
    """End at once when the process that wants the results is gone."""
    with suppress(OSError):
        wait()
    os._exit(1)
