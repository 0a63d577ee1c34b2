"""Printing one level takes its items out into a letter of their own. Source: seed 001."""

from __future__ import annotations

import pytest

from tests import builders as b
from tests.services.life import print_all, run, waiting
from tui_dunning.engine.types import LetterStatus, RunParameters, TextChoice
from tui_dunning.services import customer_letter, dunning_run, review
from tui_dunning.services.letter_levels import split_by_level
from tui_dunning.store import models as m


def days_with_agency(level: int):
    """The procedure by days, one level of which writes to the credit agency."""
    procedure = b.add_days_procedure()
    m.ProcedureLevel.update(mail_to_agency=True).where(
        m.ProcedureLevel.procedure == procedure, m.ProcedureLevel.number == level
    ).execute()
    return procedure


@pytest.fixture
def letter(db):
    """A letter with an item at each of the levels 1, 2 and 3, and a credit in euros."""
    b.add_basics()
    procedure = b.add_days_procedure()
    m.ProcedureLevel.update(fee='{"USD": "10.00"}').where(
        m.ProcedureLevel.procedure == procedure, m.ProcedureLevel.number != 3
    ).execute()
    m.ProcedureLevel.update(fee='{"USD": "30.00"}').where(
        m.ProcedureLevel.procedure == procedure, m.ProcedureLevel.number == 3
    ).execute()
    customer = b.add_customer("C1", procedure=procedure, assess_fee=True)
    b.add_item(customer, "A", days=10)
    b.add_item(customer, "B", days=40)
    b.add_item(customer, "C", days=70)
    b.add_item(customer, "E", days=40, currency="EUR")
    b.add_item(customer, "CR", days=40, currency="EUR", balance="-5.00")
    run()
    return 1


def items(number: int) -> list[str]:
    return sorted(item.item for item in review.letter(number).items)


def fee(number: int) -> int:
    return review.letter(number).totals["USD"].fee_minor


def test_a_middle_level_gets_its_own_letter_and_the_rest_waits(letter):
    ready = split_by_level([letter], [2], "jane")

    assert ready == (2,)
    assert (items(1), items(2)) == (["A", "C"], ["B", "CR", "E"])
    assert [(x.level, x.letter_code, x.subject) for x in map(review.letter, (1, 2))] == [
        (3, "3", "Reminder 3"),
        (2, "2", "Reminder 2"),
    ]
    assert (fee(1), fee(2)) == (3000, 1000)
    assert review.letter(2).run == 1
    assert waiting() == [1, 2]


def test_when_the_severest_level_goes_the_rest_takes_the_next_ones_text(letter):
    ready = split_by_level([letter], [3], "jane")

    assert ready == (2,)
    assert (items(1), items(2)) == (["A", "B", "CR", "E"], ["C"])
    assert [(review.letter(n).level, fee(n)) for n in (1, 2)] == [(2, 1000), (3, 3000)]


def test_all_levels_at_once_make_a_letter_for_each(letter):
    ready = split_by_level([letter], [1, 2, 3], "jane")

    assert ready == (1, 2, 3)
    assert [(review.letter(n).level, items(n)) for n in ready] == [
        (3, ["C"]),
        (1, ["A"]),
        (2, ["B", "CR", "E"]),
    ]


def test_a_letter_of_that_level_alone_stays_as_it_is_and_others_are_left(letter):
    b.add_item(b.add_customer("C2", procedure=m.Procedure.get(m.Procedure.code == "DAYS")), "X")
    run()
    both = waiting()

    assert both == [2, 3]
    assert split_by_level(both, [2], "jane") == (3, 4)
    assert items(3) == ["X"]
    assert split_by_level([3], [1], "jane") == ()


def test_what_went_out_alone_has_its_status_and_the_rest_does_not(letter):
    from tui_dunning.services.posting import mark_sent

    mark_sent(split_by_level([letter], [2], "jane"), "jane")

    assert [review.item_status("US", n).level for n in "ABC"] == [0, 2, 0]
    assert review.letter(1).status is LetterStatus.PROPOSED
    review.delete(2, "jane", b.TODAY)
    assert review.item_status("US", "B").level == 0


def test_a_dunned_fee_that_is_left_alone_on_a_letter_earns_no_other_fee(letter):
    kind = b.add_entry_type("FEE")
    b.add_item(m.Customer.get(number="C1"), "FEE-9", days=10, entry_type=kind)
    run()

    ready = split_by_level([2], [2, 3], "jane")

    assert (items(2), fee(2)) == (["A", "FEE-9"], 1000)
    review.remove_item(2, "US", "A", "jane")
    assert (items(2), fee(2), len(ready)) == (["FEE-9"], 0, 2)


