"""What the tests of a letter's life do over and over: run, print, look."""

from __future__ import annotations

from datetime import date

from tests.builders import TODAY
from tui_dunning.engine.types import RunParameters, Scope
from tui_dunning.services import dunning_run, posting, review
from tui_dunning.services.dunning_run import RunSummary
from tui_dunning.store import models as m


def run(as_of: date = TODAY, **scope: str) -> RunSummary:
    """Run the update."""
    return dunning_run.run(RunParameters(as_of, Scope(**scope)), "jane", force=True)


def waiting() -> list[int]:
    """The numbers of the letters that wait."""
    return [letter.number for letter in review.letters(status="proposed")]


def print_all() -> list[int]:
    """Mark every letter that waits printed, with final words."""
    numbers = waiting()
    rows = [
        posting.FinalLetter(number, m.Letter.get_by_id(number).revision, "Subject", "Body")
        for number in numbers
    ]
    posting.mark_sent(rows, "jane")
    return numbers


def words(customer: m.Customer, item: str) -> tuple[bool, bool]:
    """Whether the customer is on credit hold, and the item in collection."""
    return (
        m.Customer.get_by_id(customer.id).credit_hold,
        m.Item.get(m.Item.number == item).in_collection,
    )
