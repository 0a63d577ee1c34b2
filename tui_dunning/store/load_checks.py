"""What only the whole file and the stored data together can tell about a staged row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from tui_dunning.store.load_rows import Stage, Value, execute, quoted


class Finding(NamedTuple):
    """A mistake in a staged row: the column, its value, why."""

    line: int
    column: str
    value: str
    reason: str


def find_duplicates(stage: Stage, compared: Sequence[str]) -> Iterator[Finding]:
    """Yield later rows that differ from the first one of their key; set equal ones aside.

    Both rows of a differing pair are rejected: the file does not say which one is right.
    """
    key = [quoted(name) for name in stage.target.key]
    if not key:
        return
    same = " AND ".join(f"s.{name} = d.{name}" for name in key)
    rest = [quoted(name) for name in compared if name not in stage.target.key]
    columns = "".join(f", s.{name}, f.{name}" for name in rest)
    cursor = execute(
        f"SELECT s.line, d.first, s.{key[-1]}{columns}"
        f" FROM (SELECT {', '.join(key)}, MIN(line) AS first"
        f" FROM load_stage WHERE bad = 0 GROUP BY {', '.join(key)} HAVING COUNT(*) > 1) d"
        f" JOIN load_stage s ON {same} AND s.bad = 0 AND s.line > d.first"
        " JOIN load_stage f ON f.line = d.first ORDER BY s.line"
    )
    equal: list[int] = []
    wrong: set[int] = set()
    for line, first, value, *cells in cursor.fetchall():
        differing = _first_difference(rest, cells)
        if not differing:
            equal.append(line)
            continue
        wrong.update((line, first))
        same_key = " and ".join(stage.target.key)
        reason = f"differs in {differing} from line {first}, which has the same {same_key}"
        yield Finding(line, stage.target.key[-1], str(value), reason)
    for line in equal:
        execute("UPDATE load_stage SET bad = 2 WHERE line = ?", (line,))
    stage.reject(wrong)


def _first_difference(names: Sequence[str], cells: Sequence[Value]) -> str:
    """Name the first column in which two rows differ; cells are (mine, the other's) in turn."""
    for at, name in enumerate(names):
        if cells[2 * at] != cells[2 * at + 1]:
            return name.strip('"')
    return ""


def find_unknown_customers() -> Iterator[Finding]:
    """Yield rows whose customer is not stored."""
    cursor = execute(
        "SELECT s.line, s.customer FROM load_stage s LEFT JOIN customer c"
        " ON c.number = s.customer WHERE s.bad = 0 AND c.id IS NULL ORDER BY s.line"
    )
    for line, number in cursor.fetchall():
        yield Finding(line, "customer", number, "is not a customer of this database")


def find_unknown_sites() -> Iterator[Finding]:
    """Yield item rows whose customer has no such site."""
    cursor = execute(
        "SELECT s.line, s.site, s.customer FROM load_stage s"
        " LEFT JOIN customer c ON c.number = s.customer"
        " LEFT JOIN site t ON t.customer_id = c.id AND t.code = s.site"
        " WHERE s.bad = 0 AND s.site IS NOT NULL AND t.id IS NULL ORDER BY s.line"
    )
    for line, site, customer in cursor.fetchall():
        yield Finding(line, "site", site, f"is not a site of customer {customer}")


def find_broken_correspondence() -> Iterator[Finding]:
    """Yield customers whose letters would go to nobody, or round a corner.

    A correspondence customer must be known, and receive its own letters: no chains, no circles.
    """
    column = "correspondence_customer"
    cursor = execute(
        "SELECT s.line, s.correspondence_customer, y.line IS NULL AND c.id IS NULL"
        " FROM load_stage s"
        " LEFT JOIN load_stage y ON y.number = s.correspondence_customer AND y.bad = 0"
        " LEFT JOIN customer c ON c.number = s.correspondence_customer"
        " WHERE s.bad = 0 AND s.correspondence_customer <> s.number AND ("
        " (y.line IS NULL AND (c.id IS NULL OR c.correspondence_id <> c.id))"
        " OR y.correspondence_customer <> y.number) ORDER BY s.line"
    )
    for line, number, unknown in cursor.fetchall():
        reason = "is neither in the file nor in the database"
        if not unknown:
            reason = "sends its own letters to another customer; chains are not possible"
        yield Finding(line, column, number, reason)
    cursor = execute(
        "SELECT y.line, y.correspondence_customer, MIN(child.number) FROM load_stage y"
        " JOIN customer c ON c.number = y.number"
        " JOIN customer child ON child.correspondence_id = c.id AND child.id <> c.id"
        " WHERE y.bad = 0 AND y.correspondence_customer <> y.number AND NOT EXISTS"
        " (SELECT 1 FROM load_stage s WHERE s.number = child.number AND s.bad = 0)"
        " GROUP BY y.line, y.correspondence_customer ORDER BY y.line"
    )
    for line, number, child in cursor.fetchall():
        reason = f"cannot be: this customer receives the letters of {child}"
        yield Finding(line, column, number, reason)


def find_second_purposes() -> Iterator[Finding]:
    """Yield sites that would be the second one of their customer with the dunning purpose."""
    said = "but customer {0} has the dunning purpose on site {1} already"
    return _find_second("dunning_purpose", "site", "site", "code", said)


def find_second_primaries() -> Iterator[Finding]:
    """Yield contacts that would be the second primary one of their customer."""
    said = "but customer {0} has the primary contact {1} already; turn that one to N"
    return _find_second("primary", "name", "contact", "name", said)


def _find_second(flag: str, key: str, table: str, code: str, said: str) -> Iterator[Finding]:
    """Yield rows whose flag another record of the customer has: an earlier row, or a stored one.

    Args:
        flag: the staged and stored column of which each customer has one at most.
        key: the staged column that names a record of a customer.
        table: where the records are stored.
        code: the stored column of the key.
        said: what is wrong, with places for the customer and the other record.
    """
    mark = quoted(flag)
    cursor = execute(
        f"SELECT s.line, s.customer, MIN(o.{key}) FROM load_stage s JOIN load_stage o"
        f" ON o.customer = s.customer AND o.bad = 0 AND o.{mark} AND o.line < s.line"
        f" WHERE s.bad = 0 AND s.{mark} GROUP BY s.line, s.customer"
        f" UNION ALL SELECT s.line, s.customer, MIN(t.{code}) FROM load_stage s"
        " JOIN customer c ON c.number = s.customer"
        f" JOIN {table} t ON t.customer_id = c.id AND t.{mark}"
        f" WHERE s.bad = 0 AND s.{mark} AND NOT EXISTS (SELECT 1 FROM load_stage o"
        f" WHERE o.customer = s.customer AND o.{key} = t.{code} AND o.bad = 0)"
        " GROUP BY s.line, s.customer"
    )
    seen: set[int] = set()
    for line, customer, other in sorted(cursor.fetchall()):
        if line not in seen:
            seen.add(line)
            yield Finding(line, flag, "Y", said.format(customer, other))


def mailed_contacts(present: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Yield (line, preferred, e-mail) of each contact that would be written to by e-mail.

    A column that the file does not have is as stored.
    """
    preferred = "s.preferred" if "preferred" in present else "COALESCE(t.preferred, 'print')"
    email = "s.email" if "email" in present else "COALESCE(t.email, '')"
    cursor = execute(
        f"SELECT s.line, {preferred}, {email} FROM load_stage s"
        " LEFT JOIN customer c ON c.number = s.customer"
        " LEFT JOIN contact t ON t.customer_id = c.id AND t.name = s.name"
        f" WHERE s.bad = 0 AND {preferred} <> 'print' ORDER BY s.line"
    )
    yield from cursor.fetchall()


def credit_limits() -> Iterator[tuple[int, str, str]]:
    """Yield (line, text, currency) of each credit limit; "" where no currency is known."""
    cursor = execute(
        "SELECT s.line, s.credit_limit_text, COALESCE(NULLIF(s.currency, ''),"
        " NULLIF(t.currency, ''), u.currency, w.currency, '') FROM load_stage s"
        " LEFT JOIN customer t ON t.number = s.number"
        " LEFT JOIN unit u ON u.id = s.unit LEFT JOIN unit w ON w.id = t.unit_id"
        " WHERE s.bad = 0 AND s.credit_limit_text IS NOT NULL"
    )
    yield from cursor.fetchall()


def set_credit_limits(rows: Sequence[tuple[int, int]]) -> None:
    """Write (minor units, line) of credit limits that were read."""
    for minor, line in rows:
        execute("UPDATE load_stage SET credit_limit = ? WHERE line = ?", (minor, line))
