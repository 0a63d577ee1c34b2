"""Profile classes: grace days and minimums, and who may overrule them. Source: seed 002."""

from __future__ import annotations

import pytest

from tests.scenarios.company import UNITS, Company

SET_UP = """
[[procedure]]
code = "D"
method = "days"
level = [{number = 1, letter_code = "1", days_from = 1}]

[[profile_class]]
code = "STRICT"
grace_days = 5
minimums = [{currency = "USD", dunning_amount = "100.00", invoice_amount = "40.00"}]

[[profile_class]]
code = "EASY"
minimums = [{currency = "USD", dunning_amount = "50.00"}]
"""


@pytest.fixture
def company(company: Company) -> Company:
    company.setup(UNITS.format(procedure="D") + SET_UP)
    return company


def test_a_site_with_a_minimum_not_reached_gets_no_letter_the_others_do(company):
    """Source: seed 002, minimums of customers and their sites; a site counts for itself."""
    company.customers("C1", profile_class="STRICT")
    site = {"customer": "C1", "city": "X", "country": "US"}
    company.load(
        "sites",
        [
            {**site, "site": "S1", "line1": "1 A St", "profile_class": "EASY", "minimums": ""},
            {**site, "site": "S2", "line1": "2 B St", "profile_class": "", "minimums": "USD 60"},
            {**site, "site": "S3", "line1": "3 C St", "profile_class": "", "minimums": ""},
        ],
    )
    for name, amount in (("S1", "50.01"), ("S2", "60.00"), ("S3", "100.00")):
        company.items(("C1", f"I-{name}", 10, amount), site=name)

    summary = company.update()

    assert [(x["site"], x["items"][0]["item"]) for x in company.ask("letters")] == [("S1", "I-S1")]
    assert summary["not_dunned"] == {"below_minimum": 2}


def test_a_customers_own_minimums_come_before_its_classes(company):
    company.customers("OWN", profile_class="STRICT", minimums="USD 10.00/5.00; EUR 8")
    company.customers("CLASS", profile_class="STRICT")
    company.items(("OWN", "A", 10, "10.01"), ("CLASS", "B", 10, "10.01"))

    summary = company.update()

    assert company.levels(1) == {"A": 1}
    assert summary["not_dunned"] == {"below_minimum": 1}


def test_a_missing_minimum_is_nothing_and_must_be_exceeded_too(company):
    company.customers("C1", profile_class="EASY")
    company.items(("C1", "A", 10, "0.01"), currency="EUR")

    assert company.update()["totals"] == {"EUR": "0.01"}


def test_a_customers_own_grace_days_come_before_its_classes(company):
    """Source: seed 002, receipt grace days: 5 and 4 days late is not selected."""
    company.customers("OWN", profile_class="STRICT", grace_days="0")
    company.customers("CLASS", profile_class="STRICT")
    company.items(("OWN", "A", 4, "200"), ("CLASS", "B", 4, "200"), ("CLASS", "C", 5, "200"))

    summary = company.update()

    assert company.levels(1) == {"A": 1, "C": 1}
    assert summary["not_dunned"] == {"in_grace": 1}


def test_each_customer_by_its_own_procedure_in_one_run(company):
    """Source: domain 1, procedure: the customer's, else its class's, else the unit's."""
    company.setup(
        '[[procedure]]\ncode = "I"\nmethod = "interval"\n'
        'level = [{number = 1, letter_code = "2", days_between = 3}]\n'
        '[[procedure]]\ncode = "S"\nmethod = "sequence"\n'
        'level = [{number = 1, letter_code = "3", days_from = 31}]\n'
        '[[profile_class]]\ncode = "BYCLASS"\nprocedure = "I"\n'
    )
    company.customers("CLASS", profile_class="BYCLASS")
    company.customers("OWN", profile_class="BYCLASS", procedure="S")
    company.customers("UNIT")
    company.items(("CLASS", "A", 40, "1"), ("OWN", "B", 40, "1"), ("UNIT", "C", 40, "1"))
    company.items(("CLASS", "A2", 2, "1"))

    summary = company.update()

    made = {x["customer"]: (x["procedure"], x["letter_code"]) for x in company.ask("letters")}
    assert made == {"CLASS": ("I", "2"), "OWN": ("S", "3"), "UNIT": ("D", "1")}
    assert summary["not_dunned"] == {"too_soon": 1}


def test_the_class_gives_the_flags_default_for_new_customers(company):
    company.setup('[[profile_class]]\ncode = "NEVER"\ndunning = false\n')
    company.customers("C1", profile_class="NEVER")
    company.customers("C2", profile_class="NEVER", dunning="Y")
    company.items(("C1", "A", 10, "1"), ("C2", "B", 10, "1"))

    summary = company.update()

    assert company.levels(1) == {"B": 1}
    assert summary["not_dunned"] == {"not_flagged": 1}


@pytest.mark.parametrize(
    "text", ["100", "USD", "USD ten", "USD 1.234", "USD 1; USD 2", "usd 5", "USD -5", "XXX 5"]
)
def test_minimums_that_cannot_be_read_are_a_bad_row(company, text):
    answer = company.do(
        "import",
        "customers",
        company.write("c.csv", f"number,name,minimums\nC9,Nine,{text}\n"),
        expect=1,
    )

    assert "line 2, column minimums" in answer.err
    company.do("customer", "C9", expect=1)
