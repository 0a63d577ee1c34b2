"""Method `days`: the level whose range of days holds the item's days past due.

Source: seeds 001 (dunning by days) and 002 (days from and to of a letter set).
"""

from __future__ import annotations

from tui_dunning.engine.accounts import Account
from tui_dunning.engine.methods.verdict import Verdict
from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import Level, OpenItem, Procedure, Reason


def decide(account: Account, plan: Plan) -> Verdict:
    """Find each item's level by its own age."""
    procedure, as_of = account.procedure, plan.as_of
    return Verdict(
        [level_of(item, (as_of - item.due_date).days, procedure) for item in account.items]
    )


def level_of(item: OpenItem, days_past_due: int, procedure: Procedure) -> Level | Reason:
    """Return the level that an item of that age has reached, or why there is none."""
    for level in procedure.levels:
        if level.days_from <= days_past_due <= level.days_to:
            if level.number == item.level and not procedure.resend_same_level:
                return Reason.ALREADY_SENT
            return level
    return Reason.NO_LEVEL
