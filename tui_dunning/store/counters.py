"""Numbers without gaps: a row for each series, moved on in the transaction that uses the number."""

from __future__ import annotations

from tui_dunning.engine.references import LARGEST_NUMBER
from tui_dunning.errors import Refused
from tui_dunning.store.connection import handle
from tui_dunning.store.models import Counter, Unit


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


def has_references(unit: Unit) -> bool:
    """Whether letters of a unit carry a payment reference: for a slip or an EPC code."""
    return bool(unit.acceptgiro) or unit.currency == "EUR"


def _references_of(unit: Unit) -> str:
    return f"payment_reference:{unit.code}"


def peek_reference(unit: Unit) -> int:
    """The number that the next payment of a unit would take."""
    return max(peek_number(_references_of(unit)), int(unit.acceptgiro_first_reference))


def reserve_references(unit: Unit, count: int) -> int:
    """Take numbers for so many payments of a unit, on from its first one.

    A first one that was raised later is gone on from; no number is taken twice.

    Returns:
        The first of them.

    Raises:
        Refused: there are not so many left.
    """
    name, first = _references_of(unit), unit.acceptgiro_first_reference
    Counter.insert(name=name, next_value=first).on_conflict(
        conflict_target=[Counter.name],
        update={Counter.next_value: first},
        where=Counter.next_value < first,
    ).execute()
    number = reserve_numbers(name, count)
    if number + count > LARGEST_NUMBER + 1:
        raise Refused(
            f"Unit {unit.code} has no payment references left: the largest is {LARGEST_NUMBER}.",
            "Make another unit for its letters.",
        )
    return number


def set_next_number(name: str, value: int) -> None:
    """Set where a series goes on."""
    Counter.insert(name=name, next_value=value).on_conflict(
        conflict_target=[Counter.name], update={Counter.next_value: value}
    ).execute()


def peek_number(name: str) -> int:
    """The number that would be taken next."""
    row = Counter.get_or_none(Counter.name == name)
    return 1 if row is None else int(row.next_value)
