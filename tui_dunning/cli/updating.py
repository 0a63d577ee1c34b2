"""`dunning update` (menu 4.4.1): a run, or what it would do, and its letters printed if wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_dunning.cli import shapes
from tui_dunning.cli.options import DAY, Call, Whole, common, filled
from tui_dunning.cli.run_scope import scoped
from tui_dunning.cli.show import document, note, progress, say, say_all
from tui_dunning.errors import Cancelled, DunningError, WrongUsage

if TYPE_CHECKING:
    from tui_dunning.engine.types import RunParameters
    from tui_dunning.services.dunning_run import RunSummary
    from tui_dunning.settings import Settings

EXAMPLES = """\b
Examples:
  dunning update --dry-run   # what a run would do today
  dunning update --unit US   # a run for one unit
  dunning update --print letters.pdf   # run and print, for cron
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--display-currency", metavar="CUR", help="Show amounts in: unit, customer or a currency."
)
@click.option("--rate", metavar="R", help="The rate into the display currency, else looked up.")
@click.option("--rate-date", type=DAY, help="The date the rate is looked up for, else as-of.")
@click.option("--no-acceptgiro", is_flag=True, help="Leave the payment slip off.")
@click.option("--dry-run", is_flag=True, help="Show what the run would do; write nothing.")
@click.option(
    "--print", "target", metavar="PATH", callback=filled, help="Print the run's letters, too."
)
@click.option(
    "--workers",
    type=Whole(1, 64),
    metavar="N",
    help="Decide with N processes; the run is the same. Default: 2 from 20,000 customers on.",
)
@common
@scoped
def update(
    call: Call,
    *,
    parameters: RunParameters,
    display_currency: str | None,
    rate: str | None,
    rate_date: date | None,
    no_acceptgiro: bool,
    dry_run: bool,
    force: bool,
    target: str | None,
    workers: int | None,
) -> None:
    """Run the dunning letter update (4.4.1).

    Decides who gets which letter and writes the letters down; they wait to be printed.
    """
    from tui_dunning.services import dunning_run
    from tui_dunning.services.display_choice import read_display

    _check_together(dry_run, target)
    display = read_display(display_currency or "", rate or "", rate_date)
    parameters = replace(parameters, display=display, acceptgiro=not no_acceptgiro)
    with call.opened() as settings:
        with progress("Customers") as show:
            summary = dunning_run.run(
                parameters,
                settings.operator,
                dry_run=dry_run,
                force=force,
                wait_seconds=settings.wait_seconds,
                progress=show,
                workers=workers,
            )
        if target is not None:
            _print(summary, target, settings, call.as_of)
    for error in summary.errors:
        note(error)
    if call.json:
        document(shapes.run_summary(summary))
    else:
        _say_summary(summary)


def _check_together(dry_run: bool, target: str | None) -> None:
    """Refuse options that contradict each other, before anything is opened."""
    if dry_run and target is not None:
        raise WrongUsage("--dry-run prints nothing.", "Leave --dry-run or --print out.")
    if target is not None and Path(target).is_file():
        raise DunningError(
            f"{target} exists; nothing was run.", "Name another file: letters never overwrite one."
        )


def _print(summary: RunSummary, target: str, settings: Settings, as_of: date) -> None:
    """Print the letters that a run made."""
    from tui_dunning.cli.printing import is_folder, paper_choice, say_result
    from tui_dunning.services import form_print

    if not summary.letters:
        note("The run made no letters; nothing was printed.")
        return
    with _run_stays(summary), progress("Letters") as show:
        result = form_print.print_letters(
            Path(target),
            settings.operator,
            as_of,
            run=summary.run,
            folder=is_folder(target),
            paper=paper_choice(settings),
            progress=show,
        )
    say_result(result, say=note)


@contextmanager
def _run_stays(summary: RunSummary) -> Iterator[None]:
    """Say of whatever ends the print that the run is done: the command is not to be given again."""
    done = f"Run {summary.run} is done, but its letters were not printed"
    how = f"`dunning print --run {summary.run} -o FILE` prints them."
    try:
        yield
    except DunningError as error:
        hint = f"{error.hint} {how}".strip()
        raise type(error)(f"{done}: {error.message}", hint=hint) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise DunningError(f"{done}: {why}.", how) from error
    except KeyboardInterrupt as error:
        raise Cancelled(f"{done}: you stopped it.", how) from error
    except BaseException:
        note(f"{done}. {how}")
        raise


def _say_summary(summary: RunSummary) -> None:
    """Print a run's summary for people."""
    from tui_dunning.output.columns import fields
    from tui_dunning.output.format import money

    if summary.dry_run:
        say(f"Dry run as of {summary.as_of}: nothing was written. A run would make")
    else:
        say(f"Run {summary.run} as of {summary.as_of} made")
    say_all(
        fields(
            [
                ("Letters", f"{summary.letters:,}"),
                ("Customers", f"{summary.customers:,}"),
                ("Items", f"{summary.items:,}"),
                ("Past due", ", ".join(money(m, c) for c, m in summary.totals.items())),
                ("Superseded", f"{summary.superseded:,}"),
                *(
                    (f"Not dunned, {reason.replace('_', ' ')}", f"{n:,}")
                    for reason, n in summary.not_dunned.items()
                ),
                ("Errors", f"{len(summary.errors):,}"),
            ]
        )
    )
