"""Pictures of the states that matter: what is bold, reversed, marked, and where the cursor stands.

What the screens say is held by the plain-text goldens; `make pictures` makes these anew.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.builders import TODAY, add_basics, add_customer, add_item
from tests.screens.desk import AS_OF, FACTS, make_app, press, settle
from tui_dunning.app import DunningApp
from tui_dunning.settings import Settings

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TEXTUAL_THEME", "TEXTUAL_COLOR_SYSTEM", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")


@pytest.fixture
def company(lite: str) -> str:
    add_basics()
    for number, name in enumerate(("Granite Builders", "Ideal Paint", "Łódź Tools", "北京饭店")):
        item = f"INV-{number}"
        add_item(add_customer(f"10000{number}", name=name), item, days=40 + number)
    return lite


def keys(*pressed: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys as an operator does, each after what it did has settled."""

    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await press(pilot, *pressed)

    return run


def test_the_main_menu(snap_compare: Compare) -> None:
    assert snap_compare(make_app(), run_before=keys())


def test_the_main_menu_without_colour(
    snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = DunningApp(Settings(), AS_OF, "jane", facts=lambda: FACTS)

    assert snap_compare(app, run_before=keys())


def test_an_error_keeps_what_was_typed(snap_compare: Compare) -> None:
    assert snap_compare(make_app(), run_before=keys("77", "enter"))


@pytest.mark.parametrize(
    "pressed",
    [
        pytest.param(("1", "enter", "f1"), id="update_help_of_a_field"),
        pytest.param(("1", "enter", "tab", "f4"), id="update_list_of_values"),
        pytest.param(("1", "enter", "enter"), id="update_counts"),
        pytest.param(("3", "enter"), id="customers"),
        pytest.param(("3", "enter", "6", "enter"), id="customers_row_that_failed"),
        pytest.param(("=4.4.3 100002", "enter"), id="customer_record"),
        pytest.param(("=4.4.5 1 en", "enter"), id="letter_text_editor"),
    ],
)
def test_a_function(pressed: tuple[str, ...], company: str, snap_compare: Compare) -> None:
    assert snap_compare(make_app(facts=None, as_of=TODAY), run_before=keys(*pressed))


def test_too_small_a_terminal(snap_compare: Compare) -> None:
    app = make_app()

    assert snap_compare(app, terminal_size=(60, 20))


def test_the_palette_marks_its_row_without_colour(
    snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = DunningApp(Settings(), AS_OF, "jane", facts=lambda: FACTS)

    assert snap_compare(app, run_before=keys("ctrl+p", "down"))
