"""Which items go together on one letter: sender, procedure, site, and what `letter_per` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tui_dunning.engine.accounts import Account
from tui_dunning.engine.delivery import Delivery
from tui_dunning.engine.types import (
    CodeMove,
    Credits,
    Decision,
    LetterPer,
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
    """A letter while it is put together: its dunned items, its credits, whose they are."""

    procedure: Procedure
    decisions: list[Decision] = field(default_factory=list)
    parts: list[Scheduled] = field(default_factory=list)
    credits: list[OpenItem] = field(default_factory=list)


def deal(scheduled: Sequence[Scheduled], delivery: Delivery) -> dict[SheetKey, Sheet]:
    """Deal the items out to their sheets, then each credit to one sheet of its account."""
    sheets: dict[SheetKey, Sheet] = {}
    for part in scheduled:
        procedure = part.account.procedure
        for decision in part.decisions:
            key = _key_of(decision, procedure, delivery)
            sheet = sheets.get(key)
            if sheet is None:
                sheet = sheets[key] = Sheet(procedure)
            sheet.decisions.append(decision)
            if not sheet.parts or sheet.parts[-1] is not part:
                sheet.parts.append(part)
        if part.account.credits and procedure.credits is Credits.NET:
            for key, credit in _place_credits(part, sheets, delivery):
                sheets[key].credits.append(credit)
    return sheets


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
    part: Scheduled, sheets: dict[SheetKey, Sheet], delivery: Delivery
) -> Iterator[tuple[SheetKey, OpenItem]]:
    """Give each credit of an account the letter of the same sender that it takes most from.

    Where an account's items fall on several letters, a credit stands on one of them only: that of
    its own site, else the one with the largest amount in its currency.
    """
    owed: dict[tuple[SheetKey, str], int] = {}
    for decision in part.decisions:
        item = decision.item
        key = _key_of(decision, part.account.procedure, delivery)
        owed[key, item.currency] = owed.get((key, item.currency), 0) + item.balance_minor
    for credit in part.account.credits:
        sender, site_id = delivery.sender(credit), delivery.site_id(credit)
        fitting = [
            (key.site_id == site_id, minor, str(key.split), key.site_id or 0, key)
            for (key, currency), minor in owed.items()
            if currency == credit.currency and key.sender == sender
        ]
        if fitting:
            yield max(fitting, key=lambda found: found[:4])[4], credit
