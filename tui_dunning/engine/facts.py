"""The facts about an account that the rules of an action list may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from tui_dunning.engine.accounts import Account, balances
from tui_dunning.engine.money import major
from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import OpenItem

Fact = Decimal | int | str | bool | None
"""None: not known, so that every condition on it fails."""


def past_due_total(account: Account, plan: Plan) -> Fact:
    """What is past due, credits taken off, in the unit's currency (major units)."""
    target = plan.setup.units[account.unit_id].currency
    amounts = ((code, balance.total_minor) for code, balance in balances(account).items())
    return _sum_in(amounts, target, plan)


def oldest_days_past_due(account: Account, plan: Plan) -> Fact:
    """How late the oldest item is."""
    return (plan.as_of - min(item.due_date for item in account.items)).days


def past_due_items(account: Account, plan: Plan) -> Fact:
    """How many items are past due."""
    return len(account.items)


def last_level(account: Account, plan: Plan) -> Fact:
    """The level of the latest sent letter about an open item of the account; 0 for none."""
    latest = _last_dunned(account)
    return 0 if latest is None else latest.level


def days_since_letter(account: Account, plan: Plan) -> Fact:
    """Days since the date of the latest sent letter about an open item of the account."""
    latest = _last_dunned(account)
    if latest is None or latest.dunned_on is None:
        return None
    return (plan.as_of - latest.dunned_on).days


def days_since_payment(account: Account, plan: Plan) -> Fact:
    """Days since the customer's latest payment."""
    paid_on = account.customer.last_payment_on
    return None if paid_on is None else (plan.as_of - paid_on).days


def credit_used_percent(account: Account, plan: Plan) -> Fact:
    """How much of the credit limit all open items use up, in the customer's currency."""
    customer = account.customer
    if not customer.credit_limit_minor:
        return None
    own_unit = plan.setup.units.get(customer.unit_id or account.unit_id)
    target = customer.currency or (own_unit.currency if own_unit else "")
    owed = ((item.currency, item.balance_minor) for item in account.all_items)
    used = _sum_in(owed, target, plan)
    if used is None:
        return None
    limit = major(customer.credit_limit_minor, plan.setup.currencies[target])
    return used * 100 / limit


def risk_level(account: Account, plan: Plan) -> Fact:
    """The customer's risk level; not known where it has none."""
    return account.customer.risk_level or None


def dunning_group(account: Account, plan: Plan) -> Fact:
    """The customer's dunning group, "" for none."""
    return account.customer.dunning_group


def credit_hold(account: Account, plan: Plan) -> Fact:
    """Whether the customer is on credit hold."""
    return account.customer.credit_hold


FACTS: Mapping[str, Callable[[Account, Plan], Fact]] = {
    "past_due_total": past_due_total,
    "oldest_days_past_due": oldest_days_past_due,
    "past_due_items": past_due_items,
    "last_level": last_level,
    "days_since_letter": days_since_letter,
    "days_since_payment": days_since_payment,
    "credit_used_percent": credit_used_percent,
    "risk_level": risk_level,
    "dunning_group": dunning_group,
    "credit_hold": credit_hold,
}
"""Every fact by the name that stands in a rule."""

AMOUNT_FACTS = frozenset({"past_due_total"})
"""Facts in major units of a currency; a rule compares them with amounts."""

TEXT_FACTS = frozenset({"risk_level", "dunning_group"})

FLAG_FACTS = frozenset({"credit_hold"})

NUMBER_FACTS = frozenset(FACTS) - AMOUNT_FACTS - TEXT_FACTS - FLAG_FACTS
"""Facts that count something: days, items, levels, percent."""


def _last_dunned(account: Account) -> OpenItem | None:
    unit_id = account.unit_id
    own = account.all_items if account.site_items is None else account.site_items
    dunned = [
        (item.dunned_on, item.level, item.item_id, item)
        for item in own
        if item.dunned_on is not None and item.unit_id == unit_id
    ]
    return max(dunned)[3] if dunned else None


def _sum_in(amounts: Iterable[tuple[str, int]], target: str, plan: Plan) -> Decimal | None:
    """Add amounts up in one currency; None where a rate is missing."""
    currencies = plan.setup.currencies
    total = Decimal(0)
    for code, minor in amounts:
        rate = Decimal(1) if code == target else plan.setup.rate(code, target, plan.as_of)
        if rate is None or target not in currencies:
            return None
        total += major(minor, currencies[code]) * rate
    return total
