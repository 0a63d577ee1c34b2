"""Letters drawn portion by portion, here or in processes of their own, with the same result.

A portion depends on its letters alone; portions come back in the order of their letters.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from tui_dunning.errors import DunningError
from tui_dunning.output.format import slug
from tui_dunning.output.letter_text import LetterTextError
from tui_dunning.services.letter_document import document_of, words_of
from tui_dunning.services.letter_values import PAY_WITHIN_DAYS
from tui_dunning.services.print_files import Written, write_part
from tui_dunning.store import documents as store
from tui_dunning.store import printing
from tui_dunning.store.database import address, open_database, reading
from tui_dunning.store.documents import LetterFacts

if TYPE_CHECKING:
    from tui_dunning.output.letter_files import Ready

PORTION = 200
"""Letters drawn between two looks at the progress."""

AHEAD = 2
"""Portions that each process may have waiting."""


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """How letters are drawn: A4 or Letter, fonts behind the shipped ones, days to pay within."""

    paper: str = "A4"
    fallback_fonts: tuple[Path, ...] = ()
    pay_within_days: int = PAY_WITHIN_DAYS


@dataclass(frozen=True, slots=True)
class Task:
    """What all portions of a print share. `owner` is the process that unfinished files name."""

    choice: PaperChoice
    target: Path
    folder: bool
    started: datetime
    owner: int


class Outcome(NamedTuple):
    """One letter: its final words and its file, or the problem that keeps it waiting.

    `ready` is what goes into the one file; None where the letter has a file of its own.
    """

    number: int
    problem: str
    revision: int = 0
    subject: str = ""
    body: str = ""
    path: str = ""
    pages: int = 0
    ready: Ready | None = None


class Portion(NamedTuple):
    """The letters of a portion, and the files that were written for them."""

    outcomes: tuple[Outcome, ...]
    written: tuple[Written, ...]


def draw_portion(task: Task, numbers: Sequence[int]) -> Portion:
    """Draw letters; into files of their own, where the task says so."""
    written: list[Written] = []
    try:
        with reading():
            outcomes = tuple(_draw(task, facts, written) for facts in store.stream_facts(numbers))
    except BaseException:
        abandon(Portion((), tuple(written)))
        raise
    return Portion(outcomes, tuple(written))


def _draw(task: Task, facts: LetterFacts, written: list[Written]) -> Outcome:
    """Draw one letter."""
    from tui_dunning.output.letter_files import LetterFile

    choice, number = task.choice, facts.number
    try:
        words = words_of(facts, choice.pay_within_days)
    except LetterTextError as error:
        return Outcome(number, f"its text cannot be filled: {error}")
    file = LetterFile(choice.paper, choice.fallback_fonts, single=True)
    ready = file.drawing.draw(document_of(facts, words, choice.pay_within_days))
    if ready.problem:
        return Outcome(number, ready.problem)
    final = (number, "", facts.revision, *words)
    if not task.folder:
        return Outcome(*final, str(task.target), ready.sheets, ready)

    def save(target: BinaryIO) -> None:
        file.add_ready(ready)
        file.save(target, f"Letter {number}", task.started)

    path = task.target / file_name(facts)
    write_part(path, task.owner, printing.is_ours, save, written)
    return Outcome(*final, str(path), ready.sheets)


def file_name(facts: LetterFacts) -> str:
    """Return the name of a letter's own file: its number and whom it goes to."""
    return (
        "-".join(part for part in (f"letter-{facts.number}", slug(facts.to_name)) if part) + ".pdf"
    )


def abandon(portion: Portion) -> None:
    """Remove the files of a portion that nobody wants any more."""
    for each in portion.written:
        with suppress(OSError):
            each.part.unlink(missing_ok=True)


def portions(task: Task, numbers: Sequence[int], workers: int) -> Generator[Portion, None, None]:
    """Yield all portions in order, drawn by so many processes; 1: by this one."""
    parts = [numbers[start : start + PORTION] for start in range(0, len(numbers), PORTION)]
    if workers > 1 and len(parts) > 1:
        yield from _in_processes(task, parts, min(workers, len(parts)))
        return
    with reading(), garbage_set_aside():
        for part in parts:
            yield draw_portion(task, part)


@contextmanager
def garbage_set_aside() -> Iterator[None]:
    """Keep what is loaded out of the searches for garbage, a fifth of the time of many letters."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _in_processes(task: Task, parts: Sequence[Sequence[int]], workers: int) -> Iterator[Portion]:
    """Yield portions drawn by other processes, which see the database each for itself."""
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_begin, initargs=address()
    )
    waiting: deque[Future[Portion]] = deque()
    left = iter(parts)
    try:
        for part in left:
            waiting.append(pool.submit(draw_portion, task, part))
            if len(waiting) >= workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise DunningError(
            "A process that drew letters was ended by the system; no letter was marked.",
            "Print again with fewer workers.",
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        for future in waiting:
            if not future.cancelled() and future.exception() is None:
                abandon(future.result())


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
    """End at once when the process that wants the letters is gone."""
    wait()
    os._exit(1)
