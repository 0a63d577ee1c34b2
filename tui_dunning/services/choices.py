"""The values that fields list (F4): codes with their names, from the database."""

from __future__ import annotations

from tui_dunning.store import choices
from tui_dunning.store.choices import MOST, Pairs
from tui_dunning.store.database import reading

__all__ = ["MOST", "Pairs"]


def units() -> Pairs:
    """Return all units: code, name."""
    with reading():
        return choices.units()


def set_ids() -> Pairs:
    """Return each set id with the codes of its units."""
    with reading():
        return choices.set_ids()


def dunning_groups() -> Pairs:
    """Return the dunning groups that customers have."""
    with reading():
        return choices.dunning_groups()


def procedures() -> Pairs:
    """Return all procedures: code, method."""
    with reading():
        return choices.procedures()


def profile_classes() -> Pairs:
    """Return all profile classes."""
    with reading():
        return choices.profile_classes()


def customers(typed: str = "") -> Pairs:
    """Return the first customers whose number or name starts with what is typed."""
    with reading():
        return choices.customers(typed)


def items(typed: str = "") -> Pairs:
    """Return the first items whose number starts with what is typed: number, whose it is."""
    with reading():
        found = choices.items(typed)
    return [(number, f"unit {unit}, customer {customer}") for number, unit, customer in found]


def units_of_item(number: str) -> list[str]:
    """Return the units that have an item of that number."""
    with reading():
        return choices.units_of_item(number)


def letter_codes_waiting() -> list[str]:
    """Return the letter codes of the letters that wait."""
    with reading():
        return choices.letter_codes_waiting()
