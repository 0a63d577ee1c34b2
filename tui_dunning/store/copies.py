"""A consistent copy of the whole database in one SQLite file, while others work."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path

import peewee

from tui_dunning.errors import BadInput, DatabaseProblem
from tui_dunning.store import schema
from tui_dunning.store.bulk import stream
from tui_dunning.store.connection import connected, is_postgres, reading
from tui_dunning.store.models import TABLES


def backup(target: Path) -> None:
    """Write the copy to `target`, which is there only once it is whole.

    PostgreSQL is copied into an SQLite database with the same tables, as of one moment; it can be
    opened like any other. (The server's own pg_dump makes copies to put back on a server.)

    Raises:
        BadInput: `target` exists, or its folder does not.
        DatabaseProblem: the disk is full, or the file may not be written.
    """
    target = Path(os.path.expanduser(target)).absolute()
    if target.exists() or target.is_symlink():
        raise BadInput(f"{target} exists already.", hint="Give the name of a new file.")
    if not target.parent.is_dir():
        raise BadInput(f"The folder {target.parent} does not exist.", hint="Make it first.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640))
        if is_postgres():
            _copy_server(part)
        else:
            _copy_file(part)
        _keep(part, target)
    except (OSError, peewee.DatabaseError, peewee.sqlite3.Error) as error:
        raise DatabaseProblem(
            f"The backup {target} could not be written: {error}.",
            "Check the room on the disk and the folder's rights.",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _copy_file(part: Path) -> None:
    """Copy an SQLite database with SQLite's own backup."""
    with connected() as db, closing(peewee.sqlite3.connect(str(part))) as copy:
        db.connection().backup(copy)
        copy.execute("PRAGMA journal_mode = delete").close()


def _copy_server(part: Path) -> None:
    """Copy all tables of a server as they were at one moment."""
    copy = peewee.SqliteDatabase(
        str(part), pragmas={"foreign_keys": 0, "journal_mode": "delete", "synchronous": "full"}
    )
    with reading(), closing(copy), copy.connection_context(), copy.atomic():
        schema.create_tables(copy)
        for table in TABLES:
            names = [field.column_name for field in table._meta.sorted_fields]
            quoted = ", ".join(f'"{name}"' for name in names)
            source = f'"{table._meta.table_name}"'
            marks = ", ".join("?" * len(names))
            copy.cursor().executemany(
                f"INSERT INTO {source} ({quoted}) VALUES ({marks})",
                stream(f"SELECT {quoted} FROM {source}"),
            )


def _keep(part: Path, target: Path) -> None:
    """Give the finished file its name; it survives a power cut from then on."""
    for path in (part, part.parent):
        file = os.open(path, os.O_RDONLY)
        try:
            if path is not part:
                os.link(part, target)
            os.fsync(file)
        finally:
            os.close(file)
