"""Explain: the reason and the numbers for every open item of a customer."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.builders import (
    TODAY,
    add_basics,
    add_customer,
    add_days_procedure,
    add_entry_type,
    add_item,
    add_profile_class,
    add_unit,
)
from tests.services.updates import everything, items_of, letters, update
from tui_dunning.errors import NotFound
from tui_dunning.services.explain import explain
from tui_dunning.store import models as m


def test_every_open_item_has_its_level_or_its_reason(db):
    add_basics()
    customer = add_customer("C1", profile_class=add_profile_class(grace_days=5))
    add_item(customer, "DUE", days=45)
    add_item(customer, "GRACE", days=4)
    add_item(customer, "LATER", days=-1)
    add_item(customer, "ARGUED", days=45, disputed=True)
    add_item(customer, "CREDIT", days=45, balance="-5.00")
    add_item(customer, "CLOSED", days=45, is_open=False)

    explanation = explain("C1", TODAY)

    assert (explanation.customer, explanation.as_of) == ("C1", TODAY)
    assert [(x.item, x.level, x.reason) for x in explanation.items] == [
        ("DUE", 1, None),
        ("GRACE", None, "in_grace"),
        ("LATER", None, "not_due"),
        ("ARGUED", None, "disputed"),
        ("CREDIT", None, "credit"),
    ]


def test_the_facts_are_the_numbers_that_were_compared_ready_for_json(db):
    add_basics()
    customer = add_customer("C1", letter_code="1", letter_code_on=TODAY - timedelta(days=7))
    add_item(customer, "A", days=45, balance="1234.50")

    facts = explain("C1", TODAY).items[0].facts

    assert facts["days_past_due"] == 45
    assert facts["balance"] == "1234.50"
    assert facts["currency"] == "USD"
    assert facts["letter_code"] == "1"
    assert facts["letter_code_on"] == "2026-02-23"
    assert facts["next_level"] == 2
    json.dumps(facts)


def test_an_item_kept_out_by_its_entry_type_names_it(db):
    add_basics()
    add_item(add_customer("C1"), "A", days=45, entry_type=add_entry_type("XX", include=False))

    [item] = explain("C1", TODAY).items

    assert (item.reason, item.facts["entry_type"]) == ("entry_type", "XX")


def test_a_customer_is_explained_over_all_units_and_alone_of_its_group(db):
    us = add_basics()
    nl = add_unit("NL", "EUR")
    parent = add_customer("P")
    add_item(parent, "P-1", days=45)
    child = add_customer("A", correspondence=parent, procedure=add_days_procedure())
    add_item(child, "A-US", days=45, unit=us)
    add_item(child, "A-NL", days=5, unit=nl)

    explanation = explain("A", TODAY)

    assert [(x.unit, x.customer, x.item, x.level) for x in explanation.items] == [
        ("US", "A", "A-US", 2),
        ("NL", "A", "A-NL", 1),
    ]


def test_explain_says_what_the_run_then_does(db):
    add_basics()
    for number, days in (("C1", 45), ("C2", 20), ("C3", 400)):
        customer = add_customer(number)
        add_item(customer, f"{number}-A", days=days)
        add_item(customer, f"{number}-B", days=1)
    expected = sorted(
        x.item for c in ("C1", "C2", "C3") for x in explain(c, TODAY).items if x.level
    )

    update()

    assert sorted(number for x in letters() for number in items_of(x)) == expected


def test_explain_changes_nothing_and_takes_any_date(db):
    add_basics()
    add_item(add_customer("C1"), days=10)
    before = everything()

    now = explain("C1", TODAY).items[0]
    later = explain("C1", TODAY + timedelta(days=21)).items[0]

    assert (now.reason, later.level) == ("too_recent", 1)
    assert everything() == before


def test_a_customer_without_open_items_has_nothing_to_explain(lite):
    add_basics()
    add_customer("C1")
    add_customer("C2", letter_code="4")

    assert explain("C1", TODAY).items == ()
    assert explain("C2", TODAY).items == ()
    with pytest.raises(NotFound, match="There is no customer C9"):
        explain("C9", TODAY)
    assert m.Run.select().count() == 0
