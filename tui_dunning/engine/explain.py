"""Why each item of a customer gets its level or none: the numbers that were compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tui_dunning.engine.accounts import Account, Balance, balances, failing_currencies
from tui_dunning.engine.delivery import delivery_of
from tui_dunning.engine.dunning import decide, sort_items
from tui_dunning.engine.facts import FACTS, oldest_days_past_due
from tui_dunning.engine.methods import action_list, interval
from tui_dunning.engine.methods.sequence import code_number
from tui_dunning.engine.plan import Plan, prepare
from tui_dunning.engine.types import (
    Cycle,
    Decision,
    Group,
    Member,
    Method,
    OpenItem,
    Procedure,
    Reason,
    RunParameters,
    Setup,
)

Facts = Mapping[str, object]
"""Names and values: int, str, bool, date or Decimal; `..._minor` are minor units of the item's
currency."""


def explain_member(
    group: Group, customer_id: int, setup: Setup, parameters: RunParameters
) -> tuple[tuple[Decision, Facts], ...]:
    """Explain what a run would decide for each open item of a customer, by unit and item id."""
    plan = prepare(setup, parameters)
    outcome = decide(group, plan)
    member = next(one for one in group.members if one.customer.customer_id == customer_id)
    accounts = {
        item.item_id: compared
        for account in sort_items(member, delivery_of(group, plan), plan).accounts
        for compared in [_Compared(account, plan)]
        for item in account.items
    }
    decisions = [one for one in outcome.decisions if one.item.customer_id == customer_id]
    decisions.sort(key=lambda one: (one.item.unit_id, one.item.item_id))
    return tuple(
        (decision, _facts_of(decision, member, accounts.get(decision.item.item_id), plan))
        for decision in decisions
    )


class _Compared:
    """What was compared for an account: worked out once for all of its items."""

    def __init__(self, account: Account, plan: Plan) -> None:
        self._plan = plan
        self.failing = failing_currencies(account, plan)
        self.minimums = {
            currency: _minimum_facts(currency, balance, account, plan)
            for currency, balance in balances(account).items()
        }
        passed = [one for one in account.items if one.currency not in self.failing]
        self._passed = replace(account, items=passed)
        self._of_all: dict[str, object] | None = None

    def method_facts(self, item: OpenItem) -> dict[str, object]:
        """Return what the method compared for an item, once where all items go together."""
        procedure = self._passed.procedure
        compare = METHOD_FACTS[procedure.method]
        together = procedure.method is Method.INTERVAL and procedure.cycle is Cycle.CUSTOMER
        if not together and procedure.method not in SAME_FOR_ALL_ITEMS:
            return compare(item, self._passed, self._plan)
        if self._of_all is None:
            self._of_all = compare(item, self._passed, self._plan)
        return self._of_all


def _facts_of(
    decision: Decision, member: Member, compared: _Compared | None, plan: Plan
) -> dict[str, object]:
    item, procedure = decision.item, decision.procedure
    facts: dict[str, object] = {
        "procedure": procedure.code if procedure else "",
        "method": procedure.method.value if procedure else "",
        "days_past_due": (plan.as_of - item.due_date).days,
        "grace_days": plan.terms(member.customer).grace_days,
        "balance_minor": item.balance_minor,
    }
    facts.update(_gate_facts(decision, member, plan))
    if compared is not None and procedure is not None:
        facts.update(compared.minimums[item.currency])
        if item.currency not in compared.failing:
            facts.update(compared.method_facts(item))
    return facts


def _gate_facts(decision: Decision, member: Member, plan: Plan) -> dict[str, object]:
    """Return what a gate for single items compared."""
    item, customer, procedure = decision.item, member.customer, decision.procedure
    if decision.reason is Reason.NOT_FLAGGED:
        return {"dunning": customer.dunning}
    if decision.reason is Reason.BLOCKED:
        by_customer = customer.blocked_until is not None and customer.blocked_until >= plan.as_of
        return {
            "blocked_by": "customer" if by_customer else "item",
            "blocked_until": customer.blocked_until if by_customer else item.blocked_until,
        }
    if decision.reason is Reason.SMALL_ITEM and procedure is not None:
        return {"small_item_minor": procedure.small_item_minor.get(item.currency, 0)}
    if decision.reason is Reason.DISPUTED:
        return {"include_disputed": False}
    return {}


def _minimum_facts(
    currency: str, balance: Balance, account: Account, plan: Plan
) -> dict[str, object]:
    """Return the account's totals in a currency and the minimums they must exceed."""
    minimum = plan.minimum(account.customer, account.site, currency)
    return {
        "past_due_minor": balance.past_due_minor,
        "credits_minor": balance.credits_minor,
        "total_minor": balance.total_minor,
        "largest_item_minor": balance.largest_minor,
        "minimum_dunning_minor": minimum.dunning_minor,
        "minimum_invoice_minor": minimum.invoice_minor,
    }


