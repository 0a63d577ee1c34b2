"""Whether a database is as this program made it: looked at before an upgrade reads or changes it.

A file may come from anywhere: a view in place of a table would be read without end, a trigger
would do whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tui_dunning.errors import DatabaseProblem
from tui_dunning.store import checks, name_search
from tui_dunning.store.connection import handle, is_postgres
from tui_dunning.store.models import TABLES
from tui_dunning.store.refusals import PRODUCT, refuse_changed, refuse_version
from tui_dunning.store.tables import OLDEST_VERSION


def refuse_other_kinds(where: str) -> None:
    """Refuse a database in which something else stands in place of a table; none is read.

    Raises:
        DatabaseProblem: a view or the like has a table's name, or a trigger is not ours.
    """
    found = _other_kinds_on_server if is_postgres() else _other_kinds_in_file
    for what in found(handle()):
        raise refuse_changed(where, what)


def read_version(where: str) -> int:
    """Return the version of the tables, which an SQLite file has in two places.

    Raises:
        DatabaseProblem: it is not written down once, the places differ, or it is too old or new.
    """
    db = handle()
    rows = db.execute_sql("SELECT product, version FROM schema_info LIMIT 2").fetchall()
    if len(rows) != 1 or rows[0][0] != PRODUCT or type(rows[0][1]) is not int:
        raise refuse_changed(where, "schema_info does not say its version")
    version = int(rows[0][1])
    header = version if is_postgres() else db.pragma("user_version")
    if header != version:
        raise DatabaseProblem(
            f"The database {where} has version {header} in its header, but {version} in its table "
            "schema_info; nothing was changed.",
            "Put back a backup.",
        )
    refuse_version(version, where, OLDEST_VERSION)
    return version


def refuse_missing_parts(where: str) -> None:
    """Refuse a database that lacks a table or column.

    Raises:
        DatabaseProblem: it lacks one; the first is named.
    """
    for problem in checks.structure():
        what = problem.rstrip(".")
        raise refuse_changed(where, what[:1].lower() + what[1:])


def _names() -> set[str]:
    return {table._meta.table_name for table in TABLES}


def _other_kinds_in_file(db: Any) -> Iterator[str]:
    """What has a table's name and is none, and triggers that this program did not make."""
    ours = {_folded(sql) for sql in name_search.SQLITE_TRIGGERS}
    rows = db.execute_sql("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
    for kind, name, sql in rows:
        if kind == "trigger":
            if _folded(sql) not in ours:
                yield f"the trigger {' '.join(name[:60].split())} is not its own"
        elif name.lower() in _names() and not _folded(sql).startswith("CREATE TABLE "):
            yield f"{name} is not a table"


def _other_kinds_on_server(db: Any) -> Iterator[str]:
    """What has a table's name and is none; a trigger there is its administrator's."""
    rows = db.execute_sql(
        "SELECT relname FROM pg_catalog.pg_class WHERE relname = ANY(%s) AND relkind <> 'r'"
        " AND pg_table_is_visible(oid) ORDER BY relname",
        (sorted(_names()),),
    )
    for (name,) in rows.fetchall():
        yield f"{name} is not a table"


def _folded(sql: str | None) -> str:
    """A statement with one space between its words."""
    return " ".join((sql or "").split())
