"""A letter that had replaced another is deleted: the clerk learns whom no letter reaches now."""

from __future__ import annotations

import pytest

from tests import builders as b
from tests.services.life import print_all, run
from tui_dunning.services import customer_letter, review

DELETED = "was deleted; its items are as if never chosen."


@pytest.fixture
def company(db: str) -> None:
    """Two customers who owe something."""
    b.add_basics()
    for place in (1, 2):
        b.add_item(b.add_customer(f"C{place}"), f"I{place}", days=40)


def delete(number: int) -> str:
    return str(review.delete(number, "jane", b.TODAY))


def by_hand(code: str) -> int:
    record = customer_letter.change("C1", "jane", b.TODAY, letter=code)
    return record.letters[0].number


def code() -> str:
    return customer_letter.show("C1", b.TODAY).ltr


def test_the_letter_that_was_replaced_by_a_run_is_named(company):
    run()
    run()

    said = delete(3)

    assert (code(), review.letter(1).status) == ("1", "superseded")
    assert said == (
        f"Letter 3 {DELETED} Customer C1 is at letter 1 again; letter 1, which it had replaced, is "
        "not sent: 4.4.3 sets letter 1 once more."
    )


def test_setting_the_letter_once_more_is_what_was_said(company):
    run()
    run()
    delete(3)

    record = customer_letter.change("C1", "jane", b.TODAY, letter="1")

    assert (record.letter_code, record.letters[0].status) == ("1", "proposed")


def test_a_letter_that_replaced_none_is_deleted_without_a_word_more(company):
    run()
    print_all()
    run()

    assert delete(3) == f"Letter 3 {DELETED}"


def test_back_at_blank_the_next_update_begins_anew(company):
    run()

    assert delete(1) == f"Letter 1 {DELETED}"
    assert code() == ""


@pytest.mark.parametrize("sent", [True, False])
def test_back_at_letter_four_updates_leave_the_customer_alone(company, sent):
    fourth = by_hand("4")
    if sent:
        print_all()
    fifth = by_hand("5")

    said = delete(fifth)

    assert code() == "4"
    assert said == f"Letter {fifth} {DELETED} Customer C1 is at letter 4 again" + (
        ", and updates leave it alone: 4.4.3 sets another."
        if sent
        else f"; letter {fourth}, which it had replaced, is not sent: "
        "4.4.3 sets letter 4 once more."
    )


def test_rolling_back_says_it_too(company):
    run()
    run()
    print_all()

    assert "letter 1, which it had replaced, is not sent" in delete(3)


def test_taking_the_last_item_off_says_it_too(company):
    run()
    run()

    assert review.remove_item(3, "US", "I1", "jane") == (
        "Item I1 was the last one: letter 3 was deleted. Customer C1 is at letter 1 again; "
        "letter 1, which it had replaced, is not sent: 4.4.3 sets letter 1 once more."
    )


def test_back_at_all_sent_with_the_last_letter_replaced(company):
    for _ in range(3):
        run()
    third = review.latest_letter("C1")
    run()
    assert code() == "*"
    fourth = by_hand("4")

    said = delete(fourth)

    assert code() == "*"
    assert f"Customer C1 is at letter * again; letter {third}, which it had replaced" in said
    assert said.endswith("4.4.3 sets letter 3 once more.")


def test_a_letter_of_days_is_chosen_again_and_nothing_is_said(db):
    unit = b.add_unit("US", procedure=b.add_days_procedure())
    b.add_item(b.add_customer("C1", unit=unit), "I1", unit=unit, days=40)
    run()
    run()

    assert delete(2) == f"Letter 2 {DELETED}"
