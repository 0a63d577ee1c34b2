"""Letters come to an end: deleted, superseded or rolled back, and what goes back with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tui_dunning.engine.types import LetterStatus
from tui_dunning.store import past_due
from tui_dunning.store.models import Customer, CustomerEvent, Letter, LetterCustomer, LetterEvent
from tui_dunning.store.statements import execute, fetch

SENT = "('printed', 'sent')"
ON_IT = "li.dunned AND NOT li.taken_off"


@dataclass(frozen=True, slots=True)
class Ending:
    """By whom, when and why a letter ends."""

    operator: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LaterLetter:
    """A later letter that duns one of an earlier letter's items, and the first such item."""

    number: int
    date: date
    status: LetterStatus
    item: str


# CROSS JOIN keeps SQLite's planner, which has no statistics, from beginning with all sent letters.


def later_letters(number: int) -> list[LaterLetter]:
    """Return the later letters, waiting or sent, that dun an item of this one, newest first.

    An item that was made of the letter's charges counts as one of its items.
    """
    rows = fetch(
        f"""SELECT l.id, MIN(i.number)
        FROM (SELECT li.item_id FROM letter_item li WHERE li.letter_id = ? AND {ON_IT}
            UNION SELECT posted_item_id FROM letter_charge
            WHERE letter_id = ? AND posted_item_id IS NOT NULL) own
        CROSS JOIN letter_item li CROSS JOIN letter l CROSS JOIN item i
        WHERE li.item_id = own.item_id AND {ON_IT} AND li.letter_id > ?
            AND l.id = li.letter_id AND l.status IN ('proposed', 'printed', 'sent')
            AND i.id = li.item_id
        GROUP BY l.id ORDER BY l.id DESC""",
        number,
        number,
        number,
    )
    items = dict(rows)
    letters = Letter.select(Letter.id, Letter.date, Letter.status).where(Letter.id.in_(list(items)))
    return [
        LaterLetter(row.id, row.date, LetterStatus(row.status), items[row.id])
        for row in letters.order_by(Letter.id.desc())
    ]


def end_letter(
    number: int, status: LetterStatus, ending: Ending, superseded_by: int | None = None
) -> None:
    """Mark a letter and write down who ended it."""
    Letter.update(
        status=status.value,
        ended_at=ending.at,
        ended_by=ending.operator,
        end_reason=ending.reason,
        superseded_by=superseded_by,
        revision=Letter.revision + 1,
    ).where(Letter.id == number).execute()
    note(number, status.value, ending, ending.reason)


def note(number: int, kind: str, ending: Ending, detail: str = "") -> None:
    """Write down what was done to a letter."""
    LetterEvent.create(
        letter=number, at=ending.at, operator=ending.operator, kind=kind, detail=detail
    )


def put_back_codes(number: int, ending: Ending, customer: int | None = None) -> list[int]:
    """Put letter code and `*` of the letter's customers back to what they were before it.

    Left alone is a customer whose code a run has cleared since, also where it has begun anew. A
    later letter that went on from this one goes on from the code before it, so that ending both,
    in any order, ends the same.

    Returns:
        The customers whose code or `*` was put back, by id.

    Source: domain rules 4, sequence.
    """
    moved = (
        LetterCustomer.select()
        .where(LetterCustomer.letter == number, LetterCustomer.moved)
        .order_by(LetterCustomer.id)
    )
    if customer is not None:
        moved = moved.where(LetterCustomer.customer == customer)
    return [
        move.customer_id
        for move in moved
        if _still_on(number, move.customer_id) and _put_back(move, ending)
    ]


def _put_back(move: LetterCustomer, ending: Ending) -> bool:
    state = Customer.get_by_id(move.customer_id)
    if (not state.letter_code and not state.all_sent) or _cleared_since(move):
        return False
    later = _next_move(move)
    if later is not None and later.code_before != move.code_before:
        if later.code_before != move.code_after:
            return False
        later.code_before = move.code_before
        later.code_on_before = move.code_on_before
        later.all_sent_before = move.all_sent_before
        later.save()
    before = "*" if state.all_sent else state.letter_code
    after = "*" if move.all_sent_before else move.code_before
    Customer.update(
        letter_code=move.code_before,
        letter_code_on=move.code_on_before,
        all_sent=move.all_sent_before,
    ).where(Customer.id == state.id).execute()
    CustomerEvent.create(
        customer=state.id,
        at=ending.at,
        operator=ending.operator,
        kind="letter_code",
        before=before,
        after=after,
        reason=ending.reason,
        letter=move.letter_id,
    )
    past_due.keep_of([state.id])
    return True


