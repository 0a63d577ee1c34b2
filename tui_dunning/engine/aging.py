"""Aging by due date in fixed bands, and the rows of the edit report (menu 4.4.2) made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

BANDS: tuple[str, ...] = ("current", "1-30", "31-60", "61-90", "90+")
"""The fixed bands of days past due; grace days do not move them. Source: seed 004."""

Bands = tuple[int, int, int, int, int]
"""Minor units for each of `BANDS`."""

NO_BANDS: Bands = (0, 0, 0, 0, 0)


def band(days_past_due: int) -> int:
    """Return the place in `BANDS` of an item that many days past due."""
    if days_past_due <= 0:
        return 0
    if days_past_due <= 90:
        return (days_past_due + 29) // 30
    return 4


def age(items: Iterable[tuple[date, int]], as_of: date) -> Bands:
    """Sum balances by band; a credit falls into the band of its own due date.

    Args:
        items: due date and balance in minor units, all of one currency.
        as_of: the day the ages are counted on.
    """
    sums = [0, 0, 0, 0, 0]
    for due_date, balance_minor in items:
        sums[band((as_of - due_date).days)] += balance_minor
    return (sums[0], sums[1], sums[2], sums[3], sums[4])


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One customer in one currency. `key` is the row's place in the list it came from."""

    ltr: str
    customer: str
    name: str
    currency: str
    balance: int
    past_due: int
    aging: Bands
    key: tuple[object, ...] = ()


class ReportTotal(NamedTuple):
    """What all customers of a report owe in one currency, in minor units."""

    currency: str
    rows: int
    balance: int
    past_due: int
    aging: Bands

    @property
    def label(self) -> str:
        """Return what stands beside the total: how many rows it adds up."""
        return f"Total of {self.rows:,} row{'' if self.rows == 1 else 's'}"


class Totals:
    """Adds report rows up by currency."""

    def __init__(self) -> None:
        self._sums: dict[str, list[int]] = {}

    def add(self, row: ReportRow) -> None:
        """Count one row."""
        sums = self._sums.setdefault(row.currency, [0] * 8)
        for place, minor in enumerate((1, row.balance, row.past_due, *row.aging)):
            sums[place] += minor

    def rows(self) -> tuple[ReportTotal, ...]:
        """Return the totals, ordered by currency."""
        return tuple(
            ReportTotal(currency, s[0], s[1], s[2], (s[3], s[4], s[5], s[6], s[7]))
            for currency, s in sorted(self._sums.items())
        )
