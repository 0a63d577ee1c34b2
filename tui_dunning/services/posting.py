"""Letters are marked sent, with all that sending does: statuses, holds, collection, charges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from tui_dunning.engine.types import LetterStatus
from tui_dunning.errors import NotFound, Refused
from tui_dunning.store import posting as store
from tui_dunning.store.charge_items import post_charges
from tui_dunning.store.database import joined, reading
from tui_dunning.store.models import now

PORTION = 1000
"""Letters that are marked together."""


class FinalLetter(NamedTuple):
    """A letter as it went out: the revision that was drawn, and its final words."""

    letter_id: int
    revision: int
    subject: str
    body: str


def mark_sent(
    letters: Iterable[int | FinalLetter],
    operator: str,
    *,
    status: LetterStatus = LetterStatus.PRINTED,
    detail: str = "",
) -> int:
    """Mark letters printed (or sent by e-mail) and let take hold what sending them does.

    All or none: in the caller's transaction, which has to end where this raises, or one of its
    own. A letter goes out once: whatever no longer waits, is held, or was changed since it was
    drawn is refused.

    Args:
        letters: each once. A bare number is marked as it stands, without final words.
        operator: who sends them.
        status: printed or sent.
        detail: what the letters' history shall say, such as the file's name.

    Returns:
        How many letters were marked.

    Raises:
        Refused: one of the letters may not be sent (any more); nothing is changed.

    Source: domain rules 2, 7 and 8.
    """
    at = now()
    marked = 0
    with joined():
        for portion in _staged(letters):
            _refuse_unfit()
            if store.mark_letters(portion, status, operator, at) != len(portion):
                raise Refused(
                    "Another user has just sent or changed one of these letters; nothing was "
                    "marked.",
                    "Print again: what was sent meanwhile is left out.",
                )
            store.move_items()
            store.mark_charged()
            store.stage_effects()
            marked += len(portion)
        if marked:
            store.refer_to_collection()
            store.hold_credit(operator, at)
            store.mark_all_sent(operator, at)
            store.note_activities(operator, at)
            post_charges()
            store.note_events(status.value, operator, at, detail)
    return marked


def unfit(letters: Iterable[FinalLetter]) -> dict[int, str]:
    """Return which of the letters drawn may not be sent any more, by number with the reason."""
    found: dict[int, str] = {}
    with reading():
        for _ in _staged(letters):
            found.update((each.number, _why(each)) for each in store.unfit_letters())
    return found


def record_reprint(letters: Iterable[int], operator: str, detail: str = "") -> None:
    """Write down that letters were printed once more; nothing else changes."""
    with joined():
        for _ in _staged(letters):
            pass
        store.note_events("reprinted", operator, now(), detail)


def _staged(letters: Iterable[int | FinalLetter]) -> Iterator[list[store.SentRow]]:
    """Yield the letters portion by portion, each staged to be marked."""
    store.begin_sending()
    rows = _rows(letters)
    while portion := list(islice(rows, PORTION)):
        store.stage(portion)
        yield portion


def _rows(letters: Iterable[int | FinalLetter]) -> Iterator[store.SentRow]:
    for letter in letters:
        yield (letter, None, None, None) if isinstance(letter, int) else letter


def _refuse_unfit() -> None:
    first = next(iter(store.unfit_letters(1)), None)
    if first is None:
        return
    if first.status is None:
        raise NotFound(f"There is no letter {first.number}.", "Letters are listed under menu 7.")
    hint = "Print again."
    if first.status != LetterStatus.PROPOSED:
        hint = "Print again without it; a sent letter is printed once more by a re-print."
    elif first.held:
        hint = "Mend what holds it and run the update again, or delete the letter."
    raise Refused(f"Letter {first.number} {_why(first)}; nothing was marked.", hint)


def _why(letter: store.UnfitLetter) -> str:
    """Say why a letter may not be sent."""
    if letter.status is None:
        return "is not there any more"
    if letter.status != LetterStatus.PROPOSED:
        return f"is {letter.status.replace('_', ' ')} already"
    if letter.held:
        return f"is held [{letter.held}]"
    return "was changed while it was being printed"
