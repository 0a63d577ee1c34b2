"""Fees and finance charges to the last minor unit. Source: seeds 001 and 003."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.engine.builders import AS_OF, DAYS, IN, customer, days, item, run, setup
from tui_dunning.engine.money import convert, round_half_up
from tui_dunning.engine.types import (
    ChargeKind,
    ChargeOn,
    Currency,
    FinanceRate,
    Procedure,
    ProfileClass,
)

FEE = 9


def with_fee(**fees: int) -> Procedure:
    return replace(DAYS, levels=tuple(replace(level, fee_minor=fees) for level in DAYS.levels))


@pytest.mark.parametrize(
    ("own", "by_class", "by_unit", "expected"),
    [
        (None, None, False, 0),
        (None, None, True, 1),
        (None, False, True, 0),
        (None, True, False, 1),
        (False, True, True, 0),
        (True, False, False, 1),
    ],
)
def test_who_pays_fees(own, by_class, by_unit, expected):
    company = setup(with_fee(USD=500), classes=[ProfileClass("K", assess_fee=by_class)])
    units = {number: replace(unit, assess_fee=by_unit) for number, unit in company.units.items()}
    who = customer(assess_fee=own, profile_class="K")

    (letter,) = run(item(), replace(company, units=units), of=who).letters

    assert len(letter.charges) == expected


@pytest.mark.parametrize(
    ("currencies", "own", "expected"),
    [
        (["USD", "USD"], "", ("USD", 500)),
        (["EUR", "USD"], "", ("USD", 500)),
        (["EUR", "USD"], "EUR", ("EUR", 400)),
        (["EUR", "GBP"], "", ("EUR", 400)),
        (["GBP"], "", None),
    ],
)
def test_one_fee_for_each_letter_in_a_currency_that_is_owed(currencies, own, expected):
    owed = [item(currency=code) for code in currencies]

    (letter,) = run(
        owed, with_fee(USD=500, EUR=400), of=customer(assess_fee=True, currency=own)
    ).letters

    found = [(charge.currency, charge.amount_minor) for charge in letter.charges]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("owed", "expected"),
    [
        ([("USD", FEE)], None),
        ([("USD", FEE), ("USD", IN)], ("USD", 500)),
        ([("USD", FEE), ("EUR", IN)], ("EUR", 400)),
    ],
)
def test_a_fee_that_is_dunned_earns_no_other_fee(owed, expected):
    company = setup(with_fee(USD=500, EUR=400))
    company = replace(company, included=company.included | {FEE}, charge_types=frozenset({FEE}))
    items = [item(currency=code, entry_type=kind) for code, kind in owed]

    (letter,) = run(items, company, of=customer(assess_fee=True)).letters

    found = [(charge.currency, charge.amount_minor) for charge in letter.charges]
    assert found == ([expected] if expected else [])


def interest(
    late: int, minor: int, *rates: FinanceRate, **more: object
) -> tuple[int, date, date] | None:
    (letter,) = run(item(late, minor, **more), replace(DAYS, rates=rates)).letters
    if not letter.charges:
        return None
    (charge,) = letter.charges
    assert charge.kind is ChargeKind.FINANCE_CHARGE
    return charge.amount_minor, charge.charged_from, charge.charged_until


LONG_AGO = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("late", "minor", "rate", "day_count", "expected"),
    [
        (73, 100_000, "10", "365", 2_000),
        (72, 100_000, "10", "360", 2_000),
        (36, 100_000, "10", "360", 1_000),
        (1, 36_500, "0.5", "365", 1),
        (1, 36_499, "0.5", "365", None),
    ],
)
def test_simple_interest_rounded_once_half_up(late, minor, rate, day_count, expected):
    charge = interest(late, minor, FinanceRate(LONG_AGO, Decimal(rate), day_count))

    assert charge == (expected and (expected, AS_OF - days(late - 1), AS_OF))


def test_interest_is_split_where_the_rate_changes():
    rates = (
        FinanceRate(LONG_AGO, Decimal(10)),
        FinanceRate(AS_OF - days(9), Decimal(20), charge_on=ChargeOn.INVOICE),
    )

    # 30 days at 10 % and 10 days (the last ten) at 20 %
    assert interest(40, 365_000, *rates) == (3_000 + 2_000, AS_OF - days(39), AS_OF)


def test_days_before_the_first_rate_cost_nothing():
    charge = interest(40, 365_000, FinanceRate(AS_OF - days(9), Decimal(10)))

    assert charge == (1_000, AS_OF - days(9), AS_OF)


def test_a_period_is_charged_once():
    rate = FinanceRate(LONG_AGO, Decimal(10))

    assert interest(40, 365_000, rate, charged_until=AS_OF - days(10)) == (
        1_000,
        AS_OF - days(9),
        AS_OF,
    )
    assert interest(40, 365_000, rate, charged_until=AS_OF) is None


def test_grace_days_once_over_do_not_shorten_the_interest():
    procedure = replace(DAYS, rates=(FinanceRate(LONG_AGO, Decimal(10)),))

    (letter,) = run(item(40, 365_000), procedure, of=customer(grace_days=20)).letters

    assert letter.charges[0].amount_minor == 4_000


def test_actual_days_of_a_leap_year_and_the_year_before():
    procedure = replace(DAYS, rates=(FinanceRate(LONG_AGO, Decimal(100), "actual"),))
    owed = item(due_date=date(2023, 12, 21), minor=365 * 366)

    (letter,) = run(owed, procedure, as_of=date(2024, 1, 10)).letters

    assert letter.charges[0].amount_minor == 10 * 366 + 10 * 365


def test_credits_and_items_that_are_not_dunned_bear_no_interest():
    procedure = replace(DAYS, rates=(FinanceRate(LONG_AGO, Decimal(10)),))

    (letter,) = run([item(), item(disputed=True), item(2, -100)], procedure).letters

    assert len(letter.charges) == 1


@pytest.mark.parametrize(
    ("amount", "expected"), [("0.5", 1), ("0.49", 0), ("-0.5", -1), ("1.5", 2), ("2.5", 3)]
)
def test_halves_are_rounded_away_from_zero(amount, expected):
    assert round_half_up(Decimal(amount)) == expected
    assert round_half_up(Fraction(amount)) == expected


@pytest.mark.parametrize(
    ("minor", "source", "target", "rate", "expected"),
    [
        (1_000, "USD", "EUR", "0.85", 850),
        (1_001, "USD", "JPY", "150", 1_502),
        (1_502, "JPY", "USD", "0.0067", 1_006),
        (1_234, "USD", "USD", "9", 1_234),
    ],
)
def test_conversion_between_currencies_of_different_decimals(minor, source, target, rate, expected):
    decimals = {"USD": 2, "EUR": 2, "JPY": 0}

    found = convert(
        minor, Currency(source, decimals[source]), Currency(target, decimals[target]), Decimal(rate)
    )

    assert found == expected
