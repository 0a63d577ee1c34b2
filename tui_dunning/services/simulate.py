"""What the next runs would do, dated ahead, without writing anything.

Each run's letters are taken to go out on its date, those held back stay. The facts are replayed in
memory group by group, all dates in turn, so that any number of customers needs no more memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tui_dunning.engine.dunning import decide
from tui_dunning.engine.plan import Plan, prepare
from tui_dunning.engine.replay import ChargeItems, after_run, with_payments
from tui_dunning.engine.types import ChargeKind, GroupOutcome, LetterDraft, RunParameters
from tui_dunning.errors import Cancelled, WrongUsage
from tui_dunning.output.format import decimals
from tui_dunning.services.run_tally import LevelCount, Levels, Tally, checked_scope
from tui_dunning.store.charge_items import entry_type_ids
from tui_dunning.store.database import reading
from tui_dunning.store.letter_facts import LetterTexts, held_reason
from tui_dunning.store.payments import payments_between
from tui_dunning.store.scope import ScopeIds
from tui_dunning.store.setup_facts import load_setup
from tui_dunning.store.stream import LedgerGroup, count_customers, stream_groups

GROUPS_BETWEEN = 250
MOST_RUNS = 400
"""More runs ahead say nothing; and one for each day of a year is enough."""

NO_ENTRY_TYPE = -1


@dataclass(frozen=True, slots=True)
class SimulatedRun:
    """What one run of a simulation would do; counts as a run's summary has them, minor units.

    `levels` counts letters and what is past due on them by procedure and level; `fees` and
    `finance_charges` are what its letters would charge; `held` the letters that cannot go out.
    """

    as_of: date
    letters: int
    customers: int
    items: int
    totals: dict[str, int]
    fees: dict[str, int]
    finance_charges: dict[str, int]
    levels: tuple[LevelCount, ...]
    held: int
    not_dunned: dict[str, int]
    errors: tuple[str, ...]


def simulate(
    parameters: RunParameters,
    dates: Sequence[date],
    *,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[SimulatedRun, ...]:
    """Tell what runs on these dates would do, one after the other; nothing is written.

    Args:
        parameters: as for a run; its own date is not used.
        dates: when the runs are made, in order; a date may come twice.
        force: also where the first date lies before the last run of the same scope.
        progress: told now and then how many customers are done, of how many.
        cancelled: asked now and then; True stops.

    Raises:
        WrongUsage: no dates, too many, or not in order.
        NotFound, Refused: as a run.
        Cancelled: `cancelled` said so.
    """
    if not dates or len(dates) > MOST_RUNS:
        raise WrongUsage(f"A simulation has 1 to {MOST_RUNS} dates.", "Name other dates.")
    if list(dates) != sorted(dates):
        raise WrongUsage("The dates are not in order.", "Begin with the earliest.")
    with reading():
        ids = checked_scope(replace(parameters, as_of=dates[0]), force=force)
        simulation = _Simulation(parameters, dates, ids)
        total = count_customers(ids) if progress else 0
        done = 0
        groups = stream_groups(ids, simulation.setup, dates[0])
        for count, ledger in enumerate(groups, start=1):
            simulation.run_through(ledger)
            done += len(ledger.group.members)
            if count % GROUPS_BETWEEN == 0:
                if cancelled is not None and cancelled():
                    raise Cancelled("The simulation was stopped; nothing was changed.")
                if progress is not None:
                    progress(done, total)
    return simulation.runs()


@dataclass(slots=True)
class _Day:
    """One run of the simulation while groups are counted."""

    plan: Plan
    tally: Tally = field(default_factory=Tally)
    levels: Levels = field(default_factory=Levels)
    charges: dict[ChargeKind, Counter[str]] = field(
        default_factory=lambda: {kind: Counter() for kind in ChargeKind}
    )
    held: int = 0

    def add(self, outcome: GroupOutcome, ledger: LedgerGroup, texts: LetterTexts) -> None:
        """Count one group's outcome."""
        self.tally.add(outcome, ledger, texts)
        for letter in outcome.letters:
            self.levels.add(letter)
            self.held += bool(held_reason(letter, texts)[0])
            for charge in letter.charges:
                self.charges[charge.kind][charge.currency] += charge.amount_minor

    def result(self) -> SimulatedRun:
        """Return what was counted."""
        tally = self.tally
        return SimulatedRun(
            as_of=self.plan.as_of,
            letters=tally.letters,
            customers=tally.customers,
            items=tally.items,
            totals=dict(sorted(tally.totals.items())),
            fees=dict(sorted(self.charges[ChargeKind.FEE].items())),
            finance_charges=dict(sorted(self.charges[ChargeKind.FINANCE_CHARGE].items())),
            levels=self.levels.counts(),
            held=self.held,
            not_dunned=dict(sorted(tally.not_dunned.items())),
            errors=tally.all_errors(),
        )


class _Simulation:
    """All dates with their plans, and what turns one date's facts into the next one's."""

    def __init__(self, parameters: RunParameters, dates: Sequence[date], ids: ScopeIds) -> None:
        self.setup = load_setup(decimals)
        self._texts = LetterTexts()
        self._days = [_Day(prepare(self.setup, replace(parameters, as_of=on))) for on in dates]
        self._coming = payments_between(dates[0], dates[-1])
        known = entry_type_ids()
        self._charges = ChargeItems(
            entry_types={kind: known.get(kind, NO_ENTRY_TYPE) for kind in ChargeKind},
            in_scope=lambda unit_id: ids.units is None or unit_id in ids.units,
            owns=lambda customer: (
                ids.customer in (None, customer.customer_id)
                and ids.group in (None, customer.dunning_group)
            ),
        )

    def run_through(self, ledger: LedgerGroup) -> None:
        """Run all dates on one group, each on what the one before left."""
        group = ledger.group
        for day in self._days:
            if self._coming:
                group = with_payments(group, self._coming, day.plan.as_of)
            outcome = decide(group, day.plan)
            day.add(outcome, ledger, self._texts)
            group = after_run(group, outcome, day.plan, self._goes_out, self._charges)

    def runs(self) -> tuple[SimulatedRun, ...]:
        """Return what the runs would do."""
        return tuple(day.result() for day in self._days)

    def _goes_out(self, letter: LetterDraft) -> bool:
        return not held_reason(letter, self._texts)[0]
