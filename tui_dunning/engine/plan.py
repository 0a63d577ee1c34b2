"""What a run looks up for every item, worked out once from the set-up before the first one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tui_dunning.engine.types import (
    Addressing,
    Customer,
    Level,
    Method,
    Minimum,
    Procedure,
    ProfileClass,
    RunParameters,
    Setup,
    Site,
)

NO_MINIMUM = Minimum()
NO_CLASS = ProfileClass("")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the items of a customer are measured by.

    `past_due_until` is the latest due date that is past due. `procedure` is the one that holds for
    all of the customer's items; where it is None, each item takes its unit's.
    """

    grace_days: int
    past_due_until: date
    procedure: Procedure | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels of a procedure: by number, and those that runs reach by themselves, in order."""

    levels: Mapping[int, Level]
    automatic: tuple[Level, ...]

    def after(self, number: int) -> Level | None:
        """Return the next level that a run reaches after a number, None after the last."""
        for level in self.automatic:
            if level.number > number:
                return level
        return None


@dataclass(frozen=True, slots=True)
class Plan:
    """The set-up and parameters of a run, made ready by `prepare`."""

    setup: Setup
    parameters: RunParameters
    as_of: date
    by_unit: bool
    own_unit_decides: bool
    item_addressing: bool
    included: frozenset[int]
    unit_procedures: Mapping[int, Procedure | None]
    ladders: Mapping[str, Ladder]
    _terms: dict[tuple[object, ...], Terms] = field(default_factory=dict)

    def terms(self, customer: Customer) -> Terms:
        """Return what a customer's items are measured by."""
        key = (
            customer.grace_days,
            customer.profile_class,
            customer.procedure,
            customer.unit_id if self.own_unit_decides else None,
        )
        found = self._terms.get(key)
        if found is None:
            found = self._terms[key] = self._find_terms(customer)
        return found

    def _find_terms(self, customer: Customer) -> Terms:
        profile = self.profile_class(customer.profile_class)
        grace_days = profile.grace_days if customer.grace_days is None else customer.grace_days
        code = customer.procedure or profile.procedure
        procedure = self.setup.procedures.get(code) if code else None
        if not code and self.own_unit_decides and customer.unit_id is not None:
            procedure = self.unit_procedures.get(customer.unit_id)
        late = timedelta(days=max(1, grace_days))
        return Terms(grace_days, self.as_of - late, procedure)

    def profile_class(self, code: str) -> ProfileClass:
        """Return a profile class; one that asks for nothing where there is none."""
        return self.setup.profile_classes.get(code, NO_CLASS)

    def minimum(self, customer: Customer, site: Site | None, currency: str) -> Minimum:
        """Return the two minimums of an account in a currency; a missing one is 0.

        The nearest one holds: the site's own, its profile class's, the customer's own, its class's.
        Source: seed 002, minimum dunning amount by currency.
        """
        if site is not None:
            if site.minimums and currency in site.minimums:
                return site.minimums[currency]
            by_site_class = self.profile_class(site.profile_class).minimums
            if currency in by_site_class:
                return by_site_class[currency]
        if customer.minimums and currency in customer.minimums:
            return customer.minimums[currency]
        return self.profile_class(customer.profile_class).minimums.get(currency, NO_MINIMUM)


def prepare(setup: Setup, parameters: RunParameters) -> Plan:
    """Make a run's set-up ready; do it once and hand the plan to `dunning.decide` for each group.

    In a set-id run an item's procedure by default is that of the customer's own unit.
    """
    units = setup.units
    return Plan(
        setup=setup,
        parameters=parameters,
        as_of=parameters.as_of,
        by_unit=parameters.scope.by_unit,
        own_unit_decides=bool(parameters.scope.set_id),
        item_addressing=any(unit.addressing is Addressing.ITEM for unit in units.values()),
        included=setup.included,
        unit_procedures={
            unit_id: setup.procedures.get(unit.procedure) for unit_id, unit in units.items()
        },
        ladders={
            code: Ladder(
                {level.number: level for level in procedure.levels},
                tuple(level for level in procedure.levels if level.automatic),
            )
            for code, procedure in setup.procedures.items()
        },
    )


def is_sequence(procedure: Procedure | None) -> bool:
    """Tell whether a procedure keeps its state on the customer."""
    return procedure is not None and procedure.method is Method.SEQUENCE
