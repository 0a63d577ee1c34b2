"""What the commands that write reports share: format and file as options, what was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_dunning.cli.options import FILE, Call, OneOf
from tui_dunning.cli.show import note
from tui_dunning.errors import WrongUsage
from tui_dunning.output.format import counted

if TYPE_CHECKING:
    from tui_dunning.services.report_file import Written

SUFFIXES = {".txt": "text", ".csv": "csv", ".xlsx": "xlsx", ".pdf": "pdf", ".json": "json"}
FORMAT = click.option(
    "--format",
    "form",
    type=OneOf([*SUFFIXES.values()]),
    help="The format; without it the file's ending decides, else text.",
)
OUTPUT = click.option(
    "-o", "--output", type=FILE, metavar="FILE", help="Write a file; it is replaced."
)


def chosen_format(call: Call, form: str | None, output: Path | None) -> str:
    """Return the format that was asked for, by --format, by the file's ending or by --json.

    Raises:
        WrongUsage: the ending names no format, or the format cannot go to standard output.
    """
    chosen = form or _by_suffix(output, "json" if call.json else "text")
    if output is None and chosen in ("xlsx", "pdf"):
        raise WrongUsage(f"A report as {chosen} needs a file.", "Name it with -o FILE.")
    return chosen


def note_written(written: Written, rows: str) -> None:
    """Say where a report is and how many `rows` (letter, row) stand in it."""
    pages = f" on {counted(written.pages, 'page')}" if written.pages else ""
    note(f"{written.path}: {counted(written.rows, rows)}{pages}.")


def _by_suffix(output: Path | None, otherwise: str) -> str:
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
