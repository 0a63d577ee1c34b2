"""A small company with something of every rule, for tests that look over many runs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests import builders as b
from tui_dunning.store import models as m

RULES = (
    ('[["last_level", "=", 2]]', None, {"no_letter": True, "collection": True}),
    ('[["credit_hold", "=", "Y"], ["oldest_days_past_due", ">=", 40]]', 2, {"collection": True}),
    ('[["oldest_days_past_due", ">=", 30]]', 1, {"credit_hold": True, "activity": "call"}),
    ('[["past_due_items", ">=", 1]]', None, {"no_letter": True, "activity": "watch"}),
)


def add_mixed_company(*, dun_fees: bool = False) -> None:
    """Add units, procedures of all methods with charges, groups, sites, credits, blocks."""
    b.add_basics()
    m.Unit.update(set_id="S").execute()
    dutch = b.add_unit("NL", "EUR", set_id="S")
    if dun_fees:
        b.add_entry_type("FEE")
    days, interval, listed, agency = _procedures()
    parent = b.add_customer("P", assess_fee=True)
    customers = [
        parent,
        b.add_customer("K", correspondence=parent, dunning_group="G"),
        b.add_customer("D", procedure=days, assess_fee=True, dunning_group="G"),
        b.add_customer("E", procedure=days, correspondence=parent, assess_fee=True),
        b.add_customer("I", procedure=interval, grace_days=3),
        b.add_customer("L", procedure=listed, credit_limit_minor=100000),
        b.add_customer("A", procedure=agency),
        b.add_customer("B", blocked_until=b.TODAY + timedelta(days=20)),
        b.add_customer("N", dunning=False),
    ]
    site = b.add_site(customers[4], "S1")
    b.add_payment(customers[1], b.TODAY)
    for place, customer in enumerate(customers):
        for late in (-40, -3, 5, 35, 65):
            b.add_item(customer, f"{customer.number}{late}", days=late + place)
        b.add_item(customer, f"{customer.number}N", days=33, unit=dutch)
        b.add_item(customer, f"{customer.number}C", days=20, balance="-10.00")
    b.add_item(customers[4], "I-site", days=12, site=site)
    b.add_item(customers[5], "L-eur", days=12, currency="EUR")
    b.add_rate("EUR", "USD", "1.10", b.TODAY - timedelta(days=100))


def _procedures() -> tuple[m.Procedure, ...]:
    days = b.add_days_procedure()
    level = m.ProcedureLevel
    level.update(fee='{"USD": "5.00", "EUR": "4.00"}', fee_on=2).where(
        level.procedure == days, level.number == 2
    ).execute()
    level.update(collection=True, credit_hold=True).where(
        level.procedure == days, level.number == 3
    ).execute()
    m.Procedure.update(resend_same_level=False).where(m.Procedure.id == days.id).execute()
    interval = b.add_interval_procedure()
    m.Procedure.update(after_last="repeat").where(m.Procedure.id == interval.id).execute()
    for procedure, on in ((days, 3), (interval, 1)):
        for day, rate in ((-90, Decimal("12.5")), (10, Decimal("8"))):
            m.FinanceChargeRate.create(
                procedure=procedure,
                valid_from=b.TODAY + timedelta(days=day),
                yearly_rate=str(rate),
                charge_on=on,
            )
    listed = b.add_procedure("LIST", "action_list")
    for number in (1, 2):
        b.add_level(listed, number)
    for position, (conditions, number, deeds) in enumerate(RULES):
        m.ProcedureRule.create(
            procedure=listed, position=position, conditions=conditions, level=number, **deeds
        )
    agency = b.add_procedure("AGENCY", "interval")
    b.add_level(agency, 1, days_between=1)
    b.add_level(agency, 2, days_between=5, mail_to_agency=True)
    return days, interval, listed, agency
