"""The other methods, profile classes, sites and fees through the commands. Domain rules 3-9."""

from __future__ import annotations

import pytest

from tests.scenarios.company import MENU, UNITS, Company

DAYS = """
[[procedure]]
code = "DAYS"
method = "days"
level = [
  {number = 1, letter_code = "1", days_from = 1, days_to = 30},
  {number = 2, letter_code = "2", days_from = 31, days_to = 60},
  {number = 3, letter_code = "3", days_from = 61, days_to = 9900},
]
"""

INTERVAL = """
[[procedure]]
code = "INT"
method = "interval"
level = [
  {number = 1, letter_code = "1", days_between = 0},
  {number = 2, letter_code = "2", days_between = 30},
  {number = 3, letter_code = "3", days_between = 15},
]
"""


@pytest.fixture
def days_company(company: Company) -> Company:
    company.setup(UNITS.format(procedure="DAYS") + DAYS)
    return company


@pytest.fixture
def interval_company(company: Company) -> Company:
    company.setup(UNITS.format(procedure="INT") + INTERVAL)
    return company


def test_days_as_peoplesoft_shows_it(days_company):
    """Source: seed 001, dunning by days."""
    days_company.customers("C1")
    days_company.items(("C1", "A", 5, "10"), ("C1", "B", 25, "10"), ("C1", "C", 65, "10"))

    first = days_company.update()
    days_company.print_all()
    second = days_company.update(days=30)

    assert days_company.levels(first["run"]) == {"A": 1, "B": 1, "C": 3}
    assert days_company.levels(second["run"]) == {"A": 2, "B": 2, "C": 3}
    assert days_company.ask("letters", "--run", 1)[0]["level"] == 3


def test_days_at_the_boundaries(days_company):
    """Source: seed 001, the three levels by days; domain 9."""
    days_company.customers("C1")
    late = [0, 1, 30, 31, 60, 61, 9900, 9901]
    days_company.items(*[("C1", f"D{d}", d, "10") for d in late])

    summary = days_company.update()

    expected = {"D1": 1, "D30": 1, "D31": 2, "D60": 2, "D61": 3, "D9900": 3}
    assert days_company.levels(1) == expected
    assert summary["not_dunned"] == {"not_due": 1, "no_level": 1}


def test_interval_as_peoplesoft_shows_it(interval_company):
    """Source: seed 001, dunning by interval."""
    interval_company.customers("C1")
    interval_company.items(("C1", "A", 5, "10"), ("C1", "B", 18, "10"), ("C1", "C", -3, "10"))

    levels = []
    for days in (0, 10, 30, 45):
        summary = interval_company.update(days=days)
        interval_company.print_all(days=days)
        levels.append(interval_company.levels(summary["run"]))

    assert levels == [{"A": 1, "B": 1}, {"C": 1}, {"A": 2, "B": 2}, {"A": 3, "B": 3, "C": 2}]


def test_an_unsent_interval_letter_moves_nothing(interval_company):
    """Source: seed 003, days since the last dunning letter sent; domain rule 4."""
    interval_company.customers("C1")
    interval_company.items(("C1", "A", 5, "10"))
    interval_company.update()

    later = interval_company.update(days=40)

    assert interval_company.levels(later["run"]) == {"A": 1}
    assert later["superseded"] == 1


def test_rolling_back_the_second_interval_letter_gives_it_again(interval_company):
    """Source: seed 001, dunning letter review; domain 9."""
    interval_company.customers("C1")
    interval_company.items(("C1", "A", 5, "10"), ("C1", "B", 18, "10"))
    interval_company.update()
    interval_company.print_all()
    interval_company.update(days=30)
    interval_company.print_all(days=30)
    second = interval_company.ask("letters", "--run", 2)[0]["letter"]

    interval_company.do("letter", second, "--delete")

    for number in ("A", "B"):
        status = interval_company.ask("item", "US", number)
        assert (status["level"], status["last_letter"]["date"]) == (1, "2026-06-30")
    again = interval_company.update(days=30)
    assert interval_company.levels(again["run"]) == {"A": 2, "B": 2}


