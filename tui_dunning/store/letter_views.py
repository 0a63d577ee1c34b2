"""Letters as they were made: values for lists, screens and commands, read in portions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any, NamedTuple, TypeAlias

from peewee import JOIN, SQL, Expression, fn

from tui_dunning.engine.types import ChargeKind, ChargeOn, LetterStatus
from tui_dunning.store import models
from tui_dunning.store.models import Customer, Item, Letter, LetterItem, LetterText, Unit

Which: TypeAlias = Any
"""A condition on letters."""

PORTION = 500
ENDED = (LetterStatus.DELETED, LetterStatus.SUPERSEDED, LetterStatus.ROLLED_BACK)
"""What letters are that neither wait nor went out."""
SENT = (LetterStatus.PRINTED, LetterStatus.SENT)


class LetterItemView(NamedTuple):
    """One row of a letter. `level` is None where the row is not dunned."""

    unit: str
    customer: str
    item: str
    entry_type: str
    item_date: date | None
    due_date: date
    days_past_due: int
    currency: str
    balance_minor: int
    dunned: bool
    due: bool
    level: int | None
    previous_level: int


@dataclass(frozen=True, slots=True)
class LetterTotals:
    """What a letter asks for in one currency, in minor units; credits are taken off already.

    Charges on a separate invoice or notice are not in here: the letter does not ask for them.
    """

    past_due_minor: int = 0
    not_due_minor: int = 0
    fee_minor: int = 0
    finance_charge_minor: int = 0

    @property
    def due_minor(self) -> int:
        """What is to be paid now: past due and charges."""
        return self.past_due_minor + self.fee_minor + self.finance_charge_minor


class ChargeView(NamedTuple):
    """A charge of a letter. `posted_item` is the number of the item made of it, once sent."""

    kind: str
    currency: str
    amount_minor: int
    charge_on: int
    item: str | None
    charged_from: date | None
    charged_until: date | None
    posted_item: str | None


class LetterEventView(NamedTuple):
    """Who did what to a letter when (UTC)."""

    at: datetime
    operator: str
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter with its rows, without those taken off it.

    `customer` is the correspondence customer, `to` the number it is addressed to. `subject` and
    `body` are None where only a list was asked for: the words that were sent, else the text
    (a template) that the letter will be drawn from. `revision` tells whether it changed since.
    """

    number: int
    run: int | None
    date: date
    status: LetterStatus
    unit: str
    customer: str
    to: str
    to_name: str
    recipient: str
    site: str | None
    attention: str
    address: str
    procedure: str
    level: int
    letter_code: str
    language: str
    extract: str
    manual: bool
    manual_reason: str
    edited: bool
    held: str
    held_detail: str
    credit_hold: bool
    collection: bool
    display_currency: str
    payment_reference: str
    superseded_by: int | None
    created_at: datetime
    operator: str
    sent_at: datetime | None
    sent_by: str
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    revision: int
    items: tuple[LetterItemView, ...]
    charges: tuple[ChargeView, ...]
    totals: dict[str, LetterTotals]
    subject: str | None = None
    body: str | None = None
    events: tuple[LetterEventView, ...] = ()


def which_letters(
    *,
    run: int | None = None,
    customer: int | None = None,
    status: str | None = None,
    last: bool = False,
) -> Which:
    """Return the condition on the letters that fit.

    Args:
        run: the dunning number.
        customer: id of a customer that the letter goes to or that stands on it.
        status: a letter status.
        last: only each correspondence customer's latest letter (the latest one of the customer
            where one is given); without `status` of those that wait or went out.
    """
    which = _fits(Letter, run, customer, status, last)
    if not last:
        return which
    if customer is not None:
        newest = Letter.select(fn.MAX(Letter.id)).where(which).scalar()
        return Letter.id == newest
    newer = Letter.alias()
    later = newer.select(SQL("1")).where(
        newer.customer == Letter.customer,
        newer.id > Letter.id,
        _fits(newer, run, customer, status, last),
    )
    return which & ~fn.EXISTS(later)


def _fits(
    letter: Any, run: int | None, customer: int | None, status: str | None, last: bool
) -> Which:
    conditions: list[Expression] = []
    if run is not None:
        conditions.append(letter.run == run)
    if customer is not None:
        on_it = models.LetterCustomer.select(models.LetterCustomer.letter).where(
            models.LetterCustomer.customer == customer
        )
        conditions.append((letter.customer == customer) | letter.id.in_(on_it))
    if status is not None:
        conditions.append(letter.status == status)
    elif last:
        conditions.append(letter.status.not_in(ENDED))  # IN would sort all by the status's index
    return reduce(and_, conditions or [letter.id > 0])  # beside others it would draw its index


def read_portion(which: Which, after: int) -> list[LetterView]:
    """Read the next letters that fit, above the number `after`, ordered by number."""
    return _letters(which & (Letter.id > after))


def read_letter(number: int) -> LetterView | None:
    """Read one letter with its text and its events."""
    found = _letters(Letter.id == number, with_text=True)
    return found[0] if found else None


