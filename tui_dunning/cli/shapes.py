"""The JSON documents of commands, made of services' values; scripts rely on these keys.

Amounts are texts with the currency's decimals, dates ISO; moments are UTC and say so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from tui_dunning.output.format import plain_amount

if TYPE_CHECKING:
    from tui_dunning.services.customer_letter import CustomerRecord
    from tui_dunning.services.dunning_run import RunRow, RunSummary
    from tui_dunning.services.explain import Explanation
    from tui_dunning.services.review import HistoryEntry, ItemStatus, LetterItemView, LetterView

Shape = dict[str, Any]


def plain(value: object) -> Any:
    """Return a value as JSON has it: dates and numbers as text, named values as objects."""
    if value is None or (isinstance(value, str | bool | int) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | Decimal | PurePath):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return str(value)


def moment(value: datetime) -> str:
    """Return a moment in UTC: 2026-11-22T10:15:00Z."""
    return value.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def amounts(minor: Mapping[str, int]) -> dict[str, str]:
    """Return amounts by currency as text."""
    return {code: plain_amount(value, code) for code, value in minor.items()}


def run_summary(summary: RunSummary) -> Shape:
    """Return what `update` prints."""
    return {
        "run": summary.run,
        "as_of": summary.as_of.isoformat(),
        "dry_run": summary.dry_run,
        "letters": summary.letters,
        "customers": summary.customers,
        "items": summary.items,
        "totals": amounts(summary.totals),
        "not_dunned": plain(summary.not_dunned),
        "superseded": summary.superseded,
        "errors": list(summary.errors),
    }


def run_row(row: RunRow) -> Shape:
    """Return one run of `runs`."""
    return {
        "run": row.number,
        "as_of": row.as_of.isoformat(),
        "started": moment(row.started),
        "operator": row.operator,
        "scope": plain(row.scope),
        "letters": row.letters,
        "customers": row.customers,
        "items": row.items,
        "totals": amounts(row.totals),
        "statuses": plain(row.statuses),
    }


def letter(view: LetterView) -> Shape:
    """Return one letter of `letters`."""
    return {
        "letter": view.number,
        "run": view.run,
        "date": view.date.isoformat(),
        "status": view.status.value,
        "customer": view.customer,
        "to": view.to,
        "site": view.site,
        "procedure": view.procedure,
        "level": view.level,
        "letter_code": view.letter_code,
        "manual": view.manual,
        "edited": view.edited,
        "items": [letter_item(item) for item in view.items],
        "totals": {
            code: {
                "past_due": plain_amount(total.past_due_minor, code),
                "not_due": plain_amount(total.not_due_minor, code),
                "fee": plain_amount(total.fee_minor, code),
                "finance_charge": plain_amount(total.finance_charge_minor, code),
                "due": plain_amount(total.due_minor, code),
            }
            for code, total in view.totals.items()
        },
    }


def letter_item(item: LetterItemView) -> Shape:
    """Return one row of a letter."""
    return {
        "unit": item.unit,
        "customer": item.customer,
        "item": item.item,
        "entry_type": item.entry_type,
        "due_date": item.due_date.isoformat(),
        "days_past_due": item.days_past_due,
        "currency": item.currency,
        "balance": plain_amount(item.balance_minor, item.currency),
        "dunned": item.dunned,
        "level": item.level,
        "previous_level": item.previous_level,
    }


def whole_letter(view: LetterView) -> Shape:
    """Return `letter N`: as in the list, with its text, who it goes to and what was done to it."""
    charges = [
        {**plain(charge), "amount": plain_amount(charge.amount_minor, charge.currency)}
        for charge in view.charges
    ]
    for charge in charges:
        charge.pop("amount_minor")
    return {
        **letter(view),
        "unit": view.unit,
        "to_name": view.to_name,
        "recipient": plain(view.recipient),
        "attention": view.attention,
        "address": view.address.splitlines(),
        "language": view.language,
        "subject": view.subject,
        "body": view.body,
        "reason": view.manual_reason,
        "held": view.held or None,
        "held_detail": view.held_detail,
        "payment_reference": view.payment_reference,
        "charges": charges,
        "operator": view.operator,
        "sent_at": plain(view.sent_at),
        "sent_by": view.sent_by,
        "ended_at": plain(view.ended_at),
        "ended_by": view.ended_by,
        "end_reason": view.end_reason,
        "superseded_by": view.superseded_by,
        "history": [plain(event) for event in view.events],
    }


def item_status(status: ItemStatus) -> Shape:
    """Return what `item` prints."""
    return {
        "unit": status.unit,
        "item": status.item,
        "customer": status.customer,
        "level": status.level,
        "last_letter": plain(status.last_letter),
        "history": [_history(entry) for entry in status.history],
        "due_date": status.due_date.isoformat(),
        "currency": status.currency,
        "balance": plain_amount(status.balance_minor, status.currency),
        "open": status.is_open,
        "disputed": status.disputed,
        "blocked_until": plain(status.blocked_until),
        "in_collection": status.in_collection,
    }


def _history(entry: HistoryEntry) -> Shape:
    """Return one letter of an item's history."""
    shape: Shape = plain(entry)
    shape["balance"] = plain_amount(shape.pop("balance_minor"), entry.currency)
    return shape


