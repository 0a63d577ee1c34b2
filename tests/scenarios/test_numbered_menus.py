"""The sequence method run by run. Source: seed 004; domain rules 4 and 9."""

from __future__ import annotations

import pytest

from tests.scenarios.company import Company


def ltr(company: Company, number: str) -> str:
    return company.ask("customer", number)["ltr"]


def test_three_updates_in_one_day_give_letters_1_2_3_and_a_fourth_the_star(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "I1", 45, "100.00"))

    seen = []
    for _ in range(4):
        summary = menu_company.update()
        seen.append((summary["letters"], ltr(menu_company, "C1")))

    assert seen == [(1, "1"), (1, "2"), (1, "3"), (0, "*")]
    assert summary["not_dunned"] == {"all_sent": 1}
    waiting = [x for x in menu_company.ask("letters") if x["status"] == "proposed"]
    assert [x["letter_code"] for x in waiting] == ["3"]


def test_thirty_days_late_is_too_recent_and_thirty_one_is_letter_1(menu_company):
    menu_company.customers("C1", "C2", "C3")
    menu_company.items(("C1", "A", 30, "10"), ("C2", "B", 31, "10"), ("C3", "C", 90, "10"))

    summary = menu_company.update()

    assert summary["not_dunned"] == {"too_recent": 1}
    assert [ltr(menu_company, c) for c in ("C1", "C2", "C3")] == ["", "1", "1"]


