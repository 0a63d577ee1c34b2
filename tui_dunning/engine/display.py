"""The display currency of a letter and the rates into it.

Source: seed 001, display currency page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import Charge, Customer, DisplayCurrency, LetterLine, Unit

SAME = Decimal(1)


class Display(NamedTuple):
    """A letter's display currency, the rate from each currency on it, what is missing."""

    currency: str
    rates: Mapping[str, Decimal]
    missing: str = ""


NONE = Display("", {})


def display_of(
    lines: Sequence[LetterLine],
    charges: Sequence[Charge],
    unit: Unit,
    customer: Customer,
    plan: Plan,
) -> Display:
    """Find the display currency of a letter and the rates; by the run's wish, else the unit's.

    A rate that the clerk gave is one from the unit's own currency; all others are looked up on the
    effective date (the as-of date where none is given).
    """
    wish = plan.parameters.display
    if wish is None:
        if not unit.display_currency:
            return NONE
        wish = DisplayCurrency(unit.display_currency)
    target = {"unit": unit.currency, "customer": customer.currency or unit.currency}.get(
        wish.choice, wish.choice
    )
    on = wish.rate_date or plan.as_of
    rates: dict[str, Decimal] = {}
    missing: list[str] = []
    currencies = {line.item.currency for line in lines}
    currencies.update(charge.currency for charge in charges)
    for code in sorted(currencies):
        if code == target:
            rate: Decimal | None = SAME
        elif wish.rate is not None and code == unit.currency:
            rate = wish.rate
        else:
            rate = plan.setup.rate(code, target, on)
        if rate is None:
            missing.append(f"{code} to {target} on {on.isoformat()}")
        else:
            rates[code] = rate
    return Display(target, rates, ", ".join(missing))
