"""One print under way: letters drawn into files, then recorded, marked and moved together."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from tui_dunning.errors import Cancelled, DunningError
from tui_dunning.output.format import slug
from tui_dunning.output.letter_text import LetterTextError
from tui_dunning.services.letter_document import document_of, words_of
from tui_dunning.services.letter_values import PAY_WITHIN_DAYS
from tui_dunning.services.posting import FinalLetter, mark_sent, record_reprint
from tui_dunning.services.print_files import PrintFiles, said_plainly
from tui_dunning.store import documents as store
from tui_dunning.store import printing
from tui_dunning.store.database import reading, transaction
from tui_dunning.store.documents import LetterFacts

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


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """How letters are drawn: A4 or Letter, fonts behind the shipped ones, days to pay within."""

    paper: str = "A4"
    fallback_fonts: tuple[Path, ...] = ()
    pay_within_days: int = PAY_WITHIN_DAYS


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
    ) -> None:
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
        from tui_dunning.output.letter_files import LetterFile

        choice, files = self.choice, self.files
        kinds = (choice.paper, choice.fallback_fonts)
        with said_plainly(files.target), reading():
            for count, facts in enumerate(store.stream_facts(self.numbers)):
                self._report(count)
                if files.folder:
                    self._draw_single(facts, LetterFile(*kinds, single=True))
                    continue
                if self._one is None:
                    self._target = files.open(files.target)
                    self._one = LetterFile(*kinds, target=self._target)
                self._draw_letter(facts, self._one, str(files.target))
            if self._one is not None and self._target is not None:
                if self.drawn:
                    self.pages += self._one.save(self._target, self._title(), self.started)
                self._target.close()
            files.settle()
        self._report(len(self.numbers), last=True)

    def _draw_single(self, facts: LetterFacts, file: LetterFile) -> None:
        """Draw one letter into a file of its own."""
        path = self.files.target / file_name(facts)
        if self._draw_letter(facts, file, str(path)):
            self.files.write(path.name, lambda target: self._save(file, target, facts.number))

    def _save(self, file: LetterFile, target: BinaryIO, number: int) -> None:
        """Write a letter's own file."""
        self.pages += file.save(target, f"Letter {number}", self.started)

    def _title(self) -> str:
        """Return what the one file is called."""
        return f"{self.drawn} letters"

    def _draw_letter(self, facts: LetterFacts, file: LetterFile, path: str) -> bool:
        """Draw one letter; false where it has a problem, which is noted."""
        try:
            words = words_of(facts, self.choice.pay_within_days)
        except LetterTextError as error:
            self.problems.append(Unprinted(facts.number, f"its text cannot be filled: {error}"))
            return False
        problem = file.add(document_of(facts, words, self.choice.pay_within_days))
        if problem:
            self.problems.append(Unprinted(facts.number, problem))
            return False
        final = FinalLetter(facts.number, facts.revision, *words)
        pickle.dump((tuple(final), path), self._spool, protocol=5)
        self.drawn += 1
        return True

    def _spooled(self) -> Iterator[tuple[FinalLetter, str]]:
        """Yield the letters drawn, with their files."""
        self._spool.seek(0)
        for _ in range(self.drawn):
            final, path = pickle.load(self._spool)
            yield FinalLetter(*final), path

    def _report(self, count: int, *, last: bool = False) -> None:
        """Tell how far the print is, and stop where asked to."""
        if count % CHECK_EVERY and not last:
            return
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


def file_name(facts: LetterFacts) -> str:
    """Return the name of a letter's own file: its number and whom it goes to."""
    return (
        "-".join(part for part in (f"letter-{facts.number}", slug(facts.to_name)) if part) + ".pdf"
    )
