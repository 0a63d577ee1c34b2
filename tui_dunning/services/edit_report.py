"""The edit report (menu 4.4.2): who owes what, how late, and which letter each stands at.

All customers with an open item or a letter code, a row for each of their currencies. The balance
is all open items; past due and aging go by due date without grace; a credit ages by its own date.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from datetime import date
from pathlib import Path

from tui_dunning.engine.aging import ReportRow, ReportTotal
from tui_dunning.errors import NotFound
from tui_dunning.output import report
from tui_dunning.output.report_formats import Format
from tui_dunning.output.report_head import Heading
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.services.report_file import Written, safe_file, watched
from tui_dunning.store import database, past_due_list, report_rows, report_totals
from tui_dunning.store.report_filters import ReportQuery, Sort

__all__ = [
    "Format",
    "Orders",
    "ReportQuery",
    "ReportRow",
    "Sort",
    "Written",
    "page",
    "place",
    "rows",
    "totals",
]

CHUNK = 1000
"""Customers read at a time."""


def rows(as_of: date, query: ReportQuery | None = None) -> Generator[ReportRow, None, None]:
    """Yield the report's rows in the query's order, in the memory of one chunk."""
    query = query or ReportQuery()
    with database.reading():
        _check(query)
        if query.sort is Sort.PAST_DUE:
            found, order, make_row = report_rows.by_past_due(query, as_of)
            yield from map(make_row, database.stream(found.order_by(*order)))
            return
        seek = Seek()
        while True:
            chunk = report_rows.debtors(query, seek, CHUNK)
            yield from report_rows.with_balances(chunk.rows, query, as_of)
            if not chunk.more_after:
                return
            seek = Seek(chunk.rows[-1].key)


def totals(as_of: date, query: ReportQuery | None = None) -> tuple[ReportTotal, ...]:
    """Return the report's totals by currency."""
    query = query or ReportQuery()
    with database.reading():
        _check(query)
        return tuple(report_totals.totals(query, as_of))


class Orders:
    """Keeps the order by past due of the list that a screen shows; a new one sees all changes.

    An order that is read from kept sums sees them at once.
    """

    def __init__(self) -> None:
        self._made: past_due_list.Order | None = None

    def of(self, query: ReportQuery, as_of: date) -> past_due_list.Order:
        """Return the order of a query on a day, made where the last one will not do."""
        made = self._made
        if made is None or (made.query, made.as_of) != (query, as_of) or not made.is_current():
            made = self._made = past_due_list.order(query, as_of)
        return made


def page(
    query: ReportQuery, seek: Seek, limit: int, as_of: date, orders: Orders | None = None
) -> Page[ReportRow]:
    """Return a page of the report for a screen.

    A key is a row's `key`; to position the list by number or name its first part is enough. Sorted
    by past due, what is not kept is summed once for each of `orders`, without them for each page.
    """
    if query.sort is Sort.PAST_DUE:
        with database.reading():
            return (orders or Orders()).of(query, as_of).page(seek, limit)
    return _page_of_customers(query, seek, limit, as_of)


def place(number: str, query: ReportQuery, as_of: date) -> Key:
    """Return the key from which on the report sorted by past due begins with a customer.

    Of several currencies that with the most past due counts, whose row comes first.

    Raises:
        NotFound: the customer is not listed; it says why.
    """
    with database.reading():
        owner = report_rows.customer_id(number)
        if owner is None:
            raise NotFound(
                f"There is no customer {number}.", "Sorted by past due, a whole number is needed."
            )
        rows = report_rows.rows_of([owner], query, as_of).get(owner)
        if rows:
            return (min(-row.past_due for row in rows), number, "")
        without_filters = report_rows.rows_of([owner], ReportQuery(sort=query.sort), as_of)
    if without_filters:
        raise NotFound(f"Customer {number} is not listed: the fields above leave it out.")
    raise NotFound(f"Customer {number} is not listed: it has no open item and no letter code.")


def _page_of_customers(query: ReportQuery, seek: Seek, limit: int, as_of: date) -> Page[ReportRow]:
    """Return a page that is read customer by customer."""
    with database.reading():
        width = 1 if query.sort is Sort.NUMBER else 2
        key = seek.key
        start = Seek(None if key is None else _customer_key(key, width), seek.back, key is not None)
        found = report_rows.debtors(query, start, limit + 1)
        listed = report_rows.with_balances(found.rows, query, as_of)
    if seek.back:
        listed.reverse()
    wanted = [row for row in listed if key is None or _is_beyond(row.key, key, seek)]
    rest = len(wanted) > limit
    passed = len(wanted) < len(listed)
    more_ahead = rest or (found.more_before if seek.back else found.more_after)
    more_behind = passed or (found.more_after if seek.back else found.more_before)
    result = tuple(wanted[:limit])
    if seek.back:
        return Page(result[::-1], more_before=more_ahead, more_after=more_behind)
    return Page(result, more_before=more_behind, more_after=more_ahead)


def _customer_key(key: Key, width: int) -> Key:
    """Return the customer's part of a row's key, filled up where only the beginning is given."""
    return (*key[:width], *[""] * (width - len(key)))


def _is_beyond(row_key: Key, key: Key, seek: Seek) -> bool:
    """Tell whether a row of the key's own customer lies on the side that is read."""
    if row_key[:-1] != key[:-1] or len(row_key) != len(key):
        return True
    if row_key[-1] == key[-1]:
        return seek.inclusive
    before = str(row_key[-1]) < str(key[-1])
    return before if seek.back else not before


def write(
    path: Path,
    form: Format,
    as_of: date,
    query: ReportQuery | None = None,
    *,
    paper: str = "A4",
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write the report to a file, whole or not at all; a file that is there is replaced.

    Args:
        path: the file; its folder must exist.
        form: text, csv, json, xlsx or pdf.
        as_of: the day of the ages.
        query: which customers, in which order.
        paper: "A4" or "Letter", for pdf.
        progress: told now and then how many rows are done.
        cancelled: asked now and then; true stops and leaves no file.

    Raises:
        BadInput: when the file cannot be written.
        Cancelled: when `cancelled` said so.
    """
    query = query or ReportQuery()
    with safe_file(path) as target, closing(rows(as_of, query)) as source:
        listed = watched(source, progress, cancelled)
        count, pages = report.write(form, listed, heading(as_of, query, paper), target)
    return Written(path, count, pages)


def heading(as_of: date, query: ReportQuery, paper: str = "A4") -> Heading:
    """Return what stands above the report."""
    return Heading(as_of, _selection(query), paper)


def _selection(query: ReportQuery) -> str:
    """Say in words which customers were chosen, for the page heads."""
    parts = [
        ("unit", query.unit),
        ("letter", "none" if query.ltr == "" else query.ltr or ""),
        ("group", query.group),
        ("name with", query.name_part),
        ("by", "" if query.sort is Sort.NUMBER else query.sort.value),
    ]
    return ", ".join(f"{word} {value}" for word, value in parts if value)


def _check(query: ReportQuery) -> None:
    """Refuse a unit that is not there; the report would be empty without a word."""
    if query.unit and not report_rows.unit_exists(query.unit):
        raise NotFound(f"There is no unit {query.unit}.", "`dunning setup export` lists the units.")
