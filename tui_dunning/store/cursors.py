"""Long reads as raw rows: one pass, constant memory, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, count
from typing import Any

from peewee import PostgresqlDatabase

from tui_dunning.store import models

Row = tuple[Any, ...]
FETCH = 2000
"""How many rows a server-side cursor brings at once."""

_numbers = count(1)


def stream_rows(sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
    """Yield the rows of a query as they come, never all at once.

    On PostgreSQL through a server-side cursor, which lives in the caller's transaction.
    """
    database = models.database
    if not isinstance(database.obj, PostgresqlDatabase):
        # through chain, which has no close(): a stream left in the middle may be thrown away by
        # another thread than the one that reads, and SQLite's cursors refuse to be closed there
        yield from chain(database.execute_sql(sql, values))
        return
    name = f"stream_{next(_numbers)}"
    database.execute_sql("SET LOCAL cursor_tuple_fraction = 1")  # all rows will be wanted
    database.execute_sql(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}", values)
    while rows := database.execute_sql(f"FETCH FORWARD {FETCH} FROM {name}").fetchall():
        yield from rows
    database.execute_sql(f"CLOSE {name}")


class Days(dict[Any, Any]):
    """Dates by what a database hands out (text on SQLite); every differing day is made once."""

    def __missing__(self, stored: object) -> date | None:
        """Turn an ISO text into a date; a date or null passes through."""
        day = date.fromisoformat(stored) if isinstance(stored, str) else stored
        self[stored] = day
        return day  # type: ignore[return-value]


NOTHING: tuple[Row, ...] = ()


class Merged:
    """Rows of one ordered query, taken key by key in step with another query of the same order.

    Args:
        rows: ordered by the key, which is the last columns of a row; its last one is unique.
        width: how many columns the key has.
    """

    def __init__(self, rows: Iterator[Row], width: int) -> None:
        self._rows = rows
        self._from = -width
        self._next: Row | None = next(rows, None)

    def take(self, key: Row) -> Sequence[Row]:
        """Return the rows of a key; rows of smaller keys are passed over."""
        row, rows, last = self._next, self._rows, key[-1]
        if row is None:
            return NOTHING
        if row[-1] != last:
            while row is not None and row[self._from :] < key:
                row = next(rows, None)
            self._next = row
            if row is None or row[-1] != last:
                return NOTHING
        taken = [row]
        for row in rows:
            if row[-1] != last:
                self._next = row
                return taken
            taken.append(row)
        self._next = None
        return taken
