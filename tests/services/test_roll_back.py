"""Sent letters are rolled back in order, and everything goes back to what it was before them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as b
from tests.services.life import print_all, run
from tui_dunning.engine.types import LetterStatus
from tui_dunning.errors import Refused
from tui_dunning.services import customer_letter, review
from tui_dunning.store import models as m


def state(number: str = "C1") -> tuple[str, bool]:
    record = customer_letter.show(number, b.TODAY)
    return record.letter_code, record.all_sent


def test_rolling_back_the_interval_letter_of_t_plus_30_gives_level_1_dated_t_again(db):
    """Source: domain rules 9, the interval case; seed 001."""
    b.add_basics()
    customer = b.add_customer("C1", procedure=b.add_interval_procedure())
    for number in "AB":
        b.add_item(customer, number, days=1)
    later = b.TODAY + timedelta(days=30)
    run()
    print_all()
    run(later)
    print_all()
    assert [review.item_status("US", n).level for n in "AB"] == [2, 2]

    review.delete(2, "jane", later)

    for number in "AB":
        assert review.item_status("US", number).last_letter == (1, 1, b.TODAY, 1)
        assert m.Item.get(m.Item.number == number).dunned_on == b.TODAY
    run(later)
    assert [item.level for item in review.letter(3).items] == [2, 2]


def test_the_refusal_names_the_later_sent_letter_and_the_last_first(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    for _ in range(3):
        run()
        print_all()

    with pytest.raises(Refused, match=r"letters 3 of 2026-03-02 .item A., 2 of") as caught:
        review.delete(1, "jane", b.TODAY)

    assert caught.value.hint == "Delete letter 3 first."
    for number in (3, 2, 1):
        review.delete(number, "jane", b.TODAY)
    assert review.item_status("US", "A").last_letter is None
    assert state() == ("", False)


def test_a_later_letter_that_only_waits_is_superseded(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()
    print_all()
    run()

    said = review.delete(1, "jane", b.TODAY)

    assert "2" in said.said
    assert review.letter(2).status is LetterStatus.SUPERSEDED
    assert review.letter(1).status is LetterStatus.ROLLED_BACK
    assert state() == ("", False)


def test_codes_and_star_go_back_step_by_step(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    for _ in range(3):
        run()
        print_all()
    seen = [state()]
    for number in (3, 2, 1):
        review.delete(number, "jane", b.TODAY)
        seen.append(state())

    assert seen == [("3", True), ("2", False), ("1", False), ("", False)]


def test_letters_of_two_units_rolled_back_in_either_order_end_at_blank(db):
    b.add_basics()
    dutch = b.add_unit("NL", "EUR")
    customer = b.add_customer("C1")
    b.add_item(customer, "A")
    b.add_item(customer, "B", unit=dutch)
    run(unit="US")
    print_all()
    run(unit="NL")
    print_all()
    assert state() == ("2", False)

    review.delete(1, "jane", b.TODAY)
    review.delete(2, "jane", b.TODAY)

    assert state() == ("", False)


def test_a_code_that_a_run_has_cleared_since_stays_blank(db):
    b.add_basics()
    item = b.add_item(b.add_customer("C1"), "A")
    for _ in range(2):
        run()
        print_all()
    item.is_open = False
    item.save()
    run()
    assert state() == ("", False)

    review.delete(2, "jane", b.TODAY)

    assert state() == ("", False)


def test_a_code_that_began_anew_after_it_was_cleared_stays(db):
    b.add_basics()
    customer = b.add_customer("C1")
    item = b.add_item(customer, "A")
    run()
    print_all()
    item.is_open = False
    item.save()
    run()
    b.add_item(customer, "B")
    run()
    print_all()

    review.delete(1, "jane", b.TODAY)

    assert state() == ("1", False)


def test_another_sent_letter_keeps_the_credit_hold_until_it_goes_too(db):
    b.add_basics()
    procedure = b.add_procedure("HARD", "days", letter_per="item")
    b.add_level(procedure, 1, days_from=1, credit_hold=True)
    customer = b.add_customer("C1", procedure=procedure)
    b.add_item(customer, "A")
    run()
    print_all()
    b.add_item(customer, "B")
    m.Item.update(disputed=True).where(m.Item.number == "A").execute()
    run()
    print_all()
    seen = []
    for number in (1, 2):
        review.delete(number, "jane", b.TODAY)
        seen.append(m.Customer.get_by_id(customer.id).credit_hold)

    assert seen == [True, False]


def test_effects_of_a_rule_take_hold_when_sent_and_go_back(db):
    b.add_basics()
    procedure = b.add_procedure("RULES", "action_list")
    b.add_level(procedure, 1)
    m.ProcedureRule.create(
        procedure=procedure,
        position=1,
        conditions='[["oldest_days_past_due", ">=", 30]]',
        level=1,
        credit_hold=True,
        collection=True,
        activity="call",
    )
    customer = b.add_customer("C1", procedure=procedure)
    b.add_item(customer, "A")
    run()
    assert not m.Customer.get_by_id(customer.id).credit_hold
    print_all()
    record = customer_letter.show("C1", b.TODAY)
    assert (record.credit_hold, record.items[0].in_collection) == (True, True)
    assert ("activity", "call") in [(e.kind, e.after) for e in record.events]

    review.delete(1, "jane", b.TODAY)

    record = customer_letter.show("C1", b.TODAY)
    assert (record.credit_hold, record.items[0].in_collection) == (False, False)


def test_an_item_made_of_a_fee_that_was_dunned_later_holds_the_roll_back(db):
    b.add_basics()
    b.add_entry_type("FEE")
    procedure = b.add_procedure("FEES", "days")
    b.add_level(procedure, 1, days_from=1, fee='{"USD": "10.00"}', fee_on=2)
    customer = b.add_customer("C1", procedure=procedure, assess_fee=True)
    item = b.add_item(customer, "A")
    run()
    print_all()
    item.is_open = False
    item.save()
    run(b.TODAY + timedelta(days=5))
    print_all()

    with pytest.raises(Refused, match="FEE-1"):
        review.delete(1, "jane", b.TODAY)