def test_the_first_letter_cannot_go_before_the_second_and_the_refusal_names_it(interval_company):
    """Source: seed 001, dunning letter review; domain rule 8."""
    interval_company.customers("C1")
    interval_company.items(("C1", "A", 5, "10"))
    for days in (0, 30):
        interval_company.update(days=days)
        interval_company.print_all(days=days)
    first, second = (interval_company.ask("letters", "--run", run)[0]["letter"] for run in (1, 2))

    answer = interval_company.do("letter", first, "--delete", expect=1)

    assert str(second) in answer.err
    interval_company.do("letter", second, "--delete")
    interval_company.do("letter", first, "--delete")
    assert interval_company.ask("item", "US", "A")["level"] == 0
    interval_company.do("check")


def test_cycle_customer_counts_from_the_item_due_first(company):
    """Source: seed 001, the oldest item starts the interval cycle; domain 9."""
    company.setup(UNITS.format(procedure="INT") + INTERVAL + 'cycle = "customer"\n')
    company.customers("C1")
    company.items(("C1", "A", 18, "10"), ("C1", "B", -5, "10"))
    company.update()
    company.print_all()

    later = company.update(days=30)

    assert company.levels(later["run"]) == {"A": 2, "B": 2}


def test_cycle_customer_goes_on_from_the_next_item_where_the_first_is_paid(company):
    """Source: seed 001, the oldest item starts the interval cycle; domain rule 4."""
    company.setup(UNITS.format(procedure="INT") + INTERVAL + 'cycle = "customer"\n')
    company.customers("C1")
    company.items(("C1", "A", 18, "10"), ("C1", "B", 5, "10"))
    company.update()
    company.print_all()
    company.items(("C1", "A", 18, "4"), ("C1", "NEW", -15, "9"))
    second = company.update(days=30)
    company.print_all(days=30)
    company.items(("C1", "A", 18, "0"))

    early, third = company.update(days=44), company.update(days=45)

    assert company.levels(second["run"]) == {"A": 2, "B": 2, "NEW": 2}
    assert second["totals"] == {"USD": "23.00"}
    assert early["not_dunned"] == {"too_soon": 2}
    assert company.levels(third["run"]) == {"B": 3, "NEW": 3}


def test_lawson_counts_level_1_from_the_due_date_and_level_2_from_the_letter(company):
    """Source: seed 003, days between."""
    company.setup(
        UNITS.format(procedure="LW")
        + """
[[procedure]]
code = "LW"
method = "interval"
level = [{number = 1, letter_code = "1", days_between = 10},
         {number = 2, letter_code = "2", days_between = 14}]
"""
    )
    company.customers("C1")
    company.items(("C1", "A", 0, "10"), due_date="2026-01-01")

    def update(day: str) -> int:
        return company.do("update", "--json", "--as-of", day).json["letters"]

    assert update("2026-01-10") == 0
    assert update("2026-01-11") == 1
    assert update("2026-01-20") == 1
    company.do("print", "-o", company.folder / "one.pdf")
    assert update("2026-02-02") == 0
    assert update("2026-02-03") == 1


def profile(minimums: str, grace: int = 0) -> str:
    return f'[[profile_class]]\ncode = "P"\ngrace_days = {grace}\nminimums = [{minimums}]\n'


USD_100_40 = '{currency = "USD", dunning_amount = "100.00", invoice_amount = "40.00"}'


@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        (["30", "30", "30", "30"], "below_minimum_invoice"),
        (["50", "50"], "below_minimum"),
        (["40.01", "60.00"], None),
        (["40.01", "59.99"], "below_minimum"),
        (["30", "30", "30", "50"], None),
    ],
)
def test_oracles_two_minimums_must_be_exceeded(company, amounts, reason):
    """Source: seed 002, minimum dunning and invoice amounts."""
    company.setup(UNITS.format(procedure="DAYS") + DAYS + profile(USD_100_40))
    company.customers("C1", profile_class="P")
    company.items(*[("C1", f"I{i}", 10, amount) for i, amount in enumerate(amounts)])

    summary = company.update()

    assert summary["items"] == (0 if reason else len(amounts))
    assert summary["not_dunned"] == ({reason: len(amounts)} if reason else {})