def _sequence_facts(item: OpenItem, account: Account, plan: Plan) -> dict[str, object]:
    customer = account.customer
    following = plan.ladders[account.procedure.code].after(code_number(customer.letter_code))
    facts: dict[str, object] = {
        "letter_code": customer.letter_code,
        "all_sent": customer.all_sent,
        "letter_code_on": customer.letter_code_on,
        "last_payment_on": customer.last_payment_on,
        "oldest_days_past_due": oldest_days_past_due(account, plan),
        "next_level": following.number if following else None,
    }
    if following is not None and not customer.letter_code:
        facts["days_from"] = following.days_from
    if following is not None:
        facts["only_without_payment"] = following.only_without_payment
    return facts


def _days_facts(item: OpenItem, account: Account, plan: Plan) -> dict[str, object]:
    procedure = account.procedure
    return {
        "levels": _ranges(procedure),
        "last_level": item.level,
        "resend_same_level": procedure.resend_same_level,
    }


def _ranges(procedure: Procedure) -> str:
    return ", ".join(
        f"{level.number}: {level.days_from}-{level.days_to}" for level in procedure.levels
    )


def _interval_facts(item: OpenItem, account: Account, plan: Plan) -> dict[str, object]:
    procedure = account.procedure
    by_customer = procedure.cycle is Cycle.CUSTOMER
    leading = interval.due_first(account.items) if by_customer else item
    level = interval.next_level(leading, procedure)
    facts: dict[str, object] = {
        "counted_from_item": leading.number,
        "last_level": leading.level,
        "last_letter_on": leading.dunned_on,
        "next_level": level.number if level else None,
        "days_between": level.days_between if level else None,
    }
    if leading.dunned_on is not None:
        facts["days_since_letter"] = (plan.as_of - leading.dunned_on).days
    return facts


def _action_list_facts(item: OpenItem, account: Account, plan: Plan) -> dict[str, object]:
    rules = account.procedure.rules
    matching = action_list.matching_rule(account, plan)
    asked = {condition.fact for rule in rules for condition in rule.conditions}
    facts: dict[str, object] = {
        name: fact(account, plan) for name, fact in FACTS.items() if name in asked
    }
    place = next((place for place, rule in enumerate(rules, 1) if rule is matching), None)
    facts["rule"] = place
    if matching is not None:
        facts["conditions"] = " and ".join(
            f"{one.fact} {one.operator} {_shown(one.value)}" for one in matching.conditions
        )
        facts["activity"] = matching.activity
    return facts


def _shown(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(str(one) for one in value)
    return str(value)


METHOD_FACTS: Mapping[Method, Callable[[OpenItem, Account, Plan], dict[str, object]]] = {
    Method.SEQUENCE: _sequence_facts,
    Method.DAYS: _days_facts,
    Method.INTERVAL: _interval_facts,
    Method.ACTION_LIST: _action_list_facts,
}
"""What each method compared."""

SAME_FOR_ALL_ITEMS = frozenset({Method.SEQUENCE, Method.ACTION_LIST})
"""Methods that compare the same for every item of an account: worked out once for all of them."""
