"""Which customers the edit report lists (4.4.2): conditions that find few rows by an index.

A condition that most customers meet fills a page in list order; one that few meet names their ids.
What lies between is met in list order, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from peewee import Expression, ModelSelect, Value, fn

from tui_dunning.engine.ltr import ALL_SENT, NOT_FLAGGED
from tui_dunning.engine.types import Method
from tui_dunning.store import ltr_columns
from tui_dunning.store.few import FEW, are_few
from tui_dunning.store.models import (
    IS_LIVE,
    LTR_BY_CODE,
    Customer,
    Item,
    Letter,
    LetterCustomer,
    Procedure,
    ProfileClass,
    Table,
    Unit,
)
from tui_dunning.store.name_search import name_has


class Sort(StrEnum):
    """The orders of the edit report. Each ends in the customer's number, so that keys differ."""

    NUMBER = "number"
    NAME = "name"
    PAST_DUE = "past-due"


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """Which customers to list. Empty means all; `ltr` None too ("" are those without a letter)."""

    unit: str = ""
    ltr: str | None = None
    group: str = ""
    name_part: str = ""
    sort: Sort = Sort.NUMBER


def method() -> Any:
    """The method a customer is dunned by; without a procedure the letter code counts."""
    return fn.COALESCE(ltr_columns.method(), Method.SEQUENCE.value)


def filters(query: ReportQuery) -> list[Expression]:
    """The conditions of a query."""
    owes = Item.select(Value(1)).where(Item.customer == Customer.id, Item.is_open)
    has_code = Customer.letter_code != ""
    found = []
    if query.unit:
        unit = Unit.select(Unit.id).where(Unit.code == query.unit)
        owes = owes.where(Item.unit == unit)
        has_code &= Customer.unit == unit
        concerned = _of_unit(unit)
        if all(are_few(ids, FEW) for ids in concerned):
            found.append(Customer.id.in_(concerned[0] | concerned[1]))
    found.append(fn.EXISTS(owes) | has_code)
    if query.group:
        found += _in_group(query)
    if query.name_part:
        found.append(name_has(query.name_part))
    if query.ltr is not None:
        found += _has_ltr(query.ltr, query.sort)
    return found


def _in_group(query: ReportQuery) -> list[Expression]:
    """Whether a customer is in the query's dunning group; its index leaves out who is in none."""
    condition = (Customer.dunning_group == query.group) & (Customer.dunning_group != "")
    if query.sort is Sort.NUMBER:
        return [condition]
    ids = Customer.select(Customer.id).where(condition)
    return [Customer.id.in_(ids), condition] if are_few(ids, FEW) else [condition]


def _of_unit(unit: ModelSelect) -> tuple[ModelSelect, ModelSelect]:
    """The customers with an item in a unit, and the unit's own."""
    return (
        Item.select(Item.customer).where(Item.unit == unit),
        Customer.select(Customer.id).where(Customer.unit == unit),
    )


def _has_ltr(wanted: str, sort: Sort) -> list[Expression]:
    """Whether a customer's LTR column shows `wanted`; the same order as `engine.ltr`."""
    by_code = Customer.select(Customer.id).where(wanted == LTR_BY_CODE)
    others = Procedure.select(Procedure.id).where(Procedure.method != Method.SEQUENCE.value)
    all_by_code = wanted == NOT_FLAGGED or not _are_used(others, ProfileClass, Unit, Customer)
    if all_by_code and sort is Sort.NUMBER:
        return [wanted == LTR_BY_CODE]
    condition = _shows(wanted)
    if not are_few(by_code, FEW):
        return [condition]
    if all_by_code or wanted == ALL_SENT:
        return [Customer.id.in_(by_code), condition]
    for by_level in _at_level(wanted, others):
        if are_few(by_level, FEW):
            return [Customer.id.in_(by_code | by_level), condition]
    return [condition]


def _shows(wanted: str) -> Expression:
    """The condition itself, for any method; an order by name is not given up for an index."""
    if wanted == NOT_FLAGGED:
        return ~Customer.dunning
    sequence = method() == Method.SEQUENCE.value
    if wanted == ALL_SENT:
        return Customer.dunning & Customer.all_sent & sequence
    by_code = sequence & ~Customer.all_sent & (Customer.letter_code == wanted)
    level = int(wanted) if wanted.isdecimal() else 0
    by_level = (method() != Method.SEQUENCE.value) & (
        fn.COALESCE(ltr_columns.latest_level(), 0) == level
    )
    return Customer.dunning & (by_code | by_level)


def _are_used(procedures: ModelSelect, *tables: type[Table]) -> bool:
    """Whether rows of these tables name one of some procedures.

    Their ids are looked up first: a planner that does not know them reads all customers.
    """
    ids = [number for (number,) in procedures.tuples()]
    return bool(ids) and any(
        table.select(Value(1)).where(table.procedure.in_(ids)).limit(1).tuples().first()
        for table in tables
    )


def _at_level(wanted: str, others: ModelSelect) -> list[ModelSelect]:
    """Sets that hold all customers who show a level of another method, the narrower first."""
    found = []
    if wanted.isdecimal():
        found.append(
            Letter.select(LetterCustomer.customer)
            .join(LetterCustomer, on=(LetterCustomer.letter == Letter.id))
            .where(IS_LIVE, Letter.level == int(wanted))
        )
    if not _are_used(others, ProfileClass, Unit):
        found.append(Customer.select(Customer.id).where(Customer.procedure.in_(others)))
    return found
