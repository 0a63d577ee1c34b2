"""The kinds of import and their columns, as the outer face promises them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui_dunning.services import load_columns as read
from tui_dunning.services.load_columns import Column, remembered
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
        Column("unit", remembered(read.known("a unit", known.units))),
        Column("correspondence_customer", read.code),
        Column("dunning", read.yes_no),
        Column("procedure", remembered(read.known("a procedure", known.procedures))),
        Column("profile_class", remembered(read.known("a profile class", known.profile_classes))),
        Column("dunning_group", read.code, default=""),
        Column("language", remembered(read.language), default=""),
        Column("currency", remembered(read.currency), default=""),
        Column("credit_limit"),
        Column("credit_hold", read.yes_no, default=0),
        Column("assess_fee", read.yes_no),
        Column("grace_days", remembered(read.whole(0, 9900))),
        *_texts("line1", "line2", "postal_code", "city", "region", "country"),
        *_texts("remit_to", "bank_account", *(f"agency_{name}" for name in _AGENCY)),
    ]


def _sites(known: Known, how: FileMap) -> list[Column]:
    return [
        Column("customer", read.code, required=True),
        Column("site", read.code, required=True),
        Column("line1", read.name, required=True),
        *_texts("line2", "postal_code", "city", "region", "country"),
        Column("dunning_purpose", read.yes_no, default=0),
        Column("profile_class", remembered(read.known("a profile class", known.profile_classes))),
    ]


def _contacts(known: Known, how: FileMap) -> list[Column]:
    return [
        Column("customer", read.code, required=True),
        Column("name", read.name, required=True),
        *_texts("email", "phone"),
        Column("preferred", read.choice("print", "email", "both"), default="print"),
        Column("primary", read.yes_no, default=0),
    ]


def _items(known: Known, how: FileMap) -> list[Column]:
    day = remembered(read.iso_date(how.date_format))
    money = remembered(read.currency)
    return [
        Column("unit", remembered(read.known("a unit", known.units)), required=True),
        Column("customer", read.code, required=True),
        Column("number", read.code, required=True),
        Column("due_date", day, required=True),
        Column("currency", money, required=True),
        Column("balance", required=True, amount=True),
        Column(
            "entry_type",
            remembered(read.known("an entry type", known.entry_types)),
            default=known.entry_types.get("IN"),
        ),
        Column("item_date", day),
        Column("amount", amount=True),
        Column("site", read.code),
        Column("disputed", read.yes_no, default=0),
        Column("blocked_until", day),
        Column("block_reason", read.words, default=""),
        Column("settled_date", day, only_mapped=True),
        Column("customer_name", read.words, default="", only_mapped=True),
    ]


def _payments(known: Known, how: FileMap) -> list[Column]:
    return [
        Column("customer", read.code, required=True),
        Column("date", remembered(read.iso_date(how.date_format)), required=True),
        Column("currency", remembered(read.currency), required=True),
        Column("amount", required=True, amount=True),
        Column("unit", remembered(read.known("a unit", known.units))),
        Column("item", read.code, default=""),
        Column("reference", read.words, default=""),
    ]


def _rates(known: Known, how: FileMap) -> list[Column]:
    return [
        Column("from", remembered(read.currency), required=True),
        Column("to", remembered(read.currency), required=True),
        Column("date", remembered(read.iso_date(how.date_format)), required=True),
        Column("rate", read.rate(how.decimal), required=True),
    ]


def _prices(known: Known, how: FileMap) -> list[Column]:
    day = remembered(read.iso_date(how.date_format))
    return [
        Column("customer", read.code, required=True),
        Column("product", read.code, required=True),
        Column("description", read.words, default=""),
        Column("currency", remembered(read.currency), required=True),
        Column("price", required=True, amount=True),
        Column("from", day, required=True),
        Column("until", day),
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
