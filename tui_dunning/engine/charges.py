"""Fees and finance charges: worked out with the letter, posted when it is sent.

Source: seed 003 (dunning fee, where it is asked for), seed 001 (finance charges).
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from tui_dunning.engine.money import round_half_up
from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import (
    Charge,
    ChargeKind,
    Customer,
    FinanceRate,
    LetterLine,
    Level,
    OpenItem,
    Procedure,
    Unit,
)

ONE_DAY = timedelta(days=1)


def charges_of(
    lines: Sequence[LetterLine],
    level: Level,
    procedure: Procedure,
    customer: Customer,
    unit: Unit,
    plan: Plan,
) -> tuple[Charge, ...]:
    """Work out the fee of a letter and the finance charge of each of its dunned items.

    A fee that is dunned itself earns no other one.
    """
    if not level.fee_minor and not procedure.rates:
        return ()
    dunned = [line.item for line in lines if line.dunned]
    charges = [finance_charge(item, procedure.rates, plan.as_of) for item in dunned]
    if level.fee_minor and assesses_fees(customer, unit, plan):
        earning = [item for item in dunned if item.entry_type_id not in plan.setup.charge_types]
        charges.insert(0, fee(earning, level, customer, unit))
    return tuple(charge for charge in charges if charge is not None)


def assesses_fees(customer: Customer, unit: Unit, plan: Plan) -> bool:
    """Tell whether a customer pays fees: as it says, else its profile class, else the unit."""
    if customer.assess_fee is not None:
        return customer.assess_fee
    by_class = plan.profile_class(customer.profile_class).assess_fee
    return unit.assess_fee if by_class is None else by_class


def fee(earning: Sequence[OpenItem], level: Level, customer: Customer, unit: Unit) -> Charge | None:
    """Return the one fee of a letter, in a currency that its items that earn one are in.

    Where several have a fee: the customer's own, else the unit's, else the first by code.
    """
    owed_in = {item.currency for item in earning}
    currencies = sorted(
        (code for code, minor in level.fee_minor.items() if minor > 0 and code in owed_in),
        key=lambda code: (code != customer.currency, code != unit.currency, code),
    )
    if not currencies:
        return None
    code = currencies[0]
    return Charge(ChargeKind.FEE, code, level.fee_minor[code], level.fee_on)


def finance_charge(item: OpenItem, rates: Sequence[FinanceRate], as_of: date) -> Charge | None:
    """Work out simple interest on an item from the day after due date or last charge to as-of.

    Days before the first rate cost nothing. A period that comes to less than half a minor unit is
    not charged yet, so that its days count with the next.
    """
    first_day = (item.charged_until or item.due_date) + ONE_DAY
    periods = list(split_by_rate(first_day, as_of, rates))
    if not periods:
        return None
    interest = sum(
        (yearly_share(start, end, rate) for start, end, rate in periods), start=Fraction(0)
    )
    minor = round_half_up(item.balance_minor * interest)
    if minor <= 0:
        return None
    return Charge(
        ChargeKind.FINANCE_CHARGE,
        item.currency,
        minor,
        periods[-1][2].charge_on,
        item_id=item.item_id,
        charged_from=periods[0][0],
        charged_until=as_of,
    )


def split_by_rate(
    first_day: date, last_day: date, rates: Sequence[FinanceRate]
) -> Iterator[tuple[date, date, FinanceRate]]:
    """Split days, both ends included, where the rate changes: (first day, last day, rate)."""
    for place, rate in enumerate(rates):
        start = max(first_day, rate.valid_from)
        end = last_day
        if place + 1 < len(rates):
            end = min(last_day, rates[place + 1].valid_from - ONE_DAY)
        if start <= end:
            yield start, end, rate


def yearly_share(start: date, end: date, rate: FinanceRate) -> Fraction:
    """Return the interest on 1 for the days of a period, both ends included.

    Day count 365 and 360 divide the days by that number; `actual` by the days of their year.
    """
    yearly = Fraction(rate.yearly_rate) / 100
    if rate.day_count != "actual":
        return yearly * ((end - start).days + 1) / int(rate.day_count)
    share = Fraction(0)
    for year in range(start.year, end.year + 1):
        from_day, to_day = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        share += Fraction((to_day - from_day).days + 1, 366 if isleap(year) else 365)
    return yearly * share
