"""Method `action_list`: an ordered list of rules over the account's facts; the first match decides.

Source: seed 001 (dunning by action list).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from tui_dunning.engine.accounts import Account
from tui_dunning.engine.facts import FACTS, Fact
from tui_dunning.engine.methods.verdict import Verdict
from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import Condition, Level, Reason, Rule, RuleEffect

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""The operators of a condition besides `in`."""

YES_NO = {"Y": True, "YES": True, "TRUE": True, "N": False, "NO": False, "FALSE": False}


def decide(account: Account, plan: Plan) -> Verdict:
    """Find the first rule that matches; it decides for all past-due items of the account."""
    rule = matching_rule(account, plan)
    outcome: Level | Reason | None
    if rule is None:
        outcome = Reason.NO_RULE
    elif rule.no_letter or rule.level is None:
        outcome = Reason.NO_LETTER
    else:
        outcome = plan.ladders[account.procedure.code].levels.get(rule.level, Reason.NO_LEVEL)
    effect = None if rule is None or outcome is Reason.NO_LEVEL else effect_of(rule, account)
    return Verdict([outcome] * len(account.items), effect=effect)


def matching_rule(account: Account, plan: Plan) -> Rule | None:
    """Return the first rule all of whose conditions hold."""
    known: dict[str, Fact] = {}

    def holds_now(condition: Condition) -> bool:
        fact = condition.fact
        if fact not in known:
            known[fact] = FACTS[fact](account, plan) if fact in FACTS else None
        return holds(known[fact], condition)

    for rule in account.procedure.rules:
        if all(holds_now(condition) for condition in rule.conditions):
            return rule
    return None


def holds(fact: Fact, condition: Condition) -> bool:
    """Tell whether a condition holds for a fact; one that is not known fails."""
    if fact is None:
        return False
    if condition.operator == "in":
        values = condition.value if isinstance(condition.value, tuple | list) else ()
        return any(_compare(fact, "=", value) for value in values)
    return _compare(fact, condition.operator, condition.value)


def _compare(fact: Fact, sign: str, value: object) -> bool:
    """Compare as yes or no, else as numbers, else as texts; what cannot be compared fails."""
    if sign not in OPERATORS:
        return False
    if isinstance(fact, bool):
        wanted = YES_NO.get(str(value).upper())
        return wanted is not None and OPERATORS[sign](fact, wanted)
    number, wanted_number = _number(fact), _number(value)
    if number is not None and wanted_number is not None:
        return OPERATORS[sign](number, wanted_number)
    if isinstance(fact, str) and (isinstance(value, str) or sign in ("=", "!=")):
        return OPERATORS[sign](fact, str(value))
    return False


def _number(value: object) -> Decimal | int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    number = value if isinstance(value, Decimal) else _parsed(str(value))
    return number if number is not None and number.is_finite() else None


@lru_cache(maxsize=1000)
def _parsed(text: str) -> Decimal | None:
    """Return a text as a number; the few there are come again with every account."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def effect_of(rule: Rule, account: Account) -> RuleEffect | None:
    """Return what a rule does to the customer besides a letter, None if nothing.

    That it says no letter is recorded by itself, and takes hold at once: a customer who is on
    credit hold already is not put there again.
    """
    if not (rule.credit_hold or rule.collection or rule.activity or rule.no_letter):
        return None
    customer = account.customer
    return RuleEffect(
        customer_id=customer.customer_id,
        credit_hold=rule.credit_hold and not (rule.no_letter and customer.credit_hold),
        collection_item_ids=(
            tuple(sorted(item.item_id for item in account.items)) if rule.collection else ()
        ),
        activity=rule.activity,
    )
