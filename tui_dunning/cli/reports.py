"""`dunning edit-report` (menu 4.4.2): who owes what, how late, and which letter is next."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import click

from tui_dunning.cli.options import FILE, Call, OneOf, common
from tui_dunning.cli.show import documents, note, progress, say_all
from tui_dunning.errors import WrongUsage
from tui_dunning.output.format import counted

EXAMPLES = """\b
Examples:
  dunning edit-report   # text of 132 columns
  dunning edit-report --format xlsx -o aging.xlsx
  dunning edit-report --unit US --ltr '*' --json
"""
LTR = re.compile(r"none|\*|\*\*|[1-9][0-9]?", re.A)
SUFFIXES = {".txt": "text", ".csv": "csv", ".xlsx": "xlsx", ".pdf": "pdf", ".json": "json"}


@click.command("edit-report", epilog=EXAMPLES)
@click.option(
    "--format",
    "form",
    type=OneOf(["text", "csv", "xlsx", "pdf", "json"]),
    help="The format; without it the file's ending decides, else text.",
)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write a file; it is replaced.")
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

    chosen = service.Format(form or by_suffix(output, "json" if call.json else "text"))
    if output is None and chosen in (service.Format.XLSX, service.Format.PDF):
        raise WrongUsage(f"A report as {chosen} needs a file.", "Name it with -o FILE.")
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
            pages = f" on {counted(written.pages, 'page')}" if written.pages else ""
            note(f"{written.path}: {counted(written.rows, 'row')}{pages}.")
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


def by_suffix(output: Path | None, otherwise: str) -> str:
    """Return the format that a file's ending names; `otherwise` for a file without an ending.

    Raises:
        WrongUsage: the ending names no format.
    """
    if output is None or not output.suffix:
        return otherwise
    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise WrongUsage(
            f"The ending {output.suffix} of {output.name} is no format of a report.",
            f"The endings are {', '.join(SUFFIXES)}; --format names the format of any other file.",
        )
    return found
