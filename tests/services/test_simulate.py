"""A simulation says what runs would do, each printed on its date. Source: seed 001; issue of runs
ahead: it must equal really running and printing."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests import builders as b
from tests.services.life import waiting
from tests.services.mixed_company import add_mixed_company
from tests.services.updates import everything
from tui_dunning.engine.types import RunParameters, Scope, TextChoice
from tui_dunning.errors import Cancelled, Refused, WrongUsage
from tui_dunning.services import dunning_run, posting, review
from tui_dunning.services.simulate import SimulatedRun, simulate
from tui_dunning.store import checks
from tui_dunning.store import models as m
from tui_dunning.store.database import close_database, open_database

SCOPES = (
    {},
    {"unit": "US"},
    {"set_id": "S"},
    {"customer": "K"},
    {"customer": "E"},
    {"correspondence": "P"},
    {"group": "G"},
    {"customer": "E", "unit": "US"},
)
GAPS = st.lists(st.sampled_from((0, 1, 5, 10, 15, 30, 45)), min_size=1, max_size=5)


def dates_of(gaps: list[int]) -> list[date]:
    on, dates = b.TODAY, []
    for gap in gaps:
        on += timedelta(days=gap)
        dates.append(on)
    return dates


def really(parameters: RunParameters, dates: list[date]) -> list[tuple[object, ...]]:
    """Run and send for real; what each run did, in the terms of a simulation."""
    told = []
    for on in dates:
        at = RunParameters(on, parameters.scope, parameters.text)
        summary = dunning_run.run(at, "jane")
        made = list(review.letters(run=summary.run))
        posting.mark_sent([x.number for x in made if not x.held], "jane")
        levels: dict[tuple[str, int], int] = {}
        charges: dict[str, dict[str, int]] = {"fee": {}, "finance_charge": {}}
        for letter in made:
            levels[letter.procedure, letter.level] = (
                levels.get((letter.procedure, letter.level), 0) + 1
            )
            for row in m.LetterCharge.select().where(m.LetterCharge.letter == letter.number):
                sums = charges[row.kind]
                sums[row.currency] = sums.get(row.currency, 0) + row.amount_minor
        told.append(
            (
                on,
                (summary.letters, summary.customers, summary.items, summary.totals),
                sorted((*key, count) for key, count in levels.items()),
                charges["fee"],
                charges["finance_charge"],
                sum(bool(x.held) for x in made),
                (summary.not_dunned, summary.errors),
            )
        )
    return told


def terms(run: SimulatedRun) -> tuple[object, ...]:
    return (
        run.as_of,
        (run.letters, run.customers, run.items, run.totals),
        [(each.procedure, each.level, each.letters) for each in run.levels],
        run.fees,
        run.finance_charges,
        run.held,
        (run.not_dunned, run.errors),
    )


@pytest.mark.parametrize("dun_fees", [False, True])
def test_a_simulation_equals_running_and_sending(db, dun_fees):
    add_mixed_company(dun_fees=dun_fees)
    parameters = RunParameters(b.TODAY)
    dates = dates_of([0, 0, 10, 20, 30, 15, 30])

    simulated = simulate(parameters, dates)

    assert [terms(run) for run in simulated] == really(parameters, dates)
    assert checks.item_statuses() == []


@pytest.mark.parametrize("scope", SCOPES[1:], ids=str)
def test_so_it_does_for_every_kind_of_scope(lite, scope):
    add_mixed_company()
    parameters = RunParameters(b.TODAY, Scope(**scope))
    dates = dates_of([0, 10, 30, 15])

    simulated = simulate(parameters, dates)

    assert [terms(run) for run in simulated] == really(parameters, dates)


@pytest.fixture(scope="module")
def fresh(sqlite_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("ahead") / "dunning.db"

    @contextmanager
    def opened():
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()
        path.write_bytes(sqlite_template)
        open_database(str(path))
        add_mixed_company()
        yield
        close_database()

    return opened


@settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(
    gaps=GAPS,
    scope=st.sampled_from(SCOPES),
    text=st.sampled_from(TextChoice),
    before=st.lists(st.sampled_from((0, 7, 31)), max_size=2),
)
def test_a_simulation_after_any_history_equals_running_and_sending(
    fresh, gaps, scope, text, before
):
    with fresh():
        on = b.TODAY - timedelta(days=sum(before))
        for gap in before:
            on += timedelta(days=gap)
            dunning_run.run(RunParameters(on), "jane", force=True)
            posting.mark_sent([n for n in waiting() if not review.letter(n).held][::2], "jane")
        parameters = RunParameters(b.TODAY, Scope(**scope), text)
        dates = dates_of(gaps)

        simulated = simulate(parameters, dates)

        assert [terms(run) for run in simulated] == really(parameters, dates)


def test_payments_dated_ahead_hold_a_letter_from_their_day_on(lite):
    b.add_basics()
    held, free = (b.add_customer(number) for number in ("HELD", "FREE"))
    for customer in (held, free):
        b.add_item(customer, days=45)
    b.add_payment(held, b.TODAY + timedelta(days=14))
    b.add_payment(free, b.TODAY + timedelta(days=300))
    dates = dates_of([0, 14, 14])

    simulated = simulate(RunParameters(b.TODAY), dates)

    assert simulated[2].not_dunned == {"payment_received": 1}
    assert [terms(run) for run in simulated] == really(RunParameters(b.TODAY), dates)


def test_nothing_is_written(db):
    add_mixed_company()
    before = everything()

    simulate(RunParameters(b.TODAY), dates_of([0, 30, 30]))

    assert everything() == before


def test_dates_must_be_there_in_order_and_not_before_the_last_run(lite):
    b.add_basics()
    parameters = RunParameters(b.TODAY)
    with pytest.raises(WrongUsage, match="1 to 400"):
        simulate(parameters, [])
    with pytest.raises(WrongUsage, match="not in order"):
        simulate(parameters, [b.TODAY, b.TODAY - timedelta(days=1)])
    dunning_run.run(parameters, "jane")
    with pytest.raises(Refused, match="Run 1 of the same scope"):
        simulate(parameters, [b.TODAY - timedelta(days=1)])


def test_a_simulation_can_be_stopped(lite):
    unit = b.add_basics()
    for number in range(260):
        b.add_item(b.add_customer(f"C{number:03}", unit=unit))

    with pytest.raises(Cancelled):
        simulate(RunParameters(b.TODAY), [b.TODAY], cancelled=lambda: True)
    assert m.Letter.select().count() == 0
