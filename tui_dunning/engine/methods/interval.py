"""Method `interval`: so many days after the due date, then so many after the letter before.

Source: seeds 001 (dunning by interval) and 003 (days between). Only a sent letter moves anything.
"""

from __future__ import annotations

from tui_dunning.engine.accounts import Account
from tui_dunning.engine.methods.verdict import Verdict
from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import AfterLast, Cycle, Level, OpenItem, Procedure, Reason


def decide(account: Account, plan: Plan) -> Verdict:
    """Find each item's level, or one for all by the item due first."""
    procedure = account.procedure
    if procedure.cycle is Cycle.CUSTOMER:
        outcome = level_of(due_first(account.items), procedure, plan)
        return Verdict([outcome] * len(account.items))
    return Verdict([level_of(item, procedure, plan) for item in account.items])


def due_first(items: list[OpenItem]) -> OpenItem:
    """Return the item that starts the customer's cycle: the one due first."""
    return min(items, key=lambda item: (item.due_date, item.item_id))


def level_of(item: OpenItem, procedure: Procedure, plan: Plan) -> Level | Reason:
    """Return the level that an item reaches now, or why it has to wait."""
    level = next_level(item, procedure)
    if level is None:
        return Reason.LAST_LEVEL if procedure.levels else Reason.NO_LEVEL
    started_on = item.due_date if item.dunned_on is None else item.dunned_on
    return level if (plan.as_of - started_on).days >= level.days_between else Reason.TOO_SOON


def next_level(item: OpenItem, procedure: Procedure) -> Level | None:
    """Return the level after the item's latest sent one; after the last, as `after_last` says."""
    for level in procedure.levels:
        if level.number > item.level:
            return level
    repeats = procedure.levels and procedure.after_last is AfterLast.REPEAT
    return procedure.levels[-1] if repeats else None
