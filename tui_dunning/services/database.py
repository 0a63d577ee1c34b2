"""The database as a whole: making it, opening it, copying it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tui_dunning.database_url import is_postgres_url, sqlite_path
from tui_dunning.errors import DatabaseProblem, DunningError
from tui_dunning.settings import default_database, operator_name
from tui_dunning.store import connection, database

ENTRY_TYPES = (
    ("IN", "Invoice", True),
    ("DM", "Debit memo", True),
    ("CM", "Credit memo", True),
    ("PM", "Payment on account", True),
    ("FEE", "Dunning fee", False),
    ("FC", "Finance charge", False),
)
"""The entry types of a new database: code, name, included in dunning."""


def create(url: str, *, wait_seconds: float = 60) -> None:
    """Create the database and open it, with entry types and the shipped letter texts in it.

    Raises:
        DatabaseProblem: there is one already, it is another program's, or it cannot be made.
    """
    if not is_postgres_url(url):
        path = sqlite_path(url)
        if path == default_database():
            _make_folder(path.parent)
    database.open_database(url, create=True, wait_seconds=wait_seconds, fill=_first_content)


def open_(url: str, *, wait_seconds: float = 60) -> None:
    """Open the database.

    Raises:
        DatabaseProblem: it is missing, foreign, older, newer or cannot be reached.
    """
    database.open_database(url, wait_seconds=wait_seconds)


def upgrade(url: str, *, wait_seconds: float = 60) -> tuple[int, int]:
    """Open the database and bring its tables to this program's version.

    Returns:
        The version that they had, and the one that they have now.

    Raises:
        DatabaseProblem: it is missing, foreign, too old, newer or cannot be changed.
    """
    from tui_dunning.store import upgrades

    database.open_database(url, wait_seconds=wait_seconds, oldest=upgrades.OLDEST_VERSION)
    return upgrades.upgrade()


def tell_waits(told: Callable[[float], None]) -> None:
    """Have it told while a write waits for another user's, with the seconds waited so far.

    `told` is called in another thread; it raises Cancelled to give up waiting.
    """
    database.tell_waits(told)


def close() -> None:
    """Close the database."""
    database.close_database()


def explained(error: Exception) -> DunningError | None:
    """The sentence for what a database's driver raised; None for anything else."""
    return connection.explained(error)


def backup(target: Path) -> None:
    """Write a consistent copy of the database to `target` while others work.

    Raises:
        BadInput: `target` exists, or its folder does not.
        DatabaseProblem: it could not be written.
    """
    from tui_dunning.store import copies

    copies.backup(target)


def _first_content() -> None:
    """Fill a new database with what every one has."""
    from tui_dunning.services.letter_text import install_shipped
    from tui_dunning.store.first_content import add_entry_types

    add_entry_types(ENTRY_TYPES)
    install_shipped(operator_name())


def _make_folder(folder: Path) -> None:
    """Make the folder of the default database."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(
            f"The folder {folder} cannot be made: {error.strerror}.",
            "Make it, or name another place with --database.",
        ) from error
