"""The update on PostgreSQL against its floor there, by the clock: the server works apart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import floor_sql, measuring, servers
from benchmarks.measuring import AS_OF, Result, Size, at_most
from benchmarks.servers import Server
from benchmarks.update_floor import METHODS, differences, set_method, write_floor

WORKERS = (1, 2)
"""Processes that decide. Two are what a run of this size takes unasked; the floor has one
connection, and so one process of the server."""


@contextmanager
def prepared(server: Server, size: Size, method: str, toml: Path) -> Iterator[str]:
    """A made-up company that duns by a method, with statistics; it goes with the block."""
    import psycopg

    url = server.made_up(size)
    measuring.dunning("setup", "import", str(toml), "--database", url)
    with psycopg.connect(url) as connection:
        set_method(connection, method)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    yield url
    server.drop(url)


def write_and_compare(floors: str, ours: str, method: str, workers: int) -> float:
    """Run the update with so many processes and return the seconds.

    Raises:
        SystemExit: the floor wrote other rows.
    """
    import psycopg

    options = ("--as-of", AS_OF, "--workers", str(workers))
    took = measuring.dunning("update", "--database", ours, *options).clock
    with psycopg.connect(ours) as one, psycopg.connect(floors) as other:
        different = differences(one, other)
    if different:
        raise SystemExit(
            f"PostgreSQL, {method}, {workers} workers: the floor wrote other rows than the "
            f"update: {different}"
        )
    return took


def one_method(server: Server, size: Size, method: str, toml: Path) -> list[Result]:
    """Measure the floor of a method, and the update with each number of processes."""
    import psycopg

    results = []
    with prepared(server, size, method, toml) as floors:
        began = time.perf_counter()
        with psycopg.connect(floors) as connection:
            write_floor(connection, method, postgres=True)
        floor = time.perf_counter() - began
        for workers in WORKERS:
            with prepared(server, size, method, toml) as ours:
                took = write_and_compare(floors, ours, method, workers)
            by = f"PostgreSQL, {workers} worker{'s' if workers > 1 else ''}"
            results += [
                at_most(f"update by {method} / its floor, clock, {by}", took / floor, 2.5),
                Result(f"update by {method}, clock, {by}", took, "s"),
            ]
    return [*results, Result(f"floor of {method}, clock, PostgreSQL", floor, "s")]


def measure(size: Size) -> list[Result]:
    """Measure each method at a third of the size: copies of a server's database are large."""
    smaller = Size(size.customers // 3, size.items // 3)
    results = []
    with measuring.folder() as folder, servers.postgres(folder) as server:
        toml = folder / "actions.toml"
        toml.write_text(floor_sql.ACTIONS)
        for method in METHODS:
            results += one_method(server, smaller, method, toml)
    return results


if __name__ == "__main__":
    measuring.main(measure)
