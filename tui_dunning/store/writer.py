"""Decisions in: rows of letters get their numbers and are inserted, some thousand at a time.

Used by the update and, for a single letter, by the letter set by hand (4.4.3). What a run does to
customers and items is only staged here, because the stream is still reading them; see `staging`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tui_dunning.engine.references import payment_references
from tui_dunning.store import models
from tui_dunning.store.counters import reserve_numbers, reserve_references
from tui_dunning.store.database import insert_values
from tui_dunning.store.letter_facts import Letterheads
from tui_dunning.store.letter_rows import LetterRows

_l, _c, _i, _g = models.Letter, models.LetterCustomer, models.LetterItem, models.LetterCharge
LETTER = (
    *(_l.id, _l.letterhead, _l.payment_reference),
    *(_l.customer, _l.recipient, _l.site, _l.to_number, _l.to_name),
    *(_l.attention, _l.address, _l.effects, _l.display_currency, _l.display_rates, _l.held),
    *(_l.held_detail, _l.acceptgiro, _l.payer_account),
    *(_l.unit, _l.procedure, _l.level, _l.letter_code, _l.language, _l.text, _l.extract),
    *(_l.credit_hold, _l.collection, _l.run, _l.date, _l.manual, _l.manual_reason),
    *(_l.created_at, _l.operator, _l.status, _l.sent_by, _l.ended_by, _l.end_reason, _l.revision),
)
"""First what is filled in here, then what is the letter's own, then what all of its kind share."""
LETTER_CUSTOMER = (
    *(_c.letter, _c.customer, _c.name, _c.moved, _c.code_before, _c.code_on_before),
    *(_c.all_sent_before, _c.code_after, _c.hold_set),
)
LETTER_ITEM = (
    *(_i.letter, _i.item, _i.customer, _i.entry_type, _i.item_date, _i.due_date, _i.currency),
    *(_i.balance_minor, _i.dunned, _i.due, _i.level, _i.previous_level, _i.taken_off, _i.referred),
)
LETTER_CHARGE = (
    *(_g.letter, _g.kind, _g.currency, _g.amount_minor, _g.charge_on, _g.item),
    *(_g.charged_from, _g.charged_until),
)


class LetterWriter:
    """Writes proposed letters, inside the caller's transaction."""

    def __init__(self) -> None:
        self._letterheads = Letterheads()
        self.first: int | None = None
        """The number of the first letter that was written."""

    def write(self, rows: LetterRows) -> range:
        """Number letters and insert them with all that belongs to them; return their numbers.

        The lists of values are changed.
        """
        count, letters = len(rows.senders), rows.letters
        if not count:
            return range(0)
        first = reserve_numbers("letter_number", count)
        if self.first is None:
            self.first = first
        find = self._letterheads.find
        letters[0 :: len(LETTER)] = range(first, first + count)
        letters[1 :: len(LETTER)] = [find(unit_id, to) for unit_id, to, _ in rows.senders]
        letters[2 :: len(LETTER)] = self._references(rows.senders)
        insert_values(_l, LETTER, letters)
        for model, columns, values in (
            (_c, LETTER_CUSTOMER, rows.customers),
            (_i, LETTER_ITEM, rows.items),
            (_g, LETTER_CHARGE, rows.charges),
        ):
            if values:
                places = values[:: len(columns)]
                values[:: len(columns)] = [first + place for place in places]
                insert_values(model, columns, values)
        return range(first, first + count)

    def _references(self, senders: Sequence[tuple[int, str, bool]]) -> list[str]:
        """Number the payments of letters that carry a slip or an EPC code on from their unit's."""
        counts = Counter([unit_id for unit_id, _, referenced in senders if referenced])
        unit = self._letterheads.unit
        left = {
            unit_id: iter(payment_references(reserve_references(unit(unit_id), many), many))
            for unit_id, many in counts.items()
        }
        return [next(left[unit_id]) if referenced else "" for unit_id, _, referenced in senders]
