"""What letter texts (menu 4.4.5) may use: the variables of each code, their meaning, samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

PRICES_CODE: Final = "P"

_COMMON: Final = {
    "customer_number": "number of the customer who gets the letter",
    "customer_name": "name of that customer",
    "attention": "primary contact, or nothing",
    "date": "date of the letter",
    "unit_name": "name of the unit that sends the letter",
    "unit_email": "e-mail address of the unit",
    "unit_phone": "telephone of the unit",
}
VARIABLES: Final[Mapping[str, str]] = {
    **_COMMON,
    "level": "level of the letter, a number",
    "letter_code": "code of the letter text",
    "past_due": "past-due total of each currency",
    "not_due": "total not yet due, where the letter lists all open items",
    "fee": "dunning fee, or nothing",
    "finance_charge": "interest, or nothing",
    "total_due": "past due, fee and interest together",
    "oldest_due_date": "due date of the oldest past-due item",
    "oldest_days": "days the oldest item is past due, a number",
    "item_count": "how many items are past due, a number",
    "pay_by": "date by which payment is asked for",
    "remit_to": "where to pay",
    "reference": "reference to quote with a payment",
    "items": "list: number, due_date, days_past_due, balance, currency",
    "totals": "list: currency, past_due, total_due",
}
"""What the text of a dunning letter may use, and what it means."""

PRICE_VARIABLES: Final[Mapping[str, str]] = {
    **_COMMON,
    "prices": "list: product, description, price, currency, valid_from, valid_until",
}
"""What the text of a special pricing letter (code P) may use."""

LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "items": ("number", "due_date", "days_past_due", "balance", "currency"),
    "totals": ("currency", "past_due", "total_due"),
    "prices": ("product", "description", "price", "currency", "valid_from", "valid_until"),
}
NUMBERS: Final = {"level", "oldest_days", "item_count", "days_past_due"}


def variables_for(code: str) -> Mapping[str, str]:
    """Return the variables that the text of a letter code may use."""
    return PRICE_VARIABLES if code == PRICES_CODE else VARIABLES


def sample_values(known: Mapping[str, str]) -> dict[str, Any]:
    """Return made-up values of the right kind for each variable."""
    values: dict[str, Any] = {name: 1 if name in NUMBERS else name for name in known}
    for name in values.keys() & LISTS.keys():
        values[name] = [{field: 1 if field in NUMBERS else field for field in LISTS[name]}]
    return values
