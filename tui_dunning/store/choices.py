"""Short lists of codes with their names, for the fields of screens."""

from __future__ import annotations

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
    """Return customers whose number or name starts with what is typed: number, name."""
    query = Customer.select(Customer.number, Customer.name).order_by(Customer.number)
    if typed:
        folded = fold_name(typed)
        starts = (Customer.number >= typed) & (Customer.number < typed + "\uffff")
        named = (Customer.name_folded >= folded) & (Customer.name_folded < folded + "\uffff")
        query = query.where(starts | named)
    return list(query.limit(MOST).tuples())


def letter_codes_waiting() -> list[str]:
    """Return the letter codes of the letters that have not been sent."""
    query = Letter.select(Letter.letter_code).where(Letter.status == "proposed").distinct()
    return sorted(code for (code,) in query.tuples())


def items(typed: str) -> list[tuple[str, str, str]]:
    """Return items whose number starts with what is typed: number, unit, customer."""
    query = (
        Item.select(Item.number, Unit.code, Customer.number)
        .join(Unit)
        .switch(Item)
        .join(Customer)
        .order_by(Item.number, Unit.code)
    )
    if typed:
        query = query.where(Item.number >= typed, Item.number < typed + "\uffff")
    return list(query.limit(MOST).tuples())


def units_of_item(number: str) -> list[str]:
    """Return the codes of the units that have an item of that number."""
    query = Item.select(Unit.code).join(Unit).where(Item.number == number).order_by(Unit.code)
    return [code for (code,) in query.limit(MOST).tuples()]
