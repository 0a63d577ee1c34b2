"""4.4.2 by keys, on a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import TODAY, add_basics, add_customer, add_item, add_unit
from tests.screens.desk import assert_golden, make_app, press, screen_text, working
from tests.services.life import run
from tui_dunning.app import DunningApp
from tui_dunning.engine.aging import ReportTotal
from tui_dunning.screens.customer_record import CustomerRecordScreen
from tui_dunning.screens.edit_report import EditReportScreen, totals_text
from tui_dunning.screens.letter_display import LetterScreen
from tui_dunning.screens.line_list import fitting
from tui_dunning.screens.widgets import Field

NAMES = ("Granite Builders", "Ideal Paint", "北京饭店", "[/] Markup", "Zoë's [@click=app.quit]x[/]")


def fill() -> None:
    add_basics()
    add_unit("NL", "EUR")
    for place, name in enumerate(NAMES, start=1):
        customer = add_customer(f"10000{place}", name=name, name_folded=name.lower())
        for days in (-5, 20, 40, 70, 100)[:place]:
            add_item(customer, f"INV-{place}{days}", days=days, balance=f"{place}234.5{place}")
    add_item(customer, "EURO", days=40, balance="99.00", currency="EUR")
    run()


def app_at(start: str = "4.4.2", **settings: object) -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY, **settings)


def listed(app: DunningApp) -> list[str]:
    assert isinstance(app.screen, EditReportScreen)
    return [row.customer for row in app.screen.work_list.rows]


def message(app: DunningApp) -> str:
    return str(getattr(app.screen, "message", ""))


async def test_the_report_lists_who_owes_what_and_f11_how_late(lite: str) -> None:
    fill()
    app = app_at()

    async with working(app) as pilot:
        assert_golden(app, "edit_report")
        await press(pilot, "f11")
        assert_golden(app, "edit_report_aging")
        await press(pilot, "f11")
        assert_golden(app, "edit_report")


async def test_a_wide_terminal_shows_all_columns_at_once(lite: str) -> None:
    fill()
    app = app_at()

    async with working(app, (132, 24)):
        assert_golden(app, "edit_report_132")
    assert len(fitting(EditReportScreen.COLUMNS, 132, True)) == len(EditReportScreen.COLUMNS)


async def test_totals_come_by_currency(lite: str) -> None:
    fill()
    app = app_at()

    async with working(app) as pilot:
        await press(pilot, "f2")

        assert_golden(app, "edit_report_totals")


def test_a_large_total_stands_apart_from_its_name() -> None:
    large = 3_668_119_706
    total = ReportTotal("USD", 2, large, large, (large, large, large, large, large))

    lines = totals_text([total]).splitlines()

    assert lines[1] == " Balance 36,681,197.06 Past due 36,681,197.06"
    assert max(map(len, lines)) <= 68
    assert all(" 36,681,197.06" in line for line in lines[1:])


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("#position", "100004", ["100004", "100005", "100005"]),
        ("#name_part", "paint", ["100002"]),
        ("#ltr", "none", ["100001", "100002"]),
        ("#ltr", "1", ["100003", "100004", "100005", "100005"]),
        ("#unit", "nl", []),
    ],
)
async def test_fields_position_and_narrow_the_list(
    lite: str, field: str, typed: str, expected: list[str]
) -> None:
    fill()
    app = app_at()

    async with working(app) as pilot:
        app.screen.query_one(field).focus()
        await press(pilot, typed, "enter")

        assert listed(app) == expected


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("#ltr", "7", "7 is not 1 to 5, *, ** or none"), ("#unit", "XX", "There is no unit XX.")],
)
async def test_a_wrong_filter_is_refused(lite: str, field: str, typed: str, said: str) -> None:
    fill()
    app = app_at()

    async with working(app) as pilot:
        app.screen.query_one(field).focus()
        await press(pilot, typed, "enter")

        assert said in message(app)
        assert len(listed(app)) == 6


async def test_the_path_positions_to_a_customer(lite: str) -> None:
    fill()
    app = app_at("4.4.2 100003")

    async with working(app):
        assert listed(app)[0] == "100003"


async def test_f7_sorts_by_name_and_by_past_due(lite: str) -> None:
    fill()
    app = app_at()

    async with working(app) as pilot:
        await press(pilot, "f7")
        assert listed(app)[0] == "100004"
        await press(pilot, "f7")
        assert listed(app)[0] == "100005"
        await press(pilot, "f7")
        assert listed(app)[0] == "100001"


async def test_options_open_the_record_and_the_letter(lite: str) -> None:
    fill()
    app = app_at("4.4.2 100003")

    async with working(app) as pilot:
        await press(pilot, "5", "enter")
        assert isinstance(app.screen, CustomerRecordScreen)
        assert app.screen.read_only
        await press(pilot, "f12", "9", "enter")
        assert isinstance(app.screen, LetterScreen)
        assert "北京饭店" in "\n".join(screen_text(app))


async def test_a_customer_without_a_letter_keeps_its_option(lite: str) -> None:
    fill()
    app = app_at()

    async with working(app) as pilot:
        await press(pilot, "9", "enter")

        assert "Customer 100001 has no letter" in message(app)


@pytest.mark.parametrize(
    ("key", "suffix", "begins"),
    [
        ("p", ".pdf", b"%PDF"),
        ("t", ".txt", b"AR4420"),
        ("c", ".csv", b"ltr,"),
        ("x", ".xlsx", b"PK"),
    ],
)
async def test_f6_prints_into_the_output_folder(
    lite: str, tmp_path: Path, key: str, suffix: str, begins: bytes
) -> None:
    fill()
    home = tmp_path / "out"
    app = app_at(output_folder=home)

    async with working(app) as pilot:
        await press(pilot, "f6", key, "enter", "enter")

        assert "6 rows" in message(app)
    path = home / f"edit-report-{TODAY}{suffix}"
    assert path.read_bytes().startswith(begins)


async def test_a_file_that_is_there_is_replaced_only_when_confirmed(
    lite: str, tmp_path: Path
) -> None:
    fill()
    taken = tmp_path / "mine.csv"
    taken.write_text("mine")
    app = app_at(output_folder=tmp_path)

    async with working(app) as pilot:
        await press(pilot, "f6", "c", "enter", "mine.csv", "enter")
        assert "is there already" in "\n".join(screen_text(app))
        await press(pilot, "f12")
        assert taken.read_text() == "mine"
        await press(pilot, "f6", "c", "enter", "mine.csv", "enter", "y")
        assert taken.read_text().startswith("ltr,")


async def test_an_empty_report_says_so(lite: str) -> None:
    add_basics()
    app = app_at()

    async with working(app) as pilot:
        assert message(app) == "No customer has an open item or a letter code."
        await press(pilot, "f2")
        assert "No customer is listed." in "\n".join(screen_text(app))


async def test_sorted_by_past_due_the_list_goes_to_the_customer(lite: str) -> None:
    fill()
    app = app_at()

    async with working(app) as pilot:
        await press(pilot, "f7", "f7")
        assert listed(app) == ["100005", "100004", "100003", "100002", "100005", "100001"]
        app.screen.query_one("#position").focus()
        await press(pilot, "100003", "enter")
        assert listed(app) == ["100003", "100002", "100005", "100001"]
        assert message(app) == ""
        await press(pilot, "pageup")
        assert listed(app)[0] == "100005"


@pytest.mark.parametrize(
    ("number", "part", "said"),
    [
        ("1000", "", "There is no customer 1000. Sorted by past due, a whole number is needed."),
        ("100006", "", "Customer 100006 is not listed: it has no open item and no letter code."),
        ("100003", "paint", "Customer 100003 is not listed: the fields above leave it out."),
    ],
)
async def test_sorted_by_past_due_who_is_not_listed_is_told(
    lite: str, number: str, part: str, said: str
) -> None:
    fill()
    add_customer("100006")
    app = app_at()

    async with working(app) as pilot:
        await press(pilot, "f7", "f7")
        app.screen.query_one("#name_part", Field).value = part
        app.screen.query_one("#position").focus()
        await press(pilot, number, "enter")

        assert message(app) == said
        assert listed(app)[0] == ("100002" if part else "100005")
        assert getattr(app.focused, "id", "") == "position"
