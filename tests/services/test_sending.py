"""Letters are marked sent: statuses, `*`, credit hold, collection and charges come with it."""

from __future__ import annotations

import pytest

from tests import builders as b
from tests.services.life import print_all, run, words
from tui_dunning.engine.types import LetterStatus
from tui_dunning.errors import NotFound, Refused
from tui_dunning.services import posting, review
from tui_dunning.store import models as m


def test_a_proposed_letter_moves_no_item_and_a_printed_one_does(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    before = review.item_status("US", "A")
    print_all()
    after = review.item_status("US", "A")

    assert (before.level, before.last_letter) == (0, None)
    assert (after.level, after.last_letter) == (1, (1, 1, b.TODAY, 1))
    assert [entry.status for entry in after.history] == ["printed"]


def test_final_words_moment_and_operator_are_kept(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    posting.mark_sent([posting.FinalLetter(1, 1, "Final", "Words")], "jane")

    letter = review.letter(1)

    assert (letter.status, letter.subject, letter.body) == ("printed", "Final", "Words")
    assert letter.sent_by == "jane"
    assert letter.sent_at is not None
    assert [(event.kind, event.operator) for event in letter.events] == [("printed", "jane")]


def test_a_letter_goes_out_only_once(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    b.add_item(b.add_customer("C2"), "B")
    run()
    posting.mark_sent([1], "jane")

    with pytest.raises(Refused, match="Letter 1 is printed already"):
        posting.mark_sent([1, 2], "jane")
    assert review.letter(2).status is LetterStatus.PROPOSED


def test_a_letter_changed_while_it_was_drawn_is_refused(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    review.edit_text(1, "Other", "words", "jane")

    with pytest.raises(Refused, match="changed while"):
        posting.mark_sent([posting.FinalLetter(1, 1, "S", "B")], "jane")


def test_a_held_letter_and_one_that_is_not_there_are_refused(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    m.Letter.update(held="no_rate").execute()

    with pytest.raises(Refused, match="held"):
        posting.mark_sent([1], "jane")
    with pytest.raises(NotFound, match="no letter 99"):
        posting.mark_sent([99], "jane")


def test_sending_the_last_automatic_letter_marks_all_sent(db):
    b.add_basics()
    customer = b.add_customer("C1")
    b.add_item(customer, "A")
    stars = []
    for _ in range(3):
        run()
        print_all()
        stars.append(m.Customer.get_by_id(customer.id).all_sent)

    assert stars == [False, False, True]


def test_a_level_with_credit_hold_and_collection_takes_hold_when_sent_and_goes_with_roll_back(db):
    b.add_basics()
    procedure = b.add_procedure("HARD", "days")
    b.add_level(procedure, 1, days_from=1, credit_hold=True, collection=True)
    customer = b.add_customer("C1", procedure=procedure)
    b.add_item(customer, "A")
    run()
    waiting = words(customer, "A")
    print_all()
    sent = words(customer, "A")
    review.delete(1, "jane", b.TODAY)

    assert (waiting, sent, words(customer, "A")) == ((False, False), (True, True), (False, False))


def test_a_credit_hold_that_was_there_before_the_letter_stays_after_roll_back(db):
    b.add_basics()
    procedure = b.add_procedure("HARD", "days")
    b.add_level(procedure, 1, days_from=1, credit_hold=True)
    customer = b.add_customer("C1", procedure=procedure, credit_hold=True)
    b.add_item(customer, "A")
    run()
    print_all()
    review.delete(1, "jane", b.TODAY)

    assert m.Customer.get_by_id(customer.id).credit_hold


@pytest.mark.parametrize("fee_on", [2, 3])
def test_a_fee_apart_becomes_an_item_when_sent_and_is_taken_back(db, fee_on):
    b.add_basics()
    procedure = b.add_procedure("FEES", "days")
    b.add_level(procedure, 1, days_from=1, fee='{"USD": "10.00"}', fee_on=fee_on)
    b.add_item(b.add_customer("C1", procedure=procedure, assess_fee=True), "A")
    run()
    assert m.Item.select().count() == 1
    print_all()
    posted = review.item_status("US", "FEE-1")
    assert review.letter(1).charges[0].posted_item == "FEE-1"
    assert review.letter(1).totals["USD"].fee_minor == 0
    assert (posted.customer, posted.balance_minor, posted.entry_type) == ("C1", 1000, "FEE")
    assert not m.EntryType.get(m.EntryType.code == "FEE").include

    review.delete(1, "jane", b.TODAY)

    assert not review.item_status("US", "FEE-1").is_open


def test_a_fee_on_the_letter_stays_there(db):
    b.add_basics()
    procedure = b.add_procedure("FEES", "days")
    b.add_level(procedure, 1, days_from=1, fee='{"USD": "10.00"}', fee_on=1)
    b.add_item(b.add_customer("C1", procedure=procedure, assess_fee=True), "A")
    run()
    print_all()

    total = review.letter(1).totals["USD"]
    assert (total.past_due_minor, total.fee_minor, total.due_minor) == (10000, 1000, 11000)
    assert m.Item.select().count() == 1


def test_finance_charges_are_noted_posted_by_owner_and_taken_back(db):
    b.add_basics()
    procedure = b.add_procedure("FIN", "days")
    b.add_level(procedure, 1, days_from=1)
    m.FinanceChargeRate.create(
        procedure=procedure, valid_from="2020-01-01", yearly_rate="36.5", charge_on=2
    )
    customer = b.add_customer("C1", procedure=procedure)
    b.add_item(customer, "A", days=10)
    b.add_item(customer, "B", days=20)
    run()
    print_all()
    posted = review.item_status("US", "FC-1")
    charged = m.Item.get(m.Item.number == "A").charged_until
    review.delete(1, "jane", b.TODAY)

    assert posted.balance_minor == 300
    assert charged == b.TODAY
    assert m.Item.get(m.Item.number == "A").charged_until is None
