"""4.4.1: whom a run is for, and what becomes of letters that wait. Source: domain rule 2."""

from __future__ import annotations

import pytest

from tests.builders import (
    TODAY,
    add_basics,
    add_customer,
    add_days_procedure,
    add_item,
    add_unit,
)
from tests.services.updates import both, items_of, letters, ltr, update
from tui_dunning.errors import NotFound, WrongUsage
from tui_dunning.store import models as m


@pytest.fixture
def company(db):
    """Two units of one set, a parent with two children (procedure by days), and a stranger."""
    us = add_basics()
    m.Unit.update(set_id="SHARE").execute()
    nl = add_unit("NL", "EUR", set_id="SHARE")
    days = add_days_procedure()
    parent = add_customer("P", procedure=days, unit=us)
    for number in ("A", "B"):
        child = add_customer(number, correspondence=parent, procedure=days, dunning_group="G")
        add_item(child, f"{number}-US", days=45, unit=us)
        add_item(child, f"{number}-NL", days=45, unit=nl)
    stranger = add_customer("S", procedure=days)
    add_item(stranger, "S-US", days=45, unit=us)
    add_item(stranger, "S-NL", days=45, unit=nl)
    return us, nl


def made() -> list[tuple[str, str, list[str]]]:
    """What waits: to whom, from which unit, about what."""
    return [(x.to_number, x.unit.code, items_of(x)) for x in letters()]


def test_no_unit_is_every_unit_in_turn(company):
    both()

    assert made() == [
        ("P", "US", ["A-US", "B-US"]),
        ("P", "NL", ["A-NL", "B-NL"]),
        ("S", "US", ["S-US"]),
        ("S", "NL", ["S-NL"]),
    ]


def test_a_unit_has_one_letter_for_each_correspondence_customer(company):
    both(unit="NL")

    assert made() == [("P", "NL", ["A-NL", "B-NL"]), ("S", "NL", ["S-NL"])]


def test_a_set_id_has_one_letter_over_its_units(company):
    both(set_id="SHARE")

    assert made() == [
        ("P", "US", ["A-NL", "A-US", "B-NL", "B-US"]),
        ("S", "US", ["S-NL", "S-US"]),
    ]


def test_a_customer_alone_is_one_letter_to_its_correspondence_customer(company):
    both(customer="A")

    assert made() == [("P", "US", ["A-NL", "A-US"])]


def test_a_customer_with_a_unit_holds_only_the_items_of_that_unit(company):
    both(customer="A", unit="NL")

    assert made() == [("P", "NL", ["A-NL"])]


def test_a_correspondence_customer_alone_is_one_letter_for_the_whole_group(company):
    both(correspondence="P")

    assert made() == [("P", "US", ["A-NL", "A-US", "B-NL", "B-US"])]


def test_a_correspondence_customer_with_a_unit_or_a_customer(company):
    both(correspondence="P", unit="US")
    with_unit = made()
    both(correspondence="P", customer="B")

    assert with_unit == [("P", "US", ["A-US", "B-US"])]
    assert made() == [("P", "US", ["A-US"]), ("P", "US", ["B-NL", "B-US"])]


def test_a_dunning_group_takes_its_customers_only(company):
    both(group="G")

    assert made() == [("P", "US", ["A-US", "B-US"]), ("P", "NL", ["A-NL", "B-NL"])]


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({"unit": "XX"}, "There is no unit XX"),
        ({"set_id": "XX"}, "No unit has the set id XX"),
        ({"customer": "00A"}, "There is no customer 00A"),
        ({"correspondence": "XX"}, "There is no customer XX"),
        ({"group": "XX"}, "No customer is in the dunning group XX"),
        ({"customer": "S", "correspondence": "P"}, "not in the correspondence group of P"),
    ],
)
def test_an_unknown_code_is_refused_by_name(company, scope, words):
    with pytest.raises(NotFound, match=words):
        update(**scope)
    assert m.Run.select().count() == 0


def test_a_unit_together_with_a_set_id_is_wrong_usage(company):
    with pytest.raises(WrongUsage):
        update(unit="US", set_id="SHARE")


def test_a_sequence_customer_moves_once_over_all_its_units(db):
    us = add_basics()
    nl = add_unit("NL", "EUR")
    customer = add_customer("C1")
    add_item(customer, "A", days=45, unit=us)
    add_item(customer, "B", days=10, unit=nl)

    summary = both()

    assert (summary.letters, summary.customers) == (2, 1)
    assert ltr(customer) == "1"
    assert [row.code_before for row in m.LetterCustomer.select()] == ["", ""]


def test_items_of_other_units_keep_a_sequence_customer_from_being_reset(db):
    us = add_basics()
    nl = add_unit("NL", "EUR")
    owes_elsewhere = add_customer("C1", letter_code="2", letter_code_on=TODAY)
    add_item(owes_elsewhere, days=45, unit=us)
    owes_nothing = add_customer("C2", letter_code="2", letter_code_on=TODAY)
    add_item(owes_nothing, days=-5, unit=us)

    summary = both(unit="NL")

    assert summary.not_dunned == {}
    assert (ltr(owes_elsewhere), ltr(owes_nothing)) == ("2", "")
    assert nl.code == "NL"


