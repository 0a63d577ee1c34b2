"""Rows for a table, collected and written some thousand at a time while a run reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import Field

from tui_dunning.store import models
from tui_dunning.store.database import insert_many


class Batch:
    """Rows for one table. Not staged: this SQLite keeps temporary tables in memory."""

    def __init__(self, model: type[Any], columns: Sequence[Field]) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._model = model
        self._columns = columns

    def write(self) -> None:
        """Write what was collected."""
        if self.rows:
            insert_many(self._model, self._columns, self.rows)
            self.rows.clear()


def insert_rows(table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows to a temporary table."""
    database = models.database
    marks = ", ".join([database.param] * len(rows[0]))
    database.connection().cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
