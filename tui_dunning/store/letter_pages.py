"""Pages of the list of letters, by number or by whom they go to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from peewee import ModelSelect, fn

from tui_dunning.engine.choices import LetterStatus
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.store import letter_views
from tui_dunning.store.few import FEW, are_few
from tui_dunning.store.keyset import read_page
from tui_dunning.store.models import Customer, Letter, LetterCustomer, LetterItem, Unit


class LetterOrder(StrEnum):
    """How the list of letters is sorted; each has its index."""

    NUMBER = "number"
    NEWEST = "newest"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class LetterQuery:
    """Which letters a list shows, "" and None for all; `position` starts it at a key.

    `customer` is the number of whom a letter goes to or whose item is on it; `position` is a
    letter's number, by customer the customer's. `sent` are those that went out, also those rolled
    back since; `last` only each correspondence customer's latest one that waits or went out.
    """

    run: int | None = None
    customer: str = ""
    status: str = ""
    statuses: tuple[str, ...] = ()
    letter_code: str = ""
    sent: bool = False
    last: bool = False
    order: LetterOrder = LetterOrder.NUMBER
    position: str = ""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list; `past_due` has (currency, minor units), by currency code."""

    key: Key
    number: int
    run: int | None
    date: date
    status: str
    unit: str
    to: str
    to_name: str
    level: int
    letter_code: str
    manual: bool
    edited: bool
    held: str
    items: int
    past_due: tuple[tuple[str, int], ...]
    sent_at: datetime | None = None
    sent_by: str = ""


COLUMNS = (
    Letter.id,
    Letter.run,
    Letter.date,
    Letter.status,
    Unit.code,
    Letter.to_number,
    Letter.to_name,
    Letter.level,
    Letter.letter_code,
    Letter.manual,
    Letter.edited_body,
    Letter.held,
    Letter.sent_at,
    Letter.sent_by,
)


def read_letter_page(query: LetterQuery, seek: Seek, limit: int) -> Page[LetterRow]:
    """Read a page; items and amounts are summed for the letters on it only."""
    by_customer = query.order is LetterOrder.CUSTOMER
    columns = (Letter.to_number, Letter.id) if by_customer else (Letter.id,)
    page = read_page(
        filtered(query),
        columns,
        _start(query, seek),
        limit,
        lambda row: _row(row, by_customer),
        newest_first=query.order is LetterOrder.NEWEST,
    )
    return Page(_with_sums(page.rows), page.more_before, page.more_after)


def filtered(query: LetterQuery) -> ModelSelect:
    """Return the letters of a query, without order."""
    found = Letter.select(*COLUMNS).join(Unit)
    if query.run is not None:
        found = found.where(Letter.run == query.run)
    if query.status:
        found = found.where(Letter.status == query.status)
    if query.statuses:
        # Most letters have one of them: met in list order, not sorted anew out of an index.
        found = found.where(Letter.status.concat("").in_(list(query.statuses)))
    if query.sent:
        found = found.where(Letter.sent_at.is_null(False))
    if query.last:
        found = found.where(letter_views.which_letters(last=True))
    if query.letter_code:
        found = found.where(Letter.letter_code == query.letter_code)
    if query.status or query.statuses or query.letter_code:
        found = _named_where_few(found, query)
    if query.customer:
        owner = Customer.select(Customer.id).where(Customer.number == query.customer)
        on_it = LetterCustomer.select(LetterCustomer.letter)
        on_it = on_it.where(LetterCustomer.customer.in_(owner))
        to_it = Letter.select(Letter.id).where(Letter.customer.in_(owner))
        found = found.where(Letter.id.in_(to_it | on_it))
    return found


def _named_where_few(found: ModelSelect, query: LetterQuery) -> ModelSelect:
    """Name the letters of a status and code where they are few among all of a run or list."""
    statuses = [query.status] if query.status else query.statuses or [str(s) for s in LetterStatus]
    ids = Letter.select(Letter.id).where(Letter.status.in_(list(statuses)))
    if query.letter_code:
        ids = ids.where(Letter.letter_code == query.letter_code)
    return found.where(Letter.id.in_(ids)) if are_few(ids, FEW) else found


def _start(query: LetterQuery, seek: Seek) -> Seek:
    """Return where the page starts: at the position, where the list's top is asked for."""
    if seek.key is not None or seek.back or not query.position:
        return seek
    if query.order is LetterOrder.CUSTOMER:
        return Seek((query.position, 0), inclusive=True)
    if not query.position.isdecimal():
        return seek
    return Seek((int(query.position),), inclusive=True)


def _row(row: tuple[Any, ...], by_customer: bool) -> LetterRow:
    number, run, on, status, unit, to, to_name, level, code, manual, edited, held, *out = row
    return LetterRow(
        key=(to, number) if by_customer else (number,),
        number=number,
        run=run,
        date=on,
        status=status,
        unit=unit,
        to=to,
        to_name=to_name,
        level=level,
        letter_code=code,
        manual=manual,
        edited=edited is not None,
        held=held,
        items=0,
        past_due=(),
        sent_at=out[0],
        sent_by=out[1],
    )


def _with_sums(rows: tuple[LetterRow, ...]) -> tuple[LetterRow, ...]:
    here = (LetterItem.letter.in_([row.number for row in rows])) & ~LetterItem.taken_off
    counts = LetterItem.select(LetterItem.letter, fn.COUNT(LetterItem.id)).where(
        here & LetterItem.dunned
    )
    items = dict(counts.group_by(LetterItem.letter).tuples())
    sums: dict[int, list[tuple[str, int]]] = {}
    amounts = (
        LetterItem.select(LetterItem.letter, LetterItem.currency, fn.SUM(LetterItem.balance_minor))
        .where(here & LetterItem.due)
        .group_by(LetterItem.letter, LetterItem.currency)
        .order_by(LetterItem.letter, LetterItem.currency)
    )
    for letter, currency, minor in amounts.tuples():
        sums.setdefault(letter, []).append((currency, int(minor)))
    return tuple(
        replace(row, items=items.get(row.number, 0), past_due=tuple(sums.get(row.number, ())))
        for row in rows
    )
