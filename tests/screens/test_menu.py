"""Menus and the command line, by keys."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult

from tests.screens.desk import assert_golden, burst, make_app, press, screen_text, settle, working
from tui_dunning.screens import actions
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.widgets import Field
from tui_dunning.services.menu import MenuFacts


class Fields(FunctionScreen):
    FIRST = "#which"

    def body(self) -> ComposeResult:
        yield Field("what", id="which", length=2, longest=20)


async def test_the_main_menu_is_drawn_as_the_house_draws_it() -> None:
    app = make_app()

    async with working(app):
        assert_golden(app, "main_menu")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9", "4.4.9"),
        ("4.4.9", "4.4.9"),
        ("=4.4.9", "4.4.9"),
        ("7", "4.4.7"),
        ("0", "4.4"),
        ("4.4", "4.4"),
    ],
)
async def test_a_path_leads_to_its_menu(typed: str, expected: str) -> None:
    app = make_app()

    async with working(app) as pilot:
        await press(pilot, typed, "enter")

        assert top(app).path == expected
        assert command(app) == ""


async def test_an_equals_sign_in_a_field_leads_to_the_command_line() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = Fields()
        app.push_screen(screen)
        await settle(pilot)
        await burst(pilot, "=4.4.9\n")

        assert top(app).path == "4.4.9"


async def test_an_equals_sign_within_a_value_stays_in_its_field() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = Fields()
        app.push_screen(screen)
        await press(pilot, "a=b")

        assert screen.query_one("#which", Field).value == "a=b"
        assert command(app) == ""


async def test_what_is_not_understood_stays_on_the_command_line() -> None:
    app = make_app()

    async with working(app) as pilot:
        await press(pilot, "77", "enter")

        assert command(app) == "77"
        assert top(app).message.startswith("There is no 77 here.")


async def test_a_line_that_is_not_available_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = tuple(
        line._replace(why_disabled=lambda _facts: "Closed today.") if line.path == "4.4.6" else line
        for line in actions.MENU
    )
    monkeypatch.setattr(actions, "MENU", lines)
    app = make_app()

    async with working(app) as pilot:
        await press(pilot, "6", "enter")

        assert top(app).message == "4.4.6: Closed today."
        assert "6  Special pricing letters" in "\n".join(screen_text(app))
        assert top(app).path == "4.4"


async def test_f12_and_its_word_go_back_one_screen() -> None:
    app = make_app()

    async with working(app) as pilot:
        await press(pilot, "9", "enter", "f12")
        assert top(app).path == "4.4"
        await press(pilot, "9", "enter", "cancel", "enter")
        assert top(app).path == "4.4"


async def test_f9_brings_back_earlier_commands() -> None:
    app = make_app()

    async with working(app) as pilot:
        await press(pilot, "77", "enter", "f9")
        assert command(app) == "77"


async def test_f3_leaves_the_menu_and_on_the_main_menu_signs_off() -> None:
    app = make_app()

    async with working(app) as pilot:
        await press(pilot, "7", "enter", "f3")
        assert top(app).path == "4.4"
        await press(pilot, "f3")
    assert app.return_value == 0


async def test_keys_typed_ahead_wait_for_their_screen() -> None:
    app = make_app()

    async with working(app) as pilot:
        await burst(pilot, "9\n0\n7\n0\n9\n")

        assert top(app).path == "4.4.9"
        assert app.commands.earlier() == "9"


async def test_an_error_flushes_what_was_typed_ahead() -> None:
    app = make_app()

    async with working(app) as pilot:
        await burst(pilot, "77\n9\n")

        assert top(app).path == "4.4"
        assert command(app) == "77"


async def test_the_palette_lists_the_menu_and_closes_with_f12() -> None:
    app = make_app()

    async with working(app) as pilot:
        await press(pilot, "ctrl+p")
        await pilot.pause(0.3)
        text = "\n".join(screen_text(app))
        assert "4.4.1 Dunning letter update" in text
        assert "Screenshot" not in text
        await press(pilot, "f12")
        assert top(app).path == "4.4"


async def test_too_small_a_terminal_says_so_until_it_is_enlarged() -> None:
    app = make_app()

    async with working(app, (70, 20)) as pilot:
        assert "Enlarge to 80x24, please." in "\n".join(screen_text(app))
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert_golden(app, "main_menu")


async def test_ctrl_q_signs_off_and_ctrl_c_does_not() -> None:
    app = make_app()

    async with working(app) as pilot:
        await press(pilot, "ctrl+c")
        assert app.is_running
        await press(pilot, "ctrl+q")
    assert app.return_value == 0


async def test_a_program_error_is_one_sentence_and_the_screen_lives_on() -> None:
    app = make_app(facts=FaultyFacts())

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "The program made an error (ZeroDivisionError)." in "\n".join(screen_text(app))
        await press(pilot, "9", "enter")
        assert top(app).path == "4.4.9"


class FaultyFacts:
    """A service with a mistake in it."""

    def __call__(self) -> MenuFacts:
        raise ZeroDivisionError


def top(app: object) -> FunctionScreen:
    screen = getattr(app, "screen")  # noqa: B009
    assert isinstance(screen, FunctionScreen)
    return screen


def command(app: object) -> str:
    return top(app).query_one("#command", Field).value
