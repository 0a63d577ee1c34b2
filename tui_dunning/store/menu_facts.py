"""What the menus show beside their lines: the unit, the last run, how many letters wait.

Tables are named instead of their models, so that the first screen comes without loading these.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import Table, fn

from tui_dunning.store.connection import handle

_UNIT = Table("unit", ("code", "name"))
_RUN = Table("run", ("number", "as_of"))
_LETTER = Table("letter", ("status", "run_id"))


def unit(code: str) -> tuple[str, str] | None:
    """Return code and name of a unit, or of the first one where `code` is empty."""
    query = _UNIT.select(_UNIT.code, _UNIT.name).order_by(_UNIT.code).limit(1)
    return _first(query.where(_UNIT.code == code) if code else query)


def last_run() -> tuple[int, date] | None:
    """Return number and as-of date of the last run."""
    row = _first(_RUN.select(_RUN.number, _RUN.as_of).order_by(_RUN.number.desc()).limit(1))
    if row is None:
        return None
    number, as_of = row
    return number, as_of if isinstance(as_of, date) else date.fromisoformat(as_of)


def waiting(run: int | None = None) -> int:
    """Count the letters that have not been sent, of all runs or of one (counted by index)."""
    query = _LETTER.select(fn.COUNT(1)).where(_LETTER.status == "proposed")
    row = _first(query if run is None else query.where(_LETTER.run_id == run))
    return int(row[0]) if row else 0


def _first(query: Any) -> Any:
    """The first row of a query, as the driver gives it; None where there is none."""
    return handle().execute(query).fetchone()
