"""The rows of dunning runs: written at a run's start, filled at its end, read as a list."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import peewee
from peewee import fn

from tui_dunning.errors import Busy
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.store import models
from tui_dunning.store.counters import next_number
from tui_dunning.store.database import handle, is_postgres, tell_wait
from tui_dunning.store.keyset import read_page


@dataclass(frozen=True, slots=True)
class RunRow:
    """One dunning run as lists show it.

    `letters` are those the run made, `statuses` what has become of them. `started` is UTC. `totals`
    and `not_dunned` are as a summary has them, amounts in minor units.
    """

    number: int
    as_of: date
    started: datetime
    operator: str
    scope: Mapping[str, str]
    letters: int
    customers: int
    items: int
    totals: Mapping[str, int]
    not_dunned: Mapping[str, int] = field(default_factory=dict)
    superseded: int = 0
    errors: tuple[str, ...] = ()
    statuses: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """The run's place in lists."""
        return (self.number,)


def begin_run(
    as_of: date,
    operator: str,
    scope: Mapping[str, str],
    scope_key: str,
    parameters: Mapping[str, object],
) -> int:
    """Take the next dunning number and write the run's row, to be filled by `end_run`."""
    number = next_number("dunning_number")
    started = models.now()
    models.Run.create(
        number=number,
        as_of=as_of,
        started_at=started,
        finished_at=started,
        operator=operator,
        scope=json.dumps(scope, ensure_ascii=False),
        scope_key=scope_key,
        parameters=json.dumps(parameters, ensure_ascii=False),
        letters=0,
        customers=0,
        items=0,
        totals="{}",
        not_dunned="{}",
        superseded=0,
    )
    return number


def end_run(
    number: int,
    *,
    letters: int,
    customers: int,
    items: int,
    totals: Mapping[str, str],
    not_dunned: Mapping[str, int],
    superseded: int,
    errors: Sequence[str],
) -> None:
    """Write down what a run did. `totals` maps currencies to amount texts."""
    models.Run.update(
        finished_at=models.now(),
        letters=letters,
        customers=customers,
        items=items,
        totals=json.dumps(dict(totals)),
        not_dunned=json.dumps(dict(not_dunned)),
        superseded=superseded,
        errors=json.dumps(list(errors), ensure_ascii=False),
    ).where(models.Run.number == number).execute()


def last_run_of(scope_key: str) -> tuple[int, date] | None:
    """Return number and as-of date of the latest run of exactly this scope."""
    table = models.Run
    row = table.select().where(table.scope_key == scope_key).order_by(table.number.desc()).first()
    return (row.number, row.as_of) if row else None


def latest_number() -> int:
    """Return the number of the latest run, 0 before the first."""
    return models.Run.select(fn.MAX(models.Run.number)).scalar() or 0


def read_runs(limit: int | None) -> tuple[models.Run, ...]:
    """Return the latest runs (all where `limit` is None), oldest first."""
    query = models.Run.select().order_by(models.Run.number.desc()).limit(limit)
    return tuple(reversed(list(query)))


def read_run_page(seek: Seek, limit: int, decimals: Callable[[str], int]) -> Page[RunRow]:
    """Read a page of runs, newest first; their statuses are not counted yet."""
    query, number = models.Run.select(), models.Run.number
    return read_page(
        query,
        [number],
        seek,
        limit,
        lambda row: run_row(models.Run(**dict(zip(_NAMES, row, strict=True))), decimals),
        newest_first=True,
    )


_NAMES = tuple(models.Run._meta.sorted_field_names)


def run_row(
    row: models.Run, decimals: Callable[[str], int], statuses: Mapping[str, int] | None = None
) -> RunRow:
    """Make a value of a run's row; `decimals` are those of a currency."""
    return RunRow(
        number=row.number,
        as_of=row.as_of,
        started=row.started_at,
        operator=row.operator,
        scope=json.loads(row.scope),
        letters=row.letters,
        customers=row.customers,
        items=row.items,
        totals={
            code: int(Decimal(text).scaleb(decimals(code)))
            for code, text in json.loads(row.totals).items()
        },
        not_dunned=json.loads(row.not_dunned),
        superseded=row.superseded,
        errors=tuple(json.loads(row.errors)),
        statuses=statuses or {},
    )


def count_statuses(runs: Sequence[int]) -> dict[int, dict[str, int]]:
    """Count the letters of runs by status."""
    table = models.Letter
    query = (
        table.select(table.run, table.status, peewee.fn.COUNT(table.id))
        .where(table.run.in_(list(runs)))
        .group_by(table.run, table.status)
        .order_by(table.run, table.status)
    )
    found: dict[int, dict[str, int]] = {}
    for run, status, letters in query.tuples():
        found.setdefault(run, {})[status] = letters
    return found


def hold_facts(wait_seconds: float) -> None:
    """Keep others from changing what a run reads until it is over; they may go on reading.

    SQLite's write lock does so by itself. On PostgreSQL the run queues for the customers, then all
    other tables are locked at once or none, so that no two users wait for each other. The locks
    also keep off those who would lock a row first and change it later.

    Raises:
        Busy: somebody else was changing them all the time.
    """
    if not is_postgres():
        return
    database = handle()
    began = time.monotonic()
    while True:
        try:
            with database.atomic():
                database.execute_sql("LOCK TABLE customer IN EXCLUSIVE MODE")
                database.execute_sql(
                    "LOCK TABLE item, letter, letter_item, counter IN EXCLUSIVE MODE NOWAIT"
                )
            return
        except peewee.OperationalError as error:
            if time.monotonic() > began + wait_seconds:
                raise Busy(
                    "Another user has been changing customers for too long; nothing was done.",
                    "Try again in a moment.",
                ) from error
        tell_wait(time.monotonic() - began)
        time.sleep(0.1)
