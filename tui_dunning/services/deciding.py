"""A run's decisions portion by portion, made here or in processes of their own; nothing written.

A portion depends on its correspondence groups alone; portions come in the order of the ledger, so
that the result is the same however many processes there are.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain, islice
from typing import NamedTuple

from tui_dunning.engine.dunning import decide
from tui_dunning.engine.plan import prepare
from tui_dunning.engine.types import RunParameters
from tui_dunning.errors import DunningError
from tui_dunning.output.format import decimals
from tui_dunning.services.countries import country_name
from tui_dunning.services.run_tally import Tally
from tui_dunning.store.database import reading
from tui_dunning.store.letter_facts import LetterTexts
from tui_dunning.store.letter_rows import LetterRows, Making, Typesetter
from tui_dunning.store.scope import ScopeIds, spans_of
from tui_dunning.store.setup_facts import load_setup
from tui_dunning.store.snapshots import can_share, share_snapshot, use_snapshot
from tui_dunning.store.staging import Staged, Staging
from tui_dunning.store.stream import LedgerGroup, has_customers, stream_groups

PORTION = 1000
"""Correspondence groups between two looks at the progress."""

WORTH_SHARING = 20_000
"""With fewer customers a run is over before another process has started."""

MOST_WORKERS = 2
"""So many take 130 MiB together with the one that writes; it can keep up with about three."""


class Decided(NamedTuple):
    """What a portion comes to: its customers, counts, changes, and letters (None in a dry run)."""

    customers: int
    tally: Tally
    staged: Staged
    letters: LetterRows | None


Portions = Generator[Decided, None, None]


@dataclass(frozen=True, slots=True)
class Task:
    """What all portions of a run share. `run` None: a dry run. `at` is when it began, in UTC."""

    parameters: RunParameters
    ids: ScopeIds
    operator: str
    run: int | None
    at: datetime


class Decider:
    """Decides groups one after the other, and makes the rows of their letters."""

    def __init__(self, task: Task) -> None:
        parameters = task.parameters
        self._plan = prepare(load_setup(decimals), parameters)
        self._ids = task.ids
        self._texts = LetterTexts()
        self._staging = Staging(task.run, task.operator, task.at)
        self._typesetter: Typesetter | None = None
        if task.run is not None:
            making = Making(
                as_of=parameters.as_of,
                operator=task.operator,
                country_name=country_name,
                run=task.run,
                acceptgiro=parameters.acceptgiro,
                at=task.at,
            )
            self._typesetter = Typesetter(making)

    def groups(self, span: tuple[int, int] | None = None) -> Iterator[LedgerGroup]:
        """Stream the groups of the run, or of a span of correspondence customers."""
        ids = self._ids if span is None else replace(self._ids, span=span)
        return stream_groups(ids, self._plan.setup, self._plan.as_of)

    def decide(self, groups: Iterable[LedgerGroup]) -> Decided:
        """Decide some groups."""
        plan, typesetter, tally, customers = self._plan, self._typesetter, Tally(), 0
        for ledger in groups:
            outcome = decide(ledger.group, plan)
            tally.add(outcome, ledger, self._texts)
            self._staging.add(outcome)
            if typesetter is not None:
                for draft in outcome.letters:
                    typesetter.add(draft, ledger)
            customers += len(ledger.group.members)
        letters = None if typesetter is None else typesetter.take()
        return Decided(customers, tally, self._staging.take(), letters)


def worthwhile(ids: ScopeIds) -> int:
    """Return how many processes make a run of this scope shorter."""
    from tui_dunning.services.processes import can_start

    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    many = workers > 1 and can_share() and has_customers(ids, WORTH_SHARING)
    return workers if many and can_start() else 1


def portions(task: Task, workers: int) -> Portions:
    """Return all portions of a run, each decided when it is asked for or before."""
    return _in_processes(task, workers) if workers > 1 and can_share() else _here(task)


def _here(task: Task) -> Portions:
    """Decide in this process, in one pass through the ledger."""
    decider = Decider(task)
    groups = decider.groups()
    for first in groups:
        yield decider.decide(chain((first,), islice(groups, PORTION - 1)))


def _in_processes(task: Task, workers: int) -> Portions:
    """Decide in other processes, each of which reads its spans of the ledger."""
    from tui_dunning.services.processes import in_order

    return in_order(
        partial(_decide_span, task, share_snapshot()),
        spans_of(task.ids, PORTION),
        workers,
        loaded=(__name__,),
        broken=DunningError(
            "A process that decided letters was ended by the system; nothing was changed.",
            "Run again with --workers 1.",
        ),
    )


def _decide_span(task: Task, snapshot: str, span: tuple[int, int]) -> Decided:
    """Decide the groups of a span, in one of the processes."""
    with reading():
        use_snapshot(snapshot)
        decider = _decider(task)
        return decider.decide(decider.groups(span))


@lru_cache(maxsize=1)
def _decider(task: Task) -> Decider:
    """Return a process's decider, which has read the set-up once."""
    return Decider(task)
