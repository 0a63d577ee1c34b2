"""The lines around the middle of a screen: head, message, command arrow and keys.

They are drawn by the screen itself. Only what takes the focus or holds others is a widget: each
costs every opening of a screen, and the start, more than a millisecond.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.messages import Update
from textual.strip import Strip

from tui_dunning.screens.keyboard import SettledScreen

PLAIN, BOLD, ERROR = Style(), Style(bold=True), Style(bold=True, reverse=True)
ARROW = " ===> "

Line = tuple[str, Style]


class FrameLines(SettledScreen[Any]):
    """A screen that draws two lines on top; below, a message, the arrow and the keys.

    Its widget `#command` stands beside the arrow.
    """

    def __init__(self) -> None:
        super().__init__()
        self._head = ["", ""]
        self._said = [""]
        self._said_style = BOLD
        self._keys = [""]
        self._lines: list[Line] = []
        self.framed_for = Size()

    def show_head(self, lines: list[str]) -> None:
        """Show the two top lines."""
        self._head = lines
        self._show()

    def show_message(self, lines: list[str], *, error: bool) -> None:
        """Show a message; what lies above makes room for its lines."""
        self._said, self._said_style = lines, ERROR if error else BOLD
        self._show()

    def show_keys(self, lines: list[str]) -> None:
        """Show what the keys mean."""
        self._keys = lines
        self._show()

    def _show(self) -> None:
        """Draw the lines that changed, or all where more or fewer of them are needed."""
        below = [
            *((text, self._said_style) for text in self._said),
            (ARROW, PLAIN),
            *((text, PLAIN) for text in self._keys),
        ]
        self.framed_for = width, height = self.app.size
        room = max(0, height - len(self._head) - len(below))
        shown = self._lines
        self._lines = [*((text, BOLD) for text in self._head), *[("", PLAIN)] * room, *below]
        pairs = enumerate(zip_longest(shown, self._lines))
        if changed := [Region(0, y, width, 1) for y, (old, new) in pairs if old != new]:
            # `refresh` would have the screen drawn instead of the widgets that changed with it
            self._set_dirty(*changed)
            self.post_message(Update(self))
        for command in self.query("#command"):
            command.styles.margin = (len(self._said), 1, len(self._keys), len(ARROW) + 1)

    def render_line(self, y: int) -> Strip:
        """Draw a line of the frame; widgets lie on the others."""
        text, style = self._lines[y] if y < len(self._lines) else ("", PLAIN)
        plain = self.rich_style
        segments = [Segment(text, plain + style)] if text else []
        return Strip(segments).adjust_cell_length(self.size.width, plain)