@pytest.mark.parametrize(("level", "edited"), [(3, [False, True]), (2, [True, False])])
def test_words_edited_once_go_with_the_level_that_they_were_written_for(letter, level, edited):
    review.edit_text(letter, "Last call", "Pay now.", "jane")

    split_by_level([letter], [level], "jane")

    letters = [review.letter(number) for number in (1, 2)]
    assert [one.subject == "Last call" for one in letters] == edited
    assert [one.edited for one in letters] == edited


def test_words_edited_for_a_level_that_is_taken_off_are_to_be_looked_at(letter):
    review.edit_text(letter, "Last call", "Pay now.", "jane")
    look = " Its words were edited for level 3; look at them."

    assert not review.remove_item(letter, "US", "A", "jane").endswith(look)
    assert review.remove_item(letter, "US", "C", "jane").endswith(look)
    assert review.remove_item(letter, "US", "CR", "jane").endswith(look)
    review.edit_text(letter, "Last call", "Pay soon.", "jane")
    assert not review.remove_item(letter, "US", "E", "jane").endswith(look)


def test_a_modest_run_keeps_the_modest_text_for_the_rest(db):
    b.add_basics()
    customer = b.add_customer("C1", procedure=b.add_days_procedure())
    for number, days in (("A", 10), ("B", 40), ("C", 70)):
        b.add_item(customer, number, days=days)
    dunning_run.run(RunParameters(b.TODAY, text=TextChoice.MODEST), "jane")
    assert review.letter(1).level == 1

    split_by_level([1], [1], "jane")

    assert (review.letter(1).level, items(1)) == (2, ["B", "C"])


def test_members_of_a_group_at_different_codes_take_their_moves_along(db):
    b.add_basics()
    parent = b.add_customer("P")
    b.add_item(parent, "A")
    run()
    print_all()
    b.add_item(b.add_customer("K", correspondence=parent), "B")
    run()

    assert split_by_level([2], [1], "jane") == (3,)
    review.delete(3, "jane", b.TODAY)

    codes = [customer_letter.show(n, b.TODAY).letter_code for n in ("P", "K")]
    assert codes == ["2", ""]
    assert review.letter(2).items[0].customer == "P"


def test_a_level_for_the_agency_without_its_address_is_held_when_split_off(db):
    b.add_basics()
    procedure = days_with_agency(level=1)
    customer = b.add_customer("C1", procedure=procedure, agency_name="Agency")
    b.add_item(customer, "A", days=10)
    b.add_item(customer, "B", days=40)
    run()

    assert split_by_level([1], [1], "jane") == ()
    assert review.letter(2).held == "no_agency_address"
    assert review.letter(1).recipient == "customer"


def test_a_level_split_off_a_letter_to_the_agency_goes_to_the_customers_contact(db):
    b.add_basics()
    procedure = days_with_agency(level=2)
    customer = b.add_customer("C1", procedure=procedure, agency_name="Agency", agency_line1="1 A")
    b.add_contact(customer, "Pat Doe")
    b.add_item(customer, "A", days=10)
    b.add_item(customer, "B", days=40)
    run()
    assert (review.letter(1).recipient, review.letter(1).attention) == ("agency", "")

    assert split_by_level([1], [1], "jane") == (2,)
    assert (review.letter(2).recipient, review.letter(2).attention) == ("customer", "Pat Doe")


@pytest.mark.parametrize(("purpose", "site"), [(None, "S1"), ("S2", "S2")])
def test_a_level_split_off_a_letter_to_the_agency_goes_to_its_site(db, purpose, site):
    b.add_basics()
    procedure = days_with_agency(level=2)
    customer = b.add_customer("C1", procedure=procedure, agency_name="Agency", agency_line1="1 A")
    sites = [b.add_site(customer, code, dunning_purpose=code == purpose) for code in ("S1", "S2")]
    b.add_item(customer, "A", days=10, site=sites[0])
    b.add_item(customer, "B", days=40, site=sites[0])
    run()

    (split,) = split_by_level([1], [1], "jane")
    letter = review.letter(split)
    assert (letter.recipient, letter.site) == ("site", site)
    assert letter.address.startswith(f"{site} Street")
