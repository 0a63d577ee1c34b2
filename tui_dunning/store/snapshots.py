"""One view of the database for several processes."""

from __future__ import annotations

from tui_dunning.store import sqlite
from tui_dunning.store.connection import handle, is_postgres


def can_share() -> bool:
    """Whether other processes may read while this one writes: not without a write-ahead log."""
    return is_postgres() or sqlite.has_safe_wal()


def commits_seen() -> int:
    """Return a number that others' commits change; always 0 where snapshots can be shared.

    To be asked between transactions of one connection.
    """
    if is_postgres():
        return 0
    return int(handle().execute_sql("PRAGMA data_version").fetchone()[0])


def share_snapshot() -> str:
    """Return the name of what this transaction sees, for `use_snapshot` in other processes.

    SQLite has none: who writes keeps everybody else from it, who reads has to look afterwards
    whether anything was changed (`commits_seen`).
    """
    if not is_postgres():
        return ""
    return str(handle().execute_sql("SELECT pg_export_snapshot()").fetchone()[0])


def use_snapshot(name: str) -> None:
    """See what the process of that snapshot sees; the first statement inside a `reading()`."""
    if name:
        handle().execute_sql(f"SET TRANSACTION SNAPSHOT '{name}'")
