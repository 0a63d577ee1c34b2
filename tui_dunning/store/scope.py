"""Which customers and units a run is for: codes looked up, and as conditions of SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from tui_dunning.engine.types import Scope
from tui_dunning.errors import NotFound, WrongUsage
from tui_dunning.store import models


@dataclass(frozen=True, slots=True)
class ScopeIds:
    """A scope by ids. `units` None: every unit; customer fields None: every customer.

    `span` has only the groups of correspondence customers above its first id up to its second.
    """

    units: tuple[int, ...] | None = None
    customer: int | None = None
    correspondence: int | None = None
    group: str | None = None
    span: tuple[int, int] | None = None

    def customers(self, alias: str) -> tuple[str, list[object]]:
        """Return the condition on a customer table called `alias`, and its values."""
        conditions: list[str] = []
        values: list[object] = []
        for column, value in (
            ("id", self.customer),
            ("correspondence_id", self.correspondence),
            ("dunning_group", self.group),
        ):
            if value is not None:
                conditions.append(f"{alias}.{column} = {models.database.param}")
                values.append(value)
        if self.span is not None:
            column, mark = f"{alias}.correspondence_id", models.database.param
            conditions.append(f"{column} > {mark} AND {column} <= {mark}")
            values += self.span
        return " AND ".join(conditions) or "1 = 1", values

    @property
    def all_customers(self) -> bool:
        """True where no customer is left out."""
        return self.customer is None and self.correspondence is None and self.group is None

    def units_condition(self, column: str) -> str:
        """Return the condition that a unit's id is in scope."""
        if self.units is None:
            return "1 = 1"
        return f"{column} IN ({', '.join(map(str, self.units))})"


def spans_of(ids: ScopeIds, size: int) -> Iterator[tuple[int, int]]:
    """Cut a scope into spans of about so many customers; no group is in two of them.

    Each is looked up when it is asked for: work on the first ones need not wait for the others.
    """
    where, values = ids.customers("c")
    mark = models.database.param
    after = 0
    while True:
        until = models.database.execute_sql(
            f"""SELECT MAX(correspondence_id) FROM (SELECT c.correspondence_id FROM customer c
            WHERE {where} AND c.correspondence_id > {mark}
            ORDER BY c.correspondence_id LIMIT {size}) AS span""",
            [*values, after],
        ).fetchone()[0]
        if until is None:
            return
        yield after, until
        after = until


def scope_key(scope: Scope) -> str:
    """Return the text by which runs of the same scope are found."""
    return json.dumps(
        [scope.unit, scope.set_id, scope.customer, scope.correspondence, scope.group],
        ensure_ascii=False,
    )


def find_scope(scope: Scope) -> ScopeIds:
    """Look up the codes of a scope.

    Raises:
        WrongUsage: for a unit together with a set id.
        NotFound: for a code that is not there, or a customer of another correspondence group.
    """
    if scope.unit and scope.set_id:
        raise WrongUsage(
            "A run is for a unit or for a set id, not for both.", "Leave one of the two out."
        )
    customer = _customer(scope.customer) if scope.customer else None
    correspondence = _customer(scope.correspondence) if scope.correspondence else None
    if customer and correspondence and customer.correspondence_id != correspondence.id:
        raise NotFound(
            f"Customer {customer.number} is not in the correspondence group of "
            f"{correspondence.number}.",
            "Enter one of the two alone.",
        )
    if scope.group:
        _require_group(scope.group)
    return ScopeIds(
        units=_units(scope),
        customer=customer.id if customer else None,
        correspondence=correspondence.id if correspondence else None,
        group=scope.group or None,
    )


def _units(scope: Scope) -> tuple[int, ...] | None:
    table = models.Unit
    if scope.unit:
        rows = tuple(row.id for row in table.select().where(table.code == scope.unit))
        if not rows:
            raise NotFound(f"There is no unit {scope.unit}.", f"The units are {_list(table.code)}.")
        return rows
    if scope.set_id:
        query = table.select().where(table.set_id == scope.set_id).order_by(table.id)
        rows = tuple(row.id for row in query)
        if not rows:
            raise NotFound(
                f"No unit has the set id {scope.set_id}.",
                f"The set ids are {_list(table.set_id)}.",
            )
        return rows
    return None


def _customer(number: str) -> models.Customer:
    found: models.Customer | None = models.Customer.get_or_none(models.Customer.number == number)
    if found is None:
        raise NotFound(
            f"There is no customer {number}.",
            "Numbers keep their leading zeros; look it up under 4.4.3.",
        )
    return found


def _require_group(group: str) -> None:
    table = models.Customer
    if not table.select().where(table.dunning_group == group).exists():
        raise NotFound(
            f"No customer is in the dunning group {group}.",
            "A customer's group comes with the import of customers.",
        )


def _list(column: object) -> str:
    """Name up to ten of the values that exist; "none" where there are none."""
    query = column.model.select(column).distinct().where(column != "").order_by(column)  # type: ignore[attr-defined]
    values = [value for (value,) in query.limit(11).tuples()]
    shown = ", ".join(values[:10]) + (", ..." if len(values) > 10 else "")
    return shown or "not set up yet"
