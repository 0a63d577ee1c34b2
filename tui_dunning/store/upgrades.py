"""Older databases brought to the version of this program, one version after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import peewee

from tui_dunning.errors import DatabaseProblem
from tui_dunning.store import schema
from tui_dunning.store.connection import handle, is_postgres, transaction
from tui_dunning.store.debt_tables import CUSTOMERS_BY_GROUP
from tui_dunning.store.models import PastDue, PastDueDay, SchemaInfo
from tui_dunning.store.tables import OLDEST_VERSION, SCHEMA_VERSION

__all__ = ["OLDEST_VERSION", "upgrade"]

_UPGRADING = 0x64756E04  # advisory lock: two `dunning upgrade` at once


def upgrade() -> tuple[int, int]:
    """Bring the open database to this version, wholly or not at all; return both versions.

    Raises:
        DatabaseProblem: this user may not change its tables.
    """
    with transaction(), _said_to_whom_may_not():
        db = handle()
        if is_postgres():  # two at once
            db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_UPGRADING,))
        before = int(SchemaInfo.select(SchemaInfo.version).scalar())
        for version in range(before, SCHEMA_VERSION):
            _STEPS[version](db)
        if before < SCHEMA_VERSION:
            SchemaInfo.update(version=SCHEMA_VERSION).execute()
            if not is_postgres():
                db.pragma("user_version", SCHEMA_VERSION)
    return before, SCHEMA_VERSION


def _add_past_due(db: Any) -> None:
    """Version 2 keeps what is past due; the next import of items fills it."""
    schema.add_tables(db, (PastDue, PastDueDay))
    db.execute(CUSTOMERS_BY_GROUP)
    if is_postgres():
        for table in (PastDue, PastDueDay):
            _grant_as_on_items(db, table._meta.table_name)


def _grant_as_on_items(db: Any, table: str) -> None:
    """Give a new table's rights to whoever has them on that of the items."""
    granted = db.execute_sql(
        "SELECT DISTINCT CASE grantee WHEN 'PUBLIC' THEN grantee ELSE quote_ident(grantee) END,"
        " privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' AND table_name = 'item' AND grantee <> current_user"
    )
    for user, right in granted.fetchall():
        db.execute_sql(f"GRANT {right} ON {table} TO {user}")


@contextmanager
def _said_to_whom_may_not() -> Iterator[None]:
    """Say plainly that the user is not the one who made the tables."""
    try:
        yield
    except peewee.ProgrammingError as error:
        if "permission denied" not in str(error) and "must be owner" not in str(error):
            raise
        raise DatabaseProblem(
            "This user may not change the tables; nothing was changed.",
            "Let the user who made them do it.",
        ) from error


_STEPS: Mapping[int, Callable[[Any], None]] = {1: _add_past_due}
"""What makes a database of each version one of the next."""
