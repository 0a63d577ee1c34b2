"""Accounts: the items that are decided together, and the gates that look at them together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import Credits, Customer, OpenItem, Procedure, Reason, Site


@dataclass(slots=True)
class Account:
    """One customer (or site) in one unit; for the sequence method one customer over all units.

    It is filled item by item while a member is looked at. `items` are those that passed the gates
    so far, `credits` the open credits of included entry types, `all_items` whatever the customer
    owes in any unit, `site_items` what of it is the site's; None: sites are not told apart.
    `unit_id` is the unit, for the sequence method the first one.
    """

    customer: Customer
    unit_id: int
    site: Site | None
    procedure: Procedure
    all_items: tuple[OpenItem, ...] = ()
    spans_units: bool = False
    items: list[OpenItem] = field(default_factory=list)
    credits: list[OpenItem] = field(default_factory=list)
    site_items: tuple[OpenItem, ...] | None = None


class Balance(NamedTuple):
    """What an account owes in a currency, in minor units; `credits_minor` is negative or 0."""

    past_due_minor: int
    credits_minor: int
    largest_minor: int

    @property
    def total_minor(self) -> int:
        """What is past due after the credits."""
        return self.past_due_minor + self.credits_minor


def balances(account: Account) -> dict[str, Balance]:
    """Add up an account's past-due items by currency, less its credits where these count."""
    owed: dict[str, list[int]] = {}
    for item in account.items:
        minor = item.balance_minor
        sums = owed.get(item.currency)
        if sums is None:
            owed[item.currency] = [minor, 0, minor]
            continue
        sums[0] += minor
        if minor > sums[2]:
            sums[2] = minor
    if account.credits and account.procedure.credits is Credits.NET:
        for credit in account.credits:
            if credit.currency in owed:
                owed[credit.currency][1] += credit.balance_minor
    return {currency: Balance(*sums) for currency, sums in owed.items()}


def failing_currencies(account: Account, plan: Plan) -> dict[str, Reason]:
    """Find the currencies in which an account owes too little, each with the reason.

    Source: seed 002; both minimums must be exceeded, a currency that fails is left off.
    """
    failing: dict[str, Reason] = {}
    for currency, balance in balances(account).items():
        minimum = plan.minimum(account.customer, account.site, currency)
        total_minor = balance.total_minor
        if total_minor <= 0:
            failing[currency] = Reason.CREDIT_BALANCE
        elif total_minor <= minimum.dunning_minor:
            failing[currency] = Reason.BELOW_MINIMUM
        elif balance.largest_minor <= minimum.invoice_minor:
            failing[currency] = Reason.BELOW_MINIMUM_INVOICE
    return failing
