"""Facts out: correspondence groups with their open items, one at a time, in one pass.

Several queries, all ordered by correspondence customer and customer, are read in step: customers
(with an open item or a letter code), their open items, their sites, and the correspondence
customers that owe nothing themselves. So a million items need no more memory than a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tui_dunning.engine.types import Customer, Group, Member, OpenItem, Setup, Site
from tui_dunning.store import models
from tui_dunning.store.cursors import Days, Merged, Row, stream_rows
from tui_dunning.store.scope import ScopeIds
from tui_dunning.store.setup_facts import Currencies

CARD = """c.name, c.remit_to, c.bank_account, c.line1, c.line2, c.postal_code, c.city, c.region,
c.country, c.agency_name, c.agency_line1, c.agency_line2, c.agency_postal_code, c.agency_city,
c.agency_country, (SELECT k.name FROM contact k WHERE k.customer_id = c.id AND k."primary"
ORDER BY k.id LIMIT 1)"""

CUSTOMER = f"""c.id, c.number, c.correspondence_id, c.unit_id, c.dunning, c.blocked_until,
c.procedure_id, c.profile_class_id, c.dunning_group, c.language, c.currency, c.credit_limit_minor,
c.credit_hold, c.risk_level, c.assess_fee, c.grace_days, c.minimums, c.letter_code,
c.letter_code_on, c.all_sent,
(SELECT MAX(p.date) FROM payment p WHERE p.customer_id = c.id AND p.date <= '{{as_of}}'), {CARD}"""
"""Formatted with the as-of date: a payment dated later is not known yet."""
CARD_FROM = 21

SITE = """s.id, s.code, s.dunning_purpose, s.profile_class_id, s.minimums,
s.line1, s.line2, s.postal_code, s.city, s.region, s.country"""

ITEM = """i.id, i.unit_id, i.customer_id, i.number, i.entry_type_id, i.due_date, i.currency,
i.balance_minor, i.site_id, i.disputed, i.blocked_until, i.in_collection, i.dunning_level,
i.dunned_on, i.letter_id, i.charged_until"""

OPEN = "EXISTS (SELECT 1 FROM item i WHERE i.customer_id = c.id AND i.is_open)"
CONCERNED = f"(c.letter_code <> '' OR c.all_sent OR {OPEN})"
"""A customer that a run looks at: it owes something, or has a state to be cleared."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a letter carries of a customer besides the facts of the rules."""

    name: str
    remit_to: str
    bank_account: str
    address: tuple[str, ...]
    agency_name: str
    agency_address: tuple[str, ...]
    attention: str


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """A correspondence group as the ledger has it.

    `cards` by customer id as raw rows (read by `card`), `sites` (code and address columns) by site
    id. `item_rows` are the items as stored.
    """

    group: Group
    cards: dict[int, Row]
    sites: dict[int, tuple[str, ...]]
    item_rows: list[Row]

    def item_dates(self) -> dict[int, Any]:
        """Return the items' own dates by item id, as stored."""
        return {row[0]: row[17] for row in self.item_rows}

    def card(self, customer_id: int) -> Card:
        """Return what a letter to this customer carries."""
        name, remit_to, bank, *rest = self.cards[customer_id][CARD_FROM : CARD_FROM + 16]
        line1, line2, postal_code, city, country = rest[7:12]
        return Card(
            name=name,
            remit_to=remit_to,
            bank_account=bank,
            address=tuple(rest[:6]),
            agency_name=rest[6],
            agency_address=(line1, line2, postal_code, city, "", country),
            attention=rest[12] or "",
        )

    def number(self, customer_id: int) -> str:
        """Return a customer's number."""
        return str(self.cards[customer_id][1])

    def name(self, customer_id: int) -> str:
        """Return a customer's name."""
        return str(self.cards[customer_id][CARD_FROM])


def count_customers(ids: ScopeIds) -> int:
    """Count the customers that a run of this scope looks at."""
    where, values = ids.customers("c")
    sql = f"SELECT COUNT(*) FROM customer c WHERE {where} AND {CONCERNED}"
    return int(models.database.execute_sql(sql, values).fetchone()[0])


def stream_groups(ids: ScopeIds, setup: Setup, as_of: date) -> Iterator[LedgerGroup]:
    """Yield the correspondence groups in scope, ordered by correspondence customer.

    A group has its customers with an open item in a unit in scope, and those whose letter code
    may have to be cleared. Items of units out of scope come along, marked so. Payments count up to
    the as-of date.
    """
    return _Ledger(ids, setup, as_of).groups()


def find_group(ids: ScopeIds, setup: Setup, as_of: date) -> LedgerGroup | None:
    """Return the whole correspondence group of a scope's customer, None where it has no business.

    Args:
        ids: a scope with a customer; its units hold.
        setup: the set-up.
        as_of: up to when payments count.
    """
    table = models.Customer
    query = table.select(table.correspondence).where(table.id == ids.customer)
    whole = ScopeIds(units=ids.units, correspondence=query.tuples().get()[0])
    return next(stream_groups(whole, setup, as_of), None)


