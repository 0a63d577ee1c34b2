"""Driving the menus in tests: keys in, the screen's 24 lines out."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from tui_dunning.app import DunningApp
from tui_dunning.services.menu import MenuFacts
from tui_dunning.settings import Settings

AS_OF = date(2026, 11, 22)
FACTS = MenuFacts("US", "Sample Company", 12, date(2026, 11, 15), 37, 37)


def make_app(
    start: str = "",
    facts: Callable[[], MenuFacts] | None = lambda: FACTS,
    as_of: date = AS_OF,
    **settings: Any,
) -> DunningApp:
    """The application; with `facts=None` on the database that is open."""
    os.environ.pop("NO_COLOR", None)
    return DunningApp(Settings(**settings), as_of, "jane", start, facts=facts)


@asynccontextmanager
async def working(app: DunningApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    """Run the application without a terminal; an error of the program fails the test."""
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot
        await settle(pilot)
    assert app.unexpected == []


async def settle(pilot: Pilot[int]) -> None:
    """Wait until the keyboard is free and everything is drawn."""
    app = pilot.app
    assert isinstance(app, DunningApp)
    for _ in range(2000):
        await pilot.pause()
        if not app.keyboard_locked:
            break
    else:
        raise AssertionError("the keyboard stays locked")
    await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys; a text of several characters that is no key is typed."""
    for key in keys:
        known = len(key) == 1 or key in KEYS
        await pilot.press(*([key] if known else [NAMES.get(char, char) for char in key]))
        await settle(pilot)


async def burst(pilot: Pilot[int], text: str) -> None:
    """Send a text as one packet: all keys are there before the first is worked off."""
    for char in text:
        key = NAMES.get(char, char)
        pilot.app.post_message(events.Key(key, "\r" if key == "enter" else char))
    await settle(pilot)


NAMES = {
    "\n": "enter",
    " ": "space",
    ".": "full_stop",
    "=": "equals_sign",
    "-": "minus",
    "/": "slash",
}
KEYS = {
    *(f"f{n}" for n in range(1, 13)),
    *("enter", "tab", "shift+tab", "up", "down", "pageup", "pagedown", "home", "end"),
    *("backspace", "delete", "space", "escape", "ctrl+j", "ctrl+q", "ctrl+p", "ctrl+c"),
    *NAMES.values(),
}


def screen_text(app: DunningApp) -> list[str]:
    """The lines of the screen as the terminal gets them, right blanks cut."""
    lines = []
    for strip in app.screen._compositor.render_strips():
        segments = list(strip)
        for line_filter in app.get_line_filters():
            segments = line_filter.apply(segments, app.screen.background_colors[1])
        lines.append("".join(segment.text for segment in segments if not segment.control).rstrip())
    return lines


GOLDENS = Path(__file__).parent / "goldens"


def assert_golden(app: DunningApp, name: str, other: Mapping[str, str] | None = None) -> None:
    """Hold the screen against its golden."""
    hold_golden(name, "\n".join(screen_text(app)) + "\n", other)


def hold_golden(name: str, shown: str, other: Mapping[str, str] | None = None) -> None:
    """Hold a text against goldens/NAME.txt; UPDATE_GOLDENS=1 writes it, to be reviewed.

    `other` tells what is another text on each run, and what stands for it in the golden.
    """
    path = GOLDENS / f"{name}.txt"
    for text, instead in (other or {}).items():
        shown = shown.replace(text, instead)
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8")
    assert shown == path.read_text("utf-8")
