"""4.4.9 by keys, on a real database."""

from __future__ import annotations

from pathlib import Path

from tests.builders import (
    TODAY,
    add_basics,
    add_customer,
    add_item,
    add_level,
    add_procedure,
    add_profile_class,
)
from tests.screens.desk import assert_golden, make_app, press, screen_text, working
from tests.services.life import run
from tui_dunning.app import DunningApp
from tui_dunning.screens.dialogs import AskText
from tui_dunning.screens.setup_lists import ProceduresScreen, UnitsScreen
from tui_dunning.screens.setup_record import SetupRecordScreen
from tui_dunning.screens.widgets import Field
from tui_dunning.services import customer_letter, setup
from tui_dunning.store import models


def fill() -> None:
    add_basics()
    models.Unit.update(name="[/] Unit").execute()
    for number in range(3):
        customer = add_customer(f"10000{number}")
        add_item(customer, days=40)
    customer_letter.change("100000", "jane", TODAY, letter="1")


def app_on_database(start: str) -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY)


def shown(app: DunningApp) -> str:
    return "\n".join(screen_text(app))


def stored(table: str, *key: object) -> dict[str, object]:
    return next(dict(r.values) for r in setup.records(table) if r.key[1] == key)


async def test_a_units_record_has_numbered_fields(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.1 US")

    async with working(app):
        assert_golden(app, "setup_unit")


async def test_a_change_is_shown_with_whom_it_concerns_before_it_is_saved(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.1 US")

    async with working(app) as pilot:
        await press(pilot, "4", "enter", "S", "E", "T", "f10")
        assert_golden(app, "setup_unit_confirm")
        await press(pilot, "f12")
        assert stored("unit", "US")["set_id"] == ""
        await press(pilot, "f10", "y")
        assert getattr(app.screen, "message", "") == "Unit US saved."
    assert stored("unit", "US")["set_id"] == "SET"


async def test_a_mistake_is_found_by_the_imports_checks_and_gets_the_focus(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.1 US")

    async with working(app) as pilot:
        await press(pilot, "2", "enter", "X", "X", "X", "6", "f10")
        screen = app.screen
        assert isinstance(screen, SetupRecordScreen)
        assert "Not saved. Currency: is " in screen.message
        assert screen.focused is screen.query_one("#set-currency")
        await press(pilot, "U", "S", "D", "f10")
        assert "Nothing was changed." in shown(app)
        await press(pilot, "tab", "f3")
        assert getattr(app.screen, "path", "") == "4.4"


async def test_a_new_unit_is_made_and_what_is_needed_is_named(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.1")

    async with working(app) as pilot:
        await press(pilot, "f6", "N", "L", "enter", "E", "U", "R", "f10")
        assert getattr(app.screen, "message", "") == "Name is needed."
        await press(pilot, "D", "u", "t", "c", "h", "f10", "y")
        assert getattr(app.screen, "message", "") == "Unit NL saved."
        assert isinstance(app.screen, UnitsScreen)
        assert [row.values["code"] for row in app.screen.work_list.rows] == ["NL", "US"]


async def test_entry_types_are_switched_off(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.2")

    async with working(app) as pilot:
        await press(pilot, "down", "2", "enter", "2", "enter", "N", "f10")
        assert "for 3 customers with 3 open items" in shown(app)
        await press(pilot, "y")
    assert stored("entry_type", "IN")["include"] is False


async def test_enter_leads_back_to_the_number_for_the_next_field(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.3")

    async with working(app) as pilot:
        await press(pilot, "7", "enter", "2", "enter")
        await press(pilot, "3", "enter", "2", "0", "enter", "13", "enter", "USD 9.00", "f10", "y")
        assert "Level 1 of MENU saved." in shown(app)

    assert stored("level", "MENU", 1)["days_from"] == 20
    assert stored("level", "MENU", 1)["days_to"] == 9900
    assert stored("level", "MENU", 1)["fee"] == {"USD": "9.00"}


async def test_a_sequence_takes_no_sixth_level(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.3")

    async with working(app) as pilot:
        await press(pilot, "7", "enter", "f6", "6", "enter", "1", "f10")
        assert "Not saved. Level: a sequence has levels 1 to 5 only" in shown(app)
        assert app.screen.focused is app.screen.query_one("#set-number")


async def test_a_level_is_changed_and_says_who_waits(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.3")

    async with working(app) as pilot:
        await press(pilot, "7", "enter")
        assert_golden(app, "setup_levels")
        await press(pilot, "2", "enter", "3", "enter", "2", "0", "f10")
        assert "for 3 customers with 3 open items" in shown(app)
        assert "1 letter that waits stays as made" in shown(app)
        await press(pilot, "y")
        assert "Level 1 of MENU saved." in shown(app)
        await press(pilot, "2", "enter", "2", "enter", "Z", "f10")
        assert "Letter code: there is no text for the letter code Z; F6" in shown(app)
    assert stored("level", "MENU", 1)["days_from"] == 20


async def test_a_new_procedure_starts_with_a_level(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.3")

    async with working(app) as pilot:
        await press(pilot, "f6", "R", "enter", "a", "c", "t", "f10")
        assert "Method: is" in shown(app)
        await press(pilot, "action_list", "f10", "y")
        assert getattr(app.screen, "message", "") == "Procedure R saved."
        assert isinstance(app.screen, ProceduresScreen)
        await press(pilot, "down", "8", "enter")
        assert "past_due_items >= 1" in shown(app)
    assert stored("level", "R", 1)["letter_code"] == "1"


async def test_rules_are_added_moved_and_deleted(lite: str) -> None:
    fill()
    procedure = add_procedure("ACT", "action_list")
    add_level(procedure, 1)
    models.ProcedureRule.create(
        procedure=procedure, position=1, conditions='[["past_due_items", ">=", 1]]', level=1
    )
    app = app_on_database("4.4.9.3")

    async with working(app) as pilot:
        await press(pilot, "8", "enter", "f6", "past_due_total > 5.00 and credit_hold = Y")
        await press(pilot, "tab", "1", "f10")
        assert 'rule 2: "" -> past_due_total > 5.00 and credit_hold' in " ".join(shown(app).split())
        await press(pilot, "y")
        assert "past_due_total > 5.00 and credit_hold =" in shown(app)
        await press(pilot, "down", "6", "enter")
        rules = stored("procedure", "ACT")["rule"]
        assert isinstance(rules, list)
        assert rules[0]["when"] == [["past_due_total", ">", "5.00"], ["credit_hold", "=", True]]
        await press(pilot, "4", "enter", "y")
        assert "was taken out." in shown(app)
        await press(pilot, "f6", "past_due_itms > 1", "tab", "1", "f10")
        assert 'When: has the unknown fact "past_due_itms"' in " ".join(shown(app).split())
    rules = stored("procedure", "ACT")["rule"]
    assert isinstance(rules, list)
    assert len(rules) == 1


async def test_minimums_are_typed_as_total_and_item(lite: str) -> None:
    fill()
    add_profile_class("STANDARD")
    app = app_on_database("4.4.9.4 STANDARD")

    async with working(app) as pilot:
        await press(pilot, "6", "enter", "usd 100/40, eur 5/1", "f10", "y")
    assert stored("profile_class", "STANDARD")["minimums"] == [
        {"currency": "EUR", "dunning_amount": "5.00", "invoice_amount": "1.00"},
        {"currency": "USD", "dunning_amount": "100.00", "invoice_amount": "40.00"},
    ]


async def test_a_finance_charge_is_added(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.5")

    async with working(app) as pilot:
        await press(pilot, "f6", "M", "E", "N", "U", "enter", "20260101", "enter", "10.15")
        await press(pilot, "f10", "y")
        assert "Finance charge MENU 2026-01-01 saved." in shown(app)


async def test_what_others_changed_meanwhile_stays(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.1 US")

    async with working(app) as pilot:
        models.Unit.update(city="Elsewhere", name="Renamed").execute()
        await press(pilot, "4", "enter", "S", "E", "T", "f10")
        assert "Save 1 change?" in shown(app)
        await press(pilot, "y")
    unit = stored("unit", "US")
    assert (unit["name"], unit["city"], unit["set_id"]) == ("Renamed", "Elsewhere", "SET")


async def test_f5_asks_before_it_throws_changes_away(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.1 US")

    async with working(app) as pilot:
        await press(pilot, "3", "enter", "N", "e", "w", "f5", "n")
        assert "New" in screen_text(app)[4]
        await press(pilot, "f5", "y")
        assert "[/] Unit" in screen_text(app)[4]


async def test_leaving_with_changes_is_asked_about(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.1 US")

    async with working(app) as pilot:
        await press(pilot, "3", "enter", "N", "e", "w", "f12")
        assert "Not saved yet: Name." in shown(app)
        await press(pilot, "y")
        assert isinstance(app.screen, UnitsScreen)


async def test_the_set_up_goes_into_a_file_and_back(lite: str, tmp_path: Path) -> None:
    fill()
    file = tmp_path / "s.toml"
    app = app_on_database("4.4.9.7")

    async with working(app) as pilot:
        await press(pilot, "f6")
        dialog = app.screen
        assert isinstance(dialog, AskText)
        dialog.field.value = str(file)
        await press(pilot, "enter")
        assert "The set-up is in" in shown(app)
        text = file.read_text("utf-8")
        file.write_text(text.replace('currency = "USD"', 'currency = "EUR"'), "utf-8")
        app.screen.query_one("#file", Field).value = str(file)
        await press(pilot, "enter")
        assert 'unit "US", currency: USD -> EUR' in shown(app)
        await press(pilot, "f10")
        assert getattr(app.screen, "message", "") == "1 change made."
    assert stored("unit", "US")["currency"] == "EUR"


async def test_every_mistake_of_a_set_up_file_is_listed(lite: str, tmp_path: Path) -> None:
    fill()
    (tmp_path / "s.toml").write_text('[[unit]]\ncode = "X"\ncurency = "USD"\n', "utf-8")
    app = app_on_database(f"4.4.9.7 {tmp_path}/s.toml")

    async with working(app) as pilot:
        await press(pilot, "enter")
        assert "unknown key curency" in shown(app)
        await press(pilot, "f12")
        assert "nothing was changed" in shown(app)


async def test_a_rate_is_added_and_changed(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.6")

    async with working(app) as pilot:
        await press(pilot, "f6", "eur", "enter", "xyz", "enter", "enter", "1.1", "enter")
        assert "The rate was not saved. " in shown(app)
        await press(pilot, "f6", "eur", "enter", "usd", "enter", "enter", "1.1", "enter")
        assert "The rate from EUR to USD of 2026-03-02 is 1.1." in shown(app)
        await press(pilot, "2", "enter", "1.2", "enter")
        assert "is 1.2." in shown(app)
    assert [row.rate for row in models.ExchangeRate.select()] == ["1.2"]


async def test_a_record_without_what_it_needs_names_its_first_blank_field(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.3")

    async with working(app) as pilot:
        await press(pilot, "f6", "f10")
        assert getattr(app.screen, "message", "") == "Procedure is needed."
        await press(pilot, "NEW", "f10")
        screen = app.screen
        assert isinstance(screen, SetupRecordScreen)
        assert screen.message == "Method is needed. F4 lists the values."
        assert screen.focused is screen.query_one("#set-method")


async def test_the_first_dunning_number_is_set_until_the_first_run(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.11")

    async with working(app) as pilot:
        await press(pilot, "0", "f10")
        assert "Not saved. First dunning number: is 0; it must be between 1 and" in shown(app)
        await press(pilot, "501", "f12")
        assert "Not saved yet: First dunning number." in shown(app)
        await press(pilot, "n", "f10")
        assert "First dunning number: 1 -> 501" in shown(app)
        await press(pilot, "f12")
        assert setup.numbers().next_run == 1
        await press(pilot, "f10", "y")
        assert getattr(app.screen, "message", "") == "First dunning number saved."
        assert "Next dunning number . . . 501" in shown(app)

        run()
        await press(pilot, "502", "f10")
        assert "First dunning number: is 502, but runs have been made since 501;" in shown(app)
    assert setup.numbers().next_run == 502


async def test_the_first_dunning_number_is_protected_once_a_run_has_been_made(lite: str) -> None:
    fill()
    run()
    app = app_on_database("4.4.9.11")

    async with working(app) as pilot:
        reason = "Runs have been made since 1; it can only be set before the first run."
        assert reason in shown(app)
        assert "F10=Save" not in shown(app)
        assert app.screen.focused is app.screen.query_one("#command")
        await press(pilot, "f10")
        assert getattr(app.screen, "message", "") == f"F10: {reason}"


async def test_a_code_that_is_not_there_says_that_f4_lists(lite: str) -> None:
    fill()
    app = app_on_database("4.4.9.1 US")

    async with working(app) as pilot:
        await press(pilot, "6", "enter", "Z", "Z", "f10")

        assert "ZZ" in shown(app)
        assert "F4 lists the values." in shown(app)
