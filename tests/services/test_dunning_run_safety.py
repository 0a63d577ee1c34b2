"""4.4.1: a run is wholly there or not at all, and a dry run leaves no trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.builders import TODAY, add_basics, add_customer, add_item, add_site
from tests.services.updates import everything, facts, letters, update
from tui_dunning.engine.types import RunParameters
from tui_dunning.errors import Cancelled
from tui_dunning.services import deciding, dunning_run
from tui_dunning.services.dunning_run import run
from tui_dunning.store import models as m
from tui_dunning.store import staging, supersede
from tui_dunning.store.database import handle, transaction
from tui_dunning.store.writer import LetterWriter


@pytest.fixture
def company(db):
    """Customers in several states, after a run."""
    add_basics()
    for number in range(6):
        customer = add_customer(f"C{number}")
        add_item(customer, days=45, site=add_site(customer))
    add_item(add_customer("P", letter_code="3", letter_code_on=TODAY), days=45)
    add_customer("R", letter_code="2", letter_code_on=TODAY)
    update()
    return db


def test_a_dry_run_changes_nothing_and_leaves_no_temporary_table(company):
    before = everything()

    dry = update(dry_run=True)
    again = update(dry_run=True)
    unchanged = everything()
    wet = update()

    assert unchanged == before
    assert facts(dry) == facts(again) == facts(wet)


def test_a_dry_run_needs_no_write_lock(lite):
    add_basics()
    add_item(add_customer("C1"), days=45)
    code = """
import sys, pysqlite3
connection = pysqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", code, lite], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()

    dry = update(dry_run=True)

    holder.communicate(b"")
    assert dry.letters == 1


def test_a_run_that_is_cancelled_changes_nothing(company, monkeypatch):
    monkeypatch.setattr(deciding, "PORTION", 2)
    before, told = everything(), []

    with pytest.raises(Cancelled, match="nothing was changed"):
        run(
            RunParameters(TODAY),
            "jane",
            progress=lambda done, total: told.append((done, total)),
            cancelled=lambda: len(told) == 2,
        )

    assert told == [(2, 7), (4, 7)]
    assert everything() == before
    assert update().run == 2


class Crash(Exception):
    """What the tests let happen between two writes."""


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (LetterWriter, "write"),
        (staging, "_insert_rows"),
        (dunning_run, "find_ended"),
        (dunning_run, "end_letters"),
        (supersede, "_execute"),
        (dunning_run, "apply_staged"),
        (dunning_run, "close_staging"),
        (dunning_run, "end_run"),
    ],
)
def test_a_crash_after_any_write_leaves_nothing(company, monkeypatch, module, name):
    before = everything()
    original = getattr(module, name)

    def crash_after(*arguments, **options):
        original(*arguments, **options)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(module, name, crash_after)
        with pytest.raises(Crash):
            update()

    assert everything() == before
    assert update().run == 2


def test_a_killed_run_leaves_nothing_and_its_number_is_used_next(company):
    """A real process, stopped for good in the middle of its writes."""
    before = everything()
    code = f"""
import sys, time
from datetime import date
from tui_dunning.engine.types import RunParameters
from tui_dunning.services import deciding, dunning_run
from tui_dunning.store.database import open_database

def stop(*_arguments, **_options):
    print("written", flush=True)
    time.sleep(60)

dunning_run.end_run = stop
open_database(sys.argv[1])
dunning_run.run(RunParameters(date.fromisoformat("{TODAY}")), "mary")
"""
    with subprocess.Popen([sys.executable, "-c", code, company], stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"written\n"
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()

    assert everything() == before
    assert _update_soon().run == 2
    assert len(letters()) == 6


def _update_soon():
    """Run as soon as the server has noticed that the other session is gone."""
    from tui_dunning.errors import Busy

    for _ in range(100):
        try:
            return update()
        except Busy:
            time.sleep(0.1)
    return update()


@pytest.mark.parametrize("db_url", ["postgres"], indirect=True)  # SQLite has one writer anyway
def test_a_run_keeps_others_from_changing_customers_on_postgres_until_it_is_over(company):
    import psycopg

    with transaction():
        dunning_run.hold_facts(1)
        with psycopg.connect(company) as other:
            other.execute("SET lock_timeout = '100ms'")
            read = other.execute("SELECT COUNT(*) FROM customer").fetchone()
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute("UPDATE customer SET letter_code = '5'")

    assert read == (8,)
    assert not handle().in_transaction()
    assert m.Customer.select().where(m.Customer.letter_code == "5").count() == 0
