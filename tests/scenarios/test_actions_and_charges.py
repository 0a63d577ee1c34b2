"""Agency, collection, fees and finance charges. Source: seed 003; domain rules 6, 7 and 8."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.scenarios.company import UNITS, Company


def interval(second: str = "", first: str = "", more: str = "") -> str:
    """Level 1 at once, level 2 after ten days, each with further keys."""
    return f"""
[[procedure]]
code = "LW"
method = "interval"
level = [
  {{number = 1, letter_code = "1"{first}}},
  {{number = 2, letter_code = "2", days_between = 10{second}}},
]
{more}"""


def run_and_print(company: Company, *days: int) -> None:
    for on in days:
        company.update(days=on)
        company.print_all(days=on)


AGENCY = {
    "agency_name": "Credit Watch",
    "agency_line1": "5 Bureau Sq",
    "agency_city": "Reno",
    "agency_country": "US",
}


def test_a_level_goes_to_the_credit_agency_instead_of_the_customer(company):
    """Source: seed 003, mail to credit union: Y sends it to the customer's credit agency."""
    company.setup(UNITS.format(procedure="LW") + interval(", mail_to_agency = true"))
    company.customers("C1", **AGENCY)
    company.items(("C1", "A", 5, "10"))
    run_and_print(company, 0, 10)

    first, second = (company.ask("letter", number) for number in (1, 2))
    assert (first["recipient"], first["to_name"]) == ("customer", "Name C1")
    assert (second["recipient"], second["to_name"]) == ("agency", "Credit Watch")
    assert second["address"][0] == "5 Bureau Sq"
    assert second["customer"] == "C1"


def test_without_an_agency_address_the_letter_is_held_and_listed(company):
    """Source: domain rule 6, no_agency_address."""
    company.setup(UNITS.format(procedure="LW") + interval(", mail_to_agency = true"))
    company.customers("C1", "C2")
    company.items(("C1", "A", 5, "10"))
    run_and_print(company, 0)
    company.items(("C2", "B", 5, "10"))

    summary = company.update(days=10)
    printed = company.print_all("--json", days=10).json

    [error] = summary["errors"]
    assert "C1" in error
    assert "no_agency_address" in error
    assert (printed["letters"], len(printed["held"])) == (1, 1)
    assert company.ask("item", "US", "A")["level"] == 1
    company.load("customers", [{"number": "C1", "name": "Name C1", **AGENCY}])
    assert company.update(days=11)["errors"] == []


def test_items_of_a_collection_level_are_referred_once_sent_and_never_dunned_again(company):
    """Source: seed 003, collection level."""
    company.setup(
        UNITS.format(procedure="LW")
        + interval(", collection = true").replace('"interval"', '"interval"\nafter_last = "repeat"')
    )
    company.customers("C1")
    company.items(("C1", "A", 5, "10"))
    run_and_print(company, 0)
    company.update(days=10)
    waiting = company.ask("item", "US", "A")["in_collection"]
    company.print_all(days=10)

    later = company.update(days=90)

    assert waiting is False
    assert company.ask("item", "US", "A")["in_collection"] is True
    assert (later["letters"], later["not_dunned"]) == (0, {"in_collection": 1})
    company.do("letter", 2, "--delete")
    assert company.ask("item", "US", "A")["in_collection"] is False
    assert company.update(days=90)["letters"] == 1


def fee_company(company: Company, fee_on: int) -> Company:
    company.setup(
        UNITS.format(procedure="LW")
        + interval(first=f', fee = {{USD = "12.50", EUR = "9.00"}}, fee_on = {fee_on}')
    )
    company.customers("C1", assess_fee="Y")
    company.items(("C1", "A", 5, "100"), ("C1", "B", 5, "50"))
    return company


def test_a_fee_on_the_letter_is_charged_once_for_it_and_makes_no_item(company):
    """Source: seed 003, dunning fee assessment 1."""
    fee_company(company, 1)
    run_and_print(company, 0)

    letter = company.ask("letter", 1)
    totals = letter["totals"]["USD"]
    assert (totals["past_due"], totals["fee"], totals["due"]) == ("150.00", "12.50", "162.50")
    assert [i["item"] for i in company.ask("customer", "C1")["items"]] == ["A", "B"]
    assert "12.50" in company.do("letter", 1).out


