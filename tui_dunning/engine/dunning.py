"""The whole run for one correspondence group: gates, method, letters, charges; nothing written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tui_dunning.engine.accounts import Account, failing_currencies
from tui_dunning.engine.delivery import Delivery, delivery_of
from tui_dunning.engine.gates import close_to_customer, close_to_item, owes_anything, too_small
from tui_dunning.engine.letters import form_letters
from tui_dunning.engine.methods import METHODS
from tui_dunning.engine.methods.sequence import reset
from tui_dunning.engine.plan import Plan, is_sequence, prepare
from tui_dunning.engine.sheets import Scheduled
from tui_dunning.engine.types import (
    COUNTED_BY_CUSTOMER,
    LEAVES_AS_IS,
    CodeMove,
    Customer,
    Decision,
    Group,
    GroupOutcome,
    LetterDraft,
    Level,
    Member,
    OpenItem,
    Procedure,
    Reason,
    RuleEffect,
    RunParameters,
    Setup,
)

SEQUENCE_KEY = (0, 0)
"""The sequence method has one account for each customer, over all units and sites."""


@dataclass(slots=True)
class Tally:
    """What a group's members add up to while they are decided one by one."""

    scheduled: list[Scheduled] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    moves: list[CodeMove] = field(default_factory=list)
    effects: list[RuleEffect] = field(default_factory=list)
    decided: list[tuple[int, int, bool]] = field(default_factory=list)
    left_off: set[tuple[int, int, str]] = field(default_factory=set)
    not_dunned: dict[Reason, int] = field(default_factory=dict)

    def count(self, reason: Reason) -> None:
        """Count a reason once more."""
        self.not_dunned[reason] = self.not_dunned.get(reason, 0) + 1


class Sorting(NamedTuple):
    """A member's items after the gates for single items.

    `units` maps each unit in scope to the procedure that holds there.
    """

    turned_away: list[Decision]
    accounts: list[Account]
    units: dict[int, Procedure | None]


def decide_group(group: Group, setup: Setup, parameters: RunParameters) -> GroupOutcome:
    """Decide one group by itself; whoever decides many prepares the plan once for all."""
    return decide(group, prepare(setup, parameters))


def decide(group: Group, plan: Plan) -> GroupOutcome:
    """Decide everything about one correspondence group on the run's date."""
    delivery = delivery_of(group, plan)
    tally = Tally()
    for member in group.members:
        _decide_member(member, delivery, plan, tally)
    letters: tuple[LetterDraft, ...] = ()
    if tally.scheduled:
        letters = form_letters(tally.scheduled, frozenset(tally.left_off), group, delivery, plan)
    return GroupOutcome(
        letters,
        tuple(tally.decisions),
        tuple(tally.moves),
        tuple(tally.effects),
        tuple(tally.decided),
        tally.not_dunned,
    )


def _decide_member(member: Member, delivery: Delivery, plan: Plan, tally: Tally) -> None:
    customer = member.customer
    sorting = sort_items(member, delivery, plan)
    has_code = customer.letter_code or customer.all_sent
    if has_code and not sorting.accounts and owes_nothing(member, plan):
        tally.moves.append(reset(customer))
    if sorting.turned_away:
        tally.decisions += sorting.turned_away
        _count_turned_away(customer, sorting.turned_away, tally)
    left_as_is = False
    for account in sorting.accounts:
        left_as_is = _decide_account(account, plan, tally) or left_as_is
    for unit_id, procedure in sorting.units.items():
        left = left_as_is and is_sequence(procedure)
        tally.decided.append((customer.customer_id, unit_id, left))


def _count_turned_away(customer: Customer, turned_away: list[Decision], tally: Tally) -> None:
    if not customer.dunning:
        tally.count(Reason.NOT_FLAGGED)
        return
    for decision in turned_away:
        if decision.reason is not None and decision.reason is not Reason.CREDIT:
            tally.count(decision.reason)


def owes_nothing(member: Member, plan: Plan) -> bool:
    """Tell whether a customer's letter code has to go back to blank.

    A customer who is under another method by now is left alone.
    """
    customer = member.customer
    terms = plan.terms(customer)
    if terms.procedure is not None:
        procedures: list[Procedure | None] = [terms.procedure]
    else:
        units = {item.unit_id for item in member.items} | {customer.unit_id or 0}
        procedures = [plan.unit_procedures.get(unit_id) for unit_id in units]
    known = [procedure for procedure in procedures if procedure is not None]
    if known and not any(is_sequence(procedure) for procedure in known):
        return False
    return not owes_anything(member.items, terms, plan)


