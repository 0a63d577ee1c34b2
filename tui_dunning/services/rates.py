"""Exchange rates (menu 4.4.9.6): listed, and one at a time added or changed."""

from __future__ import annotations

import csv
import tempfile
from datetime import date
from pathlib import Path

from tui_dunning.errors import BadInput
from tui_dunning.paging import Page, Seek
from tui_dunning.services.load import ImportResult, import_file
from tui_dunning.store.database import reading
from tui_dunning.store.rates import RateRow, read_rate_page

__all__ = ["RateRow", "rate_page", "save"]


def rate_page(seek: Seek, limit: int) -> Page[RateRow]:
    """Return a page of rates, by currencies and date."""
    with reading():
        return read_rate_page(seek, limit)


def save(
    from_currency: str, to_currency: str, on: str, rate: str, *, as_of: date, operator: str
) -> ImportResult:
    """Add or change one rate, checked as `dunning import rates` checks a file.

    Raises:
        BadInput: a value is wrong; nothing was changed.
    """
    with tempfile.TemporaryDirectory(prefix="dunning-rate-") as folder:
        file = Path(folder) / "rate.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            rows = csv.writer(target)
            rows.writerow(("from", "to", "date", "rate"))
            rows.writerow((from_currency, to_currency, on, rate))
        try:
            return import_file("rates", file, as_of=as_of, operator=operator)
        except BadInput as error:
            problems = [problem.partition(", ")[2] or problem for problem in error.problems]
            raise BadInput("The rate was not saved.", problems, "Correct it.") from error
