"""The database that tests share holds after each what it held before."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.builders import add_basics, add_customer, add_item
from tests.kept_database import KeptDatabase, drop_database
from tui_dunning.store.database import close_database, open_database


@pytest.fixture
def kept(postgres_tables: KeptDatabase) -> Iterator[KeptDatabase]:
    own = KeptDatabase(postgres_tables.server, postgres_tables.template)
    yield own
    if own.url:
        drop_database(own.server, own.url)


def contents(url: str) -> list[object]:
    """All rows of all tables, and where their numbers go on."""
    with psycopg.connect(url) as server:
        names = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = [server.execute(f'SELECT * FROM "{n}"').fetchall() for (n,) in sorted(names)]
        numbers = server.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
        return [rows, numbers.fetchall()]


def write(url: str) -> None:
    """Write rows to several tables that refer to each other."""
    open_database(url)
    add_basics()
    add_item(add_customer())
    close_database()


def test_rows_and_numbers_are_put_back(kept: KeptDatabase) -> None:
    url = kept.fresh()
    before = contents(url)
    write(url)
    assert contents(url) != before

    kept.put_back()

    assert kept.fresh() == url
    assert contents(url) == before


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE song (title TEXT)",
        "DROP INDEX {index}",
        "ALTER TABLE item DISABLE TRIGGER ALL",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, pg_database_owner",
        "ANALYZE",
    ],
)
def test_a_database_changed_otherwise_is_copied_anew(kept: KeptDatabase, change: str) -> None:
    url = kept.fresh()
    before = contents(url)
    write(url)
    with psycopg.connect(url, autocommit=True) as server:
        index = "SELECT indexname FROM pg_indexes LEFT JOIN pg_constraint ON conname = indexname"
        row = server.execute(f"{index} WHERE schemaname = 'public' AND conname IS NULL").fetchone()
        assert row is not None
        server.execute(change.format(index=row[0]))

    kept.put_back()

    assert kept.fresh() != url
    assert contents(kept.fresh()) == before


def test_a_connection_that_a_test_left_is_ended(kept: KeptDatabase) -> None:
    left = psycopg.connect(kept.fresh())
    left.execute("LOCK TABLE item")

    kept.put_back()

    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    left.close()
