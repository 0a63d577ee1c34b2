"""A first run over a made-up company as set-based SQL: the floor below which no update can get.

It knows only what made-up companies hold: one address each, credits netted, no sites, charges,
minimums or letters before. It writes the very rows of the update (compared by `update_floor`).
"""

from __future__ import annotations

from datetime import date, timedelta

WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
"""Of a payment reference's digits from the right."""

PLACED = """CREATE TEMPORARY TABLE placed AS
SELECT i.id, i.customer_id, c.correspondence_id, i.unit_id, i.currency, i.balance_minor,
    i.due_date, CASE WHEN i.balance_minor > 0 THEN 1 ELSE 0 END AS is_due
FROM customer c JOIN item i ON i.customer_id = c.id
JOIN entry_type e ON e.id = i.entry_type_id AND e.include
WHERE i.is_open AND c.dunning
    AND (c.blocked_until IS NULL OR c.blocked_until < '{as_of}')
    AND (i.balance_minor <= 0 OR (NOT i.disputed AND NOT i.in_collection
        AND i.due_date < '{as_of}'
        AND (i.blocked_until IS NULL OR i.blocked_until < '{as_of}')))"""

ACCOUNT = """CREATE TEMPORARY TABLE account AS
SELECT customer_id, unit_id, currency, SUM(is_due) AS items,
    MIN(CASE WHEN is_due = 1 THEN due_date END) AS oldest
FROM placed GROUP BY customer_id, unit_id, currency
HAVING SUM(is_due) > 0 AND SUM(balance_minor) > 0"""

DUNNED = """CREATE TEMPORARY TABLE dunned AS
SELECT p.id, p.customer_id, p.correspondence_id, p.unit_id,
    CASE WHEN p.is_due = 1 THEN {level} END AS level
FROM placed p JOIN account a
    ON a.customer_id = p.customer_id AND a.unit_id = p.unit_id AND a.currency = p.currency
WHERE {where}"""

SHEET = """CREATE TEMPORARY TABLE sheet AS
SELECT s.*, l.letter_code, {first} - 1 + ROW_NUMBER() OVER (ORDER BY correspondence_id, unit_id)
    AS id,
    u.acceptgiro_first_reference - 1 + ROW_NUMBER() OVER (
        PARTITION BY unit_id ORDER BY correspondence_id) AS reference
FROM (SELECT correspondence_id, unit_id, MAX(level) AS level
    FROM dunned GROUP BY correspondence_id, unit_id) s
JOIN unit u ON u.id = s.unit_id
JOIN procedure_level l ON l.procedure_id = u.procedure_id AND l.number = s.level"""

INDEX = "CREATE UNIQUE INDEX {schema}sheet_key ON sheet (correspondence_id, unit_id)"

LETTER = """INSERT INTO letter (id, run_id, date, status, unit_id, letterhead_id, procedure,
    customer_id, recipient, to_number, to_name, attention, address, level, letter_code, language,
    text_id, extract, credit_hold, collection, effects, manual, manual_reason, display_currency,
    display_rates, held, held_detail, payment_reference, acceptgiro, payer_account, created_at,
    operator, sent_by, ended_by, end_reason, revision)
SELECT s.id, {run}, '{as_of}', 'proposed', s.unit_id, h.id, '{procedure}', c.id, 'customer',
    c.number, c.name, '', c.line1 || '\n' || CASE WHEN c.country = 'US'
        THEN c.city || ' ' || c.postal_code ELSE c.postal_code || ' ' || c.city END
        || CASE WHEN c.country <> u.country THEN '\n' || n.name ELSE '' END,
    s.level, s.letter_code, own.language, t.id, 'dunned', {false}, {false}, '', {false}, '', '',
    '', '', '', CASE WHEN u.currency = 'EUR' THEN {reference} ELSE '' END, {false}, '', '{now}',
    '{operator}', '', '', '', 1
FROM sheet s JOIN customer c ON c.id = s.correspondence_id JOIN unit u ON u.id = s.unit_id
JOIN unit own ON own.id = c.unit_id
JOIN letterhead h ON h.unit_id = u.id
JOIN country_name n ON n.code = c.country AND n.language = u.language
JOIN letter_text t ON t.code = s.letter_code AND t.language = own.language AND t.is_current
ORDER BY s.id"""

LETTER_CUSTOMER = """INSERT INTO letter_customer (letter_id, customer_id, name, moved, code_before,
    code_on_before, all_sent_before, code_after, hold_set)
SELECT s.id, c.id, c.name, {moved}, '', NULL, {false}, {code_after}, {false}
FROM (SELECT DISTINCT customer_id, correspondence_id, unit_id FROM dunned) d
JOIN sheet s ON s.correspondence_id = d.correspondence_id AND s.unit_id = d.unit_id
JOIN customer c ON c.id = d.customer_id
ORDER BY s.id, c.number"""

