"""A PostgreSQL database for many tests, put back after each to what its template holds."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import psycopg

ROOM = 4_000_000
"""Bytes that a database may grow by; emptied tables keep their size, and reading takes longer."""
_COPY = "STRATEGY file_copy"
"""Copying the template's files costs a fifth of writing each page to the log."""
_OURS = 16384
"""The first number of an object that did not come with the server."""
_numbers = itertools.count(1)

_SHAPE = f"""
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
  SELECT concat_ws(',', oid, relname, relnamespace, relkind, reltuples, relacl)
    FROM pg_class WHERE oid >= {_OURS} AND relpersistence <> 't'
  UNION ALL
  SELECT concat_ws(',', attrelid, attname, atttypid, attnotnull, atthasdef, attacl)
    FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
    WHERE attrelid >= {_OURS} AND relpersistence <> 't' AND attnum > 0
  UNION ALL SELECT concat_ws(',', oid, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat_ws(',', oid, convalidated) FROM pg_constraint WHERE oid >= {_OURS}
  UNION ALL SELECT concat_ws(',', oid, prosrc) FROM pg_proc WHERE oid >= {_OURS}
  UNION ALL SELECT concat_ws(',', nspname, nspacl) FROM pg_namespace WHERE nspname !~ '^pg_t'
  UNION ALL SELECT concat_ws(',', setdatabase, setconfig) FROM pg_db_role_setting
) AS shape(line)
"""
_END_OTHERS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_NUMBERS = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences"


def address(server: str, name: str) -> str:
    """The server's address with a database's name in it."""
    head, _, tail = server.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{tail}" if tail else "")


def make_database(server: str, template: str) -> str:
    """Make a database, a copy of the template named; return its address."""
    name = f"dunning_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE {name} TEMPLATE "{template}" {_COPY}')
    return address(server, name)


def drop_database(server: str, url: str) -> None:
    """Drop a database, also where a connection is left."""
    name = url.partition("?")[0].rsplit("/", 1)[1]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@dataclass
class KeptDatabase:
    """A copy of a template; emptying it costs a tenth of copying it anew for each test.

    It is copied anew where a test has changed more than rows, or has written very many.
    """

    server: str
    template: str
    url: str = ""
    _rows: dict[str, bytes] = field(default_factory=dict)
    _numbers: list[tuple[str, int | None]] = field(default_factory=list)
    _shape: str = ""
    _most_bytes: int = 0

    def fresh(self) -> str:
        """Return the address of the database, which holds what the template holds."""
        if not self.url:
            self.url = make_database(self.server, self.template)
            with psycopg.connect(self.url, autocommit=True) as connection:
                self._remember(connection)
        return self.url

    def put_back(self) -> None:
        """Undo what a test has written."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(_END_OTHERS)
            if self._is_as_made(connection):
                self._write_back(connection)
                return
        drop_database(self.server, self.url)
        self.url = ""

    def _remember(self, connection: psycopg.Connection) -> None:
        """Read the rows of all tables, and what else could change."""
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        self._rows = {}
        for (name,) in names.fetchall():
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                self._rows[name] = b"".join(bytes(block) for block in copy)
        self._numbers = connection.execute(_NUMBERS).fetchall()
        self._shape, self._most_bytes = _measure(connection)
        self._most_bytes += ROOM

    def _is_as_made(self, connection: psycopg.Connection) -> bool:
        shape, size = _measure(connection)
        return shape == self._shape and size <= self._most_bytes

    def _write_back(self, connection: psycopg.Connection) -> None:
        """Empty all tables, write their first rows, and number on from there."""
        with connection.transaction():
            connection.execute(
                "SET LOCAL session_replication_role = replica;"
                + ";".join(f'DELETE FROM "{name}"' for name in self._rows)
            )
            for name, rows in self._rows.items():
                if rows:
                    with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                        copy.write(rows)
            connection.cursor().executemany(
                "SELECT setval(%s, coalesce(%s, 1), %s)",
                [(name, last, last is not None) for name, last in self._numbers],
            )


def _measure(connection: psycopg.Connection) -> tuple[str, int]:
    """A digest of everything but rows, and the bytes on disk."""
    row = connection.execute(f"SELECT ({_SHAPE}), pg_database_size(current_database())").fetchone()
    assert row is not None
    return row[0], row[1]
