"""Letters drawn portion by portion, here or in processes of their own, with the same result.

A portion depends on its letters alone; portions come back in the order of their letters.
"""

from __future__ import annotations

import gc
import pickle
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
from tui_dunning.store.database import reading
from tui_dunning.store.documents import LetterFacts

if TYPE_CHECKING:
    from tui_dunning.output.letter_files import Ready

PORTION = 200
"""Letters drawn between two looks at the progress."""


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


class Final(NamedTuple):
    """A letter that was drawn: its revision, its final words, the file it is in, its pages."""

    number: int
    revision: int
    subject: str
    body: str
    path: str
    sheets: int


class Portion(NamedTuple):
    """The letters of a portion, and the files that were written for them.

    `problems` are those that cannot be drawn, with the reasons; `finals` all others as `Final`s,
    pickled, as they go from process to process and to the disk. `ready` goes into the one file.
    """

    problems: tuple[tuple[int, str], ...] = ()
    drawn: int = 0
    sheets: int = 0
    finals: bytes = b""
    ready: tuple[Ready, ...] = ()
    written: tuple[Written, ...] = ()


def draw_portion(task: Task, numbers: Sequence[int]) -> Portion:
    """Draw letters; into files of their own, where the task says so."""
    from tui_dunning.output.letter_files import together

    written: list[Written] = []
    problems: list[tuple[int, str]] = []
    finals: list[tuple[object, ...]] = []
    ready: list[Ready] = []
    sheets = 0
    try:
        with reading():
            for facts in store.stream_facts(numbers):
                words, drawn = _draw(task, facts)
                if drawn.problem:
                    problems.append((facts.number, drawn.problem))
                    continue
                path = _save(task, facts, drawn, written) if task.folder else task.target
                finals.append((facts.number, facts.revision, *words, str(path), drawn.sheets))
                ready.append(drawn)
                sheets += drawn.sheets
    except BaseException:
        abandon(Portion(written=tuple(written)))
        raise
    into_one = () if task.folder else together(ready)
    dumped = pickle.dumps(finals, protocol=5)
    return Portion(tuple(problems), len(finals), sheets, dumped, into_one, tuple(written))


def _draw(task: Task, facts: LetterFacts) -> tuple[tuple[str, str], Ready]:
    """Draw one letter; return its words, too."""
    from tui_dunning.output.letter_files import Ready, drawing

    choice = task.choice
    try:
        words = words_of(facts, choice.pay_within_days)
    except LetterTextError as error:
        return ("", ""), Ready(f"its text cannot be filled: {error}")
    document = document_of(facts, words, choice.pay_within_days)
    return words, drawing(choice.paper, choice.fallback_fonts).draw(document)


def _save(task: Task, facts: LetterFacts, ready: Ready, written: list[Written]) -> Path:
    """Write a letter into a file of its own."""
    from tui_dunning.output.letter_files import LetterFile

    def save(target: BinaryIO) -> None:
        file = LetterFile(task.choice.paper, task.choice.fallback_fonts, single=True)
        file.add_ready(ready)
        file.save(target, f"Letter {facts.number}", task.started)

    path = task.target / file_name(facts)
    write_part(path, task.owner, printing.is_ours, save, written)
    return path


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
    many = len(parts) > 1
    with reading(), garbage_set_aside() if many else nullcontext():
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
    from tui_dunning.services.processes import in_order

    return in_order(
        partial(draw_portion, task),
        parts,
        workers,
        loaded=(__name__, "tui_dunning.output.letter_files", "fpdf"),
        broken=DunningError(
            "A process that drew letters was ended by the system; no letter was marked.",
            "Print again with fewer workers.",
        ),
        unwanted=abandon,
    )
