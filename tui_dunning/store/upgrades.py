"""Older databases brought to the version of this program, one version after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tui_dunning.store import schema
from tui_dunning.store.connection import handle, is_postgres, transaction
from tui_dunning.store.debt_tables import CUSTOMERS_BY_GROUP
from tui_dunning.store.models import PastDue, PastDueDay, SchemaInfo
from tui_dunning.store.tables import OLDEST_VERSION, SCHEMA_VERSION

__all__ = ["OLDEST_VERSION", "upgrade"]


def upgrade() -> tuple[int, int]:
    """Bring the open database to this version, wholly or not at all; return both versions."""
    with transaction():
        db = handle()
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


_STEPS: Mapping[int, Callable[[Any], None]] = {1: _add_past_due}
"""What makes a database of each version one of the next."""
