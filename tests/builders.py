"""Small functions that put a unit, a customer, an item into the open database, for tests.

Each gives sensible defaults and returns the Peewee row. Amounts are texts in major units with two
decimals ("100.00") or minor units as int.
"""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tui_dunning.store import models as m
from tui_dunning.store.database import transaction

TODAY = date(2026, 3, 2)
"""The as-of date that tests use where any will do."""

_numbers = itertools.count(1)


def days_ago(days: int, as_of: date = TODAY) -> date:
    """The due date of an item that is so many days past due."""
    return as_of - timedelta(days=days)


def minor(amount: str | int, decimals: int = 2) -> int:
    """Minor units of an amount."""
    return amount if isinstance(amount, int) else int(Decimal(amount).scaleb(decimals))


def add_procedure(code: str = "MENU", method: str = "sequence", **values: Any) -> m.Procedure:
    """Add a procedure without levels."""
    return m.Procedure.create(code=code, method=method, **values)


def add_level(procedure: m.Procedure, number: int, **values: Any) -> m.ProcedureLevel:
    """Add a level whose letter code is its number."""
    values.setdefault("letter_code", str(number))
    return m.ProcedureLevel.create(procedure=procedure, number=number, **values)


def add_menu_procedure(code: str = "MENU") -> m.Procedure:
    """Add the sequence procedure of the numbered menus: 31 days, then 1, 2, 3; 4, 5 by hand."""
    procedure = add_procedure(code, "sequence")
    add_level(procedure, 1, days_from=31)
    add_level(procedure, 2)
    add_level(procedure, 3, only_without_payment=True)
    add_level(procedure, 4, automatic=False, credit_hold=True)
    add_level(procedure, 5, automatic=False)
    return procedure


def add_days_procedure(code: str = "DAYS") -> m.Procedure:
    """Add PeopleSoft's procedure by days: 1-30, 31-60, 61-9900."""
    procedure = add_procedure(code, "days")
    for number, (first, last) in enumerate(((1, 30), (31, 60), (61, 9900)), start=1):
        add_level(procedure, number, days_from=first, days_to=last)
    return procedure


def add_interval_procedure(code: str = "INTV", days: tuple[int, ...] = (0, 30, 15)) -> m.Procedure:
    """Add a procedure by interval with these days between."""
    procedure = add_procedure(code, "interval")
    for number, between in enumerate(days, start=1):
        add_level(procedure, number, days_between=between)
    return procedure


def add_unit(code: str = "US", currency: str = "USD", **values: Any) -> m.Unit:
    """Add a unit; its procedure is MENU where there is one."""
    if "procedure" not in values:
        values["procedure"] = m.Procedure.get_or_none(m.Procedure.code == "MENU")
    values.setdefault("name", f"Unit {code}")
    values.setdefault("line1", "1 Main Street")
    values.setdefault("city", "Springfield")
    return m.Unit.create(code=code, currency=currency, **values)


def add_entry_type(code: str = "IN", include: bool = True, name: str = "") -> m.EntryType:
    """Add an entry type."""
    return m.EntryType.create(code=code, include=include, name=name or code)


def add_profile_class(code: str = "STANDARD", **values: Any) -> m.ProfileClass:
    """Add a profile class."""
    return m.ProfileClass.create(code=code, **values)


def add_customer(number: str = "", **values: Any) -> m.Customer:
    """Add a customer of the first unit (or `unit=`) that is its own correspondence customer."""
    number = number or f"C{next(_numbers)}"
    if "unit" not in values:
        values["unit"] = m.Unit.select().order_by(m.Unit.id).first()
    values.setdefault("name", f"Customer {number}")
    values.setdefault("name_folded", values["name"].casefold())
    values.setdefault("line1", "2 Elm Street")
    values.setdefault("city", "Shelbyville")
    values.setdefault("currency", "USD")
    if "correspondence" in values:
        return m.Customer.create(number=number, **values)
    with transaction():
        customer = m.Customer.create(number=number, correspondence=0, **values)
        customer.correspondence = customer.id
        customer.save()
    return customer


def add_site(customer: m.Customer, code: str = "S1", **values: Any) -> m.Site:
    """Add an address of a customer."""
    values.setdefault("line1", f"{code} Street")
    return m.Site.create(customer=customer, code=code, **values)


def add_contact(customer: m.Customer, name: str = "Pat Doe", **values: Any) -> m.Contact:
    """Add the primary contact of a customer."""
    values.setdefault("primary", True)
    return m.Contact.create(customer=customer, name=name, **values)


def add_item(
    customer: m.Customer,
    number: str = "",
    *,
    days: int = 40,
    balance: str | int = "100.00",
    as_of: date = TODAY,
    **values: Any,
) -> m.Item:
    """Add an open item that is so many days past due; unit and entry type as they come."""
    values.setdefault("due_date", days_ago(days, as_of))
    values.setdefault("unit", customer.unit or m.Unit.select().order_by(m.Unit.id).first())
    if "entry_type" not in values:
        values["entry_type"] = m.EntryType.get_or_none(m.EntryType.code == "IN") or add_entry_type()
    values.setdefault("currency", values["unit"].currency)
    return m.Item.create(
        customer=customer,
        number=number or f"INV-{next(_numbers)}",
        balance_minor=minor(balance),
        **values,
    )


def add_payment(
    customer: m.Customer, on: date = TODAY, amount: str | int = "10.00", **values: Any
) -> m.Payment:
    """Add a payment of a customer."""
    values.setdefault("currency", customer.currency)
    return m.Payment.create(customer=customer, date=on, amount_minor=minor(amount), **values)


def add_rate(source: str, target: str, rate: str, on: date = TODAY) -> m.ExchangeRate:
    """Add an exchange rate."""
    return m.ExchangeRate.create(from_currency=source, to_currency=target, date=on, rate=rate)


def add_text(code: str = "1", language: str = "en", **values: Any) -> m.LetterText:
    """Add the current text of a letter code in a language."""
    values.setdefault("subject", f"Reminder {code}")
    values.setdefault("body", "Dear {{ customer_name }},\n\nYou owe {{ past_due }}.")
    values.setdefault("version", 1)
    return m.LetterText.create(code=code, language=language, **values)


def add_basics() -> m.Unit:
    """Add what nearly every test needs: MENU, unit US, entry types, English texts 1 to 5."""
    add_menu_procedure()
    unit = add_unit()
    add_entry_type("IN")
    add_entry_type("CM")
    for code in "12345":
        add_text(code)
    return unit
