"""What is looked at before Textual is imported: the terminal and the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping
from typing import Final, TextIO

from tui_dunning.errors import DunningError

DEFAULTS: Final[Mapping[str, str]] = {
    "ESCDELAY": "1000",  # packets over slow lines split an arrow key
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_THEME": "ansi-dark",
    "TEXTUAL_SMOOTH_SCROLL": "0",
}
"""Environment of the menus; what the user has set wins."""

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
    for name, value in DEFAULTS.items():
        environment.setdefault(name, value)
    if "NO_COLOR" in environment:
        environment["TEXTUAL_THEME"] = "ansi-dark"  # other themes still send greys