@pytest.mark.parametrize("fee_on", [2, 3])
def test_a_fee_apart_is_an_open_item_once_sent_and_rolled_back_with_the_letter(company, fee_on):
    """Source: seed 003, dunning fee assessment 2 (invoice) and 3 (late charge notice)."""
    fee_company(company, fee_on)
    company.update()

    def fees() -> list[tuple[str, str]]:
        items = company.ask("customer", "C1")["items"]
        return [(i["item"], i["balance"]) for i in items if i["item"].startswith("FEE")]

    proposed = fees()
    totals = company.ask("letter", 1)["totals"]["USD"]
    company.print_all()
    sent = fees()
    second = company.update(days=10)

    assert (proposed, sent) == ([], [("FEE-1", "12.50")])
    assert (totals["fee"], totals["due"]) == ("0.00", "150.00")
    assert (second["items"], second["not_dunned"]) == (2, {"entry_type": 1})
    company.do("letter", 1, "--delete")
    assert fees() == []
    assert company.ask("letter", 2)["status"] == "superseded"
    company.do("check")


@pytest.mark.parametrize(("fee_on", "heading"), [(2, "Invoice"), (3, "Late-charge notice")])
def test_a_fee_apart_is_printed_on_a_page_of_its_own_right_after_the_letter(
    company, fee_on, heading
):
    """Source: seed 003, dunning fee assessment 2 (customer invoice) and 3 (late charge notice)."""
    fee_company(company, fee_on)
    company.update()

    letter, notice = company.ask("letter", 1)["pages"]
    printed = company.print_all("--json").json

    assert "FEE-1" not in letter
    assert f"{heading} FEE-1" in notice
    assert "Reminder fee · Letter 1" in notice
    assert "12.50" in notice
    assert "Page 1 of 1" in notice
    assert (printed["letters"], printed["pages"]) == (1, 2)
    assert company.ask("item", "US", "FEE-1")["balance"] == "12.50"
    again = company.print_all("--letter", 1, "--reprint", "--json").json
    assert again["pages"] == 2


def test_a_notice_has_the_number_that_its_item_gets_also_where_one_is_taken(company):
    fee_company(company, 2)
    company.customers("C2")
    company.items(("C2", "FEE-1", -50, "1"))
    company.update()

    notice = company.ask("letter", 1)["pages"][1]
    company.print_all()

    assert "Invoice FEE-1X" in notice
    assert company.ask("item", "US", "FEE-1X")["balance"] == "12.50"
    assert "Invoice FEE-1X" in company.ask("letter", 1)["pages"][1]


def test_items_the_product_made_survive_a_snapshot(company):
    fee_company(company, 2)
    run_and_print(company, 0)

    row = {"unit": "US", "customer": "C1", "number": "A", "due_date": "2026-06-25"}
    company.load("items", [{**row, "currency": "USD", "balance": "100"}], "--snapshot")

    assert [i["item"] for i in company.ask("customer", "C1")["items"]] == ["A", "FEE-1"]


@pytest.mark.parametrize(
    ("customer", "profile", "unit", "charged"),
    [
        ("Y", "false", "false", True),
        ("N", "true", "true", False),
        ("", "true", "false", True),
        ("", "false", "true", False),
        (None, None, "true", True),
        (None, None, "false", False),
    ],
)
def test_who_pays_fees_is_said_by_customer_then_class_then_unit(
    company, customer, profile, unit, charged
):
    """Source: seed 003, assess a dunning fee at the customer default and customer levels."""
    company.setup(
        UNITS.format(procedure="LW").replace("currency", f"assess_fee = {unit}\ncurrency", 1)
        + interval(first=', fee = {USD = "12.50"}')
        + (f'[[profile_class]]\ncode = "P"\nassess_fee = {profile}\n' if profile else "")
    )
    columns = {"profile_class": "P"} if profile else {}
    company.customers("C1", assess_fee=customer or "", **columns)
    company.items(("C1", "A", 5, "100"))
    company.update()

    fee = company.ask("letters")[0]["totals"]["USD"]["fee"]

    assert fee == ("12.50" if charged else "0.00")


