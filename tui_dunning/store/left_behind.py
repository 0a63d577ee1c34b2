"""Customers whom the end of a letter puts back to a letter that nothing sends any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tui_dunning.engine.ltr import ALL_SENT
from tui_dunning.store.customer_change import waiting_with
from tui_dunning.store.models import Customer, Letter, LetterCustomer

BY_HAND = ("4", "5")
"""Letter codes that updates do not go on from."""


class LeftBehind(NamedTuple):
    """A customer at the letter code, or `*`, that it had before.

    `replaced` is the letter that brought it there and was superseded by the one that ended, with
    the letter code to be set once more; None where updates leave it alone and nothing waits.
    """

    customer: str
    ltr: str
    replaced: tuple[int, str] | None


def left_behind(letter: int, customers: Iterable[int]) -> list[LeftBehind]:
    """Return those of the customers whom no letter reaches now, once a letter has ended.

    A letter whose code the next update comes to again is not lost. To be called in the
    transaction that ends the letter, with the customers whose codes it has put back.
    """
    found = []
    for customer in (
        Customer.select().where(Customer.id.in_(list(customers))).order_by(Customer.number)
    ):
        replaced = _replaced(letter, customer)
        stays = customer.letter_code in BY_HAND and not customer.all_sent
        if replaced is not None or (stays and not waiting_with(customer.id)):
            ltr = ALL_SENT if customer.all_sent else customer.letter_code
            found.append(LeftBehind(customer.number, ltr, replaced))
    return found


def _replaced(letter: int, customer: Customer) -> tuple[int, str] | None:
    """Return the letter of the customer's code that was superseded by one, and its code."""
    of_customer = LetterCustomer.select(LetterCustomer.letter).where(
        LetterCustomer.customer == customer.id
    )
    rows = Letter.select(Letter.id, Letter.letter_code).where(
        Letter.id.in_(of_customer), Letter.superseded_by == letter
    )
    same = [row for row in rows.tuples() if row[1] == customer.letter_code]
    return max(same, default=None)
