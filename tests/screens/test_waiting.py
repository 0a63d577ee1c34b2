"""A change from the screens while another user is writing, on both databases."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.pilot import Pilot

from tests.builders import TODAY, add_basics, add_customer, add_item
from tests.screens.desk import make_app, press, settle, working
from tui_dunning.app import DunningApp
from tui_dunning.services import customer_letter
from tui_dunning.store.database import transaction
from tui_dunning.store.models import Customer

WAITS = "Waiting for another user who is writing"


@asynccontextmanager
async def another_user_writing() -> AsyncIterator[threading.Event]:
    """Somebody else changes the customer, until the event that is yielded."""
    holds, done = threading.Event(), threading.Event()

    def write() -> None:
        with transaction():
            Customer.update(city="Elsewhere").where(Customer.number == "100").execute()
            holds.set()
            done.wait(60)

    other = asyncio.create_task(asyncio.to_thread(write))
    await asyncio.to_thread(holds.wait, 10)
    try:
        yield done
    finally:
        done.set()
        await other


def fill() -> None:
    add_basics()
    add_item(add_customer("100"), "INV-1", days=50, balance="100.00")


def message(app: DunningApp) -> str:
    return str(getattr(app.screen, "message", ""))


async def set_letter_four(pilot: Pilot[int]) -> None:
    """Press F10 with letter code 4 typed, and do not wait for the end."""
    await press(pilot, "1", "enter", "4", "enter", "phoned")
    pilot.app.post_message(events.Key("enter", "\r"))


async def shown(app: DunningApp, text: str) -> None:
    for _ in range(600):
        if text in message(app):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{text!r} was not shown, but {message(app)!r}")


async def test_a_change_that_waits_for_another_user_says_so_and_is_made(db: str) -> None:
    fill()
    app = make_app("4.4.3 100", facts=None, as_of=TODAY)

    async with working(app) as pilot, another_user_writing() as done:
        await set_letter_four(pilot)
        await shown(app, WAITS)
        done.set()
        await shown(app, "Customer 100 changed: Letter code.")
        await settle(pilot)

    assert customer_letter.show("100", TODAY).letter_code == "4"


async def test_f12_stops_waiting_and_nothing_is_changed(db: str) -> None:
    fill()
    app = make_app("4.4.3 100", facts=None, as_of=TODAY)

    async with working(app) as pilot, another_user_writing():
        await set_letter_four(pilot)
        await shown(app, WAITS)
        pilot.app.post_message(events.Key("f12", None))
        await settle(pilot)
        assert message(app).startswith("You stopped waiting for the other user; nothing")

    assert customer_letter.show("100", TODAY).letter_code == ""
