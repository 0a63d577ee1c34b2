"""Single SQL statements that change many rows at once, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import peewee

from tui_dunning.store import models


def execute(sql: str, *values: object) -> int:
    """Run a statement with `?` for each value and return how many rows it touched."""
    return int(_cursor(sql, values).rowcount)


def execute_many(sql: str, rows: Iterable[tuple[object, ...]]) -> int:
    """Run a statement for each row, whose values are as stored; return how many it touched."""
    cursor = models.database.cursor()
    with peewee.__exception_wrapper__:
        cursor.executemany(sql.replace("?", models.database.param), rows)
    return max(int(cursor.rowcount), 0)


def fetch(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Run a query with `?` for each value and return all of its rows."""
    return list(_cursor(sql, values).fetchall())


def _cursor(sql: str, values: tuple[object, ...]) -> Any:
    stored = [str(v) if isinstance(v, date | datetime) else v for v in values]
    return models.database.execute_sql(sql.replace("?", models.database.param), stored)