def sort_items(member: Member, delivery: Delivery, plan: Plan) -> Sorting:
    """Put each item of a member in scope through the gates, then into its account."""
    customer = member.customer
    terms = plan.terms(customer)
    closed = close_to_customer(customer, plan)
    turned_away: list[Decision] = []
    credits: list[OpenItem] = []
    accounts: dict[tuple[int, int | None], Account] = {}
    units: dict[int, Procedure | None] = {}
    unit_id: int | None = None
    procedure: Procedure | None = None
    account: Account | None = None
    one_account = False
    for item in member.items:
        if not item.in_scope:
            continue
        if item.unit_id != unit_id:
            unit_id = item.unit_id
            procedure = terms.procedure or plan.unit_procedures.get(unit_id)
            units[unit_id] = procedure
            account = None
            one_account = delivery.one_address or is_sequence(procedure)
        if item.balance_minor <= 0:
            reason: Reason | None = Reason.CREDIT
            if item.entry_type_id in plan.included:
                credits.append(item)
        else:
            reason = closed or close_to_item(item, procedure, terms, plan)
        if reason is None:
            if procedure is None:
                reason = Reason.NO_PROCEDURE
            elif too_small(item, procedure):
                reason = Reason.SMALL_ITEM
            else:
                if account is None or not one_account:
                    account = _account_of(item, procedure, member, delivery, accounts)
                account.items.append(item)
                continue
        turned_away.append(Decision(item, None, reason, procedure))
    if accounts and credits:
        _hand_out_credits(credits, accounts, units, delivery)
    return Sorting(turned_away, list(accounts.values()), units)


def _key_of(
    item: OpenItem, procedure: Procedure | None, delivery: Delivery
) -> tuple[int, int | None]:
    return SEQUENCE_KEY if is_sequence(procedure) else (item.unit_id, delivery.site_id(item))


def _account_of(
    item: OpenItem,
    procedure: Procedure,
    member: Member,
    delivery: Delivery,
    accounts: dict[tuple[int, int | None], Account],
) -> Account:
    """Return the account of an item, a new one where it is the first.

    Where a customer's items fall under two procedures of the sequence method, that of the first
    unit decides for all: the letter code is the customer's.
    """
    key = _key_of(item, procedure, delivery)
    account = accounts.get(key)
    if account is None:
        site = None if key is SEQUENCE_KEY else delivery.site_of(member.customer, item)
        account = Account(member.customer, item.unit_id, site, procedure, member.items)
        if not delivery.one_address:
            account.site_items = tuple(
                [each for each in member.items if _key_of(each, procedure, delivery) == key]
            )
        accounts[key] = account
    elif item.unit_id != account.unit_id:
        account.spans_units = True
        if item.unit_id < account.unit_id:
            account.unit_id, account.procedure = item.unit_id, procedure
    return account


def _hand_out_credits(
    credits: list[OpenItem],
    accounts: dict[tuple[int, int | None], Account],
    units: dict[int, Procedure | None],
    delivery: Delivery,
) -> None:
    for credit in credits:
        account = accounts.get(_key_of(credit, units[credit.unit_id], delivery))
        if account is not None:
            account.credits.append(credit)


def _decide_account(account: Account, plan: Plan, tally: Tally) -> bool:
    """Decide the items of an account; return whether it is left as it is."""
    failing = failing_currencies(account, plan)
    if failing:
        _leave_off(account, failing, tally)
        if not account.items:
            return False
    procedure, new = account.procedure, tuple.__new__
    verdict = METHODS[procedure.method](account, plan)
    scheduled: list[Decision] = []
    reasons: list[Reason] = []
    for item, outcome in zip(account.items, verdict.outcomes, strict=True):
        if isinstance(outcome, Level):
            scheduled.append(new(Decision, (item, outcome, None, procedure)))
        else:
            reasons.append(outcome)
            tally.decisions.append(Decision(item, None, outcome, procedure))
    if scheduled:
        tally.decisions += scheduled
        tally.scheduled.append(Scheduled(account, scheduled, verdict.move, verdict.effect))
        _count(reasons, tally)
        return False
    if verdict.move is not None:
        tally.moves.append(verdict.move)
    if verdict.effect is not None:
        tally.effects.append(verdict.effect)
    _count(reasons, tally)
    return reasons[0] in LEAVES_AS_IS


def _leave_off(account: Account, failing: dict[str, Reason], tally: Tally) -> None:
    """Take the items of failing currencies out of an account."""
    staying = []
    for item in account.items:
        reason = failing.get(item.currency)
        if reason is None:
            staying.append(item)
            continue
        tally.decisions.append(Decision(item, None, reason, account.procedure))
        tally.left_off.add((item.customer_id, item.unit_id, item.currency))
        tally.count(reason)
    account.items = staying
    account.credits = [credit for credit in account.credits if credit.currency not in failing]


def _count(reasons: list[Reason], tally: Tally) -> None:
    """Count an account's reasons: once where they are the customer's, else once an item."""
    if reasons and reasons[0] in COUNTED_BY_CUSTOMER:
        tally.count(reasons[0])
        return
    for reason in reasons:
        tally.count(reason)
