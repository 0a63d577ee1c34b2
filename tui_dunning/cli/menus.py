"""`dunning`, `dunning 4.4.3 100130` and `dunning demo`: the ways into the menus."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_dunning.cli.options import FILE, Call, common
from tui_dunning.cli.show import note
from tui_dunning.errors import DunningError

if TYPE_CHECKING:
    from tui_dunning.settings import Settings

DEMO_EXAMPLES = """\b
Examples:
  dunning demo   # throw-away: gone when you sign off
  dunning demo --keep demo.db   # kept; `dunning --database demo.db` goes on with it
"""


def open_menus(call: Call, start: str, *, confined: bool = False) -> None:
    """Open the menus on the configured database.

    Args:
        call: the common options.
        start: what to open at once, "4.4.3 100130"; "" for the main menu.
        confined: keep to the output folder, whatever the setting says.
    """
    from tui_dunning import launcher

    if call.json:
        raise click.UsageError("--json needs a command; the menus are for people.")
    launcher.require_terminal()
    launcher.require_theme(call.settings())
    with call.opened() as settings:
        if confined and not settings.confined:
            origins = {**settings.origins, "confined": "SSH"}
            settings = replace(settings, confined=True, origins=origins)
        status = launcher.open_menus(settings, call.as_of, settings.operator, start)
    if status:
        raise click.exceptions.Exit(status)


@click.command("menu", hidden=True)
@click.argument("words", nargs=-1)
@common
def menu(call: Call, words: tuple[str, ...]) -> None:
    """Open the menus at a path, or at a record: `dunning 4.4.3 100130`."""
    open_menus(call, " ".join(words))


@click.command(epilog=DEMO_EXAMPLES)
@click.option("--keep", type=FILE, metavar="PATH", help="Keep the database in this file.")
@common
def demo(call: Call, *, keep: Path | None) -> None:
    """Open the menus on a sample company.

    In a database of its own, which goes when you sign off. Over SSH the menus then touch no file
    but in a folder that goes, too, unless the setting `confined` says no.
    """
    from tui_dunning import launcher

    launcher.require_terminal()
    launcher.require_theme(call.settings())
    if keep is not None:
        _make(call, keep)
        note(f"`dunning --database {keep}` goes on with it.")
        open_menus(call._replace(database=str(keep)), "")
        return
    with tempfile.TemporaryDirectory(prefix="dunning-demo-") as folder:
        path = Path(folder) / "demo.db"
        _make(call, path)
        # Strangers leave nothing behind, and find nothing of each other.
        confined = confined_demo(call.settings(), os.environ)
        letters = Path(folder) / "letters" if confined else call.output_folder
        demo_call = call._replace(database=str(path), output_folder=letters)
        open_menus(demo_call, "", confined=confined)


def confined_demo(settings: Settings, environment: Mapping[str, str]) -> bool:
    """Tell whether a demo stays in its folder: as the setting says, else if it comes over SSH."""
    if "confined" in settings.origins:
        return settings.confined
    return bool(environment.get("SSH_CONNECTION"))


def _make(call: Call, path: Path) -> None:
    """Create the database of a demo and fill it."""
    from tui_dunning.services import database, sample

    if path.exists():
        raise DunningError(
            f"{path} exists.", f"Open it with `dunning --database {path}`, or name another file."
        )
    settings = call.settings(database=str(path))
    note("Making the sample company ...")
    try:
        database.create(settings.database)
        sample.fill_sample(call.as_of, settings.operator)
    except BaseException:
        database.close()
        path.unlink(missing_ok=True)
        raise
    database.close()
