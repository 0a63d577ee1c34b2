"""Which items go together on one letter: sender, procedure, site, and what `letter_per` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tui_dunning.engine.accounts import Account
from tui_dunning.engine.delivery import Delivery
from tui_dunning.engine.types import (
    CodeMove,
    Credits,
    Decision,
    LetterLine,
    LetterPer,
    Method,
    OpenItem,
    Procedure,
    RuleEffect,
)


class SheetKey(NamedTuple):
    """What sets the letters of a group apart; `split` is the level, currency or item, else ""."""

    sender: int
    procedure: str
    site_id: int | None
    split: int | str


class Scheduled(NamedTuple):
    """The items of an account that got a level, and what changes on the customer with them."""

    account: Account
    decisions: list[Decision]
    move: CodeMove | None = None
    effect: RuleEffect | None = None


@dataclass(slots=True)
class Sheet:
    """A letter while it is put together: its dunned items, whose they are, credits, rows."""

    procedure: Procedure
    decisions: list[Decision]
    parts: list[Scheduled]
    credits: list[OpenItem] = field(default_factory=list)
    lines: list[LetterLine] = field(default_factory=list)


def deal(scheduled: Sequence[Scheduled], delivery: Delivery) -> dict[SheetKey, Sheet]:
    """Deal the items out to their sheets, then each credit to one sheet of its account."""
    sheets: dict[SheetKey, Sheet] = {}
    for part in scheduled:
        procedure = part.account.procedure
        if _stays_together(part, delivery):
            bundles = {_key_of(part.decisions[0], procedure, delivery): part.decisions}
        else:
            bundles = {}
            for decision in part.decisions:
                bundles.setdefault(_key_of(decision, procedure, delivery), []).append(decision)
        for key, decisions in bundles.items():
            sheet = sheets.get(key)
            if sheet is None:
                sheets[key] = Sheet(procedure, decisions.copy(), [part])
            else:
                sheet.decisions += decisions
                sheet.parts.append(part)
        if part.account.credits and procedure.credits is Credits.NET:
            for key, credit in _place_credits(part.account.credits, bundles, delivery):
                sheets[key].credits.append(credit)
    return sheets


def _stays_together(part: Scheduled, delivery: Delivery) -> bool:
    """Tell early that all items of an account go on one letter, as they mostly do."""
    account = part.account
    if account.procedure.letter_per is not LetterPer.CUSTOMER:
        return False
    if account.procedure.method is not Method.SEQUENCE:
        return True
    one_sender = delivery.one_sender is not None or not account.spans_units
    return delivery.one_address and one_sender


def _key_of(decision: Decision, procedure: Procedure, delivery: Delivery) -> SheetKey:
    item = decision.item
    return SheetKey(
        delivery.sender(item),
        procedure.code,
        delivery.site_id(item),
        _split(decision, procedure.letter_per),
    )


def _split(decision: Decision, letter_per: LetterPer) -> int | str:
    if letter_per is LetterPer.CUSTOMER or decision.level is None:
        return ""
    if letter_per is LetterPer.LEVEL:
        return decision.level.number
    if letter_per is LetterPer.CURRENCY:
        return decision.item.currency
    return decision.item.item_id


def _place_credits(
    credits: Sequence[OpenItem], bundles: Mapping[SheetKey, list[Decision]], delivery: Delivery
) -> Iterator[tuple[SheetKey, OpenItem]]:
    """Give each credit of an account one letter of the same sender.

    Where an account's items fall on several letters, it is that of the credit's own site, else the
    one with the largest amount in its currency.
    """
    owed: dict[tuple[SheetKey, str], int] = {}
    for key, decisions in bundles.items():
        for item, *_ in decisions:
            owed[key, item.currency] = owed.get((key, item.currency), 0) + item.balance_minor
    for credit in credits:
        sender, site_id = delivery.sender(credit), delivery.site_id(credit)
        fitting = [
            (key.site_id == site_id, minor, str(key.split), key.site_id or 0, key)
            for (key, currency), minor in owed.items()
            if currency == credit.currency and key.sender == sender
        ]
        if fitting:
            yield max(fitting, key=lambda found: found[:4])[4], credit
