"""The tables of setup.toml: their keys, defaults and checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui_dunning.engine.choices import (
    Addressing,
    AfterLast,
    Credits,
    Cycle,
    Extract,
    LetterPer,
    Method,
)
from tui_dunning.services import setup_values as values
from tui_dunning.services.setup_values import Check

_ANY_DAYS = values.whole(0, 9900)
_CHARGE_ON = values.whole(1, 3)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table. `default` is what a new record gets; required keys have none."""

    check: Check
    default: object = ""
    required: bool = False


def _texts(*names: str) -> dict[str, Key]:
    """Keys of free text."""
    return dict.fromkeys(names, Key(values.text))


def _required(check: Check = values.code) -> Key:
    """A key that each record must have."""
    return Key(check, required=True)


UNIT = {
    "code": _required(),
    "name": _required(),
    "currency": _required(values.currency),
    "set_id": Key(values.text),
    "language": Key(values.language, "en"),
    "procedure": Key(values.text),
    "addressing": Key(values.choice(*Addressing), "customer"),
    "display_currency": Key(values.display_currency),
    "assess_fee": Key(values.flag, False),
    **_texts("line1", "line2", "postal_code", "city", "region", "country"),
    "remit_to": Key(values.remit_to),
    **_texts("email", "phone"),
    "acceptgiro": Key(values.flag, False),
    "acceptgiro_first_reference": Key(values.whole(1, 10**15 - 1), 1),
}
ENTRY_TYPE = {
    "code": _required(),
    "name": Key(values.text),
    "include": Key(values.flag, True),
}
LEVEL = {
    "number": _required(values.whole(1, 99)),
    "letter_code": _required(),
    "days_from": Key(_ANY_DAYS, 0),
    "days_to": Key(values.whole(0, 999_999), 9900),
    "days_between": Key(_ANY_DAYS, 0),
    "automatic": Key(values.flag, True),
    "only_without_payment": Key(values.flag, False),
    "credit_hold": Key(values.flag, False),
    "extract": Key(values.choice(*Extract), "dunned"),
    "mail_to_agency": Key(values.flag, False),
    "collection": Key(values.flag, False),
    "fee": Key(values.amounts, {}),
    "fee_on": Key(_CHARGE_ON, 1),
}
RULE = {
    "when": Key(values.conditions, []),
    "level": Key(values.whole(1, 99), None),
    "no_letter": Key(values.flag, False),
    "credit_hold": Key(values.flag, False),
    "collection": Key(values.flag, False),
    "activity": Key(values.text),
}
PROCEDURE = {
    "code": _required(),
    "method": _required(values.choice(*Method)),
    "credits": Key(values.choice(*Credits), "net"),
    "include_disputed": Key(values.flag, False),
    "small_item": Key(values.amounts, {}),
    "letter_per": Key(values.choice(*LetterPer), "customer"),
    "after_last": Key(values.choice(*AfterLast), "stop"),
    "resend_same_level": Key(values.flag, True),
    "cycle": Key(values.choice(*Cycle), "item"),
    "rule": Key(values.long_text, []),
}
PROFILE_CLASS = {
    "code": _required(),
    "grace_days": Key(_ANY_DAYS, 0),
    "dunning": Key(values.flag, True),
    "procedure": Key(values.text),
    "assess_fee": Key(values.flag, None),
    "minimums": Key(values.minimums, []),
}
FINANCE_CHARGE = {
    "procedure": _required(),
    "from": _required(values.day),
    "yearly_rate": _required(values.percent),
    "day_count": Key(values.choice("365", "360", "actual"), "365"),
    "charge_on": Key(_CHARGE_ON, 1),
}
LETTER_TEXT = {
    "code": _required(),
    "language": Key(values.language, "en"),
    "tone": Key(values.tone),
    "subject": _required(values.text),
    "body": _required(values.long_text),
}

TABLES: Mapping[str, Mapping[str, Key]] = {
    "unit": UNIT,
    "entry_type": ENTRY_TYPE,
    "procedure": PROCEDURE,
    "level": LEVEL,
    "profile_class": PROFILE_CLASS,
    "finance_charge": FINANCE_CHARGE,
    "letter_text": LETTER_TEXT,
}
TOP = ("unit", "entry_type", "procedure", "profile_class", "finance_charge", "letter_text")
"""The tables that stand at the top of the file, in the order of an export."""


def defaults(table: str) -> dict[str, object]:
    """Return what a new record of a table holds before the file says more."""
    return {name: key.default for name, key in TABLES[table].items() if not key.required}
