"""Whose database it is and which version its tables have: made once, looked at on every opening."""

from __future__ import annotations

import shlex
from typing import Any

import peewee

from tui_dunning.errors import DatabaseProblem
from tui_dunning.store import name_search
from tui_dunning.store.models import SCHEMA_VERSION, TABLES, SchemaInfo, now

PRODUCT = "tui-dunning"
APPLICATION_ID = 0x44554E31  # "DUN1" in an SQLite file's header: `file` and others can tell it


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
    """Create the tables with the keys to tables made later in their columns: none can be added."""
    for field in later:
        target = field.rel_model._meta.table_name
        field.constraints = [peewee.SQL(f'REFERENCES "{target}" ("id") ON DELETE RESTRICT')]
    try:
        for manager in managers:
            manager.create_all(safe=False)
    finally:
        for field in later:
            field.constraints = []


def write_version() -> None:
    """Write down whose database this is."""
    SchemaInfo.create(product=PRODUCT, version=SCHEMA_VERSION, created_at=now())


def refuse_version(version: int, where: str) -> None:
    """Refuse a database that was made by an older or newer version of the product.

    Raises:
        DatabaseProblem: the version is not the one that this program reads.
    """
    if version > SCHEMA_VERSION:
        raise DatabaseProblem(
            f"The database {where} was made by a newer version of the product "
            f"(its tables are version {version}, this program knows {SCHEMA_VERSION}).",
            "Install the newer version, or open another database.",
        )
    if version < SCHEMA_VERSION:
        raise DatabaseProblem(
            f"The database {where} was made by an older version of the product "
            f"(its tables are version {version}, this program needs {SCHEMA_VERSION}).",
            "Open it with the older version, or make a new database with `dunning init`.",
        )


def refuse_foreign(where: str) -> DatabaseProblem:
    """The refusal of a database that belongs to another program."""
    return DatabaseProblem(
        f"The database {where} belongs to another program; it was left as it is.",
        "Give the address of a dunning database, or of a new one for `dunning init`.",
    )


def refuse_missing(where: str, option: str) -> DatabaseProblem:
    """The refusal of a database that does not exist, or holds nothing yet."""
    return DatabaseProblem(
        f"There is no dunning database at {where}.",
        f"Create it with: dunning init --database {shlex.quote(option)}",
    )


def refuse_existing(where: str) -> DatabaseProblem:
    """The refusal to create a database where there is one."""
    return DatabaseProblem(
        f"There already is a dunning database at {where}; it was left as it is.",
        "Use it as it is, or give another address for the new one.",
    )
