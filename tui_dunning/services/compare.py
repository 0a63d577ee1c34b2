"""What a run would do now, beside the last run of the same scope: who is new, moved, same, gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tui_dunning.engine.dunning import decide
from tui_dunning.engine.plan import prepare
from tui_dunning.engine.types import GroupOutcome, LetterDraft, Reason, RunParameters, Setup
from tui_dunning.errors import Cancelled
from tui_dunning.output.format import decimals
from tui_dunning.services.run_tally import LevelCount, Levels, checked_scope, past_due_of
from tui_dunning.store.database import reading
from tui_dunning.store.last_letters import MadeFor, MadeLetters, letters_of_run
from tui_dunning.store.runs import last_run_of
from tui_dunning.store.scope import scope_key
from tui_dunning.store.setup_facts import load_setup
from tui_dunning.store.stream import LedgerGroup, count_customers, stream_groups

GROUPS_BETWEEN = 250

NOTHING_OPEN = "nothing_open"
"""Why a customer is gone that owes nothing any more in the run's scope."""


class Change(StrEnum):
    """How a customer's letters would differ from those of the last run."""

    NEW = "new"
    UP = "moved up"
    SAME = "same"
    DOWN = "moved down"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One correspondence customer under one unit's letterhead and one procedure.

    Levels are the highest of its letters, None for no letter; totals are past due in minor units.
    `reason` says why it is gone.
    """

    customer: str
    name: str
    unit: str
    procedure: str
    change: Change
    level_before: int | None
    level_now: int | None
    letters_before: int
    letters_now: int
    totals_before: dict[str, int]
    totals_now: dict[str, int]
    reason: str = ""


@dataclass(slots=True)
class ChangeCount:
    """How many rows changed in one way, and their past-due totals before and now."""

    rows: int = 0
    before: Counter[str] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run that would be made now beside the last of its scope (`run` None: there is none)."""

    as_of: date
    run: int | None
    run_as_of: date | None
    changes: dict[Change, ChangeCount]
    levels_before: tuple[LevelCount, ...]
    levels_now: tuple[LevelCount, ...]


