"""All tables with their indexes, and whose database it is: made once."""

from __future__ import annotations

from typing import Any

import peewee

from tui_dunning.store import name_search
from tui_dunning.store.models import SCHEMA_VERSION, TABLES, SchemaInfo, now
from tui_dunning.store.refusals import APPLICATION_ID, PRODUCT


def create_tables(db: Any) -> None:
    """Create all tables with their indexes and write down the version, inside a transaction.

    `db` need not be the open database: a backup of PostgreSQL is made this way, too.
    """
    managers = [peewee.SchemaManager(table, database=db) for table in TABLES]
    later = [
        (manager, field)
        for manager in managers
        for field in manager.model._meta.sorted_fields
        if isinstance(field, peewee.ForeignKeyField) and field.deferred
    ]
    if isinstance(db, peewee.SqliteDatabase):
        _create_sqlite(managers, [field for _, field in later])
        name_search.create_index(db)
        db.pragma("application_id", APPLICATION_ID)
        db.pragma("user_version", SCHEMA_VERSION)
        return
    for manager in managers:
        manager.create_all(safe=False)
    for manager, field in later:
        manager.create_foreign_key(field)
    name_search.create_index(db)


def _create_sqlite(managers: list[Any], later: list[Any]) -> None:
    """Create the tables with the keys to tables made later in their columns: none can be added.

    A table of a key of several columns is kept in that key's order, without row numbers.
    """
    for field in later:
        target = field.rel_model._meta.table_name
        field.constraints = [peewee.SQL(f'REFERENCES "{target}" ("id") ON DELETE RESTRICT')]
    try:
        for manager in managers:
            manager.model._meta.without_rowid = bool(manager.model._meta.composite_key)
            manager.create_all(safe=False)
    finally:
        for manager in managers:
            manager.model._meta.without_rowid = False
        for field in later:
            field.constraints = []


def write_version() -> None:
    """Write down whose database this is."""
    SchemaInfo.create(product=PRODUCT, version=SCHEMA_VERSION, created_at=now())
