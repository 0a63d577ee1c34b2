"""Going from screen to screen: what every screen may ask of the application."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from textual.screen import Screen

from tui_dunning.errors import Cancelled, DunningError
from tui_dunning.screens.actions import TOP, MenuLine, line_at, resolve
from tui_dunning.screens.command_line import CommandHistory, Go
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.keyboard import KeyboardLock
from tui_dunning.services.menu import MenuFacts

if TYPE_CHECKING:
    from tui_dunning.settings import Settings

log = logging.getLogger("tui_dunning.screens")

P = ParamSpec("P")
T = TypeVar("T")

MOST_SCREENS = 30
PATIENCE = 0.8
"""Seconds after which work that shows no progress says that it is still going on."""
AT_WORK = "Still at work ..."
WAITS = 1.0
"""Seconds: a shorter wait for another user is not told, and what was told counts so long."""


class Session(NamedTuple):
    """Who works with what: handed down to every screen."""

    settings: Settings
    as_of: date
    operator: str
    unit: str = ""
    unit_name: str = ""


class Navigator(KeyboardLock):
    """An application that opens functions by path and runs services in threads.

    Args:
        session: settings, as-of date and operator of this sitting.
        connection: a context manager that the thread of the services holds while it works.
        facts: reads what the menus show; called in a thread.
    """

    def __init__(
        self,
        session: Session,
        *,
        connection: Callable[[], AbstractContextManager[Any]],
        facts: Callable[[], MenuFacts],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.session = session
        self.facts = MenuFacts()
        self.commands = CommandHistory()
        self.unexpected: list[Exception] = []
        self._connection = connection
        self._read_facts = facts
        self._held: AbstractContextManager[Any] | None = None
        self._services = ThreadPoolExecutor(max_workers=1, thread_name_prefix="service")
        self.ending = threading.Event()
        self._wait_no_more = threading.Event()
        self._waited_at = 0.0

    async def call(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a service in the services' thread, on its connection; return its answer."""

        def work() -> T:
            if self._held is None:
                self._held = self._connection()
                self._held.__enter__()
            return service(*args, **kwargs)

        self._at_work_in = asyncio.get_running_loop()
        patience = self._at_work_in.call_later(PATIENCE, self._tell, "", AT_WORK)
        try:
            return await self._at_work_in.run_in_executor(self._services, work)
        finally:
            patience.cancel()
            self._tell(AT_WORK, "")
            self._wait_no_more.clear()
            if self._waited_at:
                self._waited_at = 0.0
                self._say_wait("")

    def _tell(self, instead_of: str, text: str) -> None:
        """Say on the screen on top that its work takes long, or take that back."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        if not isinstance(screen, FunctionScreen) or screen.can_cancel or not screen.is_mounted:
            return
        if screen.message == instead_of:
            screen.say(text)

    # --- waiting for another user ---------------------------------------------------------------

    @property
    def waiting(self) -> bool:
        """Whether a service waits now for another user who is writing."""
        return time.monotonic() - self._waited_at < WAITS

    def waits(self, seconds: float) -> None:
        """Show that a service waits for another user (called in a thread, now and then).

        Raises:
            Cancelled: the operator wants to wait no more, or the program ends.
        """
        if self._wait_no_more.is_set() or self.ending.is_set():
            raise Cancelled("You stopped waiting for the other user; nothing was changed.")
        if seconds >= WAITS:
            self._waited_at = time.monotonic()
            words = f"Waiting for another user who is writing ({seconds:.0f} s)  F12=Stop"
            self._at_work_in.call_soon_threadsafe(self._say_wait, words)

    def _say_wait(self, words: str) -> None:
        """Show the words, or take them away, on the uppermost screen that has a message line."""
        if words and not self._waited_at:
            return  # it came late: the service has ended
        for screen in reversed(self.screen_stack):
            if isinstance(screen, FunctionScreen):
                screen.say(words)
                return

    async def on_unmount(self) -> None:
        """Give the connection of the services' thread back, once its work has ended."""

        def close() -> None:
            if self._held is not None:
                self._held.__exit__(None, None, None)

        await asyncio.get_running_loop().run_in_executor(self._services, close)
        self._services.shutdown(wait=False)

    async def read_facts(self) -> MenuFacts:
        """Read again what the menus say."""
        self.facts = await self.call(self._read_facts)
        if self.facts.unit:
            self.session = self.session._replace(
                unit=self.facts.unit, unit_name=self.facts.unit_name
            )
        return self.facts

    def unexpected_problem(self, error: Exception) -> str:
        """Write an error of the program itself to the log; return the sentence for the screen."""
        self.unexpected.append(error)
        log.error("unexpected", exc_info=error)
        return f"The program made an error ({type(error).__name__}). See {log_name()}."

    # --- from screen to screen ------------------------------------------------------------------

    def navigate(self, go: Callable[[], Any]) -> None:
        """Run a coroutine that opens or closes screens; it outlives the screen that asked."""
        self.run_worker(self._navigating(go), group="navigation", exit_on_error=False)

    async def _navigating(self, go: Callable[[], Any]) -> None:
        with self.working():
            try:
                await go()
            except DunningError as error:
                self.tell_error(sentence(error))
            except Exception as error:
                self.tell_error(self.unexpected_problem(error))

    def tell_error(self, text: str) -> None:
        """Show an error on the screen that is on top."""
        if isinstance(self.screen, FunctionScreen):
            self.screen.error(text)
        else:
            self.flush_type_ahead()
            self.notify(text, severity="error")

    async def go(self, command: Go, here: str) -> None:
        """Do what was typed: `0`, an option, a path, a path with a record."""
        line = line_at(TOP) if command.path == "0" else resolve(command.path, here)
        if line is None:
            self.tell_error(f"There is no {command.path} here. F12 goes back, 0 is the main menu.")
            return
        if reason := line.why_disabled(self.facts):
            self.tell_error(f"{line.path}: {reason}")
            return
        if isinstance(self.screen, FunctionScreen):
            self.screen.command_done()
        if line.path == TOP:
            await self.go_home()
        elif not command.leave or await self.leave_function():
            await self.open(line, command.argument)

    async def open(self, line: MenuLine, argument: str = "") -> None:
        """Open a function or menu on top of what is there."""
        if len(self.screen_stack) > MOST_SCREENS:
            self.tell_error("Too many screens are open. Leave some with F3, or go with = and path.")
            return
        await self.push_screen(line.make(argument))

    async def leave_function(self) -> bool:
        """Close the screens of the function on top, unless the operator wants to save first."""
        while True:
            screen = self.screen
            if not isinstance(screen, FunctionScreen) or screen.path == TOP:
                return True
            if not await screen.may_leave():
                return False
            entry = screen.entry
            await self.pop_screen()
            if entry:
                return True

    async def go_home(self) -> None:
        """Close everything above the main menu."""
        while isinstance(self.screen, FunctionScreen) and self.screen.path != TOP:
            if not await self.leave_function():
                return

    async def sign_off(self) -> None:
        """End the program, asking first where there is unsaved work."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, FunctionScreen) and not await screen.may_leave():
                return
        self.exit(0)

    # --- ending ---------------------------------------------------------------------------------

    def cancel_work(self) -> bool:
        """Stop what the screen on top is doing, or its waiting, if it can be stopped."""
        if self.waiting:
            self._wait_no_more.set()
            return True
        return isinstance(self.screen, FunctionScreen) and self.screen.cancel_work()

    def end_at_once(self, status: int) -> None:
        """End without asking (line lost, terminated): work is cancelled, which rolls it back."""
        self.ending.set()
        self.flush_type_ahead()
        for screen in self.screen_stack:
            if isinstance(screen, FunctionScreen):
                screen.cancel_work()
        self.exit(status)


def sentence(error: DunningError) -> str:
    """Return an error and its next step as the message line shows them."""
    return f"{error.message} {error.hint}".strip()


def log_name() -> str:
    """Return where errors of the program are written down."""
    handlers = logging.getLogger("tui_dunning").handlers
    files = [h.baseFilename for h in handlers if isinstance(h, logging.FileHandler)]
    return files[0] if files else "the log"


def main_menu() -> Screen[Any]:
    """Return the screen of the main menu."""
    line = line_at(TOP)
    assert line is not None
    return line.make()