def test_a_new_run_supersedes_what_waits_even_where_nothing_is_owed_any_more(db):
    add_basics()
    paid = add_customer("C1")
    blocked = add_customer("C2")
    item = add_item(paid, days=45)
    add_item(blocked, days=45)
    update()
    m.Item.update(is_open=False).where(m.Item.id == item.id).execute()
    m.Customer.update(blocked_until=TODAY).where(m.Customer.id == blocked.id).execute()

    summary = both()

    assert (summary.letters, summary.superseded) == (0, 2)
    assert letters() == []
    ended = letters("superseded")[0]
    assert (ended.superseded_by, ended.end_reason, ended.ended_by) == (None, "run 2", "jane")
    assert (ltr(paid), ltr(blocked)) == ("", "1")


def test_what_was_printed_is_never_superseded(db):
    add_basics()
    add_item(add_customer("C1"), days=45)
    update()
    m.Letter.update(status="printed").execute()

    summary = both()

    assert summary.superseded == 0
    assert [x.status for x in m.Letter.select().order_by(m.Letter.id)] == ["printed", "proposed"]


def test_a_run_over_one_customer_takes_its_items_off_the_groups_letter(db):
    add_basics()
    parent = add_customer("P")
    add_item(parent, "P-1", days=45)
    child = add_customer("A", correspondence=parent)
    add_item(child, "A-1", days=45)
    update()

    summary = both(customer="A")

    whole, part = letters()
    assert summary.superseded == 0
    assert (items_of(whole), items_of(part)) == (["P-1"], ["A-1"])
    assert (whole.revision, part.revision) == (2, 1)
    assert [event.kind for event in whole.events] == ["items_taken_off"]
    moved = {row.customer_id: row.moved for row in whole.customers}
    assert moved == {parent.id: True, child.id: False}


def test_a_letter_emptied_part_by_part_is_superseded_in_the_end(db):
    add_basics()
    parent = add_customer("P")
    add_item(parent, "P-1", days=45)
    add_item(add_customer("A", correspondence=parent), "A-1", days=45)
    update()

    first = both(customer="A")
    second = both(customer="P")

    assert (first.superseded, second.superseded) == (0, 1)
    assert [items_of(x) for x in letters()] == [["A-1"], ["P-1"]]


def test_a_run_over_one_unit_leaves_the_letters_of_the_other(company):
    both()
    both(unit="US")

    assert [x.unit.code for x in letters()] == ["NL", "NL", "US", "US"]
    assert len(letters("superseded")) == 2


@pytest.mark.parametrize("state", ["all_sent", "manual_letter", "payment_received"])
def test_an_account_left_as_it_is_keeps_its_waiting_letter(db, state):
    add_basics()
    stays = add_customer("C1")
    add_item(stays, days=45)
    other = add_customer("C2")
    add_item(other, days=45)
    update()
    values = {
        "all_sent": {"letter_code": "3", "all_sent": True},
        "manual_letter": {"letter_code": "5"},
        "payment_received": {"letter_code": "2", "letter_code_on": TODAY},
    }[state]
    m.Customer.update(**values).where(m.Customer.id == stays.id).execute()
    m.Payment.create(customer=stays, date=TODAY, currency="USD", amount_minor=1)

    summary = both()

    assert summary.superseded == 1
    assert [x.customer_id for x in letters()] == [stays.id, other.id]
    assert summary.not_dunned == {state: 1}


def test_a_waiting_letter_set_by_hand_is_superseded_by_the_next_run(db):
    add_basics()
    customer = add_customer("C1")
    add_item(customer, days=45)
    update()
    m.Letter.update(run=None, manual=True).execute()

    summary = both()

    assert summary.superseded == 1
    assert [x.level for x in letters()] == [2]


def test_one_member_left_as_it_is_keeps_its_part_of_the_letter(db):
    add_basics()
    parent = add_customer("P")
    add_item(parent, "P-1", days=45)
    child = add_customer("A", correspondence=parent)
    add_item(child, "A-1", days=45)
    update()
    m.Customer.update(letter_code="5").where(m.Customer.id == child.id).execute()

    summary = both()

    assert summary.superseded == 0
    assert [items_of(x) for x in letters()] == [["A-1"], ["P-1"]]


def test_a_parent_that_owes_nothing_still_gets_the_letter(db):
    add_basics()
    grandparent = add_customer("G", name="Top", line1="Top Street")
    parent = add_customer("P", correspondence=grandparent, name="Middle", line1="Middle Street")
    add_item(add_customer("A", correspondence=parent), days=45)
    add_item(add_customer("Z"), days=45)

    both()

    assert [(x.to_name, x.address.splitlines()[0]) for x in letters()] == [
        ("Middle", "Middle Street"),
        ("Customer Z", "2 Elm Street"),
    ]