def customer(record: CustomerRecord) -> Shape:
    """Return what `customer` prints."""
    return {
        "customer": record.number,
        "name": record.name,
        "dunning": record.dunning,
        "letter_code": record.letter_code,
        "letter_code_on": plain(record.letter_code_on),
        "ltr": record.ltr,
        "all_sent": record.all_sent,
        "credit_hold": record.credit_hold,
        "procedure": record.procedure,
        "past_due": amounts(record.past_due),
        "balance": amounts(record.balance),
        "unit": record.unit,
        "correspondence": record.correspondence,
        "address": list(record.address),
        "language": record.language,
        "currency": record.currency,
        "profile_class": record.profile_class,
        "dunning_group": record.dunning_group,
        "grace_days": record.grace_days,
        "blocked_until": plain(record.blocked_until),
        "block_reason": record.block_reason,
        "contacts": plain(record.contacts),
        "sites": plain(record.sites),
        "items": [_priced(each) for each in record.items],
        "payments": [_priced(each) for each in record.payments],
        "letters": plain(record.letters),
        "history": plain(record.events),
    }


def _priced(row: Any) -> Shape:
    """Return a row with its amounts in minor units as texts of the row's currency."""
    shape: Shape = plain(row)
    return {
        name.removesuffix("_minor"): plain_amount(value, row.currency)
        if name.endswith("_minor")
        else value
        for name, value in shape.items()
    }


def explanation(found: Explanation) -> Shape:
    """Return what `explain` prints."""
    return {
        "customer": found.customer,
        "as_of": found.as_of.isoformat(),
        "items": [
            {
                "unit": item.unit,
                "customer": item.customer,
                "item": item.item,
                "level": item.level,
                "reason": plain(item.reason),
                "facts": _facts(item.facts),
            }
            for item in found.items
        ],
    }


def _facts(facts: Mapping[str, object]) -> Shape:
    """Return facts; amounts in minor units become texts, where their currency is told."""
    currency = facts.get("currency")
    shaped: Shape = {}
    for name, value in facts.items():
        if name.endswith("_minor") and isinstance(value, int) and isinstance(currency, str):
            shaped[name.removesuffix("_minor")] = plain_amount(value, currency)
        else:
            shaped[name] = plain(value)
    return shaped


def compact(value: object) -> str:
    """Return a small value on one line, for tables: `unit=US, group=A`."""
    shaped = plain(value)
    if isinstance(shaped, dict):
        return ", ".join(f"{key}={compact(each)}" for key, each in shaped.items())
    return shaped if isinstance(shaped, str) else json.dumps(shaped, ensure_ascii=False)
