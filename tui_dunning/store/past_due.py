"""What each customer has past due in each currency, kept so that the edit report reads it in order.

Whoever changes open items or letter codes calls one of these in its transaction. Sums are worked
out as the last thing in it, under a lock on PostgreSQL: who waits for it has all else. They hold
for a day: the list works anew those that fell due since (`past_due_list`), an import all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from tui_dunning.store.connection import is_postgres, last
from tui_dunning.store.models import PastDueDay
from tui_dunning.store.statements import execute, execute_many, fetch


class Row(NamedTuple):
    """What is kept of a customer in a currency: minor units, its number, its next due date."""

    amount: int
    number: str
    next_due: str


class Wrong(NamedTuple):
    """A row that is not kept as it must be; None: there is none, or there must be none."""

    number: str
    currency: str
    kept: Row | None
    right: Row | None


_WRITING = 0x64756E03  # advisory lock: two writers must not sum past each other
_MANY = 4
"""From a quarter of the customers on, all sums are worked out anew; that is no slower."""

_SUMS = """SELECT o.customer_id, o.currency, CAST(-o.due AS BIGINT), c.number, o.next_due
    FROM (SELECT i.customer_id, i.currency,
        SUM(CASE WHEN i.due_date < ? THEN i.balance_minor ELSE 0 END) AS due,
        MIN(CASE WHEN i.due_date >= ? THEN i.due_date END) AS next_due
        FROM {items} AND i.is_open GROUP BY i.customer_id, i.currency) o
    JOIN customer c ON c.id = o.customer_id"""
_CODED = """SELECT c.id, '', 0, c.number, NULL FROM customer c
    WHERE c.letter_code <> '' AND c.id IN (SELECT id FROM ({ids}) of WHERE NOT EXISTS (
        SELECT 1 FROM past_due p WHERE p.customer_id = of.id))"""
_INTO = "INSERT INTO past_due (customer_id, currency, minus_due, number, next_due) "
_ALL = "item i WHERE 1 = 1"
_SLICE = "item i WHERE i.customer_id > ? AND i.customer_id <= ?"
_AT_ONCE = 20_000
"""Customers summed by one statement: SQLite sorts their items by currency in memory."""
_OF_SOME = "past_due_touched t CROSS JOIN item i WHERE i.customer_id = t.id"
"""CROSS JOIN: SQLite, which has no statistics, takes it as the order to go by."""


def kept() -> tuple[date, int] | None:
    """Return the day for which sums are kept and their revision, None before the first import."""
    row: tuple[date, int] | None = (
        PastDueDay.select(PastDueDay.day, PastDueDay.revision).tuples().first()
    )
    return row


def kept_day() -> date | None:
    """Return the day for which sums are kept, None before the first import."""
    found = kept()
    return found[0] if found else None


def begin() -> None:
    """Make the temporary table of customers whose items change, empty."""
    execute("CREATE TEMPORARY TABLE IF NOT EXISTS past_due_touched (id INTEGER PRIMARY KEY)")
    execute("DELETE FROM past_due_touched")


def touch(customers: str, *values: object) -> None:
    """Add customers whose items change, found by a query; of moved items before and after."""
    execute(
        f"INSERT INTO past_due_touched (id) SELECT DISTINCT id FROM ({customers}) found"
        " WHERE NOT EXISTS (SELECT 1 FROM past_due_touched t WHERE t.id = found.id)",
        *values,
    )


def keep(day: date | None = None) -> None:
    """Work out the sums of the touched customers; with a later day, also what fell due till then.

    Without a day, and before the first import, nothing is kept yet. To an earlier day all sums
    go back.
    """
    _lock()
    before = kept_day()
    if day is not None and (before is None or day < before):
        keep_all(day)
    elif before is not None:
        if day is not None and day > before:
            touch("SELECT customer_id AS id FROM past_due WHERE next_due < ?", day)
        _keep_touched(day or before)
    execute("DELETE FROM past_due_touched")


def keep_all(day: date) -> None:
    """Work out all sums for a day."""
    _lock()
    execute("DELETE FROM past_due")
    ((most,),) = fetch("SELECT COALESCE(MAX(customer_id), 0) FROM item")
    for after in range(0, most, _AT_ONCE):
        execute(_INTO + _SUMS.format(items=_SLICE), day, day, after, after + _AT_ONCE)
    execute(_INTO + _CODED.format(ids="SELECT id FROM customer WHERE letter_code <> ''"))
    _mark(day)
    if is_postgres():
        execute("ANALYZE past_due")


def keep_of(customers: Iterable[int]) -> None:
    """Work out the sums of some customers, whose items or letter codes change."""
    if some := {*customers}:
        last(_keep_of, some)


def _keep_of(customers: set[int]) -> None:
    begin()
    execute_many("INSERT INTO past_due_touched (id) VALUES (?)", ((one,) for one in customers))
    keep()


def keep_codes(customers: str) -> None:
    """Keep what customers without open items show, once letter codes have changed.

    `customers` is a query of the ids; for many of them, where no sums change.
    """
    _lock()
    if kept_day() is None:
        return
    execute(f"DELETE FROM past_due WHERE currency = '' AND customer_id IN ({customers})")
    execute(_INTO + _CODED.format(ids=customers))


def wrong() -> list[Wrong]:
    """Return the rows that are not what items and letter codes say, by number and currency."""
    day = kept_day()
    if day is None:
        return []
    coded = """SELECT c.id, '' AS currency, 0, c.number, NULL FROM customer c
        WHERE c.letter_code <> '' AND NOT EXISTS (
            SELECT 1 FROM item i WHERE i.customer_id = c.id AND i.is_open)"""
    should = f"""WITH should (customer_id, currency, minus_due, number, next_due) AS (
        {_SUMS.format(items=_ALL)} UNION ALL {coded})"""
    same = "p.customer_id = s.customer_id AND p.currency = s.currency"
    found = fetch(
        f"""{should} SELECT s.number, s.currency, -p.minus_due, p.number, p.next_due,
            -s.minus_due, s.number, s.next_due
        FROM should s LEFT JOIN past_due p ON {same}
        WHERE p.minus_due IS NULL OR p.minus_due <> s.minus_due OR p.number <> s.number
            OR p.next_due IS DISTINCT FROM s.next_due
        UNION ALL SELECT p.number, p.currency, -p.minus_due, p.number, p.next_due,
            NULL, NULL, NULL
        FROM past_due p WHERE NOT EXISTS (SELECT 1 FROM should s WHERE {same})
        ORDER BY 1, 2""",
        day,
        day,
    )
    return [Wrong(row[0], row[1], _row(*row[2:5]), _row(*row[5:])) for row in found]


def _row(amount: int | None, number: str, next_due: object) -> Row | None:
    """Make a row of its values as they are read; None where there is none."""
    return None if amount is None else Row(amount, number, str(next_due or ""))


def _keep_touched(day: date) -> None:
    """Replace the rows of the touched customers."""
    ((touched,),) = fetch("SELECT COUNT(*) FROM past_due_touched")
    if touched * _MANY > fetch("SELECT COUNT(*) FROM past_due")[0][0]:
        keep_all(day)
        return
    if is_postgres():
        execute("ANALYZE past_due_touched")
    execute("DELETE FROM past_due WHERE customer_id IN (SELECT id FROM past_due_touched)")
    execute(_INTO + _SUMS.format(items=_OF_SOME), day, day)
    execute(_INTO + _CODED.format(ids="SELECT id FROM past_due_touched"))
    _mark(day)


def _mark(day: date) -> None:
    """Write down the day of the sums, and that they are others now."""
    before = kept()
    execute("DELETE FROM past_due_day")
    revision = before[1] + 1 if before else 1
    execute("INSERT INTO past_due_day (day, revision) VALUES (?, ?)", day, revision)


def _lock() -> None:
    """Keep other writers of sums waiting until the transaction ends; SQLite has one writer."""
    if is_postgres():
        fetch("SELECT pg_advisory_xact_lock(?)", _WRITING)