LETTER_ITEM = """INSERT INTO letter_item (letter_id, item_id, customer_id, entry_type, item_date,
    due_date, currency, balance_minor, dunned, due, level, previous_level, taken_off, referred)
SELECT s.id, i.id, i.customer_id, e.code, i.item_date, i.due_date, i.currency, i.balance_minor,
    d.level IS NOT NULL, {true}, d.level, i.dunning_level, {false}, {false}
FROM dunned d
JOIN sheet s ON s.correspondence_id = d.correspondence_id AND s.unit_id = d.unit_id
JOIN item i ON i.id = d.id JOIN customer c ON c.id = d.customer_id
JOIN entry_type e ON e.id = i.entry_type_id
ORDER BY s.id, c.number, i.currency, i.due_date, i.number, i.id"""

CUSTOMER = """UPDATE customer SET letter_code = s.letter_code, letter_code_on = '{as_of}'
FROM (SELECT DISTINCT customer_id, correspondence_id, unit_id FROM dunned) d
JOIN sheet s ON s.correspondence_id = d.correspondence_id AND s.unit_id = d.unit_id
WHERE customer.id = d.customer_id"""


def statements(method: str, as_of: date, *, postgres: bool) -> list[str]:
    """Return the statements of a first run, in order; `{run}` and `{now}` are still to be filled.

    Args:
        method: sequence, days, interval or action_list.
        as_of: the run's date.
        postgres: for PostgreSQL instead of SQLite.
    """
    sequence = method == "sequence"
    level, where = _level(method, as_of)
    values = {
        "as_of": as_of.isoformat(),
        "level": level,
        "where": where,
        "reference": _reference(),
        "false": "FALSE" if postgres else "0",
        "true": "TRUE" if postgres else "1",
        "moved": ("TRUE" if postgres else "1") if sequence else ("FALSE" if postgres else "0"),
        "code_after": "s.letter_code" if sequence else "''",
        "schema": "" if postgres else "temp.",
        "procedure": PROCEDURES[method],
        **{name: f"{{{name}}}" for name in ("first", "run", "now", "operator")},
    }
    steps = [PLACED, ACCOUNT, DUNNED, SHEET, INDEX]
    if postgres:
        steps.append("ANALYZE placed, account, dunned, sheet")
    steps += [LETTER, LETTER_CUSTOMER, LETTER_ITEM]
    if sequence:
        steps.append(CUSTOMER)
    return [step.format(**values) for step in steps]


PROCEDURES = {
    "sequence": "MENU",
    "days": "DAYS",
    "interval": "INTERVAL",
    "action_list": "ACTIONS",
}
"""The procedure of each method in a made-up company."""

ACTIONS = """
[[procedure]]
code = "ACTIONS"
method = "action_list"

  [[procedure.level]]
  number = 1
  letter_code = "1"

  [[procedure.level]]
  number = 2
  letter_code = "2"

  [[procedure.level]]
  number = 3
  letter_code = "3"

  [[procedure.rule]]
  when = [["oldest_days_past_due", ">=", 60], ["past_due_items", ">=", 3]]
  level = 3

  [[procedure.rule]]
  when = [["oldest_days_past_due", ">=", 30]]
  level = 2

  [[procedure.rule]]
  when = [["past_due_items", ">=", 1]]
  level = 1
"""


def _level(method: str, as_of: date) -> tuple[str, str]:
    """Return the level of a due item as an expression, and which accounts are dunned at all."""

    def ago(days: int) -> str:
        return f"'{as_of - timedelta(days=days)}'"

    if method == "sequence":
        return "1", f"a.oldest <= {ago(31)}"
    if method == "days":
        return (
            f"CASE WHEN p.due_date >= {ago(30)} THEN 1 WHEN p.due_date >= {ago(60)} THEN 2 "
            "ELSE 3 END",
            "1 = 1",
        )
    if method == "interval":
        return "1", "1 = 1"
    return (
        f"CASE WHEN a.oldest <= {ago(60)} AND a.items >= 3 THEN 3 "
        f"WHEN a.oldest <= {ago(30)} THEN 2 ELSE 1 END",
        "1 = 1",
    )


def _reference() -> str:
    """Return a payment reference of `s.reference` as an expression."""
    digits = [
        f"s.reference / {10**place} % 10 * {WEIGHTS[place % len(WEIGHTS)]}" for place in range(15)
    ]
    check = f"(11 - ({' + '.join(digits)}) % 11)"
    shown = f"CASE {check} WHEN 10 THEN '1' WHEN 11 THEN '0' ELSE CAST({check} AS TEXT) END"
    padded = "'000000000000000' || CAST(s.reference AS TEXT)"
    return f"{shown} || SUBSTR({padded}, LENGTH({padded}) - 14)"
