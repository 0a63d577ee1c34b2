"""A comparison says what a run would do now beside the last one. Source: seed 001, review."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as b
from tests.services.life import print_all, run
from tests.services.mixed_company import add_mixed_company
from tests.services.updates import everything, update
from tui_dunning.engine.types import RunParameters, Scope
from tui_dunning.errors import Cancelled, Refused
from tui_dunning.services.compare import Change, ComparedRow, Comparison, compare
from tui_dunning.store import models as m

LATER = b.TODAY + timedelta(days=30)


def compared(on=LATER, **scope) -> tuple[Comparison, list[ComparedRow]]:
    rows: list[ComparedRow] = []
    return compare(RunParameters(on, Scope(**scope)), each=rows.append), rows


@pytest.fixture
def company(db):
    """By days: one moves up, one stays, one pays, one is blocked, one comes new, one goes down."""
    b.add_basics()
    days = b.add_days_procedure()
    customers = {
        number: b.add_customer(number, procedure=days)
        for number in ("DOWN", "GONE", "HELD", "NEW", "SAME", "UP")
    }
    for number, late in (("DOWN", 70), ("GONE", 10), ("HELD", 10), ("SAME", 70), ("UP", 10)):
        b.add_item(customers[number], f"{number}-1", days=late, balance="100.00")
    b.add_item(customers["DOWN"], "DOWN-2", days=5, balance="7.00")
    run()
    b.add_item(customers["NEW"], "NEW-1", days=1, balance="11.00")
    m.Item.update(is_open=False).where(m.Item.number << ["GONE-1", "DOWN-1"]).execute()
    m.Customer.update(blocked_until=LATER).where(m.Customer.number == "HELD").execute()
    return customers


def test_each_customer_is_new_moved_same_or_gone(company):
    result, rows = compared()

    assert (result.run, result.run_as_of, result.as_of) == (1, b.TODAY, LATER)
    assert [(r.customer, r.change, r.level_before, r.level_now, r.reason) for r in rows] == [
        ("DOWN", Change.DOWN, 3, 2, ""),
        ("GONE", Change.GONE, 1, None, "nothing_open"),
        ("HELD", Change.GONE, 1, None, "blocked"),
        ("NEW", Change.NEW, None, 2, ""),
        ("SAME", Change.SAME, 3, 3, ""),
        ("UP", Change.UP, 1, 2, ""),
    ]
    assert (rows[0].totals_before, rows[0].totals_now) == ({"USD": 10700}, {"USD": 700})


def test_changes_and_levels_are_counted_with_amounts(company):
    result, _ = compared()

    assert {
        change.value: (count.rows, dict(count.before), dict(count.now))
        for change, count in result.changes.items()
    } == {
        "new": (1, {}, {"USD": 1100}),
        "moved up": (1, {"USD": 10000}, {"USD": 10000}),
        "same": (1, {"USD": 10000}, {"USD": 10000}),
        "moved down": (1, {"USD": 10700}, {"USD": 700}),
        "gone": (2, {"USD": 20000}, {}),
    }
    assert [(c.level, c.letters, c.totals) for c in result.levels_before] == [
        (1, 3, {"USD": 30000}),
        (3, 2, {"USD": 20700}),
    ]
    assert [(c.level, c.letters, c.totals) for c in result.levels_now] == [
        (2, 3, {"USD": 11800}),
        (3, 1, {"USD": 10000}),
    ]


def test_right_after_a_run_by_days_everything_is_the_same(company):
    run(LATER)

    result, rows = compared()

    assert result.run == 2
    assert {row.change for row in rows} == {Change.SAME}


@pytest.mark.parametrize("scope", [{}, {"unit": "US"}, {"set_id": "S"}, {"correspondence": "P"}])
def test_both_sides_add_up_to_the_runs_own_totals(db, scope):
    add_mixed_company()
    before = run(b.TODAY, **scope)
    print_all()

    result, rows = compared(**scope)
    now = update(LATER, **scope)

    def totals(side: str) -> dict[str, int]:
        sums: dict[str, int] = {}
        for row in rows:
            for code, minor in getattr(row, side).items():
                sums[code] = sums.get(code, 0) + minor
        return sums

    assert (totals("totals_before"), totals("totals_now")) == (before.totals, now.totals)
    assert sum(row.letters_before for row in rows) == before.letters
    assert sum(row.letters_now for row in rows) == now.letters
    assert sum(count.letters for count in result.levels_now) == now.letters


def test_letters_deleted_split_or_robbed_of_items_still_count_as_the_run_made_them(company):
    m.LetterItem.update(taken_off=True).where(m.LetterItem.letter == 1).execute()
    m.Letter.update(status="deleted").where(m.Letter.id == 2).execute()

    _, rows = compared()

    assert [row.totals_before for row in rows[:2]] == [{"USD": 10700}, {"USD": 10000}]


def test_only_the_last_run_of_the_same_scope_counts(company):
    result, rows = compared(unit="US")

    assert result.run is None
    assert {row.change for row in rows} == {Change.NEW}


def test_nothing_is_written_and_dates_are_held_as_a_run_holds_them(company):
    before = everything()

    compared()

    assert everything() == before
    with pytest.raises(Refused, match="Run 1 of the same scope"):
        compared(b.TODAY - timedelta(days=1))


def test_a_comparison_can_be_stopped(lite):
    unit = b.add_basics()
    for number in range(260):
        b.add_item(b.add_customer(f"C{number:03}", unit=unit))

    with pytest.raises(Cancelled):
        compare(RunParameters(b.TODAY), cancelled=lambda: True)
