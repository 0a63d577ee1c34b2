"""SQLite: opening and creating the file, and the pragmas it is worked with."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

import peewee

from tui_dunning.errors import DatabaseProblem
from tui_dunning.store import refusals
from tui_dunning.store.tables import SCHEMA_VERSION, database
from tui_dunning.store.waiting import PatientSqlite, file_at

SAFE_WAL = (3, 51, 3)
"""The first version without the bug that can corrupt a database in WAL mode."""

Fill = Callable[[], None]


def has_safe_wal() -> bool:
    """Whether the SQLite in use may keep a write-ahead log."""
    return bool(peewee.sqlite3.sqlite_version_info >= SAFE_WAL)


def version() -> str:
    """The version of the SQLite in use."""
    return str(peewee.sqlite3.sqlite_version)


def open_file(path: Path, wait_seconds: float, oldest: int = SCHEMA_VERSION) -> None:
    """Open the database in `path` for this thread; its tables may be as old as `oldest`.

    Raises:
        DatabaseProblem: it is missing, no database, another program's, older or newer.
    """
    if not path.parent.exists() or _found(path, oldest) != "ours":
        raise refusals.refuse_missing(str(path), str(path))
    db = _database(path, wait_seconds, "wal" if has_safe_wal() else "delete")
    _connect(db, path)
    db.file = file_at(str(path))
    database.initialize(db)


def create_file(path: Path, wait_seconds: float, fill: Fill | None) -> None:
    """Create the database in `path`: tables and first content in one transaction, then open it.

    Raises:
        DatabaseProblem: there is something at `path`, or its folder is missing.
    """
    from tui_dunning.store import schema

    if _found(path) == "ours":
        raise refusals.refuse_existing(str(path))
    is_new = _made(path)
    db = _database(path, wait_seconds, "delete")
    try:
        _connect(db, path)
        database.initialize(db)
        with db.atomic():
            if db.get_tables():  # somebody made it in the meantime
                is_new = False
                raise refusals.refuse_existing(str(path))
            schema.create_tables(db)
            schema.write_version()
            if fill is not None:
                fill()
    except BaseException:
        db.close()
        database.obj = None
        if is_new:
            path.unlink(missing_ok=True)
        raise
    db.close()
    open_file(path, wait_seconds)


def _made(path: Path) -> bool:
    """Make an empty file that others may not read; False where there is one, as it is."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640))
    except FileExistsError:
        return False
    except OSError as error:
        raise DatabaseProblem(
            f"The database {path} cannot be made: {error.strerror}.",
            "Check the folder's rights, or give another path.",
        ) from error
    return True


def _database(path: Path, wait_seconds: float, journal: str) -> PatientSqlite:
    """The handle of a file; nothing is opened yet."""
    return PatientSqlite(
        str(path),
        pragmas={
            "foreign_keys": 1,
            "journal_mode": journal,
            "synchronous": "full",  # a letter marked sent survives a power cut
            "cache_size": -16_000,
        },
        lock_type="IMMEDIATE",
        timeout=wait_seconds,
        returning_clause=True,
    )


def _connect(db: peewee.SqliteDatabase, path: Path) -> None:
    """Open the connection of this thread."""
    try:
        db.connect()
    except (peewee.DatabaseError, OSError) as error:
        raise DatabaseProblem(
            f"The database {path} cannot be opened: {error}.",
            "Check the file's rights and those of its folder.",
        ) from error


def _found(path: Path, oldest: int = SCHEMA_VERSION) -> str:
    """What is at `path`: "ours", or "nothing" (also an empty file or database).

    Looks without changing a byte, so that a foreign file stays as it is.
    """
    if not path.parent.is_dir():
        raise DatabaseProblem(
            f"The folder {path.parent} does not exist.", "Make it, or give another path."
        )
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "nothing"
    except OSError as error:
        raise DatabaseProblem(f"The file {path} cannot be read: {error.strerror}.") from error
    if stat.S_ISDIR(mode):
        raise DatabaseProblem(f"{path} is a folder, not a database file.", "Give a file's path.")
    if not stat.S_ISREG(mode):
        raise DatabaseProblem(f"{path} is not an ordinary file.", "Give a file's path.")
    _refuse_other_content(path)
    return _look_inside(path, oldest)


def _refuse_other_content(path: Path) -> None:
    """Refuse a file that is not SQLite's at all."""
    if not os.access(path, os.R_OK):
        raise DatabaseProblem(
            f"The file {path} may not be read by this user.", "Ask the administrator for the right."
        )
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:  # of a failed read the system does not say which file
        raise DatabaseProblem(f"The file {path} cannot be read: {error.strerror}.") from error
    if start and start != b"SQLite format 3\0":
        raise DatabaseProblem(
            f"{path} is not a database file; it was left as it is.",
            "Give the path of a dunning database, or of a new file for `dunning init`.",
        )


def _unreadable(path: Path, said: str) -> DatabaseProblem:
    """The refusal of a database that SQLite cannot read; only a damaged one is to be replaced."""
    text = said.lower()
    if "readonly" in text or "unable to open" in text:
        hint = "This user needs the right to write the file and its folder; or read a copy of it."
    elif "disk i/o" in text or "full" in text:
        hint = "Make room on its disk and try again; the data are as they were."
    elif "locked" in text:
        hint = "Try again in a moment."
    else:
        hint = "Put back the last backup."
    return DatabaseProblem(f"The database {path} cannot be read: {said}.", hint)


def _look_inside(path: Path, oldest: int) -> str:
    """Tell our database from another program's and from an empty one by its header."""
    connection = peewee.sqlite3.connect(str(path), timeout=10)
    try:
        with contextlib.closing(connection.cursor()) as cursor:
            application = cursor.execute("PRAGMA application_id").fetchone()[0]
            made_by = cursor.execute("PRAGMA user_version").fetchone()[0]
            tables = cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except peewee.sqlite3.DatabaseError as error:
        raise _unreadable(path, str(error)) from error
    finally:
        connection.close()
    if application == refusals.APPLICATION_ID:
        refusals.refuse_version(made_by, str(path), oldest)
        return "ours"
    if tables or application or made_by:
        raise refusals.refuse_foreign(str(path))
    return "nothing"
