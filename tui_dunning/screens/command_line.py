"""What can be typed at `===>`: paths, words for function keys, and nothing else."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_PATH: Final = r"(?P<leave>=?)(?P<path>\d{1,2}(?:\.\d{1,2})*)(?:\s+(?P<argument>\S.*))?"

WORDS: Final[dict[str, str]] = {
    "HELP": "f1",
    "EXIT": "f3",
    "END": "f3",
    "LIST": "f4",
    "PROMPT": "f4",
    "REFRESH": "f5",
    "RETRIEVE": "f9",
    "CONFIRM": "f10",
    "VIEW": "f11",
    "CANCEL": "f12",
    "BACK": "f12",
    "UP": "pageup",
    "BACKWARD": "pageup",
    "DOWN": "pagedown",
    "FORWARD": "pagedown",
    "TOP": "home",
    "BOTTOM": "end",
    **{f"F{number}": f"f{number}" for number in range(1, 13)},
}
"""Words for terminals that lose keys, with the key that each stands for."""


class Nothing:
    """Enter on an empty command line."""


class Go(NamedTuple):
    """Go to a path; `leave` ends the function one is in first (`=4.4.3`)."""

    path: str
    leave: bool = False
    argument: str = ""


class Press(NamedTuple):
    """A word for a key."""

    key: str


class Unknown(NamedTuple):
    """Neither path nor word."""

    typed: str


class SignOff:
    """Leave the program."""


Command = Nothing | Go | Press | Unknown | SignOff


def parse(typed: str) -> Command:
    """Read a command line. Words may be typed in either case; `0` is the main menu.

    Returns:
        What is meant; the path is as typed, `actions.resolve` finds its line.
    """
    text = typed.strip()
    if not text:
        return Nothing()
    if text.upper() in {"SIGNOFF", "QUIT", "BYE"}:
        return SignOff()
    if key := WORDS.get(text.upper()):
        return Press(key)
    found = re.fullmatch(_PATH, text)
    if not found:
        return Unknown(text)
    return Go(found["path"], found["leave"] == "=", (found["argument"] or "").strip())


class CommandHistory:
    """The commands of this sitting; F9 walks back through them."""

    def __init__(self, longest: int = 50) -> None:
        self._commands: list[str] = []
        self._longest = longest
        self._at = 0

    def add(self, command: str) -> None:
        """Remember a command; the same one twice in a row counts once."""
        command = command.strip()
        if command and (not self._commands or self._commands[-1] != command):
            self._commands.append(command)
            del self._commands[: -self._longest]
        self._at = len(self._commands)

    def earlier(self) -> str:
        """Return the command before the one shown last, the newest after the oldest."""
        if not self._commands:
            return ""
        self._at = (self._at - 1) % len(self._commands)
        return self._commands[self._at]
