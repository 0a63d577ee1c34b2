"""Facts out: correspondence groups with their open items, one at a time, in one pass.

Several queries, all ordered by correspondence customer and customer, are read in step: customers
(with an open item or a letter code), their open items, their sites, and the correspondence
customers that owe nothing themselves. So a million items need no more memory than a thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

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
AGENCY_LINE1, AGENCY_CITY = CARD_FROM + 10, CARD_FROM + 13

SITE = """s.id, s.code, s.dunning_purpose, s.profile_class_id, s.minimums,
s.line1, s.line2, s.postal_code, s.city, s.region, s.country"""

ITEM = """i.id, i.unit_id, i.customer_id, i.number, i.entry_type_id, i.due_date, i.currency,
i.balance_minor, i.site_id, i.disputed, i.blocked_until, i.in_collection, i.dunning_level,
i.dunned_on, i.letter_id, i.charged_until"""

OPEN = "EXISTS (SELECT 1 FROM item i WHERE i.customer_id = c.id AND i.is_open)"
CONCERNED = f"(c.letter_code <> '' OR c.all_sent OR {OPEN})"
"""A customer that a run looks at: it owes something, or has a state to be cleared."""


class Card(NamedTuple):
    """What a letter carries of a customer besides the facts of the rules."""

    name: str
    remit_to: str
    bank_account: str
    address: tuple[str, ...]
    attention: str


class LedgerGroup(NamedTuple):
    """A correspondence group as the ledger has it.

    `cards` by customer id as raw rows (read by `card`), `sites` (code and address columns) by site
    id.
    """

    group: Group
    cards: dict[int, Row]
    sites: dict[int, tuple[str, ...]]

    def card(self, customer_id: int) -> Card:
        """Return what a letter to this customer carries."""
        row = self.cards[customer_id]
        return Card(row[21], row[22], row[23], row[24:30], row[36] or "")

    def agency(self, customer_id: int) -> tuple[str, tuple[str, ...]]:
        """Return the name and the address columns of a customer's credit agency."""
        name, line1, line2, postal_code, city, country = self.cards[customer_id][30:36]
        return name, (line1, line2, postal_code, city, "", country)

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


def has_customers(ids: ScopeIds, many: int) -> bool:
    """Tell whether a run of this scope looks at so many customers at least."""
    where, values = ids.customers("c")
    found = f"SELECT 1 FROM customer c WHERE {where} AND {CONCERNED} LIMIT {many}"
    sql = f"SELECT COUNT(*) FROM ({found}) AS found"
    return int(models.database.execute_sql(sql, values).fetchone()[0]) == many


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
        for correspondence_id, rows in groupby(self._customers, itemgetter(2)):
            group = self._group(correspondence_id, rows)
            if group is not None:
                yield group

    def _group(self, correspondence_id: int, rows: Iterable[Row]) -> LedgerGroup | None:
        cards: dict[int, Row] = {}
        addresses: dict[int, tuple[str, ...]] = {}
        members = []
        correspondence: Customer | None = None
        for row in rows:
            customer_id = row[0]
            key = (correspondence_id, customer_id)
            items = self._items.take(key)
            sites = self._sites.take(key)
            if not (row[17] or row[19] or self._any_in_scope(items)):
                continue
            cards[customer_id] = row
            customer = self._customer(row, sites, addresses)
            if customer_id == correspondence_id:
                correspondence = customer
            members.append(Member(customer, self._open_items(items)))
        parent = self._parents.take((correspondence_id,))
        parent_sites = self._parent_sites.take((correspondence_id,))
        if not members:
            return None
        if correspondence is None and parent:
            cards[correspondence_id] = parent[0]
            correspondence = self._customer(parent[0], parent_sites, addresses)
        if correspondence is None:  # the customer itself, which owes nothing in scope
            return None
        return LedgerGroup(Group(correspondence, tuple(members)), cards, addresses)

    def _any_in_scope(self, items: Sequence[Row]) -> bool:
        """Tell whether an item is of a unit in scope."""
        return any(item[16] for item in items) if self._some_units else bool(items)

    def _open_items(self, rows: Sequence[Row]) -> tuple[OpenItem, ...]:
        """Build the items; straight as tuples, for there are millions of them."""
        days, new = self._days, tuple.__new__
        # fmt: off
        return tuple([
            new(OpenItem, (
                item_id, unit_id, customer_id, number, entry_type_id, days[due_date], currency,
                balance_minor, site_id, disputed, days[blocked_until], in_collection, level,
                days[dunned_on], letter_id, days[charged_until], in_scope, days[item_date],
            ))
            for (
                item_id, unit_id, customer_id, number, entry_type_id, due_date, currency,
                balance_minor, site_id, disputed, blocked_until, in_collection, level,
                dunned_on, letter_id, charged_until, in_scope, item_date, _, _,
            ) in rows
        ])
        # fmt: on

    def _customer(
        self, row: Row, sites: Sequence[Row], addresses: dict[int, tuple[str, ...]]
    ) -> Customer:
        """Build a customer from the first columns of a row, in the order of `CUSTOMER`."""
        days = self._days
        # fmt: off
        (
            customer_id, number, correspondence_id, unit_id, dunning, blocked_until, procedure_id,
            class_id, dunning_group, language, currency, credit_limit_minor, credit_hold,
            risk_level, assess_fee, grace_days, minimums, letter_code, letter_code_on, all_sent,
            last_payment_on, *_,
        ) = row
        return tuple.__new__(Customer, (
            customer_id, number, correspondence_id, unit_id, dunning == 1, days[blocked_until],
            self._procedures.get(procedure_id, ""), self._classes.get(class_id, ""),
            dunning_group, language, currency, credit_limit_minor, credit_hold == 1, risk_level,
            None if assess_fee is None else assess_fee == 1, grace_days,
            None if minimums is None else self._minimums_of(minimums), letter_code,
            days[letter_code_on], all_sent == 1, bool(row[AGENCY_LINE1] or row[AGENCY_CITY]),
            days[last_payment_on],
            tuple([self._site(site, addresses) for site in sites]) if sites else (),
        ))
        # fmt: on

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
