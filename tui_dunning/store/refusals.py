"""Whose database it is and which version its tables have: looked at on every opening."""

from __future__ import annotations

import shlex

from tui_dunning.errors import DatabaseProblem
from tui_dunning.store.tables import OLDEST_VERSION, SCHEMA_VERSION

PRODUCT = "tui-dunning"
APPLICATION_ID = 0x44554E31  # "DUN1" in an SQLite file's header: `file` and others can tell it


def refuse_version(version: int, where: str, oldest: int = SCHEMA_VERSION) -> None:
    """Refuse a database that was made by an older or newer version of the product.

    Args:
        version: of its tables.
        where: its address as it may be shown.
        oldest: the version that will do.

    Raises:
        DatabaseProblem: the version is not the one that this program reads.
    """
    if version > SCHEMA_VERSION:
        raise DatabaseProblem(
            f"The database {where} was made by a newer version of the product "
            f"(its tables are version {version}, this program knows {SCHEMA_VERSION}).",
            "Install the newer version, or open another database.",
        )
    if version < oldest:
        hint = "Open it with the older version, or make a new database with `dunning init`."
        if version >= OLDEST_VERSION:
            hint = (
                "Keep a copy of it, close all menus, then bring it to this one: `dunning upgrade`."
            )
        raise DatabaseProblem(
            f"The database {where} was made by an older version of the product "
            f"(its tables are version {version}, this program needs {SCHEMA_VERSION}).",
            hint,
        )


def refuse_foreign(where: str) -> DatabaseProblem:
    """The refusal of a database that belongs to another program."""
    return DatabaseProblem(
        f"The database {where} belongs to another program; it was left as it is.",
        "Give the address of a dunning database, or of a new one for `dunning init`.",
    )


def refuse_changed(where: str, what: str) -> DatabaseProblem:
    """The refusal of a database whose tables are no more as they were made; `what` says why."""
    return DatabaseProblem(
        f"The database {where} is not one of this program as it was made ({what}); it was left as "
        "it is.",
        "Put back a backup.",
    )


def refuse_missing(where: str, option: str) -> DatabaseProblem:
    """The refusal of a database that does not exist, or holds nothing yet."""
    return DatabaseProblem(
        f"There is no dunning database at {where}.",
        f"Create it with: dunning init --database {shlex.quote(option)}",
    )


def refuse_existing(where: str) -> DatabaseProblem:
    """The refusal to create a database where there is one."""
    return DatabaseProblem(
        f"There already is a dunning database at {where}; it was left as it is.",
        "Use it as it is, or give another address for the new one.",
    )
