"""Explain: the same decisions as a run's, with the numbers that were compared."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.engine.builders import (
    AS_OF,
    DAYS,
    INTERVAL,
    answer,
    customer,
    days,
    group,
    item,
    minimums,
    setup,
)
from tui_dunning.engine.explain import explain_member
from tui_dunning.engine.types import (
    Condition,
    Customer,
    Cycle,
    Level,
    Method,
    OpenItem,
    Procedure,
    Rule,
    RunParameters,
)


def explained(
    *items: OpenItem, by: Procedure | None = None, of: Customer | None = None
) -> list[tuple[int | str, dict[str, Any]]]:
    company = setup(by) if by else setup()
    found = explain_member(group(*items, of=of), 1, company, RunParameters(AS_OF))
    return [(answer(decision), dict(facts)) for decision, facts in found]


def test_grace_days_and_days_past_due():
    ((reason, facts),) = explained(item(4), of=customer(grace_days=5))

    assert (reason, facts["days_past_due"], facts["grace_days"]) == ("in_grace", 4, 5)


def test_minimums_and_totals():
    who = customer(minimums=minimums(USD=(10_000, 4_000)))

    ((reason, facts), *_) = explained(item(40, 3_000), item(40, 3_000), item(1, -500), of=who)

    assert reason == "below_minimum"
    assert {name: facts[name] for name in facts if name.endswith("_minor")} == {
        "balance_minor": 3_000,
        "past_due_minor": 6_000,
        "credits_minor": -500,
        "total_minor": 5_500,
        "largest_item_minor": 3_000,
        "minimum_dunning_minor": 10_000,
        "minimum_invoice_minor": 4_000,
    }


def test_blocks_and_small_items():
    until = AS_OF + days(3)
    small = replace(DAYS, small_item_minor={"USD": 500})

    ((_, blocked), (reason, smaller)) = explained(item(blocked_until=until), item(3, 499), by=small)

    assert (blocked["blocked_by"], blocked["blocked_until"]) == ("item", until)
    assert (reason, smaller["small_item_minor"]) == ("small_item", 500)


def test_the_sequence_says_what_it_compared():
    who = customer(letter_code="2", letter_code_on=AS_OF, last_payment_on=AS_OF)

    ((first, facts),) = explained(item(30))
    ((held, more),) = explained(item(), of=who)

    assert (first, facts["oldest_days_past_due"], facts["days_from"]) == ("too_recent", 30, 31)
    assert (held, more["next_level"], more["last_payment_on"]) == ("payment_received", 3, AS_OF)


def test_the_days_method_shows_its_ranges():
    ((level, facts),) = explained(item(45), by=DAYS)

    assert (level, facts["levels"]) == (2, "1: 1-30, 2: 31-60, 3: 61-9900")


def test_the_interval_method_counts_from_a_letter():
    cycle = replace(INTERVAL, cycle=Cycle.CUSTOMER)
    sent = item(48, number="A", level=1, dunned_on=AS_OF - days(29))

    ((reason, facts), (_, other)) = explained(sent, item(10), by=cycle)

    assert (reason, facts["days_since_letter"], facts["days_between"]) == ("too_soon", 29, 30)
    assert other["counted_from_item"] == "A"


def test_the_action_list_names_its_rule_and_the_facts_it_asked_for():
    rules = (
        Rule((Condition("past_due_items", ">", 5),), 1),
        Rule((Condition("oldest_days_past_due", ">=", 30),), 1),
    )
    procedure = Procedure("ACT", Method.ACTION_LIST, levels=(Level(1, "1"),), rules=rules)

    ((_, facts),) = explained(item(), by=procedure)

    assert facts["rule"] == 2
    assert (facts["past_due_items"], facts["oldest_days_past_due"]) == (1, 40)
    assert facts["conditions"] == "oldest_days_past_due >= 30"


def lines_run(work: Callable[[], object]) -> int:
    """Count the lines of Python that a piece of work runs: its size, on any machine."""
    counted = 0

    def count(_frame: Any, event: str, _argument: Any) -> Any:
        nonlocal counted
        counted += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize("cycle", list(Cycle))
@pytest.mark.parametrize("procedure", [None, DAYS, INTERVAL])
def test_explaining_grows_with_the_items_and_not_with_their_square(
    procedure: Procedure | None, cycle: Cycle
):
    by = procedure and replace(procedure, cycle=cycle)

    few, many = (
        lines_run(lambda items=items: explained(*items, by=by))
        for items in ([item(40) for _ in range(n)] for n in (50, 400))
    )

    assert many < 10 * few
