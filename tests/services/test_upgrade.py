"""Older databases, brought to this version: they keep their data, or stay as they are."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.services.imports import load as load
from tests.services.test_past_due import assert_kept, lines, listed
from tests.services.test_past_due import company as company
from tui_dunning.errors import DatabaseProblem
from tui_dunning.services import database
from tui_dunning.services.check import check
from tui_dunning.store import models as m
from tui_dunning.store.database import close_database, handle, open_database, transaction


def make_older(db):
    """Take away what version 2 added."""
    with transaction():
        for statement in (
            *("DROP TABLE past_due", "DROP TABLE past_due_day", "DROP INDEX customer_group"),
            "UPDATE schema_info SET version = 1",
        ):
            handle().execute_sql(statement)
        if db.endswith(".db"):
            handle().pragma("user_version", 1)
    close_database()


SHAPE_OF_A_FILE = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master",
    "SELECT t.name, c.* FROM sqlite_master t, pragma_table_xinfo(t.name) c WHERE t.type = 'table'",
    "SELECT t.name, k.* FROM sqlite_master t, pragma_foreign_key_list(t.name) k",
    "SELECT i.name, c.* FROM sqlite_master i, pragma_index_xinfo(i.name) c WHERE i.type = 'index'",
    "SELECT * FROM pragma_table_list",
)
SHAPE_ON_A_SERVER = (
    """SELECT c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        o.collname, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        LEFT JOIN pg_collation o ON o.oid = a.attcollation
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped""",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
)


def shape(db):
    """Return all that makes the tables what they are, whatever the order of their making."""
    queries = SHAPE_OF_A_FILE if db.endswith(".db") else SHAPE_ON_A_SERVER
    rows = [row for query in queries for row in handle().execute_sql(query).fetchall()]
    return sorted(" | ".join(" ".join(str(value).split()) for value in row) for row in rows)


def test_an_upgraded_database_is_made_as_a_new_one_is(db):
    fresh = shape(db)
    make_older(db)
    assert database.upgrade(db) == (1, m.SCHEMA_VERSION)

    assert [line for line in fresh if "past_due" in line and "minus_due" in line]
    assert shape(db) == fresh


def test_an_older_database_is_upgraded_and_keeps_its_data(company, db):
    make_older(db)
    with pytest.raises(DatabaseProblem, match="older version") as refused:
        open_database(db)

    assert "dunning upgrade" in str(refused.value.hint)
    assert database.upgrade(db) == (1, m.SCHEMA_VERSION)
    assert check().is_sound
    assert len(listed()) == 6
    company("items", lines(("E", "9", 40, "USD", "60.00")))
    assert_kept()
    assert database.upgrade(db) == (m.SCHEMA_VERSION, m.SCHEMA_VERSION)


def test_an_upgrade_that_fails_changes_nothing(company, db, monkeypatch):
    make_older(db)

    def fail(**_values):
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(m.SchemaInfo, "update", fail)
        with pytest.raises(RuntimeError):
            database.upgrade(db)
    close_database()

    with pytest.raises(DatabaseProblem, match="older version"):
        open_database(db)
    assert database.upgrade(db) == (1, m.SCHEMA_VERSION)
    assert check().is_sound


def test_two_upgrades_at_once_are_one(company, db):
    make_older(db)
    command = [sys.executable, "-m", "tui_dunning", "upgrade", "--database", db]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(each.communicate(timeout=60)[0].split()[-1] for each in both)

    assert [each.returncode for each in both] == [0, 0]
    assert said == ["2.", "already."]


def test_whoever_has_rights_on_a_servers_tables_has_them_after_an_upgrade(company, db):
    if db.endswith(".db"):
        pytest.skip("an SQLite file has no users")
    clerk = re.sub("//[^@/]*@", "//clerk@", db)
    with transaction():
        handle().execute_sql("CREATE ROLE clerk LOGIN")
        for kind in ("TABLES", "SEQUENCES"):
            handle().execute_sql(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO clerk")
    make_older(db)
    try:
        with pytest.raises(DatabaseProblem, match="may not change the tables"):
            database.upgrade(clerk)
        database.upgrade(db)
        open_database(clerk)
        assert len(listed()) == 6
    finally:
        open_database(db)
        with transaction():
            handle().execute_sql("DROP OWNED BY clerk")
            handle().execute_sql("DROP ROLE clerk")
