"""The edit report sorted by past due, read page by page from the sums that are kept.

What fell due since the day of the sums is summed anew, put in order and merged into each page.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple, Protocol

from peewee import Case, ModelSelect, Value, fn

from tui_dunning.engine.aging import ReportRow
from tui_dunning.paging import Page, Seek, page_of
from tui_dunning.store import past_due, report_filters
from tui_dunning.store.bulk import stream
from tui_dunning.store.few import FEW, are_few
from tui_dunning.store.keyset import read_page
from tui_dunning.store.models import Customer, Item, PastDue
from tui_dunning.store.past_due_order import PastDueOrder, Place, rows_of_places
from tui_dunning.store.report_filters import ReportQuery

MOST_FALLEN: Final = 50_000
"""So many rows that fell due since are merged; of more, the order is made anew."""
SOME: Final = 1000
SOME_MET: Final = 20
"""Of so many customers more than these in the query: a page is soon filled in list order."""

_COLUMNS = (PastDue.minus_due, PastDue.number, PastDue.currency)


class Order(Protocol):
    """The rows of a query on a day, in the order of what is past due."""

    @property
    def query(self) -> ReportQuery:
        """Return the query."""
        ...

    @property
    def as_of(self) -> date:
        """Return the day."""
        ...

    def is_current(self) -> bool:
        """Tell whether another page of it may be read."""
        ...

    def page(self, seek: Seek, limit: int) -> Page[ReportRow]:
        """Return a page of it."""
        ...


class _Placed(NamedTuple):
    """A customer's row at its place."""

    key: Place
    owner: int


def order(query: ReportQuery, as_of: date) -> Order:
    """Return the order of a query: read where sums of all its items are kept, else made."""
    kept = past_due.kept_day()
    if query.unit or kept is None or as_of < kept:
        return PastDueOrder(query, as_of)
    fallen = PastDue.select(PastDue.customer_id).where(PastDue.next_due < as_of)
    if not are_few(fallen, MOST_FALLEN) or _is_rare(query):
        return PastDueOrder(query, as_of)
    return PastDueList(query, as_of)


def _is_rare(query: ReportQuery) -> bool:
    """Tell whether the query's customers are so few that they are summed sooner than met."""
    if not _has_filter(query):
        return False
    found = Customer.select(Customer.id).where(*report_filters.filters(query))
    some = Customer.select(Customer.id).limit(SOME)
    return are_few(found.where(Customer.id.in_(some)), SOME_MET) and are_few(found, FEW)


class PastDueList:
    """The rows of a query in order, as long as the kept sums are the same."""

    def __init__(self, query: ReportQuery, as_of: date) -> None:
        self.query = query
        self.as_of = as_of
        self._kept = past_due.kept()
        fallen = PastDue.select(PastDue.customer_id).where(PastDue.next_due < as_of)
        anew = map(_placed, stream(self._summed_anew())) if fallen.exists() else ()
        self._fallen = sorted(anew)

    def is_current(self) -> bool:
        """Tell whether the sums are those that it began with; else it is to be made anew."""
        return past_due.kept() == self._kept

    def page(self, seek: Seek, limit: int) -> Page[ReportRow]:
        """Return a page."""
        kept = read_page(self._as_kept(), _COLUMNS, seek, limit, _placed)
        fallen = page_of(self._fallen, seek, limit)
        placed = sorted((*kept.rows, *fallen.rows))
        before, after = kept.more_before or fallen.more_before, kept.more_after or fallen.more_after
        if len(placed) > limit:
            placed = placed[-limit:] if seek.back else placed[:limit]
            before, after = before or seek.back, after or not seek.back
        rows = rows_of_places([(row.owner, row.key) for row in placed], self.query, self.as_of)
        return Page(rows, before, after)

    def _as_kept(self) -> ModelSelect:
        """Return the query of the rows that are still as they are kept."""
        found = self._of_query(PastDue.select(*_COLUMNS, PastDue.customer_id))
        if self._fallen:
            found = found.where(PastDue.next_due.is_null() | (PastDue.next_due >= self.as_of))
        return found

    def _summed_anew(self) -> ModelSelect:
        """Return the query of the rows of which something fell due since they were kept."""
        due = fn.SUM(Case(None, [(Item.due_date < self.as_of, Item.balance_minor)], 0))
        mine = (Item.customer == PastDue.customer_id) & (Item.currency == PastDue.currency)
        minus_due = Value(0) - Item.select(due).where(mine, Item.is_open)
        rows = PastDue.select(minus_due, PastDue.number, PastDue.currency, PastDue.customer_id)
        return self._of_query(rows).where(PastDue.next_due < self.as_of)

    def _of_query(self, rows: ModelSelect) -> ModelSelect:
        """Leave only rows of the query's customers."""
        if not _has_filter(self.query):
            return rows
        joined = rows.join(Customer, on=(Customer.id == PastDue.customer_id))
        return joined.where(*report_filters.filters(self.query))


def _placed(row: tuple[Any, ...]) -> _Placed:
    """Make a place of minus what is past due, number, currency and customer."""
    minus_due, number, currency, owner = row
    return _Placed((int(minus_due), number, currency), owner)


def _has_filter(query: ReportQuery) -> bool:
    """Tell whether the query leaves customers out."""
    return query != ReportQuery(sort=query.sort)
