"""Where each kind of import goes: its staged columns, its table, how the two are matched.

`s` is a staged row, `t` the stored row of the same key, other letters are look-ups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui_dunning.store.models import (
    Contact,
    Customer,
    ExchangeRate,
    Item,
    Payment,
    Price,
    Site,
    Table,
)

_OWNER = "JOIN customer c ON c.number = s.customer"


@dataclass(frozen=True, slots=True)
class Target:
    """How staged rows of a kind become rows of a table.

    Args:
        model: the table.
        staged: staged columns and their SQL types.
        key: the staged columns that name a record; empty: every row counts, by occurrence.
        match: the SQL condition that finds `t`.
        identity: table columns of the key and their SQL.
        values: staged column -> (table column, SQL), written where the file has the column.
        new: table column -> SQL, for new rows whose file has no such column.
        kept: table column -> SQL, for stored rows whose file has no such column.
        joins: SQL of the look-ups.
    """

    model: type[Table]
    staged: Mapping[str, str]
    key: tuple[str, ...]
    match: str
    identity: Mapping[str, str]
    values: Mapping[str, tuple[str, str]]
    new: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    joins: str = ""

    @property
    def table(self) -> str:
        """The table's name."""
        name: str = self.model._meta.table_name
        return name


def _same(*columns: str) -> dict[str, tuple[str, str]]:
    """Columns that are stored under their own name."""
    return {name: (name, f"s.{name}") for name in columns}


_ADDRESS = ("line1", "line2", "postal_code", "city", "region", "country")
_AGENCY = (
    "agency_name",
    "agency_line1",
    "agency_line2",
    "agency_postal_code",
    "agency_city",
    "agency_country",
)
_CUSTOMER_TEXTS = ("dunning_group", "language", "currency", *_ADDRESS, "remit_to", "bank_account")
_FLAG = "COALESCE(s.dunning, (SELECT dunning FROM profile_class WHERE id = {profile}), TRUE)"

