"""Decisions in: letters with their customers, items and charges, written in batches.

Used by the update and, for a single letter, by the letter set by hand (4.4.3). What a run does to
customers and items is only staged here, because the stream is still reading them; see `staging`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from tui_dunning.engine.references import payment_reference
from tui_dunning.engine.types import LetterDraft, RecipientKind, RuleEffect
from tui_dunning.store import models
from tui_dunning.store.addresses import CountryName, address_lines
from tui_dunning.store.batches import Batch
from tui_dunning.store.counters import reserve_numbers
from tui_dunning.store.database import is_postgres
from tui_dunning.store.letter_facts import Letterheads, LetterTexts, held_reason
from tui_dunning.store.stream import Card, LedgerGroup

BATCH = 4000
"""How many letter items are collected before they are written."""

NUMBERS_AT_ONCE = 1000

_l, _c, _i, _g = models.Letter, models.LetterCustomer, models.LetterItem, models.LetterCharge
LETTER = (
    *(_l.id, _l.letterhead, _l.customer, _l.recipient, _l.site, _l.to_number, _l.to_name),
    *(_l.attention, _l.address, _l.effects, _l.display_currency, _l.display_rates, _l.held),
    *(_l.held_detail, _l.payment_reference, _l.acceptgiro, _l.payer_account),
    *(_l.unit, _l.procedure, _l.level, _l.letter_code, _l.language, _l.text, _l.extract),
    *(_l.credit_hold, _l.collection, _l.run, _l.date, _l.manual, _l.manual_reason),
    *(_l.created_at, _l.operator, _l.status, _l.sent_by, _l.ended_by, _l.end_reason, _l.revision),
)
"""First what is a letter's own, from `unit` on what all letters of its kind share."""
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
TO_AGENCY, TO_SITE, TO_CUSTOMER = (
    kind.value for kind in (RecipientKind.AGENCY, RecipientKind.SITE, RecipientKind.CUSTOMER)
)
NO_MOVE = (0, "", None, 0, "", 0)
"""Flags are written as 0 and 1: the driver of SQLite takes ten times as long over a bool."""


@dataclass(frozen=True, slots=True)
class Making:
    """How letters come to be: by a run, or by hand (`run` None)."""

    as_of: date
    operator: str
    country_name: CountryName
    run: int | None = None
    acceptgiro: bool = True
    manual_reason: str = ""


class Numbers:
    """Numbers of a counter, reserved some at a time; what is left over is handed back."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._next = self._end = 0

    def take(self) -> int:
        """Return the next number."""
        if self._next == self._end:
            self._next = reserve_numbers(self._name, NUMBERS_AT_ONCE)
            self._end = self._next + NUMBERS_AT_ONCE
        self._next += 1
        return self._next - 1

    def hand_back(self) -> None:
        """Return the numbers that were not used: the counter's row is ours until the commit."""
        if self._next < self._end:
            table = models.Counter
            table.update(next_value=self._next).where(table.name == self._name).execute()
        self._next = self._end = 0


class Sender(NamedTuple):
    """What letters need of the unit that sends them, read once instead of for each letter.

    `references` numbers their payments, None where they carry no slip and no EPC code.
    """

    country: str
    language: str
    acceptgiro: bool
    references: Numbers | None


class StoredDays(dict[date | None, Any]):
    """Dates as the database stores them."""

    def __init__(self, as_dates: bool) -> None:
        super().__init__({None: None})
        self._as_dates = as_dates

    def __missing__(self, day: date) -> Any:
        """Turn a date into what is stored; every differing day once."""
        stored = self[day] = day if self._as_dates else day.isoformat()
        return stored


