"""One print under way: letters drawn into files, then recorded, marked and moved together."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from tui_dunning.errors import Cancelled, DunningError
from tui_dunning.output.format import counted
from tui_dunning.services.posting import FinalLetter, mark_sent, record_reprint
from tui_dunning.services.print_files import PrintFiles, said_plainly
from tui_dunning.services.print_portions import PORTION, Outcome, PaperChoice, Task, portions
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
    """What a print did. Letters that are held or have a problem go on waiting."""

    letters: int = 0
    pages: int = 0
    files: tuple[Path, ...] = ()
    held: tuple[Unprinted, ...] = ()
    problems: tuple[Unprinted, ...] = ()


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
        self._progress = progress
        self._cancelled = cancelled
        self._one: LetterFile | None = None
        self._target: BinaryIO | None = None
        # The final words of all letters may be large: they wait on disk, not in memory.
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115

    def close(self) -> None:
        """Drop the spool and what was not saved."""
        self._spool.close()
        if self._one:
            self._one.close()
        if self._target:
            self._target.close()

    def draw(self) -> None:
        """Draw all letters into files beside their places, and have those safe on the disk."""
        files = self.files
        task = Task(self.choice, files.target, files.folder, self.started, os.getpid())
        done = 0
        self._report(0)
        drawn = portions(task, self.numbers, self.workers)
        with said_plainly(files.target), closing(drawn):
            for portion in drawn:
                files.take(portion.written)
                for outcome in portion.outcomes:
                    self._keep(outcome)
                done += PORTION
                self._report(min(done, len(self.numbers) - 1))
            if self._one is not None and self._target is not None:
                self._one.save(self._target, counted(self.drawn, "letter"), self.started)
                self._target.close()
            files.settle()
        self._report(len(self.numbers))

    def _keep(self, outcome: Outcome) -> None:
        """Put a letter into the one file, if there is one, and spool what marking it needs."""
        number, problem, revision, subject, body, path, pages, ready = outcome
        if problem:
            self.problems.append(Unprinted(number, problem))
            return
        if ready is not None:
            if self._one is None:
                self._one = self._open()
            self._one.add_ready(ready)
        final = FinalLetter(number, revision, subject, body)
        pickle.dump((tuple(final), path), self._spool, protocol=5)
        self.drawn += 1
        self.pages += pages

    def _open(self) -> LetterFile:
        """Start the one file."""
        from tui_dunning.output.letter_files import LetterFile

        self._target = self.files.open()
        return LetterFile(self.choice.paper, self.choice.fallback_fonts, target=self._target)

    def _spooled(self) -> Iterator[tuple[FinalLetter, str]]:
        """Yield the letters drawn, with their files."""
        self._spool.seek(0)
        for _ in range(self.drawn):
            final, path = pickle.load(self._spool)
            yield FinalLetter(*final), path

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
            lines = ((final.letter_id, path) for final, path in self._spooled())
            printing.hold(batch, lines, sha256)
        with transaction():
            self._mark(operator, reprint)
            printing.finish(batch, self.drawn, self.pages, sha256)
            self.files.move()

    def _mark(self, operator: str, reprint: bool) -> None:
        """Mark the letters, or note that they were printed again."""
        finals: Iterable[FinalLetter] = (final for final, _ in self._spooled())
        detail = self.files.target.name
        if reprint:
            record_reprint((final.letter_id for final in finals), operator, f"copy: {detail}")
        else:
            mark_sent(finals, operator, detail=detail)


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
