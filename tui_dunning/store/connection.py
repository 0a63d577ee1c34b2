"""The open database's connections: one for each thread, and the blocks that read and write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import peewee

from tui_dunning.errors import Busy, DatabaseProblem, DunningError
from tui_dunning.store.tables import database
from tui_dunning.store.waiting import Told, watched


class _Last(threading.local):
    """What this thread's transaction does last: each action with the ids that came for it."""

    def __init__(self) -> None:
        self.actions: dict[Callable[[set[int]], None], set[int]] = {}


_last = _Last()


class _Reading(peewee._transaction):
    """A transaction that only reads: it ends as it began. `transaction()` knows it by its class."""

    def commit(self, begin: bool = True) -> None:
        """Undo what was written, by mistake or into temporary tables."""
        self.rollback(begin)


def handle() -> Any:
    """The open Peewee database.

    Raises:
        DatabaseProblem: none is open.
    """
    if database.obj is None:
        raise DatabaseProblem("No database is open.")
    return database.obj


def is_postgres() -> bool:
    """Whether the open database is PostgreSQL; else it is SQLite."""
    return isinstance(handle(), peewee.PostgresqlDatabase)


@contextmanager
def transaction() -> Iterator[None]:
    """Everything written inside is kept together, or not at all.

    Takes SQLite's write lock at once. Inside another one it is a savepoint. A thread without a
    connection gets one for the block; a connection that the server dropped is made anew.

    Raises:
        Busy: somebody else held the database longer than the setting `wait_seconds`.
        Cancelled: the waiting for somebody else was given up (`tell_waits`).
        DatabaseProblem: the connection was lost or the disk is full; nothing was changed.
    """
    if isinstance(handle().top_transaction(), _Reading):
        raise RuntimeError("reading() never writes: open transaction() outside of it")
    with _said_plainly(), connected() as db:
        if db.in_transaction():
            with db.atomic():
                yield
            return
        try:
            with watched(db) if is_postgres() else nullcontext(), db.atomic():
                if is_postgres():  # else each check of a foreign key is planned anew
                    db.execute_sql("SET LOCAL plan_cache_mode = auto")
                yield
                for action, ids in _last.actions.items():
                    action(ids)
        finally:
            _last.actions.clear()


def last(action: Callable[[set[int]], None], ids: Iterable[int]) -> None:
    """Have an action done as the last thing of the transaction, with all ids that came for it.

    For what takes a lock that others need at their end: they may wait for what this one changes.
    """
    if not handle().in_transaction():
        raise RuntimeError("there is no transaction to do it in")
    _last.actions.setdefault(action, set()).update(ids)


@contextmanager
def joined() -> Iterator[None]:
    """The caller's transaction, to be undone as a whole where this fails; else one of its own.

    No savepoint: SQLite would keep in memory how each page was that is changed after one.
    """
    top = handle().top_transaction()
    with transaction() if top is None or isinstance(top, _Reading) else nullcontext():
        yield


def tell_waits(told: Told | None) -> None:
    """Have it told while a write waits for another user's, with the seconds waited so far.

    `told` is called in the thread that waits, or in one beside it; it raises Cancelled to give up.
    """
    handle().told = told


def tell_wait(seconds: float) -> None:
    """Tell that somebody else has been waited for so long."""
    told = getattr(handle(), "told", None)
    if told is not None:
        told(seconds)


@contextmanager
def reading() -> Iterator[None]:
    """All reads inside see the database as it was at one moment; whatever is written is undone."""
    db = handle()
    if db.in_transaction():
        yield
        return
    kind = "REPEATABLE READ" if is_postgres() else "DEFERRED"
    with _said_plainly(), connected() as db, _Reading(db, kind):
        yield


@contextmanager
def connected() -> Iterator[Any]:
    """The database, with a live connection of this thread.

    The thread that opened the database keeps its connection; any other has one for the block.
    """
    db = handle()
    if db.in_transaction():
        yield db
        return
    for_the_block = db.is_closed()
    if for_the_block:
        db.connect()
    elif is_postgres() and not _is_alive(db):
        db.close()
        db.connect()
    try:
        yield db
    finally:
        if for_the_block:
            db.close()


def _is_alive(db: Any) -> bool:
    """Whether the server still answers on this thread's connection."""
    try:
        db.execute_sql("SELECT 1")
    except peewee.DatabaseError:
        return False
    return True


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what the database's driver says of locks, lost connections and disks into sentences."""
    try:
        yield
    except peewee.PeeweeException as error:
        problem = explained(error)
        if problem is None:
            raise
        raise problem from error


def explained(error: BaseException) -> DunningError | None:
    """The sentence for an error of a database's driver; None for one that we caused."""
    plain = type(error) is peewee.DatabaseError  # damaged; its kinds are mistakes in statements
    if plain or isinstance(error, (peewee.OperationalError, peewee.InterfaceError)):
        return _problem(str(_cause(error)))
    if isinstance(error, peewee.ProgrammingError) and "permission denied" in str(error):
        return _problem(str(error))
    return None


def _cause(error: BaseException) -> BaseException:
    """What went wrong first, where SQLite had rolled back by itself before Peewee tried to."""
    while "cannot rollback" in str(error) and error.__context__ is not None:
        error = error.__context__
    return error


def _problem(said: str) -> DunningError | None:
    """The sentence for a driver's message; None for one that only a mistake of ours causes."""
    text = said.lower()
    if "locked" in text or "lock timeout" in text or "deadlock" in text:
        return Busy(
            "The database is in use by somebody else for too long; nothing was changed.",
            "Try again in a moment.",
        )
    if "full" in text or "disk i/o" in text or "no space" in text:
        return DatabaseProblem(
            f"The database could not be written ({_first_line(said)}); nothing was changed.",
            "Make room on its disk and try again.",
        )
    if "readonly" in text or "read-only" in text or "permission denied" in text:
        return DatabaseProblem(
            "The database may only be read; nothing was changed.",
            "Ask the administrator for the right to write it.",
        )
    if any(word in text for word in ("connection", "server closed", "terminating", "ssl")):
        return DatabaseProblem(
            "The connection to the database server was lost; nothing was changed.",
            "Check that the server runs, then do it again.",
        )
    if "malformed" in text or "not a database" in text or "unable to open" in text:
        return DatabaseProblem(
            f"The database file cannot be read ({_first_line(said)}).",
            "Put back the last backup.",
        )
    return None


def _first_line(text: str) -> str:
    """The first line of a driver's message."""
    return (text.splitlines() or [""])[0].strip()
