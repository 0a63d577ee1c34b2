"""4.4.3 by keys, on a real database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pysqlite3 as sqlite
import pytest

from tests.builders import TODAY, add_basics, add_customer, add_item, add_payment
from tests.screens.desk import (
    assert_golden,
    burst,
    make_app,
    press,
    screen_text,
    settle,
    working,
)
from tui_dunning.app import DunningApp
from tui_dunning.screens.customer_letter import CustomerLetterScreen
from tui_dunning.screens.customer_record import CustomerRecordScreen
from tui_dunning.services import customer_letter

NAMES = ("Granite Builders", "Ideal Paint", "北京饭店", "[/] Markup", "Zoë's [@click=app.quit]x[/]")


def fill() -> None:
    add_basics()
    for place, name in enumerate(NAMES):
        customer = add_customer(f"10000{place}", name=name, city="Boise", name_folded=name.lower())
        for item in range(place):
            add_item(
                customer, f"INV-{place}{item}", days=20 + 20 * item, balance=f"{place}00.0{item}"
            )
    add_payment(customer)


def app_on_database(start: str = "") -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY)


async def test_the_list_shows_customers_with_what_is_past_due(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "3", "enter")

        assert_golden(app, "customers")


async def test_a_name_part_and_a_position_narrow_the_list(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "3", "enter", "shift+tab", "paint", "enter")
        screen = app.screen
        assert isinstance(screen, CustomerLetterScreen)
        assert [row.number for row in screen.work_list.rows] == ["100001"]


async def test_the_record_opens_at_once_behind_its_path(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3 100004")

    async with working(app) as pilot:
        assert_golden(app, "customer_record")
        await press(pilot, "f11")
        assert "Letters: 0" in screen_text(app)[12]
        await press(pilot, "f12", "f12")
        assert getattr(app.screen, "path", "") == "4.4"


async def test_field_one_sets_letter_four_typed_ahead(db: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await burst(pilot, "4.4.3 100003\n1\n4\nphoned twice\n")

        assert isinstance(app.screen, CustomerRecordScreen)
        assert app.screen.message == (
            "Customer 100003 changed: Letter code. Letter 4 waits; 4.4.4 prints it."
        )
        record = customer_letter.show("100003", TODAY)
        assert (record.letter_code, record.letters[0].manual) == ("4", True)
        assert record.letters[0].status == "proposed"


async def test_a_refused_change_says_why_and_changes_nothing(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3 100001")

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "7", "enter", "enter")

        assert "There is no letter code 7." in "\n".join(screen_text(app))
    assert customer_letter.show("100001", TODAY).letter_code == ""


async def test_a_code_typed_after_a_refused_one_takes_its_place(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3 100004")

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "x", "enter")
        assert "There is no letter code x." in "\n".join(screen_text(app))
        await press(pilot, "4", "enter", "phoned", "enter")

    assert customer_letter.show("100004", TODAY).letter_code == "4"


async def test_an_item_that_is_blocked_shows_the_whole_date(lite: str) -> None:
    add_basics()
    add_item(add_customer("100"), "INV-1", balance="1234567.89", blocked_until=date(2026, 12, 15))
    app = app_on_database("4.4.3 100")

    async with working(app):
        assert " to 2026-12-15" in "\n".join(screen_text(app))


async def test_unsaved_changes_are_asked_about(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3 100001")

    async with working(app) as pilot:
        await press(pilot, "2", "enter", "N", "f3")
        assert "Not saved yet: Dunning flag." in "\n".join(screen_text(app))
        await press(pilot, "f12")
        assert isinstance(app.screen, CustomerRecordScreen)
        await press(pilot, "f3", "y")
        assert getattr(app.screen, "path", "") == "4.4"
    assert customer_letter.show("100001", TODAY).dunning


async def test_f12_asks_before_it_goes_back_without_saving(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3 100002")

    async with working(app) as pilot:
        await press(pilot, "2", "enter", "N", "f12")
        assert "Not saved yet: Dunning flag." in "\n".join(screen_text(app))
        await press(pilot, "n")
        assert isinstance(app.screen, CustomerRecordScreen)
        await press(pilot, "f12", "y")
        assert isinstance(app.screen, CustomerLetterScreen)
    assert customer_letter.show("100002", TODAY).dunning


async def test_f12_goes_back_at_once_where_all_is_saved(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3")

    async with working(app) as pilot:
        await press(pilot, "2", "enter", "2", "enter", "N", "enter", "enter", "f12")
        assert isinstance(app.screen, CustomerLetterScreen)
        assert app.screen.message == "Customer 100000 changed: Dunning flag."


async def test_options_on_two_rows_open_two_records_in_turn(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "3", "enter", "5", "down", "2", "enter")
        assert screen_text(app)[2].startswith(" 100000  Granite Builders")
        await press(pilot, "f12")
        assert screen_text(app)[2].startswith(" 100001  Ideal Paint")
        await press(pilot, "f12")
        assert isinstance(app.screen, CustomerLetterScreen)
        assert app.screen.work_list.typed == {}


async def test_explain_tells_the_numbers_compared(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "3", "enter", "down", "8", "enter")
        text = "\n".join(screen_text(app))
        assert "[too_recent]" in text
        assert "days past due 20" in text


async def test_a_failed_option_keeps_its_row(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "3", "enter", "6", "enter")

        assert isinstance(app.screen, CustomerLetterScreen)
        assert "No letter waits for customer 100000." in app.screen.message
        assert app.screen.work_list.typed


async def test_f6_sets_letter_five_for_the_row(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "3", "enter", "down", "down", "f6", "5", "enter", "enter")

        assert getattr(app.screen, "message", "").startswith("Letter 5 for customer 100002 waits")
    assert customer_letter.show("100002", TODAY).ltr == "5"


async def test_option_six_prints_the_customers_waiting_letters(lite: str, tmp_path: Path) -> None:
    fill()
    customer_letter.change("100002", "jane", TODAY, letter="4")
    app = make_app("4.4.3", facts=None, as_of=TODAY, output_folder=tmp_path)

    async with working(app) as pilot:
        await press(pilot, "down", "down", "6", "enter", "f12")
        assert "Nothing was printed for customer 100002." in "\n".join(screen_text(app))
        await press(pilot, "enter", "enter", "f10", "enter")
        assert "1 letter goes on waiting." in "\n".join(screen_text(app))
    assert list(tmp_path.glob("*.pdf")) == []


async def test_the_second_view_of_the_list_keeps_the_names(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3")

    async with working(app) as pilot:
        await press(pilot, "f11")
        text = "\n".join(screen_text(app))
        assert "Blocked until" in text
        assert "Granite Builders" in text


async def test_nothing_is_changed_on_the_display(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3")

    async with working(app) as pilot:
        await press(pilot, "5", "enter")
        assert "F6=" not in "\n".join(screen_text(app)[-3:])
        await press(pilot, "f6")
        assert "F6: This is the display" in "\n".join(screen_text(app))


async def test_the_history_has_the_whole_width(lite: str) -> None:
    fill()
    customer_letter.change("100003", "jane", TODAY, letter="1", reason="phoned")
    app = app_on_database("4.4.3 ")

    async with working(app) as pilot:
        await press(pilot, *["down"] * 3, "7", "enter")
        line = next(line for line in screen_text(app) if "by hand" in line)
        assert line.split()[0] == "1"


async def test_a_change_that_waits_for_another_user_says_so(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3 100001")
    other = sqlite.connect(lite, isolation_level=None)

    async with working(app) as pilot:
        await press(pilot, "2", "enter", "N", "enter")
        other.execute("BEGIN IMMEDIATE")
        await pilot.press("enter")
        for _ in range(200):
            await pilot.pause(0.1)
            if "Waiting for another user" in "\n".join(screen_text(app)):
                break
        else:
            raise AssertionError("nothing is said")
        other.rollback()
        await settle(pilot)
        assert isinstance(app.screen, CustomerRecordScreen)
        assert app.screen.message == "Customer 100001 changed: Dunning flag."
    other.close()


async def test_a_field_that_another_user_changed_meanwhile_is_not_written_over(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3 100001")

    async with working(app) as pilot:
        customer_letter.change("100001", "mary", TODAY, grace_days=20)
        await press(pilot, "6", "enter", "30", "enter", "enter")
        text = " ".join(" ".join(screen_text(app)).split())
        assert "Grace days was changed to 20 by another user meanwhile; nothing was saved." in text
        assert "F5 reads it anew." in text
        await press(pilot, "f5", "30", "enter", "enter")
        assert getattr(app.screen, "message", "") == "Customer 100001 changed: Grace days."
    assert customer_letter.show("100001", TODAY).own_grace_days == 30


async def test_two_users_change_different_fields_of_one_customer(lite: str) -> None:
    fill()
    app = app_on_database("4.4.3 100001")

    async with working(app) as pilot:
        customer_letter.change("100001", "mary", TODAY, grace_days=20)
        await press(pilot, "2", "enter", "N", "enter", "enter")
        assert getattr(app.screen, "message", "") == "Customer 100001 changed: Dunning flag."
    record = customer_letter.show("100001", TODAY)
    assert (record.own_grace_days, record.dunning) == (20, False)


@pytest.mark.parametrize(
    ("start", "keys"),
    [
        ("4.4.3 100003", ("1", "enter", "4", "enter", "enter")),
        ("4.4.3 100003", ("f6", "4", "enter", "enter")),
        ("4.4.3", ("down", "down", "down", "f6", "4", "enter", "enter")),
    ],
)
async def test_a_letter_by_hand_needs_the_letter_code_that_was_shown(
    lite: str, start: str, keys: tuple[str, ...]
) -> None:
    fill()
    app = app_on_database(start)

    async with working(app) as pilot:
        customer_letter.change("100003", "mary", TODAY, letter="2")
        await press(pilot, *keys)
        assert "Letter code was changed to 2 by another user" in getattr(app.screen, "message", "")
    assert customer_letter.show("100003", TODAY).letter_code == "2"
