"""Everything that 4.4.3 shows of one customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from peewee import JOIN

from tui_dunning.engine.ltr import ltr
from tui_dunning.store import ltr_columns
from tui_dunning.store.customer_pages import past_due
from tui_dunning.store.models import (
    Contact,
    Customer,
    CustomerEvent,
    EntryType,
    Item,
    Letter,
    LetterCustomer,
    Payment,
    ProfileClass,
    Site,
    Unit,
)

SHOWN = 100
"""How many payments, letters and events are read, the newest first; all open items are."""


class OpenItemView(NamedTuple):
    """An open item with its dunning status, as of the record's date."""

    unit: str
    item: str
    entry_type: str
    due_date: date
    days_past_due: int
    currency: str
    balance_minor: int
    site: str | None
    disputed: bool
    blocked_until: date | None
    block_reason: str
    in_collection: bool
    level: int
    dunned_on: date | None
    letter: int | None


class PaymentView(NamedTuple):
    """A payment, minor units."""

    date: date
    currency: str
    amount_minor: int
    unit: str | None
    item: str
    reference: str


class LetterLine(NamedTuple):
    """A letter that the customer is on."""

    number: int
    run: int | None
    date: date
    status: str
    level: int
    letter_code: str
    manual: bool
    to: str
    held: str
    sent_at: datetime | None


class EventView(NamedTuple):
    """What happened to the customer besides letters (UTC)."""

    at: datetime
    operator: str
    kind: str
    before: str
    after: str
    reason: str
    run: int | None
    letter: int | None


class ContactView(NamedTuple):
    """A person at the customer."""

    name: str
    email: str
    phone: str
    preferred: str
    primary: bool


class SiteView(NamedTuple):
    """One address of the customer."""

    site: str
    line1: str
    line2: str
    postal_code: str
    city: str
    region: str
    country: str
    dunning_purpose: bool


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """One customer. Open items come oldest first; payments, letters, events newest first.

    `procedure` is the one that holds for it ("" for none), `own_procedure` what is set on the
    customer itself; so with `grace_days` (effective) and `own_grace_days`. `notices` tells the
    operator what to mind after a change.
    """

    number: str
    name: str
    unit: str
    correspondence: str
    address: tuple[str, ...]
    language: str
    currency: str
    profile_class: str
    dunning_group: str
    procedure: str
    own_procedure: str
    method: str
    dunning: bool
    letter_code: str
    letter_code_on: date | None
    all_sent: bool
    ltr: str
    credit_hold: bool
    credit_limit_minor: int | None
    risk_level: str
    assess_fee: bool | None
    grace_days: int
    own_grace_days: int | None
    blocked_until: date | None
    block_reason: str
    remit_to: str
    bank_account: str
    agency: tuple[str, ...]
    past_due: dict[str, int]
    balance: dict[str, int]
    contacts: tuple[ContactView, ...]
    sites: tuple[SiteView, ...]
    items: tuple[OpenItemView, ...]
    payments: tuple[PaymentView, ...]
    letters: tuple[LetterLine, ...]
    events: tuple[EventView, ...]
    notices: tuple[str, ...] = ()


SAME = (
    "number name language currency dunning_group dunning letter_code letter_code_on all_sent "
    "credit_hold credit_limit_minor risk_level assess_fee blocked_until block_reason remit_to "
    "bank_account"
)
ADDRESS = ("line1", "line2", "postal_code", "city", "region", "country")
AGENCY = ("name", "line1", "line2", "postal_code", "city", "country")


def read_customer(number: str, as_of: date) -> CustomerRecord | None:
    """Read a customer by its number; None where there is none."""
    parent = Customer.alias("parent")
    row: dict[str, Any] | None = (
        Customer.select(
            Customer,
            Unit.code.alias("unit_code"),
            parent.number.alias("parent_number"),
            ProfileClass.code.alias("class_code"),
            ProfileClass.grace_days.alias("class_grace"),
            ltr_columns.procedure_code().alias("procedure_code"),
            ltr_columns.method().alias("method"),
            ltr_columns.latest_level().alias("level"),
        )
        .join(Unit, JOIN.LEFT_OUTER, on=(Customer.unit == Unit.id))
        .switch(Customer)
        .join(parent, on=(Customer.correspondence == parent.id))
        .switch(Customer)
        .join(ProfileClass, JOIN.LEFT_OUTER, on=(Customer.profile_class == ProfileClass.id))
        .where(Customer.number == number)
        .dicts()
        .first()
    )
    return _record(row, as_of) if row else None


