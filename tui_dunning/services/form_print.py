"""Dunning letter form print (menu 4.4.4): waiting letters become paper, then they are marked.

Files are written beside their place and synced; then one transaction marks the letters and moves
the files. So a letter that is marked has its file, and `check` names a file without marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from tui_dunning.engine.types import LetterStatus
from tui_dunning.errors import BadInput, NotFound, Refused, WrongUsage
from tui_dunning.output.letter_text import LetterTextError
from tui_dunning.services.letter_document import document_of, facts_of, words_of
from tui_dunning.services.letter_levels import split_by_level
from tui_dunning.services.letter_values import PAY_WITHIN_DAYS
from tui_dunning.services.posting import FinalLetter, unfit
from tui_dunning.services.print_files import PrintFiles
from tui_dunning.services.print_job import PrintJob, PrintResult, Unprinted, on_record
from tui_dunning.services.print_portions import PaperChoice
from tui_dunning.store import documents as store
from tui_dunning.store import printing
from tui_dunning.store.database import reading
from tui_dunning.store.models import now
from tui_dunning.store.posting import waiting_mark

__all__ = ["PaperChoice", "PrintResult", "Prospect", "Unprinted", "WaitingCode", "alignment_page",
           "preview", "print_letters", "prospect", "waiting"]  # fmt: skip

SENT = (LetterStatus.PRINTED, LetterStatus.SENT)


@dataclass(frozen=True, slots=True)
class WaitingCode:
    """What waits under one letter code and level; `totals` is past due, minor units."""

    letter_code: str
    level: int
    letters: int
    held: int
    totals: dict[str, int]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a print would take: letters by letter code, and those held back.

    `last` is the highest number among them: a letter that was replaced has another number.
    """

    codes: dict[str, int]
    held: tuple[Unprinted, ...]
    last: int = 0

    @property
    def letters(self) -> int:
        """How many letters would be drawn."""
        return sum(self.codes.values())


def waiting() -> tuple[WaitingCode, ...]:
    """Return what waits to be printed, by letter code."""
    with reading():
        return tuple(
            WaitingCode(w.letter_code, w.level, w.letters, w.held, dict(w.totals))
            for w in store.waiting_by_code()
        )


def preview(
    number: int,
    *,
    pay_within_days: int = PAY_WITHIN_DAYS,
    words: tuple[str, str] | None = None,
) -> list[str]:
    """Return a letter as pages of text, laid out as on paper.

    Args:
        number: the letter.
        pay_within_days: days from the letter's date to the date to pay by.
        words: subject and body to show instead of the letter's own, not saved anywhere.

    Raises:
        NotFound: there is no such letter.
        BadInput: its text cannot be filled.
    """
    from tui_dunning.output.preview import preview_pages

    with reading():
        facts = facts_of(number)
    if words is not None:
        facts = replace(facts, subject=words[0], body=words[1], is_final=False)
    try:
        given = words_of(facts, pay_within_days)
    except LetterTextError as error:
        raise BadInput(f"Letter {number} cannot be drawn: {error}.") from error
    return preview_pages(document_of(facts, given, pay_within_days))


def print_letters(
    target: Path,
    operator: str,
    as_of: date,
    *,
    run: int | None = None,
    letters: Sequence[int] = (),
    levels: Sequence[int] = (),
    codes: Sequence[str] = (),
    reprint: bool = False,
    folder: bool | None = None,
    paper: PaperChoice | str = "A4",
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    workers: int = 1,
    agreed: Prospect | None = None,
) -> PrintResult:
    """Print the letters that wait (all, or those chosen), and mark them printed.

    Args:
        target: the PDF; a folder gets a file for each letter.
        operator: who prints.
        as_of: the day of the print.
        run: only letters of this run.
        letters: only these numbers.
        levels: only these levels; their items are taken out of letters with others.
        codes: only these letter codes.
        reprint: print letters again that were sent; changes nothing but their history.
        folder: whether `target` is a folder; None: it is if it is one.
        paper: how they are drawn; a name stands for that paper with all else as shipped.
        progress: told the letters done and all.
        cancelled: asked now and then; true stops, and nothing is marked.
        workers: how many processes draw; the result is the same.
        agreed: what the operator has seen and agreed to; None: whatever waits.

    Raises:
        NotFound, Refused: a letter or run that was named does not fit; or other letters wait now
            than were agreed to.
        BadInput: the target cannot be written.
        Cancelled: as asked for.

    Source: seed 001, printing letters; seed 004, 4.4.4.
    """
    _refuse_wide(run, letters, reprint)
    choice = PaperChoice(paper) if isinstance(paper, str) else paper
    with reading():
        mark = waiting_mark()
    chosen = _choose(run, letters, levels, codes, reprint)
    if agreed is not None:
        _refuse_others(agreed, _prospect(chosen, reprint))
    if levels and not reprint:
        chosen = _split(chosen, levels, operator)
    held = _held(chosen, reprint)
    numbers = [c.number for c in chosen if reprint or not c.held]
    del chosen  # of a hundred thousand letters it is 20 MiB
    if not numbers:
        return PrintResult(held=held)
    files = PrintFiles(
        target, folder=target.is_dir() if folder is None else folder, ours=printing.is_ours
    )
    job = PrintJob(files, choice, numbers, now(), progress, cancelled, workers)
    kind = "reprint" if reprint else "letters"
    try:
        with on_record(kind, files, operator, job.started) as batch:
            job.draw(None if reprint else partial(_unfit, mark))
            if not job.drawn:
                return PrintResult(held=held, problems=tuple(job.problems), gone=_gone(job))
            job.record(batch, operator, reprint)
    finally:
        files.discard()
        job.close()
    problems = tuple(job.problems)
    return PrintResult(job.drawn, job.pages, files.files, held, problems, _gone(job))


