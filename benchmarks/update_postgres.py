"""The update on PostgreSQL against its floor there, by the clock: the server works apart."""

from __future__ import annotations

import sys
import time

from benchmarks import floor_sql, measuring, servers
from benchmarks.measuring import AS_OF, Result, Size, at_most
from benchmarks.update_floor import METHODS, differences, set_method, write_floor


def measure(size: Size) -> list[Result]:
    """Measure each method at a third of the size: copies of a server's database are large."""
    import psycopg

    smaller = Size(size.customers // 3, size.items // 3)
    results = []
    with measuring.folder() as folder, servers.postgres(folder) as server:
        toml = folder / "actions.toml"
        toml.write_text(floor_sql.ACTIONS)
        for method in METHODS:
            ours, floors = server.made_up(smaller), server.made_up(smaller)
            for url in (ours, floors):
                measuring.dunning("setup", "import", str(toml), "--database", url)
                with psycopg.connect(url) as connection:
                    set_method(connection, method)
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute("ANALYZE")
            began = time.perf_counter()
            with psycopg.connect(floors) as connection:
                write_floor(connection, method, postgres=True)
            floor = time.perf_counter() - began
            began = time.perf_counter()
            measuring.dunning("update", "--database", ours, "--as-of", AS_OF)
            took = time.perf_counter() - began
            with psycopg.connect(ours) as one, psycopg.connect(floors) as other:
                for different in differences(one, other):
                    print(f"  PostgreSQL, {method}: {different}", file=sys.stderr)
            results += [
                at_most(f"update by {method} / its floor, PostgreSQL", took / floor, 2.5),
                Result(f"update by {method}, PostgreSQL, clock", took, "s"),
            ]
    return results


if __name__ == "__main__":
    measuring.main(measure)
