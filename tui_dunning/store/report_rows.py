"""The rows of the edit report (menu 4.4.2): customers by key, their open balances summed in SQL.

Customers are read in chunks by key, then the items of a chunk are summed, so a report of any size
needs the memory of one chunk, on both databases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import JOIN, Case, ModelSelect, Value, fn

from tui_dunning.engine.aging import NO_BANDS, Bands, ReportRow
from tui_dunning.engine.ltr import ltr
from tui_dunning.engine.types import Method
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.store import ltr_columns, report_filters
from tui_dunning.store.few import FEW
from tui_dunning.store.keyset import read_page
from tui_dunning.store.models import (
    Customer,
    Item,
    Unit,
    database,
)
from tui_dunning.store.report_filters import ReportQuery, Sort

OWN_UNIT = Unit.alias("own_unit")
_CUSTOMER_COLUMNS = 10
"""How many columns `_customers` has."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """A customer of the report before its items are summed."""

    customer_id: int
    number: str
    name: str
    currency: str
    ltr: str
    key: Key


def debtors(query: ReportQuery, seek: Seek, limit: int) -> Page[Debtor]:
    """Return customers with an open item or a letter code, in list order."""
    columns = [Customer.number]
    if query.sort is Sort.NAME:
        columns.insert(0, Customer.name_folded)
    return read_page(_customers(query), columns, seek, limit, lambda row: _debtor(row, query.sort))


def _debtor(row: tuple[Any, ...], sort: Sort) -> Debtor:
    """Make a debtor of a row of `_customers`."""
    customer_id, number, name, folded, currency, dunning, all_sent, code, method, level = row
    shown = ltr(
        dunning=bool(dunning),
        method=method,
        letter_code=code,
        all_sent=bool(all_sent),
        letter_level=level,
    )
    key = (number,) if sort is Sort.NUMBER else (folded, number)
    return Debtor(customer_id, number, name, currency, shown, key)


def _customers(query: ReportQuery) -> ModelSelect:
    """Return the query's customers with what their LTR column is worked out from."""
    method = report_filters.method()
    level = Case(None, [(method != Method.SEQUENCE.value, ltr_columns.latest_level())], None)
    return (
        Customer.select(
            Customer.id,
            Customer.number,
            Customer.name,
            Customer.name_folded,
            own_currency(),
            Customer.dunning,
            Customer.all_sent,
            Customer.letter_code,
            method,
            level,
        )
        .join(OWN_UNIT, JOIN.LEFT_OUTER, on=(OWN_UNIT.id == Customer.unit))
        .where(*report_filters.filters(query))
    )


def own_currency() -> Any:
    """A customer's currency, else its unit's; for a row without items."""
    return fn.COALESCE(fn.NULLIF(Customer.currency, ""), OWN_UNIT.currency, "")


def sums(as_of: date, unit: str = "") -> ModelSelect:
    """Return the query that sums open items by customer and currency.

    Columns: customer, currency, balance, and what of it is at least 1, 31, 61, 91 days past due.
    """
    due, minor = Item.due_date, Item.balance_minor
    limits = [as_of - timedelta(days=days) for days in (0, 30, 60, 90)]
    older = [
        fn.SUM(Case(None, [(due < limit, minor)], 0)).alias(f"past_{place}")
        for place, limit in enumerate(limits)
    ]
    found = (
        Item.select(
            Item.customer.alias("owner"),
            Item.currency.alias("currency"),
            fn.SUM(minor).alias("balance"),
            *older,
        )
        .where(Item.is_open)
        .group_by(Item.customer, Item.currency)
    )
    if unit:
        found = found.where(Item.unit == Unit.select(Unit.id).where(Unit.code == unit))
    return found


def bands(amounts: Sequence[Any]) -> tuple[int, Bands]:
    """Return balance and bands of the five amounts of `sums`."""
    total, past_1, past_31, past_61, past_91 = (int(amount or 0) for amount in amounts)
    older = (past_1 - past_31, past_31 - past_61, past_61 - past_91, past_91)
    return total, (total - past_1, *older)


def balances(
    customer_ids: Iterable[int], as_of: date, unit: str = ""
) -> dict[int, list[tuple[str, int, Bands]]]:
    """Sum open items: customer id -> (currency, balance, bands), in minor units, by currency."""
    found = sums(as_of, unit).where(Item.customer.in_(list(customer_ids)))
    result: dict[int, list[tuple[str, int, Bands]]] = defaultdict(list)
    for customer_id, currency, *amounts in sorted(database.execute(found).fetchall()):
        result[customer_id].append((currency, *bands(amounts)))
    return result


