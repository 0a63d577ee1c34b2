"""4.4.9.9: whether the database and the files of its prints agree with themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tui_dunning.output import format as written
from tui_dunning.services.print_files import leftovers
from tui_dunning.store import checks, database, past_due, sqlite


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `dunning check` found: `problems` are wrong, `notices` are good to know."""

    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


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


def mend(as_of: date) -> bool:
    """Sum all that is past due anew, for a day, whatever was kept; False where tables are missing.

    It is a copy of what the items say, so nothing is lost. Nothing else is written.
    """
    with database.transaction():
        if checks.structure():
            return False
        past_due.keep_all(as_of)
    return True


def _leftovers() -> list[str]:
    """Name what killed prints left beside the places of their files."""
    return [
        f"{part} was left by a print that was broken off: the next print to {path} removes it, "
        "or delete it."
        for path in map(Path, checks.unfinished_paths())
        for part in leftovers(path, folder=path.is_dir())
    ]


def _unknown_currencies() -> list[str]:
    """Items in a currency that nobody knows the decimals of."""
    return [
        f"Items are in {code!r}, which is not a currency."
        for code in checks.currencies()
        if not written.is_currency(code)
    ]
