"""Drafts as rows: letters with their customers, items and charges, all but their numbers.

What only the process that writes can know (numbers, payment references, letterheads) is added by
`writer`, so that rows can be made in other processes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from tui_dunning.engine.types import LetterDraft, RecipientKind, RuleEffect
from tui_dunning.store import models
from tui_dunning.store.addresses import CountryName, address_lines
from tui_dunning.store.counters import has_references
from tui_dunning.store.cursors import Row
from tui_dunning.store.database import is_postgres
from tui_dunning.store.letter_facts import LetterTexts, held_reason
from tui_dunning.store.stream import Card, LedgerGroup

TO_AGENCY, TO_SITE, TO_CUSTOMER = (
    kind.value for kind in (RecipientKind.AGENCY, RecipientKind.SITE, RecipientKind.CUSTOMER)
)
TO_BE_FILLED = (None, None, None)
"""Number, letterhead and payment reference of a letter."""

NO_MOVE = (0, "", None, 0, "", 0)
"""Flags are written as 0 and 1: the driver of SQLite takes ten times as long over a bool."""


@dataclass(frozen=True, slots=True)
class Making:
    """How letters come to be: by a run, or by hand (`run` None). `at` is when, in UTC."""

    as_of: date
    operator: str
    country_name: CountryName
    run: int | None = None
    acceptgiro: bool = True
    manual_reason: str = ""
    at: datetime = field(default_factory=models.now)


class LetterRows(NamedTuple):
    """The rows of some letters, as `writer` inserts them: each table's values in one list.

    A row's values follow each other in the order of the table's columns in `writer`. Those of
    `customers`, `items` and `charges` begin with the place of their letter; those of `letters`
    with as many nulls as only the process that writes can fill. `senders` has for each letter what
    it takes for that: its unit, the customer's `remit_to`, and whether its payment has a reference.
    """

    senders: list[tuple[int, str, bool]]
    letters: list[Any]
    customers: list[Any]
    items: list[Any]
    charges: list[Any]


class Sender(NamedTuple):
    """What letters need of the unit that sends them, read once instead of for each letter."""

    country: str
    language: str
    acceptgiro: bool
    referenced: bool


class StoredDays(dict[date | None, Any]):
    """Dates as the database stores them."""

    def __init__(self, as_dates: bool) -> None:
        super().__init__({None: None})
        self._as_dates = as_dates

    def __missing__(self, day: date) -> Any:
        """Turn a date into what is stored; every differing day once."""
        stored = self[day] = day if self._as_dates else day.isoformat()
        return stored


class Typesetter:
    """Makes rows of letters: `add` for each, then `take` for all since the last time."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._texts = LetterTexts()
        table = models.EntryType
        self._entry_types = dict(table.select(table.id, table.code).tuples())
        self._senders = {
            unit.id: Sender(
                unit.country,
                unit.language,
                unit.acceptgiro,
                has_references(unit),
            )
            for unit in models.Unit.select()
        }
        self._kinds: dict[tuple[int, str, int, str], Row] = {}
        self._countries: dict[tuple[str, str], str] = {}
        self._created_at = making.at if is_postgres() else str(making.at)
        self._days = StoredDays(is_postgres())
        self._rows = LetterRows([], [], [], [], [])

    def take(self) -> LetterRows:
        """Return the rows made since the last time."""
        taken, self._rows = self._rows, LetterRows([], [], [], [], [])
        return taken

    def add(self, draft: LetterDraft, ledger: LedgerGroup) -> None:
        """Make the rows of a letter."""
        place = len(self._rows.senders)
        self._add_letter(draft, ledger)
        self._add_lines(place, draft, ledger)
        if draft.charges:
            self._add_charges(place, draft)

    def _add_letter(self, draft: LetterDraft, ledger: LedgerGroup) -> None:
        sender, rows = self._senders[draft.unit_id], self._rows
        card = ledger.card(draft.correspondence_id)
        recipient, site, name, attention, address = self._window(draft, ledger, card)
        held, detail = held_reason(draft, self._texts)
        slip = self._making.acceptgiro and sender.acceptgiro and card.bank_account
        rows.senders.append((draft.unit_id, card.remit_to, sender.referenced))
        rows.letters.extend(TO_BE_FILLED)
        rows.letters.extend(
            (
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
                1 if slip else 0,
                card.bank_account if slip else "",
            )
        )
        rows.letters.extend(self._shared(draft))

    def _shared(self, draft: LetterDraft) -> Row:
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

    def _add_lines(self, place: int, draft: LetterDraft, ledger: LedgerGroup) -> None:
        days, entry_types, add = self._days, self._entry_types, self._rows.items.extend
        seen: dict[int, None] = {}
        for item, dunned, due, level, previous_level in draft.lines:
            customer_id = item.customer_id
            seen[customer_id] = None
            add(
                (
                    place,
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
            self._rows.customers.extend((place, customer_id, ledger.name(customer_id), *state))

    def _add_charges(self, place: int, draft: LetterDraft) -> None:
        for charge in draft.charges:
            self._rows.charges.extend(
                (
                    place,
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
