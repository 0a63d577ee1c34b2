"""PostgreSQL: opening and creating the tables in a database that the administrator made."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import peewee

from tui_dunning.database_url import masked, secret_of
from tui_dunning.errors import DatabaseProblem
from tui_dunning.store import schema
from tui_dunning.store.drivers import use_postgres
from tui_dunning.store.models import SchemaInfo, database

CONNECT_SECONDS = 10
_CREATING = 0x64756E01  # advisory lock: two `dunning init` at once

Fill = Callable[[], None]


def open_server(url: str, wait_seconds: float) -> None:
    """Open the database at `url` for this thread.

    Raises:
        DatabaseProblem: not reachable, no tables yet, another program's, older or newer.
    """
    db = _connected(url, wait_seconds)
    try:
        if _found(db, url) != "ours":
            raise schema.refuse_missing(masked(url), masked(url))
    except BaseException:
        db.close()
        raise
    database.initialize(db)


def create_server(url: str, wait_seconds: float, fill: Fill | None) -> None:
    """Create the tables and their first content in one transaction, and open the database.

    Raises:
        DatabaseProblem: not reachable, or there are tables already.
    """
    db = _connected(url, wait_seconds)
    try:
        with db.atomic():
            db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_CREATING,))
            if _found(db, url) == "ours":
                raise schema.refuse_existing(masked(url))
            schema.create_tables(db)
            database.initialize(db)
            schema.write_version()
            if fill is not None:
                fill()
    except BaseException as error:
        db.close()
        database.obj = None
        if isinstance(error, peewee.ProgrammingError) and "permission denied" in str(error):
            raise DatabaseProblem(
                f"The user of {masked(url)} may not make tables there.",
                "Let the user own the database (createdb -O USER NAME), or grant it ALL ON SCHEMA"
                " public.",
            ) from error
        raise


def _connected(url: str, wait_seconds: float) -> Any:
    """The handle of a server, with a connection of this thread."""
    try:
        import psycopg

        use_postgres()
    except ImportError as error:
        raise DatabaseProblem(
            "The driver for PostgreSQL is not installed.",
            "Install it with: pip install 'tui-dunning[postgres]'",
        ) from error
    db = peewee.PostgresqlDatabase(
        re.sub(r"^postgres(ql)?://", "postgresql://", url, flags=re.IGNORECASE),
        prefer_psycopg3=True,
        connect_timeout=CONNECT_SECONDS,
        application_name="dunning",
        options=f"-c lock_timeout={int(wait_seconds * 1000)} -c client_min_messages=warning"
        " -c timezone=UTC -c jit=off",
    )
    try:
        db.connect()
    except (peewee.DatabaseError, peewee.InterfaceError, psycopg.Error, UnicodeError) as error:
        raise DatabaseProblem(
            f"The database server of {masked(url)} cannot be reached{_said(error, url)}.",
            "Check the address, and that the server runs and lets this user in.",
        ) from None  # the driver's own words may hold the password
    return db


def _said(error: Exception, url: str) -> str:
    """What the driver said, where it cannot hold a piece of the password."""
    secret = secret_of(url)
    if re.search(r"[@/?#:%]", secret):
        return " (is every @ / : ? # % in its password written as %40 and so on?)"
    lines = str(error).strip().splitlines()
    if not lines or "invalid" in lines[0] or "password=" in url:
        return ""
    said = lines[-1].strip().rstrip(".")
    return f": {said.replace(secret, '***') if secret else said}"


def _found(db: Any, url: str) -> str:
    """What is in the database: "ours", or "nothing"."""
    tables = set(db.get_tables())
    if not tables:
        return "nothing"
    if SchemaInfo._meta.table_name not in tables:
        raise schema.refuse_foreign(masked(url))
    if not db.get_columns(SchemaInfo._meta.table_name):  # a server hides them then
        raise DatabaseProblem(
            f"The user of {masked(url)} may not read its tables.",
            "Use the user who made them, or have rights granted on all tables of the schema.",
        )
    columns = {column.name for column in db.get_columns(SchemaInfo._meta.table_name)}
    if not {"product", "version"} <= columns:
        raise schema.refuse_foreign(masked(url))
    row = db.execute_sql("SELECT product, version FROM schema_info").fetchone()
    if row is None or row[0] != schema.PRODUCT:
        raise schema.refuse_foreign(masked(url))
    schema.refuse_version(row[1], masked(url))
    return "ours"
