"""What the letters of a list (menu 7) add up to, by letter code and currency, summed in SQL."""

from __future__ import annotations

from peewee import fn

from tui_dunning.store.letter_pages import LetterQuery, filtered
from tui_dunning.store.models import Letter, LetterItem


def letters_by_code(query: LetterQuery) -> dict[str, int]:
    """Return how many letters the query lists, by letter code."""
    counts = filtered(query).select(Letter.letter_code, fn.COUNT(Letter.id))
    return dict(counts.group_by(Letter.letter_code).tuples())


def past_due_by_code(query: LetterQuery) -> dict[tuple[str, str], int]:
    """Return what is past due on these letters, minor units by letter code and currency."""
    sums = (
        filtered(query)
        .select(Letter.letter_code, LetterItem.currency, fn.SUM(LetterItem.balance_minor))
        .join(LetterItem, on=(LetterItem.letter == Letter.id), src=Letter)
        .where(LetterItem.due, ~LetterItem.taken_off)
        .group_by(Letter.letter_code, LetterItem.currency)
    )
    return {(code, currency): int(minor) for code, currency, minor in sums.tuples()}
