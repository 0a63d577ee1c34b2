"""A full screen of text to read: letters as they print, versions, long explanations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.key_actions import REFRESH, Action
from tui_dunning.screens.widgets import RollingText, Static


class TextScreen(FunctionScreen):
    """Pages of text, 79 columns wide, one below the other; F12 goes back."""

    HELP = "Roll with PgUp and PgDn; TOP and BOTTOM go to either end. F12 goes back."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
    ]

    def __init__(self, title: str, pages: Sequence[str], message: str = "") -> None:
        super().__init__()
        self.title_text = title
        self.pages = pages
        self.first_message = message

    @property
    def heading(self) -> str:
        """The title, else the menu line's."""
        return self.title_text or super().heading

    def actions(self) -> dict[str, Action]:
        """Return the keys; a text that stands is not read again."""
        return {key: action for key, action in super().actions().items() if action is not REFRESH}

    def body(self) -> ComposeResult:
        """Yield the pages."""
        count = len(self.pages)
        parts = []
        for at, page in enumerate(self.pages, 1):
            if count > 1:
                parts.append(f"---- page {at} of {count} ".ljust(78, "-"))
            parts.append(page)
        with RollingText(id="text-pages"):
            yield Static("\n".join(parts), id="text-of-pages")

    def opened(self) -> None:
        """Say what was to be said."""
        self.say(self.first_message)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self.query_one("#text-of-pages", Static).show(text)
        self.roll_to(-1)

    def do_enter(self) -> None:
        """Enter goes back."""
        self.do_cancel()

    def action_roll(self, direction: int) -> None:
        """Roll a page."""
        text = self.query_one("#text-pages", VerticalScroll)
        (text.scroll_page_down if direction > 0 else text.scroll_page_up)(animate=False)

    def action_line(self, direction: int) -> None:
        """Roll a line, by the arrow keys."""
        text = self.query_one("#text-pages", VerticalScroll)
        (text.scroll_down if direction > 0 else text.scroll_up)(animate=False)

    def roll_to(self, direction: int) -> None:
        """Go to the top or the bottom."""
        text = self.query_one("#text-pages", VerticalScroll)
        (text.scroll_end if direction > 0 else text.scroll_home)(animate=False)


class FunctionTextScreen(TextScreen):
    """A menu line's own page of text, which it shows once it has worked it out."""

    def __init__(self, argument: str = "") -> None:
        super().__init__("", [])
        self.argument = argument
