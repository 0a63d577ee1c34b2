"""What a group's facts would be after a run whose letters all went out, for looking ahead.

The same as the store does with statements when letters are made and then sent, done to values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tui_dunning.engine.plan import Plan, is_sequence
from tui_dunning.engine.types import (
    ChargeKind,
    ChargeOn,
    CodeMove,
    Customer,
    Group,
    GroupOutcome,
    LetterDraft,
    Member,
    OpenItem,
)

FIRST_ID = 2**62
"""Ids of items that are only thought of; they come after all others, as new items do."""


@dataclass(slots=True)
class ChargeItems:
    """Makes the open items of charges that are asked for apart from the letter.

    Args:
        entry_types: the entry type of each kind of charge.
        in_scope: whether a unit's items are in the run's scope.
        owns: whether a customer is one that the run looks at.
    """

    entry_types: Mapping[ChargeKind, int]
    in_scope: Callable[[int], bool]
    owns: Callable[[Customer], bool]
    next_id: int = field(default=FIRST_ID)

    def of(self, letter: LetterDraft, on: date) -> list[OpenItem]:
        """Return the items of a sent letter, one by kind, unit, owner and currency."""
        sums: dict[tuple[str, int, int, str], int] = defaultdict(int)
        owners = {line.item.item_id: line.item for line in letter.lines}
        for charge in letter.charges:
            if charge.charge_on is ChargeOn.LETTER:
                continue
            item = None if charge.item_id is None else owners[charge.item_id]
            unit_id = letter.unit_id if item is None else item.unit_id
            owner = letter.correspondence_id if item is None else item.customer_id
            sums[charge.kind.value, unit_id, owner, charge.currency] += charge.amount_minor
        made = []
        for (kind, unit_id, owner, currency), minor in sorted(sums.items()):
            made.append(
                OpenItem(
                    item_id=self.next_id,
                    unit_id=unit_id,
                    customer_id=owner,
                    number=f"{kind}-{self.next_id}",
                    entry_type_id=self.entry_types[ChargeKind(kind)],
                    due_date=on,
                    currency=currency,
                    balance_minor=minor,
                    in_scope=self.in_scope(unit_id),
                )
            )
            self.next_id += 1
        return made


def after_run(
    group: Group,
    outcome: GroupOutcome,
    plan: Plan,
    goes_out: Callable[[LetterDraft], bool],
    charges: ChargeItems,
) -> Group:
    """Return the group as the next run would find it.

    Args:
        group: as this run found it.
        outcome: what this run decided.
        plan: this run's plan.
        goes_out: whether a letter is sent; one that is held is not.
        charges: makes the items of fees and finance charges.
    """
    if not (outcome.letters or outcome.moves or outcome.effects):
        return group
    sent = [letter for letter in outcome.letters if goes_out(letter)]
    moves = {move.customer_id: move for letter in outcome.letters for move in letter.moves}
    moves |= {move.customer_id: move for move in outcome.moves}
    stars = _all_sent(sent, moves, plan)
    holds = _credit_holds(sent, outcome)
    changes = _item_changes(sent, outcome, plan.as_of)
    new: dict[int, list[OpenItem]] = defaultdict(list)
    for letter in sent:
        for item in charges.of(letter, plan.as_of):
            new[item.customer_id].append(item)

    def state_of(customer: Customer) -> Customer:
        number = customer.customer_id
        return _moved(customer, moves.get(number), number in stars, number in holds)

    members = [
        Member(
            state_of(member.customer),
            _items(member.items, changes, new.pop(member.customer.customer_id, ())),
        )
        for member in group.members
    ]
    correspondence = state_of(group.correspondence)
    own = new.get(correspondence.customer_id)
    if own and charges.owns(correspondence):
        members.append(Member(correspondence, tuple(own)))
        members.sort(key=lambda member: member.customer.customer_id)
    return Group(correspondence, tuple(members))


def with_payments(group: Group, coming: Mapping[int, Sequence[date]], as_of: date) -> Group:
    """Return the group as a later run knows it, once payments dated ahead have come.

    Args:
        group: as it was read for an earlier date.
        coming: the days of later payments by customer, in order.
        as_of: the date of the later run.
    """

    def paid(customer: Customer) -> Customer:
        days = [day for day in coming.get(customer.customer_id, ()) if day <= as_of]
        return customer._replace(last_payment_on=days[-1]) if days else customer

    members = tuple(Member(paid(member.customer), member.items) for member in group.members)
    return Group(paid(group.correspondence), members)


def _all_sent(
    sent: Sequence[LetterDraft], moves: Mapping[int, CodeMove], plan: Plan
) -> Collection[int]:
    """Return the customers whose last automatic letter of the sequence has gone out."""
    done = set()
    for letter in sent:
        automatic = plan.ladders[letter.procedure.code].automatic
        if not automatic or not is_sequence(letter.procedure):
            continue
        last = str(automatic[-1].number)
        done |= {
            move.customer_id
            for move in letter.moves
            if move.code_after == last == moves[move.customer_id].code_after
        }
    return done


def _credit_holds(sent: Sequence[LetterDraft], outcome: GroupOutcome) -> Collection[int]:
    """Return the customers that this run, or a letter of it, puts on credit hold."""
    held = {effect.customer_id for effect in outcome.effects if effect.credit_hold}
    for letter in sent:
        dunned = {line.item.customer_id for line in letter.lines if line.dunned}
        if letter.level.credit_hold:
            held |= dunned
        held |= {e.customer_id for e in letter.effects if e.credit_hold} & dunned
    return held


def _item_changes(
    sent: Sequence[LetterDraft], outcome: GroupOutcome, as_of: date
) -> dict[int, dict[str, Any]]:
    """Return what changes on items: status, interest charged, referral to collection."""
    changes: dict[int, dict[str, Any]] = defaultdict(dict)
    for letter in sent:
        for item, dunned, _due, level, _previous in letter.lines:
            if dunned:
                changes[item.item_id].update(level=level, dunned_on=as_of)
                if letter.level.collection:
                    changes[item.item_id].update(in_collection=True)
        for charge in letter.charges:
            if charge.item_id is not None and charge.charged_until is not None:
                changes[charge.item_id].update(charged_until=charge.charged_until)
    for effect in [*outcome.effects, *(e for letter in sent for e in letter.effects)]:
        for item_id in effect.collection_item_ids:
            changes[item_id].update(in_collection=True)
    return changes


def _moved(customer: Customer, move: CodeMove | None, star: bool, hold: bool) -> Customer:
    if move is not None:
        customer = customer._replace(
            letter_code=move.code_after,
            letter_code_on=move.code_on_after,
            all_sent=move.all_sent_after,
        )
    if star or hold:
        customer = customer._replace(
            all_sent=customer.all_sent or star,
            credit_hold=customer.credit_hold or hold,
        )
    return customer


def _items(
    items: Sequence[OpenItem], changes: Mapping[int, Mapping[str, Any]], new: Sequence[OpenItem]
) -> tuple[OpenItem, ...]:
    """Return a member's items as changed, the new ones in their place."""
    changed = [
        item._replace(**changes[item.item_id]) if item.item_id in changes else item
        for item in items
    ]
    if new:
        changed = sorted([*changed, *new], key=lambda item: (item.unit_id, item.item_id))
    return tuple(changed)