class LetterWriter:
    """Writes proposed letters. Use `add` for each, then `finish` once."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._texts = LetterTexts()
        self._letterheads = Letterheads()
        table = models.EntryType
        self._entry_types = dict(table.select(table.id, table.code).tuples())
        self._numbers = Numbers("letter_number")
        self._senders: dict[int, Sender] = {}
        self._kinds: dict[tuple[int, str, int, str], tuple[Any, ...]] = {}
        self._countries: dict[tuple[str, str], str] = {}
        self._created_at = models.now() if is_postgres() else str(models.now())
        self.first: int | None = None
        """The number of the first letter that was added."""
        self._days = StoredDays(is_postgres())
        self._letters = Batch(models.Letter, LETTER)
        self._customers = Batch(models.LetterCustomer, LETTER_CUSTOMER)
        self._items = Batch(models.LetterItem, LETTER_ITEM)
        self._charges = Batch(models.LetterCharge, LETTER_CHARGE)
        self._batches = (self._letters, self._customers, self._items, self._charges)

    def add(self, draft: LetterDraft, ledger: LedgerGroup) -> int:
        """Take a letter to be written, and return its number."""
        number = self._numbers.take()
        if self.first is None:
            self.first = number
        self._letters.rows.append(self._letter(number, draft, ledger))
        self._add_lines(number, draft, ledger)
        if draft.charges:
            self._add_charges(number, draft)
        if len(self._items.rows) >= BATCH:
            for batch in self._batches:
                batch.write()
        return number

    def finish(self) -> None:
        """Write what is still held."""
        for batch in self._batches:
            batch.write()
        self._numbers.hand_back()
        for sender in self._senders.values():
            if sender.references is not None:
                sender.references.hand_back()

    def _letter(self, number: int, draft: LetterDraft, ledger: LedgerGroup) -> tuple[Any, ...]:
        sender = self._sender(draft.unit_id)
        card = ledger.card(draft.correspondence_id)
        recipient, site, name, attention, address = self._window(draft, ledger, card)
        held, detail = held_reason(draft, self._texts)
        slip = self._making.acceptgiro and sender.acceptgiro and card.bank_account
        references = sender.references
        return (
            number,
            self._letterheads.find(draft.unit_id, card.remit_to),
            draft.correspondence_id,
            recipient,
            site,
            ledger.number(draft.recipient.customer_id),
            name,
            attention,
            self._address(address, sender),
            effects_text(draft.effects) if draft.effects else "",
            draft.display_currency,
            rates_text(draft) if draft.display_rates else "",
            held,
            detail,
            "" if references is None else payment_reference(references.take()),
            1 if slip else 0,
            card.bank_account if slip else "",
            *self._kind(draft),
        )

    def _sender(self, unit_id: int) -> Sender:
        sender = self._senders.get(unit_id)
        if sender is None:
            unit = self._letterheads.unit(unit_id)
            sender = Sender(unit.country, unit.language, unit.acceptgiro, self._references(unit))
            self._senders[unit_id] = sender
        return sender

    def _references(self, unit: models.Unit) -> Numbers | None:
        """Number a unit's payments where its letters carry a slip or an EPC code."""
        if not (unit.acceptgiro or unit.currency == "EUR"):
            return None
        name, first = f"payment_reference:{unit.code}", unit.acceptgiro_first_reference
        models.Counter.insert(name=name, next_value=first).on_conflict_ignore().execute()
        return Numbers(name)

    def _kind(self, draft: LetterDraft) -> tuple[Any, ...]:
        """Return the columns that all letters of a unit, level and language share."""
        making, level = self._making, draft.level
        key = (draft.unit_id, draft.procedure.code, level.number, draft.language)
        columns = self._kinds.get(key)
        if columns is None:
            columns = self._kinds[key] = (
                draft.unit_id,
                draft.procedure.code,
                level.number,
                level.letter_code,
                draft.language,
                self._texts.find(level.letter_code, draft.language),
                level.extract.value,
                int(level.credit_hold),
                int(level.collection),
                making.run,
                self._days[making.as_of],
                int(making.run is None),
                making.manual_reason,
                self._created_at,
                making.operator,
                *("proposed", "", "", "", 1),
            )
        return columns

    def _window(
        self, draft: LetterDraft, ledger: LedgerGroup, card: Card
    ) -> tuple[str, str | None, str, str, tuple[str, ...]]:
        """Return recipient, site, name, attention and address columns of whom a letter goes to."""
        recipient = draft.recipient
        if recipient.kind is RecipientKind.AGENCY:
            name, address = ledger.agency(draft.correspondence_id)
            return TO_AGENCY, None, name, "", address
        if recipient.site_id is not None:
            code, *columns = ledger.sites[recipient.site_id]
            owner = ledger.card(recipient.customer_id)
            return TO_SITE, code, owner.name, owner.attention, tuple(columns)
        return TO_CUSTOMER, None, card.name, card.attention, card.address

    def _address(self, address: tuple[str, ...], sender: Sender) -> str:
        key = (address[5], sender.language)
        country = self._countries.get(key)
        if country is None:
            country = self._making.country_name(*key) if address[5] else ""
            self._countries[key] = country
        return "\n".join(address_lines(address, sender.country, country))

    def _add_lines(self, number: int, draft: LetterDraft, ledger: LedgerGroup) -> None:
        days, entry_types, rows = self._days, self._entry_types, self._items.rows
        seen: dict[int, None] = {}
        for item, dunned, due, level, previous_level in draft.lines:
            customer_id = item.customer_id
            seen[customer_id] = None
            rows.append(
                (
                    number,
                    item.item_id,
                    customer_id,
                    entry_types[item.entry_type_id],
                    days[item.item_date],
                    days[item.due_date],
                    item.currency,
                    item.balance_minor,
                    1 if dunned else 0,
                    1 if due else 0,
                    level,
                    previous_level,
                    0,
                    0,
                )
            )
        moves = {move.customer_id: move for move in draft.moves} if draft.moves else {}
        for customer_id in seen:
            move = moves.get(customer_id)
            state = NO_MOVE
            if move is not None:
                before_on = days[move.code_on_before]
                was_sent = int(move.all_sent_before)
                state = (1, move.code_before, before_on, was_sent, move.code_after, 0)
            self._customers.rows.append((number, customer_id, ledger.name(customer_id), *state))

    def _add_charges(self, number: int, draft: LetterDraft) -> None:
        for charge in draft.charges:
            self._charges.rows.append(
                (
                    number,
                    charge.kind.value,
                    charge.currency,
                    charge.amount_minor,
                    int(charge.charge_on.value),
                    charge.item_id,
                    self._days[charge.charged_from],
                    self._days[charge.charged_until],
                )
            )


def effects_text(effects: Sequence[RuleEffect]) -> str:
    """Write down what sending the letter will do to customers, as JSON; "" for nothing."""
    if not effects:
        return ""
    return json.dumps(
        [
            {
                "customer": effect.customer_id,
                "credit_hold": effect.credit_hold,
                "collection": list(effect.collection_item_ids),
                "activity": effect.activity,
            }
            for effect in effects
        ]
    )


def rates_text(draft: LetterDraft) -> str:
    """Write down the rates into the display currency, as JSON; "" for none."""
    if not draft.display_rates:
        return ""
    return json.dumps({code: str(rate) for code, rate in draft.display_rates.items()})
