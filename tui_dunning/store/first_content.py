"""What a new database holds before anybody puts anything in."""

from __future__ import annotations

from collections.abc import Iterable

from tui_dunning.store.counters import set_next_number
from tui_dunning.store.models import EntryType


def add_entry_types(entry_types: Iterable[tuple[str, str, bool]]) -> None:
    """Add entry types (code, name, included) and start the two counters with 1."""
    for code, name, include in entry_types:
        EntryType.create(code=code, name=name, include=include)
    for name in ("dunning_number", "letter_number"):
        set_next_number(name, 1)
