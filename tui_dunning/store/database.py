"""The database: opening and creating it, and what the other floors need of it most.

The menus load this before their first screen: tables are not among it.
"""

from __future__ import annotations

from collections.abc import Callable

from tui_dunning.database_url import is_postgres_url, sqlite_path
from tui_dunning.store import sqlite
from tui_dunning.store.bulk import insert_many, insert_values, stream
from tui_dunning.store.connection import (
    connected,
    handle,
    is_postgres,
    joined,
    reading,
    tell_wait,
    tell_waits,
    transaction,
)
from tui_dunning.store.locks import run_lock
from tui_dunning.store.tables import SCHEMA_VERSION, database

__all__ = [
    "address",
    "close_database",
    "connected",
    "handle",
    "insert_many",
    "insert_values",
    "is_postgres",
    "joined",
    "open_database",
    "reading",
    "run_lock",
    "stream",
    "tell_wait",
    "tell_waits",
    "transaction",
]


def open_database(
    url: str,
    *,
    create: bool = False,
    wait_seconds: float = 60,
    fill: Callable[[], None] | None = None,
    oldest: int = SCHEMA_VERSION,
) -> None:
    """Open (or create and open) the database that all tables are bound to.

    Args:
        url: a path or `sqlite:///path`, or `postgresql://...`.
        create: make the tables; there must be none yet.
        wait_seconds: how long a write waits for another user's.
        fill: writes the first content, in the transaction that makes the tables.
        oldest: the oldest version of its tables that will do.

    Raises:
        DatabaseProblem: missing, foreign, older, newer, not reachable, or there already.
    """
    close_database()
    if is_postgres_url(url):
        from tui_dunning.store import postgres

        if create:
            postgres.create_server(url, wait_seconds, fill)
        else:
            postgres.open_server(url, wait_seconds, oldest)
    elif create:
        sqlite.create_file(sqlite_path(url), wait_seconds, fill)
    else:
        sqlite.open_file(sqlite_path(url), wait_seconds, oldest)
    handle().opened_as = (url, wait_seconds)


def address() -> tuple[str, float]:
    """Return how the open database was opened, for another process: its URL, the seconds to wait.

    The URL may hold a password.
    """
    url, wait_seconds = handle().opened_as
    return url, wait_seconds


def close_database() -> None:
    """Close this thread's connection and forget the database."""
    if database.obj is not None:
        if not database.obj.is_closed():
            database.obj.close()
        database.obj = None
