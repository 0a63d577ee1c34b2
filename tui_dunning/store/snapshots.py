"""One view of the database for several processes, while the first one holds its facts still."""

from __future__ import annotations

from tui_dunning.store import sqlite
from tui_dunning.store.connection import handle, is_postgres


def can_share() -> bool:
    """Whether other processes may read while this one writes: not without a write-ahead log."""
    return is_postgres() or sqlite.has_safe_wal()


def share_snapshot() -> str:
    """Return the name of what this transaction sees, for `use_snapshot` in other processes.

    SQLite needs none: nobody else changes anything before this transaction ends.
    """
    if not is_postgres():
        return ""
    return str(handle().execute_sql("SELECT pg_export_snapshot()").fetchone()[0])


def use_snapshot(name: str) -> None:
    """See what the process of that snapshot sees; the first statement inside a `reading()`."""
    if name:
        handle().execute_sql(f"SET TRANSACTION SNAPSHOT '{name}'")
