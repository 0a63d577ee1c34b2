"""What becomes of a letter that still waits. Source: seed 001, review before printing."""

from __future__ import annotations

import pytest

from tests.scenarios.company import UNITS, Company

TWO_LEVELS = """
[[procedure]]
code = "D"
method = "days"
level = [
  {number = 1, letter_code = "1", days_from = 1, days_to = 30, fee = {USD = "5.00"}},
  {number = 2, letter_code = "2", days_from = 31, fee = {USD = "15.00"}},
]
"""


@pytest.fixture
def group(company: Company) -> Company:
    """A parent with an item of level 1 and its child with one of level 2, on one letter."""
    company.setup(UNITS.format(procedure="D") + TWO_LEVELS)
    company.customers("P", assess_fee="Y")
    company.customers("K", correspondence_customer="P")
    company.items(("P", "A", 10, "100"), ("K", "B", 40, "100"))
    company.update()
    return company


def test_a_letter_that_loses_a_part_to_another_run_takes_the_level_of_what_is_left(group):
    """Source: domain rule 2, a run over part of a waiting letter."""
    group.update("--customer", "K")

    rest, taken = group.ask("letters")
    assert [(x["level"], x["letter_code"]) for x in (rest, taken)] == [(1, "1"), (2, "2")]
    assert [x["totals"]["USD"]["fee"] for x in (rest, taken)] == ["5.00", "15.00"]
    assert [i["item"] for i in rest["items"]] == ["A"]


def test_an_item_taken_off_is_picked_up_by_the_next_run(group):
    """Source: seed 001, delete item on letter."""
    group.do("letter", 1, "--remove-item", "US", "B")
    rest = group.ask("letter", 1)
    group.do("print", "--letter", 1, "-o", group.folder / "one.pdf")

    group.update()

    assert (rest["level"], [i["item"] for i in rest["items"]]) == (1, ["A"])
    assert group.ask("item", "US", "B")["level"] == 0
    assert group.levels(2) == {"A": 1, "B": 2}


def test_a_text_edited_once_goes_out_with_this_letter_alone(group):
    """Source: seed 001, letter editing."""
    words = group.write("words.txt", "subject: For once\n\nDear friend, this is for you alone.\n")

    group.do("letter", 1, "--text-file", words)
    group.print_all()
    group.update(days=1)

    once, again = group.ask("letter", 1), group.ask("letter", 2)
    assert (once["subject"], once["edited"]) == ("For once", True)
    assert "for you alone" in once["body"]
    assert (again["edited"], "for you alone" in again["body"]) == (False, False)
    refused = group.do("letter", 1, "--text-file", words, expect=1)
    assert "only while it waits" in refused.err


def test_a_deleted_letter_is_kept_marked_and_its_items_are_as_if_never_chosen(group):
    """Source: seed 001, letter preview: the letter is retained as a historical record."""
    group.do("letter", 1, "--delete", "--reason", "paid by phone")

    letter = group.ask("letter", 1)
    assert (letter["status"], letter["end_reason"]) == ("deleted", "paid by phone")
    assert [i["item"] for i in letter["items"]] == ["B", "A"]
    assert [group.ask("item", "US", n)["level"] for n in "AB"] == [0, 0]
    assert group.update()["letters"] == 1
    refused = group.do("letter", 1, "--delete", expect=1)
    assert "deleted already" in refused.err


def test_a_letter_keeps_what_it_was_made_with(group):
    """Source: domain rule 5, last point: a letter is a snapshot."""
    before, paper = group.ask("letter", 1), group.do("letter", 1).out
    new_words = group.write("new.txt", "subject: Quite new\n\nNothing as it was.\n")

    group.setup(
        (UNITS.format(procedure="D") + TWO_LEVELS)
        .replace("Sample Company", "Renamed Company")
        .replace("1 Main Street", "9 Other Road")
        .replace("5.00", "77.00")
    )
    group.load("customers", [{"number": "P", "name": "Other Name", "line1": "7 New St"}])
    group.items(("P", "A", 10, "55"))
    group.do("text", "edit", "2", "--file", new_words)

    assert group.ask("letter", 1) == before
    assert group.do("letter", 1).out == paper
    group.print_all()
    sent = group.ask("letter", 1)
    assert sent["subject"] == "Second reminder: 200.00 USD overdue on account P"
    kept = ("to_name", "address", "totals", "items", "level")
    assert {name: sent[name] for name in kept} == {name: before[name] for name in kept}
    group.do("check")


def test_a_letter_set_by_hand_supersedes_the_one_that_waits(menu_company):
    """Source: seed 004, customer letter maintenance; domain rule 4, sequence."""
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.update()

    menu_company.do("customer", "C1", "--letter", 3, "--as-of", menu_company.today)

    first, by_hand = menu_company.ask("letters")
    assert (first["status"], by_hand["status"]) == ("superseded", "proposed")
    assert (by_hand["run"], by_hand["manual"], by_hand["level"]) == (None, True, 3)
    assert menu_company.ask("letter", 1)["superseded_by"] == 2


@pytest.mark.parametrize("change", ["paid", "blocked", "disputed", "unflagged"])
def test_a_run_that_finds_nothing_to_send_any_more_supersedes(group, change):
    """Source: domain rule 2."""
    items = {"unit": "US", "currency": "USD", "due_date": "2026-06-01"}
    both = [("P", "A"), ("K", "B")]
    values = {"balance": "0" if change == "paid" else "100"}
    values["disputed"] = "Y" if change == "disputed" else "N"
    group.load("items", [{"customer": c, "number": n, **items, **values} for c, n in both])
    for number in ("P", "K") if change in ("blocked", "unflagged") else ():
        option = ("--block-until", "2027-01-01") if change == "blocked" else ("--dunning", "N")
        group.do("customer", number, *option)

    summary = group.update()

    assert (summary["letters"], summary["superseded"]) == (0, 1)
    assert group.ask("letter", 1)["status"] == "superseded"
