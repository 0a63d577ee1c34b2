"""Importing open items, against a bare `csv` and `executemany` load of the same rows."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from benchmarks import measuring
from benchmarks.measuring import AS_OF, Result, Size, at_most
from benchmarks.update_floor import connect

COLUMNS = (
    *("unit", "customer", "number", "entry_type", "item_date", "due_date"),
    *("currency", "amount", "balance", "disputed"),
)


def write_file(base: Path, target: Path) -> None:
    """Write the items of a made-up company as an export would have them."""
    rows = connect(str(base)).execute(
        """SELECT u.code, c.number, i.number, e.code, i.item_date, i.due_date, i.currency,
        PRINTF('%.2f', i.amount_minor / 100.0), PRINTF('%.2f', i.balance_minor / 100.0),
        CASE WHEN i.disputed THEN 'Y' ELSE 'N' END
        FROM item i JOIN unit u ON u.id = i.unit_id JOIN customer c ON c.id = i.customer_id
        JOIN entry_type e ON e.id = i.entry_type_id ORDER BY i.id"""
    )
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def load_bare(path: str, source: str) -> None:
    """Load the file with nothing but its codes looked up; the bare minimum of an import."""
    connection = connect(path)
    units = dict(connection.execute("SELECT code, id FROM unit"))
    customers = dict(connection.execute("SELECT number, id FROM customer"))
    types = dict(connection.execute("SELECT code, id FROM entry_type"))
    sql = """INSERT INTO item (unit_id, customer_id, number, entry_type_id, item_date, due_date,
        currency, amount_minor, balance_minor, disputed, block_reason, in_collection, is_open,
        dunning_level) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 1, 0)"""
    with open(source, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        connection.executemany(
            sql,
            (
                (
                    *(units[unit], customers[customer], number, types[kind], item_date, due_date),
                    *(currency, int(amount.replace(".", "")), int(balance.replace(".", ""))),
                    1 if disputed == "Y" else 0,
                )
                for unit, customer, number, kind, item_date, due_date, currency, *rest in rows
                for amount, balance, disputed in (rest,)
            ),
        )
    connection.commit()


def measure(size: Size) -> list[Result]:
    """Measure a first import, the bare load, and a snapshot of the unchanged file."""
    bare = measuring.bare_python().memory
    with measuring.folder() as folder:
        base = measuring.made_up(size)
        source = folder / "items.csv"
        write_file(base, source)
        ours, floors = folder / "ours.db", folder / "floor.db"
        for target in (ours, floors):
            connection = connect(str(measuring.copy_of(base, target)))
            connection.execute("DELETE FROM item")
            connection.commit()
            connection.execute("VACUUM")
            connection.close()
        load = ("import", "items", str(source), "--as-of", AS_OF, "--database", str(ours))
        floor = measuring.used_by(
            [sys.executable, "-m", __spec__.name, "--bare", str(floors), str(source)]
        )
        used = measuring.dunning(*load)
        again = measuring.dunning(*load, "--snapshot")
    return [
        at_most("import of items / csv and executemany", used.cpu / floor.cpu, 3),
        Result("import of items, CPU", used.cpu, "s"),
        Result("csv and executemany, CPU", floor.cpu, "s"),
        at_most("unchanged snapshot / first import", again.cpu / used.cpu, 1),
        Result("import of items, memory", used.memory - bare, "MiB"),
        Result("unchanged snapshot, memory", again.memory - bare, "MiB"),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bare"]:
        load_bare(sys.argv[2], sys.argv[3])
    else:
        measuring.main(measure)
