"""4.4.9.8 to 4.4.9.10 by keys, on a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import TODAY, add_basics
from tests.screens.desk import make_app, press, screen_text, working
from tui_dunning.app import DunningApp
from tui_dunning.screens.widgets import Field
from tui_dunning.store import models


def shown(app: DunningApp) -> str:
    return "\n".join(screen_text(app))


async def test_a_file_is_tried_then_imported(lite: str, tmp_path: Path) -> None:
    add_basics()
    file = tmp_path / "c.csv"
    file.write_text("number,name,unit\n0001,[/] Granite,US\n0002,Ideal,US\n", "utf-8")
    app = make_app(f"4.4.9.8 {file}", facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "cust", "enter")
        assert "would be added . . . . . .            2" in shown(app)
        assert models.Customer.select().count() == 0
        await press(pilot, "f10")
        assert "Imported: 2 added, 0 changed." in shown(app)
    assert [row.number for row in models.Customer.select()] == ["0001", "0002"]


async def test_every_bad_row_is_listed_and_nothing_is_imported(lite: str, tmp_path: Path) -> None:
    add_basics()
    file = tmp_path / "c.csv"
    file.write_text("number,name,unit\n0001,A,US\n0002,B,XX\n0003,C,YY\n", "utf-8")
    app = make_app(f"4.4.9.8 {file}", facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "customers", "enter")
        assert "line 3, column unit" in shown(app)
        assert "line 4, column unit" in shown(app)
        await press(pilot, "f12")
        assert "mistakes" in shown(app) or "bad rows" in shown(app)
    assert models.Customer.select().count() == 0


async def test_the_good_rows_are_imported_and_the_others_kept(lite: str, tmp_path: Path) -> None:
    add_basics()
    file, rejected = tmp_path / "c.csv", tmp_path / "c.csv.rejected.csv"
    file.write_text("number,name,unit\n0001,A,US\n0002,B,XX\n", "utf-8")
    app = make_app(f"4.4.9.8 {file}", facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "customers", "enter", "f12")
        assert "good rows with Y in Skip bad rows." in " ".join(shown(app).split())
        app.screen.query_one("#skip", Field).value = "Y"
        await press(pilot, "enter")
        assert "1 bad row would be left out, into" in shown(app)
        assert not rejected.exists()
        await press(pilot, "f10")
        assert "Imported: 1 added, 0 changed. 1 bad row is left out: see above." in shown(app)
    assert [row.number for row in models.Customer.select()] == ["0001"]
    assert "is not a unit" in rejected.read_text("utf-8")


async def test_rejected_rows_that_cannot_be_kept_stop_the_import(lite: str, tmp_path: Path) -> None:
    add_basics()
    file = tmp_path / "c.csv"
    file.write_text("number,name,unit\n0001,A,US\n0002,B,XX\n", "utf-8")
    (tmp_path / "c.csv.rejected.csv").mkdir()
    app = make_app(f"4.4.9.8 {file}", facts=None, as_of=TODAY)

    async with working(app) as pilot:
        app.screen.query_one("#skip", Field).value = "Y"
        await press(pilot, "customers", "enter", "f10")
        assert "rejected.csv cannot be written: it is a folder." in "".join(shown(app).split("\n "))
    assert models.Customer.select().count() == 0


async def test_an_option_of_the_command_is_called_as_its_field(lite: str, tmp_path: Path) -> None:
    add_basics()
    file = tmp_path / "c.csv"
    file.write_text("number,name\n0001,A\n", "utf-8")
    app = make_app(f"4.4.9.8 {file}", facts=None, as_of=TODAY)

    async with working(app) as pilot:
        app.screen.query_one("#snapshot", Field).value = "Y"
        await press(pilot, "customers", "enter")
        assert "Snapshot goes with items only." in shown(app)


@pytest.mark.parametrize(
    ("path", "keys", "words"),
    [
        ("4.4.9.9", (), "F10 checks. Nothing is changed."),
        ("4.4.9.9", ("f10",), "The database is sound."),
        ("4.4.9.10", (), "Settings file: "),
    ],
)
async def test_check_and_settings_are_shown(
    lite: str, path: str, keys: tuple[str, ...], words: str
) -> None:
    add_basics()
    app = make_app(path, facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, *keys)
        assert words in shown(app)


async def test_a_path_typed_on_a_page_of_text_goes_to_the_command_line(lite: str) -> None:
    add_basics()
    app = make_app("4.4.9.10", facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "down", "pagedown", "=4.4.9.9", "enter")
        assert getattr(app.screen, "path", "") == "4.4.9.9"
