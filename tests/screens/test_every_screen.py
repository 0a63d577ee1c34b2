"""Every line of the menu that names a screen opens it, and every screen can be left again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import TODAY
from tests.screens.desk import make_app, press, screen_text, working
from tui_dunning.screens.actions import MENU, MenuLine, all_screens
from tui_dunning.screens.frame import FunctionScreen

SCREENS = list(all_screens())
every_screen = pytest.mark.parametrize(
    ("line", "screen"), SCREENS, ids=[line.path for line, _ in SCREENS]
)


def test_no_two_lines_have_one_path_or_one_id() -> None:
    for each in ("path", "ident"):
        found = [getattr(line, each) for line in MENU]

        assert sorted(set(found)) == sorted(found)


def test_options_are_numbered_from_one_without_a_gap() -> None:
    for menu in (line for line in MENU if line.is_menu):
        numbers = [line.number for line in MENU if line.parent == menu.path]

        assert numbers == list(range(1, len(numbers) + 1))


@every_screen
async def test_a_line_opens_its_screen_on_an_empty_database(
    line: MenuLine, screen: type[FunctionScreen], lite: str
) -> None:
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, f"={line.path}", "enter")
        shown: Any = app.screen
        lines = screen_text(app)

        assert isinstance(shown, screen)
        assert shown.path == line.path
        assert lines[0].split()[0].startswith(line.ident[:5])
        assert lines[0].split()[-2:] == [line.path, str(TODAY)]
        assert lines[1].endswith("operator jane")
        assert any("F12=Cancel" in text for text in lines[-2:])
        await press(pilot, "f5", "f1", "f12")
        assert app.screen is shown
        await press(pilot, "f12")
        assert line.path == "4.4" or app.screen is not shown


@pytest.mark.parametrize("path", ["4.4.1", "4.4.7.9", "4.4.8", "4.4.9.8", "4.4.9.9", "4.4.9.10"])
async def test_the_legend_names_f5_only_where_something_is_read_anew(path: str, lite: str) -> None:
    app = make_app(path, facts=None, as_of=TODAY)

    async with working(app):
        assert "F5=" not in "".join(screen_text(app)[-2:])
        assert "F1=Help" in "".join(screen_text(app)[-2:])


@pytest.mark.parametrize("path", ["4.4.2", "4.4.3", *(f"4.4.7.{n}" for n in range(2, 9)), "4.4.8"])
def test_every_list_of_customers_letters_or_items_explains_with_8(path: str) -> None:
    shown: Any = next(screen for line, screen in SCREENS if line.path == path)
    by_option = {option.do for option in getattr(shown, "OPTIONS", ()) if option.number == "8"}
    by_key = {action.do for action in shown.ACTIONS if action.key == "f8"}

    assert by_option | by_key == {"explain"}
