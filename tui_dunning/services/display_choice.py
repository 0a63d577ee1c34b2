"""The display currency of a run, as people give it: what, at which rate, of which date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from tui_dunning.engine.types import DisplayCurrency
from tui_dunning.errors import WrongUsage
from tui_dunning.output.format import is_currency


def read_display(choice: str, rate: str, rate_date: date | None) -> DisplayCurrency | None:
    """Read the three together; nothing given is no display currency.

    Args:
        choice: unit, customer or a currency's code.
        rate: one item currency's worth in it, with a decimal point; only with a code.
        rate_date: the day whose rates are looked up, else the run's.

    Raises:
        WrongUsage: one of them is wrong, or they do not go together.
    """
    if not choice:
        if rate or rate_date:
            raise WrongUsage("A rate or a rate date needs a display currency.")
        return None
    word = choice.lower() if choice.lower() in ("unit", "customer") else choice.upper()
    by_code = word not in ("unit", "customer")
    if by_code and not is_currency(word):
        raise WrongUsage(f"Display currency {choice} is neither unit, customer nor a currency.")
    if rate and not by_code:
        raise WrongUsage(
            "A rate needs a currency's code as the display currency.",
            "Amounts in several currencies cannot share one rate.",
        )
    return DisplayCurrency(word, _read_rate(rate), rate_date)


def _read_rate(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    if not (value.is_finite() and value > 0):
        raise WrongUsage(f"Rate {text} is not a rate.", "Write it as 1.0835.")
    return value