def test_the_summary_has_the_shape_of_the_contract(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100.00"), ("C1", "B", 40, "50.50"), ("C1", "N", -5, "7"))

    dry = menu_company.update("--dry-run")
    wet = menu_company.update()

    expected = {
        "run": 1,
        "as_of": "2026-06-30",
        "dry_run": False,
        "letters": 1,
        "customers": 1,
        "items": 2,
        "totals": {"USD": "150.50"},
        "not_dunned": {"not_due": 1},
        "superseded": 0,
        "errors": [],
    }
    assert wet == expected
    assert dry == {**expected, "run": None, "dry_run": True}


def test_flag_n_is_shown_as_two_stars_and_gets_no_letter(menu_company):
    menu_company.customers("C1", dunning="N")
    menu_company.items(("C1", "A", 45, "100"))

    summary = menu_company.update()

    assert summary["letters"] == 0
    assert summary["not_dunned"] == {"not_flagged": 1}
    assert ltr(menu_company, "C1") == "**"
    assert menu_company.ask("edit-report")[0]["ltr"] == "**"


def test_a_payment_on_or_after_the_last_letter_holds_letter_3(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.update()
    menu_company.update()
    menu_company.load(
        "payments",
        [{"customer": "C1", "date": menu_company.today, "currency": "USD", "amount": "10"}],
    )

    summary = menu_company.update()

    assert summary["not_dunned"] == {"payment_received": 1}
    assert ltr(menu_company, "C1") == "2"
    assert [x["letter_code"] for x in menu_company.ask("letters") if x["status"] == "proposed"] == [
        "2"
    ]


def test_a_payment_before_the_last_letter_does_not_hold_letter_3(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.load(
        "payments", [{"customer": "C1", "date": "2026-06-29", "currency": "USD", "amount": "10"}]
    )
    for _ in range(3):
        menu_company.update()

    assert ltr(menu_company, "C1") == "3"


def test_printing_the_last_automatic_letter_marks_all_sent(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    for _ in range(3):
        menu_company.update()
        menu_company.print_all()

    customer = menu_company.ask("customer", "C1")
    assert (customer["letter_code"], customer["all_sent"], customer["ltr"]) == ("3", True, "*")


def test_deleting_a_letter_puts_code_and_star_back(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    for _ in range(3):
        menu_company.update()
        menu_company.print_all()
    third = menu_company.ask("letters", "--customer", "C1", "--last")[0]["letter"]

    menu_company.do("letter", third, "--delete")

    customer = menu_company.ask("customer", "C1")
    assert (customer["letter_code"], customer["all_sent"]) == ("2", False)
    assert menu_company.ask("item", "US", "A")["level"] == 2


def test_paid_customers_go_back_to_blank_and_their_waiting_letter_is_superseded(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.update()
    menu_company.items(("C1", "A", 45, "0"))

    summary = menu_company.update()

    assert (summary["letters"], summary["superseded"]) == (0, 1)
    assert ltr(menu_company, "C1") == ""


@pytest.mark.parametrize("code", ["0", "6", "x", "*", "", "12"])
def test_codes_other_than_1_to_5_are_refused(menu_company, code):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))

    answer = menu_company.do("customer", "C1", "--letter", code, expect=1)

    assert answer.err.strip()
    assert ltr(menu_company, "C1") == ""


def test_letter_4_by_hand_waits_and_runs_leave_it_alone_and_sending_it_holds_credit(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.update()

    menu_company.do(
        "customer", "C1", "--letter", "4", "--reason", "no answer", "--as-of", "2026-06-30"
    )
    summary = menu_company.update()

    assert summary["not_dunned"] == {"manual_letter": 1}
    waiting = [x for x in menu_company.ask("letters") if x["status"] == "proposed"]
    assert [(x["letter_code"], x["manual"], x["run"]) for x in waiting] == [("4", True, None)]
    assert menu_company.ask("customer", "C1")["credit_hold"] is False
    menu_company.print_all()
    assert menu_company.ask("customer", "C1")["credit_hold"] is True


def test_after_letter_2_by_hand_the_next_run_goes_on_to_3(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.do("customer", "C1", "--letter", "2", "--as-of", "2026-06-30")

    menu_company.update()

    assert ltr(menu_company, "C1") == "3"


def test_letters_by_run_and_by_hand_are_taken_back_one_after_the_other(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.update()
    menu_company.print_all()
    menu_company.update(days=1)
    by_hand = ("customer", "C1", "--letter", 4, "--as-of")
    menu_company.do(*by_hand, "2026-07-01")
    seen = [ltr(menu_company, "C1")]
    menu_company.do("letter", 3, "--delete")
    seen.append(ltr(menu_company, "C1"))
    menu_company.update(days=2)
    menu_company.print_all(days=2)
    seen.append(ltr(menu_company, "C1"))
    menu_company.do(*by_hand, "2026-07-03")
    menu_company.print_all(days=3)
    seen.append(ltr(menu_company, "C1"))

    refused = menu_company.do("letter", 4, "--delete", expect=1)
    for number in (5, 4, 1):
        menu_company.do("letter", number, "--delete")
        seen.append(ltr(menu_company, "C1"))

    assert "letter 5 of 2026-07-03" in refused.err
    assert seen == ["4", "2", "*", "4", "*", "2", ""]
    assert menu_company.ask("customer", "C1")["credit_hold"] is False
    assert menu_company.ask("item", "US", "A")["level"] == 0
    menu_company.do("check")


@pytest.mark.parametrize(
    ("columns", "late"), [({"dunning": "N"}, 45), ({}, -3)], ids=["flag N", "nothing past due"]
)
def test_by_hand_is_refused(menu_company, columns, late):
    menu_company.customers("C1", **columns)
    menu_company.items(("C1", "A", late, "100"))

    menu_company.do("customer", "C1", "--letter", "4", "--as-of", "2026-06-30", expect=1)

    assert menu_company.ask("letters") == []


def test_a_blocked_customer_and_a_disputed_item_get_nothing(menu_company):
    menu_company.customers("C1", "C2")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.items(("C2", "B", 45, "100"), disputed="Y")
    menu_company.do("customer", "C1", "--block-until", "2026-07-15", "--reason", "promise to pay")

    summary = menu_company.update()

    assert summary["letters"] == 0
    assert summary["not_dunned"] == {"blocked": 1, "disputed": 1}


def test_a_run_dated_before_the_last_one_of_its_scope_is_refused_unless_forced(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.update()

    answer = menu_company.do("update", "--as-of", "2026-06-29", expect=1)
    assert "force" in answer.err
    menu_company.do("update", "--as-of", "2026-06-29", "--unit", "US")
    menu_company.do("update", "--as-of", "2026-06-29", "--force")

    assert [r["run"] for r in menu_company.ask("runs")] == [1, 2, 3]


def test_two_units_send_letters_of_their_own_but_move_the_customer_once(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.items(("C1", "B", 50, "80"), unit="NL", currency="EUR")

    summary = menu_company.update()

    assert (summary["letters"], summary["customers"], summary["items"]) == (2, 1, 2)
    assert summary["totals"] == {"USD": "100.00", "EUR": "80.00"}
    assert ltr(menu_company, "C1") == "1"


def test_a_set_id_run_makes_one_letter_over_its_units(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.items(("C1", "B", 50, "80"), unit="NL", currency="EUR")

    assert menu_company.update("--set-id", "SHARE")["letters"] == 1


def test_a_correspondence_group_gets_one_letter(menu_company):
    menu_company.customers("P")
    menu_company.customers("K", correspondence_customer="P")
    menu_company.items(("P", "A", 45, "100"), ("K", "B", 45, "100"))

    summary = menu_company.update()

    letter = menu_company.ask("letters")[0]
    assert (summary["letters"], letter["customer"]) == (1, "P")
    assert {(i["customer"], i["item"]) for i in letter["items"]} == {("P", "A"), ("K", "B")}


def test_a_run_over_one_customer_takes_its_items_off_the_groups_waiting_letter(menu_company):
    menu_company.customers("P")
    menu_company.customers("K", correspondence_customer="P")
    menu_company.items(("P", "A", 45, "100"), ("K", "B", 45, "100"))
    menu_company.update()

    summary = menu_company.update("--customer", "K")

    waiting = [x for x in menu_company.ask("letters") if x["status"] == "proposed"]
    assert summary["superseded"] == 0
    assert [[i["item"] for i in x["items"]] for x in waiting] == [["A"], ["B"]]


def test_printing_twice_prints_nothing_the_second_time(menu_company):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    menu_company.update()
    menu_company.print_all()

    again = menu_company.folder / "again.pdf"
    answer = menu_company.do("print", "-o", again)

    assert answer.err.strip()
    assert not again.exists()
    assert menu_company.ask("runs")[0]["statuses"] == {"printed": 1}


def test_a_held_letter_of_the_sequence_is_deleted_before_it_is_made_again(menu_company):
    """Source: domain rules 4 and 6; a further run alone would go on to the next letter."""
    menu_company.setup(
        '[[procedure]]\ncode = "MENU"\nmethod = "sequence"\n'
        'level = [{number = 1, letter_code = "1", mail_to_agency = true}]\n'
    )
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 40, "10"))
    [error] = menu_company.update()["errors"]

    menu_company.customers("C1", agency_line1="1 Agency Rd")
    menu_company.do("letter", 1, "--delete")
    summary = menu_company.update()

    assert "delete the letter and run again" in error
    assert summary["errors"] == []
    assert menu_company.levels(2) == {"A": 1}
