"""What the menus say before anything is chosen (4.4)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tui_dunning.store import menu_facts
from tui_dunning.store.database import connected, reading

__all__ = ["MenuFacts", "connected", "facts"]


class MenuFacts(NamedTuple):
    """The state that menu lines tell.

    `waiting` counts all letters that have not been sent, `waiting_of_run` those of the last run.
    """

    unit: str = ""
    unit_name: str = ""
    last_run: int | None = None
    last_run_as_of: date | None = None
    waiting: int = 0
    waiting_of_run: int = 0


def facts(unit: str = "") -> MenuFacts:
    """Read what the menus say; `unit` is the setting, "" for the first unit there is."""
    with reading():
        code, name = menu_facts.unit(unit) or menu_facts.unit("") or ("", "")
        run, as_of = menu_facts.last_run() or (None, None)
        return MenuFacts(
            code,
            name,
            run,
            as_of,
            menu_facts.waiting(),
            menu_facts.waiting(run) if run is not None else 0,
        )
