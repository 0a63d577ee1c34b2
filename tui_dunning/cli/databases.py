"""`dunning init`, `sample`, `check`, `backup`, `upgrade`, `settings`: the database as a whole."""

from __future__ import annotations

from pathlib import Path

import click

from tui_dunning.cli import shapes
from tui_dunning.cli.options import FILE, Call, Whole, common
from tui_dunning.cli.show import document, note, progress, say, say_all
from tui_dunning.errors import DunningError
from tui_dunning.output.format import counted

INIT_EXAMPLES = """\b
Examples:
  dunning init   # the database of the settings
  dunning --database /srv/dunning.db init --sample
  dunning --database postgresql://dunning@db/dunning init
"""


@click.command(epilog=INIT_EXAMPLES)
@click.option("--sample", "with_sample", is_flag=True, help="Fill it with the sample company.")
@common
def init(call: Call, *, with_sample: bool) -> None:
    """Create the database.

    It has the shipped letter texts and entry types in it.
    """
    from tui_dunning.database_url import masked
    from tui_dunning.services import database

    settings = call.settings()
    try:
        database.create(settings.database, wait_seconds=settings.wait_seconds)
        if with_sample:
            from tui_dunning.services import sample

            sample.fill_sample(call.as_of, settings.operator)
    finally:
        database.close()
    shown = masked(settings.database)
    if call.json:
        document({"database": shown, "sample": with_sample})
        return
    say(f"Created {shown}" + (" with the sample company." if with_sample else "."))
    if not with_sample:
        note("Next: `dunning setup import setup.toml`, then `dunning import customers FILE`.")


@click.command(epilog="Example: dunning sample --customers 300000 --items 1000000 --seed 1")
@click.option("--customers", type=Whole(1), metavar="N", required=True, help="How many.")
@click.option("--items", type=Whole(0), metavar="M", required=True, help="Open items.")
@click.option(
    "--seed", type=Whole(), metavar="S", required=True, help="The same seed, the same data."
)
@common
def sample(call: Call, *, customers: int, items: int, seed: int) -> None:
    """Fill an empty database with a made-up company.

    Of any size; the same seed makes the same data.
    """
    from tui_dunning.services import sample as service

    with call.opened(), progress("Rows") as show:
        service.generate(customers, items, seed, call.as_of, progress=show)
    if call.json:
        document({"customers": customers, "items": items, "seed": seed})
    else:
        say(f"Made {counted(customers, 'customer')} with {counted(items, 'item')}.")


CHECK_EXAMPLES = """\b
Examples:
  dunning check --json
  dunning check --mend   # where it finds a wrong sum of what is past due
"""


@click.command(epilog=CHECK_EXAMPLES)
@click.option(
    "--mend",
    is_flag=True,
    help="First sum anew what each customer has past due, whatever was kept; nothing else.",
)
@common
def check(call: Call, *, mend: bool) -> None:
    """Look for mistakes in the database.

    The exit status is 1 if anything is wrong. Without --mend nothing is written.
    """
    from tui_dunning.services import check as service

    with call.opened():
        mended = mend and service.mend(call.as_of)
        report = service.check()
    if call.json:
        document(
            {
                "mended": mended,
                "sound": report.is_sound,
                "problems": list(report.problems),
                "notices": list(report.notices),
            }
        )
    elif mended:
        say("What each customer has past due was summed anew.")
    for notice in report.notices:
        note(f"Notice: {notice}")
    for problem in report.problems:
        note(problem)
    if report.problems:
        count = len(report.problems)
        raise DunningError(
            f"{count} thing{'' if count == 1 else 's'} found that must not be.",
            "Keep a copy (`dunning backup FILE`) before anything is mended.",
        )
    if not call.json:
        say("The database is sound.")


@click.command(epilog="Example: dunning backup /backup/dunning-monday.db")
@click.argument("file", type=FILE, metavar="FILE")
@common
def backup(call: Call, file: Path) -> None:
    """Write a copy of the database.

    The copy is consistent; others may go on working.
    """
    from tui_dunning.services import database

    with call.opened():
        database.backup(file)
    size = file.stat().st_size
    if call.json:
        document({"file": str(file), "bytes": size})
    else:
        say(f"Copied to {file} ({size:,} bytes).")


@click.command(epilog="Example: dunning upgrade --database /srv/dunning.db")
@common
def upgrade(call: Call) -> None:
    """Bring an older database to this version.

    Keep a copy and close all menus first. The data stay; an older program refuses it afterwards.
    """
    from tui_dunning.database_url import masked
    from tui_dunning.services import database

    settings = call.settings()
    try:
        before, after = database.upgrade(settings.database, wait_seconds=settings.wait_seconds)
    finally:
        database.close()
    shown = masked(settings.database)
    if call.json:
        document({"database": shown, "before": before, "after": after})
    elif before == after:
        say(f"{shown} is of this version already.")
    else:
        say(f"Upgraded {shown} from version {before} to {after}.")


@click.command(epilog="Example: dunning settings")
@common
def settings(call: Call) -> None:
    """Show the settings in force.

    And where the settings file is; secrets are left out.
    """
    import platformdirs

    from tui_dunning import settings as service
    from tui_dunning.output.columns import table

    loaded = call.settings()
    logs = platformdirs.user_log_path(service.PROGRAM, appauthor=False)
    path, shown = service.settings_path(), service.describe(loaded)
    if call.json:
        values = {"settings": shown, "origins": shapes.plain(loaded.origins)}
        document({"file": str(path), "exists": path.is_file(), "logs": str(logs), **values})
        return
    say(f"Settings file: {path}" + ("" if path.is_file() else " (not there; all is default)"))
    say(f"Logs:          {logs}\n")
    rows = ((name, value, loaded.origins.get(name, "default")) for name, value in shown.items())
    say_all(table(("Setting", "Value", "From"), rows))
    say("\nEach may also be given as DUNNING_ and its name: DUNNING_PAPER=Letter.")
