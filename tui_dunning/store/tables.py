"""What all tables share: the open database, kinds of columns, address columns."""

from __future__ import annotations

from datetime import UTC, datetime

from peewee import (
    SQL,
    BigIntegerField,
    Context,
    DatabaseProxy,
    Model,
    Node,
    NodeList,
    SqliteDatabase,
)
from peewee import TextField as PlainTextField

SCHEMA_VERSION = 2
"""Raised with every change of the tables; a database of another version is refused."""

OLDEST_VERSION = 1
"""From this one on `dunning upgrade` brings a database to `SCHEMA_VERSION`."""

database: DatabaseProxy = DatabaseProxy()
"""The open database; `store.database` sets it, nobody else."""


def now() -> datetime:
    """Return the moment in UTC, without a zone, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def on_sqlite() -> bool:
    """Whether the open database is SQLite; else it is PostgreSQL."""
    return isinstance(database.obj, SqliteDatabase)


def _for_sqlite(ctx: Context) -> bool:
    """Whether a statement is being written for SQLite (its mark for a value is `?`)."""
    return bool(ctx.state.param == "?")


class TextField(PlainTextField):
    """A text of any length, ordered by code point on both databases."""

    def ddl(self, ctx: Context) -> Node:
        """Give PostgreSQL the order that SQLite has by itself."""
        column = super().ddl(ctx)
        return column if _for_sqlite(ctx) else NodeList((column, SQL('COLLATE "C"')))


class CharField(TextField):
    """A short text: a code, a name, a choice."""


class Code(CharField):
    """A short text that is never null: a code, a flag's text, an address line."""

    def __init__(self, **options: object) -> None:
        options.setdefault("default", "")
        super().__init__(**options)


class MinorField(BigIntegerField):
    """An amount in minor units. Refuses anything but a whole number."""

    def db_value(self, value: object) -> int | None:
        """Pass an int through; anything else is a programming error, not a rounding."""
        if value is not None and type(value) is not int:
            raise TypeError(f"minor units must be int, not {type(value).__name__}: {value!r}")
        return value

    def ddl(self, ctx: Context) -> Node:
        """Make SQLite, which takes any type in any column, check the type."""
        column = super().ddl(ctx)
        if not _for_sqlite(ctx):
            return column
        allowed = "IN ('integer', 'null')" if self.null else "= 'integer'"
        return NodeList((column, SQL(f"CHECK (typeof({self.column_name}) {allowed})")))


class Table(Model):
    """What all tables share."""

    class Meta:
        """Bind to the open database; table names as in the class names, in snake case."""

        database = database
        legacy_table_names = False


class AddressColumns(Table):
    """The address columns that units, customers and sites share."""

    line1 = Code()
    line2 = Code()
    postal_code = Code()
    city = Code()
    region = Code()
    country = Code()
