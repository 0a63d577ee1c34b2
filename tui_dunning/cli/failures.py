"""How a command ends that did not work: sentences on standard error and an exit status.

Nothing here shows a traceback: what nobody foresaw is written to a log in the state folder.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import click

from tui_dunning.cli.show import note
from tui_dunning.database_url import without_secrets
from tui_dunning.errors import (
    BadInput,
    Busy,
    Cancelled,
    DatabaseProblem,
    DunningError,
    NotFound,
    Refused,
    WrongUsage,
)
from tui_dunning.output.format import clean

STOPPED = 130
"""The exit status after Ctrl-C, as shells have it."""

_NEXT_STEPS: tuple[tuple[type[DunningError], str], ...] = (
    (WrongUsage, "`dunning --help` lists the commands, and each has a --help of its own."),
    (Cancelled, "Give the command again when you want it."),
    (Busy, "Try again in a moment."),
    (DatabaseProblem, "`dunning settings` shows which database is in use."),
    (NotFound, "Look the number up: `dunning edit-report`, `dunning letters`, `dunning runs`."),
    (BadInput, "Nothing was changed; mend it and give the command again."),
    (Refused, "Nothing was changed."),
    (DunningError, "Nothing was changed."),
)


def report(error: DunningError) -> int:
    """Print a line for each mistake and a closing line that says what to do."""
    problems = error.problems if isinstance(error, BadInput) else ()
    next_step = error.hint or next(hint for kind, hint in _NEXT_STEPS if isinstance(error, kind))
    for problem in problems:
        note(problem)
    if problems:
        note(f"{error.message} {next_step}")
    else:
        note(error.message)
        note(next_step)
    return error.exit_status


def report_stop() -> int:
    """Say that Ctrl-C was heard; an open transaction has been undone by now."""
    note("Stopped; nothing was changed.")
    return STOPPED


def report_usage(error: click.ClickException) -> int:
    """Print what is wrong with the words of a command."""
    note(error.format_message())
    ctx = getattr(error, "ctx", None)
    command = ctx.command_path if ctx else "dunning"
    note(f"`{command} --help` shows how it is used.")
    return error.exit_code


def report_os_error(error: OSError) -> int:
    """Print what the system refused."""
    where = f" {error.filename}" if error.filename else ""
    note(f"The file{where} cannot be used: {error.strerror or error}.")
    note("Check its name, its rights and the space on the disk, then give the command again.")
    return 1


def report_crash(error: Exception) -> int:
    """Log what nobody foresaw and say where; with DUNNING_DEBUG=1 raise it."""
    if os.environ.get("DUNNING_DEBUG") == "1":
        raise error
    if "tui_dunning.services.database" in sys.modules:
        from tui_dunning.services.database import explained

        if problem := explained(error):
            return report(problem)
    note(f"Something went wrong that the program did not foresee ({type(error).__name__}).")
    try:
        path = log(error)
    except (OSError, ImportError) as problem:
        note(f"The log could not be written ({problem}); DUNNING_DEBUG=1 shows it here.")
    else:
        note(f"Please give {path} to whoever looks after the program; what was begun is undone.")
    return 1


def log(error: BaseException) -> Path:
    """Add a traceback to the log in the state folder, without passwords; return the log's path."""
    import platformdirs

    folder = platformdirs.user_log_path("tui-dunning", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "errors.log"
    text = "".join(traceback.format_exception(error))
    command = " ".join(sys.argv[1:2])
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    with open(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
    ) as stream:
        stream.write(f"--- {moment} dunning {clean(command)}\n")
        stream.write(clean(without_secrets(text), keep_lines=True))
    return path
