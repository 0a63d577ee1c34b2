"""Names found by a part of them: by trigrams where the database can, else in list order."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import peewee
from peewee import SQL, Expression

from tui_dunning.engine.names import fold_name
from tui_dunning.store.few import FEW
from tui_dunning.store.models import Customer, database

SHORTEST = 3
"""A trigram index knows no shorter parts; these are frequent enough to be met in list order."""

SQLITE_TRIGGERS = (
    """CREATE TRIGGER customer_name_added AFTER INSERT ON customer BEGIN
    INSERT INTO customer_name (rowid, name_folded) VALUES (new.id, new.name_folded); END""",
    """CREATE TRIGGER customer_name_gone AFTER DELETE ON customer BEGIN
    INSERT INTO customer_name (customer_name, rowid, name_folded)
    VALUES ('delete', old.id, old.name_folded); END""",
    """CREATE TRIGGER customer_name_changed AFTER UPDATE OF name_folded ON customer
    WHEN new.name_folded <> old.name_folded BEGIN
    INSERT INTO customer_name (customer_name, rowid, name_folded)
    VALUES ('delete', old.id, old.name_folded);
    INSERT INTO customer_name (rowid, name_folded) VALUES (new.id, new.name_folded); END""",
)
"""All triggers of the program: an SQLite file that has others is not upgraded."""
_SQLITE = (
    """CREATE VIRTUAL TABLE customer_name USING fts5(
    name_folded, content='customer', content_rowid='id', tokenize='trigram', detail='none')""",
    *SQLITE_TRIGGERS,
)
_POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX customer_name_trigram ON customer USING gin (name_folded gin_trgm_ops)",
)


def create_index(db: Any) -> None:
    """Create the index beside the tables, or nothing where the database has no trigrams."""
    statements = _SQLITE if isinstance(db, peewee.SqliteDatabase) else _POSTGRES
    with suppress(peewee.DatabaseError), db.atomic():
        for statement in statements:
            db.execute_sql(statement)


def name_has(part: str) -> Expression:
    """Return the condition that a customer's name has a part somewhere."""
    folded = fold_name(part)
    condition = Customer.name_folded.contains(folded)
    if isinstance(database.obj, peewee.PostgresqlDatabase) or not _is_rare(folded):
        return condition
    found = SQL("(SELECT rowid FROM customer_name WHERE customer_name MATCH ?)", (_match(folded),))
    return Customer.id.in_(found) & condition


def _is_rare(folded: str) -> bool:
    """Tell whether the index is there and knows few enough names with a part."""
    if len(folded) < SHORTEST:
        return False
    try:
        row = database.execute_sql(
            "SELECT COUNT(*) FROM (SELECT 1 FROM customer_name WHERE customer_name MATCH ? "
            f"LIMIT {FEW + 1})",
            (_match(folded),),
        ).fetchone()
    except peewee.OperationalError:  # made by an SQLite without the index
        return False
    return int(row[0]) <= FEW


def _match(folded: str) -> str:
    """Return the full-text query of all trigrams of a part."""
    trigrams = (folded[at : at + 3].replace('"', '""') for at in range(len(folded) - 2))
    return " AND ".join(f'"{each}"' for each in trigrams)
