"""Waiting for another user who is writing, on both databases: told, given up, over in time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tui_dunning.errors import Busy, Cancelled
from tui_dunning.store import models as m
from tui_dunning.store.counters import next_number
from tui_dunning.store.database import (
    close_database,
    open_database,
    tell_waits,
    transaction,
)


@pytest.fixture
def counter(db: str) -> str:
    with transaction():
        m.Counter.insert(name="letter_number", next_value=1).execute()
    return db


@contextmanager
def another_user_writing(until: threading.Event) -> Iterator[None]:
    holds = threading.Event()

    def write() -> None:
        with transaction():
            next_number("letter_number")
            holds.set()
            until.wait(30)

    other = threading.Thread(target=write)
    other.start()
    assert holds.wait(10)
    try:
        yield
    finally:
        until.set()
        other.join(30)


def test_waiting_is_told_and_ends_when_the_other_user_has_written(counter: str) -> None:
    told: list[float] = []
    done = threading.Event()

    def tell(seconds: float) -> None:
        told.append(seconds)
        if seconds > 0.5:
            done.set()

    with another_user_writing(done):
        tell_waits(tell)
        with transaction():
            number = next_number("letter_number")

    assert number == 2
    assert told == sorted(told)
    assert max(told) > 0.5


def test_waiting_is_given_up_when_told_so_and_nothing_is_changed(counter: str) -> None:
    def stop(_seconds: float) -> None:
        raise Cancelled("No more.")

    with another_user_writing(threading.Event()):
        tell_waits(stop)
        with pytest.raises(Cancelled, match="No more"), transaction():
            next_number("letter_number")
        tell_waits(None)
    with transaction():
        assert next_number("letter_number") == 2


def test_a_work_that_waits_for_nobody_tells_nothing(counter: str) -> None:
    told: list[float] = []
    tell_waits(told.append)
    with transaction():
        next_number("letter_number")
        threading.Event().wait(1.2)
    with transaction():
        next_number("letter_number")

    assert told == []


def test_waiting_longer_than_the_setting_is_busy_also_where_it_is_told(db_url: str) -> None:
    open_database(db_url, wait_seconds=2)
    m.Counter.insert(name="letter_number", next_value=1).execute()
    told: list[float] = []
    with another_user_writing(threading.Event()):
        tell_waits(told.append)
        with pytest.raises(Busy), transaction():
            next_number("letter_number")
    close_database()

    assert told
