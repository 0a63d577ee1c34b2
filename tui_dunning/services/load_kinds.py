"""The kinds of import and their columns, as the outer face promises them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui_dunning.services import load_columns as read
from tui_dunning.services.load_columns import Column
from tui_dunning.services.load_map import FileMap

_AGENCY = ("name", "line1", "line2", "postal_code", "city", "country")


@dataclass(frozen=True, slots=True)
class Known:
    """The ids of the set-up's codes, which cells refer to."""

    units: Mapping[str, int] = field(default_factory=dict)
    procedures: Mapping[str, int] = field(default_factory=dict)
    profile_classes: Mapping[str, int] = field(default_factory=dict)
    entry_types: Mapping[str, int] = field(default_factory=dict)


def kinds() -> tuple[str, ...]:
    """Return the kinds of import."""
    return tuple(_COLUMNS)


def columns(kind: str, known: Known | None = None, how: FileMap | None = None) -> list[Column]:
    """Return a kind's columns, their readers bound to the set-up and to a map."""
    return _COLUMNS[kind](known or Known(), how or FileMap())


def _texts(*names: str) -> list[Column]:
    """Optional columns of free text."""
    return [Column(name, read.words, default="") for name in names]


def _customers(known: Known, how: FileMap) -> list[Column]:
    return [
        Column("number", read.code, required=True),
        Column("name", read.name, required=True),
        Column("unit", read.known("a unit", known.units), few=True),
        Column("correspondence_customer", read.code),
        Column("dunning", read.yes_no, few=True),
        Column("procedure", read.known("a procedure", known.procedures), few=True),
        Column("profile_class", read.known("a profile class", known.profile_classes), few=True),
        Column("dunning_group", read.code, default=""),
        Column("language", read.language, few=True, default=""),
        Column("currency", read.currency, few=True, default=""),
        Column("credit_limit"),
        Column("credit_hold", read.yes_no, few=True, default=0),
        Column("assess_fee", read.yes_no, few=True),
        Column("grace_days", read.whole(0, 9900), few=True),
        Column("risk_level", read.code, few=True, default=""),
        Column("minimums", read.minimums, few=True),
        *_texts("line1", "line2", "postal_code", "city", "region", "country"),
        Column("remit_to", read.account, default=""),
        Column("bank_account", read.account, default=""),
        *_texts(*(f"agency_{name}" for name in _AGENCY)),
    ]


def _sites(known: Known, how: FileMap) -> list[Column]:
    return [
        Column("customer", read.code, required=True),
        Column("site", read.code, required=True),
        Column("line1", read.name, required=True),
        *_texts("line2", "postal_code", "city", "region", "country"),
        Column("dunning_purpose", read.yes_no, few=True, default=0),
        Column("profile_class", read.known("a profile class", known.profile_classes), few=True),
        Column("minimums", read.minimums, few=True),
    ]


def _contacts(known: Known, how: FileMap) -> list[Column]:
    return [
        Column("customer", read.code, required=True),
        Column("name", read.name, required=True),
        *_texts("email", "phone"),
        Column("preferred", read.choice("print", "email", "both"), default="print"),
        Column("primary", read.yes_no, few=True, default=0),
    ]


def _items(known: Known, how: FileMap) -> list[Column]:
    day = read.iso_date(how.date_format)
    money = read.currency
    return [
        Column("unit", read.known("a unit", known.units), few=True, required=True),
        Column("customer", read.code, required=True),
        Column("number", read.code, required=True),
        Column("due_date", read.our_time(day), few=True, required=True),
        Column("currency", money, few=True, required=True),
        Column("balance", required=True, amount=True),
        Column(
            "entry_type",
            read.known("an entry type", known.entry_types),
            few=True,
            default=known.entry_types.get("IN"),
        ),
        Column("item_date", day, few=True),
        Column("amount", amount=True),
        Column("site", read.code),
        Column("disputed", read.yes_no, few=True, default=0),
        Column("blocked_until", day, few=True),
        Column("block_reason", read.words, default=""),
        Column("settled_date", day, few=True, only_mapped=True),
        Column("customer_name", read.words, default="", only_mapped=True),
    ]


def _payments(known: Known, how: FileMap) -> list[Column]:
    return [
        Column("customer", read.code, required=True),
        Column("date", read.our_time(read.iso_date(how.date_format)), few=True, required=True),
        Column("currency", read.currency, few=True, required=True),
        Column("amount", required=True, amount=True),
        Column("unit", read.known("a unit", known.units), few=True),
        Column("item", read.code, default=""),
        Column("reference", read.words, default=""),
    ]


def _rates(known: Known, how: FileMap) -> list[Column]:
    return [
        Column("from", read.currency, few=True, required=True),
        Column("to", read.currency, few=True, required=True),
        Column("date", read.iso_date(how.date_format), few=True, required=True),
        Column("rate", read.rate(how.decimal), required=True),
    ]


def _prices(known: Known, how: FileMap) -> list[Column]:
    day = read.iso_date(how.date_format)
    return [
        Column("customer", read.code, required=True),
        Column("product", read.code, required=True),
        Column("description", read.name, required=True),
        Column("currency", read.currency, few=True, required=True),
        Column("price", required=True, amount=True),
        Column("from", day, few=True, required=True),
        Column("until", day, few=True),
    ]


_COLUMNS = {
    "customers": _customers,
    "sites": _sites,
    "contacts": _contacts,
    "items": _items,
    "payments": _payments,
    "rates": _rates,
    "prices": _prices,
}
