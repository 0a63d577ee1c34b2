"""`dunning control` and `dunning preview-report` (menu 7): what was printed, what will be."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_dunning.cli.options import NUMBER, Call, common
from tui_dunning.cli.report_options import FORMAT, OUTPUT, chosen_format, note_written
from tui_dunning.cli.show import documents, progress, say_all

if TYPE_CHECKING:
    from tui_dunning.services.letter_report import LetterQuery

CONTROL_EXAMPLES = """\b
Examples:
  dunning control   # every letter of every run that was printed or sent
  dunning control --run 12 -o run-12.pdf
"""
PREVIEW_EXAMPLES = """\b
Examples:
  dunning preview-report   # what the next print would take
  dunning preview-report --run 12 -o waiting.xlsx
"""
RUN = click.option("--run", type=NUMBER, metavar="N", help="Only letters of this run.")
CUSTOMER = click.option(
    "--customer",
    metavar="C",
    default="",
    help="Only letters to this customer or with its items.",
)


@click.command(epilog=CONTROL_EXAMPLES)
@FORMAT
@OUTPUT
@RUN
@CUSTOMER
@common
def control(
    call: Call, *, form: str | None, output: Path | None, run: int | None, customer: str
) -> None:
    """Print the dunning control report (menu 7).

    Every letter of every run that was printed or sent, also those rolled back since.
    """
    from tui_dunning.services.letter_report import CONTROL

    query = replace(CONTROL, run=run, customer=customer)
    _report(call, ("AR4476", "DUNNING CONTROL REPORT"), query, form, output)


@click.command("preview-report", epilog=PREVIEW_EXAMPLES)
@FORMAT
@OUTPUT
@RUN
@CUSTOMER
@common
def preview_report(
    call: Call, *, form: str | None, output: Path | None, run: int | None, customer: str
) -> None:
    """Print the dunning preview report (menu 7).

    The letters that wait, with what is past due on them; held ones say why.
    """
    from tui_dunning.services.letter_report import PREVIEW

    query = replace(PREVIEW, run=run, customer=customer)
    _report(call, ("AR4477", "DUNNING PREVIEW REPORT"), query, form, output)


def _report(
    call: Call,
    title: tuple[str, str],
    query: LetterQuery,
    form: str | None,
    output: Path | None,
) -> None:
    """Write a list of letters to a file, or to standard output."""
    from tui_dunning.output import letter_report as report
    from tui_dunning.services import letter_report as service

    chosen = service.Format(chosen_format(call, form, output))
    with call.opened() as settings:
        if output is not None:
            with progress("Letters") as show:
                written = service.write(
                    output,
                    chosen,
                    title,
                    call.as_of,
                    query,
                    paper=settings.paper,
                    progress=lambda done: show(done, 0),
                )
            note_written(written, "letter")
        with closing(service.rows(query)) as letters:
            if call.json:
                documents(map(report.as_json, letters))
            elif output is None:
                head = service.ReportHead(*title, call.as_of, service.selection(query))
                say_all(report.lines(chosen, letters, head, service.LetterTotals()))
