"""Rows for a table, collected and written some thousand at a time while a run reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import Field

from tui_dunning.store import models
from tui_dunning.store.database import insert_many, is_postgres


class Batch:
    """Rows for one table.

    On SQLite a run's rows go to a temporary table first and to their own with one statement at the
    end: keys, indexes and the pages being read then stay out of each other's way, which halves
    the time of a large run. PostgreSQL's COPY gains nothing by it.

    Args:
        model: the table; it has no temporary namesake `new_...` yet.
        columns: what each row's values are for.
        staged: whether many rows will come.
    """

    def __init__(self, model: type[Any], columns: Sequence[Field], *, staged: bool) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._model = model
        self._columns = columns
        self._names = ", ".join(f'"{column.column_name}"' for column in columns)
        self._stage = ""
        if staged and not is_postgres():
            self._stage = f"temp.new_{model._meta.table_name}"
            models.database.execute_sql(f"CREATE TABLE {self._stage} ({self._names})")

    def write(self) -> None:
        """Write what was collected."""
        if not self.rows:
            return
        if self._stage:
            insert_rows(self._stage, self.rows)
        else:
            insert_many(self._model, self._columns, self.rows)
        self.rows.clear()

    def finish(self) -> None:
        """Write the rest, and put all rows where they belong."""
        self.write()
        if self._stage:
            table = self._model._meta.table_name
            models.database.execute_sql(
                f'INSERT INTO "{table}" ({self._names}) SELECT * FROM {self._stage}'
            )
            models.database.execute_sql(f"DROP TABLE {self._stage}")


def insert_rows(table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows to a temporary table."""
    database = models.database
    marks = ", ".join([database.param] * len(rows[0]))
    database.connection().cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
