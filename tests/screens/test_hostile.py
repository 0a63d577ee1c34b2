"""Every screen with names that would steer a terminal, break markup or move columns."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.builders import TODAY, add_basics, add_customer, add_item
from tests.screens.desk import make_app, press, screen_text, working
from tui_dunning.engine.types import RunParameters
from tui_dunning.screens.actions import MENU
from tui_dunning.services import dunning_run
from tui_dunning.store import models

HOSTILE = (
    "[/]",
    "[@click=app.quit]x[/]",
    "\x1b]0;title\x07\x1b[2J",
    "\u202egnirts\u2066",
    "北京饭店" * 70,
    "x" * 300,
    "a\tb\nc\r\x9b31m",
    "{{ 7 * 7 }}",
)


def fill() -> None:
    unit = add_basics()
    models.Unit.update(name=HOSTILE[1] + HOSTILE[2]).execute()
    for place, name in enumerate(HOSTILE):
        customer = add_customer(f"H{place}", name=name, city=name, unit=unit)
        add_item(customer, f"I{place}{name[:30]}", days=50)
    dunning_run.run(RunParameters(TODAY), "jane")


@pytest.mark.parametrize("path", [line.path for line in MENU])
async def test_hostile_names_are_text_on_every_screen(lite: str, path: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        for keys in ((path, "enter"), ("enter",), ("f1",), ("f12",), ("f5",)):
            await press(pilot, *keys)
            lines = screen_text(app)
            assert len(lines) == 24
            assert all(line.replace("\xad", "").isprintable() for line in lines), lines
            assert max(cell_len(line) for line in lines) <= 80
        assert app.is_running


@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_a_hostile_customers_record_is_text(lite: str, number: int) -> None:
    fill()
    app = make_app(f"4.4.3 H{number}", facts=None, as_of=TODAY)

    async with working(app) as pilot:
        for key in ("f11", "f11", "f11", "f8", "f12"):
            await press(pilot, key)
            assert all(line.isprintable() for line in screen_text(app))
