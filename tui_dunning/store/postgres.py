"""PostgreSQL: opening and creating the tables in a database that the administrator made."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

import peewee

from tui_dunning.database_url import masked, secret_of, secrets_of, without
from tui_dunning.errors import DatabaseProblem
from tui_dunning.store import refusals, schema
from tui_dunning.store.drivers import use_postgres
from tui_dunning.store.models import SCHEMA_VERSION, SchemaInfo, database

CONNECT_SECONDS = 10
_CREATING = 0x64756E01  # advisory lock: two `dunning init` at once

Fill = Callable[[], None]


def open_server(url: str, wait_seconds: float, oldest: int = SCHEMA_VERSION) -> None:
    """Open the database at `url` for this thread; its tables may be as old as `oldest`.

    Raises:
        DatabaseProblem: not reachable, no tables yet, another program's, older or newer.
    """
    db = _connected(url, wait_seconds)
    try:
        if _found(db, url, oldest) != "ours":
            raise refusals.refuse_missing(masked(url), masked(url))
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
        _refuse_other_encoding(db, url)
        with db.atomic():
            db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_CREATING,))
            if _found(db, url, create=True) == "ours":
                raise refusals.refuse_existing(masked(url))
            schema.create_tables(db)
            database.initialize(db)
            schema.write_version()
            if fill is not None:
                fill()
    except BaseException as error:
        db.close()
        database.obj = None
        if isinstance(error, peewee.ProgrammingError) and "permission denied" in str(error):
            named = re.search(r"for schema (.+)", str(error))
            raise DatabaseProblem(
                f"The user of {masked(url)} may not make tables there.",
                "Let the user own the database (createdb -O USER NAME), or grant it ALL ON SCHEMA"
                f" {named[1] if named else 'public'}.",
            ) from error
        raise


def _refuse_other_encoding(db: Any, url: str) -> None:
    """Refuse a database that cannot hold every name."""
    encoding = db.connection().info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseProblem(
            f"The database {masked(url)} has the encoding {encoding}, which lacks letters.",
            "Make it anew: createdb -E UTF8 -T template0 NAME",
        )


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
        " -c timezone=UTC -c jit=off -c plan_cache_mode=force_custom_plan",
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
    """Why a server is not reached, in words that cannot hold a piece of the password."""
    if re.search(r"[@/?#:%]", secret_of(url)):
        return " (is every @ / : ? # % in its password written as %40 and so on?)"
    lines = str(error).strip().splitlines()
    first = re.sub(r"^connection (?:failed|is bad): ", "", lines[0].strip()) if lines else ""
    if re.search(r"(?:^|: )(?:invalid|missing|extra|unexpected) ", first):
        return _wrong_parameter(first, url)
    return f": {without(secrets_of(url), first).rstrip('.')}" if first else ""


def _wrong_parameter(said: str, url: str) -> str:
    """Name the parameter of an address that libpq does not take; never its value."""
    unknown = re.search(r'invalid URI query parameter: "(\w+)"', said)
    if unknown and re.search(rf"[?&]{unknown[1]}=", url):
        near = get_close_matches(unknown[1], _parameters(), n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f": the address has the unknown parameter {unknown[1]}{hint}"
    wrong = re.search(r'connection option "(\w+)"|invalid (\w+) (?:value|number): "', said)
    name = (wrong[1] or wrong[2]) if wrong else ""
    return f": the {name} in the address is not valid" if name in _parameters() else ""


def _parameters() -> list[str]:
    """The names of what an address may say after its question mark."""
    from psycopg.pq import Conninfo

    return [each.keyword.decode() for each in Conninfo.get_defaults()]


def _readable(db: Any, table: str) -> set[str]:
    """Return the columns that this user may read; Peewee's own question takes ten times as long."""
    rows = db.execute_sql(
        "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass(%s)"
        " AND attnum > 0 AND NOT attisdropped"
        " AND has_column_privilege(attrelid, attnum, 'SELECT')",
        (table,),
    )
    return {name for (name,) in rows.fetchall()}


def _tables(db: Any, url: str, *, create: bool) -> set[str]:
    """Return the tables of the schema in which new ones are made.

    To open a database, also `schema_info` where it is in a later schema of the search path.
    """
    (schema,) = db.execute_sql("SELECT current_schema()").fetchone()
    if schema is None:
        raise DatabaseProblem(
            f"The user of {masked(url)} has no schema: its search path names none that is there "
            "and that it may use.",
            "Have one made for it, or USAGE granted on that of the tables.",
        )
    rows = db.execute_sql(
        "SELECT relname FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p') AND (relnamespace ="
        " (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = %s) OR oid = to_regclass(%s))",
        (schema, "" if create else SchemaInfo._meta.table_name),
    )
    return {name for (name,) in rows.fetchall()}


def _found(db: Any, url: str, oldest: int = SCHEMA_VERSION, *, create: bool = False) -> str:
    """What is in the database: "ours", or "nothing"."""
    tables = _tables(db, url, create=create)
    if not tables:
        return "nothing"
    if SchemaInfo._meta.table_name not in tables:
        raise refusals.refuse_foreign(masked(url))
    columns = _readable(db, SchemaInfo._meta.table_name)
    if not columns:
        raise DatabaseProblem(
            f"The user of {masked(url)} may not read its tables.",
            "Use the user who made them, or have rights granted on all tables of the schema.",
        )
    if not {"product", "version"} <= columns:
        raise refusals.refuse_foreign(masked(url))
    row = db.execute_sql("SELECT product, version FROM schema_info").fetchone()
    if row is None or row[0] != refusals.PRODUCT:
        raise refusals.refuse_foreign(masked(url))
    if not isinstance(row[1], int):
        raise refusals.refuse_changed(masked(url), "schema_info does not say its version")
    refusals.refuse_version(row[1], masked(url), oldest)
    return "ours"
