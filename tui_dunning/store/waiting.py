"""Waiting for another user who is writing: it is told while it lasts, and can be given up."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import peewee

from tui_dunning.errors import Cancelled, DatabaseProblem

Told = Callable[[float], None]
"""Told now and then how many seconds have been waited; raises Cancelled to wait no more."""

SOON = 0.5
"""Seconds after which a server is asked whether a statement waits, and between two questions."""

_ONCE = 100
"""Milliseconds that SQLite waits by itself until the next word."""


class PatientSqlite(peewee.SqliteDatabase):
    """SQLite whose writers wait for each other in short steps, so that it can be told and stopped.

    `told` is called at each step. `file` says which file was opened: one that was moved away or
    replaced since is not written to.
    """

    told: Told | None = None
    file: tuple[str, int, int] | None = None

    def begin(self, lock_type: str | None = None) -> None:
        """Begin a transaction; a writing one waits for the file's one write lock."""
        if (lock_type or self._lock_type) != "IMMEDIATE":
            super().begin(lock_type)
            return
        if self.file is not None and self.file != file_at(self.file[0]):
            raise DatabaseProblem(
                f"The database {self.database} was moved or replaced; nothing was changed.",
                "Put the file back where it was, or leave the program and start it again.",
            )
        began = time.monotonic()
        self.execute_sql(f"PRAGMA busy_timeout = {min(_ONCE, int(self.timeout * 1000))}")
        try:
            while not self._begun(lock_type, began):
                pass
        finally:
            self.execute_sql(f"PRAGMA busy_timeout = {int(self.timeout * 1000)}")

    def _begun(self, lock_type: str | None, began: float) -> bool:
        """Try once; False where somebody else is writing and there is time left."""
        try:
            super().begin(lock_type)
        except peewee.OperationalError as error:
            waited = time.monotonic() - began
            if "locked" not in str(error) or waited >= self.timeout:
                raise
            if self.told is not None:
                self.told(waited)
            return False
        return True


def file_at(path: str) -> tuple[str, int, int] | None:
    """Return the whole path and what tells its file from any other; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return os.path.abspath(path), found.st_dev, found.st_ino


@contextmanager
def watched(db: Any) -> Iterator[None]:
    """Tell `db.told` while the server holds up the statements of this block for others' locks.

    Any statement may meet a lock, so another thread asks the server on a connection of its own.
    """
    if getattr(db, "told", None) is None:
        yield
        return
    watch = _Watch(db)
    watch.start()
    try:
        yield
    except peewee.OperationalError:
        if watch.stopped is not None:
            raise watch.stopped from None
        raise
    finally:
        watch.ended.set()
        watch.join()


class _Watch(threading.Thread):
    """Asks whether a connection's statement waits; cancels it where the waiting is given up."""

    def __init__(self, db: Any) -> None:
        super().__init__(name="wait-watch", daemon=True)
        self.ended = threading.Event()
        self.stopped: Cancelled | None = None
        self._db = db
        self._watched = db.connection()

    def run(self) -> None:
        """Look until the block has ended."""
        if self.ended.wait(SOON):
            return
        try:
            with self._db.connection_context():
                self._look()
        except (peewee.DatabaseError, peewee.InterfaceError):
            return  # no connection left for looking: the work itself goes on

    def _look(self) -> None:
        began = 0.0
        while not self.ended.is_set():
            began = (began or time.monotonic() - SOON) if self._waits() else 0.0
            if began:
                try:
                    self._db.told(time.monotonic() - began)
                except Cancelled as stop:
                    self.stopped = stop
                    self._watched.cancel()
                    return
            self.ended.wait(SOON)

    def _waits(self) -> bool:
        """Whether the statement under way waits for somebody else's lock."""
        pid = self._watched.info.backend_pid
        query = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted)"
        return bool(self._db.execute_sql(query, (pid,)).fetchone()[0])
