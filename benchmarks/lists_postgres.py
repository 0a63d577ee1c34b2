"""The same lists on a PostgreSQL server, by the clock: the server works apart."""

from __future__ import annotations

import time

from benchmarks import measuring, servers
from benchmarks.lists import press_all
from benchmarks.measuring import AS_OF, Result, Size


def measure(size: Size) -> list[Result]:
    """Measure the lists after a run, on statistics that a server makes by itself after a while."""
    import psycopg

    with measuring.folder() as folder, servers.postgres(folder) as server:
        url = server.made_up(size)
        measuring.dunning("update", "--database", url, "--as-of", AS_OF)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        return press_all(url, size, time.perf_counter, ", PostgreSQL")


if __name__ == "__main__":
    measuring.main(measure)
