"""4.4.7.9 compare and 4.4.7.10 simulate by keys, on a real database."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.builders import TODAY, add_basics, add_customer, add_item
from tests.screens.desk import assert_golden, make_app, press, screen_text, working
from tests.screens.test_hostile import fill as fill_hostile
from tests.services.life import print_all, run
from tui_dunning.app import DunningApp
from tui_dunning.screens.batch import Stage
from tui_dunning.screens.compare import CompareScreen
from tui_dunning.screens.compared_list import ComparedListScreen
from tui_dunning.screens.simulate import SimulateScreen
from tui_dunning.services import customer_letter, dunning_run
from tui_dunning.store import models as m

LATER = TODAY + timedelta(days=20)


def fill() -> None:
    """One moves up, one is gone (blocked now), one is new; in two currencies."""
    add_basics()
    add_item(add_customer("100", name="Granite Builders"), "INV-1", days=40)
    add_item(add_customer("200", name="[/] Markup"), "INV-2", days=40, balance="50.00")
    run()
    print_all()
    customer_letter.change("200", "jane", TODAY, block_until=LATER + timedelta(days=60))
    add_item(add_customer("300", name="Ideal Paint"), "INV-3", days=40, currency="EUR")


def app_at(start: str, **settings: object) -> DunningApp:
    return make_app(start, facts=None, as_of=LATER, **settings)


def shown(app: DunningApp) -> str:
    return "\n".join(screen_text(app))


def customers(app: DunningApp) -> list[str]:
    assert isinstance(app.screen, ComparedListScreen)
    return [listed.row.customer for listed in app.screen.work_list.rows]


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


async def test_a_comparison_begins_with_its_parameters(lite: str) -> None:
    fill()
    app = app_at("4.4.7.9")

    async with working(app):
        assert_golden(app, "compare_parameters")


async def test_enter_compares_and_writes_nothing(db: str) -> None:
    fill()
    app = app_at("4.4.7.9")

    async with working(app) as pilot:
        await press(pilot, "enter")

        assert_golden(app, "compare")
        assert isinstance(app.screen, CompareScreen)
        await press(pilot, "f12")
        assert app.screen.stage is Stage.PARAMETERS
    last = dunning_run.last_run()
    assert last is not None
    assert last.number == 1
    assert m.Letter.select().count() == 2


async def test_f2_lists_the_customers_behind_the_counts(lite: str) -> None:
    fill()
    app = app_at("4.4.7.9")

    async with working(app) as pilot:
        await press(pilot, "enter", "f2")

        assert customers(app) == ["100", "200", "300"]
        assert_golden(app, "compare_customers")


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("g",), ["200"]),
        (("moved up",), ["100"]),
        (("new", "tab", "3"), ["300"]),
        (("new", "tab", "1"), []),
        (("tab", "2"), ["200"]),
    ],
)
async def test_the_fields_narrow_the_customers(
    keys: tuple[str, ...], left: list[str], lite: str
) -> None:
    fill()
    app = app_at("4.4.7.9")

    async with working(app) as pilot:
        await press(pilot, "enter", "f2")
        app.screen.query_one("#change").focus()
        await press(pilot, *keys, "enter")

        assert customers(app) == left


async def test_the_customers_are_listed_by_number(lite: str) -> None:
    add_basics()
    for number in ("300", "100", "200"):
        add_item(add_customer(number), days=40)
    app = app_at("4.4.7.9")

    async with working(app) as pilot:
        await press(pilot, "enter", "f2")

        assert customers(app) == ["100", "200", "300"]


async def test_a_change_that_means_two_is_refused_at_its_field(lite: str) -> None:
    fill()
    app = app_at("4.4.7.9")

    async with working(app) as pilot:
        await press(pilot, "enter", "f2")
        app.screen.query_one("#change").focus()
        await press(pilot, "moved", "enter")

        assert "Change: moved is not one of new, moved up" in shown(app)


async def test_the_customers_lead_to_record_explanation_and_letter(lite: str) -> None:
    fill()
    app = app_at("4.4.7.9")

    async with working(app) as pilot:
        await press(pilot, "enter", "f2", "5", "enter")
        assert "Granite Builders" in shown(app)
        assert app.screen.path == "4.4.7.9"  # type: ignore[attr-defined]
        await press(pilot, "f12", "down", "8", "enter")
        assert f"as of {LATER}" in shown(app)
        assert "blocked" in shown(app)
        await press(pilot, "f12", "down", "9", "enter")
        assert "Customer 300 has no letter that waits or went out." in shown(app)


@pytest.mark.parametrize(("form", "suffix"), [("t", "txt"), ("c", "csv"), ("x", "xlsx"),
                                              ("p", "pdf")])  # fmt: skip
async def test_f6_prints_the_comparison_in_every_format(
    form: str, suffix: str, lite: str, tmp_path: Path
) -> None:
    fill()
    app = app_at("4.4.7.9", output_folder=tmp_path)

    async with working(app) as pilot:
        await press(pilot, "enter", "f6", form, "enter", "enter")

        assert "3 rows" in shown(app)
    path = tmp_path / f"compare-{LATER}.{suffix}"
    if form == "t":
        text = path.read_text("utf-8")
        assert "COMPARE A RUN WITH THE LAST ONE" in text
        assert "beside run 1 as of 2026-03-02" in text
        assert max(map(len, text.splitlines())) <= 132
        assert "1 customer" in text
    elif form == "c":
        rows = table(path)
        assert [row["change"] for row in rows] == ["moved up", "gone", "new"]
        assert rows[2]["currency"] == "EUR"
    else:
        assert path.stat().st_size > 1000


async def test_the_list_prints_the_customers_it_shows(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_at("4.4.7.9", output_folder=tmp_path)

    async with working(app) as pilot:
        await press(pilot, "enter", "f2")
        app.screen.query_one("#change").focus()
        await press(pilot, "gone", "enter", "f6", "c", "enter", "enter")
    rows = table(tmp_path / f"compare-{LATER}.csv")
    assert [row["customer"] for row in rows] == ["200"]


async def test_without_a_run_before_all_is_new(lite: str) -> None:
    add_basics()
    add_item(add_customer("100"), "INV-1", days=40)
    app = app_at("4.4.7.9")

    async with working(app) as pilot:
        await press(pilot, "f6")
        assert "Press Enter first" in shown(app)
        await press(pilot, "enter")
        assert "No run of this scope was made yet" in shown(app)
        await press(pilot, "f5")
        assert "Nothing was written." in shown(app)


async def test_a_simulation_begins_with_its_parameters(lite: str) -> None:
    fill()
    app = app_at("4.4.7.10")

    async with working(app):
        assert_golden(app, "simulate_parameters")


async def test_enter_simulates_the_runs_and_writes_nothing(db: str) -> None:
    fill()
    app = app_at("4.4.7.10")

    async with working(app) as pilot:
        await press(pilot, "enter")

        assert_golden(app, "simulate")
    assert m.Run.select().count() == 1


async def test_runs_are_simulated_at_the_dates_typed(lite: str, tmp_path: Path) -> None:
    fill()
    days = [LATER + timedelta(days=each) for each in (1, 40)]
    app = app_at("4.4.7.10", output_folder=tmp_path)

    async with working(app) as pilot:
        screen = app.screen
        assert isinstance(screen, SimulateScreen)
        screen.field("dates").value = ", ".join(map(str, days))
        await press(pilot, "enter")
        assert screen.result is not None
        assert [each.as_of for each in screen.result] == days
        await press(pilot, "f6", "c", "enter", "enter")
    rows = table(tmp_path / f"simulate-{LATER}.csv")
    assert {row["as_of"] for row in rows} == set(map(str, days))
    assert rows[0]["procedure"] == "all"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("runs", "0", "Number of runs: 0 is not 1 to 400."),
        ("every", "-1", "Days between: -1 is not 0 to 3660."),
        ("dates", "2026-04-01,soon", "soon is not a date."),
        ("dates", "2026-05-01,2026-04-01", "the earliest first"),
        ("as_of", "2900-01-01", "lies too far ahead"),
    ],
)
async def test_what_cannot_be_simulated_is_refused_at_its_field(
    field: str, value: str, said: str, lite: str
) -> None:
    fill()
    app = app_at("4.4.7.10")

    async with working(app) as pilot:
        screen = app.screen
        assert isinstance(screen, SimulateScreen)
        if said.startswith("lies"):
            screen.field("every").value = "3660"
            screen.field("runs").value = "40"
        screen.field(field).value = value
        await press(pilot, "enter")

        assert said in " ".join(shown(app).split())
        assert screen.stage is Stage.PARAMETERS


async def test_a_simulation_that_is_stopped_shows_its_parameters(
    lite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    monkeypatch.setattr("tui_dunning.services.simulate.GROUPS_BETWEEN", 1)
    monkeypatch.setattr(SimulateScreen, "stopped", lambda _screen: True)
    app = app_at("4.4.7.10")

    async with working(app) as pilot:
        await press(pilot, "enter")

        assert "The simulation was stopped; nothing was changed." in shown(app)
        assert isinstance(app.screen, SimulateScreen)
        assert app.screen.stage is Stage.PARAMETERS


async def test_hostile_names_do_no_harm_in_the_list(lite: str) -> None:
    fill_hostile()
    app = app_at("4.4.7.9")

    async with working(app, size=(132, 40)) as pilot:
        await press(pilot, "enter", "f2")

        assert customers(app)
        assert all(cell_len(line) <= 132 for line in screen_text(app))
        assert not any(sign in shown(app) for sign in ("\x1b", "\x9b", "\u202e"))