def interest_company(company: Company, charge_on: int = 1, **keys: str) -> Company:
    """10.15 % a year until 24 June, 8 % from 25 June on; today is 30 June 2026."""
    more = "\n".join(f'{name} = "{value}"' for name, value in keys.items())
    rates = "".join(
        f'[[finance_charge]]\nprocedure = "LW"\nfrom = {start}\nyearly_rate = "{rate}"\n'
        f"charge_on = {charge_on}\n{more}\n"
        for start, rate in (("2026-01-01", "10.15"), ("2026-06-25", "8"))
    )
    company.setup(UNITS.format(procedure="LW") + interval(more=rates))
    company.customers("C1")
    company.items(("C1", "A", 10, "1000"))
    return company


def finance_charge(company: Company, letter: int) -> str:
    return company.ask("letter", letter)["totals"]["USD"]["finance_charge"]


@pytest.mark.parametrize(
    ("day_count", "expected"),
    [
        # due 20 June: 4 days at 10.15 % (21 to 24 June), 6 days at 8 % (25 to 30 June)
        # 1000 x (4 x 0.1015 + 6 x 0.08) / 365 = 2.4274, / 360 = 2.4611
        ("365", "2.43"),
        ("360", "2.46"),
        ("actual", "2.43"),
    ],
)
def test_simple_interest_is_split_where_the_rate_changes(company, day_count, expected):
    """Source: domain rule 7, finance charge; worked out by hand above."""
    interest_company(company, day_count=day_count)
    company.update()

    assert finance_charge(company, 1) == expected


def test_each_day_is_charged_once_and_taken_back_with_its_letter(company):
    """Source: domain rule 7: from the day after the last sent charge."""
    interest_company(company)
    company.update()
    again = company.update()["run"]
    company.print_all()
    company.update(days=10)
    # ten days at 8 %: 1000 x 0.08 x 10 / 365 = 2.1918
    assert (finance_charge(company, again), finance_charge(company, 3)) == ("2.43", "2.19")
    company.do("letter", again, "--delete")

    company.update(days=10)

    # never dunned any more: 4 days at 10.15 %, 16 at 8 %: 1.1123 + 3.5068 = 4.6192
    assert finance_charge(company, 4) == "4.62"


@pytest.mark.parametrize("charge_on", [2, 3])
def test_finance_charges_apart_become_an_item_when_sent(company, charge_on):
    interest_company(company, charge_on)
    run_and_print(company, 0)

    items = company.ask("customer", "C1")["items"]

    assert [(i["item"], i["balance"]) for i in items] == [("A", "1000.00"), ("FC-1", "2.43")]
    notice = company.ask("letter", 1)["pages"][1]
    assert "FC-1" in notice
    assert "Interest · A · Jun 21, 2026 – Jun 30, 2026 USD" in " ".join(notice.split())
    assert finance_charge(company, 1) == "0.00"
    company.do("letter", 1, "--delete")
    assert [i["item"] for i in company.ask("customer", "C1")["items"]] == ["A"]


def test_grace_once_over_does_not_shorten_the_interest(company):
    interest_company(company)
    company.do("customer", "C1", "--grace-days", 10)
    company.update()

    assert finance_charge(company, 1) == "2.43"


def test_a_credit_hold_level_holds_once_sent_and_a_roll_back_lifts_it(company):
    company.setup(UNITS.format(procedure="LW") + interval(first=", credit_hold = true"))
    company.customers("C1")
    company.items(("C1", "A", 5, "10"))

    states = []
    for step in (
        lambda: company.update(),
        lambda: company.print_all(),
        lambda: company.do("letter", 1, "--delete"),
    ):
        step()
        states.append(company.ask("customer", "C1")["credit_hold"])

    assert states == [False, True, False]


def test_a_payment_changes_no_balance_and_letters_go_on_from_the_items(company):
    """Source: domain 1, payment."""
    company.setup(UNITS.format(procedure="LW") + interval())
    company.customers("C1")
    company.items(("C1", "A", 5, "10"))
    paid = company.today - timedelta(days=1)
    company.load("payments", [{"customer": "C1", "date": paid, "currency": "USD", "amount": "9"}])

    assert company.update()["totals"] == {"USD": "10.00"}
