"""Kill a command at a random moment of its work, as a power cut would, and look what is left."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from peewee import DateTimeField

from tests.kept_database import KeptDatabase, drop_database
from tui_dunning.store import models as m
from tui_dunning.store.database import close_database, open_database, reading, stream

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {"print_batch", "print_batch_letter"}
"""Written down before a print starts: they may differ from both states."""

COUNTED = {"letter_event", "customer_event"}
"""Rows that nothing names by their key: PostgreSQL's have gaps, and those of one statement no order
of their own."""


Spot = tuple[int, int, float]
"""Where to die: at which point, at which of its writes, how many seconds after it has begun."""


@dataclass
class Worker:
    """The process that starts commands; one for a test."""

    log: Path
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def run(
        self,
        arguments: list[str],
        kill_after: float | None = None,
        spot: Spot | None = None,
        record: bool = False,
    ) -> tuple[int, float]:
        """Run a command, kill it after so many seconds, or let it die at a spot.

        Returns:
            Its status and how long it took. With `record`, `points()` tells what it wrote.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        request = {"arguments": arguments, "log": str(self.log), "spot": spot, "record": record}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        started = time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it has ended already
                os.kill(child, signal.SIGKILL)
        status = int(self.process.stdout.readline())
        return status, time.perf_counter() - started

    def points(self) -> list[tuple[str, int]]:
        """What the last recorded command wrote, in order, and how often in a row."""
        listed = json.loads(Path(f"{self.log}.points").read_text())
        return [(label, count) for label, count in listed]

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@contextmanager
def worker(log: Path) -> Iterator[Worker]:
    """A worker that ends with the block."""
    started = Worker(log)
    try:
        yield started
    finally:
        started.close()


def fingerprint(url: str) -> str:
    """A digest of all rows but their moments, which no two runs share."""
    digest = hashlib.sha256()
    open_database(url, wait_seconds=20)
    try:
        with reading():
            for table in m.TABLES:
                if table._meta.table_name in SKIPPED:
                    continue
                columns = [
                    each
                    for each in table._meta.sorted_fields
                    if not isinstance(each, DateTimeField)
                    and not (each.primary_key and table._meta.table_name in COUNTED)
                ]
                order = (
                    columns if table._meta.table_name in COUNTED else table._meta.get_primary_keys()
                )
                query = table.select(*columns).order_by(*order)
                for row in stream(query):
                    digest.update(repr((table._meta.table_name, *map(str, row))).encode())
    finally:
        close_database()
    return digest.hexdigest()


@dataclass(frozen=True)
class Kept:
    """A database as it was before a command; `fresh()` gives a new copy of it each time."""

    fresh: Callable[[], str]
    settled: Callable[[], None]


@contextmanager
def kept_file(source: Path, folder: Path) -> Iterator[Kept]:
    """Copies of a closed SQLite database."""

    def fresh() -> str:
        target = folder / "trial.db"
        for old in folder.glob("trial.db*"):
            old.unlink()
        shutil.copyfile(source, target)
        return str(target)

    yield Kept(fresh, lambda: None)


@contextmanager
def kept_server(source: str) -> Iterator[Kept]:
    """Copies of a PostgreSQL database that nobody is connected to."""
    server, _, parameters = source.partition("?")
    home, _, template = server.rpartition("/")
    home = f"{home}/postgres?{parameters}"
    trial = KeptDatabase(home, template)

    def fresh() -> str:
        settled(template)
        if trial.url:
            trial.put_back()
        return trial.fresh()

    def settled(name: str = "") -> None:
        """Wait until the server has noticed that its client is gone."""
        name = name or trial.url.partition("?")[0].rpartition("/")[2]
        question = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(home, autocommit=True) as connection:
            for _ in range(2000):
                row = connection.execute(question, (name,)).fetchone()
                if row is not None and row[0] == 0:
                    return
                time.sleep(0.01)
        raise AssertionError("the server still works for a client that is gone")

    try:
        yield Kept(fresh, settled)
    finally:
        if trial.url:
            drop_database(home, trial.url)


def moments(count: int, seconds: float, seed: int) -> list[float]:
    """When to kill: spread evenly over the work, each a little off."""
    chance = random.Random(seed)
    step = seconds * 1.05 / count
    return [step * (number + chance.random()) for number in range(count)]


def spots(points: list[tuple[str, int]], delays: tuple[float, ...]) -> Iterator[Spot]:
    """A spot for each delay at each write point: from its first to its last write."""
    for point, (_, count) in enumerate(points):
        for number, delay in enumerate(delays):
            yield point, 1 + (count - 1) * number // (len(delays) - 1), delay
