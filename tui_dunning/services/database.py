"""The database as a whole: making it, opening it, checking it, copying it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tui_dunning.database_url import is_postgres_url, sqlite_path
from tui_dunning.errors import DatabaseProblem, DunningError
from tui_dunning.output import format as written
from tui_dunning.services.print_files import leftovers
from tui_dunning.settings import default_database, operator_name
from tui_dunning.store import checks, connection, database, sqlite
from tui_dunning.store.first_content import add_entry_types

ENTRY_TYPES = (
    ("IN", "Invoice", True),
    ("DM", "Debit memo", True),
    ("CM", "Credit memo", True),
    ("PM", "Payment on account", True),
    ("FEE", "Dunning fee", False),
    ("FC", "Finance charge", False),
)
"""The entry types of a new database: code, name, included in dunning."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `dunning check` found: `problems` are wrong, `notices` are good to know."""

    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


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
    database.backup(target)


def check() -> CheckReport:
    """Look for everything that must not be; every problem is returned, not only the first."""
    problems: list[str] = []
    notices: list[str] = []
    with database.reading():
        if missing := checks.structure():
            return CheckReport((*checks.integrity(), *missing), ())
        for each in checks.CHECKS:
            problems += each()
        problems += _unknown_currencies()
        unfinished = checks.unfinished_files()
        notices += _leftovers()
    for file in unfinished:
        named = ", ".join(map(str, file.letters[:10])) + (" ..." if file.letters[10:] else "")
        if Path(file.path).exists():
            problems.append(
                f"The file {file.path} was written, but its letters ({named}) are not marked: "
                "print them again, which replaces it, or delete it."
            )
        else:
            notices.append(
                f"The print of {file.path} (letters {named}) is under way or was broken off; "
                "its letters still wait."
            )
    if not database.is_postgres() and not sqlite.has_safe_wal():
        notices.append(
            f"SQLite {sqlite.version()} is old: the database works without a write-ahead log, "
            "so readers and writers wait for each other. Install pysqlite3 for a newer one."
        )
    return CheckReport(tuple(problems), tuple(notices))


def _leftovers() -> list[str]:
    """Name what killed prints left beside the places of their files."""
    return [
        f"{part} was left by a print that was broken off: the next print to {path} removes it, "
        "or delete it."
        for path in map(Path, checks.unfinished_paths())
        for part in leftovers(path, folder=path.is_dir())
    ]


def _first_content() -> None:
    """Fill a new database with what every one has."""
    from tui_dunning.services.letter_text import install_shipped

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


def _unknown_currencies() -> list[str]:
    """Items in a currency that nobody knows the decimals of."""
    return [
        f"Items are in {code!r}, which is not a currency."
        for code in checks.currencies()
        if not written.is_currency(code)
    ]