def compare(
    parameters: RunParameters,
    *,
    each: Callable[[ComparedRow], None] | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Comparison:
    """Compare what a run would do with what the last run of the same scope did; nothing is written.

    Args:
        parameters: as for a run.
        each: told every customer's row, in the order in which a run looks at them.
        force: also where the last run of the scope was dated later.
        progress: told now and then how many customers are done, of how many.
        cancelled: asked now and then; True stops.

    Raises:
        NotFound, Refused: as a run.
        Cancelled: `cancelled` said so.
    """
    with reading():
        ids = checked_scope(parameters, force=force)
        last = last_run_of(scope_key(parameters.scope))
        setup = load_setup(decimals)
        plan = prepare(setup, parameters)
        tally = _Comparing(setup, each)
        total = count_customers(ids) if progress else 0
        done = 0
        made = letters_of_run(last[0]) if last else iter(())
        groups = stream_groups(ids, setup, plan.as_of)
        for count, (ledger, before) in enumerate(_side_by_side(groups, made), 1):
            if ledger is not None:
                tally.add(ledger, decide(ledger.group, plan), before)
                done += len(ledger.group.members)
            elif before is not None:
                tally.add_gone(before, before.letters, NOTHING_OPEN)
            if count % GROUPS_BETWEEN == 0:
                if cancelled is not None and cancelled():
                    raise Cancelled("The comparison was stopped; nothing was changed.")
                if progress is not None:
                    progress(done, total)
    run, run_as_of = last if last else (None, None)
    before_levels, now_levels = tally.before.counts(), tally.now.counts()
    return Comparison(parameters.as_of, run, run_as_of, tally.changes, before_levels, now_levels)


def _side_by_side(
    groups: Iterator[LedgerGroup], made: Iterator[MadeFor]
) -> Iterator[tuple[LedgerGroup | None, MadeFor | None]]:
    """Merge two streams that are in order of the correspondence customer's id."""
    before = next(made, None)
    for ledger in groups:
        customer_id = ledger.group.correspondence.customer_id
        while before is not None and before.customer_id < customer_id:
            yield None, before
            before = next(made, None)
        if before is not None and before.customer_id == customer_id:
            yield ledger, before
            before = next(made, None)
        else:
            yield ledger, None
    while before is not None:
        yield None, before
        before = next(made, None)


@dataclass(slots=True)
class _Place:
    """The letters that a run would make from one unit under one procedure to one customer."""

    level: int = 0
    letters: int = 0
    totals: Counter[str] = field(default_factory=Counter)

    def add(self, letter: LetterDraft) -> None:
        self.level = max(self.level, letter.level.number)
        self.letters += 1
        self.totals.update(past_due_of(letter))


@dataclass(slots=True)
class _Comparing:
    """The counts while group after group is compared."""

    setup: Setup
    each: Callable[[ComparedRow], None] | None
    before: Levels = field(default_factory=Levels)
    now: Levels = field(default_factory=Levels)
    changes: dict[Change, ChangeCount] = field(
        default_factory=lambda: {change: ChangeCount() for change in Change}
    )

    def add(self, ledger: LedgerGroup, outcome: GroupOutcome, before: MadeFor | None) -> None:
        """Compare what a group would get with what it got."""
        places: dict[tuple[int, str], _Place] = {}
        for letter in outcome.letters:
            self.now.add(letter)
            places.setdefault((letter.unit_id, letter.procedure.code), _Place()).add(letter)
        made = dict(before.letters) if before else {}
        customer_id = ledger.group.correspondence.customer_id
        number, name = ledger.number(customer_id), ledger.name(customer_id)
        for key, place in places.items():
            old = made.pop(key, None)
            if old is not None:
                self._count_before(old)
            self._tell(
                ComparedRow(
                    customer=number,
                    name=name,
                    unit=self.setup.units[key[0]].code,
                    procedure=key[1],
                    change=_change(old, place.level),
                    level_before=old.level if old else None,
                    level_now=place.level,
                    letters_before=old.letters if old else 0,
                    letters_now=place.letters,
                    totals_before=_totals(old) if old else {},
                    totals_now=dict(sorted(place.totals.items())),
                )
            )
        if before is not None:
            for key, old in made.items():
                self.add_gone(before, {key: old}, _why(outcome, key[0]))

    def add_gone(
        self, before: MadeFor, made: Mapping[tuple[int, str], MadeLetters], reason: str
    ) -> None:
        """Count letters of the last run that would have no successor."""
        for (unit_id, procedure), old in made.items():
            self._count_before(old)
            self._tell(
                ComparedRow(
                    customer=before.number,
                    name=before.name,
                    unit=self.setup.units[unit_id].code,
                    procedure=procedure,
                    change=Change.GONE,
                    level_before=old.level,
                    level_now=None,
                    letters_before=old.letters,
                    letters_now=0,
                    totals_before=_totals(old),
                    totals_now={},
                    reason=reason,
                )
            )

    def _count_before(self, made: MadeLetters) -> None:
        for level, letters in made.levels.items():
            self.before.count(made.procedure, level, made.past_due.get(level, {}), letters)

    def _tell(self, row: ComparedRow) -> None:
        count = self.changes[row.change]
        count.rows += 1
        count.before.update(row.totals_before)
        count.now.update(row.totals_now)
        if self.each is not None:
            self.each(row)


def _change(before: MadeLetters | None, level: int) -> Change:
    if before is None:
        return Change.NEW
    if level == before.level:
        return Change.SAME
    return Change.UP if level > before.level else Change.DOWN


def _totals(made: MadeLetters) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for amounts in made.past_due.values():
        totals.update(amounts)
    return dict(sorted(totals.items()))


def _why(outcome: GroupOutcome, unit_id: int) -> str:
    """Return the reason that most items of a group were turned away for, in the unit if it can."""
    reasons = [
        (decision.item.unit_id == unit_id, decision.reason.value)
        for decision in outcome.decisions
        if decision.reason is not None and decision.reason is not Reason.CREDIT
    ]
    in_unit = [reason for here, reason in reasons if here]
    return _most(in_unit or [reason for _, reason in reasons])


def _most(reasons: Sequence[str]) -> str:
    return Counter(reasons).most_common(1)[0][0] if reasons else NOTHING_OPEN
