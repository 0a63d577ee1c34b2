"""The sequence rule a second time, in SQL, over random ledgers: run by run both must agree."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.builders import (
    TODAY,
    add_basics,
    add_customer,
    add_entry_type,
    add_item,
    add_payment,
    add_profile_class,
    add_unit,
)
from tests.services.updates import both
from tui_dunning.store import models as m

ELIGIBLE = """
WITH terms AS (
    SELECT c.*, COALESCE(p.code, '') = 'STRICT' AS strict,
        DATE(:as_of, '-' || MAX(1, COALESCE(c.grace_days, p.grace_days, 0)) || ' days') AS until
    FROM customer c LEFT JOIN profile_class p ON p.id = c.profile_class_id
), owed AS (
    SELECT i.id AS item_id, i.customer_id, i.unit_id, i.currency, i.due_date, i.balance_minor,
        t.dunning AND NOT i.disputed AND NOT i.in_collection
        AND COALESCE(t.blocked_until < :as_of, 1) AND COALESCE(i.blocked_until < :as_of, 1)
        AS eligible
    FROM item i JOIN terms t ON t.id = i.customer_id JOIN entry_type e ON e.id = i.entry_type_id
    WHERE i.is_open AND e.include AND i.balance_minor > 0 AND i.due_date <= t.until
), credit AS (
    SELECT i.customer_id, i.currency, SUM(i.balance_minor) AS minor
    FROM item i JOIN entry_type e ON e.id = i.entry_type_id
    WHERE i.is_open AND e.include AND i.balance_minor < 0
    GROUP BY i.customer_id, i.currency
), enough AS (
    SELECT o.customer_id, o.currency
    FROM owed o JOIN terms t ON t.id = o.customer_id
    LEFT JOIN credit r ON r.customer_id = o.customer_id AND r.currency = o.currency
    WHERE o.eligible
    GROUP BY o.customer_id, o.currency
    HAVING SUM(o.balance_minor) + COALESCE(MAX(r.minor), 0)
        > CASE WHEN t.strict AND o.currency = 'USD' THEN 10000 ELSE 0 END
    AND MAX(o.balance_minor) > CASE WHEN t.strict AND o.currency = 'USD' THEN 4000 ELSE 0 END
), dunnable AS (
    SELECT o.* FROM owed o JOIN enough n USING (customer_id, currency) WHERE o.eligible
), state AS (
    SELECT t.id, t.letter_code AS code, t.all_sent,
        EXISTS (SELECT 1 FROM owed o WHERE o.customer_id = t.id) AS owes,
        (SELECT MIN(d.due_date) FROM dunnable d WHERE d.customer_id = t.id) AS oldest,
        EXISTS (SELECT 1 FROM payment y WHERE y.customer_id = t.id
                AND y.date >= t.letter_code_on) AS paid
    FROM terms t
), step AS (
    SELECT id, code, all_sent, CASE
        WHEN NOT owes THEN 'reset'
        WHEN oldest IS NULL OR code IN ('4', '5') OR all_sent THEN 'stay'
        WHEN code = '3' THEN 'star'
        WHEN code = '' AND oldest > DATE(:as_of, '-31 days') THEN 'stay'
        WHEN code = '2' AND paid THEN 'stay'
        ELSE 'next' END AS what
    FROM state
)
"""
EXPECTED_STATES = """
SELECT id, CASE what WHEN 'reset' THEN '' WHEN 'next' THEN CAST(0 + code + 1 AS TEXT) ELSE code END,
    CASE what WHEN 'reset' THEN 0 WHEN 'star' THEN 1 ELSE all_sent END
FROM step ORDER BY id
"""
EXPECTED_ITEMS = """
SELECT d.item_id FROM dunnable d JOIN step s ON s.id = d.customer_id
WHERE s.what = 'next' ORDER BY d.item_id
"""


def ask(select: str, as_of: date) -> list[tuple[object, ...]]:
    """Run one of the oracle's queries."""
    sql = (ELIGIBLE + select).replace(":as_of", f"'{as_of.isoformat()}'")
    return [tuple(row) for row in m.database.execute_sql(sql)]


def make_ledger(dice: random.Random) -> None:
    """Fill the open database with customers and items of every kind."""
    units = [add_basics(), add_unit("NL", "EUR")]
    kinds = [*m.EntryType.select(), add_entry_type("XX", include=False)]
    strict = add_profile_class(
        "STRICT",
        grace_days=5,
        minimums='[{"currency": "USD", "dunning_amount": "100.00", "invoice_amount": "40.00"}]',
    )
    customers: list[m.Customer] = []
    for _ in range(40):
        parent = dice.choice(customers) if customers and dice.random() < 0.3 else None
        code = dice.choice(["", "", "", "1", "2", "3", "4", "5"])
        customers.append(
            add_customer(
                **({"correspondence": parent} if parent else {}),
                profile_class=dice.choice([None, strict]),
                grace_days=dice.choice([None, None, 0, 3]),
                dunning=dice.random() > 0.1,
                blocked_until=dice.choice([None] * 8 + [TODAY]),
                letter_code=code,
                letter_code_on=TODAY - timedelta(days=10) if code else None,
                all_sent=code == "3" and dice.random() < 0.5,
            )
        )
    for _ in range(130):
        add_item(
            dice.choice(customers),
            days=dice.choice([-5, 0, 1, 2, 3, 4, 5, 6, 29, 30, 31, 32, 100]),
            balance=dice.choice([-15000, -3000, 3000, 4000, 4001, 6000, 10000]),
            unit=dice.choice(units),
            currency=dice.choice(["USD", "EUR"]),
            entry_type=dice.choice(kinds),
            disputed=dice.random() < 0.1,
            in_collection=dice.random() < 0.1,
            blocked_until=dice.choice([None] * 8 + [TODAY - timedelta(days=1), TODAY]),
            is_open=dice.random() > 0.1,
        )
    for _ in range(15):
        add_payment(dice.choice(customers), TODAY - timedelta(days=dice.randrange(8, 13)))


def live_on(dice: random.Random, as_of: date) -> None:
    """Let customers pay, and items be argued about."""
    for item in m.Item.select():
        if dice.random() < 0.15:
            item.is_open = False
            item.save()
        elif dice.random() < 0.1:
            item.disputed = not item.disputed
            item.save()
    for customer in m.Customer.select():
        if dice.random() < 0.1:
            add_payment(customer, as_of)


@pytest.mark.parametrize("seed", range(12))
def test_run_and_sql_agree_on_every_customer_and_every_item(lite, seed):
    dice = random.Random(seed)
    make_ledger(dice)
    as_of = TODAY
    for _ in range(4):
        states, items = ask(EXPECTED_STATES, as_of), ask(EXPECTED_ITEMS, as_of)
        before = dict(m.Customer.select(m.Customer.id, m.Customer.letter_code).tuples())

        summary = both(as_of)

        table = m.Customer
        query = table.select(table.id, table.letter_code, table.all_sent).order_by(table.id)
        assert [(i, code, int(sent)) for i, code, sent in query.tuples()] == states
        assert dunned_items(summary.run) == items
        assert summary.items == len(items)
        for number, code, _ in states:
            assert code in {"", before[number], str(int(before[number] or 0) + 1)}

        as_of += timedelta(days=dice.choice([0, 0, 1, 20]))
        live_on(dice, as_of)


def dunned_items(run: int) -> list[tuple[object, ...]]:
    """The items that a run's letters dunned, in order."""
    table = m.LetterItem
    query = table.select(table.item).join(m.Letter).where(m.Letter.run == run, table.dunned)
    return sorted(query.tuples())
