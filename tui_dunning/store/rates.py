"""Exchange rates as a list (4.4.9.6)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tui_dunning.paging import Key, Page, Seek
from tui_dunning.store.keyset import read_page
from tui_dunning.store.models import ExchangeRate


class RateRow(NamedTuple):
    """A rate (decimal text) from one currency into another from a date on."""

    from_currency: str
    to_currency: str
    on: date
    rate: str

    @property
    def key(self) -> Key:
        """Its place: both currencies, then the date."""
        return (self.from_currency, self.to_currency, self.on)


def read_rate_page(seek: Seek, limit: int) -> Page[RateRow]:
    """Read a page of rates by currencies and date."""
    rate = ExchangeRate
    columns = (rate.from_currency, rate.to_currency, rate.date)
    query = rate.select(*columns, rate.rate)
    return read_page(query, columns, seek, limit, lambda row: RateRow(*row))
