"""Money is whole minor units; here they are rounded and converted, and nowhere else."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tui_dunning.engine.types import Currency


def round_half_up(amount: Decimal | Fraction) -> int:
    """Round to a whole number, halves away from zero, exactly."""
    exact = Fraction(amount)
    rounded = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return rounded if exact >= 0 else -rounded


def major(minor: int, currency: Currency) -> Decimal:
    """Return an amount of minor units in the currency's own unit."""
    return Decimal(minor).scaleb(-currency.decimals)


def convert(minor: int, source: Currency, target: Currency, rate: Decimal) -> int:
    """Convert minor units of one currency into minor units of another, rounded once, half up.

    Args:
        minor: the amount in minor units of `source`.
        source: the amount's currency.
        target: the currency asked for.
        rate: how much of `target` one of `source` is worth.
    """
    if source.code == target.code:
        return minor
    return round_half_up(
        Fraction(minor) * Fraction(rate) * Fraction(10) ** (target.decimals - source.decimals)
    )
