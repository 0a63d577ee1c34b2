"""What the column LTR of a customer is worked out from, as columns of a query of customers."""

from __future__ import annotations

from typing import Any

from peewee import Case, fn

from tui_dunning.store.models import (
    Customer,
    Item,
    Letter,
    LetterCustomer,
    Procedure,
    ProfileClass,
    Unit,
)


def procedure_id() -> Any:
    """The procedure of a customer: its own, its class's, its open items' units', its own unit's."""
    of_class = ProfileClass.select(ProfileClass.procedure).where(
        ProfileClass.id == Customer.profile_class
    )
    of_items = (
        Item.select(fn.MIN(Unit.procedure))
        .join(Unit, on=(Unit.id == Item.unit))
        .where(Item.customer == Customer.id, Item.is_open)
    )
    own_unit = Unit.alias("own")
    of_unit = own_unit.select(own_unit.procedure).where(own_unit.id == Customer.unit)
    return fn.COALESCE(Customer.procedure, of_class, of_items, of_unit)


def procedure_code() -> Any:
    """The code of a customer's procedure; null where it has none."""
    return Procedure.select(Procedure.code).where(Procedure.id == procedure_id())


def method() -> Any:
    """The method of a customer's procedure; null where it has none."""
    return Procedure.select(Procedure.method).where(Procedure.id == procedure_id())


def latest_level() -> Any:
    """The level of a customer's latest waiting letter, else of its latest sent one."""
    waits = Case(None, [(Letter.status == "proposed", 0)], 1)
    return (
        Letter.select(Letter.level)
        .join(LetterCustomer, on=(LetterCustomer.letter == Letter.id))
        .where(
            LetterCustomer.customer == Customer.id,
            Letter.status.in_(("proposed", "printed", "sent")),
        )
        .order_by(waits, Letter.date.desc(), Letter.id.desc())
        .limit(1)
    )
