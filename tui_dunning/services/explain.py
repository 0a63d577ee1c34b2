"""Why each open item of a customer would be dunned at which level on a date, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui_dunning.engine.explain import explain_member
from tui_dunning.engine.types import Decision, Reason, RunParameters, Scope, Setup
from tui_dunning.output.format import decimals, plain_amount
from tui_dunning.store.database import reading
from tui_dunning.store.models import EntryType
from tui_dunning.store.scope import ScopeIds, find_scope
from tui_dunning.store.setup_facts import load_setup
from tui_dunning.store.stream import find_group

MINOR = "_minor"
"""How the engine marks facts that are minor units of the item's currency."""


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """One open item. `level` or `reason` is set; `facts` are the numbers that were compared.

    Facts are texts (amounts with their decimals, ISO dates), whole numbers, yes or no, or None.
    """

    unit: str
    customer: str
    item: str
    level: int | None
    reason: str | None
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a run over all units would decide for a customer's items, and why."""

    customer: str
    as_of: date
    items: tuple[ExplainedItem, ...]


def explain(customer: str, as_of: date) -> Explanation:
    """Explain a customer's open items, in order of unit and entry.

    Raises:
        NotFound: there is no such customer.
    """
    with reading():
        ids = find_scope(Scope(customer=customer))
        setup = load_setup(decimals)
        return Explanation(customer, as_of, _items(customer, ids, setup, as_of))


def _items(customer: str, ids: ScopeIds, setup: Setup, as_of: date) -> tuple[ExplainedItem, ...]:
    """Decide the customer within its whole correspondence group, as a run would."""
    ledger = find_group(ids, setup, as_of)
    members = ledger.group.members if ledger else ()
    if ledger is None or all(one.customer.customer_id != ids.customer for one in members):
        return ()
    assert ids.customer is not None
    entry_types = dict(EntryType.select(EntryType.id, EntryType.code).tuples())
    explained = explain_member(ledger.group, ids.customer, setup, RunParameters(as_of))
    return tuple(
        ExplainedItem(
            unit=setup.units[decision.item.unit_id].code,
            customer=customer,
            item=decision.item.number,
            level=decision.level.number if decision.level else None,
            reason=decision.reason.value if decision.reason else None,
            facts={
                **plain_facts(facts, decision.item.currency),
                **_entry_type(decision, entry_types),
            },
        )
        for decision, facts in explained
    )


def _entry_type(decision: Decision, codes: Mapping[int, str]) -> dict[str, object]:
    """Name the entry type of an item that is kept out by it."""
    if decision.reason is not Reason.ENTRY_TYPE:
        return {}
    return {"entry_type": codes[decision.item.entry_type_id]}


def plain_facts(facts: Mapping[str, object], currency: str) -> dict[str, object]:
    """Turn facts into texts and numbers that any reader takes; amounts get their currency."""
    plain: dict[str, object] = {"currency": currency}
    for name, value in facts.items():
        if name.endswith(MINOR) and isinstance(value, int):
            plain[name.removesuffix(MINOR)] = plain_amount(value, currency)
        elif isinstance(value, date):
            plain[name] = value.isoformat()
        elif isinstance(value, Decimal):
            plain[name] = format(value.normalize(), "f")
        else:
            plain[name] = value
    return plain
