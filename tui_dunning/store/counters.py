"""Numbers without gaps: a row for each series, moved on in the transaction that uses the number."""

from __future__ import annotations

from tui_dunning.store.connection import handle
from tui_dunning.store.models import Counter


def next_number(name: str) -> int:
    """Take the next number of a series; a roll-back gives it back."""
    return reserve_numbers(name, 1)


def reserve_numbers(name: str, count: int) -> int:
    """Take `count` numbers that follow one another.

    Returns:
        The first of them. A series that was not set starts with 1.
    """
    if not handle().in_transaction():
        raise RuntimeError("numbers are taken inside the transaction that uses them")
    after = (
        Counter.insert(name=name, next_value=1 + count)
        .on_conflict(
            conflict_target=[Counter.name],
            update={Counter.next_value: Counter.next_value + count},
        )
        .returning(Counter.next_value)
        .execute()
    )
    return int(next(iter(after)).next_value) - count


def set_next_number(name: str, value: int) -> None:
    """Set where a series goes on."""
    Counter.insert(name=name, next_value=value).on_conflict(
        conflict_target=[Counter.name], update={Counter.next_value: value}
    ).execute()


def peek_number(name: str) -> int:
    """The number that would be taken next."""
    row = Counter.get_or_none(Counter.name == name)
    return 1 if row is None else int(row.next_value)
