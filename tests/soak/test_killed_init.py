"""Real kills while a database is being made: it is there as a whole, or can be made again."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest

from tests.soak.crashes import moments, worker
from tui_dunning.errors import DatabaseProblem
from tui_dunning.services import database as service
from tui_dunning.services.check import check
from tui_dunning.store.database import close_database

KILLS = [
    pytest.param(3, id="few"),
    pytest.param(25, id="many", marks=pytest.mark.soak),
]


def forget(url: str) -> None:
    """Take away what a trial left, once its process is gone from the server, too."""
    if not url.startswith("postgresql"):
        for old in Path(url).parent.glob("dunning.db*"):
            old.unlink()
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def settle(url: str) -> None:
    """Wait until the server has noticed that its client is gone."""
    if not url.startswith("postgresql"):
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(1000):
            row = connection.execute(others + "pg_backend_pid()").fetchone()
            if row == (0,):
                return
            time.sleep(0.01)


def is_made(url: str) -> bool:
    """Whether the database is there and sound; false where there is none yet."""
    try:
        service.open_(url)
    except DatabaseProblem as problem:
        if "There is no dunning database" not in problem.message:
            raise
        return False
    try:
        assert check().problems == ()
    finally:
        close_database()
    return True


@pytest.mark.parametrize("kills", KILLS)
@pytest.mark.parametrize("kind", ["sqlite_url", "postgres_url"])
def test_a_killed_init_can_be_done_again(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, kills: int
) -> None:
    url: str = request.getfixturevalue(kind)
    command = ["init", "--database", url]
    with worker(tmp_path / "log.txt") as starter:
        status, seconds = starter.run(command)
        assert status == 0
        for moment in moments(kills, seconds, seed=kills):
            forget(url)
            starter.run(command, kill_after=moment)
            settle(url)
            if not is_made(url):
                assert starter.run(command)[0] == 0
                assert is_made(url)
