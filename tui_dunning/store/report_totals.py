"""The totals of the edit report (menu 4.4.2): all its rows added up by currency in SQL."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import JOIN, SQL, ModelSelect, fn

from tui_dunning.engine.aging import NO_BANDS, ReportTotal
from tui_dunning.store import report_filters, report_rows
from tui_dunning.store.models import Customer, Item, Unit, database
from tui_dunning.store.report_filters import ReportQuery

_SUMS = ("balance", "past_0", "past_1", "past_2", "past_3")


def totals(query: ReportQuery, as_of: date) -> list[ReportTotal]:
    """Return how many rows the query lists in each currency, and their sums, by currency."""
    found: dict[str, ReportTotal] = {}
    for currency, rows, *amounts in database.execute(_owed(query, as_of)).fetchall():
        balance, aging = report_rows.bands(amounts)
        found[currency] = ReportTotal(currency, rows, balance, balance - aging[0], aging)
    for currency, rows in _owing_nothing(query).tuples():
        before = found.get(currency) or ReportTotal(currency, 0, 0, 0, NO_BANDS)
        found[currency] = before._replace(rows=before.rows + rows)
    return [found[currency] for currency in sorted(found)]


def _owed(query: ReportQuery, as_of: date) -> ModelSelect:
    """Return the query of the rows of customers who owe something, added up by currency."""
    sums = report_rows.sums(as_of, query.unit)
    if query != ReportQuery(unit=query.unit, sort=query.sort):
        customers = Customer.select(Customer.id).where(*report_filters.filters(query))
        sums = sums.where(Item.customer.in_(customers))
    owed = sums.alias("owed")
    amounts: list[Any] = [fn.SUM(owed.c[name]) for name in _SUMS]
    rows = Item.select(owed.c.currency, fn.COUNT(owed.c.owner), *amounts)
    return rows.from_(owed).group_by(owed.c.currency)


def _owing_nothing(query: ReportQuery) -> ModelSelect:
    """Return the query of the rows without an open item, counted by currency."""
    owed = Item.select(Item.id).where(Item.customer == Customer.id, Item.is_open)
    if query.unit:
        owed = owed.where(Item.unit == Unit.select(Unit.id).where(Unit.code == query.unit))
    currency = report_rows.own_currency()
    return (
        Customer.select(currency, fn.COUNT(Customer.id))
        .join(report_rows.OWN_UNIT, JOIN.LEFT_OUTER, on=(report_rows.OWN_UNIT.id == Customer.unit))
        .where(*report_filters.filters(query), ~fn.EXISTS(owed))
        .group_by(SQL("1"))  # a server does not know the expression again, with its parameters
    )
