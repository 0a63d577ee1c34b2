"""4.4.1 by keys, on a real database."""

from __future__ import annotations

from typing import Any, cast

import pytest

from tests.builders import TODAY, add_basics, add_customer, add_item
from tests.screens.desk import assert_golden, burst, make_app, press, screen_text, working
from tui_dunning.app import DunningApp
from tui_dunning.engine.types import RunParameters
from tui_dunning.screens.batch import Stage
from tui_dunning.screens.dunning_run import DunningRunScreen
from tui_dunning.services import deciding, dunning_run
from tui_dunning.store.models import Letter


def fill() -> None:
    add_basics()
    for number in ("100", "200", "300"):
        add_item(add_customer(number), f"INV-{number}", days=40)
    add_item(add_customer("400"), "INV-400", days=10, balance="50.00")


def shown(app: DunningApp) -> str:
    return " ".join(" ".join(line.split()) for line in screen_text(app))


async def test_nothing_runs_on_opening(lite: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter")

        assert_golden(app, "update_parameters")
    assert dunning_run.last_run() is None


async def test_enter_shows_the_counts_and_only_f10_runs(db: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await burst(pilot, "1\n\n\n\n")
        screen = app.screen
        assert isinstance(screen, DunningRunScreen)
        assert screen.stage is Stage.PREVIEW
        assert_golden(app, "update_counts")
        assert dunning_run.last_run() is None
        await press(pilot, "f10")
        assert screen.stage is Stage.DONE
        assert screen.message.startswith("Run 1 is done.")
        assert_golden(app, "update_done")
        await press(pilot, "f12")
        assert "last run 1, 2026-03-02" in screen_text(app)[3]
        assert "3 letters wait" in screen_text(app)[6]
        assert "3 letters of run 1 have not been printed." in screen_text(app)[21]


async def test_a_large_run_is_decided_by_other_processes(
    lite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    monkeypatch.setattr(deciding, "WORTH_SHARING", 0)
    monkeypatch.setattr(deciding.os, "cpu_count", lambda: 2)
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "enter", "f10")

        assert cast(Any, app.screen).message.startswith("Run 1 is done.")
    assert Letter.select().count() == 3


async def test_a_second_update_for_the_same_date_warns(lite: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "enter", "f10", "f12", "1", "enter", "enter")

        assert "Run 1 was made for 2026-03-02 already" in "\n".join(screen_text(app))


async def test_a_confirmation_typed_ahead_of_the_warning_does_not_count(lite: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "enter", "f10", "f12")
        await burst(pilot, "1\n\nCONFIRM\n")

        assert isinstance(app.screen, DunningRunScreen)
        assert app.screen.stage is Stage.PREVIEW
        assert [run.number for run in dunning_run.list_runs()] == [1]


async def test_a_date_that_is_none_stays_and_is_named(lite: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "2026-02-30", "enter")

        assert app.focused is not None
        assert app.focused.id == "as_of"
        assert "2026-02-30 is not a date" in screen_text(app)[21]


async def test_f12_at_the_counts_goes_back_to_the_parameters(lite: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "enter", "f12")

        screen = app.screen
        assert isinstance(screen, DunningRunScreen)
        assert screen.stage is Stage.PARAMETERS
        assert dunning_run.last_run() is None


async def test_f4_lists_the_units(lite: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "tab", "f4", "enter")

        assert screen_text(app)[5].startswith(" Unit  . . . . . . . . . . US__")


async def test_a_rate_without_a_display_currency_is_refused_at_its_field(lite: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter")
        screen = app.screen
        assert isinstance(screen, DunningRunScreen)
        screen.field("rate").value = "1.1"
        await press(pilot, "enter")

        assert "needs a display currency" in "\n".join(screen_text(app))
        assert screen.stage is Stage.PARAMETERS


async def test_the_letters_of_a_run_carry_its_display_currency(lite: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter")
        screen = app.screen
        assert isinstance(screen, DunningRunScreen)
        screen.field("display").value = "eur"
        screen.field("rate").value = "0.92"
        await press(pilot, "enter", "f10")

    letters = Letter.select(Letter.display_currency).tuples()
    assert set(letters) == {("EUR",)}


async def test_f5_at_the_counts_works_them_out_again(lite: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "enter")
        assert "would make 3 letters" in screen_text(app)[5]
        add_item(add_customer("500"), "INV-500", days=40)
        await press(pilot, "f5")
        assert "would make 4 letters" in screen_text(app)[5]
        assert isinstance(app.screen, DunningRunScreen)
        assert app.screen.message.endswith("F10 does it, F12 goes back.")


async def test_a_run_that_another_made_meanwhile_is_looked_at_before_f10_counts(db: str) -> None:
    fill()
    app = make_app(facts=None, as_of=TODAY)

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "enter")
        dunning_run.run(RunParameters(TODAY), "mary")
        await press(pilot, "f10", "f10")

        assert "Run 1 was made meanwhile, by mary; nothing was changed." in shown(app)
        assert dunning_run.list_runs()[-1].number == 1
        await press(pilot, "f5")
        assert "Run 1 was made for 2026-03-02 already" in shown(app)
        assert "3 waiting letters would be replaced" in shown(app)
        await press(pilot, "f10")
        assert "Run 2 is done." in shown(app)
