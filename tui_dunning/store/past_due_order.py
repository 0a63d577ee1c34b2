"""The edit report sorted by past due where no sums are kept for it: the order is made once.

17 bytes a row are kept; what stands in the rows of a page is read anew for each page.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, Final

from tui_dunning.engine.aging import NO_BANDS, ReportRow
from tui_dunning.paging import Page, Seek
from tui_dunning.store import report_rows
from tui_dunning.store.bulk import stream
from tui_dunning.store.models import Customer
from tui_dunning.store.report_filters import ReportQuery

NOTHING_OWED: Final[dict[str, Any]] = {"balance": 0, "past_due": 0, "aging": NO_BANDS}
CHUNK: Final = 1000
"""Customers whose sums are looked at together."""
Place = tuple[int, str, str]
"""A row's key: minus what is past due, the customer's number, the currency."""


class PastDueOrder:
    """The rows of a query in order, as they were when it was made."""

    def __init__(self, query: ReportQuery, as_of: date) -> None:
        self.query = query
        self.as_of = as_of
        self._minus_due = array("q")
        self._owners = array("q")
        self._currencies = bytearray()
        self._codes: list[str] = []
        rest = stream(report_rows.past_due_of_all(query, as_of))
        while customers := list(islice(rest, CHUNK)):
            self._add(customers)
        self._sort()

    def _add(self, customers: list[tuple[Any, ...]]) -> None:
        """Add the rows of customers; those with several currencies are summed anew for each."""
        several = [owner for owner, first, last, _ in customers if last not in {None, first}]
        owed = report_rows.balances(several, self.as_of, self.query.unit) if several else {}
        rows: list[tuple[int, int, str]] = []
        for owner, currency, _, past_due in customers:
            if owner in owed:
                rows += [(owner, aging[0] - balance, code) for code, balance, aging in owed[owner]]
            else:
                rows.append((owner, -int(past_due), currency))
        owners, minus_due, currencies = zip(*rows, strict=True)
        self._owners.extend(owners)
        self._minus_due.extend(minus_due)
        self._codes += sorted({*currencies} - {*self._codes})
        self._currencies.extend(map(self._codes.index, currencies))

    def _sort(self) -> None:
        """Put the rows, which came by number and currency, in order of what is past due."""
        size = len(self._owners)
        order = [minus_due * size + at for at, minus_due in enumerate(self._minus_due)]
        order.sort()  # one number for both takes half the memory of a key beside each place
        self._minus_due = array("q", (each // size for each in order))
        self._owners = array("q", (self._owners[each % size] for each in order))
        self._currencies = bytearray(self._currencies[each % size] for each in order)

    def is_current(self) -> bool:
        """Tell whether it may go on: it stays as it was made."""
        return True

    def page(self, seek: Seek, limit: int) -> Page[ReportRow]:
        """Return a page; a customer that no longer fits the query is left out."""
        size = len(self._owners)
        if seek.key is None:
            start = max(0, size - limit) if seek.back else 0
            end = min(size, start + limit)
        elif seek.back:
            end = (bisect_right if seek.inclusive else bisect_left)(
                range(size), seek.key, key=self._place
            )
            start = max(0, end - limit)
        else:
            start = (bisect_left if seek.inclusive else bisect_right)(
                range(size), seek.key, key=self._place
            )
            end = min(size, start + limit)
        return Page(self._rows(start, end), start > 0, end < size)

    def _place(self, at: int) -> Place:
        """Return the key of a row; its customer's number is looked up."""
        number = Customer.select(Customer.number).where(Customer.id == self._owners[at])
        (found,) = number.tuples().first() or ("",)
        return self._minus_due[at], found, self._codes[self._currencies[at]]

    def _rows(self, start: int, end: int) -> tuple[ReportRow, ...]:
        """Read the rows of a page, each under the key that it has in this order."""
        places = [
            (self._owners[at], (self._minus_due[at], "", self._codes[self._currencies[at]]))
            for at in range(start, end)
        ]
        return rows_of_places(places, self.query, self.as_of)


def rows_of_places(
    places: Sequence[tuple[int, Place]], query: ReportQuery, as_of: date
) -> tuple[ReportRow, ...]:
    """Read the rows of customers at their places; who no longer fits the query is left out.

    Each gets its place as key. The row of one who owes nothing may have its place without currency.
    """
    now = report_rows.rows_of(list(dict.fromkeys(owner for owner, _ in places)), query, as_of)
    rows = []
    for owner, (minus_due, _, currency) in places:
        of_owner = now.get(owner, ())
        row = next((row for row in of_owner if currency in {row.currency, ""}), None)
        if row is None and of_owner:
            row = replace(of_owner[0], currency=currency, **NOTHING_OWED)
        if row is not None:
            rows.append(replace(row, key=(minus_due, row.customer, currency)))
    return tuple(rows)
