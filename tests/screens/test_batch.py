"""The stages of a batch function: progress, stopping, and nothing without F10."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from tests.screens.desk import burst, make_app, press, screen_text, settle, working
from tui_dunning.errors import Cancelled
from tui_dunning.screens.batch import BatchScreen, Cancel, Progress, Stage
from tui_dunning.screens.widgets import Field


class Long(BatchScreen[str, int]):
    IDENT = "AR9999"
    HEADING = "Long work"

    def __init__(self) -> None:
        super().__init__()
        self.under_way = threading.Event()
        self.executed = 0

    def fields(self) -> Sequence[tuple[Field, str]]:
        return ((Field("a", id="name", length=5, label="Name"), ""),)

    def read_parameters(self) -> str:
        return self.field("name").text

    def preview(self, parameters: str, progress: Progress, cancelled: Cancel) -> int:
        return 1000

    def execute(self, parameters: str, progress: Progress, cancelled: Cancel) -> int:
        for done in range(1000):
            progress(done, 1000)
            self.under_way.set()
            if cancelled():
                raise Cancelled("The work was stopped; nothing was changed.")
            threading.Event().wait(0.02)
        self.executed += 1
        return 1000

    def described(self, result: int, stage: Stage) -> Sequence[str]:
        return [f" {result} things."]


async def test_f12_stops_the_work_and_nothing_else() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = Long()
        app.push_screen(screen)
        await press(pilot, "enter")
        assert screen.stage is Stage.PREVIEW
        await pilot.press("f10")
        while not screen.under_way.is_set():
            await pilot.pause(0.05)
        await pilot.pause(0.6)
        assert "Running [" in "\n".join(screen_text(app))
        assert "of 1,000 customers" in "\n".join(screen_text(app))
        await pilot.press("f12")
        await settle(pilot)

        assert app.screen is screen
        assert screen.stage is Stage.PREVIEW
        assert screen.message == "The work was stopped; nothing was changed."
        assert screen.executed == 0


async def test_keys_typed_during_the_preview_do_not_confirm() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = Long()
        app.push_screen(screen)
        await press(pilot, "f5")
        await burst(pilot, "\n\n\n")

        assert screen.stage is Stage.PREVIEW
        assert screen.executed == 0


async def test_the_end_of_the_line_stops_the_work() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = Long()
        app.push_screen(screen)
        await press(pilot, "enter")
        await pilot.press("f10")
        while not screen.under_way.is_set():
            await pilot.pause(0.05)
        app.end_at_once(129)

    assert screen.executed == 0
    assert app.return_value == 129
