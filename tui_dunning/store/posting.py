"""Letters become sent: marks, statuses and what sending does, each by one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from peewee import BigIntegerField, BooleanField, CharField, IntegerField

from tui_dunning.engine.types import LetterStatus, Method
from tui_dunning.store import models
from tui_dunning.store.database import insert_many
from tui_dunning.store.models import ProcedureLevel, Table
from tui_dunning.store.statements import execute, execute_many, fetch

SentRow = tuple[int, int | None, str | None, str | None]
"""Letter id, the revision that was printed (None: whatever it is), final subject and body."""


class Sending(Table):
    """The letters that are being sent; a temporary table of this connection."""

    letter_id = BigIntegerField(primary_key=True)


class SendingPortion(Table):
    """The portion of them that is being marked; temporary, too.

    SQLite keeps temporary tables and what a statement may have to undo in memory: portion by
    portion that is the same for any number of letters. Statements name the portion first and join
    with CROSS JOIN, which SQLite takes as the order to go by: it would read the large tables.
    """

    letter_id = BigIntegerField(primary_key=True)
    revision = IntegerField(null=True)


class SendingEffect(Table):
    """What rules of an action list do once their letter is sent; temporary, too."""

    letter_id = BigIntegerField()
    customer_id = IntegerField()
    item_id = IntegerField(null=True)
    hold = BooleanField()
    activity = CharField()


def begin_sending() -> None:
    """Make the temporary tables, empty."""
    for table in (Sending, SendingPortion, SendingEffect):
        table.create_table(temporary=True)
        execute(f"DELETE FROM {table._meta.table_name}")


def stage(rows: Iterable[SentRow]) -> None:
    """Add letters to those being sent, as the portion to be marked."""
    execute("DELETE FROM sending_portion")
    columns = (SendingPortion.letter_id, SendingPortion.revision)
    insert_many(SendingPortion, columns, (row[:2] for row in rows))
    execute("INSERT INTO sending (letter_id) SELECT letter_id FROM sending_portion")


def stage_effects() -> None:
    """Stage the effects that the letters of the portion carry."""
    effect = SendingEffect
    columns = (effect.letter_id, effect.customer_id, effect.item_id, effect.hold, effect.activity)
    letters = fetch(
        """SELECT l.id, l.effects FROM sending_portion s CROSS JOIN letter l
        WHERE l.id = s.letter_id AND l.effects <> ''"""
    )
    insert_many(SendingEffect, columns, _effect_rows(letters))


def _effect_rows(letters: Iterable[tuple[Any, ...]]) -> Iterator[tuple[object, ...]]:
    for letter, text in letters:
        for effect in json.loads(text):
            customer = effect["customer"]
            yield letter, customer, None, effect["credit_hold"], effect["activity"]
            for item in effect["collection"]:
                yield letter, customer, item, False, ""


def mark_letters(rows: Iterable[SentRow], status: LetterStatus, operator: str, at: datetime) -> int:
    """Mark the letters that still may be sent; return how many those were."""
    return execute_many(
        """UPDATE letter SET status = ?, sent_at = ?, sent_by = ?,
            final_subject = COALESCE(?, final_subject),
            final_body = COALESCE(?, final_body), revision = revision + 1
        WHERE id = ? AND status = 'proposed' AND held = '' AND revision = COALESCE(?, revision)""",
        (
            (status.value, str(at), operator, subject, body, number, revision)
            for number, revision, subject, body in rows
        ),
    )


class UnfitLetter(NamedTuple):
    """A letter that may not be sent: its status (None: no such letter) and why it is held.

    One that waits and is not held was changed since it was drawn.
    """

    number: int
    status: str | None
    held: str


def unfit_letters(most: int = 1_000_000) -> list[UnfitLetter]:
    """Return so many (all) of the portion's letters that may not be sent; ask before marking."""
    rows = fetch(
        """SELECT s.letter_id, l.status, l.held
        FROM sending_portion s LEFT JOIN letter l ON l.id = s.letter_id
        WHERE l.id IS NULL OR l.status <> 'proposed' OR l.held <> ''
            OR s.revision <> l.revision
        ORDER BY s.letter_id LIMIT ?""",
        most,
    )
    return [UnfitLetter(int(number), status, held or "") for number, status, held in rows]


def waiting_mark() -> tuple[int, int]:
    """Return numbers of which one changes whenever a letter that waits is changed or ended."""
    rows = fetch(
        """SELECT COUNT(*), COALESCE(SUM(id + revision), 0) FROM letter
        WHERE status = 'proposed' AND held = ''"""
    )
    return int(rows[0][0]), int(rows[0][1])


def move_items() -> int:
    """Give the items that the portion's letters dun their new status; return how many."""
    return execute(
        """WITH d AS MATERIALIZED (
            SELECT li.item_id, li.level, l.date, l.id AS letter_id
            FROM sending_portion s CROSS JOIN letter l CROSS JOIN letter_item li
            WHERE l.id = s.letter_id AND li.letter_id = l.id AND li.dunned AND NOT li.taken_off
        )
        UPDATE item SET dunning_level = d.level, dunned_on = d.date, letter_id = d.letter_id
        FROM d WHERE item.id = d.item_id AND item.id IN (SELECT item_id FROM d)"""
    )


