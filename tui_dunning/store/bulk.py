"""Many rows at once: streamed out, and inserted at the driver's own speed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import peewee
from peewee import Field

from tui_dunning.store.connection import handle, is_postgres

FETCH = 2000

VALUES_AT_ONCE = 1600
"""So many values of rows go into one statement: twice as many are no faster."""

_names = itertools.count(1)  # two streams of one transaction need two names on PostgreSQL


def insert_many(
    model: type[Any], columns: Sequence[Field], rows: Iterable[tuple[object, ...]]
) -> int:
    """Insert rows as they come, inside the caller's transaction.

    Args:
        model: the table.
        columns: its columns in the order of each row's values; columns with a default that are
            left out get it.
        rows: values as the columns hold them (ids for foreign keys); read once, never kept.

    Returns:
        How many rows were inserted.
    """
    db = handle()
    if not db.in_transaction():
        raise RuntimeError("rows are inserted inside a transaction")
    names, tail = _defaults(model, columns)
    quoted = ", ".join(f'"{name}"' for name in names)
    table = f'"{model._meta.table_name}"'
    full_rows = (row + tail for row in rows) if tail else rows
    with peewee.__exception_wrapper__:  # the driver's own errors as Peewee's, like everywhere
        if is_postgres():
            return _copy(db, f"COPY {table} ({quoted}) FROM STDIN", full_rows)
        return _insert(db, f"INSERT INTO {table} ({quoted}) VALUES ", len(names), full_rows)


def stream(query: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a query as plain tuples, a few thousand in memory at a time.

    Inside `reading()` or `transaction()`. Values are the driver's: SQLite gives dates as ISO
    texts and flags as 0 and 1.
    """
    db = handle()
    sql, parameters = (query, ()) if isinstance(query, str) else query.sql()
    with peewee.__exception_wrapper__:
        if not is_postgres():
            yield from db.cursor().execute(sql, tuple(parameters))
            return
        with db.connection().cursor(name=f"stream_{next(_names)}") as cursor:
            cursor.itersize = FETCH
            yield from cursor.execute(sql, tuple(parameters))


def _defaults(model: type[Any], columns: Sequence[Field]) -> tuple[list[str], tuple[object, ...]]:
    """All column names of an insert, and the values of those that the caller left out."""
    names = [field.column_name for field in columns]
    tail: list[object] = []
    for field in model._meta.sorted_fields:
        if field.column_name not in names and field.default is not None:
            names.append(field.column_name)
            tail.append(field.default() if callable(field.default) else field.default)
    return names, tuple(tail)


def _insert(db: Any, start: str, width: int, rows: Iterable[tuple[object, ...]]) -> int:
    """Insert rows into SQLite, many with one statement: its indexes are looked up once for all."""
    cursor, marks, left, count = db.cursor(), f"({', '.join('?' * width)})", iter(rows), 0
    at_once = max(VALUES_AT_ONCE // width, 1)
    statement = start + ", ".join([marks] * at_once)
    while batch := list(itertools.islice(left, at_once)):
        if len(batch) == at_once:
            cursor.execute(statement, list(itertools.chain.from_iterable(batch)))
        else:
            cursor.executemany(start + marks, batch)
        count += len(batch)
    return count


def _copy(db: Any, statement: str, rows: Iterable[tuple[object, ...]]) -> int:
    """Send rows by PostgreSQL's COPY."""
    count = 0
    with db.connection().cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
