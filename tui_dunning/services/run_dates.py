"""The dates of runs to simulate: so many, so many days apart."""

from __future__ import annotations

from datetime import date, timedelta

from tui_dunning.errors import WrongUsage

LAST_DAY = date(2999, 12, 31)


def run_dates(first: date, runs: int, every_days: int) -> list[date]:
    """Return the dates of runs from a first one on.

    Raises:
        WrongUsage: the last one lies too far ahead.
    """
    if (LAST_DAY - first).days < (runs - 1) * every_days:
        raise WrongUsage("The last of these runs lies too far ahead.", "Ask for fewer.")
    return [first + timedelta(days=every_days * place) for place in range(runs)]