def _cleared_since(move: LetterCustomer) -> bool:
    """Tell whether a run has put the customer's code back to blank after the letter was made."""
    rows = fetch(
        """SELECT 1 FROM customer_event e JOIN letter l ON l.id = ?
        WHERE e.customer_id = ? AND e.kind = 'letter_code' AND e.after = ''
            AND e.letter_id IS NULL AND e.run_id IS NOT NULL AND e.at >= l.created_at LIMIT 1""",
        move.letter_id,
        move.customer_id,
    )
    return bool(rows)


def _next_move(move: LetterCustomer) -> LetterCustomer | None:
    """Return how the next letter that waits or went out moved the same customer."""
    rows = fetch(
        f"""SELECT MIN(lc.id) FROM letter_customer lc JOIN letter l ON l.id = lc.letter_id
        WHERE lc.customer_id = ? AND lc.moved AND lc.letter_id = (
            SELECT MIN(l2.id) FROM letter_customer lc2 JOIN letter l2 ON l2.id = lc2.letter_id
            WHERE lc2.customer_id = ? AND lc2.moved AND l2.id > ?
                AND l2.status IN ('proposed', 'printed', 'sent')
                AND EXISTS (SELECT 1 FROM letter_item li WHERE li.letter_id = l2.id
                    AND li.customer_id = lc2.customer_id AND {ON_IT}))""",
        move.customer_id,
        move.customer_id,
        move.letter_id,
    )
    return LetterCustomer.get_by_id(rows[0][0]) if rows[0][0] is not None else None


def _still_on(number: int, customer: int) -> bool:
    """Tell whether the letter still duns an item of the customer."""
    sql = f"SELECT 1 FROM letter_item li WHERE li.letter_id = ? AND li.customer_id = ? AND {ON_IT}"
    return bool(fetch(f"{sql} LIMIT 1", number, customer))


def roll_back_items(number: int) -> None:
    """Give the letter's items the status of the sent letter before it, or of never dunned.

    To be called when the letter no longer counts as sent.
    """
    own = f"SELECT li.item_id FROM letter_item li WHERE li.letter_id = ? AND {ON_IT}"
    execute(
        f"""UPDATE item SET dunning_level = 0, dunned_on = NULL, letter_id = NULL
        WHERE letter_id = ? AND id IN ({own})""",
        number,
        number,
    )
    execute(
        f"""UPDATE item SET dunning_level = d.level, dunned_on = d.date, letter_id = d.letter_id
        FROM (
            SELECT li.item_id, li.level, l.date, l.id AS letter_id
            FROM letter_item li JOIN letter l ON l.id = li.letter_id
            JOIN (SELECT li.item_id, MAX(li.letter_id) AS last
                FROM letter_item li CROSS JOIN letter l
                WHERE l.id = li.letter_id AND l.status IN {SENT}
                    AND {ON_IT} AND li.item_id IN ({own})
                GROUP BY li.item_id) m ON m.item_id = li.item_id AND m.last = li.letter_id
        ) d
        WHERE item.id = d.item_id""",
        number,
    )
    execute(
        f"""UPDATE item SET charged_until = (
            SELECT MAX(c.charged_until) FROM letter_charge c JOIN letter l ON l.id = c.letter_id
            JOIN letter_item li ON li.letter_id = l.id AND li.item_id = item.id
            WHERE c.item_id = item.id AND l.status IN {SENT})
        WHERE id IN (SELECT c.item_id FROM letter_charge c
            WHERE c.letter_id = ? AND c.charged_until IS NOT NULL)""",
        number,
    )
    execute(
        """UPDATE item SET in_collection = FALSE
        WHERE id IN (SELECT item_id FROM letter_item WHERE letter_id = ? AND referred)""",
        number,
    )


def take_back_hold(number: int, ending: Ending) -> None:
    """Lift the credit holds that the letter set, unless another sent letter asks for one."""
    held = LetterCustomer.select().where(LetterCustomer.letter == number, LetterCustomer.hold_set)
    for row in held:
        others = fetch(
            f"""SELECT MAX(lc.id) FROM letter_customer lc JOIN letter l ON l.id = lc.letter_id
            WHERE lc.customer_id = ? AND l.id <> ? AND l.status IN {SENT}
                AND (l.credit_hold OR lc.hold_set)
                AND EXISTS (SELECT 1 FROM letter_item li WHERE li.letter_id = l.id
                    AND li.customer_id = lc.customer_id AND {ON_IT})""",
            row.customer_id,
            number,
        )
        if others[0][0] is not None:
            LetterCustomer.update(hold_set=True).where(LetterCustomer.id == others[0][0]).execute()
            continue
        Customer.update(credit_hold=False).where(Customer.id == row.customer_id).execute()
        CustomerEvent.create(
            customer=row.customer_id,
            at=ending.at,
            operator=ending.operator,
            kind="credit_hold",
            before="Y",
            after="N",
            reason=ending.reason,
            letter=number,
        )
