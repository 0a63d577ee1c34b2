"""What a key does on a screen, and what a number typed beside a row of a list does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Action(NamedTuple):
    """What a function key does on a screen.

    Args:
        key: "f6".
        word: what can be typed at the command line instead.
        label: what the legend says, "Letter 4/5".
        do: the screen's method, `action_` left out; it may be a coroutine.
        help_text: one sentence for F1 and the guide.
        valid: tells from the screen whether the key means anything now (legend).
        why_disabled: gives the reason why it cannot be used now, "" when it can.
    """

    key: str
    word: str
    label: str
    do: str
    help_text: str = ""
    dangerous: bool = False
    valid: Callable[[Any], bool] = lambda _screen: True
    why_disabled: Callable[[Any], str] = lambda _screen: ""

    @property
    def key_name(self) -> str:
        """The key as a legend writes it: F6."""
        return self.key.upper()


class ListOption(NamedTuple):
    """What a number typed beside a row does: `do` is a coroutine method that takes the row.

    `dangerous` options list their rows and ask before the first of them is run.
    """

    number: str
    label: str
    do: str
    help_text: str = ""
    dangerous: bool = False


REFRESH = Action("f5", "REFRESH", "Refresh", "refresh", "Reads everything anew.")

COMMON: tuple[Action, ...] = (
    Action("f1", "HELP", "Help", "help", "Says what the field, or else the screen, is for."),
    Action("f3", "EXIT", "Exit", "exit", "Leaves the function; on the main menu signs off."),
    Action(
        "f4",
        "LIST",
        "List",
        "list",
        "Lists the values the field takes.",
        valid=lambda screen: screen.has_choices(),
    ),
    REFRESH,
    Action("f9", "RETRIEVE", "Retrieve", "retrieve", "Brings back earlier commands."),
    Action("f12", "CANCEL", "Cancel", "cancel", "Goes back one screen without saving."),
)
"""Keys that mean the same on every screen."""
