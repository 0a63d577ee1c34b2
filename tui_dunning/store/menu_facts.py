"""What the menus show beside their lines: the unit, the last run, how many letters wait."""

from __future__ import annotations

from datetime import date

from tui_dunning.store.models import Letter, Run, Unit


def unit(code: str) -> tuple[str, str] | None:
    """Return code and name of a unit, or of the first one where `code` is empty."""
    query = Unit.select(Unit.code, Unit.name).order_by(Unit.code)
    if code:
        query = query.where(Unit.code == code)
    return query.tuples().first()


def last_run() -> tuple[int, date] | None:
    """Return number and as-of date of the last run."""
    return Run.select(Run.number, Run.as_of).order_by(Run.number.desc()).tuples().first()


def waiting(run: int | None = None) -> int:
    """Count the letters that have not been sent, of all runs or of one (counted by index)."""
    query = Letter.select().where(Letter.status == "proposed")
    if run is not None:
        query = query.where(Letter.run == run)
    return int(query.count())
