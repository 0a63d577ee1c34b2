"""What F1 says: the field, the screen, its keys and list options, made from the actions table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from tui_dunning.screens.actions import ListOption
from tui_dunning.screens.line_list import LineList
from tui_dunning.screens.widgets import Field

if TYPE_CHECKING:
    from tui_dunning.screens.frame import FunctionScreen


def help_for(screen: FunctionScreen, widget: Widget | None) -> str:
    """Return the help text for a screen and the field that has the focus."""
    parts: list[str] = []
    label, text = help_of(widget)
    if text:
        parts += [f"{label}:" if label else "This field:", f"  {text}", ""]
    parts += [f"{screen.heading} ({screen.path})"]
    about = screen.HELP or (screen.line.help_text if screen.line else "")
    if about:
        parts += [about]
    if screen.line and screen.line.command:
        parts += [f"The same as a command: {screen.line.command}"]
    options: tuple[ListOption, ...] = getattr(screen, "OPTIONS", ())
    if options:
        parts += ["", "Options, typed beside rows:"]
        parts += [
            f"  {option.number} {option.label}{': ' + option.help_text if option.help_text else ''}"
            for option in options
        ]
    parts += ["", "Keys (or the word at the command line):"]
    for action in sorted(screen.actions().values(), key=lambda a: int(a.key[1:])):
        why = action.why_disabled(screen)
        note = f" (not now: {why})" if why else ""
        parts.append(
            f"  {action.key_name:<4}{action.word:<10}{action.help_text or action.label}{note}"
        )
    return "\n".join(parts)


def help_of(widget: Widget | None) -> tuple[str, str]:
    """Return label and help text of the focused field, empty where it has none."""
    if isinstance(widget, Field):
        return widget.label, widget.help_text
    if isinstance(widget, LineList):
        return "List", widget.help_text
    return str(getattr(widget, "label", "")), str(getattr(widget, "help_text", ""))