def _unfit(before: tuple[int, int], letters: Iterator[FinalLetter]) -> dict[int, str]:
    """Return which letters may not be sent any more; they are asked where some were changed."""
    with reading():
        mark = waiting_mark()
    return {} if mark == before else unfit(letters)


def _gone(job: PrintJob) -> tuple[Unprinted, ...]:
    """Return the letters that were left out because others changed or ended them."""
    return tuple(Unprinted(number, why) for number, why in sorted(job.gone.items()))


def prospect(
    *,
    run: int | None = None,
    letters: Sequence[int] = (),
    levels: Sequence[int] = (),
    codes: Sequence[str] = (),
    reprint: bool = False,
) -> Prospect:
    """Return what `print_letters` would print, without drawing or writing anything.

    Raises:
        NotFound, Refused, WrongUsage: as `print_letters` would.
    """
    _refuse_wide(run, letters, reprint)
    return _prospect(_choose(run, letters, levels, codes, reprint), reprint)


def _prospect(chosen: Sequence[store.Chosen], reprint: bool) -> Prospect:
    """Count letters that were chosen."""
    counts = Counter(c.letter_code for c in chosen if reprint or not c.held)
    last = max((c.number for c in chosen), default=0)
    return Prospect(dict(sorted(counts.items())), _held(chosen, reprint), last)


def _refuse_others(agreed: Prospect, found: Prospect) -> None:
    """Refuse to print other letters than were agreed to."""
    if found != agreed:
        raise Refused(
            f"What waits has changed meanwhile: it was {agreed.letters:,} to print, it is "
            f"{found.letters:,} now; nothing was printed.",
            "F5 counts again.",
        )


def _refuse_wide(run: int | None, letters: Sequence[int], reprint: bool) -> None:
    """Refuse to print everything again that was ever sent."""
    if reprint and not letters and run is None:
        raise WrongUsage("A re-print needs a run or letter numbers.", "Say which letters.")


def _choose(
    run: int | None,
    letters: Sequence[int],
    levels: Sequence[int],
    codes: Sequence[str],
    reprint: bool,
) -> list[store.Chosen]:
    """Return the letters asked for; one that was named and does not fit is refused."""
    statuses = SENT if reprint else (LetterStatus.PROPOSED,)
    with reading():
        if run is not None and not store.run_exists(run):
            raise NotFound(f"There is no run {run}.", "4.4.7.1 or `dunning runs` lists them.")
        for number in letters:
            _refuse_unfit(number, reprint)
        chosen = store.choose(statuses, run=run, numbers=letters, levels=levels, codes=codes)
    missing = set(letters) - {c.number for c in chosen}
    if missing:
        listed = ", ".join(map(str, sorted(missing)))
        raise Refused(f"Letter {listed} is not among the run, level or code asked for.")
    return chosen


def _refuse_unfit(number: int, reprint: bool) -> None:
    """Refuse a letter that was named but cannot be printed (again)."""
    state = store.letter_state(number)
    if state is None:
        raise NotFound(f"There is no letter {number}.", "4.4.7.3 or `dunning letters` lists them.")
    status, sent_at = state
    if reprint and status not in SENT:
        word = "waits to be printed" if status == LetterStatus.PROPOSED else f"is {_word(status)}"
        raise Refused(f"Letter {number} {word}; only a sent letter can be printed again.")
    if not reprint and status in SENT:
        on = f" on {sent_at:%Y-%m-%d}" if sent_at else ""
        raise Refused(
            f"Letter {number} was {_word(status)}{on}.",
            "To print it again, ask for a re-print (--reprint).",
        )
    if not reprint and status != LetterStatus.PROPOSED:
        raise Refused(f"Letter {number} is {_word(status)}; it cannot be printed.")


def _word(status: LetterStatus) -> str:
    """Return a status as a clerk reads it."""
    return status.value.replace("_", " ")


def _held(chosen: Sequence[store.Chosen], reprint: bool) -> tuple[Unprinted, ...]:
    """Return what is held back, with the reasons; nothing that was sent already."""
    return tuple(Unprinted(c.number, _held_words(c)) for c in chosen if c.held and not reprint)


def _held_words(chosen: store.Chosen) -> str:
    """Say why a letter is held."""
    detail = f": {chosen.held_detail}" if chosen.held_detail else ""
    return f"held [{chosen.held}]{detail}"


def _split(chosen: list[store.Chosen], levels: Sequence[int], operator: str) -> list[store.Chosen]:
    """Take the items of the levels asked for into letters of their own; return those letters."""
    held = [letter for letter in chosen if letter.held]
    free = [letter.number for letter in chosen if not letter.held]
    ready = split_by_level(free, levels, operator) if free else ()
    with reading():
        found = store.choose((LetterStatus.PROPOSED,), numbers=ready) if ready else []
        # A letter that its new level holds back (no agency address) is not among the ready ones.
        stuck = store.choose((LetterStatus.PROPOSED,), numbers=free) if free else []
    return [*held, *(letter for letter in stuck if letter.held), *found]


def alignment_page(path: Path, paper: str = "A4") -> Path:
    """Write a page that shows where window, text and folds are, to try printer and envelopes.

    Raises:
        BadInput, Refused: the file cannot be written, or something stands in its place.
    """
    from tui_dunning.output.alignment import draw_alignment

    files = PrintFiles(path, folder=False, ours=lambda _path, _sha: False)
    try:
        files.write("", lambda target: draw_alignment(target, paper))
        files.settle()
        files.move()
    finally:
        files.discard()
    return files.target