def mark_charged() -> None:
    """Note until when finance charges of the portion were sent."""
    execute(
        """WITH d AS MATERIALIZED (
            SELECT c.item_id, MAX(c.charged_until) AS until
            FROM sending_portion s CROSS JOIN letter_charge c
            WHERE c.letter_id = s.letter_id AND c.item_id IS NOT NULL
                AND c.charged_until IS NOT NULL
            GROUP BY c.item_id
        )
        UPDATE item SET charged_until = d.until
        FROM d WHERE item.id = d.item_id AND item.id IN (SELECT item_id FROM d)"""
    )


def refer_to_collection() -> None:
    """Refer the items of letters with the collection level; those referred before stay as is."""
    execute(
        """UPDATE letter_item SET referred = TRUE
        WHERE dunned AND NOT taken_off
            AND (letter_id IN (SELECT l.id FROM sending s JOIN letter l ON l.id = s.letter_id
                WHERE l.collection)
            OR EXISTS (SELECT 1 FROM sending_effect e WHERE e.letter_id = letter_item.letter_id
                AND e.item_id = letter_item.item_id))
            AND EXISTS (SELECT 1 FROM item i WHERE i.id = letter_item.item_id
                AND NOT i.in_collection)"""
    )
    execute(
        """UPDATE item SET in_collection = TRUE
        WHERE id IN (SELECT li.item_id FROM sending s
            JOIN letter_item li ON li.letter_id = s.letter_id WHERE li.referred)"""
    )


def hold_credit(operator: str, at: datetime) -> None:
    """Put the customers dunned by letters with a credit hold on hold, and note which."""
    execute(
        """UPDATE letter_customer SET hold_set = TRUE
        WHERE (letter_id IN (SELECT l.id FROM sending s JOIN letter l ON l.id = s.letter_id
                WHERE l.credit_hold)
            OR EXISTS (SELECT 1 FROM sending_effect e WHERE e.hold
                AND e.letter_id = letter_customer.letter_id
                AND e.customer_id = letter_customer.customer_id))
            AND EXISTS (SELECT 1 FROM letter_item li WHERE li.letter_id = letter_customer.letter_id
                AND li.customer_id = letter_customer.customer_id
                AND li.dunned AND NOT li.taken_off)
            AND EXISTS (SELECT 1 FROM customer c WHERE c.id = letter_customer.customer_id
                AND NOT c.credit_hold)"""
    )
    execute(
        """INSERT INTO customer_event
            (customer_id, at, operator, kind, before, after, reason, letter_id)
        SELECT lc.customer_id, ?, ?, 'credit_hold', 'N', 'Y', 'letter sent', lc.letter_id
        FROM sending s JOIN letter_customer lc ON lc.letter_id = s.letter_id
        WHERE lc.hold_set ORDER BY lc.letter_id, lc.customer_id""",
        at,
        operator,
    )
    execute(
        """UPDATE customer SET credit_hold = TRUE
        WHERE id IN (SELECT lc.customer_id FROM sending s
            JOIN letter_customer lc ON lc.letter_id = s.letter_id WHERE lc.hold_set)"""
    )


def note_activities(operator: str, at: datetime) -> None:
    """Write down the activities that rules ask for, with their customers."""
    execute(
        """INSERT INTO customer_event
            (customer_id, at, operator, kind, before, after, reason, letter_id)
        SELECT customer_id, ?, ?, 'activity', '', activity, 'letter sent', letter_id
        FROM sending_effect e WHERE activity <> '' AND EXISTS (
            SELECT 1 FROM letter_item li WHERE li.letter_id = e.letter_id
                AND li.customer_id = e.customer_id AND li.dunned AND NOT li.taken_off)
        ORDER BY letter_id, customer_id, activity""",
        at,
        operator,
    )


def mark_all_sent(operator: str, at: datetime) -> None:
    """Mark customers whose last automatic letter of the sequence is among the staged ones.

    Source: seed 004; domain rules 4, sequence.
    """
    for procedure, code in _last_automatic():
        who = """SELECT lc.customer_id FROM sending s JOIN letter l ON l.id = s.letter_id
            JOIN letter_customer lc ON lc.letter_id = l.id
            JOIN customer c ON c.id = lc.customer_id
            WHERE l.procedure = ? AND lc.moved AND lc.code_after = ? AND c.letter_code = ?
                AND NOT c.all_sent"""
        values = (procedure, code, code)
        execute(
            f"""INSERT INTO customer_event
                (customer_id, at, operator, kind, before, after, reason)
            SELECT id, ?, ?, 'all_sent', letter_code, '*', 'last letter sent' FROM customer
            WHERE id IN ({who}) ORDER BY id""",
            at,
            operator,
            *values,
        )
        execute(f"UPDATE customer SET all_sent = TRUE WHERE id IN ({who})", *values)


def _last_automatic() -> list[tuple[str, str]]:
    """Return code and last automatic level of each sequence procedure that is on a letter."""
    procedure = models.Procedure
    query = (
        ProcedureLevel.select(procedure.code, ProcedureLevel.number)
        .join(procedure)
        .where(procedure.method == Method.SEQUENCE.value, ProcedureLevel.automatic)
        .order_by(ProcedureLevel.number)
    )
    last = {code: str(number) for code, number in query.tuples()}
    return list(last.items())


def note_events(kind: str, operator: str, at: datetime, detail: str = "") -> None:
    """Write down for each letter that is being sent what was done to it."""
    execute(
        """INSERT INTO letter_event (letter_id, at, operator, kind, detail)
        SELECT letter_id, ?, ?, ?, ? FROM sending ORDER BY letter_id""",
        at,
        operator,
        kind,
        detail,
    )
