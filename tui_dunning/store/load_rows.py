"""Imports in sets: stage a file's rows in a temporary table, then add and change by statement.

A million rows pass through in batches; what is compared, added and changed is worked out by the
database, so memory stays flat and a file that changes nothing writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from tui_dunning.store import past_due
from tui_dunning.store.load_targets import Target
from tui_dunning.store.models import Customer, Item, Table, database, on_sqlite

Value = str | int | None
STAGE = "load_stage"
CHANGE = "load_change"
_WRITING = 0x64756E05  # advisory lock: two imports must not add the same rows


def execute(sql: str, values: Sequence[Value] = ()) -> Any:
    """Run a statement written with `?` on either database and return its cursor."""
    return database.execute_sql(sql if on_sqlite() else sql.replace("?", "%s"), tuple(values))


def quoted(name: str) -> str:
    """Return a column name that may be a reserved word."""
    return f'"{name.strip(chr(34))}"'


class Stage:
    """A file's rows on their way in; lives inside one transaction.

    Every row has its `line` and `bad`: 0 to be imported, 1 rejected, 2 equal to an earlier one.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        ordered = "" if on_sqlite() else ' COLLATE "C"'
        types = [
            f"{quoted(name)} {kind}{ordered if kind == 'text' else ''}"
            for name, kind in target.staged.items()
        ]
        self.drop()
        execute(
            f"CREATE TEMPORARY TABLE {STAGE}"
            f" (line integer PRIMARY KEY, bad integer, {', '.join(types)})"
        )

    def add(self, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Write rows of these columns (line, bad, staged ones), in that order."""
        names = ", ".join(map(quoted, columns))
        if on_sqlite():
            marks = ", ".join("?" * len(columns))
            database.connection().executemany(
                f"INSERT INTO {STAGE} ({names}) VALUES ({marks})", rows
            )
            return
        into = f"COPY {STAGE} ({names}) FROM STDIN"
        with database.connection().cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def index(self) -> None:
        """Make the key quick to find, once all rows are there."""
        if self.target.key:
            names = ", ".join(map(quoted, self.target.key))
            execute(f"CREATE INDEX {STAGE}_key ON {STAGE} ({names})")
        if not on_sqlite():
            execute(f"ANALYZE {STAGE}")

    def reject(self, lines: Iterable[int]) -> None:
        """Mark rows as not to be imported."""
        for line in lines:
            execute(f"UPDATE {STAGE} SET bad = 1 WHERE line = ?", (line,))

    def count(self, condition: str = "bad = 0") -> int:
        """Count staged rows."""
        return int(execute(f"SELECT COUNT(*) FROM {STAGE} WHERE {condition}").fetchone()[0])

    def rejected_lines(self) -> list[int]:
        """Return the lines marked as not to be imported."""
        return [line for (line,) in execute(f"SELECT line FROM {STAGE} WHERE bad = 1")]

    def drop(self) -> None:
        """Take the staged rows away."""
        for table in (STAGE, CHANGE):
            execute(f"DROP TABLE IF EXISTS {table}")


def wait_for_imports() -> None:
    """Wait for another import that is writing, so that its rows are met; SQLite has one writer."""
    if not on_sqlite():
        execute("SELECT pg_advisory_xact_lock(?)", (_WRITING,))


def number_equal_rows(stage: Stage) -> None:
    """Give each row of a kind without key its occurrence among equal rows: 1, 2, 3 ..."""
    same = ", ".join(quoted(name) for name in stage.target.staged if name != "occurrence")
    execute(
        f"UPDATE {STAGE} SET occurrence = n.nth FROM (SELECT line AS numbered,"
        f" ROW_NUMBER() OVER (PARTITION BY {same} ORDER BY line) AS nth FROM {STAGE}"
        f" WHERE bad = 0) n WHERE n.nth > 1 AND {STAGE}.line = n.numbered"
    )


def add_new(target: Target, present: frozenset[str]) -> int:
    """Insert the staged rows whose key is not stored yet; return how many."""
    profile = _profile(present)
    cells = {**_defaults(target.model), **target.new, **target.identity}
    cells.update(target.values[name] for name in present if name in target.values)
    if target.model is Customer:
        cells["correspondence_id"] = "0"
    names, sql = ", ".join(map(quoted, cells)), ", ".join(cells.values())
    added = execute(
        f"INSERT INTO {quoted(target.table)} ({names})"
        f" SELECT {sql.replace('{profile}', profile)} FROM {STAGE} s {target.joins}"
        f" LEFT JOIN {quoted(target.table)} t ON {target.match}"
        " WHERE s.bad = 0 AND t.id IS NULL ORDER BY s.line"
    ).rowcount
    if target.model is Customer and added:
        point_new_customers(with_stage=True)
    return int(added)


def change_stored(target: Target, present: frozenset[str]) -> int:
    """Update the stored rows from which their staged row differs; return how many."""
    cells = dict(target.values[name] for name in target.values if name in present)
    for name, sql in target.kept.items():
        cells.setdefault(name, sql)
    if not cells:
        return 0
    profile = _profile(present)
    cells = {name: sql.replace("{profile}", profile) for name, sql in cells.items()}
    table = quoted(target.table)
    differs = " OR ".join(f"t.{quoted(name)} IS DISTINCT FROM {sql}" for name, sql in cells.items())
    execute(f"DROP TABLE IF EXISTS {CHANGE}")
    execute(
        f"CREATE TEMPORARY TABLE {CHANGE} AS SELECT s.line, t.id FROM {STAGE} s {target.joins}"
        f" JOIN {table} t ON {target.match} WHERE s.bad = 0 AND ({differs})"
    )
    if not on_sqlite():
        execute(f"ANALYZE {CHANGE}")
    _touch_changed(target)
    chosen = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in cells.items())
    assigned = ", ".join(f"{quoted(name)} = n.{quoted(name)}" for name in cells)
    changed = execute(
        f"UPDATE {table} SET {assigned} FROM (SELECT t.id AS target_id, {chosen}"
        f" FROM {CHANGE} x CROSS JOIN {STAGE} s {target.joins} JOIN {table} t ON {target.match}"
        f" WHERE s.line = x.line AND t.id = x.id) n WHERE {table}.id = n.target_id"
    ).rowcount
    _touch_changed(target)
    return int(changed)


def _touch_changed(target: Target) -> None:
    """Have the sums of those whose items change worked out anew, of former owners too."""
    if target.model is Item:
        if not on_sqlite():  # another import may be about to give them to somebody else
            execute(
                f"SELECT id FROM item WHERE id IN (SELECT id FROM {CHANGE}) ORDER BY id FOR UPDATE"
            )
        past_due.touch(f"SELECT i.customer_id AS id FROM {CHANGE} x JOIN item i ON i.id = x.id")


def point_new_customers(*, with_stage: bool = False) -> None:
    """Set the correspondence of customers that were just inserted with none."""
    parent = "customer.id"
    if with_stage:
        parent = (
            "COALESCE((SELECT p.id FROM customer p JOIN load_stage s"
            " ON p.number = s.correspondence_customer"
            " WHERE s.number = customer.number AND s.bad = 0), customer.id)"
        )
    execute(f"UPDATE customer SET correspondence_id = {parent} WHERE correspondence_id = 0")


def unknown_customers(stage: Stage) -> Iterator[tuple[int, str, str, int | None]]:
    """Yield (line, number, name, unit id) of each staged row of an unknown customer, by number."""
    name = "s.customer_name" if "customer_name" in stage.target.staged else "''"
    unit = "s.unit" if "unit" in stage.target.staged else "NULL"
    cursor = execute(
        f"SELECT s.line, s.customer, COALESCE({name}, ''), {unit} FROM load_stage s"
        " LEFT JOIN customer c ON c.number = s.customer"
        " WHERE s.bad = 0 AND c.id IS NULL ORDER BY s.customer, s.line"
    )
    while rows := cursor.fetchmany(1000):
        yield from rows


def add_customers(rows: Iterable[tuple[str, str, str, int | None]]) -> int:
    """Insert customers from (number, name, folded name, unit id) with defaults for the rest."""
    cells = _defaults(Customer)
    own = ("number", "name", "name_folded", "unit_id", "correspondence_id")
    rest = [name for name in cells if name not in own]
    names = ", ".join(map(quoted, (*own, *rest)))
    tail = ", ".join(["0", *(cells[name] for name in rest)])
    added = 0
    for row in rows:
        execute(f"INSERT INTO customer ({names}) VALUES (?, ?, ?, ?, {tail})", row)
        added += 1
    point_new_customers()
    return added


def watch_sums() -> int:
    """Begin to note whose items change; return the latest item row, after which new ones come."""
    past_due.begin()
    return int(execute("SELECT COALESCE(MAX(id), 0) FROM item").fetchone()[0])


def keep_sums(last: int, as_of: date, *, snapshot: bool) -> None:
    """Keep what is past due with the items changed, and those added after `last`.

    A snapshot says of all items what is; all sums are worked out anew, whatever they were.
    """
    if snapshot:
        past_due.keep_all(as_of)
        return
    past_due.touch("SELECT customer_id AS id FROM item WHERE id > ?", last)
    past_due.keep(as_of)


def count_closing() -> int:
    """Count open items whose staged row closes them."""
    sql = (
        "SELECT COUNT(*) FROM load_stage s JOIN item t ON t.unit_id = s.unit"
        " AND t.number = s.number WHERE s.bad = 0 AND NOT s.is_open AND t.is_open"
    )
    return int(execute(sql).fetchone()[0])


def close_missing() -> int:
    """Close open items that the file does not have, in the units that occur in it.

    Items that the product made itself stay, and so do those whose row was rejected.
    """
    sql = (
        "UPDATE item SET is_open = FALSE WHERE is_open AND made_by_letter_id IS NULL"
        " AND unit_id IN (SELECT DISTINCT unit FROM load_stage WHERE bad <> 1)"
        " AND NOT EXISTS (SELECT 1 FROM load_stage s WHERE s.unit = item.unit_id"
        " AND s.number = item.number)"
    )
    return int(execute(sql).rowcount)


def units_left_out() -> list[str]:
    """Return the units with open items, not made by the product, that have no row in the file."""
    sql = (
        "SELECT u.code FROM unit u WHERE u.id NOT IN (SELECT DISTINCT unit FROM load_stage"
        " WHERE bad <> 1 AND unit IS NOT NULL) AND EXISTS (SELECT 1 FROM item i"
        " WHERE i.unit_id = u.id AND i.is_open AND i.made_by_letter_id IS NULL) ORDER BY u.code"
    )
    return [code for (code,) in execute(sql)]


def _profile(present: frozenset[str]) -> str:
    """Where a customer's profile class stands: in the file, else in the stored row."""
    return "s.profile_class" if "profile_class" in present else "t.profile_class_id"


def _fields(model: type[Table]) -> tuple[tuple[str, object], ...]:
    """The columns of a table that may not stay empty, and their defaults."""
    found = []
    for column in model._meta.sorted_fields:
        if not column.null and not column.primary_key:
            default = column.default() if callable(column.default) else column.default
            found.append((column.column_name, default))
    return tuple(found)


def _defaults(model: type[Table]) -> dict[str, str]:
    """The SQL of the defaults that new rows of a table get."""
    return {name: _literal(value) for name, value in _fields(model) if value is not None}


def _literal(value: object) -> str:
    """Write a default of the data model as SQL."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
