"""Pages of the list of customers (4.4.3): by number or by name, found by a part of the name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from peewee import JOIN, ModelSelect, Value, fn

from tui_dunning.engine.ltr import ltr
from tui_dunning.engine.names import fold_name
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.store import ltr_columns
from tui_dunning.store.keyset import read_page
from tui_dunning.store.models import Customer, Item, ProfileClass, Unit
from tui_dunning.store.name_search import name_has


class CustomerOrder(StrEnum):
    """How the list of customers is sorted; each has its index."""

    NUMBER = "number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """Which customers a list shows, "" for all.

    `name_part` stands anywhere in the name; accents and case do not count. `position` starts the
    list at a number, in the order of names at a name. `unit` keeps those of a unit or with an open
    item in it.
    """

    name_part: str = ""
    position: str = ""
    unit: str = ""
    order: CustomerOrder = CustomerOrder.NUMBER


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list. `past_due` has (currency, minor units) by currency code."""

    key: Key
    number: str
    name: str
    city: str
    country: str
    unit: str
    ltr: str
    letter_code: str
    all_sent: bool
    dunning: bool
    credit_hold: bool
    blocked_until: date | None
    past_due: tuple[tuple[str, int], ...] = ()


COLUMNS = (
    Customer.id,
    Customer.number,
    Customer.name,
    Customer.name_folded,
    Customer.city,
    Customer.country,
    Customer.dunning,
    Customer.credit_hold,
    Customer.letter_code,
    Customer.all_sent,
    Customer.blocked_until,
    Customer.unit,
)


def read_customer_page(
    query: CustomerQuery, seek: Seek, limit: int, as_of: date
) -> Page[CustomerRow]:
    """Read a page; LTR and amounts are worked out for the customers on it only."""
    by_name = query.order is CustomerOrder.NAME
    columns = (Customer.name_folded, Customer.number) if by_name else (Customer.number,)
    ids: dict[str, int] = {}

    def make(row: tuple[Any, ...]) -> CustomerRow:
        ids[row[1]] = row[0]
        return _row(row, by_name)

    page = read_page(_filtered(query), columns, _start(query, seek), limit, make)
    rows = _with_facts(page.rows, ids, as_of)
    return Page(rows, page.more_before, page.more_after)


def _filtered(query: CustomerQuery) -> ModelSelect:
    found = Customer.select(*COLUMNS)
    if fold_name(query.name_part):
        found = found.where(name_has(query.name_part))
    if query.unit:
        unit = Unit.select(Unit.id).where(Unit.code == query.unit)
        owes_there = Item.select(Value(1)).where(
            Item.customer == Customer.id, Item.is_open, Item.unit == unit
        )
        found = found.where((Customer.unit == unit) | fn.EXISTS(owes_there))
    return found


def _start(query: CustomerQuery, seek: Seek) -> Seek:
    """Return where the page starts: at the position, where the list's top is asked for."""
    if seek.key is not None or seek.back or not query.position:
        return seek
    if query.order is CustomerOrder.NAME:
        return Seek((fold_name(query.position), ""), inclusive=True)
    return Seek((query.position,), inclusive=True)


def _row(row: tuple[Any, ...], by_name: bool) -> CustomerRow:
    _, number, name, folded, city, country, dunning, hold, code, all_sent, blocked, _ = row
    return CustomerRow(
        key=(folded, number) if by_name else (number,),
        number=number,
        name=name,
        city=city,
        country=country,
        unit="",
        ltr="",
        letter_code=code,
        all_sent=all_sent,
        dunning=dunning,
        credit_hold=hold,
        blocked_until=blocked,
    )


def _with_facts(
    rows: Sequence[CustomerRow], ids: dict[str, int], as_of: date
) -> tuple[CustomerRow, ...]:
    wanted = [ids[row.number] for row in rows]
    if not wanted:
        return ()
    query = Customer.select(
        Customer.id, Unit.code, ltr_columns.method(), ltr_columns.latest_level()
    ).join(Unit, JOIN.LEFT_OUTER, on=(Customer.unit == Unit.id))
    facts = {row[0]: row[1:] for row in query.where(Customer.id.in_(wanted)).tuples()}
    owed = past_due(wanted, as_of)
    complete = []
    for row in rows:
        customer = ids[row.number]
        unit, method, level = facts[customer]
        shown = ltr(
            dunning=row.dunning,
            method=method,
            letter_code=row.letter_code,
            all_sent=row.all_sent,
            letter_level=level,
        )
        amounts = tuple(owed.get(customer, ()))
        complete.append(replace(row, unit=unit or "", ltr=shown, past_due=amounts))
    return tuple(complete)


def past_due(customers: Sequence[int], as_of: date) -> dict[int, list[tuple[str, int]]]:
    """Sum what is past due: customer id -> (currency, minor units) by currency code.

    Past due as the rules say: a positive balance, at least the grace days late, and a day at least.
    """
    class_grace = ProfileClass.select(ProfileClass.grace_days).where(
        ProfileClass.id == Customer.profile_class
    )
    query = Customer.select(
        Customer.id, fn.COALESCE(Customer.grace_days, class_grace, Value(0))
    ).where(Customer.id.in_(list(customers)))
    grace = {customer: max(1, days) for customer, days in query.tuples()}
    latest = {days: as_of - timedelta(days=days) for days in set(grace.values())}
    by_days: dict[int, list[int]] = defaultdict(list)
    for customer, days in grace.items():
        by_days[days].append(customer)
    sums: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for days, members in by_days.items():
        rows = (
            Item.select(Item.customer, Item.currency, fn.SUM(Item.balance_minor))
            .where(
                Item.customer.in_(members),
                Item.is_open,
                Item.balance_minor > 0,
                Item.due_date <= latest[days],
            )
            .group_by(Item.customer, Item.currency)
            .order_by(Item.customer, Item.currency)
        )
        for customer, currency, minor in rows.tuples():
            sums[customer].append((currency, int(minor)))
    return sums
