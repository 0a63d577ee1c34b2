"""One item's dunning status, and every letter that it stood on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from tui_dunning.store.models import Customer, EntryType, Item, Letter, LetterItem, Unit

SENT = ("printed", "sent")


class LastLetter(NamedTuple):
    """The latest sent letter that dunned an item. `run` is None for a letter by hand."""

    letter: int
    run: int | None
    date: date
    level: int


class HistoryEntry(NamedTuple):
    """An item on a letter, oldest first. `level` is None where it was only listed there."""

    letter: int
    run: int | None
    date: date
    status: str
    letter_code: str
    level: int | None
    previous_level: int
    currency: str
    balance_minor: int
    dunned: bool
    taken_off: bool
    manual: bool
    sent_at: datetime | None
    sent_by: str
    ended_at: datetime | None
    ended_by: str
    end_reason: str


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """An item with its dunning status: level 0 and no last letter when it was never dunned."""

    unit: str
    item: str
    customer: str
    entry_type: str
    due_date: date
    currency: str
    balance_minor: int
    is_open: bool
    disputed: bool
    blocked_until: date | None
    block_reason: str
    in_collection: bool
    level: int
    last_letter: LastLetter | None
    history: tuple[HistoryEntry, ...]


def read_item(unit: str, number: str) -> ItemStatus | None:
    """Read an item by unit and number; None where there is none."""
    row = (
        Item.select(Item, Customer.number.alias("owner"), EntryType.code.alias("kind"))
        .join(Unit)
        .switch(Item)
        .join(Customer)
        .switch(Item)
        .join(EntryType)
        .where(Unit.code == unit, Item.number == number)
        .dicts()
        .first()
    )
    if row is None:
        return None
    history = _history(row["id"])
    same = (
        "due_date currency balance_minor is_open disputed blocked_until block_reason in_collection"
    )
    return ItemStatus(
        unit=unit,
        item=number,
        customer=row["owner"],
        entry_type=row["kind"],
        level=row["dunning_level"],
        last_letter=_last(history),
        history=history,
        **{name: row[name] for name in same.split()},
    )


def _last(history: tuple[HistoryEntry, ...]) -> LastLetter | None:
    for entry in reversed(history):
        if entry.status in SENT and entry.dunned and not entry.taken_off:
            return LastLetter(entry.letter, entry.run, entry.date, entry.level or 0)
    return None


def _history(item: int) -> tuple[HistoryEntry, ...]:
    query = (
        LetterItem.select(
            Letter.id,
            Letter.run,
            Letter.date,
            Letter.status,
            Letter.letter_code,
            LetterItem.level,
            LetterItem.previous_level,
            LetterItem.currency,
            LetterItem.balance_minor,
            LetterItem.dunned,
            LetterItem.taken_off,
            Letter.manual,
            Letter.sent_at,
            Letter.sent_by,
            Letter.ended_at,
            Letter.ended_by,
            Letter.end_reason,
        )
        .join(Letter)
        .where(LetterItem.item == item)
        .order_by(Letter.id)
    )
    return tuple(HistoryEntry(*row) for row in query.tuples())
