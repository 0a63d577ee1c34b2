"""Rows of the sample company, and of made-up companies of any size."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from tui_dunning.engine.types import LetterStatus
from tui_dunning.store import past_due
from tui_dunning.store.bulk import insert_many
from tui_dunning.store.load_rows import execute
from tui_dunning.store.models import (
    Customer,
    EntryType,
    Item,
    Letter,
    LetterEvent,
    Procedure,
    Run,
    Unit,
    on_sqlite,
)

CUSTOMER = (
    *(Customer.id, Customer.number, Customer.name, Customer.name_folded, Customer.unit),
    *(Customer.correspondence, Customer.dunning, Customer.currency),
    *(Customer.line1, Customer.postal_code, Customer.city, Customer.country),
)
ITEM = (
    *(Item.unit, Item.customer, Item.number, Item.entry_type, Item.item_date, Item.due_date),
    *(Item.currency, Item.amount_minor, Item.balance_minor, Item.disputed),
)


def has_customers() -> bool:
    """Whether there is any customer."""
    return bool(Customer.select().exists())


def units() -> list[tuple[int, str]]:
    """Return (id, currency) of the units that have a procedure."""
    query = Unit.select(Unit.id, Unit.currency).join(Procedure).order_by(Unit.id)
    return [(int(unit_id), str(currency)) for unit_id, currency in query.tuples()]


def entry_types() -> dict[str, int]:
    """Return the ids of the entry types by code."""
    return dict(EntryType.select(EntryType.code, EntryType.id).tuples())


def add_customers(rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows of `CUSTOMER`, whose ids start with 1 in an empty table."""
    insert_many(Customer, CUSTOMER, rows)
    if not on_sqlite():
        execute("SELECT setval(pg_get_serial_sequence('customer', 'id'), MAX(id)) FROM customer")


def add_items(rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows of `ITEM`."""
    insert_many(Item, ITEM, rows)


def keep_sums(as_of: date) -> None:
    """Work out what is past due on a day."""
    past_due.keep_all(as_of)


def renew_statistics() -> None:
    """Tell the planner of a server what the tables hold; SQLite's needs no telling here."""
    if not on_sqlite():
        for table in (Customer, Item):
            execute(f"ANALYZE {table._meta.table_name}")


def waiting_letters() -> list[int]:
    """Return the numbers of letters that wait and can be sent."""
    query = Letter.select(Letter.id).where(
        Letter.status == LetterStatus.PROPOSED.value, Letter.held == ""
    )
    return [int(number) for (number,) in query.order_by(Letter.id).tuples()]


def all_sent_customers(limit: int) -> list[str]:
    """Return the numbers of some customers that have had all automatic letters."""
    query = Customer.select(Customer.number).where(
        Customer.all_sent, Customer.dunning, Customer.correspondence == Customer.id
    )
    return [number for (number,) in query.order_by(Customer.number).limit(limit).tuples()]


def date_back(day: date) -> None:
    """Give what was just made for a day the time of that day, as if it had happened then."""
    at = datetime.combine(day, time(9))
    Run.update(started_at=at, finished_at=at).where(Run.as_of == day).execute()
    Letter.update(created_at=at).where(Letter.date == day).execute()
    Letter.update(sent_at=at).where(Letter.date == day, Letter.sent_at.is_null(False)).execute()
    of_day = Letter.select(Letter.id).where(Letter.date == day)
    LetterEvent.update(at=at).where(LetterEvent.letter.in_(of_day)).execute()
