"""Special prices as letters need them: customers with prices that are valid on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN, Expression, fn

from tui_dunning.store import models
from tui_dunning.store.letter_facts import LETTERHEAD
from tui_dunning.store.models import Customer, Price, Unit

PORTION = 500


class PriceFacts(NamedTuple):
    """One special price."""

    product: str
    description: str
    currency: str
    price_minor: int
    valid_from: date
    valid_until: date | None


class PricedCustomer(NamedTuple):
    """A customer with special prices, how many, and the code of its unit ("" for none)."""

    number: str
    name: str
    prices: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PriceLetterFacts:
    """What a special pricing letter is drawn from. `address` is as in the customer's columns."""

    number: str
    name: str
    attention: str
    language: str
    address: tuple[str, ...]
    letterhead: Mapping[str, str]
    prices: tuple[PriceFacts, ...]


def _valid(as_of: date) -> Expression:
    """Return the condition of prices that are valid on a day."""
    return (Price.valid_from <= as_of) & (
        Price.valid_until.is_null() | (Price.valid_until >= as_of)
    )


def priced_customers(as_of: date) -> list[PricedCustomer]:
    """Return the customers with valid prices, by number."""
    query = (
        Price.select(Customer.number, Customer.name, fn.COUNT(Price.id), Unit.code)
        .join(Customer)
        .join(Unit, JOIN.LEFT_OUTER, on=(Customer.unit == Unit.id))
        .where(_valid(as_of))
        .group_by(Customer.number, Customer.name, Unit.code)
        .order_by(Customer.number)
    )
    return [
        PricedCustomer(number, name, prices, unit or "")
        for number, name, prices, unit in query.tuples()
    ]


def stream_price_letters(numbers: Sequence[str], as_of: date) -> Iterator[PriceLetterFacts]:
    """Yield the facts of customers' letters in the order of the numbers."""
    first = _unit_values(Unit.select().order_by(Unit.id).dicts().first())
    for start in range(0, len(numbers), PORTION):
        portion = list(numbers[start : start + PORTION])
        prices = _prices(portion, as_of)
        contacts = _contacts(portion)
        units = {row["id"]: _unit_values(row) for row in Unit.select().dicts()}
        query = Customer.select().where(Customer.number.in_(portion)).order_by(Customer.number)
        for row in query.dicts():
            head = units.get(row["unit"], first)
            yield _facts(row, head, contacts.get(row["id"], ""), prices[row["id"]])


def _facts(
    row: Mapping[str, Any], head: Mapping[str, str], attention: str, prices: list[PriceFacts]
) -> PriceLetterFacts:
    """Make a value of a customer's row."""
    columns = ("line1", "line2", "postal_code", "city", "region", "country")
    return PriceLetterFacts(
        number=row["number"],
        name=row["name"],
        attention=attention,
        language=row["language"] or head.get("language") or "en",
        address=tuple(row[column] for column in columns),
        letterhead=head,
        prices=tuple(prices),
    )


def _unit_values(row: Mapping[str, Any] | None) -> dict[str, str]:
    """Return a unit's columns as a letterhead has them."""
    return {name: row[name] for name in LETTERHEAD} if row else {}


def _prices(numbers: list[str], as_of: date) -> dict[int, list[PriceFacts]]:
    """Read the valid prices of customers, by product and currency."""
    query = (
        Price.select(
            Price.customer,
            Price.product,
            Price.description,
            Price.currency,
            Price.price_minor,
            Price.valid_from,
            Price.valid_until,
        )
        .join(Customer)
        .where(Customer.number.in_(numbers), _valid(as_of))
        .order_by(Price.customer, Price.product, Price.currency, Price.valid_from)
    )
    found: dict[int, list[PriceFacts]] = defaultdict(list)
    for customer, *rest in query.tuples().iterator():
        found[customer].append(PriceFacts(*rest))
    return found


def _contacts(numbers: list[str]) -> dict[int, str]:
    """Read the primary contacts of customers."""
    contact = models.Contact
    query = (
        contact.select(contact.customer, contact.name)
        .join(Customer)
        .where(Customer.number.in_(numbers), contact.primary)
    )
    return dict(query.tuples())
