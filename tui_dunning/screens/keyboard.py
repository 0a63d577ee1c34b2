"""The keyboard lock: keys typed ahead are kept in order until the screen has settled.

After every key but a plain character the keyboard locks. Keys that arrive then are queued and
played back once every widget has worked off its messages and no service is at work. An error
flushes the queue, so that keys meant for another screen do no harm.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from textual import events
from textual.app import App, ScreenStackError
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

SAME_KEY = {"ctrl+j": "enter", "ctrl+m": "enter"}
CANCEL = frozenset({"f12", "escape"})
LONGEST_QUEUE = 512
LONGEST_HOLD = 0.3
"""Seconds after which a new screen is drawn even if it has not come to rest."""

T = TypeVar("T")


class KeyboardLock(App[int]):
    """An application whose keys never overtake the screens that they open."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._ahead: deque[events.Key | events.Paste] = deque()
        self._locked = False
        self._working = 0
        self._begun = 0
        self._settling: asyncio.Task[None] | None = None
        self._drawn: Screen[Any] | None = None
        self._draw_timer: Timer | None = None

    @property
    def keyboard_locked(self) -> bool:
        """True while keys are queued instead of worked off."""
        return self._locked

    @contextmanager
    def working(self) -> Iterator[None]:
        """Keep the keyboard locked while a service is at work."""
        self._working += 1
        self._begun += 1
        self.lock_keyboard()
        try:
            yield
        finally:
            self._working -= 1

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Give the keyboard back for a question, inside `working`."""
        self._working -= 1
        try:
            yield
        finally:
            self._working += 1
            self._begun += 1
            self.lock_keyboard()

    def flush_type_ahead(self) -> None:
        """Forget the keys typed ahead: what they were meant for has not come about."""
        self._ahead.clear()

    def cancel_work(self) -> bool:
        """Stop the work that the screen is doing, if it can be stopped."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """Queue keys while locked, lock after a key that is more than a character.

        A field takes characters at once; Backspace, Enter and all other keys climb to the screen
        first, and a character behind them would overtake them.
        """
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if isinstance(event, events.Key) and event.key in SAME_KEY:
            event = events.Key(SAME_KEY[event.key], "\r").set_sender(self)
        if self._locked:
            self._queue(event)
            return
        if isinstance(event, events.Key) and (not event.is_printable or self._leads_away(event)):
            self.lock_keyboard()
        await super().on_event(event)

    def _leads_away(self, event: events.Key) -> bool:
        """Ask the focused widget whether it hands this character on to another one."""
        leads_away = getattr(self.focused, "leads_away", None)
        return leads_away is not None and bool(leads_away(event))

    def _queue(self, event: events.Key | events.Paste) -> None:
        if isinstance(event, events.Key) and event.key in CANCEL:
            self._ahead.clear()
            if self._working and self.cancel_work():
                return
        if len(self._ahead) < LONGEST_QUEUE:
            self._ahead.append(event)

    def lock_keyboard(self) -> None:
        """Lock until the screen has settled."""
        self._locked = True
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        while True:
            quiet = False
            while not quiet:
                while self._working:
                    await asyncio.sleep(0.005)
                begun = self._begun
                for _ in range(self._hops()):
                    await self._round()
                    if begun != self._begun:
                        break
                quiet = not self._working and begun == self._begun
            self._locked = False
            while self._ahead and not self._locked:
                await self.on_event(self._ahead.popleft())
            if not self._locked:
                self.settled()
                return

    # --- drawing a screen that is new -----------------------------------------------------------

    def may_draw(self, screen: Screen[Any]) -> bool:
        """Tell whether a screen is drawn: a new one once, when it has come to rest.

        Slow lines feel it: 3 kB instead of 10. A screen that takes its time is drawn meanwhile.
        """
        if screen is not self._drawn and self._draw_timer is None:
            self._draw_timer = self.set_timer(LONGEST_HOLD, self.settled)
        return screen is self._drawn

    def settled(self) -> None:
        """Draw a new screen, once it has taken up what changed until now."""
        if self.screen_stack and self._drawn is not self.screen:
            self.screen.call_after_refresh(self._draw, self.screen)

    def _draw(self, screen: Screen[Any]) -> None:
        if self._draw_timer is not None:
            self._draw_timer.stop()
            self._draw_timer = None
        self._drawn = screen
        screen._compositor_refresh()

    def _hops(self) -> int:
        """Return how many widgets a key can pass through until its last effect is there.

        A message of the focused widget climbs one widget a round; then a screen is pushed, is
        mounted, and sets its focus.
        """
        return 5 + (len(self.focused.ancestors) if self.focused is not None else 0)

    async def _round(self) -> None:
        """Wait until every widget that a key can pass has worked off the messages it holds now.

        Plain texts hand nothing on; leaving them out saves half of a key's time.
        """
        try:
            widgets = self.screen.walk_children(Widget, with_self=True)
            nodes = [self, *(node for node in widgets if node.can_focus or node.children)]
        except ScreenStackError:
            nodes = [self]
        done = asyncio.Event()
        waiting = 0

        def one_done() -> None:
            nonlocal waiting
            waiting -= 1
            if waiting <= 0:
                done.set()

        for node in nodes:
            if node.post_message(events.Callback(callback=one_done)):
                waiting += 1
        if waiting:
            try:
                await asyncio.wait_for(done.wait(), 0.5)
            except TimeoutError:  # a widget was taken away meanwhile: look again at who is there
                return
        await asyncio.sleep(0)


class SettledScreen(Screen[T]):
    """A screen whose lines are worked out and sent only once it has come to rest."""

    def _compositor_refresh(self) -> None:
        if not self.is_current or cast(KeyboardLock, self.app).may_draw(self):
            super()._compositor_refresh()
