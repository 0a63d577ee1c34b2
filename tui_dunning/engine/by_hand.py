"""Menu 4.4.3: a letter that a clerk sets by hand, 1 to 5.

Source: seed 004. The letter belongs to no run; the minimums and the days of the first letter do
not count, for the clerk has decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tui_dunning.engine.accounts import Account
from tui_dunning.engine.delivery import delivery_of
from tui_dunning.engine.gates import close_to_customer, close_to_item
from tui_dunning.engine.letters import form_letters
from tui_dunning.engine.methods.sequence import move_to
from tui_dunning.engine.plan import Plan, is_sequence, prepare
from tui_dunning.engine.sheets import Scheduled
from tui_dunning.engine.types import (
    Decision,
    Group,
    LetterDraft,
    Level,
    Member,
    Procedure,
    Reason,
    RunParameters,
    Setup,
)

CODES = ("1", "2", "3", "4", "5")
"""The letter codes that 4.4.3 takes."""


class Refusal(StrEnum):
    """Why a letter cannot be set by hand."""

    NO_SUCH_CODE = "no such letter code"
    NOT_FLAGGED = "dunning flag is N"
    NOT_SEQUENCE = "procedure is not a sequence of letters"
    NOTHING_PAST_DUE = "nothing past due"
    ALL_HELD_BACK = "all that is past due is held back"


@dataclass(frozen=True, slots=True)
class ByHand:
    """The letters made by hand, one for each unit that sends; or why there are none.

    `reasons` counts what keeps the customer's items off, for the message.
    """

    letters: tuple[LetterDraft, ...] = ()
    refusal: Refusal | None = None
    reasons: Mapping[Reason, int] = field(default_factory=dict)


def draft_by_hand(group: Group, customer_id: int, code: str, setup: Setup, as_of: date) -> ByHand:
    """Draft the letters of a code for one customer with what passes the gates of single items.

    Args:
        group: the customer's correspondence group; only the customer's own items are taken.
        customer_id: the customer, a member of the group.
        code: what the clerk typed.
        setup: the set-up.
        as_of: the letter's date.
    """
    plan = prepare(setup, RunParameters(as_of))
    member = next(one for one in group.members if one.customer.customer_id == customer_id)
    procedures = _procedures(member, plan)
    leading = next((found for found in procedures if is_sequence(found)), None)
    level = _level(leading, code)

    if code not in CODES:
        return ByHand(refusal=Refusal.NO_SUCH_CODE)
    if not member.customer.dunning:
        return ByHand(refusal=Refusal.NOT_FLAGGED)
    if leading is None:
        return ByHand(refusal=Refusal.NOT_SEQUENCE)
    if level is None:
        return ByHand(refusal=Refusal.NO_SUCH_CODE)
    account, reasons = _past_due(member, leading, plan)
    if not account.items:
        return ByHand(refusal=_nothing_to_send(reasons), reasons=reasons)
    decisions = [Decision(item, level, None, leading) for item in account.items]
    part = Scheduled(account, decisions, move_to(member.customer, level, as_of))
    alone = Group(group.correspondence, (member,))
    return ByHand(form_letters([part], frozenset(), alone, delivery_of(alone, plan), plan))


def _procedures(member: Member, plan: Plan) -> list[Procedure]:
    """Return the procedures of a customer's items, of its own unit last."""
    own = plan.terms(member.customer).procedure
    if own is not None:
        return [own]
    units = [*sorted({item.unit_id for item in member.items}), member.customer.unit_id or 0]
    found = (plan.unit_procedures.get(unit_id) for unit_id in units)
    return [procedure for procedure in found if procedure is not None]


def _level(procedure: Procedure | None, code: str) -> Level | None:
    levels = procedure.levels if procedure is not None else ()
    return next((level for level in levels if str(level.number) == code), None)


def _past_due(member: Member, leading: Procedure, plan: Plan) -> tuple[Account, dict[Reason, int]]:
    """Put the items that pass gates 2 to 5 into one account; count why the others do not."""
    customer = member.customer
    terms = plan.terms(customer)
    closed = close_to_customer(customer, plan)
    account = Account(customer, 0, None, leading, member.items)
    reasons: dict[Reason, int] = {}
    for item in member.items:
        procedure = terms.procedure or plan.unit_procedures.get(item.unit_id)
        if not item.in_scope or not is_sequence(procedure):
            continue
        if item.balance_minor <= 0:
            if item.entry_type_id in plan.included:
                account.credits.append(item)
            continue
        reason = closed or close_to_item(item, procedure, terms, plan)
        if reason is None:
            account.items.append(item)
        else:
            reasons[reason] = reasons.get(reason, 0) + 1
    account.spans_units = True  # so that each unit gets its own letter
    return account, reasons


def _nothing_to_send(reasons: Mapping[Reason, int]) -> Refusal:
    quiet = {Reason.NOT_DUE, Reason.IN_GRACE, Reason.ENTRY_TYPE}
    return Refusal.NOTHING_PAST_DUE if set(reasons) <= quiet else Refusal.ALL_HELD_BACK
