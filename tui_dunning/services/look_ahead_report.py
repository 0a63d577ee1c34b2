"""Reports of a comparison (4.4.7.9) and a simulation (4.4.7.10), in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tui_dunning.output import flat_table
from tui_dunning.output.flat_table import FlatColumn, FlatReport, Line, Money
from tui_dunning.output.report_formats import Format
from tui_dunning.services.compare import ComparedRow, Comparison
from tui_dunning.services.report_file import Written, safe_file, watched
from tui_dunning.services.run_tally import LevelCount
from tui_dunning.services.simulate import SimulatedRun

__all__ = ["FlatReport", "Format", "Written", "comparison", "customer_lines", "run_lines",
           "simulation", "titled", "write"]  # fmt: skip

COMPARED = (
    FlatColumn("customer", "Customer", 12),
    FlatColumn("name", "Name", 23),
    FlatColumn("unit", "Unit", 6),
    FlatColumn("procedure", "Procedure", 10),
    FlatColumn("change", "Change", 10),
    FlatColumn("level_before", "Was", 3, right=True),
    FlatColumn("level_now", "Now", 3, right=True),
    FlatColumn("past_due_before", "Past due before", 15, right=True),
    FlatColumn("past_due_now", "Past due now", 15, right=True),
    FlatColumn("currency", "Cur", 3),
    FlatColumn("reason", "Why", 21),
)
SIMULATED = (
    FlatColumn("as_of", "As of", 10),
    FlatColumn("procedure", "Procedure", 10),
    FlatColumn("level", "Level", 5, right=True),
    FlatColumn("letters", "Letters", 9, right=True),
    FlatColumn("customers", "Customers", 9, right=True),
    FlatColumn("items", "Items", 9, right=True),
    FlatColumn("held", "Held", 7, right=True),
    FlatColumn("past_due", "Past due", 18, right=True),
    FlatColumn("fees", "Fees", 14, right=True),
    FlatColumn("finance_charges", "Finance charges", 15, right=True),
    FlatColumn("currency", "Cur", 3),
)


def write(
    path: Path,
    form: Format,
    lines: Iterable[Line],
    report: FlatReport,
    *,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write a report in a format, whole or not at all; a file that is there is replaced.

    Raises:
        BadInput: the file cannot be written.
        Cancelled: `cancelled` said so.
    """
    with safe_file(path) as target:
        watch = watched(iter(lines), progress, cancelled)
        count, pages = flat_table.write(form, watch, report, target)
    return Written(path, count, pages)


def comparison(found: Comparison, ident: str, title: str, about: str, paper: str) -> FlatReport:
    """Return what a comparison's report says besides its customers: the counts at its end."""
    beside = "no run before"
    if found.run is not None:
        beside = f"beside run {found.run} as of {found.run_as_of}"
    totals: list[Line] = []
    for change, count in found.changes.items():
        words = f"{count.rows:,} customer{'' if count.rows == 1 else 's'}"
        for place, code in enumerate(_currencies(count.before, count.now)):
            left = ("", "" if place else words, "", "", "" if place else change.value, None, None)
            amounts = (_money(count.before, code), _money(count.now, code))
            totals.append((*left, *amounts, code, ""))
    totals += _level_lines("before", found.levels_before)
    totals += _level_lines("now", found.levels_now)
    about = f"{about}, {beside}"
    nothing = "No customer had or would get a letter."
    return FlatReport(ident, title, found.as_of, about, COMPARED, totals, nothing, paper)


def _level_lines(when: str, counts: Sequence[LevelCount]) -> Iterator[Line]:
    for each in counts:
        words = f"{each.letters:,} letter{'' if each.letters == 1 else 's'} {when}"
        for place, code in enumerate(_currencies(each.totals)):
            level = (each.level, None) if when == "before" else (None, each.level)
            money = Money(each.totals.get(code, 0), code) if code else None
            amounts = (money, None) if when == "before" else (None, money)
            left = ("", "" if place else words, "", each.procedure, "level")
            yield (*left, *level, *amounts, code, "")


def customer_lines(rows: Iterable[ComparedRow], words: Callable[[str], str]) -> Iterator[Line]:
    """Yield a line for each customer and currency; `words` says a reason."""
    for row in rows:
        left = (row.customer, row.name, row.unit, row.procedure, row.change.value)
        for code in _currencies(row.totals_before, row.totals_now):
            amounts = (_money(row.totals_before, code), _money(row.totals_now, code))
            why = words(row.reason) if row.reason else ""
            yield (*left, row.level_before, row.level_now, *amounts, code, why)


def simulation(
    found: Sequence[SimulatedRun], ident: str, title: str, about: str, paper: str
) -> FlatReport:
    """Return what a simulation's report says besides its runs."""
    return FlatReport(ident, title, found[0].as_of, about, SIMULATED, paper=paper)


def run_lines(found: Iterable[SimulatedRun]) -> Iterator[Line]:
    """Yield each run by currency, then its levels by currency."""
    for run in found:
        day = run.as_of.isoformat()
        counts: tuple[int | None, ...] = (run.letters, run.customers, run.items, run.held)
        for place, code in enumerate(_currencies(run.totals, run.fees, run.finance_charges)):
            amounts = (_money(run.totals, code), _money(run.fees, code))
            charges = _money(run.finance_charges, code)
            shown = (None,) * 4 if place else counts
            yield (day, "all", None, *shown, *amounts, charges, code)
        for each in run.levels:
            for place, code in enumerate(_currencies(each.totals)):
                left = (day, each.procedure, each.level, None if place else each.letters)
                yield (*left, None, None, None, _money(each.totals, code), None, None, code)


def _currencies(*totals: dict[str, int]) -> list[str]:
    """Return the currencies of some totals in order; one without a code where there are none."""
    return sorted({code for each in totals for code in each}) or [""]


def _money(totals: dict[str, int], code: str) -> Money | None:
    return Money(totals[code], code) if code in totals else None


def titled(report: FlatReport, selection: str) -> FlatReport:
    """Return a report that says which customers were chosen, without the counts of all."""
    return replace(report, about=f"{report.about}, {selection}", totals=()) if selection else report
