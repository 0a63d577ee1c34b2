"""Method action_list: conditions, operators, first match, effects. Source: seed 001."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engine.builders import (
    AS_OF,
    NL,
    answers,
    customer,
    days,
    group,
    item,
    only,
    run,
    setup,
    site,
)
from tui_dunning.engine.types import Condition, Level, Method, Procedure, Rule


def actions(*rules: Rule) -> Procedure:
    levels = (Level(1, "1"), Level(2, "2"), Level(3, "3"))
    return Procedure("ACT", Method.ACTION_LIST, levels=levels, rules=rules)


def when(*rows: tuple[str, str, object], **outcome: object) -> Rule:
    return Rule(tuple(Condition(*row) for row in rows), **({"level": 1} | outcome))  # type: ignore[arg-type]


def test_the_first_rule_that_matches_decides_for_all_past_due_items():
    rules = actions(
        when(("oldest_days_past_due", ">=", 60), level=3),
        when(("oldest_days_past_due", ">=", 30), ("past_due_total", ">", Decimal(500)), level=2),
        when(level=1),
    )

    assert set(answers(run([item(70), item(2)], rules)).values()) == {3}
    assert only(run(item(30, 50_001), rules)) == 2
    assert only(run(item(30, 50_000), rules)) == 1
    assert only(run(item(29, 99_999), rules)) == 1


@pytest.mark.parametrize(
    ("sign", "matches"),
    [
        ("=", [30]),
        ("!=", [29, 31]),
        ("<", [29]),
        ("<=", [29, 30]),
        (">", [31]),
        (">=", [30, 31]),
    ],
)
def test_operators_at_their_boundaries(sign, matches):
    rule = actions(when(("oldest_days_past_due", sign, 30)))

    assert [late for late in (29, 30, 31) if only(run(item(late), rule)) == 1] == matches


KNOWN = {
    "risk_level": "B",
    "dunning_group": "NORTH",
    "credit_hold": True,
    "credit_limit_minor": 20_000,
    "last_payment_on": AS_OF - days(7),
}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (("past_due_items", "=", 2), True),
        (("past_due_total", "=", Decimal(150)), True),
        (("last_level", "=", 2), True),
        (("days_since_letter", ">=", 12), True),
        (("days_since_letter", ">", 12), False),
        (("days_since_payment", "=", 7), True),
        (("credit_used_percent", "=", 75), True),
        (("risk_level", "in", ("A", "B")), True),
        (("risk_level", "in", ("A", "C")), False),
        (("dunning_group", "=", "NORTH"), True),
        (("dunning_group", "!=", "NORTH"), False),
        (("credit_hold", "=", True), True),
        (("credit_hold", "=", "N"), False),
        (("risk_level", ">", 3), False),
    ],
)
def test_each_fact_of_the_account(condition, holds):
    owed = [item(40, 10_000, level=2, dunned_on=AS_OF - days(12)), item(3, 5_000)]

    outcome = run(owed, actions(when(condition)), of=customer(**KNOWN))

    assert set(answers(outcome).values()) == ({1} if holds else {"no_rule"})


@pytest.mark.parametrize(
    "fact", ["days_since_letter", "days_since_payment", "credit_used_percent", "risk_level"]
)
@pytest.mark.parametrize(
    ("sign", "value"), [("!=", 7), ("<", 9_999), (">=", 0), ("in", (0, 7, ""))]
)
def test_a_fact_that_is_not_known_fails_its_condition(fact, sign, value):
    assert only(run(item(), actions(when((fact, sign, value))))) == "no_rule"


def test_the_total_is_in_the_units_currency_and_unknown_without_a_rate():
    rule = actions(when(("past_due_total", "=", Decimal("150.50"))))
    owed = [item(40, 10_000), item(40, 10_100, "EUR")]

    assert set(
        answers(run(owed, setup(rule, rates={("EUR", "USD"): Decimal("0.5")}))).values()
    ) == {1}
    assert set(answers(run(owed, rule)).values()) == {"no_rule"}


def test_no_letter_is_recorded_with_its_effects_at_once():
    rule = actions(
        when(no_letter=True, level=None, credit_hold=True, collection=True, activity="call")
    )
    owed = item()

    outcome = run(owed, rule)

    (effect,) = outcome.effects
    assert only(outcome) == "no_letter"
    assert outcome.letters == ()
    assert (effect.credit_hold, effect.collection_item_ids, effect.activity) == (
        True,
        (owed.item_id,),
        "call",
    )


def test_the_effects_of_a_rule_with_a_level_wait_for_its_letter():
    outcome = run(item(), actions(when(level=2, credit_hold=True)))

    assert outcome.effects == ()
    assert outcome.letters[0].effects[0].credit_hold


def test_each_unit_is_an_account_of_its_own():
    rule = actions(when(("oldest_days_past_due", ">=", 30), level=2), when(level=1))
    american, dutch = item(40), item(3, unit=NL)

    outcome = run(group(american, dutch), rule)

    assert answers(outcome) == {american.item_id: 2, dutch.item_id: 1}


@pytest.mark.parametrize(("purpose", "expected"), [(False, {1: 2, 2: 1}), (True, {1: 2, 2: 2})])
def test_a_site_counts_its_own_letters_unless_one_address_gets_them_all(purpose, expected):
    """Source: domain rule 1, account; rule 4, a rule asks for the account's facts."""
    rules = actions(when(("last_level", "=", 0)), when(("days_since_letter", ">=", 10), level=2))
    who = customer(sites=(site(1, dunning_purpose=purpose), site(2)))
    told = item(40, item_id=1, site_id=1, level=1, dunned_on=AS_OF - days(10))

    outcome = run([told, item(20, item_id=2, site_id=2)], rules, of=who)

    assert answers(outcome) == expected