def with_balances(found: Sequence[Debtor], query: ReportQuery, as_of: date) -> list[ReportRow]:
    """Turn customers into rows, one for each currency; a customer that owes nothing has one too."""
    owed = balances([debtor.customer_id for debtor in found], as_of, query.unit)
    return [
        ReportRow(
            debtor.ltr,
            debtor.number,
            debtor.name,
            currency,
            balance,
            balance - aging[0],
            aging,
            (*debtor.key, currency),
        )
        for debtor in found
        for currency, balance, aging in owed.get(
            debtor.customer_id, [(debtor.currency, 0, NO_BANDS)]
        )
    ]


def rows_of(owners: Sequence[int], query: ReportQuery, as_of: date) -> dict[int, list[ReportRow]]:
    """Return the rows of some customers by id, of those that the query lists."""
    found = [
        _debtor(row, Sort.NUMBER)
        for row in _customers(query).where(Customer.id.in_(list(owners))).tuples()
    ]
    numbers = {debtor.number: debtor.customer_id for debtor in found}
    rows: dict[int, list[ReportRow]] = defaultdict(list)
    for row in with_balances(found, query, as_of):
        rows[numbers[row.customer]].append(row)
    return rows


def past_due_of_all(query: ReportQuery, as_of: date) -> ModelSelect:
    """Return the query of customers by number, with what all their open items have past due.

    Columns: id, the first currency of its items (without items its own), their last one (without
    items null), minor units past due: a sum that means nothing where there are several currencies.
    Grouped in the order of the list, so that the database sorts and keeps nothing.
    """
    owed = Item.alias("owed")
    mine = (owed.customer == Customer.id) & owed.is_open
    if query.unit:
        mine &= owed.unit == Unit.select(Unit.id).where(Unit.code == query.unit)
    due = fn.SUM(Case(None, [(owed.due_date < as_of, owed.balance_minor)], 0))
    return (
        Customer.select(
            fn.MIN(Customer.id),
            fn.COALESCE(fn.MIN(owed.currency), fn.MIN(own_currency())),
            fn.MAX(owed.currency),
            fn.COALESCE(due, 0),
        )
        .join(OWN_UNIT, JOIN.LEFT_OUTER, on=(OWN_UNIT.id == Customer.unit))
        .join(owed, JOIN.LEFT_OUTER, on=mine, src=Customer)
        .where(*report_filters.filters(query))
        .group_by(Customer.number)
        .order_by(Customer.number)
    )


def _owing(query: ReportQuery, as_of: date) -> tuple[ModelSelect, Any, Any, Any]:
    """Return the query of customers joined with their sums, these, a row's place and currency.

    Where the query lists few customers, only their items are summed.
    """
    customers, sums_of = _customers(query), sums(as_of, query.unit)
    if query != ReportQuery(sort=query.sort):
        few = [row[0] for row in customers.select(Customer.id).limit(FEW + 1).tuples()]
        if len(few) <= FEW:
            sums_of = sums_of.where(Item.customer.in_(few))
            customers = customers.where(Customer.id.in_(few))
    owed = sums_of.alias("owed")
    found = customers.join(owed, JOIN.LEFT_OUTER, on=(owed.c.owner == Customer.id), src=Customer)
    place = Value(0) - fn.COALESCE(owed.c.past_0, 0)
    return found, owed, place, fn.COALESCE(owed.c.currency, own_currency())


def by_past_due(
    query: ReportQuery, as_of: date
) -> tuple[ModelSelect, list[Any], Callable[[tuple[Any, ...]], ReportRow]]:
    """Return the query of rows, most past due first, its sort columns, and what makes a row of one.

    All open items of the customers listed are summed for it, also for a single page.
    """
    found, owed, place, currency = _owing(query, as_of)
    found = found.select_extend(
        place.alias("place"),
        currency,
        *(owed.c[name] for name in ("balance", "past_0", "past_1", "past_2", "past_3")),
    )
    return found, [place, Customer.number, currency], _row_by_past_due


def _row_by_past_due(row: tuple[Any, ...]) -> ReportRow:
    """Make a row of one of `by_past_due`."""
    place, currency, *amounts = row[_CUSTOMER_COLUMNS:]
    debtor = _debtor(row[:_CUSTOMER_COLUMNS], Sort.NUMBER)
    balance, aging = bands(amounts)
    key = (int(place), debtor.number, currency)
    past_due = balance - aging[0]
    return ReportRow(
        debtor.ltr, debtor.number, debtor.name, currency, balance, past_due, aging, key
    )


def unit_exists(code: str) -> bool:
    """Tell whether there is a unit of that code."""
    return bool(Unit.select().where(Unit.code == code).exists())


def customer_id(number: str) -> int | None:
    """Return the id of a customer, None where there is none of that number."""
    row = Customer.select(Customer.id).where(Customer.number == number).tuples().first()
    return row[0] if row else None
