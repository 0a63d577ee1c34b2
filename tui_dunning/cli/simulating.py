"""`dunning simulate`: what the next runs would do at their dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tui_dunning.cli import shapes
from tui_dunning.cli.options import AS_OF, Call, Whole, common
from tui_dunning.cli.run_scope import money, scoped
from tui_dunning.cli.show import document, note, progress, say_all
from tui_dunning.errors import WrongUsage

if TYPE_CHECKING:
    from tui_dunning.engine.types import RunParameters
    from tui_dunning.services.simulate import SimulatedRun

EXAMPLES = """\b
Examples:
  dunning simulate --runs 6 --every 14   # today and every two weeks
  dunning simulate --dates 2026-12-01,2027-01-04 --unit US
"""


class Dates(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """Dates with commas between them."""

    name = "D1,D2,..."

    def convert(self, value: Any, param: Any, ctx: Any) -> list[date]:
        """Read the dates, each as any other date."""
        if isinstance(value, list):
            return value
        found = [AS_OF.convert(part.strip(), param, ctx) for part in str(value).split(",")]
        return [day for day in found if day is not None]


@click.command(epilog=EXAMPLES)
@click.option("--dates", type=Dates(), help="When the runs are made.")
@click.option("--runs", type=Whole(1, 400), metavar="N", help="So many runs from as-of on.")
@click.option("--every", type=Whole(0, 3660), metavar="DAYS", help="Days between runs.")
@common
@scoped
def simulate(
    call: Call,
    *,
    parameters: RunParameters,
    dates: list[date] | None,
    runs: int | None,
    every: int | None,
    force: bool,
) -> None:
    """Tell what the next runs would do.

    Each run's letters are taken to go out on its date and nobody to pay; nothing is written.
    """
    from tui_dunning.services import simulate as service

    planned = _dates(call, dates, runs, every)
    with call.opened(), progress("Customers") as show:
        found = service.simulate(parameters, planned, force=force, progress=show)
    if call.json:
        document([_simulated(run) for run in found])
        return
    _say_simulation(found)


def _dates(call: Call, dates: list[date] | None, runs: int | None, every: int | None) -> list[date]:
    """Return the dates asked for, in one of the two ways."""
    if dates is not None:
        if runs is not None or every is not None:
            raise WrongUsage("--dates and --runs do not go together.", "Leave one of the two out.")
        return dates
    if runs is None or every is None:
        raise WrongUsage(
            "A simulation needs dates.", "Give --dates D1,D2,... or --runs N --every DAYS."
        )
    from tui_dunning.services.run_dates import run_dates

    return run_dates(call.as_of, runs, every)


def _simulated(run: SimulatedRun) -> shapes.Shape:
    """Return one run of `simulate --json`."""
    return {
        "as_of": run.as_of.isoformat(),
        "letters": run.letters,
        "customers": run.customers,
        "items": run.items,
        "totals": shapes.amounts(run.totals),
        "fees": shapes.amounts(run.fees),
        "finance_charges": shapes.amounts(run.finance_charges),
        "levels": [
            {
                "procedure": each.procedure,
                "level": each.level,
                "letters": each.letters,
                "totals": shapes.amounts(each.totals),
            }
            for each in run.levels
        ],
        "held": run.held,
        "not_dunned": run.not_dunned,
        "errors": list(run.errors),
    }


def _say_simulation(found: tuple[SimulatedRun, ...]) -> None:
    from tui_dunning.output.columns import table

    headings = ("As of", "Procedure", "Level", "Letters", "Customers", "Items", "Past due",
                "Charges")  # fmt: skip

    def rows() -> Iterator[tuple[object, ...]]:
        for run in found:
            charges = dict(run.fees)
            for code, minor in run.finance_charges.items():
                charges[code] = charges.get(code, 0) + minor
            counts = (f"{run.letters:,}", f"{run.customers:,}", f"{run.items:,}")
            yield (run.as_of, "all", "", *counts, money(run.totals), money(charges))
            for each in run.levels:
                letters = f"{each.letters:,}"
                yield ("", each.procedure, each.level, letters, "", "", money(each.totals), "")

    say_all(table(headings, rows(), right=headings[2:]))
    for run in found:
        for error in run.errors:
            note(f"{run.as_of}: {error}")
