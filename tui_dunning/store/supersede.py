"""What becomes of the letters that still wait when a run comes over their accounts.

Source: domain rule 2. Set-based: a letter all of whose dunned lines the run looked at is
superseded; where only a part was (one customer of a group), that part's lines are taken off it.
Accounts that the run leaves as they are (`run_kept`) keep theirs.
"""

from __future__ import annotations

from typing import Any

from tui_dunning.store import models
from tui_dunning.store.charge_items import CHARGE_CODES
from tui_dunning.store.database import is_postgres
from tui_dunning.store.scope import ScopeIds
from tui_dunning.store.staging import slices

PARTS = "SELECT letter_id FROM run_ended WHERE whole = 0"


def _execute(sql: str, *values: object) -> Any:
    return models.database.execute_sql(sql.replace("?", models.database.param), values)


def find_ended(ids: ScopeIds, before: int | None) -> int:
    """Stage the waiting letters that a run ends, whole or in part.

    Args:
        ids: the run's scope.
        before: the number of the run's own first letter; None where it made none.

    Returns:
        How many are ended whole.
    """
    older, values = ("", []) if before is None else ("AND l.id < ?", [before])
    has_kept = _execute("SELECT EXISTS (SELECT 1 FROM run_kept)").fetchone()[0]
    if ids.units is None and ids.all_customers and not has_kept:
        _execute(
            "INSERT INTO run_ended SELECT l.id, 1 FROM letter l "
            f"WHERE l.status = 'proposed' {older}",
            *values,
        )
    else:
        hit, hit_values = _hit(ids)
        _execute(
            f"""INSERT INTO run_ended
            SELECT li.letter_id, MIN(CASE WHEN {hit} THEN 1 ELSE 0 END)
            FROM letter l
            JOIN letter_item li ON li.letter_id = l.id
            JOIN item i ON i.id = li.item_id
            WHERE l.status = 'proposed' {older} AND li.dunned AND NOT li.taken_off
            GROUP BY li.letter_id
            HAVING MAX(CASE WHEN {hit} THEN 1 ELSE 0 END) = 1""",
            *hit_values,
            *values,
            *hit_values,
        )
    return int(_execute("SELECT COUNT(*) FROM run_ended WHERE whole = 1").fetchone()[0])


def end_letters(ids: ScopeIds, run: int, first: int | None, operator: str) -> None:
    """Supersede the staged letters, and take the staged parts off the others."""
    now = models.now() if is_postgres() else str(models.now())
    by = "NULL"
    values: list[object] = []
    if first is not None:
        by = """(SELECT MIN(n.id) FROM letter n
              WHERE n.customer_id = letter.customer_id AND n.id >= ?)"""
        values = [first]
    for after, until in slices("run_ended", "letter_id", "whole = 1"):
        _execute(
            f"""UPDATE letter SET status = 'superseded', ended_at = ?, ended_by = ?, end_reason = ?,
            revision = revision + 1, superseded_by = {by} WHERE id IN (SELECT letter_id
                FROM run_ended WHERE whole = 1 AND letter_id > ? AND letter_id <= ?)""",
            now,
            operator,
            f"run {run}",
            *values,
            after,
            until,
        )
    if _execute(f"SELECT EXISTS ({PARTS})").fetchone()[0]:
        _take_parts_off(ids, f"run {run}", now, operator)


def _take_parts_off(ids: ScopeIds, reason: str, now: object, operator: str) -> None:
    """Take the lines that a run looked at off letters that keep others, with their charges."""
    hit, hit_values = _hit(ids)
    _execute(
        f"""UPDATE letter_item SET taken_off = TRUE WHERE NOT taken_off
        AND letter_id IN ({PARTS})
        AND EXISTS (SELECT 1 FROM item i WHERE i.id = letter_item.item_id
                    AND {hit.replace("li.", "letter_item.")})""",
        *hit_values,
    )
    gone = """NOT EXISTS (SELECT 1 FROM letter_item li WHERE li.letter_id = {0}.letter_id
              AND li.{1} = {0}.{1} AND li.dunned AND NOT li.taken_off)"""
    _execute(
        f"""DELETE FROM letter_charge WHERE letter_id IN ({PARTS}) AND item_id IS NOT NULL
        AND {gone.format("letter_charge", "item_id")}"""
    )
    _execute(
        f"""UPDATE letter_customer SET moved = FALSE WHERE moved AND letter_id IN ({PARTS})
        AND {gone.format("letter_customer", "customer_id")}"""
    )
    _execute(f"UPDATE letter SET revision = revision + 1 WHERE id IN ({PARTS})")
    _execute(
        """INSERT INTO letter_event (letter_id, at, operator, kind, detail)
        SELECT letter_id, ?, ?, 'items_taken_off', ? FROM run_ended WHERE whole = 0""",
        now,
        operator,
        reason,
    )


def stranded_letters() -> list[int]:
    """Return the letters that lost a part and with it their level, or the currency of their fee.

    To be asked after `end_letters`, while its staging still stands.
    """
    left = """FROM letter_item li WHERE li.letter_id = l.id AND li.dunned AND NOT li.taken_off"""
    rows = _execute(
        f"""SELECT l.id FROM letter l WHERE l.id IN ({PARTS}) AND (
            NOT EXISTS (SELECT 1 {left} AND li.level = l.level)
            OR EXISTS (SELECT 1 FROM letter_charge c WHERE c.letter_id = l.id AND c.kind = 'fee'
                AND NOT EXISTS (SELECT 1 {left} AND li.currency = c.currency
                    AND li.entry_type NOT IN (?, ?))))
        ORDER BY l.id""",
        *CHARGE_CODES,
    ).fetchall()
    return [int(number) for (number,) in rows]


def _hit(ids: ScopeIds) -> tuple[str, list[object]]:
    """Return the condition on a letter's line that the run looked at its account."""
    where, values = ids.customers("c")
    conditions = [ids.units_condition("i.unit_id")]
    if not ids.all_customers:
        conditions.append(f"li.customer_id IN (SELECT c.id FROM customer c WHERE {where})")
    conditions.append(
        "NOT EXISTS (SELECT 1 FROM run_kept k "
        "WHERE k.customer_id = li.customer_id AND k.unit_id = i.unit_id)"
    )
    return " AND ".join(conditions).replace(models.database.param, "?"), values
