"""The update against its floor: the same rows written by set-based SQL on a copy of the file."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import floor_sql, measuring
from benchmarks.measuring import AS_OF, Result, Size, at_most
from benchmarks.memory import most_of

METHODS = tuple(floor_sql.PROCEDURES)
TABLES = {"letter": "id", "letter_customer": "id", "letter_item": "id", "customer": "id"}
NOT_COMPARED = {"created_at", "operator", "letterhead_id"}
"""Letterheads are numbered as their first letters come; which unit's it is is compared."""
ROUNDS = 2
TOGETHER = "memory of all processes (PSS), 2 workers"


def set_method(connection: Any, method: str) -> None:
    """Let all units dun by a method's procedure."""
    connection.execute(
        "UPDATE unit SET procedure_id = (SELECT id FROM procedure "
        f"WHERE code = '{floor_sql.PROCEDURES[method]}')"
    )
    connection.commit()


def connect(path: str) -> Any:
    """Open an SQLite database as the product does, with the driver alone."""
    from pysqlite3 import dbapi2

    connection = dbapi2.connect(path)
    for pragma in ("foreign_keys=1", "journal_mode=wal", "synchronous=full", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def write_floor(connection: Any, method: str, *, postgres: bool = False) -> None:
    """Write a first run's rows, in one transaction; a dozen rows that no time goes into first."""
    from tui_dunning.services.countries import country_name

    run, first = 1, 1
    for statement in _few_rows(run):
        connection.execute(statement)
    connection.execute("CREATE TEMPORARY TABLE country_name (code TEXT, language TEXT, name TEXT)")
    for code in ("US", "NL", "DE"):
        for language in ("en", "nl"):
            name = country_name(code, language).upper()
            connection.execute(
                f"INSERT INTO country_name VALUES ('{code}', '{language}', '{name}')"
            )
    for statement in floor_sql.statements(method, date.fromisoformat(AS_OF), postgres=postgres):
        filled = statement.format(run=run, first=first, now=f"{AS_OF} 09:00:00", operator="floor")
        connection.execute(filled)
    connection.commit()


def _few_rows(run: int) -> list[str]:
    """Return what adds the run and the letterheads."""
    return [
        f"""INSERT INTO run VALUES ({run}, '{AS_OF}', '{AS_OF} 09:00:00', '{AS_OF} 09:00:00',
        'floor', '', '', '', 0, 0, 0, '', '', 0, '')""",
        """INSERT INTO letterhead (unit_id, digest, content)
        SELECT id, 'digest ' || id, '' FROM unit ORDER BY id DESC""",
    ]


def differences(ours: Any, floors: Any) -> list[str]:
    """Compare what the update and the floor wrote, table by table; return which differ."""
    found = []
    for table, key in TABLES.items():
        names = [each[0] for each in ours.execute(f"SELECT * FROM {table} LIMIT 0").description]
        kept = ", ".join(f'"{name}"' for name in names if name not in NOT_COMPARED)
        query = f"SELECT {kept} FROM {table} ORDER BY {key}"
        pairs = zip(ours.execute(query), floors.execute(query), strict=False)
        different = next((pair for pair in pairs if pair[0] != pair[1]), None)
        count = f"SELECT COUNT(*) FROM {table}"
        sizes = [each.execute(count).fetchone()[0] for each in (ours, floors)]
        if different or sizes[0] != sizes[1]:
            found.append(f"{table} {sizes}: {different}")
    return found


def prepare(size: Size, folder: Path) -> Path:
    """Return a made-up company with a procedure of each method."""
    base = measuring.copy_of(measuring.made_up(size), folder / f"base-{size.items}.db")
    toml = folder / "actions.toml"
    toml.write_text(floor_sql.ACTIONS)
    measuring.dunning("setup", "import", str(toml), "--database", str(base))
    return base


def one_method(
    base: Path, folder: Path, method: str, workers: int, rounds: int = ROUNDS
) -> tuple[measuring.Used, measuring.Used]:
    """Run the update with so many processes and its floor in turns, and compare their rows.

    Of each the least time counts: what others do to the machine makes both take longer.
    """
    ours, floors = folder / "ours.db", folder / "floor.db"
    options = ("--as-of", AS_OF, "--workers", str(workers))
    used, floor = [], []
    for _ in range(rounds):
        for path in (ours, floors):
            connection = connect(str(measuring.copy_of(base, path)))
            set_method(connection, method)
            connection.close()
        alone = [sys.executable, "-m", __spec__.name, "--floor", method, str(floors)]
        floor.append(measuring.used_by(alone))
        used.append(measuring.dunning("update", "--database", str(ours), *options))
    different = differences(connect(str(ours)), connect(str(floors)))
    if different:
        raise SystemExit(f"{method}: the floor wrote other rows than the update: {different}")
    return measuring.least(used), measuring.least(floor)


def memory_together(base: Path, folder: Path, method: str) -> float:
    """Return the most MiB of all processes of an update with two workers, in a run of its own."""
    path = measuring.copy_of(base, folder / "ours.db")
    connection = connect(str(path))
    set_method(connection, method)
    connection.close()
    most = most_of("update", "--database", str(path), "--as-of", AS_OF, "--workers", "2")
    print(f"  {method}: {most.memory:.1f} MiB in {most.processes} processes", file=sys.stderr)
    return most.memory


def measure(size: Size) -> list[Result]:
    """Measure the four methods at a size, and the growth from a quarter of it."""
    bare = measuring.bare_python()
    results = []
    with measuring.folder() as folder:
        quarter = Size(size.customers // 4, size.items // 4)
        small, _ = one_method(prepare(quarter, folder), folder, "days", 1)
        base = prepare(size, folder)
        for method in METHODS:
            used, floor = one_method(base, folder, method, 1)
            shared, its_floor = one_method(base, folder, method, 2)
            together = memory_together(base, folder, method)
            ratio = shared.clock / its_floor.clock
            results += [
                at_most(f"update by {method} / its floor in SQL", used.cpu / floor.cpu, 2.5),
                Result(f"update by {method}, CPU", used.cpu, "s"),
                Result(f"floor of {method}, CPU", floor.cpu, "s"),
                at_most(f"update by {method} / its floor, clock, 2 workers", ratio, 2.5),
                Result(f"update by {method}, clock, 2 workers", shared.clock, "s"),
                Result(f"update by {method}, CPU of all processes, 2 workers", shared.cpu, "s"),
                Result(f"floor of {method}, clock", its_floor.clock, "s"),
                at_most(f"update by {method}, memory", used.memory - bare.memory, 150, "MiB"),
            ]
            results.append(at_most(f"update by {method}, {TOGETHER}", together, 150, "MiB"))
            if method == "days":
                growth = used.cpu / small.cpu
                results.append(at_most("update, four times the items", growth, 4.6))
    return results


def _floor_alone(method: str, path: str) -> None:
    started = time.perf_counter()
    connection = connect(path)
    write_floor(connection, method)
    print(time.perf_counter() - started)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--floor"]:
        _floor_alone(sys.argv[2], sys.argv[3])
    else:
        measuring.main(measure)
