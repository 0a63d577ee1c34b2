"""Peewee loads PostgreSQL's driver with itself, which takes longer than all else; here it does not.

`store/__init__` imports Peewee with the driver out of sight; `use_postgres` hands it over where a
PostgreSQL database is opened. Touches what Peewee 4 does at import: `psycopg`, `TransactionStatus`,
`Json_pg3`, `Jsonb_pg3` and three constants of `Psycopg3Adapter`.
"""

from __future__ import annotations

import sys

DRIVERS = ("psycopg", "psycopg2", "psycopg2cffi")


def import_peewee() -> None:
    """Import Peewee without any driver of PostgreSQL; nothing where one is loaded already."""
    if "peewee" in sys.modules or any(name in sys.modules for name in DRIVERS):
        return
    for name in DRIVERS:
        sys.modules[name] = None  # type: ignore[assignment]  # an import of it fails
    try:
        import peewee  # noqa: F401
    finally:
        for name in DRIVERS:
            del sys.modules[name]


def use_postgres() -> None:
    """Give Peewee the driver, as if it had been there at its import.

    Raises:
        ImportError: it is not installed.
    """
    import peewee
    import psycopg
    from psycopg.pq import TransactionStatus
    from psycopg.types.json import Json, Jsonb

    if getattr(peewee, "psycopg", None) is not None:
        return
    peewee.psycopg = psycopg
    peewee.TransactionStatus = TransactionStatus
    peewee.Json_pg3, peewee.Jsonb_pg3 = Json, Jsonb
    adapter = peewee.Psycopg3Adapter
    adapter.txn_idle = TransactionStatus.IDLE
    adapter.txn_inerror = TransactionStatus.INERROR
    adapter.txn_unknown = TransactionStatus.UNKNOWN
