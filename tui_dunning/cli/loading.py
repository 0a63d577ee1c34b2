"""`dunning import` and `dunning setup`: data and set-up from files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tui_dunning.cli import shapes
from tui_dunning.cli.options import FILE, Call, OneOf, common
from tui_dunning.cli.show import document, note, progress, say
from tui_dunning.output.format import counted

KINDS = ("customers", "sites", "contacts", "items", "payments", "rates", "prices")
IMPORT_EXAMPLES = """\b
Examples:
  dunning import customers customers.csv
  dunning import items open-items.xlsx --snapshot
  dunning import items export.csv --map ours.toml --create-customers --skip-bad
"""
SETUP_EXAMPLES = """\b
Examples:
  dunning setup import setup.toml --dry-run
  dunning setup import setup.toml
"""


@click.command("import", epilog=IMPORT_EXAMPLES)
@click.argument("kind", type=OneOf(KINDS), metavar="KIND")
@click.argument("file", type=FILE)
@click.option("--map", "map_path", type=FILE, metavar="M.toml", help="How a foreign file reads.")
@click.option(
    "--snapshot",
    is_flag=True,
    help="Close open items that the file lacks, in the units that it has rows of.",
)
@click.option("--skip-bad", is_flag=True, help="Import the good rows; list the others in a file.")
@click.option("--create-customers", is_flag=True, help="Make a customer for an unknown number.")
@common
def import_(
    call: Call,
    kind: str,
    file: Path,
    *,
    map_path: Path | None,
    snapshot: bool,
    skip_bad: bool,
    create_customers: bool,
) -> None:
    """Import data from CSV or XLSX.

    KIND is customers, sites, contacts, items, payments, rates or prices. All of the file is
    imported, or nothing.
    """
    from tui_dunning.services import load

    with call.opened() as settings, progress("Bytes") as show:
        result = load.import_file(
            kind,
            file,
            map_path=map_path,
            snapshot=snapshot,
            skip_bad=skip_bad,
            create_customers=create_customers,
            as_of=call.as_of,
            operator=settings.operator,
            progress=show,
        )
    for notice in result.notices:
        note(notice)
    if result.rejected:
        rows, are = counted(result.rejected, "row"), "is" if result.rejected == 1 else "are"
        note(f"{rows} left out, which {are} in {result.rejects_path} with the reason.")
    if call.json:
        document(shapes.plain(result))
        return
    closed = f", {result.closed:,} closed" if result.closed else ""
    say(
        f"{file.name}: {counted(result.read, kind[:-1])} read, {result.added:,} added, "
        f"{result.changed:,} changed, {result.unchanged:,} unchanged{closed}."
    )


@click.group(no_args_is_help=True)
@common
def setup(call: Call) -> None:
    """Import or export the set-up as TOML.

    Units, entry types, procedures, profile classes, finance charges and letter texts.
    """


@setup.command("import", epilog=SETUP_EXAMPLES)
@click.argument("file", type=FILE, metavar="FILE.toml")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@common
def setup_import(call: Call, file: Path, *, dry_run: bool) -> None:
    """Add and change set-up from a TOML file.

    All of the file, or nothing; nothing is ever deleted.
    """
    from tui_dunning.services import setup as service

    with call.opened() as settings:
        result = service.import_setup(file, dry_run=dry_run, operator=settings.operator)
    if call.json:
        changes, concerns = list(result.changes), list(result.concerns)
        document({"dry_run": dry_run, "changes": changes, "concerns": concerns})
        return
    for change in result.changes:
        say(change)
    for concern in result.concerns:
        note(concern)
    count = len(result.changes)
    word = "would be made" if dry_run else "made"
    note(f"{count or 'No'} change{'' if count == 1 else 's'} {word}.")


@setup.command("export", epilog="Example: dunning setup export > setup.toml")
@common
def setup_export(call: Call) -> None:
    """Print the set-up as TOML; importing it again changes nothing."""
    from tui_dunning.services import setup as service

    with call.opened():
        text = service.export_setup()
    if call.json:
        import tomllib

        document(shapes.plain(tomllib.loads(text)))
    else:
        sys.stdout.write(text)