def _letters(which: Expression, with_text: bool = False) -> list[LetterView]:
    query = (
        Letter.select(Letter, Unit.code.alias("unit_code"), Customer.number.alias("owner"))
        .join(Unit, on=(Letter.unit == Unit.id))
        .switch(Letter)
        .join(Customer, on=(Letter.customer == Customer.id))
        .where(which)
        .order_by(Letter.id)
        .limit(PORTION)
    )
    rows = list(query.dicts())
    numbers = [row["id"] for row in rows]
    items, charges = _items(rows), _charges(numbers)
    views = []
    for row in rows:
        number = row["id"]
        extra: dict[str, Any] = _words(row) if with_text else {}
        if with_text:
            extra["events"] = _events(number)
        views.append(_view(row, items[number], charges[number], extra))
    return views


def _view(
    row: dict[str, Any],
    items: Sequence[LetterItemView],
    charges: Sequence[ChargeView],
    extra: dict[str, Any],
) -> LetterView:
    same = (
        "run date recipient site attention address procedure level letter_code language extract "
        "manual manual_reason held held_detail credit_hold collection display_currency "
        "payment_reference superseded_by created_at operator sent_at sent_by ended_at ended_by "
        "end_reason revision"
    )
    return LetterView(
        number=row["id"],
        status=LetterStatus(row["status"]),
        unit=row["unit_code"],
        customer=row["owner"],
        to=row["to_number"],
        to_name=row["to_name"],
        edited=row["edited_body"] is not None or row["edited_subject"] is not None,
        items=tuple(items),
        charges=tuple(charges),
        totals=_totals(items, charges),
        **{name: row[name] for name in same.split()},
        **extra,
    )


def _items(letters: Sequence[dict[str, Any]]) -> dict[int, list[LetterItemView]]:
    """Read the rows that stand on the letters: by customer, currency, due date, number."""
    dates = {row["id"]: row["date"] for row in letters}
    query = (
        LetterItem.select(
            LetterItem.letter,
            Unit.code,
            Customer.number,
            Item.number,
            LetterItem.entry_type,
            LetterItem.item_date,
            LetterItem.due_date,
            LetterItem.currency,
            LetterItem.balance_minor,
            LetterItem.dunned,
            LetterItem.due,
            LetterItem.level,
            LetterItem.previous_level,
        )
        .join(Item, on=(LetterItem.item == Item.id))
        .join(Unit, on=(Item.unit == Unit.id))
        .switch(LetterItem)
        .join(Customer, on=(LetterItem.customer == Customer.id))
        .where(LetterItem.letter.in_(list(dates)), ~LetterItem.taken_off)
        .order_by(
            LetterItem.letter,
            Customer.number,
            LetterItem.currency,
            LetterItem.due_date,
            Item.number,
        )
    )
    found: dict[int, list[LetterItemView]] = defaultdict(list)
    for row in query.tuples().iterator():
        letter, unit, customer, item, kind, item_date, due_date, *rest = row
        late = (dates[letter] - due_date).days
        view = LetterItemView(unit, customer, item, kind, item_date, due_date, late, *rest)
        found[letter].append(view)
    return found


def _charges(letters: Sequence[int]) -> dict[int, list[ChargeView]]:
    charge, posted = models.LetterCharge, Item.alias()
    query = (
        charge.select(
            charge.letter,
            charge.kind,
            charge.currency,
            charge.amount_minor,
            charge.charge_on,
            Item.number,
            charge.charged_from,
            charge.charged_until,
            posted.number,
        )
        .join(Item, JOIN.LEFT_OUTER, on=(charge.item == Item.id))
        .switch(charge)
        .join(posted, JOIN.LEFT_OUTER, on=(charge.posted_item == posted.id))
        .where(charge.letter.in_(letters))
        .order_by(charge.letter, charge.id)
    )
    found: dict[int, list[ChargeView]] = defaultdict(list)
    for letter, *rest in query.tuples().iterator():
        found[letter].append(ChargeView(*rest))
    return found


def _totals(
    items: Sequence[LetterItemView], charges: Sequence[ChargeView]
) -> dict[str, LetterTotals]:
    """Sum rows and charges by currency. Open amounts add up as they stand, credits negative."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for item in items:
        sums[item.currency][0 if item.due else 1] += item.balance_minor
    for charge in charges:
        if str(charge.charge_on) == ChargeOn.LETTER:
            sums[charge.currency][2 if charge.kind == ChargeKind.FEE else 3] += charge.amount_minor
    return {code: LetterTotals(*sums[code]) for code in sorted(sums)}


def _words(row: dict[str, Any]) -> dict[str, str | None]:
    """Return subject and body: as sent, else as edited, else of the text version."""
    if row["final_body"] is not None:
        return {"subject": row["final_subject"], "body": row["final_body"]}
    text = LetterText.get_or_none(LetterText.id == row["text"])
    subject = row["edited_subject"] or (text.subject if text else "")
    body = row["edited_body"] or (text.body if text else "")
    return {"subject": subject, "body": body}


def _events(number: int) -> tuple[LetterEventView, ...]:
    event = models.LetterEvent
    query = event.select(event.at, event.operator, event.kind, event.detail)
    rows = query.where(event.letter == number).order_by(event.id).tuples()
    return tuple(LetterEventView(*row) for row in rows)
