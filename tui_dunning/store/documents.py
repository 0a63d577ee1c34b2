"""What letters are drawn from: everything they were made with, read in portions by number."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from peewee import JOIN, OP, SQL, Expression, fn

from tui_dunning.engine.types import ChargeOn, LetterStatus
from tui_dunning.store import models
from tui_dunning.store.charge_notices import NoticeFacts, notices_on
from tui_dunning.store.models import Customer, Item, Letter, Letterhead, LetterItem, LetterText

PORTION = 500


class ItemFacts(NamedTuple):
    """One row of a letter."""

    customer: str
    number: str
    entry_type: str
    item_date: date | None
    due_date: date
    currency: str
    balance_minor: int
    dunned: bool
    due: bool


class ChargeFacts(NamedTuple):
    """A charge that the letter itself asks for."""

    kind: str
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter as it was made. `subject` and `body` are a text to be filled, unless `is_final`.

    `letterhead` has the unit's columns under their own names; `names` the customers' names by
    number; `text_language` the language that its text is written in.
    """

    number: int
    revision: int
    status: LetterStatus
    date: date
    letterhead: Mapping[str, str]
    to_number: str
    to_name: str
    attention: str
    address: tuple[str, ...]
    level: int
    letter_code: str
    language: str
    text_language: str
    subject: str | None
    body: str | None
    is_final: bool
    display_currency: str
    display_rates: Mapping[str, Decimal]
    reference: str
    acceptgiro: bool
    payer_account: str
    names: Mapping[str, str]
    items: tuple[ItemFacts, ...]
    charges: tuple[ChargeFacts, ...]
    notices: tuple[NoticeFacts, ...] = ()


def stream_facts(numbers: Sequence[int]) -> Iterator[LetterFacts]:
    """Yield letters in the order of the numbers given, a portion in memory at a time."""
    for start in range(0, len(numbers), PORTION):
        portion = list(numbers[start : start + PORTION])
        found = {facts.number: facts for facts in _portion(portion)}
        yield from (found[number] for number in portion if number in found)


def _portion(numbers: list[int]) -> Iterator[LetterFacts]:
    """Read some letters with their customers, items, charges and notices: a few queries."""
    items, charges, names = _items(numbers), _charges(numbers), _names(numbers)
    notices = notices_on(numbers)
    query = (
        Letter.select(*_LETTER_COLUMNS, Letterhead.content, *_text_columns())
        .join(Letterhead, on=(Letter.letterhead == Letterhead.id))
        .switch(Letter)
        .join(LetterText, JOIN.LEFT_OUTER, on=(Letter.text == LetterText.id))
        .where(_among(Letter.id, numbers))
    )
    for row in query.dicts():
        number = row["id"]
        apart = tuple(notices.get(number, ()))
        parts = (names[number], tuple(items[number]), tuple(charges[number]), apart)
        yield _facts(row, *parts)


_LETTER_COLUMNS = tuple(
    getattr(Letter, name)
    for name in (
        *("id", "revision", "status", "date", "to_number", "to_name", "attention", "address"),
        *("level", "letter_code", "language", "edited_subject", "edited_body", "final_subject"),
        *("final_body", "display_currency", "display_rates", "payment_reference"),
        *("acceptgiro", "payer_account"),
    )
)


def _among(column: Any, numbers: list[int]) -> Expression:
    """Return the condition that a column is one of these; each as a value takes peewee longer."""
    return Expression(column, OP.IN, SQL(f"({', '.join(map(str, map(int, numbers)))})"))


def _text_columns() -> tuple[Any, ...]:
    """Return the columns of the text version under names of their own."""
    return (
        LetterText.subject.alias("text_subject"),
        LetterText.body.alias("text_body"),
        LetterText.language.alias("text_language"),
    )


def _facts(
    row: Mapping[str, Any],
    names: Mapping[str, str],
    items: tuple[ItemFacts, ...],
    charges: tuple[ChargeFacts, ...],
    notices: tuple[NoticeFacts, ...],
) -> LetterFacts:
    """Make a value of a letter's row."""
    is_final = row["final_body"] is not None
    subject = row["text_subject"] if row["edited_subject"] is None else row["edited_subject"]
    body = row["text_body"] if row["edited_body"] is None else row["edited_body"]
    rates = json.loads(row["display_rates"] or "{}")
    return LetterFacts(
        number=row["id"],
        revision=row["revision"],
        status=LetterStatus(row["status"]),
        date=row["date"],
        letterhead=_letterhead(row["content"]),
        to_number=row["to_number"],
        to_name=row["to_name"],
        attention=row["attention"],
        address=tuple(row["address"].split("\n")),
        level=row["level"],
        letter_code=row["letter_code"],
        language=row["language"],
        text_language=row["text_language"] or row["language"],
        subject=row["final_subject"] if is_final else subject,
        body=row["final_body"] if is_final else body,
        is_final=is_final,
        display_currency=row["display_currency"],
        display_rates={code: Decimal(rate) for code, rate in rates.items()},
        reference=row["payment_reference"],
        acceptgiro=bool(row["acceptgiro"]),
        payer_account=row["payer_account"],
        names=names,
        items=items,
        charges=charges,
        notices=notices,
    )


@lru_cache(maxsize=256)
def _letterhead(content: str) -> Mapping[str, str]:
    """Return a letterhead, which many letters share."""
    return MappingProxyType(json.loads(content))


