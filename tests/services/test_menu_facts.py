"""4.4: what the menus say beside their lines, read without the tables' models."""

from __future__ import annotations

from tests.builders import TODAY, add_basics, add_customer, add_item, add_unit
from tests.services.updates import both
from tui_dunning.services.menu import MenuFacts, facts


def test_an_empty_database_has_nothing_to_say(db):
    assert facts() == MenuFacts()


def test_the_menus_name_the_unit_the_last_run_and_the_letters_that_wait(db):
    unit = add_basics()
    add_unit("ZZ", "EUR")
    for number, days in (("C1", 45), ("C2", 50)):
        add_item(add_customer(number), f"A{number}", days=days)
    both()
    add_item(add_customer("C3"), "AC3", days=45)
    second = both(customer="C3")

    assert facts() == MenuFacts(unit.code, unit.name, second.run, TODAY, 3, 1)
    assert facts("ZZ").unit == "ZZ"
    assert facts("gone").unit == unit.code
