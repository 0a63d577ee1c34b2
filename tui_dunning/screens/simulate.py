"""4.4.7.10 Simulate the next runs: what each would do at its date, by level and amount."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tui_dunning.engine.types import RunParameters
from tui_dunning.errors import WrongUsage
from tui_dunning.screens.actions import plural
from tui_dunning.screens.batch import Cancel, Progress, Stage
from tui_dunning.screens.cells import fit, wrap
from tui_dunning.screens.dunning_run import scope_line
from tui_dunning.screens.entries import FieldError, date_of
from tui_dunning.screens.look_ahead import LookAheadScreen, amount_in, currencies
from tui_dunning.screens.run_fields import force_field, read_scoped, scope_fields, text_field
from tui_dunning.screens.widgets import Field
from tui_dunning.services import look_ahead_report, simulate
from tui_dunning.services.look_ahead_report import Format, Written
from tui_dunning.services.run_dates import run_dates
from tui_dunning.services.simulate import MOST_RUNS, SimulatedRun

MOST_DAYS = 3660
MOST_ERRORS = 10


@dataclass(frozen=True, slots=True)
class Planned:
    """Runs to simulate."""

    parameters: RunParameters
    dates: tuple[date, ...]
    force: bool


class SimulateScreen(LookAheadScreen[Planned, tuple[SimulatedRun, ...]]):
    """The simulation. Nothing is written."""

    HELP = (
        "Works out what the next runs would do, one after the other: each run's letters are taken "
        "to go out on its date, and nobody to pay but by payments already on file. Either so many "
        "runs, so many days apart, from the first one on, or at the dates typed. Nothing is "
        "written. F6 prints it."
    )
    STEM = "simulate"

    def fields(self) -> Sequence[tuple[Field, str]]:
        """Return scope, dates and the rest."""
        return (
            *scope_fields(self.desk.session.as_of, "First run"),
            (_number("runs", "Number of runs", "6", f"1 to {MOST_RUNS}."), ""),
            (_number("every", "Days between", "14", "Days from one run to the next."), ""),
            (
                Field(
                    id="dates",
                    length=28,
                    longest=MOST_RUNS * 12,
                    label="Or at these dates",
                    help_text="Dates with commas between them, the earliest first; then first run, "
                    "number and days do not count. Written as 2026-11-22,2026-12-22.",
                ),
                "instead of the above",
            ),
            text_field(),
            force_field(),
        )

    def read_parameters(self) -> Planned:
        """Read the fields."""
        parameters, force = read_scoped(self.field)
        typed = self.field("dates").text
        if typed:
            return Planned(parameters, _dates(typed), force)
        runs = _read_number(self.field("runs"), 1, MOST_RUNS)
        every = _read_number(self.field("every"), 0, MOST_DAYS)
        try:
            return Planned(parameters, tuple(run_dates(parameters.as_of, runs, every)), force)
        except WrongUsage as error:
            raise FieldError("runs", error.message, error.hint) from error

    def preview(
        self, parameters: Planned, progress: Progress, cancelled: Cancel
    ) -> tuple[SimulatedRun, ...]:
        """Simulate."""
        return simulate.simulate(
            parameters.parameters,
            parameters.dates,
            force=parameters.force,
            progress=progress,
            cancelled=cancelled,
        )

    def next_step(self) -> str:
        """Say what can be done with the result."""
        return "Nothing was written. F6 prints it, F12 goes back to the parameters."

    def described(self, result: tuple[SimulatedRun, ...], stage: Stage) -> Sequence[str]:
        """Return the runs, their levels, and what is held."""
        lines = [f" {self._about()}", "", *run_lines(result)]
        for run in result:
            if not run.errors:
                continue
            held = plural(len(run.errors), "letter is", "letters are")
            lines += ["", f" {run.as_of}: {held} held:"]
            for error in run.errors[:MOST_ERRORS]:
                lines += [f"   {line}" for line in wrap(error, 74)]
            if len(run.errors) > MOST_ERRORS:
                lines.append(f"   and {len(run.errors) - MOST_ERRORS:,} more")
        return lines

    def _about(self) -> str:
        assert self.parameters is not None
        scope = scope_line(self.parameters.parameters).partition(", ")[2]
        return f"{plural(len(self.parameters.dates), 'run', 'runs')} ahead, {scope}"

    def write(
        self, form: str, path: Path, progress: Callable[[int], None], cancelled: Cancel
    ) -> Written:
        """Write the runs (called in a thread)."""
        assert self.result is not None
        paper = self.desk.session.settings.paper
        report = look_ahead_report.simulation(
            self.result, self.ident, self.heading.upper(), self._about().rstrip("."), paper
        )
        return look_ahead_report.write(
            path,
            Format(form),
            look_ahead_report.run_lines(self.result),
            report,
            progress=progress,
            cancelled=cancelled,
        )


def run_lines(found: Sequence[SimulatedRun]) -> Iterator[str]:
    """Yield each run by currency, then its levels."""
    yield _line("As of", "Letters", "Customers", "Items", "Past due", "Charges", "Cur")
    for run in found:
        charges = dict(run.fees)
        for code, minor in run.finance_charges.items():
            charges[code] = charges.get(code, 0) + minor
        counts = [f"{count:,}" for count in (run.letters, run.customers, run.items)]
        for place, code in enumerate(currencies(run.totals, charges)):
            left = ["", "", "", ""] if place else [run.as_of.isoformat(), *counts]
            yield _line(*left, amount_in(run.totals, code, 15), amount_in(charges, code, 12), code)
        for each in run.levels:
            for place, code in enumerate(currencies(each.totals)):
                level = f"  {fit(each.procedure, 10)} {each.level:>2}"
                left = ["", ""] if place else [level, f"{each.letters:,}"]
                yield _line(*left, "", "", amount_in(each.totals, code, 15), "", code)


def _line(*cells: str) -> str:
    """Put the seven cells of a line side by side."""
    name, *counts, due, charges, code = cells
    shown = " ".join(fit(count, 9, "right") for count in counts)
    amounts = f"{fit(due, 15, 'right')} {fit(charges, 12, 'right')}"
    return f" {fit(name, 15)} {shown} {amounts} {code}".rstrip()


def _number(ident: str, label: str, text: str, help_text: str) -> Field:
    return Field(text, id=ident, length=4, label=label, help_text=help_text)


def _read_number(field: Field, least: int, most: int) -> int:
    text = field.text
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise FieldError(
            field.id or "", f"{field.label}: {text or 'blank'} is not {least} to {most}."
        )
    return int(text)


def _dates(typed: str) -> tuple[date, ...]:
    """Read dates with commas between them, the earliest first."""
    found = []
    for part in typed.split(","):
        try:
            found.append(date_of(part.strip()))
        except ValueError:
            raise FieldError(
                "dates",
                f"Or at these dates: {part.strip() or 'blank'} is not a date.",
                "Write them as 2026-11-22,2026-12-22.",
            ) from None
    if found != sorted(found) or len(found) > MOST_RUNS:
        raise FieldError("dates", f"Or at these dates: up to {MOST_RUNS}, the earliest first.")
    return tuple(found)