TARGETS: Mapping[str, Target] = {
    "customers": Target(
        model=Customer,
        staged={
            "number": "text",
            "name": "text",
            "name_folded": "text",
            "unit": "integer",
            "correspondence_customer": "text",
            "dunning": "boolean",
            "procedure": "integer",
            "profile_class": "integer",
            **dict.fromkeys(_CUSTOMER_TEXTS, "text"),
            "credit_limit": "bigint",
            "credit_limit_text": "text",
            "credit_hold": "boolean",
            "assess_fee": "boolean",
            "grace_days": "integer",
            **dict.fromkeys(("risk_level", "minimums"), "text"),
            **dict.fromkeys(_AGENCY, "text"),
        },
        key=("number",),
        match="t.number = s.number",
        identity={"number": "s.number", "correspondence_id": "0"},
        values={
            **_same("name", "name_folded", *_CUSTOMER_TEXTS, *_AGENCY),
            **_same("credit_hold", "assess_fee", "grace_days", "risk_level", "minimums"),
            "unit": ("unit_id", "s.unit"),
            "correspondence_customer": (
                "correspondence_id",
                "(SELECT p.id FROM customer p"
                " WHERE p.number = COALESCE(s.correspondence_customer, s.number))",
            ),
            "dunning": ("dunning", _FLAG),
            "procedure": ("procedure_id", "s.procedure"),
            "profile_class": ("profile_class_id", "s.profile_class"),
            "credit_limit": ("credit_limit_minor", "s.credit_limit"),
        },
        new={"dunning": _FLAG},
    ),
    "sites": Target(
        model=Site,
        staged={
            **dict.fromkeys(("customer", "site", *_ADDRESS), "text"),
            "dunning_purpose": "boolean",
            "profile_class": "integer",
            "minimums": "text",
        },
        key=("customer", "site"),
        joins=_OWNER,
        match="t.customer_id = c.id AND t.code = s.site",
        identity={"customer_id": "c.id", "code": "s.site"},
        values={
            **_same(*_ADDRESS, "dunning_purpose", "minimums"),
            "profile_class": ("profile_class_id", "s.profile_class"),
        },
    ),
    "contacts": Target(
        model=Contact,
        staged={
            **dict.fromkeys(("customer", "name", "email", "phone", "preferred"), "text"),
            "primary": "boolean",
        },
        key=("customer", "name"),
        joins=_OWNER,
        match="t.customer_id = c.id AND t.name = s.name",
        identity={"customer_id": "c.id", "name": "s.name"},
        values={**_same("email", "phone", "preferred"), "primary": ("primary", 's."primary"')},
    ),
    "items": Target(
        model=Item,
        staged={
            "unit": "integer",
            "customer": "text",
            "number": "text",
            "due_date": "date",
            "currency": "text",
            "balance": "bigint",
            "entry_type": "integer",
            "item_date": "date",
            "amount": "bigint",
            "site": "text",
            "disputed": "boolean",
            "blocked_until": "date",
            "block_reason": "text",
            "is_open": "boolean",
            "customer_name": "text",
        },
        key=("unit", "number"),
        joins=f"{_OWNER} LEFT JOIN site st ON st.customer_id = c.id AND st.code = s.site",
        match="t.unit_id = s.unit AND t.number = s.number",
        identity={"unit_id": "s.unit", "number": "s.number"},
        values={
            **_same("due_date", "currency", "item_date", "disputed", "blocked_until"),
            **_same("block_reason", "is_open"),
            "customer": ("customer_id", "c.id"),
            "balance": ("balance_minor", "s.balance"),
            "entry_type": ("entry_type_id", "s.entry_type"),
            "amount": ("amount_minor", "s.amount"),
            "site": ("site_id", "st.id"),
        },
        new={"entry_type_id": "(SELECT id FROM entry_type WHERE code = 'IN')"},
        # An item that moves to another customer cannot keep a site of the former one.
        kept={"site_id": "CASE WHEN t.customer_id = c.id THEN t.site_id END"},
    ),
    "payments": Target(
        model=Payment,
        staged={
            "customer": "text",
            "date": "date",
            "currency": "text",
            "amount": "bigint",
            "unit": "integer",
            "item": "text",
            "reference": "text",
            "occurrence": "integer",
        },
        key=(),
        joins=_OWNER,
        match=(
            "t.customer_id = c.id AND t.date = s.date AND t.currency = s.currency"
            " AND t.amount_minor = s.amount AND t.unit_id IS NOT DISTINCT FROM s.unit"
            " AND t.item = s.item AND t.reference = s.reference AND t.occurrence = s.occurrence"
        ),
        identity={
            "customer_id": "c.id",
            "unit_id": "s.unit",
            "date": "s.date",
            "currency": "s.currency",
            "amount_minor": "s.amount",
            "item": "s.item",
            "reference": "s.reference",
            "occurrence": "s.occurrence",
        },
        values={},
    ),
    "rates": Target(
        model=ExchangeRate,
        staged={"from": "text", "to": "text", "date": "date", "rate": "text"},
        key=("from", "to", "date"),
        match='t.from_currency = s."from" AND t.to_currency = s."to" AND t.date = s.date',
        identity={"from_currency": 's."from"', "to_currency": 's."to"', "date": "s.date"},
        values={"rate": ("rate", "s.rate")},
    ),
    "prices": Target(
        model=Price,
        staged={
            **dict.fromkeys(("customer", "product", "description", "currency"), "text"),
            "price": "bigint",
            "from": "date",
            "until": "date",
        },
        key=("customer", "product", "currency", "from"),
        joins=_OWNER,
        match=(
            "t.customer_id = c.id AND t.product = s.product AND t.currency = s.currency"
            ' AND t.valid_from = s."from"'
        ),
        identity={
            "customer_id": "c.id",
            "product": "s.product",
            "currency": "s.currency",
            "valid_from": 's."from"',
        },
        values={
            "description": ("description", "s.description"),
            "price": ("price_minor", "s.price"),
            "until": ("valid_until", "s.until"),
        },
    ),
}
