"""The `dunning` command: commands loaded when they are named, menu paths taken as commands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

MENU_PATH = re.compile(r"=?\d+(\.\d+)*", re.A)

SECTIONS: Mapping[str, Mapping[str, str]] = {
    "Menu lines": {
        "update": "updating:update",
        "edit-report": "reports:edit_report",
        "customer": "customers:customer",
        "print": "printing:print_",
        "text": "texts:text",
        "prices": "printing:prices",
        "runs": "letters:runs",
        "letters": "letters:letters",
        "letter": "letters:letter",
        "item": "letters:item",
        "control": "letter_lists:control",
        "preview-report": "letter_lists:preview_report",
        "explain": "customers:explain",
        "compare": "comparing:compare",
        "simulate": "simulating:simulate",
    },
    "Data and set-up": {
        "init": "databases:init",
        "import": "loading:import_",
        "setup": "loading:setup",
        "sample": "databases:sample",
        "demo": "menus:demo",
    },
    "Care": {
        "check": "databases:check",
        "backup": "databases:backup",
        "upgrade": "databases:upgrade",
        "settings": "databases:settings",
    },
}
"""Where each command stands: module of this package and name in it."""

MENU = "menu"
"""The name under which a menu path is run; not listed."""

_PLACES = {
    MENU: "menus:menu",
    **{name: place for section in SECTIONS.values() for name, place in section.items()},
}


class DunningGroup(click.Group):
    """Finds commands by name, or menus by path: `dunning 4.4.3 100130`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the menus."""
        return [name for section in SECTIONS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command's module; the others stay unloaded."""
        place = _PLACES.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        found: Any = getattr(import_module(f"tui_dunning.cli.{module}"), name)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a menu path for the menus, anything else for a command's name."""
        if args and MENU_PATH.fullmatch(args[0]):
            return MENU, self.get_command(ctx, MENU), args
        if args and (args[0] == MENU or self.get_command(ctx, args[0]) is None):
            ctx.fail(unknown("command", args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section."""
        for title, section in SECTIONS.items():
            rows = []
            for name in section:
                command = self.get_command(ctx, name)
                rows.append((name, command.get_short_help_str(60) if command else ""))
            with formatter.section(title):
                formatter.write_dl(rows)


def unknown(kind: str, word: str, known: list[str]) -> str:
    """Say that a word is not known, and which one may have been meant."""
    near = difflib.get_close_matches(word, known, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"There is no {kind} {word!r}.{hint}"
