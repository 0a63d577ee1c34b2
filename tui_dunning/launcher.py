"""Opening the menus: terminal and environment are looked at before Textual is imported."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import date
from logging.handlers import RotatingFileHandler
from typing import Final, TextIO

import platformdirs

from tui_dunning.database_url import without_secrets
from tui_dunning.errors import BadInput, DunningError
from tui_dunning.settings import PROGRAM, Settings

DEFAULTS: Final[Mapping[str, str]] = {
    "ESCDELAY": "1000",  # packets over slow lines split an arrow key
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_THEME": "ansi-dark",
    "TEXTUAL_SMOOTH_SCROLL": "0",
}
"""Environment of the menus; what the user has set wins."""

BELIEVED: Final = ("COLUMNS", "LINES")
"""Python believes these before the terminal itself, and one too large fills the memory."""

HINT: Final = "Every menu line is also a command: `dunning --help` lists them."


def require_terminal(
    environment: Mapping[str, str] = os.environ,
    stdin: TextIO | None = None,
    stderr: TextIO | None = None,
) -> None:
    """Refuse where menus cannot be shown: no terminal, or one that cannot place a cursor.

    Raises:
        DunningError: with a hint to the commands.
    """
    for stream, name in ((stdin or sys.stdin, "input"), (stderr or sys.stderr, "error output")):
        if stream is None or stream.closed or not stream.isatty():
            raise DunningError(f"The menus need a terminal; {name} is not one.", HINT)
    term = environment.get("TERM", "")
    if term in {"", "dumb", "unknown"}:
        shown = f"TERM is {term}" if term else "TERM is not set"
        raise DunningError(f"The menus need a terminal that can place the cursor; {shown}.", HINT)


def set_defaults(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set the defaults of the menus in the environment, before Textual reads it."""
    for name in BELIEVED:
        environment.pop(name, None)
    for name, value in DEFAULTS.items():
        environment.setdefault(name, value)
    if "NO_COLOR" in environment:
        environment["TEXTUAL_THEME"] = "ansi-dark"  # other themes still send greys


@contextmanager
def _no_look_for_garbage() -> Iterator[None]:
    """Load modules without looking for garbage among them, now or later: they stay to the end.

    Python would look through all of them again and again, a tenth of the time to the first screen.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def require_theme(settings: Settings, environment: MutableMapping[str, str] = os.environ) -> None:
    """Refuse a theme that is not there; the environment has the defaults from then on.

    Raises:
        BadInput: the setting or TEXTUAL_THEME names no theme.
    """
    set_defaults(environment)
    with _no_look_for_garbage():
        from textual.theme import BUILTIN_THEMES

        import tui_dunning.app  # noqa: F401  # with all that the menus need
    for name, origin in (
        (settings.theme, "theme"),
        (environment["TEXTUAL_THEME"], "TEXTUAL_THEME"),
    ):
        if name and name not in BUILTIN_THEMES:
            raise BadInput(
                f"{origin}: there is no theme {name[:60]!r}.",
                hint=f"Leave it out, or name one of {', '.join(BUILTIN_THEMES)}.",
            )


def open_menus(settings: Settings, as_of: date, operator: str, start: str = "") -> int:
    """Show the menus on the database that is open, until the operator signs off.

    Args:
        settings: what is in force.
        as_of: the date that is worked for.
        operator: who works.
        start: what to open at once: "4.4.3 100130".

    Returns:
        The exit status: 0 signed off, 1 an error of the program, 129 line lost, 143 terminated.

    Raises:
        DunningError: the terminal or the theme cannot be used.
    """
    require_terminal()
    require_theme(settings)
    _log_to_file()
    from tui_dunning.app import DunningApp

    app = DunningApp(settings, as_of, operator, start)
    status = app.run(mouse=settings.mouse)
    return (app.return_code or 0) if status is None else status


class _Discreet(logging.Formatter):
    """Writes lines of a log without passwords."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as text."""
        return without_secrets(super().format(record))


def _log_to_file() -> None:
    """Keep what goes wrong in a file; without one the menus work all the same."""
    log = logging.getLogger("tui_dunning")
    log.propagate = False
    try:
        folder = platformdirs.user_log_path(PROGRAM, appauthor=False)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "menus.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_Discreet("%(asctime)s %(name)s %(levelname)s %(message)s"))
    log.addHandler(handler)