def _record(row: dict[str, Any], as_of: date) -> CustomerRecord:
    customer = row["id"]
    items = _items(customer, as_of)
    balance: dict[str, int] = {}
    for item in items:
        balance[item.currency] = balance.get(item.currency, 0) + item.balance_minor
    own_grace = row["grace_days"]
    return CustomerRecord(
        unit=row["unit_code"] or "",
        correspondence=row["parent_number"],
        address=tuple(row[column] for column in ADDRESS),
        profile_class=row["class_code"] or "",
        procedure=row["procedure_code"] or "",
        own_procedure=(row["procedure_code"] or "") if row["procedure"] else "",
        method=row["method"] or "",
        ltr=ltr(
            dunning=row["dunning"],
            method=row["method"],
            letter_code=row["letter_code"],
            all_sent=row["all_sent"],
            letter_level=row["level"],
        ),
        grace_days=own_grace if own_grace is not None else row["class_grace"] or 0,
        own_grace_days=own_grace,
        agency=tuple(row[f"agency_{column}"] for column in AGENCY),
        past_due=dict(past_due([customer], as_of).get(customer, ())),
        balance=dict(sorted(balance.items())),
        contacts=_contacts(customer),
        sites=_sites(customer),
        items=items,
        payments=_payments(customer),
        letters=letters_of(customer),
        events=_events(customer),
        **{name: row[name] for name in SAME.split()},
    )


def _items(customer: int, as_of: date) -> tuple[OpenItemView, ...]:
    query = (
        Item.select(
            Unit.code,
            Item.number,
            EntryType.code,
            Item.due_date,
            Item.currency,
            Item.balance_minor,
            Site.code,
            Item.disputed,
            Item.blocked_until,
            Item.block_reason,
            Item.in_collection,
            Item.dunning_level,
            Item.dunned_on,
            Item.letter,
        )
        .join(Unit, on=(Item.unit == Unit.id))
        .switch(Item)
        .join(EntryType, on=(Item.entry_type == EntryType.id))
        .switch(Item)
        .join(Site, JOIN.LEFT_OUTER, on=(Item.site == Site.id))
        .where(Item.customer == customer, Item.is_open)
        .order_by(Item.due_date, Unit.code, Item.number)
    )
    return tuple(
        OpenItemView(unit, number, kind, due, (as_of - due).days, *rest)
        for unit, number, kind, due, *rest in query.tuples()
    )


def _contacts(customer: int) -> tuple[ContactView, ...]:
    query = Contact.select(
        Contact.name, Contact.email, Contact.phone, Contact.preferred, Contact.primary
    )
    rows = query.where(Contact.customer == customer).order_by(Contact.primary.desc(), Contact.name)
    return tuple(ContactView(*row) for row in rows.tuples())


def _sites(customer: int) -> tuple[SiteView, ...]:
    columns = [getattr(Site, name) for name in ADDRESS]
    query = Site.select(Site.code, *columns, Site.dunning_purpose)
    rows = query.where(Site.customer == customer).order_by(Site.code)
    return tuple(SiteView(*row) for row in rows.tuples())


def _payments(customer: int) -> tuple[PaymentView, ...]:
    query = (
        Payment.select(
            Payment.date,
            Payment.currency,
            Payment.amount_minor,
            Unit.code,
            Payment.item,
            Payment.reference,
        )
        .join(Unit, JOIN.LEFT_OUTER, on=(Payment.unit == Unit.id))
        .where(Payment.customer == customer)
        .order_by(Payment.date.desc(), Payment.id.desc())
        .limit(SHOWN)
    )
    return tuple(PaymentView(*row) for row in query.tuples())


def letters_of(customer: int) -> tuple[LetterLine, ...]:
    """Read the latest letters to a customer or with an item of it, newest first."""
    on_it = LetterCustomer.select(LetterCustomer.letter).where(LetterCustomer.customer == customer)
    query = (
        Letter.select(
            Letter.id,
            Letter.run,
            Letter.date,
            Letter.status,
            Letter.level,
            Letter.letter_code,
            Letter.manual,
            Letter.to_number,
            Letter.held,
            Letter.sent_at,
        )
        .where((Letter.customer == customer) | Letter.id.in_(on_it))
        .order_by(Letter.id.desc())
        .limit(SHOWN)
    )
    return tuple(LetterLine(*row) for row in query.tuples())


def _events(customer: int) -> tuple[EventView, ...]:
    event = CustomerEvent
    query = (
        event.select(
            event.at,
            event.operator,
            event.kind,
            event.before,
            event.after,
            event.reason,
            event.run,
            event.letter,
        )
        .where(event.customer == customer)
        .order_by(event.id.desc())
        .limit(SHOWN)
    )
    return tuple(EventView(*row) for row in query.tuples())
