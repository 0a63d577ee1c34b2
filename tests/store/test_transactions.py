"""Transactions, threads, lost connections, the run lock and counters, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests import builders as b
from tui_dunning.errors import Busy, DatabaseProblem
from tui_dunning.store import models as m
from tui_dunning.store.connection import last
from tui_dunning.store.counters import next_number, reserve_numbers
from tui_dunning.store.database import (
    close_database,
    handle,
    is_postgres,
    open_database,
    reading,
    run_lock,
    transaction,
)
from tui_dunning.store.locks import lock_file


def in_thread(work: object) -> list[BaseException]:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    return failures


def test_a_transaction_that_fails_leaves_nothing(db: str) -> None:
    with pytest.raises(ValueError, match="stop"), transaction():
        b.add_entry_type("IN")
        raise ValueError("stop")

    assert m.EntryType.select().count() == 0


def test_an_inner_transaction_is_undone_alone(db: str) -> None:
    with transaction():
        b.add_entry_type("IN")
        with pytest.raises(ValueError, match="stop"), transaction():
            b.add_entry_type("CM")
            raise ValueError("stop")

    assert [row.code for row in m.EntryType] == ["IN"]


def test_what_is_to_be_done_last_is_done_once_before_the_commit(db: str) -> None:
    done: list[object] = []

    def act(ids: set[int]) -> None:
        done.append((sorted(ids), handle().in_transaction()))

    with transaction():
        last(act, [3, 1])
        with transaction():
            last(act, [2])
        assert done == []
    with pytest.raises(ValueError, match="no"), transaction():
        last(act, [4])
        raise ValueError("no")
    with transaction():
        pass

    assert done == [([1, 2, 3], True)]
    with pytest.raises(RuntimeError):
        last(act, [5])


def test_a_server_plans_reads_for_their_values_and_keeps_the_plans_of_writes(db: str) -> None:
    if not is_postgres():
        pytest.skip("SQLite has one way to plan")

    def mode() -> str:
        return handle().execute_sql("SHOW plan_cache_mode").fetchone()[0]

    with transaction():
        assert mode() == "auto"
    with reading():
        assert mode() == "force_custom_plan"


def test_reading_sees_one_moment_and_keeps_nothing(db: str) -> None:
    if not is_postgres() and handle().journal_mode != "wal":
        pytest.skip("this SQLite works without a write-ahead log")
    seen = []
    with reading():
        seen.append(m.EntryType.select().count())
        assert in_thread(lambda: add_in_transaction("IN")) == []
        seen.append(m.EntryType.select().count())

    assert seen == [0, 0]
    assert m.EntryType.select().count() == 1


def add_in_transaction(code: str) -> None:
    with transaction():
        b.add_entry_type(code)


def test_a_write_inside_reading_is_a_mistake_of_ours(db: str) -> None:
    with pytest.raises(RuntimeError), reading(), transaction():
        pass


def test_another_thread_gets_a_connection_of_its_own_and_gives_it_back(db: str) -> None:
    closed = []

    def work() -> None:
        add_in_transaction("IN")
        with reading():
            assert m.EntryType.select().count() == 1
        closed.append(handle().is_closed())

    assert in_thread(work) == []
    assert closed == [True]


def test_a_database_that_stays_locked_is_busy(db_url: str) -> None:
    open_database(db_url, wait_seconds=1)
    with transaction():
        m.Counter.insert(name="dunning_number", next_value=1).execute()
        failures = in_thread(lambda: add_number())
    close_database()

    assert [type(error) for error in failures] == [Busy]


def add_number() -> None:
    with transaction():
        next_number("dunning_number")


@pytest.mark.parametrize("db_url", ["postgres"], indirect=True)
def test_a_dropped_connection_is_made_anew_for_the_next_transaction(db: str) -> None:
    import psycopg

    def drop() -> None:
        pid = handle().execute_sql("SELECT pg_backend_pid()").fetchone()[0]
        with psycopg.connect(db, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    drop()
    add_in_transaction("IN")
    with pytest.raises(DatabaseProblem, match="was lost; nothing was changed"), transaction():
        drop()
        b.add_entry_type("CM")
    add_in_transaction("PM")

    assert [row.code for row in m.EntryType.select().order_by(m.EntryType.id)] == ["IN", "PM"]


def test_numbers_have_no_gap_after_a_roll_back(db: str) -> None:
    taken = []
    with transaction():
        taken.append(next_number("dunning_number"))
    with pytest.raises(ValueError, match="stop"), transaction():
        next_number("dunning_number")
        raise ValueError("stop")
    with transaction():
        taken.append(next_number("dunning_number"))
        taken.append(reserve_numbers("letter_number", 10))
        taken.append(next_number("letter_number"))

    assert taken == [1, 2, 1, 11]


def test_a_second_run_is_refused_with_who_and_since_when(db: str) -> None:
    failures: list[BaseException] = []

    def second() -> None:
        with run_lock("piet"):
            pass

    with run_lock("jane"):
        failures += in_thread(second)
    failures += in_thread(second)

    assert [type(error) for error in failures] == [Busy]
    assert str(failures[0]).startswith("A run by jane has been going on since ")


def test_whoever_may_write_the_database_may_write_its_lock(lite: str) -> None:
    Path(lite).chmod(0o660)

    with run_lock("jane"):
        assert lock_file().stat().st_mode & 0o777 == 0o660


HOLD = """
import sys, time
from tui_dunning.store.database import open_database, run_lock
open_database(sys.argv[1])
with run_lock("jane"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_run_lock_dies_with_its_process(db: str) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, db],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(Busy, match="A run by jane"), run_lock("piet"):
        pass
    holder.kill()
    holder.wait(10)
    holder.stdout.close()

    def free() -> bool:
        try:
            with run_lock("piet"):
                return True
        except Busy:
            return False

    assert any(free() for _ in range(200))


def test_a_link_in_the_place_of_the_lock_file_is_not_followed(lite: str, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    lock = Path(f"{os.path.realpath(lite)}.lock")
    lock.unlink(missing_ok=True)
    lock.symlink_to(precious)

    with pytest.raises(DatabaseProblem, match="lock file"), run_lock("mary"):
        pass

    assert precious.read_text() == "precious"
