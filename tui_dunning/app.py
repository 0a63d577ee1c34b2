"""The Textual application: the terminal's manners, the menus' start, and a clean end."""

from __future__ import annotations

import asyncio
import logging
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from datetime import date
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen

from tui_dunning.screens.actions import MENU
from tui_dunning.screens.command_line import Go, parse
from tui_dunning.screens.driver import PatientDriver
from tui_dunning.screens.filters import Ascii, Scrub
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.keyboard import SettledScreen
from tui_dunning.screens.navigation import Navigator, Session, log_name, main_menu
from tui_dunning.screens.widgets import Static
from tui_dunning.services import database, menu
from tui_dunning.services.menu import MenuFacts, connected
from tui_dunning.settings import Settings

log = logging.getLogger("tui_dunning.app")

COLUMNS, LINES = 80, 24

HANG_UP = 129
TERMINATED = 143


class TooSmall(ModalScreen[None], SettledScreen[None]):
    """Covers everything while the terminal is smaller than the screens."""

    def compose(self) -> ComposeResult:
        """Say what to do."""
        yield Static(f"Enlarge to {COLUMNS}x{LINES}, please.")


class Palette(CommandPalette, SettledScreen[Any]):
    """The command palette with the house's keys, and a cursor that does not blink."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f12,f3", "escape", show=False)]

    def on_mount(self) -> None:
        """Stop the blinking."""
        for entry in self.query("Input"):
            entry.cursor_blink = False  # type: ignore[attr-defined]


def wait_for_hang_up(seconds: float | None) -> bool:
    """Wait until the terminal is gone, or so long; tell whether it is gone."""
    terminal = select.poll()
    terminal.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
    return bool(terminal.poll(None if seconds is None else seconds * 1000))  # hang-up only


class DunningApp(Navigator):
    """The dunning system's menus.

    Args:
        settings: what is in force.
        as_of: the date that is worked for.
        operator: who works.
        start: what to open at once, as typed behind `dunning`: "4.4.3 100130".
        facts: what the menus say, in tests without a database.
    """

    CSS_PATH = "app.tcss"
    TITLE = "Dunning"
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 8
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "sign_off", "Sign off", show=False, priority=True),
        Binding("ctrl+c", "no_break", show=False, priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        as_of: date,
        operator: str,
        start: str = "",
        *,
        facts: Callable[[], MenuFacts] | None = None,
    ) -> None:
        theme = settings.theme or os.environ.get("TEXTUAL_THEME", "")
        plain = "NO_COLOR" in os.environ or not theme or theme.startswith("ansi")
        super().__init__(
            Session(settings, as_of, operator),
            connection=nullcontext if facts else connected,
            facts=facts or partial(menu.facts, settings.unit),
            ansi_color=True if plain else None,
            driver_class=PatientDriver,
        )
        self.theme = "ansi-dark" if plain and theme != "ansi-light" else theme
        self._scrub: tuple[LineFilter, ...] = (Scrub(),)
        if settings.ascii:
            self._scrub += (Ascii(),)
        self._start_at = start
        if facts is None:
            database.tell_waits(self.waits)

    # --- what reaches the terminal --------------------------------------------------------------

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of every drawn line; the scrubbing ones come first."""
        return [*self._scrub, *super().get_line_filters()]

    def notify(self, message: str, *, markup: bool = False, **options: Any) -> None:
        """Show a notice; its text is never markup."""
        super().notify(message, markup=False, **options)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Fill the command palette (ctrl+p) from the actions table."""
        for line in MENU:
            if not line.why_disabled(self.facts):
                go = Go(line.path)
                yield SystemCommand(
                    f"{line.path} {line.title}",
                    line.help_text or "Menu",
                    partial(self.navigate, partial(self.go, go, "")),
                )
        if isinstance(screen, FunctionScreen):
            for action in screen.actions().values():
                yield SystemCommand(
                    f"{action.key_name} {action.label}",
                    action.help_text,
                    partial(screen.action_key, action.key),
                )
        yield SystemCommand("Sign off", "Ends the program", self.action_sign_off)

    def action_command_palette(self) -> None:
        """Ctrl+P: open the palette of everything that can be done here."""
        if self.use_command_palette and not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette())

    # --- start ----------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """Start on the main menu."""
        return main_menu()

    def on_mount(self) -> None:
        """Listen for the end of the line, then open what was asked for."""
        self._listen()
        self.lock_keyboard()
        if self._start_at:
            self.call_after_refresh(self.navigate, self._go_to_start)

    async def _go_to_start(self) -> None:
        command = parse(self._start_at)
        if isinstance(command, Go):
            await self.go(command, "")
        else:
            self.tell_error(f"There is no menu {self._start_at}. Choose an option.")

    def on_resize(self, event: events.Resize) -> None:
        """Cover the screens while the terminal is too small for them."""
        small = event.size.width < COLUMNS or event.size.height < LINES
        covered = isinstance(self.screen, TooSmall)
        if small and not covered:
            self.push_screen(TooSmall())
        elif covered and not small:
            self.pop_screen()

    # --- end ------------------------------------------------------------------------------------

    def action_sign_off(self) -> None:
        """Ctrl+Q: end, asking first where there is unsaved work."""
        self.navigate(self.sign_off)

    def action_no_break(self) -> None:
        """Ctrl+C: say how to leave instead of breaking off."""
        self.notify("F12 goes back, F3 leaves the function; on the main menu F3 signs off.")

    def _listen(self) -> None:
        """End cleanly on SIGHUP and SIGTERM, and when the terminal goes away."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._end, HANG_UP)
        loop.add_signal_handler(signal.SIGTERM, self._end, TERMINATED)

        def watch() -> None:
            wait_for_hang_up(None)
            loop.call_soon_threadsafe(self._end, HANG_UP)

        threading.Thread(target=watch, name="terminal-watch", daemon=True).start()

    def _end(self, status: int) -> None:
        if self.ending.is_set():
            return
        log.warning("ended from outside with status %s", status)
        deadline = threading.Timer(20, os._exit, (status,))
        deadline.daemon = True
        deadline.start()
        self.end_at_once(status)

    def panic(self, *renderables: Any) -> None:
        """End with one sentence; what went wrong is in the log."""
        if self.ending.is_set() or (not self.is_headless and wait_for_hang_up(0)):
            self._end(HANG_UP)
            return
        for renderable in renderables:
            trace = getattr(renderable, "trace", None)
            for stack in trace.stacks if trace else ():
                last = stack.frames[-1] if stack.frames else None
                where = f"{last.filename}:{last.lineno}" if last else "?"
                log.error("panic: %s: %s (%s)", stack.exc_type, stack.exc_value, where)
        super().panic(
            "The program had to stop because of an error of its own. Work under way was "
            f"rolled back; what happened is in {log_name()}."
        )

    def _fatal_error(self) -> None:
        """Log the traceback instead of printing it."""
        log.error("fatal", exc_info=sys.exc_info())
        self.bell()
        self.panic()
