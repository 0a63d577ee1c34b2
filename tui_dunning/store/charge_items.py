"""Charges that are asked for apart from the letter become open items once it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peewee import BigIntegerField, CharField, IntegerField

from tui_dunning.engine.types import ChargeKind, ChargeOn
from tui_dunning.store import past_due
from tui_dunning.store.database import insert_many
from tui_dunning.store.models import EntryType, Item, Table
from tui_dunning.store.statements import execute, fetch

ENTRY_TYPES = {
    ChargeKind.FEE: ("FEE", "Dunning fee"),
    ChargeKind.FINANCE_CHARGE: ("FC", "Finance charge"),
}
"""Entry types of the items made here; made when missing, then not included in dunning."""

CHARGE_CODES = tuple(code for code, _ in ENTRY_TYPES.values())

APART = (int(ChargeOn.INVOICE), int(ChargeOn.LATE_CHARGE_NOTICE))


class Charging(Table):
    """Which item a charge goes to; a temporary table of this connection."""

    charge_id = BigIntegerField(primary_key=True)
    unit_id = IntegerField()
    number = CharField()


def post_charges() -> int:
    """Make an open item of the charges of the letters being sent, by kind, owner and currency.

    Items are numbered after their letter: FEE-101, FC-101, FC-101-2.
    Returns how many charges were posted.
    """
    charges = fetch(
        """SELECT c.id, c.letter_id, c.kind, COALESCE(i.unit_id, l.unit_id),
            COALESCE(i.customer_id, l.customer_id), c.currency, c.amount_minor, l.date
        FROM sending s JOIN letter_charge c ON c.letter_id = s.letter_id
        JOIN letter l ON l.id = c.letter_id LEFT JOIN item i ON i.id = c.item_id
        WHERE c.charge_on IN (?, ?)
        ORDER BY c.letter_id, c.kind, 4, 5, c.currency, c.id""",
        *APART,
    )
    if not charges:
        return 0
    by_item = list(grouped(charges, numbers_taken()))
    types = {kind: _entry_type(ChargeKind(kind)) for kind in {row[2] for row in charges}}
    insert_many(Item, _COLUMNS, (_item(rows, number, types) for rows, number in by_item))
    Charging.create_table(temporary=True)
    execute("DELETE FROM charging")
    insert_many(
        Charging,
        (Charging.charge_id, Charging.unit_id, Charging.number),
        ((row[0], row[3], number) for rows, number in by_item for row in rows),
    )
    execute(
        """UPDATE letter_charge SET posted_item_id = d.item_id
        FROM (SELECT x.charge_id, i.id AS item_id FROM charging x
            JOIN item i ON i.unit_id = x.unit_id AND i.number = x.number) d
        WHERE letter_charge.id = d.charge_id"""
    )
    past_due.keep_of(row[4] for row in charges)
    return len(charges)


def entry_type_ids() -> dict[ChargeKind, int]:
    """Return the entry types of charges that are there already."""
    ids = dict(EntryType.select(EntryType.code, EntryType.id).tuples())
    return {kind: ids[code] for kind, (code, _) in ENTRY_TYPES.items() if code in ids}


def take_back_charges(letter_id: int) -> None:
    """Close the items that were made of a letter's charges."""
    execute(
        """UPDATE item SET is_open = FALSE, balance_minor = 0
        WHERE id IN (SELECT posted_item_id FROM letter_charge WHERE letter_id = ?)""",
        letter_id,
    )
    owners = fetch(
        """SELECT DISTINCT i.customer_id FROM letter_charge c JOIN item i ON i.id = c.posted_item_id
        WHERE c.letter_id = ?""",
        letter_id,
    )
    past_due.keep_of(owner for (owner,) in owners)


_COLUMNS = (
    Item.unit,
    Item.customer,
    Item.number,
    Item.entry_type,
    Item.item_date,
    Item.due_date,
    Item.currency,
    Item.amount_minor,
    Item.balance_minor,
    Item.disputed,
    Item.block_reason,
    Item.in_collection,
    Item.is_open,
    Item.dunning_level,
    Item.made_by_letter,
)

Row = tuple[Any, ...]


def _item(rows: list[Row], number: str, types: dict[str, int]) -> Row:
    """Return the values of the item made of these charges, due on the letter's date."""
    _, letter, kind, unit, owner, currency, _, on = rows[0]
    amount = sum(row[6] for row in rows)
    facts = (unit, owner, number, types[kind], on, on, currency, amount, amount)
    return (*facts, False, "", False, True, 0, letter)


def grouped(charges: list[Row], taken: set[tuple[int, str]]) -> Iterator[tuple[list[Row], str]]:
    """Yield the charges that share an item, and that item's number."""
    start, count = 0, 0
    for place, row in enumerate(charges):
        if place == 0 or row[1:3] != charges[place - 1][1:3]:
            count = 0
        after = charges[place + 1] if place + 1 < len(charges) else None
        if after is not None and after[1:6] == row[1:6]:
            continue
        count += 1
        prefix = ENTRY_TYPES[ChargeKind(row[2])][0]
        number = f"{prefix}-{row[1]}" if count == 1 else f"{prefix}-{row[1]}-{count}"
        while (row[3], number) in taken:
            number += "X"
        yield charges[start : place + 1], number
        start = place + 1


def numbers_taken() -> set[tuple[int, str]]:
    """Return unit and number of the items that have such a number."""
    prefixes = [code for code, _ in ENTRY_TYPES.values()]
    likes = " OR ".join("number LIKE ?" for _ in prefixes)
    return set(
        fetch(f"SELECT unit_id, number FROM item WHERE {likes}", *[f"{p}-%" for p in prefixes])
    )


def _entry_type(kind: ChargeKind) -> int:
    code, name = ENTRY_TYPES[kind]
    found, _ = EntryType.get_or_create(code=code, defaults={"name": name, "include": False})
    return int(found.id)