def _items(numbers: list[int]) -> dict[int, list[ItemFacts]]:
    """Read the rows that stand on the letters, by customer, currency, due date."""
    query = (
        LetterItem.select(
            LetterItem.letter,
            Customer.number,
            Item.number,
            LetterItem.entry_type,
            LetterItem.item_date,
            LetterItem.due_date,
            LetterItem.currency,
            LetterItem.balance_minor,
            LetterItem.dunned,
            LetterItem.due,
        )
        .join(Item, on=(LetterItem.item == Item.id))
        .switch(LetterItem)
        .join(Customer, on=(LetterItem.customer == Customer.id))
        .where(_among(LetterItem.letter, numbers), ~LetterItem.taken_off)
        .order_by(
            LetterItem.letter,
            Customer.number,
            LetterItem.currency,
            LetterItem.due_date,
            Item.number,
        )
    )
    found: dict[int, list[ItemFacts]] = defaultdict(list)
    # Without peewee's conversions, which take longer than all else that is done with a row.
    for letter, customer, number, kind, made, due_on, code, minor, dunned, due in _rows(query):
        facts = ItemFacts(
            customer, number, kind, _day(made), _due(due_on), code, minor, bool(dunned), bool(due)
        )
        found[letter].append(facts)
    return found


def _rows(query: Any) -> Iterator[tuple[Any, ...]]:
    """Yield a query's rows as the database gives them."""
    yield from models.database.execute(query)


@lru_cache(maxsize=8192)
def _due(stored: str | date) -> date:
    """Return a stored date, which SQLite keeps as text."""
    return date.fromisoformat(stored) if isinstance(stored, str) else stored


def _day(stored: str | date | None) -> date | None:
    """Return a stored date that may be missing."""
    return None if stored is None else _due(stored)


def _charges(numbers: list[int]) -> dict[int, list[ChargeFacts]]:
    """Read the charges that stand on the letters themselves."""
    charge = models.LetterCharge
    query = (
        charge.select(charge.letter, charge.kind, charge.currency, charge.amount_minor)
        .where(_among(charge.letter, numbers), charge.charge_on == int(ChargeOn.LETTER))
        .order_by(charge.letter, charge.id)
    )
    found: dict[int, list[ChargeFacts]] = defaultdict(list)
    for letter, *rest in query.tuples().iterator():
        found[letter].append(ChargeFacts(*rest))
    return found


def _names(numbers: list[int]) -> dict[int, dict[str, str]]:
    """Read the names of the customers on the letters, as they were then, by number."""
    table = models.LetterCustomer
    query = (
        table.select(table.letter, Customer.number, table.name)
        .join(Customer, on=(table.customer == Customer.id))
        .where(_among(table.letter, numbers))
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for letter, number, name in query.tuples().iterator():
        found[letter][number] = name
    return found


# --- choosing letters ---------------------------------------------------------------------------


class Chosen(NamedTuple):
    """A letter that a print asks for."""

    number: int
    status: LetterStatus
    held: str
    held_detail: str
    letter_code: str = ""


def choose(
    statuses: Sequence[LetterStatus],
    *,
    run: int | None = None,
    numbers: Sequence[int] = (),
    levels: Sequence[int] = (),
    codes: Sequence[str] = (),
) -> list[Chosen]:
    """Return the letters that fit, in the order of their numbers.

    A letter fits `levels` when its own level or one of its items' levels is among them.
    """
    conditions: list[Expression] = [Letter.status.in_([status.value for status in statuses])]
    if run is not None:
        conditions.append(Letter.run == run)
    if codes:
        conditions.append(Letter.letter_code.in_(list(codes)))
    if levels:
        with_item = LetterItem.select(LetterItem.letter).where(
            LetterItem.level.in_(list(levels)), LetterItem.dunned, ~LetterItem.taken_off
        )
        conditions.append(Letter.level.in_(list(levels)) | Letter.id.in_(with_item))
    columns = (Letter.id, Letter.status, Letter.held, Letter.held_detail, Letter.letter_code)
    found: list[Chosen] = []
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted) or 1, PORTION):
        part = [Letter.id.in_(wanted[start : start + PORTION])] if wanted else []
        query = Letter.select(*columns).where(*conditions, *part).order_by(Letter.id)
        found += [Chosen(n, LetterStatus(s), *rest) for n, s, *rest in query.tuples().iterator()]
    return found


def letter_state(number: int) -> tuple[LetterStatus, date | None] | None:
    """Return a letter's status and the moment it was sent; None: no such letter."""
    row = Letter.select(Letter.status, Letter.sent_at).where(Letter.id == number).tuples().first()
    return (LetterStatus(row[0]), row[1]) if row else None


def run_exists(run: int) -> bool:
    """Tell whether there is a run of that dunning number."""
    return bool(models.Run.select().where(models.Run.number == run).exists())


class Waiting(NamedTuple):
    """How many letters of a code wait, and what is past due on them, by currency."""

    letter_code: str
    level: int
    letters: int
    held: int
    totals: Mapping[str, int]


def waiting_by_code() -> list[Waiting]:
    """Return what waits to be printed, by letter code and level."""
    key = (Letter.letter_code, Letter.level)
    waits = Letter.status == LetterStatus.PROPOSED.value
    held = fn.SUM(SQL("CASE WHEN held <> '' THEN 1 ELSE 0 END"))
    counts = Letter.select(*key, fn.COUNT(Letter.id), held).where(waits).group_by(*key)
    sums = (
        LetterItem.select(*key, LetterItem.currency, fn.SUM(LetterItem.balance_minor))
        .join(Letter, on=(LetterItem.letter == Letter.id))
        .where(waits, LetterItem.due, ~LetterItem.taken_off)
        .group_by(*key, LetterItem.currency)
        .order_by(LetterItem.currency)
    )
    totals: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for code, level, currency, minor in sums.tuples():
        totals[code, level][currency] = int(minor)
    rows = counts.order_by(*key).tuples()
    return [Waiting(c, lv, n, int(h or 0), totals[c, lv]) for c, lv, n, h in rows]
