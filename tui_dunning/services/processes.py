"""Work handed out to processes, each with the database open for itself; results come in order."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stderr, suppress
from typing import TYPE_CHECKING, TypeVar

from tui_dunning.errors import DunningError
from tui_dunning.store.database import address, open_database

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD = 2
"""Parts that each process may have waiting."""


def can_start() -> bool:
    """Whether the system has what processes need to work together: some lack its shared memory."""
    try:
        _context(()).Lock()
    except (OSError, ImportError):
        return False
    return True


def in_order(
    work: Callable[[Part], Result],
    parts: Iterable[Part],
    workers: int,
    *,
    loaded: Sequence[str],
    broken: DunningError,
    unwanted: Callable[[Result], None] | None = None,
) -> Generator[Result, None, None]:
    """Yield what `work` makes of each part, worked out by so many processes.

    Args:
        work: a function of a module (or a partial of one), called in one of the processes.
        parts: what it is called with.
        workers: how many processes.
        loaded: the modules that the processes need; loaded once for all of them.
        broken: raised where a process was ended from outside.
        unwanted: told the results that were made but are not wanted any more, after a stop.
    """
    pool = ProcessPoolExecutor(workers, _context(loaded), initializer=_begin, initargs=address())
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


def _context(loaded: Sequence[str]) -> BaseContext:
    """Return how processes are started: from one that has loaded all of it, where there is that."""
    from multiprocessing import get_all_start_methods, get_context, resource_tracker

    with redirect_stderr(sys.__stderr__):  # the menus' own has no file for the tracker to inherit
        resource_tracker.ensure_running()
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([*loaded])
    return context


def _begin(url: str, wait_seconds: float) -> None:
    """Get a process ready: the database, and an end with the process that started it."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides and says so
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.join,), daemon=True).start()
    open_database(url, wait_seconds=wait_seconds)
    gc.freeze()


def _end_with(wait: Callable[[], None]) -> None:
    """End at once when the process that wants the results is gone."""
    with suppress(OSError):
        wait()
    os._exit(1)
