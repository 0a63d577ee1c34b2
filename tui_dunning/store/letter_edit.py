"""Small reads and writes of one letter, for review and maintenance."""

from __future__ import annotations

from collections.abc import Sequence

from tui_dunning.store.connection import is_postgres
from tui_dunning.store.models import Customer, Letter, LetterEvent, Run


def get_letter(number: int) -> Letter:
    """Return a letter that is known to be there."""
    found: Letter = Letter.get_by_id(number)
    return found


def words_of_other_level(number: int) -> str:
    """Return the level ("level 3") that a letter's words were edited for, "" where it has it yet.

    So too where they were not edited, or came with a level that was split off.
    """
    letter = get_letter(number)
    event = LetterEvent
    edits = event.select(event.detail).where(event.letter == number, event.kind == "edited")
    last = edits.order_by(event.id.desc()).limit(1).scalar()
    changed = letter.edited_body is not None and last != f"level {letter.level}"
    return str(last or "") if changed else ""


def lock_letter(number: int) -> Letter | None:
    """Return a letter, kept from other users until the transaction ends."""
    query = Letter.select().where(Letter.id == number)
    if is_postgres():  # SQLite: the transaction has the write lock already
        query = query.for_update()
    found: Letter | None = query.first()
    return found


def held_among(numbers: Sequence[int]) -> set[int]:
    """Return which of these letters are held."""
    query = Letter.select(Letter.id).where(Letter.id.in_(list(numbers)), Letter.held != "")
    return {number for (number,) in query.tuples()}


def run_exists(run: int) -> bool:
    """Tell whether there is a run of that number."""
    return bool(Run.select().where(Run.number == run).exists())


def customer_id(number: str) -> int | None:
    """Return a customer's id by its number."""
    found = Customer.get_or_none(Customer.number == number)
    return int(found.id) if found else None
