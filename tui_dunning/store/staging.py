"""What a run means to do to customers, items and waiting letters, kept in temporary tables.

While the stream reads, nothing that it reads may change; so a run stages its changes and applies
each kind at the end, many rows with one statement. A dry run stages them too, and only counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from tui_dunning.engine.types import CodeMove, GroupOutcome, RuleEffect
from tui_dunning.store import models, past_due
from tui_dunning.store.cursors import Row
from tui_dunning.store.database import insert_many, is_postgres

SLICE = 10_000
"""So many rows are changed by one statement."""

TABLES = {
    "run_kept": "customer_id INTEGER, unit_id INTEGER, PRIMARY KEY (customer_id, unit_id)",
    "run_move": "customer_id INTEGER PRIMARY KEY, code VARCHAR(255), code_on DATE, "
    "all_sent INTEGER",
    "run_hold": "customer_id INTEGER PRIMARY KEY",
    "run_collect": "item_id INTEGER PRIMARY KEY",
    "run_ended": "letter_id BIGINT PRIMARY KEY, whole INTEGER",
}

_e = models.CustomerEvent
EVENT = (_e.customer, _e.at, _e.operator, _e.kind, _e.before, _e.after, _e.reason, _e.run)


def open_staging() -> None:
    """Make the temporary tables, empty."""
    close_staging()
    for name, columns in TABLES.items():
        models.database.execute_sql(f"CREATE TEMPORARY TABLE {name} ({columns})")


def close_staging() -> None:
    """Drop the temporary tables."""
    schema = "pg_temp." if is_postgres() else "temp."
    for name in TABLES:
        models.database.execute_sql(f"DROP TABLE IF EXISTS {schema}{name}")


class Staged(NamedTuple):
    """Rows for the temporary tables, by table, and events that customers get."""

    rows: dict[str, list[Row]]
    events: list[Row]


def stage(staged: Staged) -> None:
    """Put rows into the temporary tables, and events among those of customers."""
    for name, rows in staged.rows.items():
        if rows:
            _insert_rows(name, rows)
    if staged.events:
        insert_many(models.CustomerEvent, EVENT, staged.events)


class Staging:
    """Collects what a run's outcomes change besides letters: `add` for each, then `take`.

    Args:
        run: the dunning number; None in a dry run, which writes no events.
        operator: who runs it.
        at: when, in UTC.
    """

    def __init__(self, run: int | None, operator: str, at: datetime) -> None:
        self._run = run
        self._operator = operator
        self._at = at if is_postgres() else str(at)
        self._rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._events: list[Row] = []

    def take(self) -> Staged:
        """Return what was collected since the last time."""
        taken = Staged(self._rows, self._events)
        self._rows, self._events = {name: [] for name in TABLES}, []
        return taken

    def add(self, outcome: GroupOutcome) -> None:
        """Stage what one group's outcome changes."""
        for customer_id, unit_id, left_as_it_is in outcome.decided:
            if left_as_it_is:
                self._rows["run_kept"].append((customer_id, unit_id))
        if outcome.letters or outcome.moves:
            self._add_moves(outcome)
        if outcome.effects:
            self._add_holds(outcome.effects)
            for effect in outcome.effects:
                self._add_effect(effect)

    def _add_moves(self, outcome: GroupOutcome) -> None:
        """Stage each customer's move once, though several letters may carry it."""
        moves = {move.customer_id: move for letter in outcome.letters for move in letter.moves}
        for move in outcome.moves:
            moves[move.customer_id] = move
            self._event(move.customer_id, "letter_code", ltr_before(move), ltr_after(move))
        self._rows["run_move"].extend(
            (
                move.customer_id,
                move.code_after,
                move.code_on_after if is_postgres() else _iso(move),
                int(move.all_sent_after),
            )
            for move in moves.values()
        )

    def _add_holds(self, effects: Sequence[RuleEffect]) -> None:
        """Stage each customer's hold once, though rules may match its accounts one by one."""
        for customer_id in dict.fromkeys(e.customer_id for e in effects if e.credit_hold):
            self._rows["run_hold"].append((customer_id,))
            self._event(customer_id, "credit_hold", "N", "Y")

    def _add_effect(self, effect: RuleEffect) -> None:
        """Stage what a rule without a letter does at once, besides the credit hold."""
        if effect.collection_item_ids:
            items = effect.collection_item_ids
            self._rows["run_collect"].extend((item_id,) for item_id in items)
            self._event(
                effect.customer_id,
                "collection",
                "",
                f"{len(items)} item{'' if len(items) == 1 else 's'}",
            )
        kind = "activity" if effect.activity else "no_letter"
        self._event(effect.customer_id, kind, "", effect.activity)

    def _event(self, customer_id: int, kind: str, before: str, after: str) -> None:
        if self._run is not None:
            what = (kind, before, after, "dunning run", self._run)
            self._events.append((customer_id, self._at, self._operator, *what))


def apply_staged() -> None:
    """Move customers on, set credit holds, refer items."""
    run = models.database.execute_sql
    for after, until in slices("run_move", "customer_id"):
        run(
            "UPDATE customer SET letter_code = m.code, letter_code_on = m.code_on, "
            "all_sent = (m.all_sent = 1) FROM run_move m WHERE m.customer_id = customer.id "
            f"AND m.customer_id > {after} AND m.customer_id <= {until}"
        )
    run("UPDATE customer SET credit_hold = TRUE WHERE id IN (SELECT customer_id FROM run_hold)")
    run("UPDATE item SET in_collection = TRUE WHERE id IN (SELECT item_id FROM run_collect)")
    past_due.keep_codes("SELECT customer_id AS id FROM run_move")


def slices(table: str, key: str, where: str = "1 = 1") -> Iterator[tuple[int, int]]:
    """Yield bounds of keys, each above its first and up to its second, with some thousand rows.

    What one statement changes, SQLite keeps in memory until its end: so many at a time are flat.
    """
    after = 0
    while True:
        until = models.database.execute_sql(
            f"SELECT MAX({key}) FROM (SELECT {key} FROM {table} WHERE {where} AND {key} > {after} "
            f"ORDER BY {key} LIMIT {SLICE}) AS slice"
        ).fetchone()[0]
        if until is None:
            return
        yield after, until
        after = until


def ltr_before(move: CodeMove) -> str:
    """Return the letter code before a move as a clerk reads it."""
    return "*" if move.all_sent_before else move.code_before


def ltr_after(move: CodeMove) -> str:
    """Return the letter code after a move as a clerk reads it."""
    return "*" if move.all_sent_after else move.code_after


def _insert_rows(table: str, rows: Sequence[Row]) -> None:
    """Add rows to a temporary table."""
    database = models.database
    marks = ", ".join([database.param] * len(rows[0]))
    database.connection().cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _iso(move: CodeMove) -> str | None:
    return move.code_on_after.isoformat() if move.code_on_after else None
