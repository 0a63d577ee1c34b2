"""Reasons in the order of the gates, what is counted how, what supersedes what.

Source: domain rules 2 to 4; seeds 002 (grace, minimums), 003 (collection), 004 (the sequence).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.company import UNITS, Company

STRICT = """
[[procedure]]
code = "D"
method = "days"
small_item = {USD = "20.00"}
level = [{number = 1, letter_code = "1", days_from = 1, collection = true}]

[[profile_class]]
code = "P"
grace_days = 15
minimums = [{currency = "USD", dunning_amount = "100.00", invoice_amount = "40.00"}]

[[entry_type]]
code = "OA"
name = "On account"
include = false
"""


def reasons_one_gate_after_the_other(company: Company) -> Iterator[str | None]:
    """Open the gates before item X from the first to the last; yield its reason each time."""
    x = {"unit": "US", "customer": "C", "number": "X", "currency": "USD", "balance": "10"}
    x |= {"due_date": "2026-06-20", "entry_type": "OA", "disputed": "Y"}

    def why(**changes: object) -> str | None:
        x.update(changes)
        company.load("items", [x])
        told = company.ask("explain", "C")["items"]
        return next(item["reason"] for item in told if item["item"] == "X")

    company.do("customer", "C", "--dunning", "N", "--block-until", "2026-06-30")
    yield why(blocked_until="2026-06-30")
    company.do("customer", "C", "--dunning", "Y")
    yield why()
    company.do("customer", "C", "--block-until", "2026-06-29")
    yield why()
    yield why(blocked_until="2026-06-29")
    yield why(disputed="N")
    yield why(entry_type="IN")
    company.do("letter", 1, "--delete")
    yield why()
    yield why(due_date="2026-06-30")
    yield why(due_date="2026-06-15")
    yield why(balance="20")
    yield why(balance="100.01")
    company.items(("C", "CR", 0, "-100.01"))
    yield why()
    company.items(("C", "CR", 0, "-100.01"), entry_type="OA")
    company.items(*[("C", f"Y{n}", 15, "40") for n in range(3)])
    yield why(balance="40")
    yield why(balance="40.01")


def test_the_first_gate_that_is_closed_gives_the_reason(company):
    company.setup(UNITS.format(procedure="D") + STRICT)
    company.customers("C", profile_class="P")
    company.items(("C", "X", 60, "500"))
    company.update()
    company.print_all()

    assert list(reasons_one_gate_after_the_other(company)) == [
        "not_flagged",
        "blocked",
        "blocked",
        "disputed",
        "entry_type",
        "in_collection",
        "in_grace",
        "not_due",
        "small_item",
        "below_minimum",
        None,
        "credit_balance",
        "below_minimum_invoice",
        None,
    ]


def test_what_is_the_customers_is_counted_once_and_all_else_by_item(menu_company):
    """Each customer has two items."""
    late = {"RECENT": 30, "PAID": 50, "DONE": 50, "HAND": 50, "DISPUTED": 50}
    menu_company.customers(*late)
    menu_company.customers("NEVER", dunning="N")
    for customer, days in (late | {"NEVER": 50}).items():
        menu_company.items(*[(customer, f"{customer}{n}", days, "10") for n in "12"])
    for customer, code in (("PAID", 2), ("DONE", 3), ("HAND", 5)):
        menu_company.do("customer", customer, "--letter", code, "--as-of", menu_company.today)
    paid = {"customer": "PAID", "date": menu_company.today, "currency": "USD", "amount": "1"}
    menu_company.load("payments", [paid])
    menu_company.items(*[("DISPUTED", f"DISPUTED{n}", 50, "10") for n in "12"], disputed="Y")

    summary = menu_company.update()

    assert (summary["letters"], summary["superseded"]) == (0, 0)
    assert summary["not_dunned"] == {
        "all_sent": 1,
        "disputed": 2,
        "manual_letter": 1,
        "not_flagged": 1,
        "payment_received": 1,
        "too_recent": 1,
    }


@pytest.mark.parametrize(
    ("since", "after"),
    [
        ("paid", "superseded"),
        ("blocked", "superseded"),
        ("disputed", "superseded"),
        ("payment", "proposed"),
        ("all sent", "proposed"),
        ("by hand", "proposed"),
    ],
)
def test_a_waiting_letter_stays_only_where_the_run_leaves_the_account_as_it_is(
    menu_company, since, after
):
    menu_company.customers("C1")
    menu_company.items(("C1", "A", 45, "100"))
    for _ in range(3 if since == "all sent" else 2):
        menu_company.update()
    match since:
        case "paid":
            menu_company.items(("C1", "A", 45, "0"))
        case "blocked":
            menu_company.do("customer", "C1", "--block-until", menu_company.today)
        case "disputed":
            menu_company.items(("C1", "A", 45, "100"), disputed="Y")
        case "payment":
            paid = {"customer": "C1", "date": menu_company.today, "currency": "USD", "amount": "1"}
            menu_company.load("payments", [paid])
        case "by hand":
            menu_company.do("customer", "C1", "--letter", 4, "--as-of", menu_company.today)

    summary = menu_company.update()

    assert (summary["letters"], summary["superseded"]) == (0, int(after == "superseded"))
    assert menu_company.ask("letters")[-1]["status"] == after
