"""Older databases brought to the version of this program, one version after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import peewee

from tui_dunning.database_url import masked
from tui_dunning.errors import DatabaseProblem
from tui_dunning.store import as_made, version_2
from tui_dunning.store.connection import explained, handle, is_postgres, transaction
from tui_dunning.store.models import SchemaInfo
from tui_dunning.store.refusals import refuse_changed
from tui_dunning.store.tables import OLDEST_VERSION, SCHEMA_VERSION

__all__ = ["OLDEST_VERSION", "upgrade"]

_UPGRADING = 0x64756E04  # advisory lock: two `dunning upgrade` at once


def upgrade() -> tuple[int, int]:
    """Bring the open database to this version, wholly or not at all; return both versions.

    Raises:
        DatabaseProblem: this user may not change its tables, or they are not as they were made.
    """
    db = handle()
    where = masked(db.opened_as[0])
    with transaction(), _said_plainly(where):
        if is_postgres():  # two at once
            db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_UPGRADING,))
            _make_new_tables_beside_the_others(db)
        as_made.refuse_other_kinds(where)
        before = as_made.read_version(where)
        for version in range(before, SCHEMA_VERSION):
            _STEPS[version](db)
        as_made.refuse_missing_parts(where)
        if before < SCHEMA_VERSION:
            SchemaInfo.update(version=SCHEMA_VERSION).execute()
            if not is_postgres():
                db.pragma("user_version", SCHEMA_VERSION)
    return before, SCHEMA_VERSION


def _make_new_tables_beside_the_others(db: Any) -> None:
    """Put the schema of the tables first: they may be found in a later one of the search path."""
    db.execute_sql(
        "SELECT set_config('search_path', quote_ident(n.nspname) || ', '"
        " || current_setting('search_path'), TRUE) FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.oid = to_regclass('schema_info')"
    )


def _add_past_due(db: Any) -> None:
    """Version 2 keeps what is past due; the next import of items fills it."""
    for statement in version_2.POSTGRES if is_postgres() else version_2.SQLITE:
        db.execute_sql(statement)
    if is_postgres():
        for table in version_2.TABLES:
            _give_to_owner_of_items(db, table)
            _grant_as_on_items(db, table)


def _give_to_owner_of_items(db: Any, table: str) -> None:
    """Give a new table to whom the others belong; who may not do that gives all rights on it."""
    row = db.execute_sql(
        "SELECT quote_ident(pg_get_userbyid(relowner)), pg_get_userbyid(relowner) <> current_user"
        " FROM pg_catalog.pg_class WHERE oid = to_regclass('item')"
    ).fetchone()
    if row is None or not row[1]:
        return
    try:
        with db.atomic():
            db.execute_sql(f"ALTER TABLE {table} OWNER TO {row[0]}")
    except peewee.ProgrammingError:
        db.execute_sql(f"GRANT ALL ON {table} TO {row[0]}")


def _grant_as_on_items(db: Any, table: str) -> None:
    """Give a new table's rights to whoever has them on that of the items."""
    granted = db.execute_sql(
        "SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,"
        " string_agg(privilege_type, ', '), is_grantable"
        " FROM pg_catalog.pg_class c, aclexplode(c.relacl)"
        " WHERE c.oid = to_regclass('item') AND grantee <>"
        " (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass(%s))"
        " GROUP BY grantee, is_grantable",
        (table,),
    )
    for user, rights, may_grant in granted.fetchall():
        more = " WITH GRANT OPTION" if may_grant else ""
        db.execute_sql(f"GRANT {rights} ON {table} TO {user}{more}")


@contextmanager
def _said_plainly(where: str) -> Iterator[None]:
    """Say that the user is not the one who made the tables, or that they are others now."""
    try:
        yield
    except peewee.PeeweeException as error:
        said = str(error).partition("\n")[0]
        if "permission denied" in said or "must be owner" in said:
            raise DatabaseProblem(
                "This user may not change the tables; nothing was changed.",
                "Let the user who made them do it.",
            ) from error
        if explained(error) is not None:  # locks, disks, connections: `transaction` says so
            raise
        raise refuse_changed(where, said) from error


_STEPS: Mapping[int, Callable[[Any], None]] = {1: _add_past_due}
"""What makes a database of each version one of the next, in statements that never change again."""
