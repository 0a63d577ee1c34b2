"""The lock of which only one run can hold: it dies with its process and tells who has it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tui_dunning.errors import Busy, DatabaseProblem
from tui_dunning.store.connection import connected, handle, is_postgres

_RUN = 0x64756E02  # the advisory lock's number on PostgreSQL


@contextmanager
def run_lock(operator: str) -> Iterator[None]:
    """Hold the one lock of runs, imports and prints that must not meet.

    Raises:
        Busy: somebody has it; says who, and since when.
    """
    since = datetime.now(UTC).replace(microsecond=0)
    held = _server_lock(operator, since) if is_postgres() else _file_lock(operator, since)
    with held:
        yield


def lock_file() -> Path:
    """The file beside the SQLite database that carries the lock."""
    return Path(os.path.realpath(handle().database) + ".lock")


@contextmanager
def _file_lock(operator: str, since: datetime) -> Iterator[None]:
    """An OS lock on a file; the system lets go of it when the process dies."""
    path = lock_file()
    try:
        # A link would have somebody else's file emptied: whoever may write the folder could set it.
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o660)
    except OSError as error:
        raise DatabaseProblem(
            f"The lock file {path} cannot be written: {error.strerror}.",
            "Ask the administrator for the right to write it and its folder.",
        ) from error
    with suppress(OSError):  # it is another user's, who has done this
        os.fchmod(file, os.stat(path.with_suffix("")).st_mode & 0o666)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(os.pread(file, 500, 0).decode("utf-8", "replace")) from None
        os.ftruncate(file, 0)
        os.pwrite(file, _holder(operator, since).encode(), 0)
        yield
    finally:
        os.close(file)


@contextmanager
def _server_lock(operator: str, since: datetime) -> Iterator[None]:
    """An advisory lock of the session; the server lets go of it when the connection ends."""
    with connected() as db:
        if not db.execute_sql("SELECT pg_try_advisory_lock(%s)", (_RUN,)).fetchone()[0]:
            raise _busy(_server_holder(db))
        _name_session(db, f"dunning:{_holder(operator, since)}")
        try:
            yield
        finally:
            if not db.is_closed() and db.is_connection_usable():
                _name_session(db, "dunning")
                db.execute_sql("SELECT pg_advisory_unlock(%s)", (_RUN,))


def _name_session(db: Any, name: str) -> None:
    """Name the session; the server cuts names to 63 bytes and takes ASCII only."""
    ascii_name = name.encode("ascii", "replace").decode()[:63]
    db.execute_sql("SELECT set_config('application_name', %s, false)", (ascii_name,))


def _server_holder(db: Any) -> str:
    """The name of the session that has the lock, without its mark."""
    row = db.execute_sql(
        "SELECT activity.application_name FROM pg_locks AS held"
        " JOIN pg_stat_activity AS activity ON activity.pid = held.pid"
        " WHERE held.locktype = 'advisory' AND held.granted AND held.classid = 0"
        " AND held.objid = %s"
        " AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        (_RUN,),
    ).fetchone()
    return str(row[0]).removeprefix("dunning:") if row and row[0] else ""


def _holder(operator: str, since: datetime) -> str:
    """Who has the lock since when, as written down for others."""
    return f"{since:%Y-%m-%dT%H:%M:%S}Z {operator}"


def _busy(holder: str) -> Busy:
    """The refusal that names the holder."""
    moment, _, operator = holder.strip().partition(" ")
    try:
        since = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone()
    except ValueError:
        operator, when = "somebody", ""
    else:
        today = datetime.now(UTC).astimezone().date()
        when = f" since {since:%H:%M}" if since.date() == today else f" since {since:%d %b %H:%M}"
    return Busy(
        f"A run by {operator or 'somebody'} has been going on{when}.",
        "Wait until it has ended, then try again.",
    )
