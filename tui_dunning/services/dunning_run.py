"""4.4.1 Dunning letter update: one run from facts to proposed letters, or what it would do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, fields, replace
from datetime import date

from tui_dunning.engine.types import RunParameters, Scope
from tui_dunning.errors import Cancelled, Refused
from tui_dunning.output.format import decimals, plain_amount
from tui_dunning.paging import Page, Seek
from tui_dunning.services.deciding import Task, portions, worthwhile
from tui_dunning.services.letter_levels import take_level_of_rest
from tui_dunning.services.run_tally import Tally, checked_scope, held_sentence
from tui_dunning.store.database import connected, reading, run_lock, transaction
from tui_dunning.store.models import now
from tui_dunning.store.runs import (
    RunRow,
    begin_run,
    count_statuses,
    end_run,
    hold_facts,
    latest_number,
    read_run_page,
    read_runs,
    run_row,
)
from tui_dunning.store.scope import ScopeIds, scope_key
from tui_dunning.store.snapshots import commits_seen
from tui_dunning.store.staging import apply_staged, close_staging, open_staging, stage
from tui_dunning.store.stream import count_customers
from tui_dunning.store.supersede import end_letters, find_ended, stranded_letters
from tui_dunning.store.writer import LetterWriter

__all__ = ["RunRow", "RunSummary", "held_sentence", "last_run", "list_runs", "run", "scope_words"]

Progress = Callable[[int, int], None]
"""Told how many customers are done, of how many."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did, or a dry run would do (`run` is None). `totals` in minor units.

    `after` is the latest run before it, 0 where there was none.
    """

    run: int | None
    as_of: date
    dry_run: bool
    letters: int
    customers: int
    items: int
    totals: dict[str, int]
    not_dunned: dict[str, int]
    superseded: int
    errors: tuple[str, ...]
    after: int = 0


def run(
    parameters: RunParameters,
    operator: str,
    *,
    dry_run: bool = False,
    force: bool = False,
    after: int | None = None,
    wait_seconds: float = 60,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    workers: int | None = None,
) -> RunSummary:
    """Run the update: wholly, or not at all.

    Args:
        parameters: as-of date, scope and what letters look like.
        operator: who runs it.
        dry_run: do all of it except the writing.
        force: also when a later run of the same scope was made.
        after: the latest run that the dry run saw, which the operator has agreed to; a later one
            refuses this. None: whatever came before.
        wait_seconds: how long to wait for others who are changing data (PostgreSQL).
        progress: told now and then how many customers are done, of how many.
        cancelled: asked now and then; True stops the run, and nothing is changed.
        workers: how many processes decide, the result is the same; None: as many as it is worth.

    Raises:
        WrongUsage: a unit together with a set id.
        NotFound: a code of the scope is not there.
        Refused: dated before the last run of the same scope, and not forced; or not `after` that
            run any more.
        Busy: another run is under way.
        Cancelled: `cancelled` said so.
    """
    task = _Run(parameters, operator, progress, cancelled, workers)
    if dry_run:
        return task.try_out(force=force)
    with run_lock(operator), transaction():
        hold_facts(wait_seconds)
        return task.carry_out(force=force, after=after)


def last_run() -> RunRow | None:
    """Return the latest run, None before the first."""
    rows = list_runs(1)
    return rows[0] if rows else None


def list_runs(limit: int | None = None) -> tuple[RunRow, ...]:
    """Return all runs, or the latest `limit` of them, oldest first."""
    with reading():
        rows = read_runs(limit)
        statuses = count_statuses([row.number for row in rows])
    return tuple(run_row(row, decimals, statuses.get(row.number, {})) for row in rows)


def run_page(seek: Seek, limit: int) -> Page[RunRow]:
    """Return a page of the list of runs, newest first."""
    with reading():
        page = read_run_page(seek, limit, decimals)
        statuses = count_statuses([row.number for row in page.rows])
    rows = tuple(replace(row, statuses=statuses.get(row.number, {})) for row in page.rows)
    return Page(rows, page.more_before, page.more_after)


class _Run:
    """One run, dry or real: the same steps, of which a dry one leaves out the writing."""

    def __init__(
        self,
        parameters: RunParameters,
        operator: str,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
        workers: int | None,
    ) -> None:
        self._workers = workers
        self._parameters = parameters
        self._operator = operator
        self._progress = progress
        self._cancelled = cancelled
        self._tally = Tally()
        self._after = 0

    def try_out(self, *, force: bool) -> RunSummary:
        """Do everything but the writing; once more alone where others changed data meanwhile."""
        with connected():
            before = commits_seen()
            with reading():
                summary = self._try_out(force=force)
            if self._workers == 1 or commits_seen() == before:
                return summary
            self._tally, self._workers = Tally(), 1
            with reading():
                return self._try_out(force=force)

    def _try_out(self, *, force: bool) -> RunSummary:
        ids = checked_scope(self._parameters, force=force)
        self._after = latest_number()
        open_staging()
        self._decide(ids, None, None)
        superseded = find_ended(ids, None)
        close_staging()
        return self._summary(None, superseded)

    def carry_out(self, *, force: bool, after: int | None) -> RunSummary:
        """Do it, inside the caller's transaction."""
        self._after = latest_number()
        if after is not None and self._after > after:
            (last,) = read_runs(1)
            raise Refused(
                f"Run {last.number} was made meanwhile, by {last.operator}; nothing was changed.",
                "F5 works out again what this one would do now.",
            )
        ids = checked_scope(self._parameters, force=force)
        number = self._begin()
        writer = LetterWriter()
        open_staging()
        self._decide(ids, number, writer)
        superseded = find_ended(ids, writer.first)
        end_letters(ids, number, writer.first, self._operator)
        take_level_of_rest(stranded_letters(), self._operator)
        apply_staged()
        close_staging()
        summary = self._summary(number, superseded)
        end_run(
            number,
            letters=summary.letters,
            customers=summary.customers,
            items=summary.items,
            totals={code: plain_amount(minor, code) for code, minor in summary.totals.items()},
            not_dunned=summary.not_dunned,
            superseded=superseded,
            errors=summary.errors,
        )
        return summary

    def _begin(self) -> int:
        parameters = self._parameters
        display = parameters.display
        return begin_run(
            parameters.as_of,
            self._operator,
            scope_words(parameters.scope),
            scope_key(parameters.scope),
            {
                "text": parameters.text.value,
                "display_currency": display.choice if display else "",
                "rate": str(display.rate or "") if display else "",
                "rate_date": str(display.rate_date or "") if display else "",
                "acceptgiro": parameters.acceptgiro,
            },
        )

    def _decide(self, ids: ScopeIds, run: int | None, writer: LetterWriter | None) -> None:
        """Have the whole ledger decided, and write down what each portion comes to."""
        task = Task(self._parameters, ids, self._operator, run, now())
        if self._workers is None:
            self._workers = worthwhile(ids)
        total = done = 0
        with closing(portions(task, self._workers)) as decided:
            for part in decided:
                if not done and self._progress is not None:
                    total = count_customers(ids)  # while the next portions are being decided
                self._tally.merge(part.tally)
                stage(part.staged)
                if writer is not None and part.letters is not None:
                    writer.write(part.letters)
                done += part.customers
                self._pause(done, total)
        self._pause(total, total)

    def _pause(self, done: int, total: int) -> None:
        """Tell the progress, and stop where the operator wants so."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled("The run was stopped; nothing was changed.")
        if self._progress is not None:
            self._progress(done, total)

    def _summary(self, number: int | None, superseded: int) -> RunSummary:
        tally = self._tally
        return RunSummary(
            run=number,
            as_of=self._parameters.as_of,
            dry_run=number is None,
            letters=tally.letters,
            customers=tally.customers,
            items=tally.items,
            totals=dict(sorted(tally.totals.items())),
            not_dunned=dict(sorted(tally.not_dunned.items())),
            superseded=superseded,
            errors=tally.all_errors(),
            after=self._after,
        )


def scope_words(scope: Scope) -> dict[str, str]:
    """Return what of a scope was given, by name."""
    given = {each.name: getattr(scope, each.name) for each in fields(scope)}
    return {name: value for name, value in given.items() if value}
