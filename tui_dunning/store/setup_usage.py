"""How many customers, open items and waiting letters a record of the set-up holds for."""

from __future__ import annotations

from typing import Any, NamedTuple

from peewee import JOIN, fn

from tui_dunning.engine.types import LetterStatus
from tui_dunning.store.models import (
    Customer,
    EntryType,
    Item,
    Letter,
    Procedure,
    ProfileClass,
    Unit,
)


class Usage(NamedTuple):
    """Customers with open items, those items, and the letters that wait."""

    customers: int = 0
    items: int = 0
    letters: int = 0


def usage(table: str, code: str) -> Usage:
    """Count whom a unit, entry type, profile class or procedure holds for.

    An item's procedure is its customer's, else the profile class's, else its unit's.
    """
    own = Procedure.alias("own")
    of_class = Procedure.alias("of_class")
    of_unit = Procedure.alias("of_unit")
    holds = {
        "unit": Unit.code == code,
        "entry_type": EntryType.code == code,
        "profile_class": ProfileClass.code == code,
        "procedure": fn.COALESCE(own.code, of_class.code, of_unit.code) == code,
    }[table]
    query = (
        Item.select(fn.COUNT(Item.customer.distinct()), fn.COUNT(Item.id))
        .join(Customer, on=(Item.customer == Customer.id))
        .join(ProfileClass, JOIN.LEFT_OUTER, on=(Customer.profile_class == ProfileClass.id))
        .join(Unit, on=(Item.unit == Unit.id))
        .join(EntryType, on=(Item.entry_type == EntryType.id))
        .join(own, JOIN.LEFT_OUTER, on=(Customer.procedure == own.id))
        .join(of_class, JOIN.LEFT_OUTER, on=(ProfileClass.procedure == of_class.id))
        .join(of_unit, JOIN.LEFT_OUTER, on=(Unit.procedure == of_unit.id))
        .where(Item.is_open, holds)
    )
    customers, items = query.tuples().first()
    return Usage(customers, items, _letters(table, code))


def _letters(table: str, code: str) -> int:
    """Count the letters that wait of a unit or procedure, or to customers of a profile class."""
    query: Any = Letter.select().where(Letter.status == LetterStatus.PROPOSED.value)
    if table == "procedure":
        query = query.where(Letter.procedure == code)
    elif table == "unit":
        query = query.join(Unit, on=(Letter.unit == Unit.id)).where(Unit.code == code)
    elif table == "profile_class":
        query = query.join(Customer, on=(Letter.customer == Customer.id))
        query = query.join(ProfileClass, on=(Customer.profile_class == ProfileClass.id))
        query = query.where(ProfileClass.code == code)
    else:
        return 0
    return int(query.count())
