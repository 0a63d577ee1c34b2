"""The rows of a letter: what is dunned, its credits, and all else that is open where wanted.

Source: seed 003, extract indicator 2 (a comprehensive statement of obligations).
"""

from __future__ import annotations

from collections.abc import Iterator

from tui_dunning.engine.delivery import Delivery
from tui_dunning.engine.plan import Plan
from tui_dunning.engine.sheets import Sheet, SheetKey
from tui_dunning.engine.types import (
    Credits,
    Group,
    LetterLine,
    LetterPer,
    Member,
    OpenItem,
)

LeftOff = frozenset[tuple[int, int, str]]
"""(customer, unit, currency) that failed a minimum, so that it stays off every letter."""


def dunned_lines(sheet: Sheet) -> list[LetterLine]:
    """Return the rows of the items that are dunned and of the credits taken off them."""
    new = tuple.__new__  # straight, for there are millions of them
    lines = [
        new(LetterLine, (item, True, True, level.number, item.level))
        for item, level, _reason, _procedure in sheet.decisions
        if level is not None
    ]
    if sheet.credits:
        lines += [LetterLine(item, False, True, None, item.level) for item in sheet.credits]
    return lines


def other_open_lines(
    key: SheetKey,
    sheet: Sheet,
    group: Group,
    listed: set[int],
    left_off: LeftOff,
    delivery: Delivery,
    plan: Plan,
) -> list[LetterLine]:
    """Return the rows of everything else that is open of the customers on a letter.

    Past-due items count as due though they are not dunned (disputed, say); a credit in a currency
    without a dunned item does not, for there is nothing to take it off. An item of a group stands
    on one of its letters only: `listed` holds those that do, and grows.
    """
    if sheet.procedure.letter_per is LetterPer.ITEM:
        return []
    customers = {part.account.customer.customer_id for part in sheet.parts}
    lines = []
    for member in group.members:
        if member.customer.customer_id not in customers:
            continue
        due_until = plan.terms(member.customer).past_due_until
        for item in _open_items(member, key, sheet, delivery, plan):
            place = (item.customer_id, item.unit_id, item.currency)
            if item.item_id not in listed and place not in left_off:
                listed.add(item.item_id)
                due = item.balance_minor > 0 and item.due_date <= due_until
                lines.append(LetterLine(item, False, due, None, item.level))
    return lines


def _open_items(
    member: Member, key: SheetKey, sheet: Sheet, delivery: Delivery, plan: Plan
) -> Iterator[OpenItem]:
    """Yield the open items of a member that belong on a letter by sender, procedure and site."""
    own = plan.terms(member.customer).procedure
    by_currency = sheet.procedure.letter_per is LetterPer.CURRENCY
    counts_credits = sheet.procedure.credits is Credits.NET
    for item in member.items:
        procedure = own or plan.unit_procedures.get(item.unit_id)
        if not item.in_scope or procedure is None or procedure.code != key.procedure:
            continue
        if item.balance_minor <= 0 and not (counts_credits and item.entry_type_id in plan.included):
            continue
        if by_currency and item.currency != key.split:
            continue
        if delivery.sender(item) == key.sender and delivery.site_id(item) == key.site_id:
            yield item
