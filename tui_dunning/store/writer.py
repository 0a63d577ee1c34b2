"""Decisions in: rows of letters get their numbers and are inserted, some thousand at a time.

Used by the update and, for a single letter, by the letter set by hand (4.4.3). What a run does to
customers and items is only staged here, because the stream is still reading them; see `staging`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from tui_dunning.engine.references import payment_reference
from tui_dunning.store import models
from tui_dunning.store.counters import reserve_numbers, reserve_references
from tui_dunning.store.cursors import Row
from tui_dunning.store.database import insert_many
from tui_dunning.store.letter_facts import Letterheads
from tui_dunning.store.letter_rows import LetterRow, LetterRows

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
"""First what is numbered here, then a row's `own` columns, then its `shared` ones."""
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
        """Number letters and insert them with all that belongs to them; return their numbers."""
        letters = rows.letters
        if not letters:
            return range(0)
        first = reserve_numbers("letter_number", len(letters))
        if self.first is None:
            self.first = first
        insert_many(_l, LETTER, self._numbered(first, letters))
        for model, columns, lines in (
            (_c, LETTER_CUSTOMER, rows.customers),
            (_i, LETTER_ITEM, rows.items),
            (_g, LETTER_CHARGE, rows.charges),
        ):
            if lines:
                insert_many(model, columns, [(first + row[0], *row[1:]) for row in lines])
        return range(first, first + len(letters))

    def _numbered(self, first: int, letters: Sequence[LetterRow]) -> list[Row]:
        """Return the rows of letters with number, letterhead and payment reference."""
        references = self._references(letters)
        find = self._letterheads.find
        rows = []
        for number, (unit_id, remit_to, referenced, own, shared) in enumerate(letters, first):
            reference = payment_reference(next(references[unit_id])) if referenced else ""
            rows.append((number, find(unit_id, remit_to), reference, *own, *shared))
        return rows

    def _references(self, letters: Sequence[LetterRow]) -> dict[int, Iterator[int]]:
        """Number the payments of letters that carry a slip or an EPC code on from their unit's."""
        counts = Counter([letter.unit_id for letter in letters if letter.referenced])
        unit = self._letterheads.unit
        return {
            unit_id: itertools.count(reserve_references(unit(unit_id), many))
            for unit_id, many in counts.items()
        }
