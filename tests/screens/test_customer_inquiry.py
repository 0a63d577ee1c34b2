"""4.4.8 by keys, on a real database."""

from __future__ import annotations

from datetime import date

from tests.builders import (
    TODAY,
    add_basics,
    add_contact,
    add_customer,
    add_item,
    add_payment,
    add_site,
)
from tests.screens.desk import assert_golden, make_app, press, screen_text, working
from tui_dunning.app import DunningApp
from tui_dunning.screens.customer_inquiry import CustomerInquiryScreen
from tui_dunning.screens.customer_record import CustomerRecordScreen
from tui_dunning.screens.text_screen import TextScreen
from tui_dunning.services import customer_letter


def fill() -> None:
    add_basics()
    granite = add_customer(
        "100007", name="Granite Builders", name_folded="granite builders", credit_limit_minor=500000
    )
    for days, balance in ((-10, "50.00"), (5, "100.00"), (45, "1200.10"), (200, "600.00")):
        add_item(granite, f"INV{days}", days=days, balance=balance)
    add_item(granite, "CM-1", days=70, balance="-30.00")
    add_item(granite, "EUR-1", days=33, balance="12.00", currency="EUR")
    for number in range(20):
        add_item(granite, f"MANY{number:02}", days=1, balance="1.00")
    add_payment(granite, on=date(2026, 2, 1), amount="75.00")
    add_contact(granite, "[/] Pat", email="pat@example.com")
    add_site(granite, "S1", dunning_purpose=True)
    hostile = add_customer("100008", name="[@click=app.quit]x[/] Paint", name_folded="x paint")
    add_item(hostile, "\x1b[31mI", days=40)
    add_customer("100009", name="Ideal Paint", name_folded="ideal paint")


def app_on_database(start: str = "4.4.8") -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY)


def shown(app: DunningApp) -> str:
    return "\n".join(screen_text(app))


async def test_a_number_shows_the_whole_picture_with_aging_bars(lite: str) -> None:
    fill()
    app = app_on_database("4.4.8 100007")

    async with working(app):
        assert_golden(app, "inquiry_summary")


async def test_numbers_choose_the_view_and_pages_roll(lite: str) -> None:
    fill()
    app = app_on_database("4.4.8 100007")

    async with working(app) as pilot:
        await press(pilot, "2", "enter")
        assert_golden(app, "inquiry_items")
        await press(pilot, "pagedown")
        assert "MANY" in screen_text(app)[11]
        await press(pilot, "6", "enter")
        assert "[/] Pat  pat@example.com" in shown(app)
        await press(pilot, "f11")
        assert "[1 Summary]" in shown(app)
        await press(pilot, "=", "4", ".", "4", ".", "7", "enter")
        assert getattr(app.screen, "path", "") == "4.4.7"


async def test_a_part_of_the_name_lists_those_that_have_it(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "P", "a", "i", "n", "t", "enter")
        assert "Customers with Paint in the name" in shown(app)
        await press(pilot, "enter")
        assert "100008  [@click=app.quit]x[/] Paint" in shown(app)
        await press(pilot, "f7", "granit", "enter")
        assert "100007  Granite Builders" in shown(app)
        await press(pilot, "f7", "nobody", "enter")
        assert "No customer has the number nobody" in shown(app)


async def test_keys_say_that_a_customer_comes_first(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "f8")
        assert "F8: Enter a customer first." in shown(app)
        await press(pilot, "f11")
        assert "F11: Enter a customer first." in shown(app)


async def test_a_note_is_kept_in_the_history(lite: str) -> None:
    fill()
    app = app_on_database("4.4.8 100007")

    async with working(app) as pilot:
        await press(pilot, "f6", "enter")
        assert "Note is needed." in shown(app)
        await press(pilot, "c", "a", "l", "l", "e", "d", "enter")
        assert "Last note     " in shown(app)
        await press(pilot, "5", "enter")
        assert "called" in shown(app)
    event = customer_letter.show("100007", TODAY).events[0]
    assert (event.kind, event.after, event.operator) == ("note", "called", "jane")


async def test_the_record_explanation_and_letters_are_a_key_away(lite: str) -> None:
    fill()
    customer_letter.change("100007", "jane", TODAY, letter="4")
    app = app_on_database("4.4.8 100007")

    async with working(app) as pilot:
        await press(pilot, "f2")
        assert isinstance(app.screen, CustomerRecordScreen)
        await press(pilot, "f12", "f8")
        assert "What an update as of 2026-03-02" in shown(app)
        await press(pilot, "f12", "4", "enter", "enter")
        assert isinstance(app.screen, TextScreen)
        assert "Dear Granite Builders" in shown(app)
        await press(pilot, "f12")
        assert isinstance(app.screen, CustomerInquiryScreen)
