"""4.4.3: customers in a list, one customer's record, and what a clerk changes by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import builders as b
from tests.services.life import print_all, run, waiting
from tui_dunning.errors import BadInput, NotFound, Refused
from tui_dunning.paging import Seek
from tui_dunning.services import customer_letter, review
from tui_dunning.services.customer_letter import CustomerOrder, CustomerQuery, CustomerRecord
from tui_dunning.store import models as m


def change(number: str = "C1", **values: object) -> CustomerRecord:
    return customer_letter.change(number, "jane", b.TODAY, **values)  # type: ignore[arg-type]


def page(query: CustomerQuery, seek: Seek | None = None, limit: int = 3):
    return customer_letter.customer_page(query, seek or Seek(), limit, b.TODAY)


def numbers(found) -> list[str]:
    return [row.number for row in found.rows]


def test_a_list_is_paged_by_number_forwards_and_back(db):
    b.add_basics()
    for place in range(7):
        b.add_customer(f"{place:03}")
    query = CustomerQuery()

    first = page(query)
    second = page(query, Seek(first.rows[-1].key))
    last = page(query, Seek(second.rows[-1].key))
    back = page(query, Seek(last.rows[0].key, back=True))
    bottom = page(query, Seek(back=True))
    again = page(query, Seek(second.rows[0].key, inclusive=True))

    assert numbers(first) == ["000", "001", "002"]
    assert (first.more_before, first.more_after) == (False, True)
    assert numbers(second) == ["003", "004", "005"]
    assert (second.more_before, second.more_after) == (True, True)
    assert numbers(last) == ["006"]
    assert (last.more_before, last.more_after) == (True, False)
    assert back == second
    assert numbers(bottom) == ["004", "005", "006"]
    assert (bottom.more_before, bottom.more_after) == (True, False)
    assert again == second


def test_a_list_is_paged_by_name_where_names_are_alike(db):
    b.add_basics()
    for place in range(4):
        b.add_customer(f"{place:03}", name="Same", name_folded="same")
    query = CustomerQuery(order=CustomerOrder.NAME)

    first = page(query)

    assert numbers(first) == ["000", "001", "002"]
    assert numbers(page(query, Seek(first.rows[-1].key))) == ["003"]


def test_position_starts_the_list_and_the_rest_is_still_before_it(db):
    b.add_basics()
    for place in range(5):
        b.add_customer(f"{place:03}", name=f"N{9 - place}", name_folded=f"n{9 - place}")

    by_number = page(CustomerQuery(position="003"))
    by_name = page(CustomerQuery(position="N8", order=CustomerOrder.NAME))
    beyond = page(CustomerQuery(position="9"))

    assert (numbers(by_number), by_number.more_before) == (["003", "004"], True)
    assert (numbers(by_name), by_name.more_before) == (["001", "000"], True)
    assert (numbers(beyond), beyond.more_before, beyond.more_after) == ([], True, False)


@pytest.mark.parametrize("part", ["lodz", "ŁÓDŹ", "hotel ł", "Łódź"])
def test_a_part_of_the_name_is_found_without_case_or_accents(db, part):
    b.add_basics()
    b.add_customer("C1", name="Hotel Łódź", name_folded="hotel lodz")
    b.add_customer("C2", name="100% pure", name_folded="100% pure")

    assert numbers(page(CustomerQuery(name_part=part))) == ["C1"]


@pytest.mark.parametrize(("part", "found"), [("%", ["C2"]), ("_", []), ("0% p", ["C2"])])
def test_signs_of_patterns_in_a_name_part_stand_for_themselves(db, part, found):
    b.add_basics()
    b.add_customer("C1", name="Hotel", name_folded="hotel")
    b.add_customer("C2", name="100% pure", name_folded="100% pure")

    assert numbers(page(CustomerQuery(name_part=part))) == found


def test_a_list_by_unit_has_its_own_customers_and_those_that_owe_it(db):
    b.add_basics()
    dutch = b.add_unit("NL", "EUR")
    b.add_customer("C1")
    b.add_customer("C2", unit=dutch)
    b.add_item(b.add_customer("C3"), "A", unit=dutch)

    assert numbers(page(CustomerQuery(unit="NL"))) == ["C2", "C3"]


def test_rows_tell_past_due_by_currency_after_grace_and_ltr(db):
    b.add_basics()
    customer = b.add_customer("C1", grace_days=5, letter_code="2")
    b.add_item(customer, "A", days=5, balance="10.00")
    b.add_item(customer, "B", days=4, balance="99.00")
    b.add_item(customer, "C", days=9, balance="20.00", currency="EUR")
    b.add_item(customer, "D", days=9, balance="-5.00")
    b.add_customer("C2", dunning=False)
    b.add_customer("C3", letter_code="3", all_sent=True)

    rows = page(CustomerQuery()).rows

    assert [row.ltr for row in rows] == ["2", "**", "*"]
    assert rows[0].past_due == (("EUR", 2000), ("USD", 1000))
    assert customer_letter.largest(rows[0].past_due) == ("EUR", 2000)
    assert customer_letter.largest((("JPY", 5000), ("USD", 6000))) == ("JPY", 5000)


def test_ltr_of_other_methods_is_the_waiting_letters_level_else_the_sent_ones(db):
    b.add_basics()
    customer = b.add_customer("C1", procedure=b.add_days_procedure())
    item = b.add_item(customer, "A", days=25)
    seen = [customer_letter.show("C1", b.TODAY).ltr]
    run()
    seen.append(customer_letter.show("C1", b.TODAY).ltr)
    print_all()
    item.due_date = b.days_ago(40)
    item.save()
    run()
    seen.append(customer_letter.show("C1", b.TODAY).ltr)
    review.delete(waiting()[0], "jane", b.TODAY)
    seen.append(page(CustomerQuery()).rows[0].ltr)

    assert seen == ["", "1", "2", "1"]


def test_a_record_has_items_payments_letters_and_events(db):
    b.add_basics()
    customer = b.add_customer("C1")
    b.add_contact(customer)
    b.add_site(customer)
    b.add_item(customer, "A", days=40)
    b.add_item(customer, "N", days=-5, balance="7.00")
    b.add_payment(customer)
    run()
    change(note="promised to pay")

    record = customer_letter.show("C1", b.TODAY)

    assert [(item.item, item.days_past_due) for item in record.items] == [("A", 40), ("N", -5)]
    assert (record.past_due, record.balance) == ({"USD": 10000}, {"USD": 10700})
    assert [letter.number for letter in record.letters] == [1]
    assert (record.procedure, record.own_procedure, record.letter_code) == ("MENU", "", "1")
    assert [(event.kind, event.after) for event in record.events] == [("note", "promised to pay")]
    assert len(record.payments) == len(record.contacts) == len(record.sites) == 1


def test_an_unknown_customer_is_not_found(db):
    with pytest.raises(NotFound, match="no customer X"):
        customer_letter.show("X", b.TODAY)
    with pytest.raises(NotFound, match="no customer X"):
        change("X", dunning=False)


def test_letter_4_by_hand_supersedes_what_waits_and_belongs_to_no_run(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()

    record = change(letter=4, reason="no answer")

    assert (record.letter_code, record.ltr, record.all_sent) == ("4", "4", False)
    assert [x.status for x in record.letters] == ["proposed", "superseded"]
    letter = review.letter(2)
    assert (letter.run, letter.manual, letter.manual_reason) == (None, True, "no answer")
    assert (letter.level, letter.letter_code, letter.date) == (4, "4", b.TODAY)
    assert review.letter(1).superseded_by == 2
    assert [(e.kind, e.before, e.after, e.reason) for e in record.events] == [
        ("letter_code", "1", "4", "no answer")
    ]


def test_deleting_a_letter_by_hand_puts_code_and_star_back(db):
    b.add_basics()
    b.add_item(b.add_customer("C1", letter_code="3", all_sent=True), "A")
    change(letter="5")

    review.delete(1, "jane", b.TODAY)

    record = customer_letter.show("C1", b.TODAY)
    assert (record.letter_code, record.all_sent, record.ltr) == ("3", True, "*")


def test_sending_letter_4_puts_the_customer_on_credit_hold(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    before = change(letter=4).credit_hold
    print_all()

    assert (before, customer_letter.show("C1", b.TODAY).credit_hold) == (False, True)


@pytest.mark.parametrize("code", ["0", "6", "x", "*", "", "12", "-1"])
def test_other_codes_than_1_to_5_are_refused(db, code):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")

    with pytest.raises(Refused, match="no letter code"):
        change(letter=code)
    assert customer_letter.show("C1", b.TODAY).letter_code == ""


def test_a_letter_by_hand_is_refused_for_flag_n_nothing_past_due_and_other_methods(db):
    b.add_basics()
    b.add_item(b.add_customer("NO", dunning=False), "A")
    b.add_item(b.add_customer("NOT-DUE"), "B", days=-3)
    b.add_customer("NOTHING")
    b.add_item(b.add_customer("DAYS", procedure=b.add_days_procedure()), "C")
    b.add_item(b.add_customer("DISPUTE"), "D", disputed=True)

    for number, words in {
        "NO": "flag is N",
        "NOT-DUE": "nothing past due",
        "NOTHING": "nothing past due",
        "DAYS": "not a sequence",
        "DISPUTE": "held back \\(1 disputed\\)",
    }.items():
        with pytest.raises(Refused, match=words):
            change(number, letter=4)
    assert m.Letter.select().count() == 0


def test_a_refused_letter_undoes_the_other_changes(db):
    b.add_basics()
    b.add_customer("C1")

    with pytest.raises(Refused):
        change(letter=4, credit_hold=True)

    assert not customer_letter.show("C1", b.TODAY).credit_hold


def test_flag_and_letter_in_one_step(db):
    b.add_basics()
    b.add_item(b.add_customer("C1", dunning=False), "A")

    assert change(dunning=True, letter=1).ltr == "1"


def test_a_letter_by_hand_takes_the_customer_off_its_groups_letter(db):
    b.add_basics()
    parent = b.add_customer("P")
    b.add_item(parent, "A")
    b.add_item(b.add_customer("K", correspondence=parent), "B")
    run()

    change("K", letter=4)

    assert waiting() == [1, 2]
    assert [item.item for item in review.letter(1).items] == ["A"]
    assert [item.item for item in review.letter(2).items] == ["B"]
    review.delete(1, "jane", b.TODAY)
    assert customer_letter.show("K", b.TODAY).letter_code == "4"


def test_changes_are_written_down_with_before_after_and_reason(db):
    b.add_basics()
    b.add_customer("C1")
    until = b.TODAY + timedelta(days=10)

    change(dunning=False, block_until=until, credit_hold=True, language="nl", reason="talks")
    change(grace_days=7)
    record = change(block_until=None, grace_days=None)

    assert [(e.kind, e.before, e.after) for e in reversed(record.events)] == [
        ("dunning", "Y", "N"),
        ("block", "", str(until)),
        ("credit_hold", "N", "Y"),
        ("language", "", "nl"),
        ("grace_days", "", "7"),
        ("block", str(until), ""),
        ("grace_days", "7", ""),
    ]
    assert (record.blocked_until, record.block_reason, record.grace_days) == (None, "", 0)


def test_a_change_to_what_is_there_already_leaves_no_trace(db):
    b.add_basics()
    b.add_customer("C1")

    assert change(dunning=True, credit_hold=False, language="", block_until=None).events == ()


def test_values_that_cannot_be_are_bad_input(db):
    b.add_basics()
    b.add_customer("C1")

    with pytest.raises(BadInput, match="language"):
        change(language="English!")
    with pytest.raises(BadInput, match="grace"):
        change(grace_days=-1)


def test_flag_n_names_the_letters_that_still_wait(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    run()

    assert "Letter 1 still waits" in change(dunning=False).notices[0]


def test_a_credit_hold_set_by_hand_survives_the_roll_back_of_the_letter(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    change(letter=4)
    print_all()
    change(credit_hold=False)
    change(credit_hold=True)

    review.delete(1, "jane", b.TODAY)

    assert customer_letter.show("C1", b.TODAY).credit_hold


def test_a_block_has_its_reason(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    record = change(block_until=date(2026, 4, 1), reason="promise to pay")

    assert (record.blocked_until, record.block_reason) == (date(2026, 4, 1), "promise to pay")
    assert run().not_dunned == {"blocked": 1}


def test_a_letter_by_hand_without_a_text_is_made_and_named_as_held(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A")
    m.LetterText.delete().where(m.LetterText.code == "5").execute()

    assert change(letter=5).notices == ("Letter 1 is held [no_text]: it cannot be printed yet.",)
