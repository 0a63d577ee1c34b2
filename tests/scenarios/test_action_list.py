"""Dunning by action list. Source: seed 001, action lists; domain rule 4."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.scenarios.company import UNITS, Company


def procedure(*rules: str) -> str:
    """An action list with levels 1 and 2 and these rules."""
    listed = "".join(f"  [[procedure.rule]]\n  {rule}\n" for rule in rules)
    return f"""
[[procedure]]
code = "LIST"
method = "action_list"
level = [{{number = 1, letter_code = "1"}}, {{number = 2, letter_code = "2"}}]
{listed}"""


@pytest.fixture
def listed(company: Company) -> Company:
    company.setup(UNITS.format(procedure="LIST") + procedure("when = []\n  level = 1"))
    return company


def facts_company(company: Company) -> None:
    """One customer, letter 1 of ten days ago, a payment three days ago, half its credit used."""
    company.customers(
        "C1", dunning_group="G", credit_limit="400.00", credit_hold="Y", risk_level="HIGH"
    )
    company.items(("C1", "A", 50, "120"), ("C1", "B", 20, "50.50"), ("C1", "N", -5, "29.50"))
    company.update(days=-10)
    company.print_all(days=-10)
    paid = company.today - timedelta(days=3)
    company.load("payments", [{"customer": "C1", "date": paid, "currency": "USD", "amount": "1"}])


CONDITIONS = [
    ('["past_due_total", ">", "170.49"]', '["past_due_total", ">", "170.50"]'),
    ('["past_due_total", "=", "170.50"]', '["past_due_total", "<", "170.50"]'),
    ('["past_due_total", ">=", 170]', '["past_due_total", "<=", 170]'),
    ('["oldest_days_past_due", ">=", 50]', '["oldest_days_past_due", ">", 50]'),
    ('["oldest_days_past_due", "<", 51]', '["oldest_days_past_due", "<=", 49]'),
    ('["past_due_items", "=", 2]', '["past_due_items", "!=", 2]'),
    ('["past_due_items", "in", [1, 2]]', '["past_due_items", "in", [1, 3]]'),
    ('["last_level", "=", 1]', '["last_level", "=", 0]'),
    ('["days_since_letter", ">=", 10]', '["days_since_letter", ">", 10]'),
    ('["days_since_payment", "<=", 3]', '["days_since_payment", ">", 3]'),
    ('["credit_used_percent", "=", 50]', '["credit_used_percent", ">", "50.0"]'),
    ('["risk_level", "=", "HIGH"]', '["risk_level", "!=", "HIGH"]'),
    ('["risk_level", "in", ["HIGH", "MID"]]', '["risk_level", "in", ["LOW"]]'),
    ('["dunning_group", "=", "G"]', '["dunning_group", "in", ["A", "B"]]'),
    ('["credit_hold", "=", true]', '["credit_hold", "=", false]'),
]


@pytest.mark.parametrize(("true", "false"), CONDITIONS)
def test_every_fact_and_operator(listed, true, false):
    facts_company(listed)

    levels = []
    for condition in (true, false):
        listed.setup(procedure(f"when = [{condition}]\n  level = 2"))
        levels.append([i["level"] for i in listed.ask("explain", "C1")["items"]])

    assert levels == [[2, 2, None], [None, None, None]]


@pytest.mark.parametrize(
    "condition",
    [
        '["days_since_letter", ">=", 0]',
        '["days_since_payment", ">=", 0]',
        '["credit_used_percent", ">=", 0]',
        '["risk_level", "!=", "HIGH"]',
    ],
)
def test_a_fact_that_is_not_known_fails_its_condition(listed, condition):
    listed.customers("C1")
    listed.items(("C1", "A", 10, "10"))
    listed.setup(procedure(f"when = [{condition}]\n  level = 1"))

    assert listed.update()["not_dunned"] == {"no_rule": 1}


def test_all_conditions_of_a_rule_must_hold_and_the_first_rule_decides(listed):
    listed.setup(
        procedure(
            'when = [["oldest_days_past_due", ">=", 30], ["past_due_total", ">", "500.00"]]\n'
            "  level = 2",
            'when = [["oldest_days_past_due", ">=", 30]]\n  level = 1',
        )
    )
    listed.customers("BIG", "SMALL", "EARLY")
    listed.items(("BIG", "A", 30, "500.01"), ("SMALL", "B", 30, "500"), ("EARLY", "C", 29, "900"))

    summary = listed.update()

    assert listed.levels(1) == {"A": 2, "B": 1}
    assert summary["not_dunned"] == {"no_rule": 1}


def test_criteria_met_and_no_letter_takes_hold_at_once_and_is_recorded(listed):
    """Source: seed 001, item B of run 1: the criteria was met, and no letter was sent."""
    listed.setup(
        procedure(
            'when = [["past_due_items", ">=", 1]]\n  no_letter = true\n'
            '  credit_hold = true\n  collection = true\n  activity = "call them"'
        )
    )
    listed.customers("C1")
    listed.items(("C1", "A", 10, "10"))

    dry = listed.update("--dry-run")
    held_after_dry = listed.ask("customer", "C1")["credit_hold"]
    summary = listed.update()

    assert dry["not_dunned"] == summary["not_dunned"] == {"no_letter": 1}
    assert (summary["letters"], held_after_dry) == (0, False)
    customer = listed.ask("customer", "C1")
    assert customer["credit_hold"] is True
    assert "call them" in {event["after"] for event in customer["history"]}
    assert listed.ask("item", "US", "A")["in_collection"] is True
    assert listed.update()["not_dunned"] == {"in_collection": 1}


def test_a_rule_may_match_several_accounts_of_a_customer_and_holds_its_credit_once(listed):
    listed.setup(
        procedure("when = []\n  no_letter = true\n  credit_hold = true\n  collection = true")
    )
    listed.customers("C1")
    listed.items(("C1", "A", 10, "10"))
    listed.items(("C1", "B", 10, "10"), unit="NL", currency="EUR")

    dry = listed.update("--dry-run")
    summary = listed.update()

    assert dry["not_dunned"] == summary["not_dunned"] == {"no_letter": 2}
    customer = listed.ask("customer", "C1")
    assert customer["credit_hold"] is True
    assert all(item["in_collection"] for item in customer["items"])
    assert [event["kind"] for event in customer["history"]].count("credit_hold") == 1


def test_a_rule_that_says_no_letter_and_nothing_else_is_recorded_with_the_customer(listed):
    """Source: seed 001, the dunning criteria was met, and no letter was sent; domain rule 4."""
    listed.setup(procedure("when = []\n  no_letter = true"))
    listed.customers("C1")
    listed.items(("C1", "A", 10, "10"))

    listed.update()

    [event] = listed.ask("customer", "C1")["history"]
    assert (event["kind"], event["run"]) == ("no_letter", 1)


def test_the_same_rules_send_no_letter_first_and_one_in_the_next_run(listed):
    """Source: seed 001, dunning by action list: A gets a letter in both runs, B in the second."""
    listed.setup(
        procedure(
            'when = [["oldest_days_past_due", ">=", 30]]\n  level = 1',
            'when = [["oldest_days_past_due", ">=", 1]]\n  no_letter = true',
        )
    )
    listed.customers("CA", "CB")
    listed.items(("CA", "A", 40, "10"), ("CB", "B", 5, "10"))

    first = listed.update()
    listed.print_all()
    second = listed.update(days=30)

    assert (listed.levels(1), first["not_dunned"]) == ({"A": 1}, {"no_letter": 1})
    assert (listed.levels(2), second["not_dunned"]) == ({"A": 1, "B": 1}, {})


def test_what_a_rule_does_beside_a_letter_waits_until_it_is_sent_and_is_rolled_back(listed):
    listed.setup(
        procedure(
            'when = [["past_due_items", ">=", 1]]\n  level = 2\n'
            '  credit_hold = true\n  collection = true\n  activity = "call them"'
        )
    )
    listed.customers("C1")
    listed.items(("C1", "A", 10, "10"))
    listed.update()

    def state() -> tuple[bool, bool, bool]:
        customer = listed.ask("customer", "C1")
        called = any(event["after"] == "call them" for event in customer["history"])
        return customer["credit_hold"], listed.ask("item", "US", "A")["in_collection"], called

    proposed = state()
    listed.print_all()
    sent = state()
    listed.do("letter", 1, "--delete")
    back = state()

    assert (proposed, sent, back) == (
        (False, False, False),
        (True, True, True),
        (False, False, True),
    )


def test_explain_names_the_rule_that_matched(listed):
    listed.setup(procedure('when = [["oldest_days_past_due", ">=", 5]]\n  level = 2'))
    listed.customers("C1")
    listed.items(("C1", "A", 10, "10"))

    [item] = listed.ask("explain", "C1")["items"]

    assert (item["level"], item["facts"]["rule"]) == (2, 1)


@pytest.mark.parametrize(
    "rule",
    [
        'when = [["oldest_days", ">=", 5]]\n  level = 1',
        'when = [["oldest_days_past_due", "~", 5]]\n  level = 1',
        'when = [["oldest_days_past_due", ">=", "soon"]]\n  level = 1',
        'when = [["dunning_group", "<", "G"]]\n  level = 1',
        "when = []\n  level = 7",
        "when = []\n  level = 1\n  no_letter = true",
    ],
)
def test_a_rule_that_cannot_be_is_refused(listed, rule):
    before = listed.do("setup", "export").out

    listed.do("setup", "import", listed.write("x.toml", procedure(rule)), expect=1)

    assert listed.do("setup", "export").out == before
