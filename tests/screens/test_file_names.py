"""Files that screens ask for: what is refused at Enter, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import TODAY, add_basics
from tests.screens.desk import make_app, press, screen_text, working
from tui_dunning.app import DunningApp
from tui_dunning.screens.batch import BatchScreen, Stage
from tui_dunning.screens.dialogs import AskText
from tui_dunning.screens.widgets import Field


def confined(folder: Path, start: str) -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY, output_folder=folder, confined=True)


def shown(app: DunningApp) -> str:
    return " ".join(" ".join(screen_text(app)).replace("|", " ").split())


@pytest.mark.parametrize(
    ("start", "keys", "field"),
    [
        ("4.4.4", ("f6",), "target"),
        ("4.4.6", (), "file"),
        ("4.4.9.7", (), "file"),
        ("4.4.9.8 items.csv", ("items",), "map"),
        ("4.4.9.8", ("items",), "file"),
    ],
)
async def test_a_file_outside_of_the_folder_is_refused_at_its_field(
    start: str, keys: tuple[str, ...], field: str, lite: str, tmp_path: Path
) -> None:
    add_basics()
    app = confined(tmp_path, start)

    async with working(app) as pilot:
        await press(pilot, *keys)
        screen = app.screen
        assert isinstance(screen, BatchScreen)
        screen.query_one(f"#{field}", Field).value = "/etc/passwd"
        await press(pilot, "enter")

        assert "Here files are only in" in shown(app)
        assert screen.focused is screen.query_one(f"#{field}", Field)
        assert screen.stage is Stage.PARAMETERS


async def test_a_long_name_does_not_hide_what_is_wrong_with_it(lite: str) -> None:
    add_basics()
    name = f"/not/there/{'a-long-name/' * 25}report.csv"
    app = make_app("4.4.2", facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "f6", "c", "enter", name, "enter")

        assert "/not/there/a-long-name/" in shown(app)
        assert "report.csv cannot be written: No such file or directory. Name" in shown(app)
        assert "a folder that exists and that you may write to." in shown(app)


@pytest.mark.parametrize(
    ("start", "keys"),
    [("4.4.2", ("f6", "c", "enter")), ("4.4.4", ("f8",)), ("4.4.9.7", ("f6",))],
)
async def test_a_window_that_asks_for_a_file_stays_until_it_may_be_written(
    start: str, keys: tuple[str, ...], lite: str, tmp_path: Path
) -> None:
    add_basics()
    app = confined(tmp_path, start)

    async with working(app) as pilot:
        await press(pilot, *keys, "/etc/x", "enter")
        assert isinstance(app.screen, AskText)
        assert "Here files are only in" in shown(app)
        await press(pilot, *("backspace",) * 6, "mine", "enter")
        assert not isinstance(app.screen, AskText)
    assert [path.name for path in tmp_path.glob("mine*")] == ["mine"]
