"""Methods days and interval at their boundary days, and the run tables of the sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.engine.builders import AS_OF, DAYS, INTERVAL, answers, days, item, only, run, setup
from tui_dunning.engine.types import (
    AfterLast,
    Cycle,
    GroupOutcome,
    Level,
    Method,
    OpenItem,
    Procedure,
)


def printed(owed: OpenItem, outcome: GroupOutcome, on: date) -> OpenItem:
    """The item after the letters of a run were printed."""
    level = answers(outcome)[owed.item_id]
    return owed._replace(level=level, dunned_on=on) if isinstance(level, int) else owed


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (0, "not_due"),
        (1, 1),
        (30, 1),
        (31, 2),
        (60, 2),
        (61, 3),
        (9900, 3),
        (9901, "no_level"),
    ],
)
def test_days_at_the_boundaries_of_each_level(late, expected):
    assert only(run(item(late), DAYS)) == expected


def test_days_as_peoplesoft_draws_it():
    """Source: seed 001: 5, 25, 65 days late, and the same thirty days later."""
    owed = [item(5), item(25), item(65)]

    first = run(owed, DAYS)
    owed = [printed(one, first, AS_OF) for one in owed]
    second = run(owed, DAYS, as_of=AS_OF + days(30))

    assert list(answers(first).values()) == [1, 1, 3]
    assert list(answers(second).values()) == [2, 2, 3]
    assert first.letters[0].level.number == 3


@pytest.mark.parametrize(
    ("late", "level", "expected"), [(20, 1, "already_sent"), (31, 1, 2), (20, 0, 1)]
)
def test_the_same_level_is_not_sent_again_where_that_is_switched_off(late, level, expected):
    once = replace(DAYS, resend_same_level=False)

    assert only(run(item(late, level=level), once)) == expected


def test_interval_as_peoplesoft_draws_it():
    """Source: seed 001: 0 / 30 / 15 days, each run's letters printed."""
    owed = {"A": item(5), "B": item(18), "C": item(-3)}
    seen = []
    for after in (0, 10, 30, 45):
        on = AS_OF + days(after)
        outcome = run(list(owed.values()), INTERVAL, as_of=on)
        found = answers(outcome)
        seen.append({name: found[one.item_id] for name, one in owed.items()})
        owed = {name: printed(one, outcome, on) for name, one in owed.items()}

    assert seen == [
        {"A": 1, "B": 1, "C": "not_due"},
        {"A": "too_soon", "B": "too_soon", "C": 1},
        {"A": 2, "B": 2, "C": "too_soon"},
        {"A": 3, "B": 3, "C": 2},
    ]


LAWSON = Procedure(
    "LW",
    Method.INTERVAL,
    levels=(Level(1, "1", days_between=10), Level(2, "2", days_between=14)),
)


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2026, 1, 10), "too_soon"), (date(2026, 1, 11), 1)]
)
def test_lawson_counts_level_1_from_the_due_date(on, expected):
    """Source: seed 003, days between."""
    assert only(run(item(due_date=date(2026, 1, 1)), LAWSON, as_of=on)) == expected


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2026, 2, 2), "too_soon"), (date(2026, 2, 3), 2)]
)
def test_lawson_counts_level_2_from_the_letter(on, expected):
    sent = item(due_date=date(2026, 1, 1), level=1, dunned_on=date(2026, 1, 20))

    assert only(run(sent, LAWSON, as_of=on)) == expected


def test_a_letter_that_was_never_sent_moves_nothing():
    assert only(run(item(100), INTERVAL)) == 1


@pytest.mark.parametrize(
    ("after_last", "since", "expected"),
    [
        (AfterLast.STOP, 100, "last_level"),
        (AfterLast.REPEAT, 14, "too_soon"),
        (AfterLast.REPEAT, 15, 3),
    ],
)
def test_after_the_last_level(after_last, since, expected):
    sent = item(200, level=3, dunned_on=AS_OF - days(since))

    assert only(run(sent, replace(INTERVAL, after_last=after_last))) == expected


def test_the_item_due_first_leads_the_customers_cycle():
    """Source: seed 001: A due T-18 and dunned at T, B due T+5; at T+30 both get level 2."""
    cycle = replace(INTERVAL, cycle=Cycle.CUSTOMER)
    later = AS_OF + days(30)
    first = item(48, as_of=later, level=1, dunned_on=AS_OF)
    second = item(25, as_of=later)

    assert set(answers(run([first, second], cycle, as_of=later)).values()) == {2}
    assert set(answers(run([first, second], cycle, as_of=later - days(1))).values()) == {"too_soon"}


def test_99_levels_one_after_the_other():
    long = Procedure("LONG", Method.INTERVAL, levels=tuple(Level(n, "1") for n in range(1, 100)))

    for number in (0, 1, 57, 98):
        assert only(run(item(level=number, dunned_on=AS_OF), setup(long))) == number + 1
    assert only(run(item(level=99, dunned_on=AS_OF), setup(long))) == "last_level"
