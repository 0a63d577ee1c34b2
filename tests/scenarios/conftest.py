"""A company on a fresh database of each kind, as `dunning init` leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.kept_database import KeptDatabase, address
from tests.scenarios.company import MENU, UNITS, Company
from tui_dunning.services import database

READY = "dunning_ready"


@pytest.fixture(scope="session")
def sqlite_ready(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a database as `dunning init` leaves it."""
    path = tmp_path_factory.mktemp("ready") / "dunning.db"
    database.create(str(path))
    database.close()
    return path.read_bytes()


@pytest.fixture(scope="session")
def postgres_ready(postgres_server: str) -> KeptDatabase:
    """A PostgreSQL database as `dunning init` leaves it, to be put back after each test."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {READY} TEMPLATE template0")
    database.create(address(postgres_server, READY))
    database.close()
    return KeptDatabase(postgres_server, READY)


@pytest.fixture(params=["sqlite", "postgres"])
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Company]:
    """Return a company with nothing but what a new database has, on each kind of database."""
    if request.param == "sqlite":
        path = tmp_path / "dunning.db"
        path.write_bytes(request.getfixturevalue("sqlite_ready"))
        yield Company(str(path), tmp_path)
        return
    kept = request.getfixturevalue("postgres_ready")
    yield Company(kept.fresh(), tmp_path)
    database.close()
    kept.put_back()


@pytest.fixture
def menu_company(company: Company) -> Company:
    """Return a company whose units dun by the numbered-menu procedure."""
    company.setup(UNITS.format(procedure="MENU") + MENU)
    return company
