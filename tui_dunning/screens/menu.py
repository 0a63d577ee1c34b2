"""Menus: numbered lines with what the database says beside them (4.4, 4.4.7, 4.4.9)."""

from __future__ import annotations

from textual.app import ComposeResult

from tui_dunning.screens.actions import TOP, lines_of, not_printed
from tui_dunning.screens.cells import fit
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.widgets import Static


class MenuScreen(FunctionScreen):
    """The lines of a menu. An option that is not available stays and says why when chosen."""

    HELP = (
        "Type the number of an option and press Enter, or a path such as 4.4.3, or =4.4.3 to leave "
        "here and go there; 4.4.3 100130 opens the record at once; 0 is the main menu."
    )

    def body(self) -> ComposeResult:
        """Yield the lines."""
        yield Static(id="menu")

    def opened(self) -> None:
        """Draw what is known."""
        self.draw_menu()

    def on_screen_resume(self) -> None:
        """Read the facts when the menu opens, and again when the operator comes back."""
        self.start(self.read())

    async def do_refresh(self) -> None:
        """F5: read the facts again."""
        await self.read()

    async def read(self) -> None:
        """Read the facts and draw them."""
        await self.desk.read_facts()
        self.draw_frame()
        self.draw_menu()

    def draw_menu(self) -> None:
        """Draw the lines with their remarks."""
        facts = self.desk.facts
        lines = [""]
        for line in lines_of(self.path):
            remark = line.remark(facts)
            if line.why_disabled(facts):
                remark = "(not available)"
            lines.append(f"  {line.number:>2}  {fit(line.title, 42)} {remark}".rstrip())
        self.query_one("#menu", Static).show("\n".join(lines))
        if self.path == TOP and not self.message:
            self.say(not_printed(facts))
