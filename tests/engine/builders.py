"""Small builders of engine values: name what the test is about, the rest has quiet defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any

from tui_dunning.engine.dunning import decide_group
from tui_dunning.engine.types import (
    Currency,
    Customer,
    Decision,
    Group,
    GroupOutcome,
    Level,
    Member,
    Method,
    Minimum,
    OpenItem,
    Procedure,
    ProfileClass,
    RunParameters,
    Scope,
    Setup,
    Site,
    Unit,
)

AS_OF = date(2026, 6, 30)
US, NL = 1, 2
IN, CM, PP = 1, 2, 3
"""Entry types: invoice and credit memo are included, prepayment is not."""

_numbers = count(1)

MENU = Procedure(
    "MENU",
    Method.SEQUENCE,
    levels=(
        Level(1, "1", days_from=31),
        Level(2, "2"),
        Level(3, "3", only_without_payment=True),
        Level(4, "4", automatic=False, credit_hold=True),
        Level(5, "5", automatic=False),
    ),
)
DAYS = Procedure(
    "DAYS",
    Method.DAYS,
    levels=(
        Level(1, "1", days_from=1, days_to=30),
        Level(2, "2", days_from=31, days_to=60),
        Level(3, "3", days_from=61, days_to=9900),
    ),
)
INTERVAL = Procedure(
    "INTERVAL",
    Method.INTERVAL,
    levels=(Level(1, "1"), Level(2, "2", days_between=30), Level(3, "3", days_between=15)),
)


def days(number: int) -> timedelta:
    return timedelta(days=number)


def item(
    late: int = 40,
    minor: int = 10_000,
    currency: str = "USD",
    *,
    customer: int = 1,
    unit: int = US,
    as_of: date = AS_OF,
    **more: Any,
) -> OpenItem:
    """An invoice that is `late` days past due on the as-of date."""
    item_id = more.pop("item_id", None) or next(_numbers)
    return OpenItem(
        item_id=item_id,
        unit_id=unit,
        customer_id=customer,
        number=more.pop("number", f"INV-{item_id}"),
        entry_type_id=more.pop("entry_type", IN),
        due_date=more.pop("due_date", as_of - days(late)),
        currency=currency,
        balance_minor=minor,
        **more,
    )


def customer(customer_id: int = 1, **more: Any) -> Customer:
    more.setdefault("number", f"C{customer_id}")
    more.setdefault("correspondence_id", customer_id)
    more.setdefault("unit_id", US)
    return Customer(customer_id=customer_id, **more)


def group(*items: OpenItem, of: Customer | None = None) -> Group:
    """A customer that is its own correspondence customer."""
    who = of or customer()
    return Group(who, (Member(who, tuple(items)),))


def family(parent: Customer, *members: Member) -> Group:
    return Group(parent, tuple(sorted(members, key=lambda member: member.customer.customer_id)))


def setup(
    *procedures: Procedure,
    default: str | None = None,
    classes: Iterable[ProfileClass] = (),
    units: Iterable[Unit] = (),
    rates: Mapping[tuple[str, str], Any] | None = None,
) -> Setup:
    """Two units, US in USD and NL in EUR, whose procedure is the first one given."""
    procedures = procedures or (MENU,)
    code = procedures[0].code if default is None else default
    found = {
        US: Unit(US, "US", "USD", procedure=code, set_id="SHARE"),
        NL: Unit(NL, "NL", "EUR", language="nl", procedure=code, set_id="SHARE"),
    }
    found.update({unit.unit_id: unit for unit in units})
    return Setup(
        units=found,
        procedures={procedure.code: procedure for procedure in procedures},
        profile_classes={one.code: one for one in classes},
        included=frozenset({IN, CM}),
        currencies={
            code: Currency(code, 0 if code == "JPY" else 2)
            for code in ("USD", "EUR", "FRF", "GBP", "JPY")
        },
        rate=lambda source, target, _on: (rates or {}).get((source, target)),
    )


def run(
    what: Group | OpenItem | Iterable[OpenItem],
    with_setup: Setup | Procedure | None = None,
    *,
    of: Customer | None = None,
    as_of: date = AS_OF,
    scope: Scope = Scope(),
    **parameters: Any,
) -> GroupOutcome:
    """Decide a group; items alone belong to customer 1."""
    if isinstance(what, OpenItem):
        what = group(what, of=of)
    elif not isinstance(what, Group):
        what = group(*what, of=of)
    if not isinstance(with_setup, Setup):
        with_setup = setup(with_setup) if with_setup else setup()
    return decide_group(what, with_setup, RunParameters(as_of, scope, **parameters))


def answer(decision: Decision) -> int | str:
    """The level or the reason of a decision, as tables write them."""
    if decision.level is not None:
        return decision.level.number
    assert decision.reason is not None
    return decision.reason.value


def answers(outcome: GroupOutcome) -> dict[int, int | str]:
    """Level or reason by item id."""
    return {decision.item.item_id: answer(decision) for decision in outcome.decisions}


def only(outcome: GroupOutcome) -> int | str:
    """Level or reason of a run's single item."""
    (decision,) = outcome.decisions
    return answer(decision)


def counts(outcome: GroupOutcome) -> dict[str, int]:
    return {reason.value: number for reason, number in outcome.not_dunned.items()}


def site(site_id: int, **more: Any) -> Site:
    return Site(site_id, f"S{site_id}", **more)


def minimums(**amounts: tuple[int, int]) -> dict[str, Minimum]:
    return {code: Minimum(*pair) for code, pair in amounts.items()}
