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
    names, tail = _defaults(model, columns)
    full_rows = (row + tail for row in rows) if tail else rows
    if is_postgres():
        return _copy(model, names, full_rows)
    left, count, at_once = iter(full_rows), 0, _rows_at_once(names)
    while batch := list(itertools.islice(left, at_once)):
        _insert(model, names, list(itertools.chain.from_iterable(batch)))
        count += len(batch)
    return count


def insert_values(model: type[Any], columns: Sequence[Field], values: Sequence[object]) -> int:
    """Insert rows whose values follow each other in one list, inside the caller's transaction.

    That costs less than a tuple for each row. Columns with a default that are left out get it;
    the result is that of `insert_many`.
    """
    names, tail = _defaults(model, columns)
    if tail or is_postgres():
        return insert_many(model, columns, zip(*[iter(values)] * len(columns), strict=True))
    step = _rows_at_once(names) * len(names)
    for start in range(0, len(values), step):
        _insert(model, names, values[start : start + step])
    return len(values) // len(names)


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


def _rows_at_once(names: Sequence[str]) -> int:
    """So many rows go into one statement of SQLite: its indexes are looked up once for all."""
    return max(VALUES_AT_ONCE // len(names), 1)


def _insert(model: type[Any], names: Sequence[str], values: Sequence[object]) -> None:
    """Insert rows into SQLite, given by their values, with one statement."""
    marks = f"({', '.join('?' * len(names))})"
    rows = ", ".join([marks] * (len(values) // len(names)))
    with peewee.__exception_wrapper__:  # the driver's own errors as Peewee's, like everywhere
        _open().cursor().execute(f"INSERT INTO {_into(model, names)} VALUES {rows}", values)


def _copy(model: type[Any], names: Sequence[str], rows: Iterable[tuple[object, ...]]) -> int:
    """Send rows by PostgreSQL's COPY."""
    count, statement = 0, f"COPY {_into(model, names)} FROM STDIN"
    with (
        peewee.__exception_wrapper__,
        _open().connection().cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _open() -> Any:
    """Return the database, in whose transaction rows are inserted."""
    db = handle()
    if not db.in_transaction():
        raise RuntimeError("rows are inserted inside a transaction")
    return db


def _into(model: type[Any], names: Sequence[str]) -> str:
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'"{model._meta.table_name}" ({quoted})'
