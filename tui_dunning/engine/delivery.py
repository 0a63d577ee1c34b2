"""Who sends a letter and whose address it carries: unit, correspondence customer, site, agency.

Source: seed 001 (item-based addressing, correspondence customers), seed 002 (dunning purpose),
seed 003 (credit agency).
"""

from __future__ import annotations

from typing import NamedTuple

from tui_dunning.engine.plan import Plan
from tui_dunning.engine.types import (
    Addressing,
    Customer,
    Group,
    Held,
    Level,
    OpenItem,
    Recipient,
    RecipientKind,
    Site,
)


class Delivery(NamedTuple):
    """How the letters of one correspondence group are sent.

    `one_sender` is the unit of every letter, None where each unit sends its own. `purpose` is the
    site with the dunning purpose. `one_address` is true where no letter goes to a site.
    """

    correspondence: Customer
    plan: Plan
    one_sender: int | None
    purpose: Site | None
    one_address: bool

    def sender(self, item: OpenItem) -> int:
        """Return the unit whose letter an item goes on."""
        return item.unit_id if self.one_sender is None else self.one_sender

    def site_id(self, item: OpenItem) -> int | None:
        """Return the site that an item's letter goes to, None for the main address.

        By customer, only the correspondence customer's own sites count: those of the other members
        of its group get no letters. By item, it is the item's own site.
        """
        if self.one_address:
            return None
        unit = self.plan.setup.units[self.sender(item)]
        if unit.addressing is Addressing.ITEM:
            return item.site_id
        if self.purpose is not None:
            return self.purpose.site_id
        return item.site_id if item.customer_id == self.correspondence.customer_id else None

    def site_of(self, customer: Customer, item: OpenItem) -> Site | None:
        """Return the customer's own site whose minimums hold for an item."""
        site_id = self.site_id(item)
        if site_id is None:
            return None
        return next((site for site in customer.sites if site.site_id == site_id), None)

    def recipient(self, item: OpenItem, level: Level) -> Recipient:
        """Return whose address a letter of a level with that item carries."""
        owner = self.correspondence.customer_id
        if level.mail_to_agency:
            return Recipient(RecipientKind.AGENCY, owner)
        site_id = self.site_id(item)
        if site_id is None:
            return Recipient(RecipientKind.CUSTOMER, owner)
        is_purpose = self.purpose is not None and self.purpose.site_id == site_id
        return Recipient(RecipientKind.SITE, owner if is_purpose else item.customer_id, site_id)

    def held(self, level: Level) -> Held | None:
        """Return why a letter of a level has no address to go to."""
        if level.mail_to_agency and not self.correspondence.has_agency:
            return Held.NO_AGENCY_ADDRESS
        return None

    def language(self, sender: int) -> str:
        """Return the customer's language, else its own unit's, else the sender's."""
        if self.correspondence.language:
            return self.correspondence.language
        units = self.plan.setup.units
        unit = units.get(self.correspondence.unit_id or sender) or units[sender]
        return unit.language or "en"


def delivery_of(group: Group, plan: Plan) -> Delivery:
    """Find out how the letters of a group are sent."""
    correspondence = group.correspondence
    sites = correspondence.sites
    return Delivery(
        correspondence=correspondence,
        plan=plan,
        one_sender=None if plan.by_unit else _one_sender(group, plan),
        purpose=next((site for site in sites if site.dunning_purpose), None) if sites else None,
        one_address=not (sites or plan.item_addressing),
    )


def _one_sender(group: Group, plan: Plan) -> int | None:
    """Return the correspondence customer's own unit, else the items' first unit by code."""
    units = plan.setup.units
    if group.correspondence.unit_id in units:
        return group.correspondence.unit_id
    owing = {item.unit_id for member in group.members for item in member.items if item.in_scope}
    return min(owing, key=lambda unit_id: units[unit_id].code, default=None)
