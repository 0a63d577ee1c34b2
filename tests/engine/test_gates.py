"""Gates in their order, each with its reason, at the boundary days and amounts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.builders import (
    AS_OF,
    CM,
    DAYS,
    NL,
    PP,
    answers,
    counts,
    customer,
    days,
    family,
    item,
    minimums,
    only,
    run,
    setup,
)
from tui_dunning.engine.types import Credits, Member, ProfileClass, Scope, Unit


def test_flag_n_never_gets_a_letter_and_counts_once():
    outcome = run([item(), item(-5), item(40, -100)], of=customer(dunning=False))

    assert sorted(answers(outcome).values()) == ["credit", "not_flagged", "not_flagged"]
    assert counts(outcome) == {"not_flagged": 1}
    assert outcome.letters == ()


@pytest.mark.parametrize(
    ("until", "expected"), [(AS_OF - days(1), 2), (AS_OF, "blocked"), (AS_OF + days(1), "blocked")]
)
def test_a_block_holds_until_its_last_day(until, expected):
    assert only(run(item(blocked_until=until), DAYS)) == expected
    assert only(run(item(), DAYS, of=customer(blocked_until=until))) == expected


def test_a_disputed_item_is_dunned_only_if_the_procedure_says_so():
    assert only(run(item(disputed=True), DAYS)) == "disputed"
    assert only(run(item(disputed=True), replace(DAYS, include_disputed=True))) == 2


def test_the_first_gate_that_is_closed_gives_the_reason():
    everything = {
        "blocked_until": AS_OF,
        "disputed": True,
        "entry_type": PP,
        "in_collection": True,
        "late": -1,
    }
    expected = ["blocked", "disputed", "entry_type", "in_collection", "not_due"]

    found = []
    while everything:
        found.append(only(run(item(**everything), DAYS)))
        everything.pop(next(iter(everything)))

    assert found == expected


@pytest.mark.parametrize(
    ("late", "grace", "expected"),
    [
        (-1, 0, "not_due"),
        (0, 0, "not_due"),
        (1, 0, 1),
        (1, 1, 1),
        (0, 5, "not_due"),
        (1, 5, "in_grace"),
        (4, 5, "in_grace"),
        (5, 5, 1),
    ],
)
def test_grace_days_as_oracle_counts_them(late, grace, expected):
    """Source: seed 002, receipt grace days."""
    with_class = setup(DAYS, classes=[ProfileClass("K", grace_days=grace)])

    assert only(run(item(late), DAYS, of=customer(grace_days=grace))) == expected
    assert only(run(item(late), with_class, of=customer(profile_class="K"))) == expected


def test_the_customers_own_grace_days_win_even_when_they_are_none():
    with_class = setup(DAYS, classes=[ProfileClass("K", grace_days=5)])

    assert only(run(item(3), with_class, of=customer(profile_class="K", grace_days=0))) == 1


def test_procedure_comes_from_customer_then_class_then_the_items_unit():
    with_class = setup(
        replace(DAYS, code="U"),
        replace(DAYS, code="K"),
        replace(DAYS, code="C"),
        classes=[ProfileClass("K", procedure="K")],
    )
    who = {"": customer(), "K": customer(profile_class="K")}
    who["C"] = customer(profile_class="K", procedure="C")

    found = [run(item(), with_class, of=one).letters[0].procedure.code for one in who.values()]

    assert found == ["U", "K", "C"]


def test_no_procedure_is_a_reason_after_the_other_gates_of_an_item():
    nothing = setup(DAYS, default="")

    assert answers(run([a := item(), b := item(-3)], nothing)) == {
        a.item_id: "no_procedure",
        b.item_id: "not_due",
    }


def test_in_a_set_id_run_the_customers_own_unit_gives_the_procedure():
    two = setup(DAYS, replace(DAYS, code="OTHER"), units=[Unit(NL, "NL", "EUR", procedure="OTHER")])
    owed = item(unit=NL)

    by_unit = run(owed, two, scope=Scope(unit="NL"))
    by_set = run(owed, two, scope=Scope(set_id="SHARE"))

    assert by_unit.letters[0].procedure.code == "OTHER"
    assert by_set.letters[0].procedure.code == "DAYS"


@pytest.mark.parametrize(("minor", "expected"), [(499, "small_item"), (500, 2)])
def test_small_items_are_left_out(minor, expected):
    assert only(run(item(40, minor), replace(DAYS, small_item_minor={"USD": 500}))) == expected


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([10_000], "below_minimum"),
        ([6_000, 4_001], 2),
        ([4_001, 4_000, 2_000], 2),
        ([3_000] * 4, "below_minimum_invoice"),
        ([4_000] * 3, "below_minimum_invoice"),
        ([3_000, 3_000, 3_000, 5_000], 2),
    ],
)
def test_both_minimums_must_be_exceeded(amounts, expected):
    """Source: seed 002, four invoices of 30.00 with minimums 100 / 40."""
    who = customer(minimums=minimums(USD=(10_000, 4_000)))

    outcome = run([item(40, minor) for minor in amounts], DAYS, of=who)

    assert set(answers(outcome).values()) == {expected}
    assert len(outcome.letters) == (expected == 2)
    if expected == 2:
        assert len(outcome.letters[0].lines) == len(amounts)


def test_a_currency_below_its_minimum_is_left_off_and_the_others_stay():
    """Source: seed 002, 6,000 French francs of a minimum of 8,000."""
    who = customer(minimums=minimums(FRF=(800_000, 0)))
    francs, dollars = item(40, 600_000, "FRF"), item(40, 100)

    outcome = run([francs, dollars], DAYS, of=who)

    assert answers(outcome) == {francs.item_id: "below_minimum", dollars.item_id: 2}
    assert [line.item for line in outcome.letters[0].lines] == [dollars]


def test_own_minimums_come_before_the_profile_classes():
    with_class = setup(DAYS, classes=[ProfileClass("K", minimums=minimums(USD=(50_000, 0)))])

    assert only(run(item(), with_class, of=customer(profile_class="K"))) == "below_minimum"
    own = customer(profile_class="K", minimums=minimums(USD=(0, 0)))
    assert only(run(item(), with_class, of=own)) == 2


@pytest.mark.parametrize(
    ("credit", "expected"),
    [(-9_999, 2), (-10_000, "credit_balance"), (-10_001, "credit_balance")],
)
def test_a_credit_balance_stops_its_currency(credit, expected):
    owed, euros = item(40, 10_000), item(40, 1, "EUR")

    outcome = run([owed, euros, item(3, credit, entry_type=CM)], DAYS)

    assert answers(outcome)[owed.item_id] == expected
    assert answers(outcome)[euros.item_id] == 2


def test_credits_count_against_the_minimum_and_stand_on_the_letter():
    who = customer(minimums=minimums(USD=(5_000, 0)))
    owed, credit = item(40, 10_000), item(3, -4_999, entry_type=CM)

    letter = run([owed, credit], DAYS, of=who).letters[0]

    assert [(line.item, line.dunned, line.due, line.level) for line in letter.lines] == [
        (owed, True, True, 2),
        (credit, False, True, None),
    ]


def test_credits_are_not_counted_among_those_not_dunned():
    assert counts(run([item(40), item(3, -1, entry_type=CM)], DAYS)) == {}


@pytest.mark.parametrize(
    ("procedure", "entry_type"), [(replace(DAYS, credits=Credits.IGNORE), CM), (DAYS, PP)]
)
def test_ignored_credits_do_neither(procedure, entry_type):
    outcome = run([item(40, 100), item(3, -500, entry_type=entry_type)], procedure)

    assert len(outcome.letters[0].lines) == 1


def test_reasons_are_counted_by_item_and_by_customer_as_the_rule_says():
    first, second = customer(1), customer(2, correspondence_id=1, letter_code="4")
    parent = family(
        first,
        Member(first, (item(3), item(-3), item(-4))),
        Member(second, (item(customer=2), item(customer=2), item(customer=2, disputed=True))),
    )

    outcome = run(parent)

    assert counts(outcome) == {"not_due": 2, "too_recent": 1, "disputed": 1, "manual_letter": 1}


def test_an_item_out_of_scope_gets_no_decision():
    assert run([item(in_scope=False)], DAYS).decisions == ()
