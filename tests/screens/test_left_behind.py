"""Menu 7 by keys: what is said when letters that had replaced others are deleted."""

from __future__ import annotations

import pytest

from tests.builders import TODAY, add_basics, add_customer, add_item
from tests.screens.desk import make_app, press, working
from tests.services.life import run
from tui_dunning.app import DunningApp
from tui_dunning.store import models as m


def fill() -> None:
    """Letters 1 to 3 of the first run were superseded by 4 to 6 of the second."""
    add_basics()
    for place in (1, 2, 3):
        add_item(add_customer(f"10000{place}"), f"INV-{place}", days=40)
    run()
    run()


def app_at(start: str) -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY)


def message(app: DunningApp) -> str:
    return " ".join(str(getattr(app.screen, "message", "")).split())


ONE = (
    "Letter 4 was deleted; its items are as if never chosen. Customer 100001 is at letter 1 again; "
    "letter 1, which it had replaced, is not sent: 4.4.3 sets letter 1 once more."
)


@pytest.mark.parametrize("how", [("4", "enter"), ("5", "enter", "f10")])
async def test_list_and_display_say_which_letter_is_not_sent(
    lite: str, how: tuple[str, ...]
) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        await press(pilot, *how, "y", "phoned", "enter")

        assert message(app) == ONE


async def test_of_several_letters_the_customers_are_counted(lite: str) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        await press(pilot, "4", "down", "4", "enter", "y", "phoned", "enter")

        assert message(app) == (
            "2 rows done. Letter 5 was deleted; its items are as if never chosen. 2 customers are "
            "at a letter again that no update sends: 4.4.3 sets it anew."
        )


async def test_it_is_said_also_where_another_row_failed(lite: str) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        m.Letter.update(status="deleted").where(m.Letter.id == 5).execute()
        await press(pilot, "4", "down", "4", "enter", "y", "phoned", "enter")

        assert message(app).startswith("Letter 5 is deleted already; nothing was changed.")
        assert "letter 1, which it had replaced, is not sent" in message(app)


@pytest.mark.parametrize("keys", [("5", "enter", "f12"), ("enter", "f12")])
async def test_it_is_not_said_again_after_the_next_option(lite: str, keys: tuple[str, ...]) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        await press(pilot, "4", "enter", "y", "phoned", "enter", *keys)

        assert "replaced" not in message(app)
