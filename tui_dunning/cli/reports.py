"""`dunning edit-report` (menu 4.4.2): who owes what, how late, and which letter is next."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import click

from tui_dunning.cli.options import Call, OneOf, common
from tui_dunning.cli.report_options import FORMAT, OUTPUT, chosen_format, note_written
from tui_dunning.cli.show import documents, progress, say_all
from tui_dunning.errors import WrongUsage

EXAMPLES = """\b
Examples:
  dunning edit-report   # text of 132 columns
  dunning edit-report --format xlsx -o aging.xlsx
  dunning edit-report --unit US --ltr '*' --json
"""
LTR = re.compile(r"none|\*|\*\*|[1-9][0-9]?", re.A)


@click.command("edit-report", epilog=EXAMPLES)
@FORMAT
@OUTPUT
@click.option("--unit", metavar="U", default="", help="Only this unit's items.")
@click.option("--ltr", metavar="LTR", help="Only customers at this letter: 1-99, *, ** or none.")
@click.option("--group", metavar="G", default="", help="Only this dunning group.")
@click.option("--name", "name_part", metavar="PART", default="", help="Only names with this part.")
@click.option(
    "--sort",
    type=OneOf(["number", "name", "past-due"]),
    default="number",
    show_default=True,
    help="The order of the rows.",
)
@common
def edit_report(
    call: Call,
    *,
    form: str | None,
    output: Path | None,
    unit: str,
    ltr: str | None,
    group: str,
    name_part: str,
    sort: str,
) -> None:
    """Print the edit report (4.4.2).

    All customers with an open item or a letter code: letter, balance, past due and aging.
    """
    from tui_dunning.output import report
    from tui_dunning.services import edit_report as service

    chosen = service.Format(chosen_format(call, form, output))
    if ltr is not None and not LTR.fullmatch(ltr):
        raise WrongUsage(f"--ltr {ltr} is no letter.", "It is 1 to 99, *, ** or none.")
    query = service.ReportQuery(
        unit=unit,
        ltr="" if ltr == "none" else ltr,
        group=group,
        name_part=name_part,
        sort=service.Sort(sort),
    )
    with call.opened() as settings:
        if output is not None:
            with progress("Rows") as show:
                written = service.write(
                    output,
                    chosen,
                    call.as_of,
                    query,
                    paper=settings.paper,
                    progress=lambda done: show(done, 0),
                )
            note_written(written, "row")
        with closing(service.rows(call.as_of, query)) as rows:
            if call.json:
                documents(map(report.as_json, rows))
            elif output is None:
                lines = {
                    service.Format.TEXT: report.text_lines,
                    service.Format.CSV: report.csv_lines,
                    service.Format.JSON: report.json_lines,
                }[chosen]
                say_all(lines(rows, service.heading(call.as_of, query)))
