"""Databases that are not as they were made: `dunning upgrade` says so and changes nothing."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.services.test_upgrade import make_older
from tui_dunning.errors import DatabaseProblem
from tui_dunning.services import database
from tui_dunning.store.database import close_database, open_database
from tui_dunning.store.tables import SCHEMA_VERSION

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT"
RENAMED = "ALTER TABLE schema_info RENAME TO was;"
RAISING = "BEFORE UPDATE ON schema_info BEGIN SELECT RAISE(ABORT, 'never'); END"
DAMAGES = {
    "DROP TABLE schema_info": "no such table: schema_info",
    "DELETE FROM schema_info": "schema_info does not say its version",
    "INSERT INTO schema_info SELECT 2, product, 1, created_at FROM schema_info": "does not say",
    "UPDATE schema_info SET product = 'other'": "schema_info does not say its version",
    "UPDATE schema_info SET version = 'abc'": "schema_info does not say its version",
    f"{RENAMED} CREATE TABLE schema_info (a)": "no such column",
    f"{RENAMED} CREATE TABLE schema_info AS SELECT product, NULL AS version FROM was": (
        "schema_info does not say its version"
    ),
    f"{RENAMED} CREATE VIEW schema_info AS {ENDLESS} i AS product, 1 AS version FROM n": (
        "schema_info is not a table"
    ),
    f"{RENAMED} CREATE VIEW Schema_Info AS SELECT * FROM was": "Schema_Info is not a table",
    f"{RENAMED} CREATE VIRTUAL TABLE schema_info USING fts5(product, version)": (
        "schema_info is not a table"
    ),
    "DROP TABLE payment; CREATE VIEW payment AS SELECT 1 AS id": "payment is not a table",
    "CREATE VIEW past_due AS SELECT 1 AS customer_id": "past_due is not a table",
    "CREATE TABLE past_due (customer_id)": 'table "past_due" already exists',
    "CREATE INDEX customer_group ON customer (number)": "index customer_group already exists",
    "DROP TABLE letter_charge": "the table letter_charge is missing",
    "ALTER TABLE customer RENAME COLUMN dunning_group TO other": (
        "lacks the column dunning_group|no such column"
    ),
    "ALTER TABLE item RENAME COLUMN due_date TO other": "item lacks the column due_date",
    "DROP TABLE item": "the table item is missing",
    f"CREATE TRIGGER 'a\n b' {RAISING}": "the trigger a b is not its own",
    f"DROP TRIGGER customer_name_added; CREATE TRIGGER customer_name_added {RAISING}": (
        "the trigger customer_name_added is not its own"
    ),
}


@pytest.fixture
def older(lite: str) -> str:
    make_older(lite)
    return lite


def spoil(path: str, statements: str) -> bytes:
    """Change a file behind the program's back; return what it holds then."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)
        connection.execute("PRAGMA journal_mode = delete")
    return Path(path).read_bytes()


def refusal(url: str) -> str:
    """Return what `dunning upgrade` says; in a process, for it might never end."""
    command = [sys.executable, "-m", "tui_dunning", "upgrade", "--database", url]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (answer.returncode, answer.stdout) == (1, "")
    said, hint, *rest = answer.stderr.splitlines()
    assert (hint, rest) == ("Put back a backup.", [])
    return said


@pytest.mark.parametrize("statements", DAMAGES)
def test_a_file_that_is_not_as_it_was_made_is_refused_and_stays(older, statements):
    spoiled = spoil(older, statements)
    said = refusal(older)

    assert said.startswith(f"The database {older} is not one of this program as it was made (")
    assert re.search(DAMAGES[statements], said)
    assert said.endswith("); it was left as it is.")
    assert data(Path(older).read_bytes()) == data(spoiled)


def data(content: bytes) -> bytes:
    """A file without what its header says of its journal, which opening it sets."""
    return content[:18] + content[20:24] + content[28:92] + content[100:]


@pytest.mark.parametrize(
    ("header", "row"), [(1, 999999999999), (1, 5), (1, SCHEMA_VERSION), (1, 0), (1, -5)]
)
def test_a_file_that_says_two_versions_is_refused_with_both(older, header, row):
    spoiled = spoil(older, f"UPDATE schema_info SET version = {row}")

    assert refusal(older) == (
        f"The database {older} has version {header} in its header, but {row} in its table "
        "schema_info; nothing was changed."
    )
    assert data(Path(older).read_bytes()) == data(spoiled)


def test_a_file_of_this_version_that_says_another_is_refused(older):
    spoil(older, f"PRAGMA user_version = {SCHEMA_VERSION}")

    assert f"has version {SCHEMA_VERSION} in its header, but 1 in" in refusal(older)


def test_a_damaged_file_of_this_version_is_not_called_upgraded(lite):
    close_database()
    spoil(lite, "DROP TABLE contact")

    assert "(the table contact is missing)" in refusal(lite)


def test_views_and_tables_of_somebodys_own_are_no_hindrance(older):
    spoil(older, "CREATE VIEW mine AS SELECT * FROM item; CREATE TABLE notes (text)")

    assert database.upgrade(older) == (1, SCHEMA_VERSION)


ON_A_SERVER = {
    "DELETE FROM schema_info": "belongs to another program",
    "ALTER TABLE schema_info ALTER version DROP NOT NULL; UPDATE schema_info SET version = NULL": (
        "schema_info does not say its version"
    ),
    "ALTER TABLE schema_info ALTER version TYPE text; UPDATE schema_info SET version = 'abc'": (
        "schema_info does not say its version"
    ),
    "INSERT INTO schema_info SELECT 2, product, 1, created_at FROM schema_info": (
        "schema_info does not say its version"
    ),
    "UPDATE schema_info SET version = 0": "made by an older version",
    "UPDATE schema_info SET version = -5": "made by an older version",
    f"ALTER TABLE schema_info RENAME TO was; CREATE VIEW schema_info AS {ENDLESS} i FROM n": (
        "belongs to another program"
    ),
    "CREATE TABLE past_due (customer_id INT)": 'relation "past_due" already exists',
    "CREATE VIEW past_due AS SELECT 1 AS customer_id": "past_due is not a table",
    "DROP TABLE payment; CREATE VIEW payment AS SELECT 1 AS id": "payment is not a table",
    "ALTER TABLE customer RENAME COLUMN dunning_group TO other": (
        'column "dunning_group" does not exist'
    ),
    "ALTER TABLE item RENAME COLUMN due_date TO other": "item lacks the column due_date",
    "DROP TABLE item CASCADE": "the table item is missing",
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''never''; END';"
    "CREATE TRIGGER t BEFORE UPDATE ON schema_info EXECUTE FUNCTION f()": "never",
}


@pytest.mark.parametrize("statements", ON_A_SERVER)
def test_tables_on_a_server_that_are_not_as_they_were_made_are_refused(postgres_url, statements):
    open_database(postgres_url, create=True)
    make_older(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(statements)

    with pytest.raises(DatabaseProblem, match=ON_A_SERVER[statements]):
        database.upgrade(postgres_url)
    close_database()
    with psycopg.connect(postgres_url) as server:
        index = server.execute("SELECT to_regclass('customer_group')").fetchone()
        assert index == (None,)
