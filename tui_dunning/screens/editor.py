"""The editor of long texts, by itself: Textual's takes longest of all widgets to load."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import TextArea as _TextArea

from tui_dunning.output.format import clean


class Editor(_TextArea):
    """A text of many lines, edited in place; the cursor does not blink.

    F6 and F7 stay the screen's: Textual's own editor selects with them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "screen.key('f6')", show=False),
        Binding("f7", "screen.key('f7')", show=False),
    ]

    label: ClassVar[str] = "Text"

    def __init__(self, text: str = "", *, help_text: str = "", **options: Any) -> None:
        super().__init__(clean(text, keep_lines=True), compact=True, **options)
        self.help_text = help_text
        self.cursor_blink = False
