"""Changes of one customer by hand (4.4.3), each with its event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tui_dunning.engine.types import CodeMove, LetterDraft, LetterStatus, Setup
from tui_dunning.store import letter_levels, past_due
from tui_dunning.store.addresses import CountryName
from tui_dunning.store.connection import is_postgres
from tui_dunning.store.letter_ending import Ending, end_letter, note
from tui_dunning.store.letter_rows import Making, Typesetter
from tui_dunning.store.models import Customer, CustomerEvent, Letter, LetterCustomer, LetterItem
from tui_dunning.store.scope import ScopeIds
from tui_dunning.store.stream import LedgerGroup, stream_groups
from tui_dunning.store.writer import LetterWriter


@dataclass(frozen=True, slots=True)
class Change:
    """A column of a customer, its new value, and both values as a clerk reads them."""

    column: str
    value: object
    kind: str
    before: str
    after: str


def lock_customer(number: str) -> Customer | None:
    """Return a customer, kept from other users until the transaction ends."""
    query = Customer.select().where(Customer.number == number)
    if is_postgres():  # SQLite: the transaction has the write lock already
        query = query.for_update()
    found: Customer | None = query.first()
    return found


def save_changes(customer: int, changes: list[Change], ending: Ending) -> None:
    """Write changed columns and an event for each kind of change."""
    values: dict[str, Any] = {change.column: change.value for change in changes}
    Customer.update(**values).where(Customer.id == customer).execute()
    for change in changes:
        if change.kind:
            add_event(customer, change.kind, change.before, change.after, ending)


def add_event(customer: int, kind: str, before: str, after: str, ending: Ending) -> None:
    """Write down what happened to a customer."""
    CustomerEvent.create(
        customer=customer,
        at=ending.at,
        operator=ending.operator,
        kind=kind,
        before=before,
        after=after,
        reason=ending.reason,
    )


def own_credit_hold(customer: int) -> None:
    """Note that the credit hold is set by hand now: rolling a letter back leaves it alone."""
    LetterCustomer.update(hold_set=False).where(
        LetterCustomer.customer == customer, LetterCustomer.hold_set
    ).execute()


def ledger_of(customer: int, setup: Setup, as_of: date) -> LedgerGroup | None:
    """Return a customer's part of its correspondence group; None where it owes nothing."""
    found: LedgerGroup | None = None
    for group in stream_groups(ScopeIds(customer=customer), setup, as_of):
        found = group
    return found


def waiting_with(customer: int) -> list[int]:
    """Return the waiting letters that dun an item of the customer."""
    query = (
        LetterItem.select(LetterItem.letter)
        .join(Letter)
        .where(
            Letter.status == LetterStatus.PROPOSED.value,
            LetterItem.customer == customer,
            LetterItem.dunned,
            ~LetterItem.taken_off,
            Letter.id.in_(
                LetterCustomer.select(LetterCustomer.letter).where(
                    LetterCustomer.customer == customer
                )
            ),
        )
        .distinct()
        .order_by(LetterItem.letter)
    )
    return [letter for (letter,) in query.tuples()]


def write_by_hand(
    drafts: tuple[LetterDraft, ...],
    ledger: LedgerGroup,
    as_of: date,
    ending: Ending,
    country_name: CountryName,
) -> list[int]:
    """Write letters of no run and move the customer; return their numbers."""
    typesetter = Typesetter(
        Making(
            as_of=as_of,
            operator=ending.operator,
            country_name=country_name,
            manual_reason=ending.reason,
        )
    )
    for draft in drafts:
        typesetter.add(draft, ledger)
    numbers = list(LetterWriter().write(typesetter.take()))
    moves = {move.customer_id: move for draft in drafts for move in draft.moves}
    for move in moves.values():
        _move(move, ending, numbers[0])
    return numbers


def _move(move: CodeMove, ending: Ending, letter: int) -> None:
    Customer.update(
        letter_code=move.code_after,
        letter_code_on=move.code_on_after,
        all_sent=move.all_sent_after,
    ).where(Customer.id == move.customer_id).execute()
    CustomerEvent.create(
        customer=move.customer_id,
        at=ending.at,
        operator=ending.operator,
        kind="letter_code",
        before="*" if move.all_sent_before else move.code_before,
        after=move.code_after,
        reason=ending.reason,
        letter=letter,
    )
    past_due.keep_of([move.customer_id])


def supersede(letters: list[int], customer: int, by: int, ending: Ending) -> list[int]:
    """End waiting letters of a customer; of those that dun others too, take its items off.

    Returns the letters that were kept for the others.
    """
    kept = []
    for letter in letters:
        if letter_levels.dunned_rows(letter) == letter_levels.dunned_rows(letter, customer):
            reason = Ending(ending.operator, ending.at, f"letter {by} set by hand")
            end_letter(letter, LetterStatus.SUPERSEDED, reason, superseded_by=by)
            continue
        rows = LetterItem.select(LetterItem.item).where(
            LetterItem.letter == letter, LetterItem.customer == customer, ~LetterItem.taken_off
        )
        letter_levels.take_rows_off(letter, [item for (item,) in rows.tuples()])
        letter_levels.forget_move(letter, customer)
        note(letter, "items_taken_off", ending, f"letter {by} set by hand")
        kept.append(letter)
    return kept
