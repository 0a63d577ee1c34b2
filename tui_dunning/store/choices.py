"""Short lists of codes with their names, for the fields of screens."""

from __future__ import annotations

from peewee import Expression, Field, Value, fn

from tui_dunning.engine.names import fold_name
from tui_dunning.store.models import Customer, Item, Letter, Procedure, ProfileClass, Unit

MOST = 200

Pairs = list[tuple[str, str]]


def units() -> Pairs:
    """Return all units: code, name."""
    return list(Unit.select(Unit.code, Unit.name).order_by(Unit.code).limit(MOST).tuples())


def set_ids() -> Pairs:
    """Return each set id with the codes of its units."""
    found: dict[str, list[str]] = {}
    query = Unit.select(Unit.set_id, Unit.code).where(Unit.set_id != "")
    for set_id, code in query.order_by(Unit.set_id, Unit.code).tuples():
        found.setdefault(set_id, []).append(code)
    return [(set_id, ", ".join(codes)) for set_id, codes in found.items()]


def dunning_groups() -> Pairs:
    """Return the dunning groups that customers have."""
    query = Customer.select(Customer.dunning_group).where(Customer.dunning_group != "").distinct()
    return [(group, "") for (group,) in query.order_by(Customer.dunning_group).limit(MOST).tuples()]


def procedures() -> Pairs:
    """Return all procedures: code, method."""
    query = Procedure.select(Procedure.code, Procedure.method).order_by(Procedure.code)
    return list(query.limit(MOST).tuples())


def profile_classes() -> Pairs:
    """Return all profile classes."""
    query = ProfileClass.select(ProfileClass.code).order_by(ProfileClass.code)
    return [(code, "") for (code,) in query.limit(MOST).tuples()]


def customers(typed: str) -> Pairs:
    """Return customers whose number or name starts with what is typed: number, name.

    Those of the number come first, then those of the name: each is read from an index.
    """
    query = Customer.select(Customer.number, Customer.name)
    by_number = query.where(_starts(Customer.number, typed)).order_by(Customer.number)
    found = dict(by_number.limit(MOST).tuples())
    folded = fold_name(typed)
    if folded and len(found) < MOST:
        by_name = query.where(_starts(Customer.name_folded, folded))
        found |= dict(by_name.order_by(Customer.name_folded, Customer.number).limit(MOST).tuples())
    return list(found.items())[:MOST]


def _starts(field: Field, typed: str) -> Expression:
    """Return the condition that a text starts so; an index on it is read in order."""
    return (field >= typed) & (field < typed + "\U0010ffff")


def letter_codes_waiting() -> list[str]:
    """Return the letter codes of the letters that have not been sent."""
    query = Letter.select(Letter.letter_code).where(Letter.status == "proposed").distinct()
    return sorted(code for (code,) in query.tuples())


def items(typed: str) -> list[tuple[str, str, str]]:
    """Return items whose number starts with what is typed: number, unit, customer.

    Read unit by unit, as the index of items begins with the unit.
    """
    found: list[tuple[str, str, str]] = []
    for unit, code in Unit.select(Unit.id, Unit.code).tuples():
        query = (
            Item.select(Item.number, Value(code), Customer.number)
            .join(Customer)
            .where(Item.unit == unit, _starts(Item.number, typed))
        )
        found.extend(query.order_by(Item.unit, Item.number).limit(MOST).tuples())
    return sorted(found)[:MOST]


def units_of_item(number: str) -> list[str]:
    """Return the codes of the units that have an item of that number."""
    mine = Item.select().where(Item.unit == Unit.id, Item.number == number)
    query = Unit.select(Unit.code).where(fn.EXISTS(mine)).order_by(Unit.code)
    return [code for (code,) in query.limit(MOST).tuples()]