def test_a_currency_below_its_minimum_is_left_off_the_others_stay(company):
    """Source: seed 002, minimum dunning amount by currency: francs 6,000 of 8,000."""
    minimums = USD_100_40 + ', {currency = "FRF", dunning_amount = "8000.00"}'
    company.setup(UNITS.format(procedure="DAYS") + DAYS + profile(minimums))
    company.customers("C1", profile_class="P")
    company.items(("C1", "U", 10, "500"))
    company.items(("C1", "F", 10, "6000"), currency="FRF")

    summary = company.update()

    assert summary["totals"] == {"USD": "500.00"}
    assert summary["not_dunned"] == {"below_minimum": 1}


def test_grace_days_of_the_profile_class(company):
    """Source: seed 002, receipt grace days: 5, and 4 days late is not selected."""
    company.setup(UNITS.format(procedure="DAYS") + DAYS + profile("", grace=5))
    company.customers("C1", "C2", profile_class="P")
    company.items(("C1", "A", 4, "10"), ("C2", "B", 5, "10"))

    summary = company.update()

    assert company.levels(1) == {"B": 1}
    assert summary["not_dunned"] == {"in_grace": 1}


@pytest.mark.parametrize(("purpose", "sites"), [("N", ["S1", "S2", "S3"]), ("Y", ["S2"])])
def test_sites_get_a_letter_each_unless_one_has_the_dunning_purpose(company, purpose, sites):
    """Source: seed 002, dunning letter business purpose."""
    company.setup(UNITS.format(procedure="DAYS") + DAYS)
    company.customers("C1")
    company.load(
        "sites",
        [
            {
                "customer": "C1",
                "site": s,
                "line1": f"{s} street",
                "city": "X",
                "country": "US",
                "dunning_purpose": purpose if s == "S2" else "N",
            }
            for s in ("S1", "S2", "S3")
        ],
    )
    for site in ("S1", "S2", "S3"):
        company.items(("C1", f"I-{site}", 10, "10"), site=site)

    summary = company.update()

    assert (summary["letters"], summary["items"]) == (len(sites), 3)
    assert sorted(x["site"] for x in company.ask("letters")) == sites


def test_a_hundred_levels_are_refused(company):
    """Source: seed 003, up to 99 dunning levels for each process code."""
    levels = ",".join(
        f'{{number = {n}, letter_code = "1", days_between = 1}}' for n in range(1, 101)
    )
    company.setup(
        f'[[procedure]]\ncode = "LW"\nmethod = "interval"\nlevel = [{levels}]\n', expect=1
    )


def test_credits_are_netted_and_stand_on_the_letter(company):
    """Source: domain rule 3, gate 8."""
    company.setup(UNITS.format(procedure="DAYS") + DAYS)
    company.customers("C1", "C2")
    company.items(("C1", "A", 10, "100"), ("C1", "CR", 10, "-30"))
    company.items(("C2", "B", 10, "100"), ("C2", "DR", 10, "-100"))

    summary = company.update()

    letter = company.ask("letters")[0]
    assert (summary["items"], summary["totals"]) == (1, {"USD": "70.00"})
    assert summary["not_dunned"] == {"credit_balance": 1}
    assert [(i["item"], i["dunned"], i["level"]) for i in letter["items"]] == [
        ("A", True, 1),
        ("CR", False, None),
    ]


def test_a_fee_is_on_the_letter_only_where_fees_are_assessed(company):
    """Source: seed 003, dunning fee."""
    fee = DAYS.replace("days_to = 30}", 'days_to = 30, fee = {USD = "10.00"}}')
    company.setup(UNITS.format(procedure="DAYS") + fee)
    company.customers("C1", assess_fee="Y")
    company.customers("C2")
    company.items(("C1", "A", 10, "100"), ("C2", "B", 10, "100"))

    company.update()

    totals = {x["customer"]: x["totals"]["USD"] for x in company.ask("letters")}
    assert (totals["C1"]["fee"], totals["C1"]["due"]) == ("10.00", "110.00")
    assert (totals["C2"]["fee"], totals["C2"]["due"]) == ("0.00", "100.00")


def test_explain_says_level_or_reason_for_each_item(company):
    """Source: domain rules 3 and 4."""
    company.setup(UNITS.format(procedure="MENU") + MENU)
    company.customers("C1")
    company.items(("C1", "A", 45, "100"), ("C1", "B", -5, "100"))

    told = company.ask("explain", "C1")

    seen = {i["item"]: (i["level"], i["reason"]) for i in told["items"]}
    assert seen == {"A": (1, None), "B": (None, "not_due")}
    assert all(i["facts"] for i in told["items"])