class _Ledger:
    """The queries of one stream, read in step."""

    def __init__(self, ids: ScopeIds, setup: Setup, as_of: date) -> None:
        self._days = Days()
        self._some_units = ids.units is not None
        self._procedures = {p.procedure_id: p.code for p in setup.procedures.values()}
        self._classes = dict(
            models.ProfileClass.select(models.ProfileClass.id, models.ProfileClass.code).tuples()
        )
        self._currencies = setup.currencies
        self._minimums: dict[str | None, Any] = {None: None}
        columns = CUSTOMER.format(as_of=as_of.isoformat())
        where, values = ids.customers("c")
        order = "ORDER BY c.correspondence_id, c.id"
        parents = f"""c.id IN (SELECT m.correspondence_id FROM customer m
            WHERE m.correspondence_id <> m.id AND {ids.customers("m")[0]})"""
        self._customers = stream_rows(
            f"SELECT {columns} FROM customer c WHERE {where} AND {CONCERNED} {order}", values
        )
        self._parents = Merged(
            stream_rows(
                f"SELECT {columns}, c.id FROM customer c WHERE {parents} ORDER BY c.id", values
            ),
            1,
        )
        self._items = Merged(
            stream_rows(
                f"""SELECT {ITEM}, {ids.units_condition("i.unit_id")}, i.item_date,
                c.correspondence_id, c.id
                FROM customer c CROSS JOIN item i
                WHERE i.customer_id = c.id AND i.is_open AND {where}
                {order}, i.unit_id, i.id""",
                values,
            ),
            2,
        )
        sites = f"SELECT {SITE}, %s FROM customer c CROSS JOIN site s WHERE s.customer_id = c.id"
        self._sites = Merged(
            stream_rows(
                f"{sites.replace('%s', 'c.correspondence_id, c.id')} AND {where} {order}, s.id",
                values,
            ),
            2,
        )
        self._parent_sites = Merged(
            stream_rows(f"{sites.replace('%s', 'c.id')} AND {parents} ORDER BY c.id, s.id", values),
            1,
        )

    def groups(self) -> Iterator[LedgerGroup]:
        """Yield one group after the other."""
        rows: list[Row] = []
        for row in self._customers:
            if rows and row[2] != rows[0][2]:
                yield from self._group(rows)
                rows = []
            rows.append(row)
        if rows:
            yield from self._group(rows)

    def _group(self, rows: list[Row]) -> Iterator[LedgerGroup]:
        correspondence_id = rows[0][2]
        cards: dict[int, Row] = {}
        addresses: dict[int, tuple[str, ...]] = {}
        item_rows: list[Row] = []
        members = []
        for row in rows:
            key = (correspondence_id, row[0])
            items = self._items.take(key)
            sites = self._sites.take(key)
            if not (row[17] or row[19] or self._any_in_scope(items)):
                continue
            cards[row[0]] = row
            customer = self._customer(row, sites, addresses)
            item_rows += items
            members.append(Member(customer, self._open_items(items)))
        parent = self._parents.take((correspondence_id,))
        parent_sites = self._parent_sites.take((correspondence_id,))
        if not members:
            return
        if correspondence_id in cards:
            correspondence = next(
                m.customer for m in members if m.customer.customer_id == correspondence_id
            )
        elif parent:
            cards[correspondence_id] = parent[0]
            correspondence = self._customer(parent[0], parent_sites, addresses)
        else:  # the customer itself, which owes nothing in scope
            return
        yield LedgerGroup(Group(correspondence, tuple(members)), cards, addresses, item_rows)

    def _any_in_scope(self, items: Sequence[Row]) -> bool:
        """Tell whether an item is of a unit in scope."""
        return any(item[16] for item in items) if self._some_units else bool(items)

    def _open_items(self, rows: Sequence[Row]) -> tuple[OpenItem, ...]:
        """Build the items; straight as tuples, for there are millions of them."""
        days, new = self._days, tuple.__new__
        return tuple(
            [
                new(
                    OpenItem,
                    (
                        *r[:5],
                        days[r[5]],
                        *r[6:10],
                        days[r[10]],
                        r[11],
                        r[12],
                        days[r[13]],
                        r[14],
                        days[r[15]],
                        r[16],
                    ),
                )
                for r in rows
            ]
        )

    def _customer(
        self, row: Row, sites: Sequence[Row], addresses: dict[int, tuple[str, ...]]
    ) -> Customer:
        days = self._days
        return Customer(
            customer_id=row[0],
            number=row[1],
            correspondence_id=row[2],
            unit_id=row[3],
            dunning=bool(row[4]),
            blocked_until=days[row[5]],
            procedure=self._procedures.get(row[6], ""),
            profile_class=self._classes.get(row[7], ""),
            dunning_group=row[8],
            language=row[9],
            currency=row[10],
            credit_limit_minor=row[11],
            credit_hold=bool(row[12]),
            risk_level=row[13],
            assess_fee=None if row[14] is None else bool(row[14]),
            grace_days=row[15],
            minimums=self._minimums_of(row[16]),
            letter_code=row[17],
            letter_code_on=days[row[18]],
            all_sent=bool(row[19]),
            has_agency=bool(row[CARD_FROM + 10] or row[CARD_FROM + 13]),
            last_payment_on=days[row[20]],
            sites=tuple(self._site(site, addresses) for site in sites) if sites else (),
        )

    def _site(self, row: Row, addresses: dict[int, tuple[str, ...]]) -> Site:
        addresses[row[0]] = (row[1], *row[5:11])
        return Site(
            site_id=row[0],
            code=row[1],
            dunning_purpose=bool(row[2]),
            profile_class=self._classes.get(row[3], ""),
            minimums=self._minimums_of(row[4]),
        )

    def _minimums_of(self, text: str | None) -> Any:
        if text not in self._minimums:
            currencies = self._currencies
            assert isinstance(currencies, Currencies)
            self._minimums[text] = currencies.minimums(text)
        return self._minimums[text]
