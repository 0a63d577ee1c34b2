"""Customer letter maintenance (menu 4.4.3): find, show and change one customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import Enum

from tui_dunning.engine.by_hand import CODES, ByHand, Refusal, draft_by_hand
from tui_dunning.engine.types import LetterStatus
from tui_dunning.errors import BadInput, NotFound, Refused
from tui_dunning.output.format import decimals, is_language
from tui_dunning.paging import Page, Seek
from tui_dunning.services.countries import country_name
from tui_dunning.services.letter_levels import take_level_of_rest
from tui_dunning.services.seen_values import Seen, code_seen, flag, record_seen, refuse_unseen
from tui_dunning.services.typed_words import LONGEST_NOTE, one_line
from tui_dunning.store import customer_change as store
from tui_dunning.store.customer_change import Change
from tui_dunning.store.customer_pages import (
    CustomerOrder,
    CustomerQuery,
    CustomerRow,
    read_customer_page,
)
from tui_dunning.store.customer_record import (
    ContactView,
    CustomerRecord,
    EventView,
    LetterLine,
    OpenItemView,
    PaymentView,
    SiteView,
    read_customer,
)
from tui_dunning.store.database import reading, transaction
from tui_dunning.store.letter_ending import Ending
from tui_dunning.store.models import Customer, now
from tui_dunning.store.setup_facts import load_setup

__all__ = [
    "UNSET",
    "ContactView",
    "CustomerOrder",
    "CustomerQuery",
    "CustomerRecord",
    "CustomerRow",
    "EventView",
    "LetterLine",
    "OpenItemView",
    "PaymentView",
    "SiteView",
    "Unset",
    "change",
    "code_seen",
    "customer_page",
    "largest",
    "record_seen",
    "show",
]


class Unset(Enum):
    """A value that was not given, where None is a value too."""

    UNSET = "unset"


UNSET = Unset.UNSET
MOST_GRACE_DAYS = 9900


def customer_page(query: CustomerQuery, seek: Seek, limit: int, as_of: date) -> Page[CustomerRow]:
    """Return a page of the list of customers."""
    with reading():
        return read_customer_page(query, seek, limit, as_of)


def largest(amounts: tuple[tuple[str, int], ...]) -> tuple[str, int] | None:
    """Return the largest of some (currency, minor units), by face value; None of none."""
    return max(amounts, key=lambda each: each[1] / 10 ** decimals(each[0]), default=None)


def show(number: str, as_of: date) -> CustomerRecord:
    """Return everything that 4.4.3 shows of a customer.

    Raises:
        NotFound: no such customer.
    """
    with reading():
        return _record(number, as_of)


def change(
    number: str,
    operator: str,
    as_of: date,
    *,
    letter: str | int | None = None,
    dunning: bool | None = None,
    block_until: date | Unset | None = UNSET,
    credit_hold: bool | None = None,
    language: str | None = None,
    grace_days: int | Unset | None = UNSET,
    note: str = "",
    reason: str = "",
    seen: Seen | None = None,
) -> CustomerRecord:
    """Change a customer, all of it or nothing, and write down each change with the reason.

    Args:
        number: the customer's number.
        operator: who does it.
        as_of: the date of a letter by hand, and of the record that is returned.
        letter: 1 to 5 makes a letter of that code, which waits to be printed.
        dunning: the dunning flag.
        block_until: no letter up to this date; None lifts the block.
        credit_hold: put on or lift the credit hold.
        language: of letters; "" for the unit's.
        grace_days: the customer's own; None for its profile class's.
        note: a remark for the history, up to 2,000 characters.
        reason: why, up to 255 characters, "" for none.
        seen: what a screen had shown when these values were typed; None asks nothing.

    Raises:
        NotFound: no such customer.
        Refused: a letter by hand is not possible, or a value is no longer the one that was seen;
            nothing is changed.
        BadInput: a value that cannot be.

    Source: seed 004, 4.4.3; domain rules 4.
    """
    remark = one_line(note, "note", LONGEST_NOTE)
    why = one_line(reason, "reason")
    with transaction():
        customer = store.lock_customer(number)
        if customer is None:
            raise _no_customer(number)
        ending = Ending(operator, now(), why)
        changes = [
            *_dunning_change(customer, dunning),
            *_block_changes(customer, block_until, ending.reason),
            *_credit_hold_change(customer, credit_hold),
            *_language_change(customer, language),
            *_grace_change(customer, grace_days),
        ]
        if seen is not None:
            refuse_unseen(customer, changes, seen, letter=letter is not None)
        if changes:
            store.save_changes(customer.id, changes, ending)
        if any(each.kind == "credit_hold" for each in changes):
            store.own_credit_hold(customer.id)
        if remark:
            store.add_event(customer.id, "note", "", remark, ending)
        if letter is not None:
            flagged = customer.dunning if dunning is None else dunning
            _set_letter(customer, str(letter).strip(), as_of, ending, dunning=flagged)
        record = _record(number, as_of)
        return replace(record, notices=_notices(record, customer.id))


def _record(number: str, as_of: date) -> CustomerRecord:
    found = read_customer(number, as_of)
    if found is None:
        raise _no_customer(number)
    return found


def _no_customer(number: str) -> NotFound:
    return NotFound(
        f"There is no customer {number}.",
        "Numbers keep their leading zeros; look it up under 4.4.3.",
    )


def _notices(record: CustomerRecord, customer: int) -> tuple[str, ...]:
    """Tell which letters are held, and what still waits for one that is not to get letters."""
    held = tuple(
        f"Letter {each.number} is held [{each.held}]: it cannot be printed yet."
        for each in record.letters
        if each.held and each.status == LetterStatus.PROPOSED
    )
    if record.dunning:
        return held
    return held + tuple(
        f"Letter {number} still waits; delete it if it must not go out."
        for number in store.waiting_with(customer)
    )


def _set_letter(
    customer: Customer, code: str, as_of: date, ending: Ending, *, dunning: bool
) -> None:
    """Make the letter of a code, and supersede what waited for the customer."""
    if code not in CODES:
        raise _refused(customer.number, code, ByHand(refusal=Refusal.NO_SUCH_CODE))
    setup = load_setup(decimals)
    ledger = store.ledger_of(customer.id, setup, as_of)
    if ledger is None:
        refusal = Refusal.NOTHING_PAST_DUE if dunning else Refusal.NOT_FLAGGED
        raise _refused(customer.number, code, ByHand(refusal=refusal))
    found = draft_by_hand(ledger.group, customer.id, code, setup, as_of)
    if found.refusal is not None or not found.letters:
        raise _refused(customer.number, code, found)
    waiting = store.waiting_with(customer.id)
    numbers = store.write_by_hand(found.letters, ledger, as_of, ending, country_name)
    kept = store.supersede(waiting, customer.id, numbers[0], ending)
    take_level_of_rest(kept, ending.operator)


def _refused(number: str, code: str, found: ByHand) -> Refused:
    """Say why there is no letter by hand, and what to do."""
    reasons = ", ".join(
        f"{count} {reason.value.replace('_', ' ')}" for reason, count in found.reasons.items()
    )
    why = f" ({reasons})" if reasons else ""
    match found.refusal:
        case Refusal.NO_SUCH_CODE if code not in CODES:
            return Refused(f"There is no letter code {code or 'blank'}.", "Enter 1 to 5.")
        case Refusal.NO_SUCH_CODE:
            return Refused(
                f"The procedure of customer {number} has no level {code}.",
                "Enter a code that it has, or add the level to the procedure.",
            )
        case Refusal.NOT_FLAGGED:
            return Refused(
                f"Customer {number} gets no letters: its dunning flag is N.",
                "Set the flag to Y first.",
            )
        case Refusal.NOT_SEQUENCE:
            return Refused(
                f"The procedure of customer {number} is not a sequence of letters.",
                "Its letters come from the update (4.4.1) only.",
            )
        case Refusal.ALL_HELD_BACK:
            return Refused(
                f"All that is past due of customer {number} is held back{why}.",
                "Lift the block or the dispute first.",
            )
        case _:
            return Refused(
                f"Customer {number} has nothing past due{why}.",
                "A letter can be set once an item is past due.",
            )


def _dunning_change(customer: Customer, dunning: bool | None) -> list[Change]:
    if dunning is None or dunning == customer.dunning:
        return []
    return [Change("dunning", dunning, "dunning", flag(customer.dunning), flag(dunning))]


def _block_changes(customer: Customer, until: date | Unset | None, reason: str) -> list[Change]:
    if isinstance(until, Unset) or (until, reason) == (customer.blocked_until, ""):
        return []
    words = reason if until is not None else ""
    if (until, words) == (customer.blocked_until, customer.block_reason):
        return []
    before, after = str(customer.blocked_until or ""), str(until or "")
    return [
        Change("blocked_until", until, "block", before, after),
        Change("block_reason", words, "", "", ""),
    ]


def _credit_hold_change(customer: Customer, hold: bool | None) -> list[Change]:
    if hold is None or hold == customer.credit_hold:
        return []
    return [Change("credit_hold", hold, "credit_hold", flag(customer.credit_hold), flag(hold))]


def _language_change(customer: Customer, language: str | None) -> list[Change]:
    if language is None or language == customer.language:
        return []
    if language and not is_language(language):
        raise BadInput(
            f"{language} is no language code.", hint="Enter one such as en, nl, de, fr or es."
        )
    return [Change("language", language, "language", customer.language, language)]


def _grace_change(customer: Customer, days: int | Unset | None) -> list[Change]:
    if isinstance(days, Unset) or days == customer.grace_days:
        return []
    if days is not None and not 0 <= days <= MOST_GRACE_DAYS:
        raise BadInput(
            f"{days} grace days cannot be.", hint=f"Enter 0 to {MOST_GRACE_DAYS}, or blank."
        )
    before = "" if customer.grace_days is None else str(customer.grace_days)
    return [Change("grace_days", days, "grace_days", before, "" if days is None else str(days))]
