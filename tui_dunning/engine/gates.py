"""The gates that throw single items out, in the order of the rule; the first one gives the reason.

The gates that look at a whole account (minimums, credit balance) are in `accounts`.
"""

from __future__ import annotations

from tui_dunning.engine.plan import Plan, Terms
from tui_dunning.engine.types import Customer, OpenItem, Procedure, Reason


def close_to_customer(customer: Customer, plan: Plan) -> Reason | None:
    """Return what keeps all items of a customer out: its flag, its own block."""
    if not customer.dunning:
        return Reason.NOT_FLAGGED
    if customer.blocked_until is not None and customer.blocked_until >= plan.as_of:
        return Reason.BLOCKED
    return None


def close_to_item(
    item: OpenItem, procedure: Procedure | None, terms: Terms, plan: Plan
) -> Reason | None:
    """Return why an item is not dunned now, whatever it amounts to: block to not yet past due.

    Source: seed 002 for the grace days; seed 001 for the entry type; seed 003 for collection.
    """
    if item.blocked_until is not None and item.blocked_until >= plan.as_of:
        return Reason.BLOCKED
    if item.disputed and (procedure is None or not procedure.include_disputed):
        return Reason.DISPUTED
    if item.entry_type_id not in plan.included:
        return Reason.ENTRY_TYPE
    if item.in_collection:
        return Reason.IN_COLLECTION
    if item.due_date > terms.past_due_until:
        return Reason.IN_GRACE if item.due_date < plan.as_of else Reason.NOT_DUE
    return None


def too_small(item: OpenItem, procedure: Procedure) -> bool:
    """Tell whether an item is below the procedure's smallest amount of its currency."""
    smallest = procedure.small_item_minor
    return bool(smallest) and item.balance_minor < smallest.get(item.currency, 0)


def owes_anything(items: tuple[OpenItem, ...], terms: Terms, plan: Plan) -> bool:
    """Tell whether anything is past due in any unit, before blocks, disputes and minimums."""
    return any(
        item.balance_minor > 0
        and item.due_date <= terms.past_due_until
        and item.entry_type_id in plan.included
        for item in items
    )
