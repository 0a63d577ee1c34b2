"""One print under way: letters drawn into files, then recorded, marked and moved together."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from tui_dunning.errors import Cancelled, DunningError
from tui_dunning.output.format import counted
from tui_dunning.services.posting import FinalLetter, mark_sent, record_reprint
from tui_dunning.services.print_files import PrintFiles, said_plainly
from tui_dunning.services.print_portions import PORTION, Final, PaperChoice, Portion, Task, portions
from tui_dunning.store import printing
from tui_dunning.store.database import transaction

if TYPE_CHECKING:
    from tui_dunning.output.letter_files import LetterFile

CHECK_EVERY = 25


class Unprinted(NamedTuple):
    """A letter that was left out, and why; a special pricing letter has no number (0)."""

    number: int
    reason: str

    def __str__(self) -> str:
        """Return the line for lists."""
        return f"Letter {self.number}: {self.reason}" if self.number else self.reason


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What a print did. Letters that are held or have a problem go on waiting.

    `gone` were changed or ended by others while they were being printed, and are in no file.
    """

    letters: int = 0
    pages: int = 0
    files: tuple[Path, ...] = ()
    held: tuple[Unprinted, ...] = ()
    problems: tuple[Unprinted, ...] = ()
    gone: tuple[Unprinted, ...] = ()


Unfit = Callable[[Iterator[FinalLetter]], dict[int, str]]
"""Tells which letters may not be sent any more, by number with the reason."""


class PrintJob:
    """One print under way: draws letters, spools their final words, then records all of it."""

    def __init__(
        self,
        files: PrintFiles,
        choice: PaperChoice,
        numbers: list[int],
        started: datetime,
        progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
        workers: int = 1,
    ) -> None:
        self.workers = workers
        self.files = files
        self.choice = choice
        self.numbers = numbers
        self.started = started
        self.drawn = 0
        self.pages = 0
        self.problems: list[Unprinted] = []
        self.gone: dict[int, str] = {}
        self._progress = progress
        self._cancelled = cancelled
        self._one: LetterFile | None = None
        self._target: BinaryIO | None = None
        # The final words of all letters may be large: they wait on disk, not in memory.
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115

    def close(self) -> None:
        """Drop the spool and what was not saved; what fails in that was said or does not matter."""
        for each in (self._spool, self._one, self._target):
            with suppress(OSError):
                if each is not None:
                    each.close()

    def draw(self, unfit: Unfit | None = None) -> None:
        """Draw all letters into files beside their places, and have those safe on the disk.

        What is `unfit` once all are drawn is left out.
        """
        files = self.files
        task = Task(self.choice, files.target, files.folder, self.started, os.getpid())
        done = 0
        self._report(0)
        drawn = portions(task, self.numbers, self.workers)
        with said_plainly(files.target), closing(drawn):
            for portion in drawn:
                files.take(portion.written)
                self._keep(portion)
                done += PORTION
                self._report(min(done, len(self.numbers) - 1))
            if unfit is not None and self.drawn:
                self._leave_out(unfit(self._final_letters()))
            if self._one is not None and self._target is not None and self.drawn:
                self._one.save(self._target, counted(self.drawn, "letter"), self.started)
                self._target.close()
            files.settle()
        self._report(len(self.numbers))

    def _keep(self, portion: Portion) -> None:
        """Put letters into the one file, if there is one, and spool what marking them needs."""
        self.problems += (Unprinted(number, problem) for number, problem in portion.problems)
        for ready in portion.ready:
            if self._one is None:
                self._one = self._open()
            self._one.add_ready(ready)
        self._spool.write(portion.finals)
        self.drawn += portion.drawn
        self.pages += portion.sheets

    def _open(self) -> LetterFile:
        """Start the one file."""
        from tui_dunning.output.letter_files import LetterFile

        self._target = self.files.open()
        return LetterFile(self.choice.paper, self.choice.fallback_fonts, target=self._target)

    def _spooled(self) -> Iterator[Final]:
        """Yield the letters drawn."""
        self._spool.seek(0)
        left = self.drawn + len(self.gone)
        while left:
            finals = pickle.load(self._spool)
            left -= len(finals)
            for final in map(Final._make, finals):
                if final.number not in self.gone:
                    yield final

    def _final_letters(self) -> Iterator[FinalLetter]:
        return (FinalLetter(*final[:4]) for final in self._spooled())

    def _leave_out(self, unfit: dict[int, str]) -> None:
        """Take letters out of the files again, where those can be: else marking them is refused."""
        if not unfit:
            return
        sheet, sheets, paths = 0, set[int](), set[Path]()
        for final in self._spooled():
            if final.number in unfit:
                sheets.update(range(sheet, sheet + final.sheets))
                paths.add(Path(final.path))
            sheet += final.sheets
        left = self.drawn - len(unfit)
        if self.files.folder:
            self.files.leave_out(paths)
        elif left and self._one is not None and not self._one.leave_out(sheets):
            return
        self.gone, self.drawn, self.pages = unfit, left, self.pages - len(sheets)

    def _report(self, count: int) -> None:
        """Tell how far the print is, and stop where asked to."""
        if self._cancelled and self._cancelled():
            raise Cancelled("The print was stopped; no letter was marked.")
        if self._progress:
            self._progress(count, len(self.numbers))

    def record(self, batch: int, operator: str, reprint: bool) -> None:
        """Write the files down, then mark the letters and move the files in one transaction."""
        sha256 = self.files.sha256()
        with transaction():
            lines = ((final.number, final.path) for final in self._spooled())
            printing.hold(batch, lines, sha256)
        with transaction():
            self._mark(operator, reprint)
            printing.finish(batch, self.drawn, self.pages, sha256)
            self.files.move()

    def _mark(self, operator: str, reprint: bool) -> None:
        """Mark the letters, or note that they were printed again."""
        detail = self.files.target.name
        if reprint:
            numbers = (final.number for final in self._spooled())
            record_reprint(numbers, operator, f"copy: {detail}")
        else:
            mark_sent(self._final_letters(), operator, detail=detail)


@contextmanager
def on_record(kind: str, files: PrintFiles, operator: str, started: datetime) -> Iterator[int]:
    """Keep a print on record from its first line on, so that `check` can name what is left of it.

    Ended without its files, it failed; files that reached their place stay on record.
    """
    with transaction():
        batch = printing.begin(kind, str(files.target), operator, started)
    try:
        yield batch
    finally:
        if not files.moved:
            with suppress(DunningError), transaction():
                printing.fail(batch)
